"""What of a comparison can be taken along: its years, its countries and forums, and the command that makes it again."""

from __future__ import annotations

import shlex
from collections.abc import Callable

import streamlit as st
from pandas import DataFrame, concat

from foresight.scenario import library
from foresight.scenario.compare import Comparison, Shift
from pages import _cache, _compare_cache, _compare_choice, _compare_words, _downloads, _scenario_words
from pages._scenario_answer import history

BANDS = ["p10", "p25", "p50", "p75", "p90"]


def command(found: Comparison, keys: list[str]) -> str:
    """The shell command that prints the same figures; what is in no library is run from its file."""
    kept = {entry.key for entry in library.entries(_cache.newest().folder) if entry.scenario}
    words = ["foresight", "scenario", "compare", *(key if key in kept else f"{key}.toml" for key in keys)]
    place = found.place
    option = {"pair": "country"}.get(place.kind, place.kind)
    words += ["--target", found.target.key, f"--{option}", *place.names, "--horizon", str(found.horizon)]
    return shlex.join(words)


def years(found: Comparison, keys: list[str]) -> DataFrame:
    """Year by year: observed, baseline, and of each scenario its quantiles and its difference with interval."""
    whole, observed = found.compared[0].whole, history(found.compared[0].simulation)
    status = list(found.baseline.status)
    parts = [
        observed[["year"]].assign(series="observed", p50=observed["value"], status="observed"),
        DataFrame({"year": whole.baseline.years, "series": "baseline", "status": status})
        .assign(**{band: getattr(whole.baseline, band) for band in BANDS}),
    ]  # fmt: skip
    for key, one in zip(keys, found.compared, strict=True):
        own, apart = one.whole.scenario, one.whole.difference
        quantiles = {band: getattr(own, band) for band in BANDS}
        gap = {"difference": apart.p50, "difference_low": apart.p10, "difference_high": apart.p90}
        parts.append(
            DataFrame({"year": own.years, "series": key, "name": one.scenario.name, "status": status}).assign(
                **quantiles, **gap
            )
        )
    place = {"country": whole.country} if whole.members == 1 else {"place": str(found.place)}
    columns = [*place, "series", "name", "year", *BANDS, "difference", "difference_low", "difference_high", "status"]
    return concat(parts, ignore_index=True).assign(**place).reindex(columns=columns)


def places(found: Comparison, keys: list[str]) -> DataFrame:
    """The last year by country and forum: baseline, difference with interval, and what may be said of it."""
    rows = []
    for key, one in zip(keys, found.compared, strict=True):
        forums = _compare_cache.forums(one.scenario, found.target.key, found.horizon, found.seed)
        for what, shifts in (("country", one.countries()), ("forum", forums)):
            rows += [{"series": key, "name": one.scenario.name, what: s.where, **_figures(s)} for s in shifts]
    found_rows = DataFrame(rows).assign(year=found.baseline.years[-1])
    return found_rows.reindex(columns=["series", "name", "country", "forum", "year", *_figures(Shift("", 1, 0, 0, 0))])


def _figures(shift: Shift) -> dict[str, object]:
    return {
        "members": shift.members, "baseline": shift.baseline, "difference": shift.difference, "low": shift.low,
        "high": shift.high, "share_of_baseline": shift.relative, "moved": shift.moved, "told_from_zero": shift.told,
    }  # fmt: skip


def _csv(found: Comparison, keys: list[str], rows: DataFrame) -> str:
    from foresight import export

    catalogue = _cache.catalogue()
    said = [
        ("comparison", _compare_words.sentence(found)),
        ("read as", "Association in past data, not a cause."),
        ("place", _compare_choice.words(found.place)),
        ("put together as", found.target.together_words),
        ("intervals", "difference: 80 % interval of the coefficients; p10 to p90: past forecast errors"),
        ("model", f"{found.baseline.model}. {_scenario_words.skill(found.baseline)}"),
        ("seed", str(found.seed)),
        *(("scenario", " ".join(one.scenario.to_toml().split())) for one in found.compared),
        *(("note", warning) for warning in found.warnings),
        ("made again by", command(found, keys)),
    ]
    return export.headed(said, export.to_csv(rows, catalogue, _cache.revision(), found.target.key))


def take_along(found: Comparison, keys: list[str]) -> None:
    """Two CSV files with their provenance, the picture's format, and the command."""
    st.header("Take it along", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _button("Download CSV", "compare", found, keys, years)
        if _downloads.free([found.target.key]):
            _button("Countries and forums", "compare_places", found, keys, places)
        _downloads.picture()
    st.caption("The same figures from the command line:")
    st.code(command(found, keys), language=None, wrap_lines=True)


def _button(
    label: str, name: str, found: Comparison, keys: list[str], rows: Callable[[Comparison, list[str]], DataFrame]
) -> None:
    _downloads.button(
        [found.target.key], lambda: _csv(found, keys, rows(found, keys)), f"{name}_{found.target.key}", label=label,
        help="The figures shown, with scenarios, source, licence, citation and data revision.",
    )  # fmt: skip
