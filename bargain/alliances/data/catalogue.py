"""The schemas of the packaged files: one entry per CSV file of this folder.

The units and the trust notes follow the folder's ``README.md``. Bounds are wide on purpose: they
catch a wrong unit (a share in percent, dollars for thousands of dollars), not an unusual year.
"""

from __future__ import annotations

from types import MappingProxyType

from bargain.alliances.data.schema import Column, Kind, Schema

__all__ = ["NATO", "SCHEMAS", "STATES"]

STATES = ("USA", "ROK", "PRK", "CHN", "RUS", "JPN")
"""States of the capability and economy files, by the codes that these files use."""

# fmt: off
NATO = (
    "ALB", "BEL", "BGR", "CAN", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA",
    "GBR", "GRC", "HRV", "HUN", "ITA", "LTU", "LUX", "LVA", "MKD", "MNE", "NLD",
    "NOR", "POL", "PRT", "ROU", "SVK", "SVN", "SWE", "TUR", "USA",
)
# fmt: on
"""ISO codes of the members of NATO with military expenditure (Iceland has none)."""

_YEARS = (1800.0, 2100.0)


def _text(
    name: str, meaning: str = "", *, empty: bool = True, codes: tuple[str, ...] = ()
) -> Column:
    return Column(name=name, kind="text", meaning=meaning, empty=empty, codes=codes)


def _number(
    name: str,
    unit: str,
    meaning: str = "",
    *,
    kind: Kind = "float",
    low: float | None = 0.0,
    high: float | None = None,
    empty: bool = True,
) -> Column:
    return Column(name=name, kind=kind, unit=unit, meaning=meaning, low=low, high=high, empty=empty)


def _year(name: str = "year", *, empty: bool = False) -> Column:
    return Column(name=name, kind="int", unit="year", low=_YEARS[0], high=_YEARS[1], empty=empty)


def _source(name: str = "source") -> Column:
    return _text(name, "keys of sources.csv, or the page itself", empty=False)


_CODED = (
    "threat_dprk",
    "us_security_supply",
    "us_leverage_or_control",
    "rok_autonomy",
    "rok_payment",
    "interest_overlap",
    "rok_abandonment_fear",
    "rok_entrapment_fear",
)

