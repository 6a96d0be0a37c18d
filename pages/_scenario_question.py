"""What a scenario is about: the target, the place, the last year and the seed."""

from __future__ import annotations

import streamlit as st

from foresight import geography
from foresight.catalogue import Catalogue
from foresight.projection.engine import FURTHEST
from foresight.scenario import Scope
from pages import _places
from pages import _scenario_address as desk
from pages._scenario_cache import targets, this_year


def draw(catalogue: Catalogue) -> None:
    """The controls; a choice is kept in the scenario at once."""
    now = desk.current()
    places = scopes(catalogue) | {str(now.scope): _name(now.scope, catalogue)}
    what, place, until, more = st.columns([4, 4, 3, 2], gap="medium", vertical_alignment="bottom")
    with what:
        _chosen("target", now.target)
        st.selectbox(
            "What to ask about", targets(), format_func=lambda key: catalogue.indicator(key).title,
            key="scenarios.target", on_change=_take, args=("target",),
        )  # fmt: skip
    with place:
        _chosen("scope", str(now.scope))
        st.selectbox(
            "Where", list(places), format_func=places.__getitem__, key="scenarios.scope", on_change=_take,
            args=("scope",), help="A country, a region or the members of a forum. Type to search.",
        )  # fmt: skip
    with until:
        _chosen("horizon", now.horizon)
        st.slider("Until", this_year() + 1, FURTHEST, key="scenarios.horizon", on_change=_take, args=("horizon",))
    with more, st.popover("More", icon=":material/more_horiz:"):
        _pair(now.scope)
        _chosen("seed", now.seed)
        st.number_input(
            "Seed", 0, 2**31 - 1, step=1, key="scenarios.seed", on_change=_take, args=("seed",),
            help="Members of a region or forum are put together by random draws. The same seed draws the same.",
        )  # fmt: skip


def _pair(scope: Scope) -> None:
    """The second country, where the scenario is about one or two."""
    if scope.kind not in ("country", "pair") or len(scope.names) > 2:
        st.caption("Choose a country under “Where” to look at it together with a second one.")
        return
    second = scope.names[1] if scope.kind == "pair" else None
    _chosen("second", second)
    st.selectbox(
        f"{_places.names()[scope.names[0]]} together with",
        [None, *(iso3 for iso3 in current_states() if iso3 != scope.names[0])],
        format_func=lambda iso3: "nobody: the country alone" if iso3 is None else _places.names()[iso3],
        key="scenarios.second", on_change=_take_second, args=(scope.names[0],),
        help="As a pair: levers move both, and the figure is that of the two together.",
    )  # fmt: skip


def _take_second(first: str) -> None:
    second = st.session_state["scenarios.second"]
    kind, names = ("pair", (first, second)) if second else ("country", (first,))
    desk.change(scope=Scope.model_validate({"kind": kind, "names": names}))


def steps() -> None:
    """Back, forward, and to the baseline."""
    back, forward = desk.steps()
    st.subheader("Levers", anchor=False)
    with st.container(horizontal=True, gap="small"):
        st.button("Undo", icon=":material/undo:", on_click=desk.undo, disabled=not back, key="scenarios.undo")
        st.button("Redo", icon=":material/redo:", on_click=desk.redo, disabled=not forward, key="scenarios.redo")
        st.button("Reset to baseline", icon=":material/restart_alt:", on_click=desk.reset, key="scenarios.reset")


def scopes(catalogue: Catalogue) -> dict[str, str]:
    """Every place a scenario may be about, as it stands in an address -> in words."""
    regions = {f"region:{key}": f"{title} (region)" for key, title in geography.regions().items()}
    forums = {f"forum:{forum.key}": f"{forum.short} members (forum)" for forum in catalogue.forums.values()}
    countries = {f"country:{iso3}": _places.names()[iso3] for iso3 in current_states()}
    return {"world": "The world"} | regions | forums | countries


def current_states() -> tuple[str, ...]:
    """The countries a person may pick, former states left out."""
    former = {c.iso3 for c in geography.countries().values() if c.last_year is not None}
    return tuple(iso3 for iso3 in _places.choosable() if iso3 not in former)


def _name(scope: Scope, catalogue: Catalogue) -> str:
    """Also of several countries, which only an address or a file can name."""
    if scope.kind == "pair":
        return " and ".join(_places.names()[name] for name in scope.names)
    if scope.kind == "country":
        return ", ".join(_places.names()[name] for name in scope.names)
    return scopes(catalogue)[str(scope)]


def _chosen(field: str, value: object) -> None:
    """Let the widget show what the scenario holds."""
    if st.session_state.get(f"scenarios.{field}") != value:
        st.session_state[f"scenarios.{field}"] = value


def _take(field: str) -> None:
    value = st.session_state[f"scenarios.{field}"]
    desk.change(**{field: Scope.parse(value) if field == "scope" else value})
