"""The weights of the cooperation index, moved by hand, with the reasons of the declared ones."""

from __future__ import annotations

import streamlit as st

from foresight.charts.cooperation_words import percent
from foresight.measures.cooperation_declared import Level, baseline, components
from pages._link import Link
from pages._text import literal

NONE = "All weights are nought, so there is nothing to put together. Raise at least one."


def ask(link: Link, level: Level) -> dict[str, int] | None:
    """Draw the sliders; component -> weight, or None (with a sentence) where all are nought."""
    declared, held = baseline(), components()
    with st.expander("Weights of the four components", icon=":material/tune:"):
        st.markdown(
            "Only their proportions count. They are judgements, not findings: move them and see what of your reading "
            "stands."
        )
        found = link.weights({key: one.title for key, one in held.items()}, declared)
        for key, one in held.items():
            within = ", ".join(f"{part.short} {_share(part.share, one.parts(level))}" for part in one.parts(level))
            st.caption(literal(f"{one.title}, {declared[key]} by default: {one.reason} Made of {within}."))
            if level == "pair" and one.not_measured_pair:
                st.caption(literal(f"Not measured: {one.not_measured_pair}"))
    if not any(found.values()):
        st.info(NONE)
        return None
    return found


def _share(share: float, among: tuple[object, ...]) -> str:
    whole = sum(part.share for part in among)  # type: ignore[attr-defined]
    return percent(share / whole)


def moved(weights: dict[str, int]) -> bool:
    """Do the proportions differ from the declared ones."""
    from foresight.measures.cooperation import normalised

    return normalised(weights) != normalised()


def note(weights: dict[str, int]) -> str:
    """The weights in a line of a chart's caption."""
    from foresight.measures.cooperation import normalised

    held = components()
    shares = ", ".join(f"{held[key].short.lower()} {percent(share)}" for key, share in normalised(weights).items())
    return f"Weights{' moved by hand' if moved(weights) else ''}: {shares}."
