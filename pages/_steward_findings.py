"""The fourth step: what was found, countries that are not known, and warnings that wait for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages import _page, _steward_countries
from pages._steward_state import digest, key
from pages._steward_words import LEVELS, as_csv, counted, here, rows
from pages._text import literal

if TYPE_CHECKING:
    from foresight.intake.findings import Finding
    from pages._steward_cache import Held
    from pages._steward_file import Chosen

LISTED = 20


def show(chosen: Chosen, found: Held) -> dict[str, str]:
    """Draw the findings; kind of warning -> the reason why it is all right, of those that have one."""
    if found.draft is None:
        return {}
    findings = found.draft.findings
    st.subheader("4. Findings", anchor=False)
    by_level = {level: [one for one in findings if one.level == level] for level in LEVELS}
    told = ", ".join(counted(len(some), level) for level, some in by_level.items())
    st.markdown(f"{told[0].upper()}{told[1:]}.")
    _errors(by_level["error"])
    _steward_countries.show(chosen, [*by_level["error"], *by_level["warning"]])
    accepted = _warnings(by_level["warning"])
    if by_level["note"]:
        with st.expander(f"Notes ({len(by_level['note'])})", icon=":material/info:"):
            for one in by_level["note"]:
                st.markdown(f"- {literal(here(_with_place(one)))}")
    if findings:
        st.download_button(
            "Download all findings (CSV)", data=lambda: as_csv(findings), mime="text/csv", on_click="ignore",
            file_name="findings.csv", icon=":material/download:", key=key("findings"),
        )  # fmt: skip
    return accepted


def _with_place(one: Finding) -> str:
    return f"{one.where}: {one.message}" if one.where else one.message


def _errors(found: list[Finding]) -> None:
    if not found:
        return
    st.error("An error stops the file. Put each right, in the file or by an answer here.", icon=":material/block:")
    if _page.narrow():  # a grid would cut the sentences off
        st.markdown("\n".join(f"- {literal(here(_with_place(one)))}" for one in found[:LISTED]))
    else:
        _page.table(rows(found[:LISTED]), "Errors with their place in the file and what to do")
    if len(found) > LISTED:
        st.caption(f"{len(found) - LISTED} more errors are in the download below.")


def _warnings(found: list[Finding]) -> dict[str, str]:
    if not found:
        return {}
    st.warning("Each kind of warning waits for a reason why it is all right.", icon=":material/warning:")
    kinds: dict[str, list[Finding]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(one)
    accepted = {}
    for kind, some in kinds.items():
        with st.container(border=True):
            for one in some[:LISTED]:
                st.markdown(literal(here(_with_place(one))))
            if len(some) > LISTED:
                st.caption(f"{len(some) - LISTED} more of this kind are in the download below.")
            # another finding of the same kind is another question
            about = digest(kind + "".join(one.message for one in some))
            reason = st.text_input(
                f"Why that is all right ({kind.replace('_', ' ')})", key=key(f"reason.{about}"),
                placeholder="A reason for whoever reads the revision later", persist_state="session",
            )  # fmt: skip
        if reason and reason.strip():
            accepted[kind] = reason.strip()
    return accepted
