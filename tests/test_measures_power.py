"""The power index on figures that can be worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from foresight.errors import CatalogueError, ForesightError, UnknownKeyError
from foresight.measures import power
from foresight.measures.power_recipe import Recipe, recipe

REASON = "a reason of at least twenty letters"


def ingredient(indicator: str, **changes: object) -> dict[str, object]:
    return {"title": indicator, "indicator": indicator, "weight": 1, "carry": 0, "reason": REASON} | changes


def made(**components: tuple[int, list[dict[str, object]]]) -> Recipe:
    return Recipe.model_validate(
        {
            "first_year": 2000,
            "enough": 0.6,
            "components": {
                key: {"title": key.title(), "weight": weight, "reason": REASON, "ingredients": parts}
                for key, (weight, parts) in components.items()
            },
        }
    )


def rows(*figures: tuple[str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(figures, columns=["country", "year", "value"])


MONEY = rows(("USA", 2000, 100.0), ("CHN", 2000, 50.0), ("IND", 2000, 25.0))
TWO = made(economy=(60, [ingredient("gdp")]), military=(40, [ingredient("arms")]))


def score(ground: power.Ground, country: str, component: int = 0) -> float:
    return float(ground.scores[-1, ground.countries.index(country), component])


def test_a_score_is_the_share_of_the_years_highest_state() -> None:
    ground = power.ground(TWO, {"gdp": MONEY, "arms": rows(("CHN", 2000, 8.0), ("USA", 2000, 4.0))})
    assert [score(ground, c) for c in ("USA", "CHN", "IND")] == [100, 50, 25]
    assert score(ground, "USA", 1) == 50
    assert np.isnan(score(ground, "IND", 1))


def test_the_index_is_the_weighted_mean_of_what_is_observed_and_missing_below_three_fifths() -> None:
    ground = power.ground(TWO, {"gdp": MONEY, "arms": rows(("CHN", 2000, 8.0), ("USA", 2000, 4.0), ("FRA", 2000, 8.0))})
    index = dict(zip(ground.countries, power.index(ground, TWO.weights())[-1], strict=True))
    assert index["USA"] == pytest.approx(0.6 * 100 + 0.4 * 50)
    assert index["CHN"] == pytest.approx(0.6 * 50 + 0.4 * 100)
    assert index["IND"] == pytest.approx(25)  # the economy alone is exactly three fifths of the weight
    assert np.isnan(index["FRA"])  # the military alone is two fifths
    assert dict(power.without(ground, TWO.weights(), 2000))["FRA"] == pytest.approx(0.4)


def test_moved_weights_move_the_index_and_who_has_one() -> None:
    ground = power.ground(TWO, {"gdp": MONEY, "arms": rows(("CHN", 2000, 8.0), ("USA", 2000, 4.0))})
    index = dict(zip(ground.countries, power.index(ground, TWO.weights({"economy": 0}))[-1], strict=True))
    assert (index["CHN"], index["USA"]) == (100, 50)
    assert np.isnan(index["IND"])


def test_a_second_indicator_multiplies_and_a_root_is_taken_before_scoring() -> None:
    parts = [ingredient("share", times="gdp"), ingredient("warheads", scale="root", weight=3)]
    recipe_ = made(technology=(50, parts), economy=(50, [ingredient("gdp")]))
    held = {
        "gdp": MONEY,
        "share": rows(("USA", 2000, 0.02), ("CHN", 2000, 0.01)),
        "warheads": rows(("USA", 2000, 16.0), ("CHN", 2000, 4.0)),
    }
    ground = power.ground(recipe_, held)
    # 2.0 against 0.5 in money; 4 against 2 as roots
    assert score(ground, "CHN") == pytest.approx((25 + 3 * 50) / 4)
    told = power.details(ground, "CHN", 2000)
    assert [(one.figure, one.score, one.year) for one in told[:2]] == [(0.5, 25.0, 2000), (4.0, 50.0, 2000)]


def test_a_last_figure_is_carried_on_as_long_as_allowed_and_says_of_which_year_it_is() -> None:
    recipe_ = made(economy=(60, [ingredient("gdp")]), military=(40, [ingredient("arms", carry=2)]))
    years = range(2000, 2005)
    gdp = rows(*((c, y, 1.0) for c in ("USA", "CHN") for y in years))
    arms = rows(*(("USA", y, 10.0) for y in years), ("CHN", 2000, 5.0), ("CHN", 2001, 4.0))
    ground = power.ground(recipe_, {"gdp": gdp, "arms": arms})
    own = ground.scores[:, ground.countries.index("CHN"), 1]
    assert own[:4].tolist() == [50, 40, 40, 40]
    assert np.isnan(own[4])
    assert power.details(ground, "CHN", 2003)[1].year == 2001
    assert power.details(ground, "CHN", 2004)[1].figure is None


def test_jumping_years_are_averaged_over_those_that_are_there() -> None:
    recipe_ = made(economy=(60, [ingredient("gdp")]), military=(40, [ingredient("arms", mean_of=3)]))
    gdp = rows(*((c, y, 1.0) for c in ("USA", "CHN") for y in (2000, 2001, 2002)))
    arms = rows(("USA", 2000, 0.0), ("USA", 2001, 6.0), ("USA", 2002, 12.0), ("CHN", 2001, 3.0), ("CHN", 2002, 3.0))
    ground = power.ground(recipe_, {"gdp": gdp, "arms": arms})
    assert score(ground, "USA", 1) == 100  # (0 + 6 + 12) / 3 = 6
    assert score(ground, "CHN", 1) == 50  # (3 + 3) / 2 = 3: 2000 is missing, not nought


def test_the_index_ends_with_the_last_year_in_which_every_component_has_a_figure_of_its_own() -> None:
    recipe_ = made(economy=(60, [ingredient("gdp", carry=9)]), military=(40, [ingredient("arms")]))
    gdp = rows(("USA", 2000, 1.0), ("USA", 2001, 1.0))
    ground = power.ground(recipe_, {"gdp": gdp, "arms": rows(("USA", 2000, 1.0), ("USA", 2003, 1.0))})
    assert ground.years == (2000, 2001)
    with pytest.raises(ForesightError, match="from 2000 to 2001"):
        power.standing(ground, recipe_.weights(), 2005)


def test_a_territory_that_is_no_state_takes_no_part() -> None:
    gdp = pd.concat([MONEY, rows(("HKG", 2000, 1000.0))])
    ground = power.ground(TWO, {"gdp": gdp, "arms": MONEY})
    assert "HKG" not in ground.countries
    assert score(ground, "USA") == 100


def test_the_points_of_the_components_sum_to_the_index() -> None:
    ground = power.ground(TWO, {"gdp": MONEY, "arms": rows(("CHN", 2000, 8.0), ("USA", 2000, 4.0))})
    standing = power.standing(ground, TWO.weights(), 2000)
    assert standing["country"].tolist() == ["USA", "CHN", "IND"]
    assert standing["rank"].tolist() == [1, 2, 3]
    assert standing[["economy", "military"]].sum(axis=1).tolist() == pytest.approx(standing["value"].tolist())
    assert standing["observed"].tolist() == pytest.approx([1, 1, 0.6])


def test_weights_that_say_nothing_are_refused() -> None:
    with pytest.raises(UnknownKeyError, match="economy"):
        TWO.weights({"ecnomy": 3})
    with pytest.raises(ForesightError, match="at 0"):
        TWO.weights({"economy": 0, "military": 0})
    with pytest.raises(ForesightError, match="below 0"):
        TWO.weights({"economy": -1})


def test_the_shipped_recipe_is_whole_and_a_broken_file_is_named(tmp_path: Path) -> None:
    shipped = recipe()
    assert set(shipped.components) == {"economy", "military", "technology", "demography", "network"}
    assert sum(shipped.baseline.values()) == 100
    broken = tmp_path / "power_index.toml"
    broken.write_text("first_year = 1990\nenough = 2", encoding="utf-8")
    with pytest.raises(CatalogueError, match="power_index"):
        recipe(broken)
