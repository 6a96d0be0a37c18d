"""Which scenarios a file would move, on demand: each target is fitted anew on the file’s figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts.scales import plain
from pages import _cache, _page, _steward_cache
from pages._steward_state import key
from pages._text import literal

if TYPE_CHECKING:
    from foresight.catalogue import Catalogue
    from foresight.intake.line import Draft
    from foresight.measures.draft_moves import Move, Moved
    from pages._steward_file import Chosen

LISTED = 20


def show(chosen: Chosen, draft: Draft) -> None:
    """A button, then the sentence and the table."""
    store = _cache.newest()
    place = _steward_cache.moves(chosen.upload.path, chosen.asked, store.revision.hash, "")
    if place.scenarios is None and st.button(
        "Which scenarios move?", key=key("scenarios"), icon=":material/alt_route:",
        help="Fits the targets of the scenarios, shipped and your own, on the file’s figures: some seconds for each.",
    ):  # fmt: skip
        place.scenarios = _found(draft)
    if place.scenarios is not None:
        _table(place.scenarios, store.catalogue())


def _found(draft: Draft) -> Moved:
    from foresight.measures import draft_moves

    said = "Reading the scenarios with the file’s figures"
    bar = st.progress(0.0, f"{said} …")

    def tell(share: float, what: str) -> None:
        bar.progress(min(share, 1.0), f"{said}: {what} …")

    found = draft_moves.of_scenarios(_cache.newest(), draft, tell)
    bar.empty()
    return found


def _table(found: Moved, catalogue: Catalogue) -> None:
    from foresight.measures import draft_moves

    st.markdown(literal(draft_moves.told(found, catalogue)))
    if found.moves:
        _page.table(
            [_row(one, catalogue) for one in found.moves[:LISTED]], "Scenarios before and after, the largest move first"
        )
        st.caption("Each in its own last year and place, as a whole; the band holds 80 % of what models expect.")
    for one in found.left_out:
        st.caption(literal(one))


def _row(one: Move, catalogue: Catalogue) -> dict[str, str]:
    target = catalogue.indicators[one.target]
    sign = "+" if one.difference > 0 else ""
    return {
        "Scenario": one.name + ("" if one.shipped else " (your own)"), "Target": f"{target.title}, {one.year}",
        "Published": plain(one.before, target), "With the file": plain(one.after, target),
        "Difference": f"{sign}{plain(one.difference, target)}" if one.difference else "none",
        "Published band (80 %)": f"{plain(one.low, target)} to {plain(one.high, target)}",
        "Band with the file": f"{plain(one.after_low, target)} to {plain(one.after_high, target)}",
    }  # fmt: skip
