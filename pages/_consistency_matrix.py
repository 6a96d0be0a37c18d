"""The judgements behind the consistency check: read, changed one by one, reset, taken along and brought in."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from foresight.catalogue import Lever
from foresight.errors import ForesightError
from foresight.scenario import cross_impact
from foresight.scenario.cross_impact import Impact, Matrix
from pages import _cache
from pages._text import literal

SAID = "_consistency_said"
RULE = (
    "Each score, from −3 (strongly restricts) to 3 (strongly promotes), is a **judgement** with its reason, not an "
    "estimate. It holds for both levers above their baselines; both below mirror it unless they have a score of their "
    "own, and a lever at its baseline neither pushes nor is pushed. A lever’s balance is the sum of what the other "
    "moved levers contribute (cross-impact balances, Weimer-Jehle 2006)."
)
SCORES = (-3, -2, -1, 0, 1, 2, 3)


def show(matrix: Matrix, wrong: str, levers: Mapping[str, Lever]) -> None:
    """Everything about the matrix; what a person changes is kept beside the store at once."""
    st.markdown(RULE)
    if wrong:
        st.error(literal(wrong), icon=":material/error:")
    _said()
    _edit(matrix, levers)
    own = len(matrix.own)
    st.markdown(f"**All judgements** ({len(matrix.impacts)}, of which {own} of your own)")
    st.dataframe(
        [_row(key, impact, matrix, levers) for key, impact in matrix.impacts.items() if impact.score or impact.below],
        hide_index=True,
        height=280,
        alt="All judgements on how levers bear on one another",
    )
    _files(matrix, levers, bool(own or wrong))


def _edit(matrix: Matrix, levers: Mapping[str, Lever]) -> None:
    """One judgement, chosen by its two levers."""
    left, right = st.columns(2, gap="medium")
    with left:
        of = st.selectbox("This lever", list(levers), format_func=lambda k: levers[k].title, key="consistency.of")
    with right:
        others = [key for key in levers if key != of]
        on = st.selectbox("bears on", others, format_func=lambda k: levers[k].title, key="consistency.on")
    held = matrix.impacts.get((of, on))
    # a judgement that was changed elsewhere has fields of its own: those of the earlier one are not listened to
    name = f"consistency.{of}.{on}.{held.score if held else 0}.{held.below if held else None}"
    with st.form(f"{name}.form", border=False):
        first, second = st.columns(2, gap="medium")
        with first:
            st.select_slider(
                "Score, both above their baselines", SCORES, value=held.score if held else 0, key=f"{name}.score"
            )
        with second:
            st.select_slider(
                "Score, both below their baselines", SCORES, key=f"{name}.below",
                value=held.score if held and held.below is None else held.below if held and held.below else 0,
            )  # fmt: skip
        st.text_input("Reason", held.reason if held else "", max_chars=400, key=f"{name}.reason")
        st.form_submit_button("Save this judgement", on_click=_save, args=(name, of, on), icon=":material/save:")


def _row(key: tuple[str, str], impact: Impact, matrix: Matrix, levers: Mapping[str, Lever]) -> dict[str, object]:
    return {
        "Lever": levers[impact.of].title,
        "bears on": levers[impact.on].title,
        "Both above": impact.score,
        "Both below": -impact.bearing(-1),
        "Reason": impact.reason,
        "Whose": "your own" if key in matrix.own else "shipped",
    }


def _files(matrix: Matrix, levers: Mapping[str, Lever], changed: bool) -> None:
    """Reset, bring back, take along, bring in."""
    folder = _cache.store().folder
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Reset to the shipped judgements", on_click=_do, args=("reset",), disabled=not changed,
            icon=":material/restart_alt:", key="consistency.reset",
        )  # fmt: skip
        if cross_impact.set_aside(folder):
            st.button("Bring back my own", on_click=_do, args=("restore",), key="consistency.restore")
        st.download_button(
            "Download as TOML", data=lambda: cross_impact.to_toml(matrix), file_name=cross_impact.OWN,
            mime="application/toml", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
    given = st.file_uploader("Bring in a matrix (TOML): it takes the place of your own", "toml", key="consistency.file")
    if given is not None:
        st.button("Use this file", on_click=_bring, args=(given.name, given.getvalue()), key="consistency.bring")


def _said() -> None:
    """What came of the last click, once."""
    text, fine = st.session_state.pop(SAID, ("", True))
    if text:
        (st.success if fine else st.error)(literal(text))


def _tell(text: str, fine: bool = True) -> None:
    st.session_state[SAID] = (text, fine)


def _save(name: str, of: str, on: str) -> None:
    folder, levers = _cache.store().folder, _cache.catalogue().levers
    score, below = (int(st.session_state[f"{name}.{part}"]) for part in ("score", "below"))
    reason = st.session_state[f"{name}.reason"].strip()
    if len(reason) < 3:
        _tell("Not saved: give a reason in a sentence. Whoever reads the warning will ask for it.", False)
        return
    made = Impact(of=of, on=on, score=score, below=None if below == score else below, reason=reason)
    try:
        kept = {**cross_impact.own(folder, levers).impacts, (of, on): made}
        cross_impact.save(folder, kept.values(), levers)
        _tell(f"Saved: {levers[of].title} on {levers[on].title}.")
    except (ForesightError, OSError) as error:
        _tell(f"Not saved: {error}", False)


def _bring(name: str, content: bytes) -> None:
    folder, levers = _cache.store().folder, _cache.catalogue().levers
    try:
        given = cross_impact.read(content.decode("utf-8"), levers, name)
        kept = cross_impact.save(folder, given.impacts.values(), levers)
        _tell(f"{name}: {len(kept.impacts)} judgements that differ from the shipped ones are yours now.")
    except UnicodeDecodeError:
        _tell(f"{name} is not text. Choose a TOML file, as “Download as TOML” writes it.", False)
    except (ForesightError, OSError) as error:
        _tell(f"Nothing was taken over. {error}", False)


def _do(what: str) -> None:
    folder = _cache.store().folder
    try:
        (cross_impact.reset if what == "reset" else cross_impact.restore)(folder)
        _tell("The shipped judgements count again." if what == "reset" else "Your own judgements count again.")
    except OSError as error:
        _tell(f"The file {cross_impact.OWN} could not be moved: {error.strerror}. Check the store’s folder.", False)
