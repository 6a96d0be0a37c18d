"""Derived indicators, each on numbers worked out by hand, then the known facts in the real files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight.compiling import derived, economy, regime

SOURCES = Path(__file__).resolve().parents[1].parent / "shared" / "sources"


def table(*rows: tuple[str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["country", "year", "value"])


def rows(frame: pd.DataFrame) -> list[tuple[str, int, float]]:
    ordered = frame.sort_values(["country", "year"])
    return [(c, int(y), pytest.approx(v)) for c, y, v in ordered[["country", "year", "value"]].itertuples(index=False)]


def test_a_share_is_a_percentage_of_the_countries_listed_that_year() -> None:
    gdp = table(("A", 2000, 30.0), ("B", 2000, 70.0), ("A", 2001, 50.0))
    assert rows(derived.share_of_listed(gdp)) == [("A", 2000, 30.0), ("A", 2001, 100.0), ("B", 2000, 70.0)]


def test_growth_is_per_cent_on_the_year_before_and_missing_after_a_gap() -> None:
    per_head = table(("A", 2000, 100.0), ("A", 2001, 110.0), ("A", 2003, 120.0), ("A", 2004, 90.0))
    assert rows(derived.yearly_growth(per_head)) == [("A", 2001, 10.0), ("A", 2004, -25.0)]


def test_growth_does_not_run_from_one_country_into_the_next() -> None:
    assert rows(derived.yearly_growth(table(("A", 2000, 100.0), ("B", 2001, 110.0)))) == []


def test_a_change_over_five_years_needs_exactly_the_year_five_before() -> None:
    polyarchy = table(("A", 2000, 0.8), ("A", 2005, 0.5), ("A", 2006, 0.4))
    assert rows(derived.change(polyarchy, 5)) == [("A", 2005, -0.3)]


def test_implied_military_spending_is_the_percentage_of_gdp() -> None:
    percent, gdp = table(("A", 2000, 2.5), ("B", 2000, 4.0)), table(("A", 2000, 2000.0), ("A", 2001, 1.0))
    assert rows(derived.percent_of(percent, gdp)) == [("A", 2000, 50.0)]


def test_concentration_is_the_sum_of_squared_shares() -> None:
    # shares .5, .3, .2: .25 + .09 + .04
    power = table(("A", 2000, 50.0), ("B", 2000, 30.0), ("C", 2000, 20.0))
    assert rows(derived.concentration(power)) == [("WLD", 2000, 0.38)]


def test_concentration_of_four_equals_is_a_quarter() -> None:
    assert rows(derived.concentration(table(*((c, 2000, 7.0) for c in "ABCD")))) == [("WLD", 2000, 0.25)]


def test_a_year_that_lists_too_few_countries_has_no_concentration() -> None:
    full = [(c, 2000, 1.0) for c in "ABCDEFGHIJ"]
    nine = [(c, 2001, 1.0) for c in "ABCDEFGHI"]
    eight = [(c, 2002, 1.0) for c in "ABCDEFGH"]
    found = derived.concentration(table(*full, *nine, *eight), minimum_coverage=0.85)
    assert rows(found) == [("WLD", 2000, 0.1), ("WLD", 2001, 1 / 9)]


def test_the_sum_of_both_sides_counts_a_side_not_yet_listed_as_nothing() -> None:
    imports, exports = table(("A", 2000, 3.0), ("B", 2000, 2.0)), table(("A", 2000, 4.0), ("C", 2000, 5.0))
    assert rows(derived.sum_of_listed(imports, exports)) == [("A", 2000, 7.0), ("B", 2000, 2.0), ("C", 2000, 5.0)]


def test_a_trailing_mean_looks_back_and_needs_every_year() -> None:
    trade = table(("A", 2000, 3.0), ("A", 2001, 6.0), ("A", 2002, 0.0), ("A", 2003, 9.0), ("A", 2005, 1.0))
    assert rows(derived.trailing_mean(trade)) == [("A", 2002, 3.0), ("A", 2003, 5.0)]


def test_no_rule_changes_its_input() -> None:
    tables = {
        name: table(("A", 2000, 1.0), ("A", 2001, 2.0), ("B", 2000, 4.0))
        for rule in derived.RULES.values()
        for name in rule.inputs
    }
    before = {name: frame.copy() for name, frame in tables.items()}
    derived.derive(tables)
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_all_rules_are_derived_in_an_order_that_finds_their_inputs() -> None:
    compiled = {"gdp", "gdp_per_head", "military_expenditure_pct_gdp", "arms_imports", "arms_exports", "polyarchy"}
    made = derived.derive({name: table(("A", 2000, 1.0), ("B", 2000, 3.0)) for name in compiled})
    assert made.keys() == derived.RULES.keys()
    assert rows(made["hhi_military"]) == [("WLD", 2000, 0.01**2 / 0.1**2 + 0.09**2 / 0.1**2)]


def test_a_subset_derives_what_its_inputs_allow_and_no_more() -> None:
    made = derived.derive({"gdp": table(("A", 2000, 1.0))})
    assert set(made) == {"gdp_share", "hhi_gdp"}
    assert derived.derive({"hdi": table(("A", 2000, 1.0))}) == {}


def test_arms_trade_is_the_three_year_mean_of_imports_plus_exports() -> None:
    imports = table(("A", 2000, 1.0), ("A", 2001, 2.0), ("A", 2002, 0.0))
    exports = table(("A", 2001, 6.0), ("A", 2002, 0.0))
    made = derived.derive({"arms_imports": imports, "arms_exports": exports})
    assert rows(made["arms_trade_3y"]) == [("A", 2002, 3.0)]


@pytest.fixture(scope="module")
def real() -> dict[str, pd.DataFrame]:
    if not (SOURCES / economy.GAPMINDER["gdp"]).exists() or not (SOURCES / regime.FILE).exists():
        pytest.skip("the provider files of the World Bank and V-Dem are not on this machine")
    return derived.derive({**economy.tables(SOURCES).tables, **regime.tables(SOURCES).tables})


def value(frame: pd.DataFrame, country: str, year: int) -> float:
    return float(frame.set_index(["country", "year"])["value"].loc[(country, year)])


def test_china_makes_19_4_per_cent_of_listed_gdp_in_2024(real: dict[str, pd.DataFrame]) -> None:
    assert value(real["gdp_share"], "CHN", 2024) == pytest.approx(19.4, abs=0.05)


def test_shares_of_every_year_sum_to_a_hundred(real: dict[str, pd.DataFrame]) -> None:
    sums = real["gdp_share"].groupby("year")["value"].sum()
    assert sums.to_numpy() == pytest.approx(100.0)


def test_concentration_starts_when_russia_and_most_countries_are_listed(real: dict[str, pd.DataFrame]) -> None:
    assert real["hhi_gdp"]["year"].tolist() == list(range(1990, 2025))
    assert real["hhi_military"]["year"].tolist() == list(range(1993, 2025))
    assert set(real["hhi_gdp"]["country"]) == {"WLD"}


def test_us_military_spending_implied_for_2024_is_3_42_per_cent_of_its_gdp(real: dict[str, pd.DataFrame]) -> None:
    gdp = economy.tables(SOURCES).tables["gdp"]
    implied = value(real["military_expenditure_usd"], "USA", 2024)
    assert implied == pytest.approx(0.0342 * value(gdp, "USA", 2024), rel=0.002)


def test_hungary_lost_polyarchy_over_five_years(real: dict[str, pd.DataFrame]) -> None:
    assert value(real["polyarchy_change_5y"], "HUN", 2024) == pytest.approx(0.436 - 0.471, abs=0.0005)
