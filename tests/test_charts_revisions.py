"""The staircase of one figure, and the mark of closed figures."""

from __future__ import annotations

import plotly.graph_objects as go

from foresight.charts import revisions, theme
from foresight.store import Store

COURSE = [(1, 20.0), (2, 21.0), (3, None), (4, 21.0)]


def test_a_figure_holds_until_the_next_revision_and_a_removed_one_leaves_a_gap(small_store: Store) -> None:
    gdp = small_store.catalogue().indicator("gdp")
    said = theme.caption(gdp, small_store.catalogue().sources_of("gdp"), 2020, "4 (abc)")
    figure = go.Figure(revisions.steps(COURSE, 6, said, gdp).to_dict())
    stairs, marks = figure.data
    assert list(stairs.x) == [1, 2, 2, 3, 3, 4, 4, 6]
    assert list(stairs.y) == [20.0, 20.0, 21.0, 21.0, None, None, 21.0, 21.0]
    assert list(marks.x) == [1, 2, 4]
    told = revisions.sentence(COURSE, "United States", 2020, gdp)
    assert told == (
        "United States, 2020: 20 from revision 1 on; 21 from revision 2 on; no figure from revision 3 on; "
        "21 since revision 4. 4 revisions touched it."
    )


def test_a_picture_of_closed_figures_is_marked_once_and_grows_by_the_lines_of_the_mark(small_store: Store) -> None:
    gdp = small_store.catalogue().indicator("gdp")
    closed = small_store.catalogue().sources["bank"].model_copy(update={"terms": "closed"})
    said = theme.Caption("GDP", "bn", "Source: the page.", 2020, "1", rests_on=("gdp",))
    plain = revisions.steps(COURSE, 6, said, gdp)
    assert theme.rests_on(plain) == ("gdp",)
    once = theme.marked(plain, [closed])
    caption = once.layout.annotations[0].text.replace("<br>", " ")
    assert caption.endswith("Not for redistribution: Example Bank, Example Accounts.")
    assert once.layout.height == plain.layout.height + theme.NOTE_LINE
    assert theme.marked(once, [closed]).layout.height == once.layout.height
    assert theme.source_line([closed]).endswith("Not for redistribution: Example Bank, Example Accounts.")
