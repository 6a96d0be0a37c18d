"""What the method works with today, read from the catalogue, the models and the store; nothing is written twice."""

from __future__ import annotations

import streamlit as st

from foresight.catalogue import THEMES
from pages import _cache, _page, _track_cache
from pages._text import literal

OF = {
    "own": "the country’s own",
    "rest of region": "mean of the other states of its region",
    "minus distance to rest of region": "minus its distance to the mean of the rest of its region",
}


def show() -> None:
    """Levers, drivers, background, and the indicators that can be projected."""
    st.header("What is declared today", anchor=False)
    st.subheader("Levers a planner can move", anchor=False)
    _page.table(levers(), "Levers")
    st.subheader("Columns that models see", anchor=False)
    st.markdown("A lever moves its drivers. The background helps to project, and no lever moves it.")
    _page.table(columns(), "Columns that models see")
    st.subheader("What can be projected", anchor=False)
    found = targets()
    st.markdown(
        f"{len(found)} indicators; {sum(row['Track record'] != 'none kept' for row in found)} with a track record. "
        "An indicator is projected where some country has eight observations; nothing is written for it by name."
    )
    st.dataframe(found, hide_index=True, alt="Indicators that can be projected")
    st.page_link("pages/track_record.py", label="How good projections were", icon=":material/fact_check:")


def levers() -> list[dict[str, str]]:
    """One row per lever, as the catalogue declares it."""
    return [
        {
            "Lever": lever.title,
            "Unit": lever.unit,
            "Range": f"{lever.low:,g} to {lever.high:,g}",
            "Moves": ", ".join(key.replace("_", " ") for key in lever.drives),
            "Read as": "planner’s assumption" if lever.assumption else "association in past data",
            "Help": literal(lever.help),
        }
        for lever in _cache.catalogue().levers.values()
    ]


def columns() -> list[dict[str, str]]:
    """One row per driver and background column: made of which indicator, how, and by which lever it is moved."""
    from foresight.projection.drivers import BACKGROUND, DRIVERS, FURTHER

    catalogue = _cache.catalogue()
    levers = catalogue.levers.values()
    moved = {key: [lever.title for lever in levers if key in lever.drives] for lever in levers for key in lever.drives}
    declared = [(d.key, d.indicator, OF[d.of], d.log, ", ".join(moved.get(d.key, ["–"]))) for d in (*DRIVERS, *FURTHER)]
    declared += [(b.key, b.indicator, OF["own"], b.log, "–") for b in BACKGROUND]
    return [
        {
            "Column": key.replace("_", " "),
            "Made of": literal(catalogue.indicators[indicator].title)
            if indicator in catalogue.indicators
            else "not here",
            "How": how,
            "Scale": "log(1 + value)" if log else "as it is",
            "Lever": lever,
        }
        for key, indicator, how, log, lever in declared
    ]


def targets() -> list[dict[str, str]]:
    """One row per indicator that can be projected, with the date of its record."""
    catalogue, held, kept = _cache.catalogue(), _cache.coverage(), _track_cache.every()
    found = []
    for key in _track_cache.targets():
        indicator, span = catalogue.indicator(key), held[key]
        found.append(
            {
                "Indicator": indicator.title,
                "Theme": THEMES[indicator.theme],
                "Of": "pairs of states" if indicator.dyadic else "countries",
                "Unit": indicator.unit,
                "Scale of models": indicator.transform,
                "Years": f"{span['first_year']} to {span['last_year']}",
                "Track record": kept[key].made if key in kept else "none kept",
                "Key": key,
            }
        )
    return found


def versions() -> str:
    """Versions of the models, and the data revision."""
    from foresight.projection import track_record
    from foresight.projection.pairs import record

    return (
        f"Models of countries: version {track_record.VERSION}. Models of pairs: version {record.VERSION}. Data "
        f"revision {_page.revision_name()}."
    )
