"""What a person takes along: the figures as CSV, and the format of the picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import streamlit as st

from foresight.catalogue import Indicator
from pages import _cache

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.declared import Measure


def headed(said: Iterable[tuple[str, str]], table: str) -> str:
    """A CSV table with what else a reader must know before it, in lines that start with `#`."""
    return "".join(f"# {word}: {' '.join(text.split())}\n" for word, text in said) + table


def row(
    indicator: Indicator,
    rows: DataFrame,
    name: str,
    of: str | None = None,
    said: Iterable[tuple[str, str]] = (),
) -> None:
    """CSV of what is shown, with its metadata, and the format of the picture that the chart's camera saves.

    `said`: what else stands at the head of the file, as (word, text).
    """
    from foresight import export

    catalogue = _cache.catalogue()
    if of:  # on the page the other side stands as the country: a file names both
        rows = rows.assign(partner=rows["country"], country=of)[["country", "partner", "year", "value"]]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if not catalogue.redistributable(indicator.key):
            st.caption("The provider’s terms keep these figures on this screen: there is no download.")
        elif len(rows):
            st.download_button(
                "Download CSV",
                data=lambda: headed(said, export.to_csv(rows, catalogue, _cache.revision(), indicator.key)),
                file_name=f"{name}.csv",
                mime="text/csv",
                on_click="ignore",
                icon=":material/download:",
                help="The figures shown, with source, licence, citation and data revision.",
            )
        picture()


def measure(measure: Measure, rows: DataFrame, name: str, said: Iterable[tuple[str, str]] = ()) -> None:
    """CSV of a derived figure as it is shown, with its method and its sources, and the format of the picture.

    `said`: what else stands at the head of the file, as (word, text).
    """
    from foresight import export

    catalogue = _cache.catalogue()
    head = [("measure", f"{measure.key}: {measure.title}"), ("unit", measure.unit), ("method", measure.method), *said]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if not measure.redistributable(catalogue):
            st.caption("The terms of a provider behind these figures keep them on this screen: there is no download.")
        elif len(rows):
            st.download_button(
                "Download CSV",
                data=lambda: headed(head, export.measured(rows, measure.rests_on, catalogue, _cache.revision())),
                file_name=f"{name}.csv",
                mime="text/csv",
                on_click="ignore",
                icon=":material/download:",
                help="The figures shown, with method, sources, licences, citations and data revision.",
            )
        picture()


def picture() -> None:
    """Which format the camera above every chart saves: the toolbar knows one at a time, so it is a setting."""
    st.segmented_control(
        "Picture format",
        ["PNG", "SVG"],
        default="PNG",
        required=True,
        key="picture",
        persist_state="session",
        help="What the camera above a chart saves. Title and source are inside the picture.",
    )
