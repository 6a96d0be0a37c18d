"""What may be done with the data, and what of the providers’ files could not be placed."""

from __future__ import annotations

import streamlit as st

from foresight.catalogue import DATA
from pages import _cache

TERMS = """
**Who may do what.** Foresight runs on this machine and asks for no password: whoever sits at this machine may do all,
publishing data and going back to an earlier revision included.

**What may be passed on.** Figures keep the licence of their provider, which stands beside each. *Open*: they may be
passed on with the source named. *Derived figures*: the provider states no licence and asks to be cited; what is here
was computed from its files. *Closed*: for this screen only, never in an export.

**What the figures are not.** They are what providers observed and published. A missing figure is missing, not nought.
"""
UNRESOLVED = """Codes in the providers’ files that belong to no country of their year, or to a group of countries. Their
rows are in no figure here; they are listed so that nothing is dropped in silence."""
TERM_WORDS = {"open": "open", "derived_only": "derived figures", "closed": "closed"}


def unresolved() -> None:
    """The report of the build: codes in provider files that no country could be found for."""
    report = DATA / "tables" / "unresolved.csv"
    if not report.exists():
        st.info("These tables came without a report of what could not be placed.")
        return
    st.markdown(UNRESOLVED)
    st.dataframe(_cache.report(str(report), report.stat().st_mtime), hide_index=True)
