"""How the projections would move, on demand: the model is fitted anew on the file's figures, which takes seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts.scales import plain
from foresight.errors import ForesightError
from foresight.intake import comparing
from pages import _cache, _page, _places, _steward_cache
from pages._steward_cache import Moves
from pages._steward_state import key
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.catalogue import Indicator
    from foresight.intake.changes import Change
    from foresight.intake.line import Draft
    from pages._steward_file import Chosen

AHEAD, LOOKED_AT, LISTED = 5, 60, 10


def show(chosen: Chosen, draft: Draft, change: Change, indicator: Indicator) -> None:
    """A button, then the table; or why projections are not compared."""
    store = _cache.newest()
    if indicator.key not in store.catalogue().indicators:
        st.caption("A new indicator has no projection to compare with: look at it on Projections after publishing.")
        return
    if indicator.level != "country":
        what = "of pairs takes about a minute to fit" if indicator.dyadic else "of the world is not projected"
        st.caption(f"An indicator {what}: its projections are not compared here.")
        return
    place = _steward_cache.moves(chosen.upload.path, chosen.asked, store.revision.hash, indicator.key)
    if place.table is None and not place.refused:
        pressed = st.button("How do projections move?", key=key("moves"), icon=":material/query_stats:",
                            help="Fits the model on the file’s figures: some seconds.")  # fmt: skip
        if pressed:
            _fill(place, draft, change)
    if place.refused:
        st.caption(literal(place.refused))
    elif place.table is not None:
        _table(place.table, indicator)


def _fill(place: Moves, draft: Draft, change: Change) -> None:
    from foresight.projection import revised

    store, bar = _cache.newest(), st.progress(0.0, "Fitting the projection on the file’s figures …")

    def tell(share: float, what: str) -> None:
        bar.progress(min(share, 1.0), f"Fitting the projection on the file’s figures: {what} …")

    given = comparing.file_rows(draft, change.indicator)
    rows = comparing.after(store.rows(change.indicator), given, comparing.whole(draft, change.indicator))
    touched = change.countries[change.countries[["added", "changed"]].sum(axis=1) > 0]
    order = touched.sort_values(["changed", "added"], ascending=False)["country"].head(LOOKED_AT).tolist()
    try:
        now, then = revised.refitted(store, change.indicator, rows, tell)
        place.table = revised.moves(now, then, order, AHEAD)
    except ForesightError as error:
        place.refused = f"The projections cannot be compared: {error}"
    bar.empty()


def _table(moves: DataFrame, indicator: Indicator) -> None:
    if moves.empty:
        st.caption("None of the countries that change can be projected both before and after.")
        return
    names, first = _places.names(), moves.iloc[0]
    st.markdown(
        literal(
            f"Among the countries whose figures change, the projection of {names[first['country']]} moves most beside "
            f"its band: in {int(first['year'])} from {plain(first['before'], indicator)} to "
            f"{plain(first['after'], indicator)} {indicator.unit}."
        )
    )
    listed = [
        {"Country": names[row["country"]], f"Middle in {int(row['year'])}, published": plain(row["before"], indicator),
         "With the file": plain(row["after"], indicator),
         "Published band (80 %)": f"{plain(row['low'], indicator)} to {plain(row['high'], indicator)}"}
        for row in moves.head(LISTED).to_dict("records")
    ]  # fmt: skip
    _page.table(listed, "Projections before and after, the largest move first")
