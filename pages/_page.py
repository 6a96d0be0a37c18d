"""What every room has in common: style, header, errors in a sentence, chart with its footer, downloads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import streamlit as st

from foresight.catalogue import Indicator
from foresight.charts import theme
from foresight.errors import ForesightError
from foresight.export import kept_back
from foresight.geography import MAP_DISCLAIMER
from pages import _cache, _exhibit, _who
from pages._address import OFFERED
from pages._text import literal

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from foresight.measures.declared import Measure

MANY = 4
"""More sources than this are named in a picture by their providers only; the footer names them in full."""
UPDATE = 120
"""As many letters of an update stand in a picture; the footer has all of it."""
BOUNDARIES = "Boundaries and names imply no opinion on the status of any territory."
STYLE = """<style>
.stMainBlockContainer { max-width: 76rem; padding-top: 5rem; }
.stMainBlockContainer h1 { padding-bottom: 0.1rem; }
div[data-testid="stCaptionContainer"] { color: inherit; opacity: 0.8; }
div[data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
span[data-tag] { background-color: #0b5c8f !important; } /* white letters on it, in the dark theme too */
button[kind^="primary"]:not(:disabled) { background-color: #0b5c8f; border-color: #0b5c8f; color: #ffffff; }
div[class*="st-key-brief-show-"] button > div { justify-content: flex-start; text-align: left; }
@media (max-width: 640px) {
  .st-key-brief-preview { overflow-x: auto; }
  .st-key-brief-preview .stPlotlyChart, .st-key-brief-preview > div { min-width: 760px; }
}
@media (min-width: 800px) { .stColumn:has(.st-key-answer) { position: sticky; top: 4rem; align-self: flex-start; } }
@media (max-width: 640px) { .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; } }
</style>"""


def style() -> None:
    """A narrower column than the widest screen, and room to breathe on the narrowest."""
    st.html(STYLE)


def dark() -> bool:
    """Is the reader's theme the dark one. A picture that is taken into a brief is drawn light."""
    return st.context.theme.type == "dark" and not _exhibit.taking()


def narrow() -> bool:
    """Is the reader on a telephone: browsers on one say so. A brief takes its pictures as on a desk."""
    return "Mobi" in st.context.headers.get("User-Agent", "") and not _exhibit.taking()


@contextmanager
def room(title: str, lead: str) -> Iterator[None]:
    """The header of a page. What goes wrong inside is told in a sentence, and the page stays a page."""
    _exhibit.watch()
    if not _who.inside():  # app.py has a door; a room does not rest on having been reached through it
        st.title("Foresight", anchor=False)
        st.markdown("Sign in first: [to the entrance](/).")
        st.stop()
    st.title(title, anchor=False)
    st.markdown(lead)
    if _cache.as_of() is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(
                f"You look at the data as of revision {revision_name()}, not the newest.", icon=":material/history:"
            )
            st.button("Show the newest data", on_click=_cache.look_at, args=(None,), key="as_of.newest")
    try:
        yield
    except ForesightError as error:
        st.error(str(error), icon=":material/error:")
    _exhibit.keep()


def revision_name() -> str:
    """The data revision as every figure names it: `3 (1a2b3c4d)`."""
    return f"{(now := _cache.revision()).number} ({now.hash[:8]})"


def updated(*keys: str) -> str:
    """What was published of these indicators after the shipped figures, in a sentence; blank where nothing was.

    A source's version is the shipped one: the last update says what came to it here.
    """
    found = _cache.catalogue().updated(keys)
    if not found:
        return ""
    before = f" {len(found) - 1} earlier {'update' if len(found) == 2 else 'updates'}." if len(found) > 1 else ""
    return f"Updated here in {found[-1].words}.{before}"


def said(indicator: Indicator, last: int | None, *, subject: str = "", notes: tuple[str, ...] = ()) -> theme.Caption:
    """The caption of a chart of the indicator."""
    from_, since = _cache.catalogue().sources_of(indicator.key), updated(indicator.key)
    notes = (*notes, theme.shorten(since, UPDATE)) if since else notes
    return theme.caption(indicator, from_, last, revision_name(), subject=subject, notes=notes)


def said_measure(
    measure: Measure, last: int | None, *, subject: str = "", notes: tuple[str, ...] = ()
) -> theme.Caption:
    """The caption of a chart of a derived figure: its sources are those of the indicators behind it."""
    title = f"{measure.title}, {subject}" if subject else measure.title
    sources = measure.sources(_cache.catalogue())
    source, since = theme.source_line(sources, brief=len(sources) > MANY), updated(*measure.rests_on)
    notes = (*notes, theme.shorten(since, UPDATE)) if since else notes
    return theme.Caption(title, measure.unit, source, last, revision_name(), notes, tuple(measure.rests_on))


def measure_footer(measure: Measure, last: int | None, on_map: bool = False) -> None:
    """How a derived figure is made, what it rests on, and what it must not be taken for."""
    st.divider()
    if measure.caveat:
        st.markdown(f"**Mind:** {literal(measure.caveat)}")
    catalogue = _cache.catalogue()
    with st.expander("How this is measured", icon=":material/functions:"):
        st.markdown(f"**{literal(measure.title)}** {literal(f'({measure.unit}). {measure.description}')}")
        st.markdown(f"**Method.** {literal(measure.method)}")
        held = [catalogue.indicators[key].title for key in measure.rests_on if key in catalogue.indicators]
        st.markdown(f"**Computed from** {literal('; '.join(held))}.")
        for source in measure.sources(catalogue):
            st.markdown(f"- {literal(source.citation)} Licence: {source.licence}. [{source.url}]({source.url})")
    observed = f" Last year observed: {last}." if last else ""
    told = f"{theme.source_line(measure.sources(catalogue))} {updated(*measure.rests_on)}".strip()
    st.caption(f"{literal(told)}{observed} Data revision {revision_name()}.")
    if on_map:
        st.caption(MAP_DISCLAIMER)


def chart(figure: Figure, name: str, sentence: str, key: str, **more: Any) -> None:
    """A sentence that says what is seen, then the picture. `name`: its file’s; `more`: Streamlit’s own."""
    st.markdown(literal(sentence))
    picture(figure, name, sentence, key, **more)


def picture(figure: Figure, name: str, sentence: str, key: str, **more: Any) -> None:
    """The same for a picture whose sentence stands elsewhere on the page.

    The browser saves it by itself: where a source keeps its figures back, the picture bears the mark.
    """
    closed = kept_back(theme.rests_on(figure), _cache.catalogue())
    figure = theme.marked(figure, closed) if closed else figure
    st.plotly_chart(figure, theme=None, config=chart_config(name), key=key, alt=sentence, **more)
    _exhibit.picture(figure, name, sentence, key)


def table(rows: list[dict[str, str]], alt: str) -> None:
    """Rows in words. On a telephone as a grid, whose sideways scroll a keyboard reaches; `alt` says what it holds."""
    if narrow():
        st.dataframe(rows, hide_index=True, alt=alt)
    else:
        st.table(rows, border="horizontal", hide_index=True, alt=alt)


def chart_config(name: str) -> dict[str, Any]:
    """The toolbar of a chart, with the picture format that was chosen."""
    return theme.config(st.session_state.get("picture", "PNG").lower(), name)


def footer(indicator: Indicator, last: int | None, on_map: bool = False) -> None:
    """Where the figures come from, what they mean, and what they must not be taken for."""
    st.divider()
    if indicator.caveat:
        st.markdown(f"**Mind:** {literal(indicator.caveat)}")
    with st.expander("About these figures", icon=":material/info:"):
        st.markdown(f"**{literal(indicator.title)}** {literal(f'({indicator.unit}). {indicator.description}')}")
        if indicator.absent_note:
            st.markdown(f"**Where nothing is listed:** {literal(indicator.absent_note)}")
        for source in _cache.catalogue().sources_of(indicator.key):
            st.markdown(f"- {literal(source.citation)} Licence: {source.licence}. [{source.url}]({source.url})")
    observed = f" Last year observed: {last}." if last else ""
    told = f"{theme.source_line(_cache.catalogue().sources_of(indicator.key))} {updated(indicator.key)}".strip()
    st.caption(f"{literal(told)}{observed} Data revision {revision_name()}.")
    if on_map:
        st.caption(MAP_DISCLAIMER)


def left_out(sentences: tuple[str, ...]) -> None:
    """What of the address could not be understood, once, above the page; and the revision it was made on, if held."""
    if not sentences:
        return
    st.warning(" ".join(sentences), icon=":material/link_off:")
    offered = st.session_state.get(OFFERED)
    if offered is not None and offered != _cache.as_of():
        st.button(
            f"Show it as of revision {offered}", on_click=_cache.look_at, args=(offered,), key="as_of.offered",
            icon=":material/history:",
        )  # fmt: skip
