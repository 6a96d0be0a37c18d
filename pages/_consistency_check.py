"""Which settings of a scenario pull against each other, in a few lines beside the levers. It warns and never blocks."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from foresight.catalogue import Lever
from foresight.charts.sentences import listed
from foresight.scenario import Scenario, consistency
from foresight.scenario.consistency import Consistency
from pages import _consistency_cache, _consistency_matrix
from pages._text import literal

MOST = 3  # tensions that are told at once


def show(scenario: Scenario, levers: Mapping[str, Lever], baselines: Mapping[str, float | None]) -> None:
    """The warnings, or one quiet line where nothing pulls, and the judgements behind them, which can be changed."""
    matrix, wrong = _consistency_cache.in_force()
    found = consistency.check(scenario, levers, baselines, matrix)
    if found.tensions:
        _warn(found, levers)
    else:
        st.caption(f"Consistency: {_lower(consistency.summary(found))}")
    if found.unjudged:
        names = listed([levers[key].title for key in found.unjudged])
        st.caption(literal(f"Not judged, for want of a known baseline: {names}."))
    opened = st.expander(
        "How the levers bear on one another", icon=":material/balance:", key="consistency.matrix", on_change="rerun"
    )
    if opened.open:  # a slider should not wait for widgets that nobody sees
        with opened:
            _consistency_matrix.show(matrix, wrong, levers)
    elif wrong:
        st.caption(literal(wrong))


def _warn(found: Consistency, levers: Mapping[str, Lever]) -> None:
    lines = [f"- {literal(consistency.told(one, found.states, levers))}" for one in found.tensions[:MOST]]
    if len(found.tensions) > MOST:
        lines.append(f"- and {len(found.tensions) - MOST} more.")
    st.warning(
        "\n".join(
            [
                f"**{literal(consistency.summary(found))}** A judgement, not an estimate; nothing is blocked.\n",
                *lines,
                f"\n{literal(consistency.gaps(found, levers))} {literal(consistency.advice(found, levers))}",
            ]
        ),
        icon=":material/balance:",
    )


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
