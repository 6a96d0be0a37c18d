"""The form for a new indicator: what the catalogue must know of it before its first figure."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from foresight import geography
from foresight.catalogue import THEMES
from pages import _cache
from pages._inventory import TERM_WORDS
from pages._steward_state import key, work
from pages._text import literal

LEVELS = {"country": "a country", "pair": "a pair of countries", "world": "the whole world"}
DIRECTIONS = {"neutral": "neither", "positive": "better", "negative": "worse"}
TOGETHER = {"mean": "their mean", "sum": "their sum"}
OWN, KNOWN = "A new source", "A source that exists"
NEEDED = {
    "title": "title", "unit": "unit", "description": "description", "provider": "provider", "source_title": "title of "
    "the source", "version": "version", "licence": "licence", "citation": "citation", "url": "address (URL)",
}  # fmt: skip


def form() -> None:
    """Draw the form; what is sent stands in the piece of work."""
    whose = st.segmented_control(
        "Its source", [OWN, KNOWN], default=OWN, required=True, key=key("new.whose"), persist_state="session"
    )
    with st.form(key("new")):
        left, right = st.columns(2, gap="medium")
        with left:
            _text("title", "Title", "Defence attachés abroad")
            _text("unit", "Unit", "persons")
            _choice("theme", "Theme", THEMES)
            _choice("level", "A figure is of", LEVELS)
            _choice("direction", "A higher figure is", DIRECTIONS)
        with right:
            _text("key", "Key (short name in addresses and commands)", "made from the title where it is blank")
            st.number_input("Decimals", 0, 6, 2, key=key("new.decimals"), persist_state="session")
            for name, label in (("minimum", "Lowest possible figure"), ("maximum", "Highest possible figure")):
                st.number_input(label, value=None, key=key(f"new.{name}"), placeholder="none", persist_state="session")
            _choice("together", "Countries of a region together are", TOGETHER)
        st.text_area("Description", key=key("new.description"), placeholder="What is counted, of whom, by whom",
                     persist_state="session")  # fmt: skip
        _source(whose)
        sent = st.form_submit_button("Use this description", type="primary")
    if sent:
        problem = _take(whose == OWN)
        if problem:
            st.error(problem, icon=":material/error:")
            return
        st.rerun()  # the file is read for the new indicator
    if work().new:
        one = work().new["indicator"]
        st.success(f"The file is read as “{literal(one['title'])}” (`{one['key']}`), in {literal(one['unit'])}.")
    else:
        st.info("Fill in the form: the file is checked against it.")


def _source(whose: str) -> None:
    sources = _cache.newest().catalogue().sources
    if whose == KNOWN:
        st.selectbox(
            "Source", list(sources), key=key("new.source"), persist_state="session",
            format_func=lambda k: f"{sources[k].provider}, {sources[k].title} ({sources[k].version})",
        )  # fmt: skip
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _text("provider", "Provider", "Ministry of Defence")
        _text("source_title", "Title of the source", "Annual report on attachés")
        _text("version", "Version or edition", "2026")
        st.date_input("Retrieved", key=key("new.retrieved"), persist_state="session")
    with right:
        _text("licence", "Licence", "CC BY 4.0")
        _choice("terms", "May its figures be passed on", TERM_WORDS)
        _text("url", "Address (URL)", "https://")
        _text("citation", "Citation", "Ministry of Defence (2026), Annual report on attachés")


def _text(name: str, label: str, placeholder: str) -> None:
    st.text_input(label, key=key(f"new.{name}"), placeholder=placeholder, persist_state="session")


def _choice(name: str, label: str, words: dict[str, str] | Any) -> None:
    st.selectbox(label, list(words), format_func=words.__getitem__, key=key(f"new.{name}"), persist_state="session")


def _take(own: bool) -> str:
    """Keep what was sent; or the sentence that says what is wrong."""
    given = {name: st.session_state.get(key(f"new.{name}")) for name in (*NEEDED, "key", "source", "terms")}
    given = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    asked = [name for name in NEEDED if own or name in ("title", "unit", "description")]
    blank = [NEEDED[name] for name in asked if not given[name]]
    if blank:
        return f"Still to be filled in: {', '.join(blank)}."
    catalogue = _cache.newest().catalogue()
    short = given["key"] or suggested(str(given["title"]))
    if short in catalogue.indicators:
        return f"“{short}” is the key of {catalogue.indicators[short].title} already: give another key."
    if not re.fullmatch(r"[a-z][a-z0-9_]*", short):
        return f"“{literal(short)}” cannot be a key: small letters, digits and _ only, a letter first."
    low, high = (st.session_state.get(key(f"new.{name}")) for name in ("minimum", "maximum"))
    if low is not None and high is not None and low >= high:
        return f"The lowest possible figure, {low:g}, is not below the highest, {high:g}."
    chosen = ("theme", "level", "direction", "together", "decimals")
    indicator = {name: st.session_state[key(f"new.{name}")] for name in chosen}
    indicator |= {"key": short, "title": given["title"], "unit": given["unit"], "description": given["description"]}
    indicator |= {name: value for name, value in (("minimum", low), ("maximum", high)) if value is not None}
    made: dict[str, Any] = {"indicator": indicator}
    if own:
        named = suggested(f"{given['provider']} {given['source_title']}")
        while named in catalogue.sources:
            named += "_2"
        fields = ("provider", "version", "licence", "citation", "url", "terms")
        made["source"] = {name: given[name] for name in fields} | {
            "key": named, "title": given["source_title"],
            "retrieved": st.session_state[key("new.retrieved")].isoformat(),
        }  # fmt: skip
    else:
        indicator["source"] = given["source"]
    work().new = made
    return ""


def suggested(title: str) -> str:
    """A key made from a title: `Defence attachés abroad` is `defence_attaches_abroad`."""
    short = re.sub(r"[^a-z0-9]+", "_", geography.folded(title)).strip("_")[:50].rstrip("_")
    return short if short[:1].isalpha() else f"indicator_{short}".rstrip("_")
