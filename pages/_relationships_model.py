"""What goes with a higher probability of a tie in the model of pairs, one thing moved at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import relationships_model, theme
from foresight.charts import relationships_words as words
from foresight.errors import ForesightError
from foresight.measures import relationship_moves
from foresight.projection.pairs.panel import PAIR_DRIVERS, STATE_DRIVERS
from pages import _page, _relationships_cache, _scenario_cache
from pages._text import literal

if TYPE_CHECKING:
    from foresight.measures.relationship_moves import Moved
    from pages._link import Link
    from pages._relationships_seen import Seen

WHAT = {"exercises_pair": "a joint exercise", "agreements_pair": "an agreement signed"}
MIND = (
    "A sensitivity of the model, not advice: one thing is moved and all else is held, which the world does not do. It "
    "is learnt from what went together up to {year}, so that a figure for today is an extrapolation, and it says "
    "nothing of why. Differences of a few points are within what the model cannot tell."
)


def draw(link: Link, seen: Seen) -> None:
    """The section: which tie is asked about, the picture, and what it must not be taken for."""
    target = link.select("tie", "The tie asked about", list(WHAT), lambda key: f"{WHAT[key][0].upper()}{WHAT[key][1:]}")
    moved = _relationships_cache.kept(target)
    if moved is None or moved.stale:
        _offer(moved, target)
    if moved is None:
        return
    try:
        told = moved.of(seen.found.one, seen.found.other, _scenario_cache.this_year())
    except ForesightError as error:
        st.info(literal(str(error)))
        return
    here = [one.move.title.lower() for one in told.differences if one.probability is None]
    caption = theme.Caption(
        f"The model on {seen.pair}: {WHAT[target]}",
        f"probability in {told.year}; grey: 80 % interval",
        "Source: this product’s model of pairs, from the indicators named on its page; citations below.",
        moved.last_observed,
        seen.revision,
        (f"Extrapolated from {moved.last_observed}. Association in the model, one thing moved at a time.",)
        + ((f"Left out, as it is so already: {', '.join(here)}.",) if here else ()),
        tuple(k for k in (target, *PAIR_DRIVERS, *STATE_DRIVERS) if k in seen.catalogue.indicators),
        ("estimated", "extrapolated"),
    )
    figure = relationships_model.moves(told, caption, dark=_page.dark(), narrow=_page.narrow())
    _page.chart(
        figure, f"model_{target}_{seen.name}", words.raised(told, WHAT[target], seen.pair), key=f"{seen.key}.moves"
    )
    st.warning(MIND.format(year=moved.last_observed), icon=":material/balance:")
    with st.expander("What is moved, and how", icon=":material/tune:"):
        _page.table(
            [{"Moved": move.title, "To": move.words, "Made of": move.note} for move in relationship_moves.MOVES],
            "What is moved, and how",
        )
        st.markdown(literal(_made(moved, seen)))


def _made(moved: Moved, seen: Seen) -> str:
    title = seen.catalogue.indicator(moved.target).title
    return (
        f"The model is the one behind the projections of “{title}”: {moved.model}, told {moved.horizon} "
        f"years after {moved.last_observed} and held from there on, with an interval that widens. Learnt {moved.made} "
        f"on data revision {moved.revision}."
    )


def _offer(moved: Moved | None, target: str) -> None:
    """The figures were made on other data, or never: say so, and offer to make them."""
    text = "This has not been worked out yet." if moved is None else (
        f"This was worked out on data revision {moved.revision}; whether its figures have changed since is not known."
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(literal(text))
        if st.button("Work it out on this revision", key=f"relationships.learn.{target}", icon=":material/refresh:"):
            with st.spinner("Learning from all pairs of states; about ten seconds …"):
                _relationships_cache.learn(target)
            st.rerun()
