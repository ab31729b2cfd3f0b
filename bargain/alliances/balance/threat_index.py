r"""Balance of threat: what each ally's security was worth to it, and dependence with it.

Walt (1987): a state balances against threats, and threat is aggregate power, proximity, offensive
capability and perceived intention. The index of an ally i in a year is

.. math:: T_i = \sum_a \kappa_a \, p(d_{ai}) \, (1 + \alpha N_a) \, m_{ai}

over the adversaries a, with capability :math:`\kappa_a` (CINC), distance :math:`d` (1000 km between
capitals), a nuclear arsenal :math:`N_a`, and intention :math:`m_{ai}` in [0, 1]. Where an arsenal
can reach the patron's homeland, distance may be set aside. Dependence with threat is

.. math:: D = \frac{v_C}{v_P} \frac{\kappa_P}{\kappa_C}, \qquad \frac{v_C}{v_P} = \frac{T_C}{T_P}.

No theory fixes the form of p, the weight :math:`\alpha` or the codes m. They are therefore varied
over a grid (`Form`), and a year has a range of D and not a number. The *break-even* ratio of
threats, at which :math:`D = 1`, needs none of this: it is :math:`v_P/v_C = \kappa_P/\kappa_C`.

What is not on record is in ``threats.toml``, with its reasons; intentions are judgement.

References
----------
Walt, S. M. (1987), *The Origins of Alliances*, Cornell. Capabilities: Singer, Bremer & Stuckey
1972.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import ClassVar

import pandas as pd

from bargain.alliances import data
from bargain.alliances.balance.exposure import dependence
from bargain.alliances.declarations import declared
from bargain.errors import DataError
from bargain.result import Result

__all__ = ["FORMS", "Form", "ThreatIndex", "distance", "threat_index"]

_DECLARED = declared(
    "bargain.alliances.balance",
    "threats.toml",
    {
        "": "place arsenal intention",
        "place": "key latitude longitude",
        "arsenal": "key nuclear reach source",
        "intention": "adversary ally code why",
    },
)
_PLACES = {p["key"]: (p["latitude"], p["longitude"]) for p in _DECLARED["place"]}
_ARSENALS = {a["key"]: a for a in _DECLARED["arsenal"]}
_INTENTIONS = {(i["adversary"], i["ally"]): i["code"] for i in _DECLARED["intention"]}

_EARTH_RADIUS = 6.371  # 1000 km
_DECAY: dict[str, Callable[[float], float]] = {
    "none": lambda d: 1.0,
    "hyperbolic": lambda d: 1 / (1 + d),
    "logarithmic": lambda d: 1 / (1 + math.log(1 + d)),
    "inverse": lambda d: 1 / max(d, 0.2),  # 200 km: nearer capitals are not more threatening
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way of putting the four sources of threat together.

    Attributes
    ----------
    decay : {"none", "hyperbolic", "logarithmic", "inverse"}
        How threat falls with distance.
    arsenal : float
        Weight of a nuclear arsenal, at least 0.
    reach : bool
        Whether distance is set aside for an arsenal that reaches the patron.
    intention : {"coded", "equal"}
        The codes, or every adversary an enemy of both.
    """

    decay: str
    arsenal: float
    reach: bool
    intention: str


