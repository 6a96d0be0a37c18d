"""Blocs over the years: how large they were, how alike from step to step, and who has changed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import shifts_blocs as drawing
from foresight.charts import shifts_words as words
from foresight.charts.scales import number
from foresight.charts.sentences import listed
from foresight.measures import blocs
from pages import _page, _places, _shifts_cache
from pages._text import literal

if TYPE_CHECKING:
    from foresight.measures.blocs import Partition
    from foresight.measures.declared import Measure

SHOWN = 20
"""Names of states that changed their bloc; more would be a page of names."""


def show(found: Partition, measure: Measure) -> None:
    """Sizes by step, likeness of neighbouring steps, and who changed since the step before the year chosen."""
    parts = _shifts_cache.steps()
    names = _places.names()
    steps = []
    for part in parts:
        named = [blocs.named(bloc, _shifts_cache.population(part.year)) for bloc in part.blocs]
        sizes = tuple(
            (track, words.bloc_name(members, names), len(bloc.states))
            for track, members, bloc in zip(_shifts_cache.tracks(part), named, part.blocs, strict=True)
        )
        steps.append(drawing.Step(part.year, sizes, _shifts_cache.evidence(part.year).told))
    said = _page.said_measure(
        measure, parts[-1].year, subject="every five years",
        notes=("Named by their most populous members in their last year.", "Grey: no blocs can be told in that year."),
    )  # fmt: skip
    figure = drawing.sizes(steps, said, dark=_page.dark())
    _page.chart(figure, "un_blocs_over_time", _sentence(steps), key="blocs.sizes")
    links = {after.year: blocs.between_years(before, after) for before, after in pairwise(parts)}
    least = min(links, key=links.__getitem__)
    said = replace(
        said, title="The same blocs as five years before?", notes=("Over the states that voted in both years.",),
        unit="adjusted Rand index (1 the same, 0 as by chance)",
    )  # fmt: skip
    sentence = (
        f"Blocs were least like those of the step before in {least} ({number(links[least], 2)}); in {parts[-1].year} "
        f"the figure is {number(links[parts[-1].year], 2)}."
    )
    _page.chart(drawing.alike(links, said, dark=_page.dark()), "un_blocs_likeness", sentence, key="blocs.alike")
    _changed(found)


def _sentence(steps: list[drawing.Step]) -> str:
    told = [step for step in steps if step.told]
    if not told:
        return "In none of these years can blocs be told."
    counts = sorted({len(step.blocs) for step in told})
    last = told[-1]
    sizes = listed([f"{size} around {name}" for _, name, size in last.blocs])
    return (
        f"Blocs can be told in {len(told)} of {len(steps)} years looked at, the first of them {told[0].year}; there "
        f"were {listed([words.count(count) for count in counts])} of them. In {last.year}: {sizes}."
    )


def _changed(found: Partition) -> None:
    """Who stands in another bloc than in the last year that is at least five years earlier."""
    earlier = [year for year in _shifts_cache.voting_years() if year <= found.year - _shifts_cache.EVERY]
    if not earlier:
        return
    before = _shifts_cache.partition(earlier[-1], len(found.blocs))
    own, old = blocs.continued(before, found), before.of
    moved = sorted(
        (state for state, place in found.of.items() if state in old and old[state] != own[place]),
        key=lambda state: -found.silhouette[state],
    )
    first = [_places.names().get(state, state) for state in moved[:SHOWN]]
    told = listed(first) if len(moved) <= SHOWN else f"{', '.join(first)}, and {len(moved) - SHOWN} more"
    st.subheader(f"Who changed from {before.year} to {found.year}", anchor=False)
    if not moved:
        st.markdown("No state stands in another bloc, when both years are divided into as many.")
        return
    st.markdown(
        literal(
            f"{len(moved)} of {len(set(old) & set(found.of))} states stand in another bloc, when both years are "
            f"divided into {words.count(len(found.blocs))}; those most at home in the new one first: {told}."
        )
    )
