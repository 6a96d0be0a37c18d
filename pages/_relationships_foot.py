"""Beneath a relationship: what happened with its references, the figures to take along, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import theme
from foresight.events import KINDS, UNOPENED
from foresight.measures import declared, relationship
from pages import _cache, _downloads, _page
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.events import Event
    from pages._relationships_seen import Seen

MEASURES = ("channels_at_once", "pair_cooperation_index")
NOT_MEASURED = (
    "Not measured of a pair: arms between the two, visits of ministers, intelligence shared, what an exercise or an "
    "agreement was worth, troops and training of any state but the United States."
)


def events(happened: Sequence[Event]) -> None:
    """Each fact with its reference."""
    if not happened:
        return
    with st.expander(f"Events and their references ({len(happened)})", icon=":material/event:"):
        st.caption(UNOPENED)
        _page.table(
            [
                {"When": one.date_words, "Kind": KINDS[one.kind], "What": f"{one.title}. {one.fact}",
                 "Reference": one.reference}
                for one in reversed(happened)
            ],
            "Events and their references",
        )  # fmt: skip


def of_pair(seen: Seen) -> list[str]:
    """The indicators that have a figure of these two in the years shown."""
    ties = [key for key, values in seen.found.ties.items() if len(seen.inside(values)) and key in SHOWN]
    own = [key for (key, _), values in seen.found.own.items() if len(seen.inside(values))]
    return list(dict.fromkeys([*ties, *own]))


SHOWN = frozenset(channel.indicator for channel in relationship.CHANNELS) | {
    "exercises_maritime_pair", "exercises_peacekeeping_pair", "exercises_humanitarian_pair", "agreements_pair",
    "agreements_general_pair", "agreements_training_pair", "agreements_procurement_pair", "agreements_research_pair",
    "agreements_commission_pair", "un_agreement_arms_control", "arms_control_treaties_shared",
}  # fmt: skip
"""Pair indicators that the page shows: what is taken along is what was seen."""


def _figures(seen: Seen, keys: Iterable[str]) -> DataFrame:
    from pandas import concat

    one, other = seen.found.one, seen.found.other
    parts = []
    for key in keys:
        if key in seen.found.ties:
            rows = seen.inside(seen.found.tie(key)).rename("value").reset_index()
            parts.append(rows.assign(indicator=key, country=one, partner=other))
        for country in (one, other):
            rows = seen.inside(seen.found.of(key, country)).rename("value").reset_index()
            parts.append(rows.assign(indicator=key, country=country, partner=""))
    whole = concat([part for part in parts if len(part)], ignore_index=True)
    return whole[["indicator", "country", "partner", "year", "value"]]


def take_along(seen: Seen) -> None:
    """All figures of the two in the years shown as CSV, and the format of the pictures."""
    from foresight import export

    catalogue = _cache.catalogue()
    keys = list(of_pair(seen))
    free = _downloads.free(keys)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if keys:
            _downloads.button(
                free or keys,
                lambda: export.headed(
                    _downloads.lacks(keys), export.to_csv(_figures(seen, free), catalogue, _cache.revision())
                ),
                f"relationship_{seen.name}",
                help="All figures of the two in the years shown, with sources, licences, citations and data revision.",
            )  # fmt: skip
        _downloads.picture()


def sources(keys: Sequence[str], last: int | None, limits: Sequence[str] = ()) -> None:
    """What to mind, and the sources with their citations."""
    catalogue = _cache.catalogue()
    held = [catalogue.indicators[key] for key in keys if key in catalogue.indicators]
    listed = {source.key: source for one in held for source in catalogue.sources_of(one.key)}
    st.divider()
    for text in (*limits, NOT_MEASURED):
        st.markdown(f"**Mind:** {literal(text)}")
    with st.expander("Indicators, caveats and sources", icon=":material/info:"):
        for made in (declared.measure(key) for key in MEASURES):
            st.markdown(f"**{literal(made.title)}** {literal(f'({made.unit}). {made.description} {made.method}')}")
            st.markdown(literal(made.caveat))
        for one in held:
            st.markdown(f"**{literal(one.title)}** {literal(f'({one.unit}). {one.description} {one.caveat}')}")
        for source in listed.values():
            st.markdown(f"- {literal(source.citation)} Licence: {source.licence}. [{source.url}]({source.url})")
    observed = f" Last year shown: {last}." if last else ""
    st.caption(f"{literal(theme.source_line(list(listed.values())))}{observed} Data revision {_page.revision_name()}.")
