"""The quality score of one indicator: its components, each with its figure, its reason and its weight."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import coverage as drawing
from foresight.measures import quality
from pages import _page
from pages._text import literal

if TYPE_CHECKING:
    from foresight.measures.inventory import Entry


def show(entry: Entry) -> None:
    """The score in a sentence, its parts as bars and with their reasons, and what it does not measure."""
    found, held = entry.quality, quality.scheme()
    said = replace(
        _page.said(entry.indicator, entry.last, subject="quality"), unit="components, 0 to 100",
        notes=("Declared in data/catalogue/quality.toml; not a judgement of the provider.",),
    )  # fmt: skip
    figure = drawing.quality(found, held, said, dark=_page.dark())
    told = drawing.of_quality(found, held, quality.losses(found, held))
    _page.chart(figure, f"{entry.key}-quality", told, key="catalogue.quality")
    _reasons(entry, held)
    with st.expander("How the score is made, and what it does not measure", icon=":material/functions:"):
        st.markdown(
            "The mean of the components by their weights. Each is one figure on a scale of 0 to 100; a component that "
            "an indicator cannot have is left out, and the others keep their proportions."
        )
        for component in held.components.values():
            st.markdown(
                f"- **{component.title}** (weight {component.weight}). {literal(component.question)} "
                f"0 at {component.worst:g}, 100 at {component.best:g} {literal(component.unit)}. "
                f"{literal(component.reason)} *{literal(component.frame)}.*"
            )
        st.markdown(f"**Provenance** adds up: {_points(held)}.")
        st.markdown("**It does not measure** " + "; ".join(literal(text) for text in held.not_measured) + ".")
        st.markdown("**After** " + "; ".join(literal(text) for text in held.frames) + ".")


def _reasons(entry: Entry, held: quality.Scheme) -> None:
    """Every component with its score, weight and reason; a list on a telephone, where a table cuts it off."""
    rows = [
        {
            "Component": held.components[part.key].title,
            "Score": "not asked" if part.score is None else f"{part.score:.0f}",
            "Weight": f"{held.components[part.key].weight}",
            "Why": part.reason,
        }
        for part in entry.quality.parts
    ]
    if _page.narrow():
        told = (f"- **{r['Component']}: {r['Score']}** (weight {r['Weight']}). {literal(r['Why'])}" for r in rows)
        st.markdown("\n".join(told))
    else:
        _page.table(rows, f"The components of the quality score of {entry.indicator.title}")


def _points(held: quality.Scheme) -> str:
    return "; ".join(f"{literal(point.title)} {point.points}" for point in held.provenance.values())
