"""The chronicle: claims against coded events, labelled as judgement."""

from __future__ import annotations

import json

import pytest
from scipy import stats

from bargain.alliances import data
from bargain.alliances.record.chronicle import CLAIMS, chronicle
from bargain.errors import OptionError


@pytest.fixture(scope="module")
def result():
    return chronicle()


def test_correlations_are_those_of_scipy(result):
    table = data.load("events")
    for found in result.associations:
        both = table[[found.first, found.second]].dropna().astype(float)
        assert found.events == len(both)
        assert found.rho == pytest.approx(stats.spearmanr(both).statistic)


def test_what_is_established_at_the_level_of_five_claims(result):
    supported = {found.claim for found in result.associations if found.supported}
    assert supported == {"autonomy against leverage", "overlap against abandonment fear"}
    assert not result.association("autonomy against overlap").supported


def test_conflict_recurs_in_every_decade_but_one(result):
    assert sum(result.conflicts.values()) == 19
    assert result.quiet_decades == (1980,)


def test_the_judgement_is_labelled(result):
    assert result.to_dict()["judgement"] is True
    assert "compiler's judgement" in result.summary()
    json.dumps(result.to_dict(), allow_nan=False)


def test_the_seed_fixes_the_result():
    assert chronicle(permutations=200, seed=3) == chronicle(permutations=200, seed=3)


def test_bad_options_are_refused(result):
    with pytest.raises(OptionError, match="100 permutations"):
        chronicle(permutations=1)
    with pytest.raises(OptionError, match="no claim 'x'"):
        result.association("x")
    assert len(result.associations) == len(CLAIMS)
