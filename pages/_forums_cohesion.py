"""How one forum holds together: votes among members against others, exercises and agreements inside against outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import forums_words as words
from foresight.charts import lines
from foresight.charts.forums_overlap import per_cent
from foresight.measures.cohesion import DEEDS, VOTES
from foresight.measures.declared import measure
from pages import _cache, _downloads, _forums_cache, _forums_choice, _page
from pages._link import Link
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

OF = {
    "un_agreement": "forum_vote_agreement",
    "un_agreement_arms_control": "forum_arms_control_agreement",
    "exercises_pair": "forum_exercises_share",
    "agreements_in_force_pair": "forum_agreements_share",
}
TITLES = {
    "un_agreement": "UN votes",
    "un_agreement_arms_control": "Arms-control votes",
    "exercises_pair": "Exercises inside",
    "agreements_in_force_pair": "Agreements inside",
}
BEGIN = 1970
GLANCE = {
    "all": "among members, {year}; all pairs {other}",
    "by_size": "of ties inside, {year}; by size {other}",
}
LINES = {
    "votes": {"inside": "Among members", "all": "All pairs", "outside": "With outsiders"},
    "deeds": {"share": "Observed", "by_activity": "By activity", "by_size": "By size"},
}


def draw(link: Link) -> None:
    """Four figures at a glance, one of them by year."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        key = _forums_choice.forum(link)
        kind = link.select("tie", "What is looked at", list(OF), TITLES.__getitem__)
    with right:
        first, last = _forums_choice.years(link, BEGIN)
    short = _cache.catalogue().forum(key).short
    _glance(key)
    told = _forums_cache.yearly(kind)
    own = told[(told["forum"] == key) & told["year"].between(first, last)]
    declared = measure(OF[kind])
    if kind in VOTES:
        # where nearly every state belongs, members and all pairs are the same: there is nothing to tell apart
        apart = own["outside"].notna().any()
        band = _forums_cache.intervals(kind, key) if apart else own.head(0).assign(low=0.0, high=0.0)
        sentence = words.of_votes(own, band, short, f"their common {_votes(kind)}")
        notes = ("Shaded: 95 % of samples of members drawn anew. Outsiders: states that do not belong.",)
        shown = _long(own, LINES["votes"] if apart else {"inside": ""})
        limits = band[band["year"].between(first, last)].assign(line="inside")
    else:
        sentence = words.of_deeds(own, short, kind)
        notes = ("By size, by activity: the share that chance would give.",)
        shown, limits = _long(own, LINES["deeds"]), None
    if shown.empty:
        st.info(literal(f"{sentence} {_covered(kind)}"))
    else:
        said = _page.said_measure(declared, int(shown["year"].max()), subject=short, notes=notes)
        names = {**LINES["votes"], **LINES["deeds"]}
        figure = lines.lines(
            shown, said, declared, names, order=tuple(dict.fromkeys(shown["line"])), limits=limits, key="line",
            dark=_page.dark(),
        )  # fmt: skip
        _page.chart(figure, f"{declared.key}_{key}", sentence, key="forums.cohesion")
        _yearly(own, kind)
    _downloads.measure(declared, own, f"{declared.key}_{key}")
    _page.measure_footer(declared, int(own["year"].max()) if len(own) else None)


def _votes(kind: str) -> str:
    return "votes" if kind == "un_agreement" else "votes on arms control"


def _covered(kind: str) -> str:
    span = _cache.coverage()[kind]
    return f"The figures run from {span['first_year']} to {span['last_year']}."


def _long(own: DataFrame, titles: dict[str, str]) -> DataFrame:
    """Columns line, year, value, without what has no figure."""
    tall = own.melt(id_vars="year", value_vars=list(titles), var_name="line", value_name="value")
    return tall.dropna(subset=["value"])


def _glance(key: str) -> None:
    """The last figure of each kind, so that what is not looked at now is not forgotten."""
    with st.container(horizontal=True, gap="medium"):
        for kind, title in TITLES.items():
            told = _forums_cache.yearly(kind)
            own = told[told["forum"] == key]
            among, against = ("inside", "all") if kind in VOTES else ("share", "by_size")
            with st.container(width=150 if _page.narrow() else "stretch", gap="xsmall"):
                if own.empty or own[among].isna().iloc[-1]:
                    st.metric(title, "–")
                    st.caption("Too few members, ties or states outside to tell.")
                    continue
                last = own.iloc[-1]
                st.metric(title, per_cent(last[among]))
                st.caption(GLANCE[against].format(year=int(last["year"]), other=per_cent(last[against])))


def _yearly(own: DataFrame, kind: str) -> None:
    """Year by year with the numbers behind each share."""
    titles = {
        "year": "Year", "members": "Members", "pairs": "Pairs", "inside": "Among members", "outside": "With outsiders",
        "all": "All pairs", "lead": "Above all pairs (points)",
    }  # fmt: skip
    if kind in DEEDS:
        titles = {
            "year": "Year", "members": "Members", "inside": "Ties inside", "outside": "Ties outside",
            "share": "Share inside", "by_size": "By size", "by_activity": "By activity", "ratio": "Against size",
            "ratio_activity": "Against activity",
        }  # fmt: skip
    with st.expander("Year by year", icon=":material/table_rows:"):
        shown = own[list(titles)].rename(columns=titles).sort_values("Year", ascending=False).round(3)
        st.dataframe(
            shown, hide_index=True, column_config={"Year": st.column_config.NumberColumn(format="%d")},
            alt="The figures of the chart year by year, with the numbers of members and pairs behind them",
        )  # fmt: skip
