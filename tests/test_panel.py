"""The panel: rows on a grid, with missing kept apart from zero and unfinished years left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from foresight.catalogue import Indicator
from foresight.errors import ProjectionError, UnknownKeyError
from foresight.panel import build_panel

REGIONS = {"IND": "south_asia", "PAK": "south_asia", "FRA": "europe_central_asia"}


def indicator(key: str = "trade", **changes: object) -> Indicator:
    fields = {"title": "Some trade", "theme": "cooperation", "unit": "units", "description": "d", "source": "s"}
    return Indicator(key=key, **{**fields, **changes})  # type: ignore[arg-type]


def rows(*given: tuple[str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(given, columns=["country", "year", "value"])


def test_a_missing_row_is_missing_and_a_zero_is_a_zero() -> None:
    panel = build_panel({"trade": rows(("IND", 2000, 0.0), ("FRA", 2002, 5.0))}, {"trade": indicator()}, REGIONS)
    assert panel.years == (2000, 2001, 2002)
    assert panel.countries == ("FRA", "IND")
    assert panel.series("trade")[0, 1] == 0.0
    assert np.isnan(panel.series("trade")[0, 0])
    assert np.isnan(panel.series("trade")[1]).all()


def test_an_unfinished_year_is_never_shown_to_a_model() -> None:
    table = rows(("IND", 2023, 1.0), ("IND", 2024, 9.0))
    panel = build_panel({"trade": table}, {"trade": indicator(partial_years=(2024,))}, REGIONS)
    assert panel.last_observed("trade") == 2023


def test_the_world_and_unknown_codes_are_no_countries_of_a_panel() -> None:
    table = rows(("IND", 2000, 1.0), ("WLD", 2000, 9.0))
    assert build_panel({"trade": table}, {"trade": indicator()}, REGIONS).countries == ("IND",)


def test_pairs_are_refused_by_name() -> None:
    with pytest.raises(ProjectionError, match="pair"):
        build_panel({"ties": rows(("IND", 2000, 1.0))}, {"ties": indicator("ties", level="pair")}, REGIONS)


def test_years_outside_the_wish_are_left_out_and_nothing_left_is_an_error() -> None:
    table = rows(*(("IND", year, 1.0) for year in range(1990, 2001)))
    panel = build_panel({"trade": table}, {"trade": indicator()}, REGIONS, first=1995, last=1998)
    assert panel.years == (1995, 1996, 1997, 1998)
    with pytest.raises(ProjectionError, match="no row"):
        build_panel({"trade": table}, {"trade": indicator()}, REGIONS, first=2050)


def test_the_arrays_of_a_panel_cannot_be_written_to() -> None:
    panel = build_panel({"trade": rows(("IND", 2000, 1.0))}, {"trade": indicator()}, REGIONS)
    with pytest.raises(ValueError, match="read-only"):
        panel.series("trade")[0, 0] = 2.0


def test_an_unknown_country_or_indicator_is_named_with_the_nearest() -> None:
    panel = build_panel({"trade": rows(("IND", 2000, 1.0))}, {"trade": indicator()}, REGIONS)
    with pytest.raises(UnknownKeyError, match="Did you mean IND"):
        panel.column("INX")
    with pytest.raises(UnknownKeyError, match="Did you mean trade"):
        panel.series("trad")


def test_cutting_a_panel_forgets_every_later_year() -> None:
    table = rows(*(("IND", year, float(year)) for year in range(2000, 2010)))
    cut = build_panel({"trade": table}, {"trade": indicator()}, REGIONS).until(2004)
    assert cut.last_observed("trade") == 2004
    assert cut.observations("trade") == {"IND": 5}
