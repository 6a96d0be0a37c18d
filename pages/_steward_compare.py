"""The fifth step: what the file changes, beside what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import revised, theme
from foresight.charts.scales import plain
from foresight.intake import comparing
from pages import _cache, _page, _places, _steward_moves, _steward_scenarios
from pages._steward_state import digest, key, said
from pages._steward_words import counted
from pages._text import literal

if TYPE_CHECKING:
    from foresight.catalogue import Catalogue, Indicator
    from foresight.intake.changes import Change
    from foresight.intake.line import Draft
    from pages._steward_cache import Held
    from pages._steward_file import Chosen

MODES = {"merge": "Add and change, remove nothing", "replace": "The file is the whole indicator"}
LISTED = 200


def show(chosen: Chosen, found: Held) -> None:
    """Draw the comparison."""
    if found.draft is None:
        return
    draft = found.draft
    st.subheader("5. What changes", anchor=False)
    if not draft.changes:
        st.caption("There is nothing to compare before the errors are put right.")
        return
    st.segmented_control(
        "How the file is meant", list(MODES), format_func=MODES.__getitem__, default="merge", required=True,
        key=key("mode"), persist_state="session",
    )  # fmt: skip
    catalogue = draft.order.catalogue or _cache.newest().catalogue()
    now = _cache.newest().revision
    st.markdown(f"Compared with revision {now.number} ({now.hash[:8]}):")
    _page.table([_counts(change, draft, catalogue) for change in draft.changes], "Changes by indicator")
    shown = _one_of(draft, catalogue)
    change = next(one for one in draft.changes if one.indicator == shown)
    indicator = catalogue.indicators[shown]
    if change.removed:
        st.warning(_going(change), icon=":material/delete:")
    if draft.files:
        _chart(draft, change, indicator, catalogue)
    by_country, largest = st.tabs(["By country", "Largest differences"], key=key("tables"), on_change="rerun")
    if by_country.open:
        with by_country:
            _by_country(change, bool(change.removed))
    if largest.open:
        with largest:
            _largest(change, indicator)
    if draft.files:
        _steward_moves.show(chosen, draft, change, indicator)
        _steward_scenarios.show(chosen, draft)


def _counts(change: Change, draft: Draft, catalogue: Catalogue) -> dict[str, str]:
    title = catalogue.indicators[change.indicator].title
    counts = {"Added": change.added, "Changed": change.changed, "The same": change.same}
    counts |= {"Removed": change.removed} if any(one.removed for one in draft.changes) else {}
    named = f"{title} (computed from the others)" if change.indicator in draft.computed else title
    return {"Indicator": named} | {word: f"{count:,}" for word, count in counts.items()}


def _one_of(draft: Draft, catalogue: Catalogue) -> str:
    keys = list(draft.indicators)
    if len(keys) == 1:
        return keys[0]
    if said("looked") not in keys:
        st.session_state.pop(key("looked"), None)
    chosen: str = st.selectbox(
        "Look at", keys, format_func=lambda k: catalogue.indicators[k].title, key=key("looked"), persist_state="session"
    )
    return chosen


def _going(change: Change) -> str:
    lost = change.countries[change.countries["left"] > 0].sort_values("left", ascending=False)
    names = [f"{_places.names().get(c, c)} ({n:,})" for c, n in lost[["country", "left"]].head(12).to_numpy()]
    more = f" and {len(lost) - 12} more" if len(lost) > 12 else ""
    return f"This removes {counted(change.removed, 'published figure')}: {', '.join(names)}{more}."


def _chart(draft: Draft, change: Change, indicator: Indicator, catalogue: Catalogue) -> None:
    names, held_now = _places.names(), change.countries.assign(moved=lambda t: t["changed"] * 1_000 + t["added"])
    # the country of the largest difference first, then those of which most changes
    order = [*change.largest["country"].head(1), *held_now.sort_values("moved", ascending=False)["country"]]
    order = list(dict.fromkeys(order))
    left, right = st.columns(2, gap="medium")
    with left:
        country: str = st.selectbox(
            "Country before and after", order, format_func=lambda c: names.get(c, c),
            key=key(f"seen.{change.indicator}.{digest(''.join(order))}"), persist_state="session",
        )  # fmt: skip
    held = comparing.published_rows(_cache.newest(), change.indicator, country)
    given = comparing.file_rows(draft, change.indicator, country)
    subject = names.get(country, country)
    if indicator.dyadic:
        others = sorted({*held.get("partner", ()), *given.get("partner", ())}, key=lambda c: names.get(c, c))
        with right:
            other = st.selectbox("With", others, format_func=lambda c: names.get(c, c),
                                 key=key(f"with.{change.indicator}.{country}"), persist_state="session")  # fmt: skip
        held, given = (rows[rows["partner"] == other] if len(rows) else rows for rows in (held, given))
        subject = f"{subject} and {names.get(other, other)}"
    if held.empty and given.empty:
        return
    now = _cache.newest().revision
    source = theme.source_line(catalogue.sources_of(indicator.key))
    said_ = theme.Caption(
        f"{indicator.title}: {subject}", indicator.unit, source, None if held.empty else int(held["year"].max()),
        f"{now.number} ({now.hash[:8]})", (f"Dashed: {draft.file.name}, not published.",),
        (indicator.key,),
    )  # fmt: skip
    figure = revised.revised(held, given, said_, indicator, dark=_page.dark())
    told = revised.sentence(held, given, subject, indicator, comparing.whole(draft, indicator.key))
    _page.chart(figure, f"{indicator.key}_before_after", told, key("before_after"))


def _by_country(change: Change, removes: bool) -> None:
    names = _places.names()
    table = change.countries.assign(country=[names.get(c, c) for c in change.countries["country"]])
    columns = ["country", "added", "changed", *(["left"] if removes else [])]
    kept = table[table[columns[1:]].sum(axis=1) > 0].sort_values(columns[1:], ascending=False)[columns]
    st.dataframe(
        kept.rename(columns={"country": "Country", "added": "Added", "changed": "Changed", "left": "Removed"}),
        hide_index=True, height=min(320, 38 + 35 * max(len(kept), 1)), alt="Figures added and changed by country",
    )  # fmt: skip


def _largest(change: Change, indicator: Indicator) -> None:
    names, listed = _places.names(), []
    for row in change.largest.head(LISTED).to_dict("records"):
        told = {"Country": names.get(row["country"], row["country"])}
        if indicator.dyadic:
            told["With"] = names.get(row["partner"], row["partner"])
        new = row["held"] != row["held"]
        listed.append(told | {"Year": str(int(row["year"])), "Published": "none" if new else
                              plain(row["held"], indicator), "File": plain(row["value"], indicator)})  # fmt: skip
    if not listed:
        st.caption("Nothing differs from what is published.")
        return
    st.dataframe(listed, hide_index=True, height=min(320, 38 + 35 * len(listed)), alt="The largest differences")
    st.caption(literal(f"In {indicator.unit}."))