FORMS = tuple(
    Form(decay=d, arsenal=a, reach=r, intention=i)
    for d, a, r, i in product(_DECAY, (0.0, 1.0, 3.0), (False, True), ("coded", "equal"))
)
"""The grid of forms."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThreatIndex(Result):
    """Threat and dependence by year over the grid of forms.

    Attributes
    ----------
    patron, client : str
    table : pandas.DataFrame
        ``year, D_equal`` (v = 1), ``ratio_low, ratio_mid, ratio_high`` of :math:`v_C/v_P` over the
        forms, ``D_low, D_mid, D_high``, ``below_one`` (share of forms with D < 1), and
        ``break_even`` and ``factor_2``: the ratios :math:`v_P/v_C` at which D is 1 and 4.
    forms : int
        Size of the grid.
    """

    _also: ClassVar[tuple[str, ...]] = ("rows", "always_unequal")
    _without: ClassVar[tuple[str, ...]] = ("table",)

    patron: str
    client: str
    table: pd.DataFrame
    forms: int

    def __repr__(self) -> str:
        return f"<ThreatIndex {self.patron}-{self.client}, {self.forms} forms>"

    @property
    def rows(self) -> pd.DataFrame:
        """The table, as `to_dict` calls it."""
        return self.table

    @property
    def always_unequal(self) -> bool:
        """Whether D exceeds 1 in every year under every form."""
        return bool((self.table["D_low"] > 1).all())

    def summary(self) -> str:
        """Return what threat does to dependence, and the break-even ratios."""
        last = self.table.iloc[-1]
        share = self.table["below_one"].mean()
        turned = self.table.loc[self.table["below_one"] > 0, "year"]
        where = f", in {len(turned)} of {len(self.table)} years" if len(turned) else ""
        return (
            f"with threat D is between {last['D_low']:.1f} and {last['D_high']:.1f} in "
            f"{int(last['year'])} over {self.forms} forms of the index (equal threats: "
            f"{last['D_equal']:.1f}); it is below 1 in {share:.0%} of all years and forms{where}. "
            f"In {int(last['year'])} D would be 1 if the patron's threat were "
            f"{last['break_even']:.1f} times the client's, and within a factor 2 on each issue at "
            f"{last['factor_2']:.2f} times"
        )


def distance(first: str, second: str) -> float:
    """Great-circle distance between two capitals, 1000 km.

    Examples
    --------
    >>> round(distance("ROK", "PRK"), 2)
    0.19
    """
    (a, b), (c, d) = (map(math.radians, _PLACES[state]) for state in (first, second))
    cosine = math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(b - d)
    return _EARTH_RADIUS * math.acos(min(1.0, cosine))


def _intention(adversary: str, ally: str, year: int) -> float:
    return float([code for since, code in _INTENTIONS[adversary, ally] if since <= year][-1])


def _threat(ally: str, year: int, power: dict[tuple[str, int], float], form: Form) -> float:
    total = 0.0
    for adversary, arsenal in _ARSENALS.items():
        reaches = form.reach and ally == "USA" and year >= arsenal["reach"]
        near = 1.0 if reaches else _DECAY[form.decay](distance(adversary, ally))
        armed = 1 + form.arsenal * (year >= arsenal["nuclear"])
        hostile = 1.0 if form.intention == "equal" else _intention(adversary, ally, year)
        total += power[adversary, year] * near * armed * hostile
    return total


def threat_index(patron: str = "USA", client: str = "ROK") -> ThreatIndex:
    """Return threat and dependence by year, 1950-2022.

    Parameters
    ----------
    patron, client : str
        The pair whose intentions are coded: USA and ROK.

    Raises
    ------
    DataError
        For a pair without codes.

    Examples
    --------
    >>> table = threat_index().table.set_index("year")
    >>> round(float(table.loc[2017, "factor_2"]), 2), round(float(table.loc[2022, "factor_2"]), 2)
    (1.32, 1.55)
    """
    for ally in (patron, client):
        if not any(known == ally for _, known in _INTENTIONS):
            raise DataError(
                f"no intentions toward {ally!r}",
                where="threats.toml, intention",
                fix="add a row for every adversary",
            )
    equal = dependence(patron, client, years=(1950, 2022), measures=["cinc"]).table
    table = data.load("cinc")
    power = {
        (str(state), int(year)): float(value)
        for state, year, value in table[["state", "year", "cinc"]].itertuples(index=False)
    }
    rows = []
    for year, D in zip(equal["year"].tolist(), equal["D"].tolist(), strict=True):
        ratios = sorted(
            _threat(client, year, power, form) / _threat(patron, year, power, form)
            for form in FORMS
        )
        middle = math.sqrt(ratios[(len(ratios) - 1) // 2] * ratios[len(ratios) // 2])
        rows.append(
            {
                "year": year,
                "D_equal": D,
                "ratio_low": ratios[0],
                "ratio_mid": middle,
                "ratio_high": ratios[-1],
                "D_low": ratios[0] * D,
                "D_mid": middle * D,
                "D_high": ratios[-1] * D,
                "below_one": sum(r * D < 1 for r in ratios) / len(ratios),
                "break_even": D,
                "factor_2": D / 4,
            }
        )
    return ThreatIndex(patron=patron, client=client, table=pd.DataFrame(rows), forms=len(FORMS))
