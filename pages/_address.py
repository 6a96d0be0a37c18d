"""Widgets whose values stand in the address, by their keys: `?indicator=gdp&countries=USA,CHN&from=2000&to=2024`.

Streamlit's own binding writes labels and leaves out defaults; a link that is to mean the same when labels and defaults
change needs keys, and all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from foresight.store import Revision
from pages import _cache

LABELS = {
    "indicator": "the indicator",
    "area": "the area",
    "of": "the country",
    "countries": "the country",
    "from": "the year",
    "to": "the year",
    "log": "the scale",
    "view": "the view",
    "until": "the year",
    "partners": "the country",
    "layout": "the layout",
    "ahead": "the horizon",
    "revision": "the data revision",
    "theme": "the theme",
    "chapter": "the chapter",
    "scenarios": "the scenario",
    "made": "what the scenarios were",
    "target": "the indicator",
    "place": "the place",
    "scenario": "the scenario",
    "here": "the setting",
    "closer": "the scenario",
    "by": "the order",
    "axes": "the axes",
    "corners": "the names of the corners",
    "subjects": "the country, region or forum",
    "country": "the country",
    "partner": "the country",
    "year": "the year",
    "weights": "the weights",
    "forum": "the forum",
    "tie": "the kind of tie",
    "measure": "the measure",
    "show": "the view",
    "forums": "the forum",
    "lanes": "the forum or thread",
    "threshold": "the threshold",
    "window": "the number of years",
    "play": "the player",
    "top": "the number of places",
    "draws": "the weightings",
    "span": "the years looked back",
    "share": "the share",
    "state": "the country",
    "same": "the comparison",
    "blocs": "the number of blocs",
    "followed": "the country",
    "exposure": "the kind of dependence",
    "series": "the indicator",
    "subject": "the country, region or forum",
    "brief": "the brief",
    "provider": "the provider",
    "release": "the state of releases",
}
HASH = 12  # as many letters as a revision's name shows
OFFERED = "_offered"
REMEMBERED = 30  # addresses of our own that may still come back from the browser


def made_elsewhere(made_on: str | None, revision: Revision) -> tuple[str, ...]:
    """A sentence where the address was made on another data revision than the one that is looked at.

    If this store has that revision, _page.left_out offers to show it.
    """
    if not made_on or revision.hash.startswith(made_on):
        return ()
    held = [one.number for one in _cache.newest().revisions() if one.hash.startswith(made_on)]
    st.session_state[OFFERED] = held[-1] if held else None
    said = f"This address was made on data revision {made_on[:HASH]}. What is shown is computed on revision "
    said += f"{revision.number} ({revision.hash[:HASH]}): its figures may differ."
    return (said if held else f"{said} This store does not have the other one.",)


class Address:
    """The address of one page: read once per run, written once at its end.

    Where the address is one that this page wrote itself, the widgets are right already. Any other address was opened by
    a person: it sets the widgets.
    """

    def __init__(self, page: str) -> None:
        self._page = page
        self._memory: dict[str, Any] = st.session_state.setdefault("_addresses", {}).setdefault(
            page, {"now": {}, "own": []}
        )
        asked = {k: v for k, v in st.query_params.to_dict().items() if k in LABELS}
        self._opened = bool(asked) and asked not in self._memory["own"]
        if self._opened:  # it may come back before the browser has taken over what this run writes
            self._memory["own"] = [*self._memory["own"], asked]
            self._memory["now"] = asked
        self._asked: dict[str, str] = self._memory["now"]
        self._now: dict[str, str] = {}
        self._vain: list[tuple[str, str, list[str]]] = []
        self._elsewhere: tuple[str, ...] = ()

    @property
    def opened(self) -> bool:
        """Is the address one that a person opened, rather than one that this page wrote."""
        return self._opened

    def _sets(self, key: str) -> bool:
        return self._opened or key not in st.session_state

    def _asked_for(self, indicator: str) -> dict[str, str]:
        """The address, where it is about this indicator: a person who changes it gets its own years and scale."""
        return self._asked if self._opened or self._asked.get("indicator", indicator) == indicator else {}

    def select(
        self,
        name: str,
        label: str,
        options: Sequence[str],
        wording: Callable[[str], str],
        *,
        default: str | None = None,
        **more: Any,
    ) -> str:
        """One of `options`."""
        key = f"{self._page}.{name}"
        if self._sets(key):
            asked = self._asked.get(name)
            if asked is not None and asked not in options:
                self._vain.append((name, asked, list(options)))
                asked = None
            st.session_state[key] = asked or (default if default in options else options[0])
        chosen: str = st.selectbox(label, options, format_func=wording, key=key, **more)
        self._now[name] = chosen
        return chosen

    def switch(self, name: str, label: str, *, of: str, otherwise: bool) -> bool:
        """On or off; `otherwise` where the address does not say."""
        key = f"{self._page}.{name}.{of}"
        if self._sets(key):
            asked = self._asked_for(of).get(name)
            if asked not in (None, "yes", "no"):
                self._vain.append((name, str(asked), ["yes", "no"]))
            st.session_state[key] = asked == "yes" if asked in ("yes", "no") else otherwise
        on = st.toggle(label, key=key)
        self._now[name] = "yes" if on else "no"
        return on

    def stamp(self, revision: Revision) -> None:
        """Name the data revision that the figures are computed on, and notice an address made on another."""
        self._now["revision"] = revision.hash[:HASH]
        self._elsewhere = made_elsewhere(self._asked.get("revision") if self._opened else None, revision)

    def write(self) -> None:
        """Put what the widgets hold now into the address; of an earlier revision of the data, always which one."""
        if "revision" not in self._now:
            self._elsewhere = made_elsewhere(self._asked.get("revision") if self._opened else None, _cache.revision())
            if _cache.as_of() is not None:
                self._now["revision"] = _cache.revision().hash[:HASH]
        self._memory["now"] = self._now
        self._memory["own"] = [*self._memory["own"][-REMEMBERED:], self._now]
        if {k: v for k, v in st.query_params.to_dict().items() if k in LABELS} != self._now:
            st.query_params.from_dict(self._now)

    def left_out(self, explain: Callable[[str, str, list[str]], str]) -> tuple[str, ...]:
        """A sentence by `explain(name, value, what exists)` for each part that could not be understood."""
        # what this page wrote itself may be left over from another of its chapters
        return (*self._elsewhere, *(explain(*vain) for vain in self._vain if self._opened))
