"""What a person takes along: the figures as CSV where they may leave, else why not; and the format of the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from foresight.catalogue import Indicator
from foresight.export import headed, kept_back, refusal
from pages import _cache
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.declared import Measure

HELP = "The figures shown, with source, licence, citation and data revision."


def button(
    keys: Iterable[str],
    written: Callable[[], str],
    name: str,
    *,
    label: str = "Download CSV",
    help: str = HELP,  # noqa: A002 - Streamlit's own word
    key: str | None = None,
) -> None:
    """A CSV file that rests on the indicators `keys`, or why there is none.

    Every file with figures goes through here; `written` goes through `export`, which refuses by itself as well.
    """
    if closed := kept_back(keys, _cache.catalogue()):
        st.caption(literal(refusal(closed)))
        return
    st.download_button(
        label, data=written, file_name=f"{name}.csv", mime="text/csv", on_click="ignore", icon=":material/download:",
        help=help, key=key,
    )  # fmt: skip


def free(keys: Iterable[str]) -> list[str]:
    """Those of the indicators whose figures may leave the house."""
    return [key for key in keys if not kept_back([key], _cache.catalogue())]


def lacks(keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """For the head of a file, as (word, text): which of the indicators are not in it, and why."""
    keys = list(keys)
    closed = [key for key in keys if kept_back([key], _cache.catalogue())]
    return (("left out", f"{', '.join(closed)}. {refusal(kept_back(closed, _cache.catalogue()))}"),) if closed else ()


def row(
    indicator: Indicator,
    rows: DataFrame,
    name: str,
    of: str | None = None,
    said: Sequence[tuple[str, str]] = (),
    also: Iterable[str] = (),
) -> None:
    """CSV of what is shown, with its metadata, and the format of the picture that the chart's camera saves.

    `said`: what else stands at the head of the file, as (word, text). `also`: further indicators that are in the rows.
    """
    from foresight import export

    keys, catalogue = [indicator.key, *also], _cache.catalogue()
    if of:  # on the page the other side stands as the country: a file names both
        rows = rows.assign(partner=rows["country"], country=of)[["country", "partner", "year", "value"]]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if len(rows):
            button(keys, lambda: headed(said, export.measured(rows, keys, catalogue, _cache.revision())), name)
        picture()


def measure(measure: Measure, rows: DataFrame, name: str, said: Iterable[tuple[str, str]] = ()) -> None:
    """CSV of a derived figure as it is shown, with its method and its sources, and the format of the picture.

    `said`: what else stands at the head of the file, as (word, text).
    """
    from foresight import export

    catalogue = _cache.catalogue()
    head = [("measure", f"{measure.key}: {measure.title}"), ("unit", measure.unit), ("method", measure.method), *said]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if len(rows):
            button(
                measure.rests_on,
                lambda: headed(head, export.measured(rows, measure.rests_on, catalogue, _cache.revision())),
                name,
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
