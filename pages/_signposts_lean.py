"""Which future the last three observed years lean to: a sentence, the shares, and what each indicator did."""

from __future__ import annotations

import streamlit as st

from foresight.charts import signpost_words as words
from foresight.charts import signposts as drawing
from foresight.charts import theme
from foresight.charts.scales import number
from foresight.charts.sentences import listed
from foresight.scenario.signposts import Watch
from pages import _cache, _page, _scenario_answer
from pages._signposts_choice import Choice
from pages._text import literal

WHAT = (
    f"{words.WARNING} The baseline is that every indicator stays where it stood, within how far it usually goes in "
    f"three years. A scenario that asks for far more than was ever seen in three years gets little support until "
    "something moves."
)

ACTS = "Written for another place, and acting there: what is read here moves as far as its countries are among them"


def show(watch: Watch, asked: Choice) -> None:
    """The lean of one place."""
    st.header("Where the last three years lean", anchor=False)
    sentence = words.leaning(watch, asked.where)
    lean = watch.lean
    if len(lean.support) < 2:
        st.info(literal(sentence))
    else:
        rows = [drawing.Support(words.name(watch, k), share, k == "baseline") for k, share in lean.support.items()]
        figure = drawing.supports(rows, _said(watch, asked), dark=_page.dark())
        _page.chart(figure, "signposts_lean", sentence, key="signposts.lean")
    st.warning(WHAT, icon=":material/balance:")
    for text in _notes(watch):
        st.caption(literal(text))
    if len(lean.support) > 1:
        with st.expander("What each indicator did, and what each future implies", icon=":material/table_rows:"):
            st.markdown(
                "Changes over three years, in standard deviations of past three-year changes. “Seen” is how much "
                "of what a future implies was gone, over all indicators together."
            )
            st.dataframe(_rows(watch), hide_index=True, alt="What each indicator did, and what each future implies")


def _said(watch: Watch, asked: Choice) -> theme.Caption:
    catalogue, used = _cache.catalogue(), watch.lean.used
    sources = {s.key: s for one in used for s in catalogue.sources_of(one.indicator.key)}
    providers = list(dict.fromkeys(source.provider for source in sources.values()))
    return theme.Caption(
        f"Where the last three years lean, {asked.where}",
        "share of the support among these futures",
        f"Sources: {listed(providers)}; citations in the file.",
        max(one.year for one in used),
        _page.revision_name(),
        ("Relative support among these futures only; not a probability that one comes true.",),
        tuple(dict.fromkeys(one.indicator.key for one in used)),
    )


def _notes(watch: Watch) -> list[str]:
    """What must be known of who and what was compared."""
    found = []
    elsewhere = [key for key in watch.lean.support if key in watch.elsewhere]
    if elsewhere:
        told = [f"{words.name(watch, key)} ({_scenario_answer.where(watch.futures[key])})" for key in elsewhere]
        lead = "Written for another place, and set here to be compared" if watch.here else ACTS
        found.append(f"{lead}: {listed(told)}.")
    if left_out := [words.name(watch, key) for key in (*watch.silent, *watch.lean.left_out)]:
        found.append(
            f"Left out, because no indicator observed lately tells them from the baseline: {listed(left_out)}."
        )
    if watch.lean.ended:
        told = [f"{words.label(one)} (to {one.year})" for one in watch.lean.ended]
        found.append(f"Not counted, because the data ended too long ago: {listed(told)}.")
    return found


def _rows(watch: Watch) -> list[dict[str, str]]:
    lean = watch.lean
    names = [words.label(one) for one in lean.used]
    observed = {"Future": "Observed", "Seen": ""}
    rows = [observed | dict(zip(names, map(_signed, lean.observed), strict=True))]
    for key in lean.support:
        implied = dict(zip(names, map(_signed, lean.implied[key]), strict=True))
        rows.append({"Future": words.name(watch, key), "Seen": words.gone(lean.gone.get(key))} | implied)
    return rows


def _signed(value: float) -> str:
    text = number(value, 1)
    return f"+{text}" if value > 0 and text != "0" else text