_ALL = (
    Schema(
        name="sma_annual",
        title="South Korea's contribution under each special measures agreement, by year",
        columns=(
            _year(),
            _text("sma_round", "round of the agreement in force", empty=False),
            _number("agreed_usd_100m", "USD 100m", "agreed amount until 2004", high=100),
            _number("krw_100m", "KRW 100m", "amount in won", low=500, high=100_000),
            _number("yoy_usd_pct", "%", "change on the year, dollars", low=-100),
            _number("yoy_krw_pct", "%", "change on the year, won", low=-100),
            _text("status", "sourced, or derived from the rule", empty=False),
            _source("source_ids"),
            _text("note"),
        ),
        key=("year",),
        series=(),
        caveats=(
            "before 2005 won figures rest on two conversions: see krw_100m_unreliable; use dollars",
            "2022-2025 are derived from the indexation rule; the rate for 2023 is from memory",
        ),
    ),
    Schema(
        name="sma_rounds",
        title="One row per special measures agreement: terms, governments, lapse, demands, offers",
        columns=(
            _number("round", "round", kind="int", low=1, high=99, empty=False),
            _text("years", empty=False),
            _number("duration_yrs", "years", low=1, high=20, kind="int"),
            _number("first_year_krw_100m", "KRW 100m", low=500, high=100_000),
            _number("first_year_change_pct", "%", low=-100),
            *(
                _text(name)
                for name in (
                    "indexation",
                    "rok_government",
                    "us_administration",
                    "rok_negotiator",
                    "us_negotiator",
                    "n_rounds",
                    "prev_expired",
                    "agreed_or_initialled",
                )
            ),
            _number(
                "lapse_days_to_agreement",
                "days",
                "previous expiry to agreement in principle; negative means early",
                kind="int",
                low=-2000,
                high=2000,
            ),
            *(
                _text(name)
                for name in (
                    "us_opening_demand",
                    "us_last_known_demand",
                    "rok_opening_offer",
                    "rok_last_known_offer",
                    "status_quo_krw_100m",
                    "notes",
                )
            ),
            _source("source_ids"),
            _text("memory_fields", "fields of the row for which no page was seen"),
        ),
        key=("round",),
        caveats=("memory_fields names fields of the row that no page was seen for",),
    ),
    Schema(
        name="sma_offers",
        title="Dated path of demand, offer and agreement",
        columns=(
            _text("round", empty=False),
            _text("date", empty=False),
            _text("party", empty=False),
            _text("kind", empty=False),
            _number("krw_100m", "KRW 100m", low=500, high=1_000_000),
            _number("usd_m", "USD m", low=10, high=100_000),
            _text("unit", empty=False, codes=("KRW 100m", "USD m", "KRW 100m / USD m")),
            _text("note"),
            _source("source_ids"),
        ),
        caveats=("press reports: demands are noisy",),
    ),
    Schema(
        name="sma_indexation",
        title="Base times rate equals amount: the indexation rules of rounds 7, 8, 9, 11 and 12",
        columns=(
            _year(),
            _number("round", "round", kind="int", low=1, high=99, empty=False),
            _number("base_krw_100m", "KRW 100m", low=500, kind="int", empty=False),
            _number("amount_krw_100m", "KRW 100m", low=500, kind="int", empty=False),
            _number("implied_pct", "%", "amount / base - 1", low=-100, empty=False),
            _number("index_rate_pct", "%", "published or remembered index", low=-100),
            _text("note"),
            _source(),
        ),
        key=("year",),
        caveats=("amounts are sourced; consumer price rates of rounds 7-9 are from memory",),
    ),
    Schema(
        name="bargaining_gaps",
        title="Share of the open gap that the patron got: Korea rounds 9-11, Japan 2016 and 2022",
        columns=(
            _text("case", empty=False),
            _number("status_quo", "KRW 100m; Japan JPY 0.1bn", empty=False),
            _number("host_offer", "KRW 100m; Japan JPY 0.1bn", empty=False),
            _number("patron_demand", "KRW 100m; Japan JPY 0.1bn", empty=False),
            _number("agreed", "KRW 100m; Japan JPY 0.1bn", empty=False),
            _number("agreed_change_pct", "%", low=-100, empty=False),
            _number("demand_change_pct", "%", low=-100, empty=False),
            _number("patron_share_of_open_gap", "1", low=-1, high=2, empty=False),
            _number("agreed_minus_sq_over_demand_minus_sq", "1", low=-1, high=2, empty=False),
            _text("note"),
            _source("source_ids"),
        ),
        key=("case",),
        caveats=("every row is computed from press reports of demand and offer",),
    ),
    Schema(
        name="japan_hns",
        title="Japanese host-nation support: budgets, demands and offers",
        columns=(
            _text("period", empty=False),
            _number("bn_yen", "JPY bn", high=2000),
            _text(
                "kind",
                empty=False,
                codes=("actual", "derived", "agreement", "agreement total", "demand", "offer"),
            ),
            _text("note"),
            _source(),
        ),
        key=("period",),
        caveats=("press reports, not a full annual series; one row is derived from a growth rate",),
    ),
    Schema(
        name="host_cost_offset",
        title="Share of the stationing cost that the host bears",
        columns=(
            _text("host", empty=False),
            _text("period", empty=False),
            _text("quantity", empty=False),
            _number("value", "see quantity", empty=False),
            _source(),
        ),
        key=("host", "period", "quantity"),
        caveats=("definitions of the cost differ between rows: compare within a source only",),
    ),
    Schema(
        name="usfk_troops",
        title="US active-duty personnel in South Korea",
        columns=(
            _year(),
            *(
                _number(name, "persons", kind="int", high=1_000_000)
                for name in (
                    "troops_rebuild",
                    "army_ad",
                    "air_force_ad",
                    "navy_ad",
                    "marine_corps_ad",
                    "troops_pre_rebuild",
                )
            ),
            _number("recommended", "persons", kind="int", high=1_000_000, empty=False),
            _text("flag"),
            _source(),
        ),
        key=("year",),
        series=(),
        caveats=("only the column `recommended` is loaded: the rebuild double counts 2008",),
    ),
    Schema(
        name="us_troops_other_allies",
        title="US active-duty personnel in eight other places",
        columns=(
            _text("countryname", empty=False),
            _year(),
            _text(
                "iso3c", empty=False, codes=("JPN", "DEU", "GBR", "ITA", "TUR", "PHL", "TWN", "ESP")
            ),
            _number("troops_ad", "persons", kind="int", high=1_000_000, empty=False),
            _text("flag"),
            _source(),
        ),
        key=("iso3c", "year"),
        series=("iso3c",),
        caveats=("2008 is dropped: the source counts duplicate reports twice in that year",),
    ),
    Schema(
        name="milex_gdp",
        title="Military expenditure and GDP of the USA, both Koreas, China and Japan",
        columns=(
            _text("state", empty=False, codes=STATES),
            _year(),
            _number("milex_const2019usd_sipri", "USD, 2019 prices"),
            _number("milex_pct_gdp_sipri_2022vintage", "% of GDP", high=100),
            _number("milex_pct_gdp_sipri_2025vintage", "% of GDP", high=100),
            _number("gdp_current_usd_wb", "USD, current", low=1e6),
            _number("gdp_2011intl_maddison", "international dollars of 2011", low=1e6),
            _number("gdppc_2011intl_maddison", "international dollars of 2011 per head"),
            _number("pop_maddison", "persons", low=1e4),
            _number("milex_kusd_current_cow", "USD 1000, current"),
            _text("note"),
            _source(),
        ),
        key=("state", "year"),
        series=("state",),
        caveats=(
            "North Korea: no SIPRI or World Bank series; Maddison from 1990 is a model estimate",
            "Maddison ends in 2018 and is in purchasing power; the World Bank is at market rates",
        ),
    ),
    Schema(
        name="dprk_economy",
        title="Points for the North Korean economy",
        columns=(
            _text("year", "a year or a span", empty=False),
            _text("quantity", empty=False, codes=("GNI_trn_krw", "milex_usd_bn", "milex_pct_gdp")),
            _text("value", "a number, or a bound such as >15", empty=False),
            _text("note"),
            _source(),
        ),
        key=("year", "quantity"),
        caveats=("second-hand throughout",),
    ),
    Schema(
        name="cinc",
        title="COW composite index of national capability and its components",
        columns=(
            _text("state", empty=False, codes=STATES),
            _number("ccode", "COW code", kind="int", low=2, high=990, empty=False),
            _year(),
            _number("cinc", "share of the system", high=1, empty=False),
            _number("milex_kusd_current", "USD 1000, current"),
            _number("milper_k", "1000 persons"),
            _number("irst", "1000 t"),
            _number("pec", "1000 t of coal equivalent"),
            _number("tpop_k", "1000 persons"),
            _number("upop_k", "1000 persons"),
            _text("flag"),
            _source(),
        ),
        key=("state", "year"),
        series=("state",),
        caveats=("urban population is redefined in 2017: no difference of CINC across 2016/2017",),
    ),
    Schema(
        name="nato_defence_shares",
        title="Military expenditure as a share of GDP, and GDP, of every NATO member",
        columns=(
            _text("iso3", empty=False, codes=NATO),
            _text("country", empty=False),
            _year(),
            _number("milex_pct_gdp", "% of GDP", high=100, empty=False),
            _number("gdp_current_usd_wb", "USD, current", low=1e6),
            _number("gdp_2011intl_maddison", "international dollars of 2011", low=1e6),
            _year("accession_year"),
            Column(name="member", kind="bool", meaning="member in that year"),
            _source(),
        ),
        key=("iso3", "year"),
        series=("iso3",),
        gaps=MappingProxyType({"PRT": (1951, 1952)}),
        caveats=(
            "accession years are from memory; Maddison's Germany before 1990 may be combined",
        ),
    ),
    Schema(
        name="atop_defense_spells",
        title="Dyadic defence-pact spells 1815-2018 with status and capability ratio",
        columns=(
            _number("ccode1", "COW code", kind="int", low=2, high=990, empty=False),
            _number("ccode2", "COW code", kind="int", low=2, high=990, empty=False),
            _number("spell", "number", kind="int", low=1, empty=False),
            Column(name="start", kind="int", unit="year", low=1815, high=2018),
            Column(name="end", kind="int", unit="year", low=1815, high=2018),
            _number("years", "years", kind="int", low=1, high=204, empty=False),
            Column(name="censored", kind="bool", meaning="still in force in 2018"),
            Column(name="major1", kind="bool"),
            Column(name="major2", kind="bool"),
            _text("type", empty=False, codes=("minor-minor", "major-minor", "major-major")),
            _number("cinc1", "share of the system", high=1),
            _number("cinc2", "share of the system", high=1),
            _number("cinc_ratio", "larger over smaller", low=1),
            _source(),
        ),
        key=("ccode1", "ccode2", "spell"),
        caveats=(
            "dyads of multilateral pacts inflate the minor-minor rows",
            "the file writes ratio 1.0 where one of the two capabilities is missing: emptied here",
        ),
    ),
    Schema(
        name="events",
        title="Dated events 1950-2025, coded -2..2 on model quantities",
        columns=(
            _text("date", empty=False),
            _text("event", empty=False),
            *(_number(name, "code -2..2", kind="int", low=-2, high=2) for name in _CODED),
            _source(),
            _text("source_kind", empty=False, codes=("page", "seed", "seed+page", "page+data")),
        ),
        key=("date", "event"),
        caveats=("events are sourced; the coding is the compiler's judgement",),
    ),
    Schema(
        name="sources",
        title="The keys that the other files cite",
        columns=(
            _text("source_id", empty=False),
            _text("title", empty=False),
            _text("where_found"),
        ),
        key=("source_id",),
    ),
)

SCHEMAS = MappingProxyType({schema.name: schema for schema in _ALL})
"""Schemas of the packaged files, by name."""
