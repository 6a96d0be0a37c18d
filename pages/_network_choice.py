"""What a person asks of the network: kind of tie, year, how many years added up, how it is laid out, which country."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from foresight.measures.network import KINDS, Kind
from pages import _cache, _network_cache, _places
from pages._link import Link

if TYPE_CHECKING:
    from foresight.measures.network import Network, Year

NOBODY = "none"
COUNTRY = "network.country"
LAYOUTS = {"ties": "By ties: the tied stand together", _network_cache.MAP: "By geography: where they lie"}


@dataclass(frozen=True)
class Choice:
    """What was picked; `network` is that of all years. `playing`: the picture is the one that plays."""

    network: Network
    year: int
    by: str
    country: str | None
    playing: bool

    @property
    def kind(self) -> Kind:
        return self.network.kind

    @property
    def now(self) -> Year:
        return self.network.by_year[self.year]

    @property
    def key(self) -> tuple[str, str, int, int]:
        """By what the caches know the network."""
        return _cache.revision().hash, self.kind.key, self.network.window, self.network.least

    @property
    def covered(self) -> bool:
        """Is the chosen country one whose ties are known in the year."""
        return self.country is not None and self.network.covers(self.country, self.year)

    @property
    def name(self) -> str:
        """The beginning of the name of every file."""
        return f"network_{self.kind.key}_{self.year}"


def choose(link: Link) -> Choice | None:
    """Draw the controls and return what was picked; None where this revision holds no ties at all."""
    held = _cache.coverage()
    kinds = [key for key, kind in KINDS.items() if kind.indicator in held]
    if not kinds:
        st.info("This revision of the data holds no ties between states.")
        return None
    left, middle, right = st.columns([4, 3, 4], gap="medium")
    with left:
        kind = KINDS[link.select("tie", "Kind of tie", kinds, lambda key: KINDS[key].title)]
    window, least = kind.windows[0], kind.least[0]
    with middle:
        if len(kind.windows) > 1:
            window = _pick(link, kind, "window", "Years added up", kind.windows, _years)
        elif len(kind.least) > 1:
            least = _pick(link, kind, "threshold", "A tie is", kind.least, "{} or more in common".format)
        else:
            st.selectbox("Years added up", ["One: it stands or it does not"], disabled=True, key="network.standing")
    with right:
        countries = (NOBODY, *_places.choosable())
        country = link.select("country", "Country (or click one in the picture)", countries, _name)
    network = _network_cache.network(_cache.revision().hash, kind.key, window, least)
    left, middle, right = st.columns([6, 3, 2], gap="medium", vertical_alignment="bottom")
    with left:
        year = _year(link, network, f"{kind.key}.{window}")
    with middle:
        by = link.select("layout", "Layout", list(LAYOUTS), LAYOUTS.__getitem__)
    with right:
        playing = link.switch("play", "Play the years", of="all", otherwise=False)
    return Choice(network, year, by, None if country == NOBODY else country, playing)


def _pick(link: Link, kind: Kind, name: str, label: str, known: tuple[int, ...], wording: Callable[[str], str]) -> int:
    """One of a few numbers. Each kind of tie has a usual one, which it comes with when a person changes to it."""
    options, usual = [str(value) for value in sorted(known)], str(known[0])
    if not link.opened and st.session_state.get(f"network.{name}.of", kind.key) != kind.key:
        st.session_state[f"network.{name}"] = usual
    st.session_state[f"network.{name}.of"] = kind.key
    return int(link.select(name, label, options, wording, default=usual))


def _year(link: Link, network: Network, of: str) -> int:
    """The year; where the kind of tie changes it stays the year that was looked at, or the nearest there is."""
    low, high = network.years[0], network.years[-1]
    key = f"network.year.{of}"
    if not link.opened and key not in st.session_state and (seen := st.session_state.get("network.seen")) is not None:
        st.session_state[key] = min(max(seen, low), high)
    year = link.year("year", "Year", low, high, of=of, otherwise=high)
    st.session_state["network.seen"] = year
    return year


def _years(window: str) -> str:
    return "One year" if window == "1" else f"{window} years, to the one shown"


def _name(iso3: str) -> str:
    return "No country" if iso3 == NOBODY else _places.names()[iso3]
