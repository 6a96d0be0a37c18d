"""The cooperation index worked out by hand, and its declared scales held against the shipped tables."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from foresight.catalogue import DATA
from foresight.charts import cooperation_words
from foresight.errors import CatalogueError, ForesightError, UnknownKeyError
from foresight.measures import cooperation
from foresight.measures.cooperation_declared import Part, baseline, components, parts
from foresight.measures.declared import measure

NAN = float("nan")
EQUAL = {"practice": 25, "formal": 25, "alignment": 25, "material": 25}
PARTS = [part.indicator for part in parts("country")]


def scores(*rows: tuple[str, int, dict[str, float]]) -> pd.DataFrame:
    """Index country, year; every part a column, NaN where the row does not name it."""
    index = pd.MultiIndex.from_tuples([(country, year) for country, year, _ in rows], names=["country", "year"])
    return pd.DataFrame([{key: own.get(key, NAN) for key in PARTS} for *_, own in rows], index=index)


def part(scale: str = "log", low: float = 0.0, high: float = 7.0) -> Part:
    return Part(indicator="exercises", short="Exercises", scale=scale, low=low, high=high, share=1, reason="because so")


def test_a_count_is_scored_on_a_fixed_scale_and_held_within_it() -> None:
    given = pd.Series([0.0, 1.0, 7.0, 50.0, NAN])
    found = cooperation.score(given, part()).tolist()
    assert found[:4] == pytest.approx([0, 100 * math.log(2) / math.log(8), 100, 100])
    assert math.isnan(found[4])
    assert cooperation.score(pd.Series([1.0, 2.5, 4.0]), part("linear", 1, 4)).tolist() == pytest.approx([0, 50, 100])


def test_the_index_is_the_weighted_mean_of_the_parts_that_are_observed() -> None:
    full = dict.fromkeys(PARTS, 50.0) | {"exercises": 90.0, "un_alignment": 10.0}
    found = cooperation.weigh(scores(("FRA", 2000, full)), "country", EQUAL).iloc[0]
    # practice: two thirds exercises, one third missions
    practice = (2 * 90 + 50) / 3
    assert found["practice"] == pytest.approx(practice)
    assert found["value"] == pytest.approx((practice + 50 + 10 + 50) / 4)
    assert found["observed_share"] == pytest.approx(1)


def test_what_is_missing_is_left_out_and_is_not_nought() -> None:
    without = dict.fromkeys(PARTS, 60.0)
    del without["arms_trade_3y"]
    nought = dict.fromkeys(PARTS, 60.0) | {"arms_trade_3y": 0.0}
    found = cooperation.weigh(scores(("FRA", 2000, without), ("IND", 2000, nought)), "country", EQUAL)
    assert found["value"].tolist() == pytest.approx([60, 60 * 0.875])
    assert found["observed_share"].tolist() == pytest.approx([0.875, 1])


def test_a_year_with_less_than_half_of_its_weight_observed_has_no_index_and_half_is_enough() -> None:
    half = {"un_alignment": 40.0, "arms_trade_3y": 80.0, "us_troops": 80.0}
    less = {"un_alignment": 40.0, "arms_trade_3y": 80.0}
    found = cooperation.weigh(scores(("FRA", 2000, half), ("FRA", 2001, less)), "country", EQUAL)
    assert found["value"].iloc[0] == pytest.approx(60)
    assert found["observed_share"].tolist() == pytest.approx([0.5, 0.375])
    assert math.isnan(found["value"].iloc[1])
    # a component follows the same rule: arms trade is half of the material ties, forums a third of the formal ones
    assert found["material"].tolist() == pytest.approx([80, 80])
    third = cooperation.weigh(scores(("FRA", 2000, {"forum_memberships": 90.0})), "country", EQUAL)
    assert math.isnan(third["formal"].iloc[0])


def test_weights_are_normalised_and_those_not_named_keep_the_declared_ones() -> None:
    assert sum(cooperation.normalised().values()) == pytest.approx(1)
    assert cooperation.normalised({"practice": 1, "formal": 1, "alignment": 2, "material": 0}) == {
        "practice": 0.25, "formal": 0.25, "alignment": 0.5, "material": 0,
    }  # fmt: skip
    assert cooperation.normalised({"practice": 0})["formal"] == pytest.approx(30 / 65)
    for level in ("country", "pair"):
        assert sum(cooperation.part_weights(level, {"practice": 7}).values()) == pytest.approx(1)
    same = scores(("FRA", 2000, dict.fromkeys(PARTS, 50.0) | {"exercises": 90.0}))
    tenfold = {key: 10 * weight for key, weight in baseline().items()}
    pd.testing.assert_frame_equal(cooperation.weigh(same, "country", tenfold), cooperation.weigh(same, "country"))


def test_a_weight_that_cannot_be_is_refused_in_a_sentence() -> None:
    with pytest.raises(UnknownKeyError, match="practice, formal, alignment, material"):
        cooperation.normalised({"practise": 1})
    with pytest.raises(ForesightError, match="nought or more"):
        cooperation.normalised({"practice": -1})
    with pytest.raises(ForesightError, match="All weights are nought"):
        cooperation.normalised(dict.fromkeys(baseline(), 0))


def test_a_part_that_cannot_speak_of_a_country_leaves_its_whole() -> None:
    own = dict.fromkeys(PARTS, 50.0) | {"arms_trade_3y": 90.0}
    del own["us_troops"]
    both = cooperation.weigh(scores(("FRA", 2000, own), ("USA", 2000, own)), "country", EQUAL)
    assert both.loc[("FRA", 2000), "observed_share"] == pytest.approx(0.875)
    usa = both.loc[("USA", 2000)]
    assert usa["observed_share"] == pytest.approx(1)
    assert usa["value"] == pytest.approx((0.75 * 50 + 0.125 * 90) / 0.875)
    alone = cooperation.weigh(scores(("USA", 2000, own)).droplevel("country"), "country", EQUAL, "USA")
    assert alone.iloc[0].tolist() == pytest.approx(usa.tolist(), nan_ok=True)


def test_the_points_of_the_parts_add_up_to_the_index_and_places_count_from_the_top() -> None:
    given = scores(
        ("FRA", 2000, dict.fromkeys(PARTS, 50.0) | {"exercises": 90.0, "us_troops": NAN}),
        ("IND", 2000, {"exercises": 95.0}),
        ("FRA", 1999, {"us_troops": 5.0}),
    )
    found = cooperation.breakdown(given, 2000, "country", country="FRA").set_index("indicator")
    index = cooperation.weigh(given, "country").loc[("FRA", 2000), "value"]
    assert found["adds"].sum() == pytest.approx(index)
    assert found.loc["exercises", ["place", "of"]].tolist() == [2, 2]
    assert found.loc["us_troops", "last_year"] == 1999
    assert math.isnan(found.loc["us_troops", "score"])


def test_years_in_which_the_make_up_changes_are_found_and_what_was_there_throughout() -> None:
    given = scores(
        ("FRA", 2000, {"exercises": 1.0, "un_alignment": 1.0}),
        ("IND", 2001, {"un_alignment": 1.0, "us_troops": 0.0}),
        ("FRA", 2002, {"un_alignment": 1.0, "us_troops": 1.0}),
        ("FRA", 2004, {"un_alignment": 1.0}),
    )
    assert cooperation.changes(given) == {
        2001: (("us_troops",), ("exercises",)),
        2003: ((), ("un_alignment", "us_troops")),
        2004: (("un_alignment",), ()),
    }
    assert cooperation.throughout(given, 2000, 2002) == ("un_alignment",)
    assert cooperation.throughout(given, 2000, 2004) == ()
    assert cooperation.changes(cooperation.observed(given)) == cooperation.changes(given)
    told = cooperation_words.history(given, "country", EQUAL)
    assert told == "2000: exercises and UN votes; 2001 to 2002: UN votes and US troops; 2003: nothing; 2004: UN votes"


def test_a_sentence_says_what_a_year_rests_on_and_from_when_years_can_be_compared() -> None:
    full = dict.fromkeys(PARTS, 1.0)
    late = {"un_alignment": 1.0, "arms_trade_3y": 1.0, "us_troops": 1.0}
    given = scores(("FRA", 2000, full), ("FRA", 2001, full | {"un_alignment": NAN}), ("FRA", 2002, full | late))
    said = cooperation_words.make_up(given, 2001, "country", EQUAL)
    assert "Not observed: UN votes (not in that year)." in said
    assert "75\u202f% of the weight" in said
    gone = scores(("FRA", 2000, {"un_alignment": 1.0}), ("FRA", 2001, late), ("FRA", 2002, late))
    held, told = cooperation_words.comparable(gone, 2000, 2002, "country", EQUAL)
    assert held == ("un_alignment",)
    assert told.endswith("From 2001 to 2002 there would be enough.")


def test_a_course_is_told_of_years_of_one_make_up_only() -> None:
    full = dict.fromkeys(PARTS, 10.0)
    years = [(1999, full), (2000, dict.fromkeys(PARTS, 30.0)), (2001, {**full, "exercises": NAN})]
    given = scores(*(("FRA", year, own) for year, own in years)).droplevel("country")
    said = cooperation_words.course(cooperation.weigh(given, "country")["value"], given, "France")
    assert said == (
        "France: 10 of 100 points in 2001, the last year shown that has an index. From 1999 to 2000, while it "
        "rested on the same parts, it rose: from 10 to 30."
    )


class Held:
    """Two tables of pairs and one of countries, turned as a store turns them."""

    rows_: dict[str, list[tuple[str, str, int, float]]] = {  # noqa: RUF012 - read only
        "exercises_pair": [("IND", "USA", 2000, 10.0)],
        "shared_forums": [("IND", "USA", 2000, 4.0)],
        "un_agreement": [("IND", "USA", 2000, 0.185)],
    }

    def rows(self, key: str, countries: list[str], partners: list[str] | None = None) -> pd.DataFrame:
        if key == "us_troops":
            return pd.DataFrame({"country": ["IND"], "year": [2000], "value": [46424.0]}).query("country in @countries")
        asked = {countries[0], partners[0]} if partners else set()
        found = [row for row in self.rows_.get(key, []) if {row[0], row[1]} == asked]
        return pd.DataFrame(found, columns=["country", "partner", "year", "value"])


def test_the_order_of_the_two_does_not_matter_and_troops_speak_only_of_pairs_with_the_united_states() -> None:
    store = Held()
    one = cooperation.pair_index_from(store, "IND", "USA")  # type: ignore[arg-type]
    other = cooperation.pair_index_from(store, "USA", "IND")  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(one, other)
    # practice 100, forums 100 (a third of the formal ties), votes 0, troops 100; agreements and pact not observed
    assert one["value"].tolist() == pytest.approx([(35 + 10 + 0 + 15) / 80 * 100])
    assert one["observed_share"].tolist() == pytest.approx([0.8])
    assert cooperation.pair_rows_from(store, "FRA", "IND")["us_troops"].empty  # type: ignore[arg-type]
    with pytest.raises(ForesightError, match="two different countries"):
        cooperation.pair_index_from(store, "IND", "IND")  # type: ignore[arg-type]


@pytest.mark.parametrize("level", ["country", "pair"])
def test_the_declared_scales_are_the_percentiles_of_the_shipped_tables(level: str) -> None:
    for one in parts(level):  # type: ignore[arg-type]
        values = pd.read_parquet(DATA / "tables" / f"{one.indicator}.parquet").query("1994 <= year <= 2010")["value"]
        ties = level == "pair" and one.only_with is None
        among = values[values > 0] if ties else values
        assert one.high == pytest.approx(float(among.quantile(0.99)), rel=0.01), one.indicator
        if one.indicator in ("un_alignment", "un_agreement"):
            assert one.low == pytest.approx(float(among.quantile(0.01)), abs=0.01)


def test_the_measures_say_that_they_rest_on_what_the_index_is_made_of() -> None:
    assert set(measure("cooperation_index").rests_on) == {one.indicator for one in parts("country")}
    assert set(measure("pair_cooperation_index").rests_on) == {one.indicator for one in parts("pair")}
    assert sum(baseline().values()) == 100


def test_a_wrong_declaration_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cooperation_index.toml"
    file.write_text('[practice]\ntitle = "Practice"\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match="component “practice”"):
        components(file)
