"""The address of the Compare page: what is compared, on what question, and the axes that the corners come from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from foresight.catalogue import Catalogue
from foresight.errors import ForesightError, ScenarioError
from foresight.scenario import Scenario, Scope
from foresight.scenario.axes import Axis, corners
from foresight.scenario.settings import number
from pages import _scenario_cache
from pages._link import Link

PAGE = "compare"
DESK = "desk"
VIEWS = ("Compare", "Axes")


@dataclass(frozen=True)
class Square:
    """Two levers with two ends each, the place they act on, and what the corners are called ("": by their levers)."""

    across: str
    across_ends: tuple[float, float]
    up: str
    up_ends: tuple[float, float]
    scope: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As it stands in an address: `conflict_severity:0:500;external_actors:2:9;region:south_asia`."""
        each = ((self.across, *self.across_ends), (self.up, *self.up_ends))
        return ";".join([*(f"{key}:{low:.10g}:{high:.10g}" for key, low, high in each), self.scope])

    @classmethod
    def parse(cls, text: str, names: str = "") -> Square:
        """Read what `str` wrote; ScenarioError for anything else."""
        parts = text.split(";")
        ends = [part.split(":") for part in parts[:2]]
        if len(parts) != 3 or any(len(end) != 3 for end in ends):
            raise ScenarioError("two axes are written LEVER:LOW:HIGH;LEVER:LOW:HIGH;PLACE.")
        (across, a, b), (up, c, d) = ends
        called = tuple(names.split("|")[:4]) if names else ()
        return cls(across, (number(a), number(b)), up, (number(c), number(d)), parts[2], called)

    def corners(self, catalogue: Catalogue, target: str, horizon: int) -> tuple[Scenario, ...]:
        """The four scenarios; ScenarioError where levers, ends or place are none."""
        across = Axis(catalogue.lever(self.across), *self.across_ends)
        up = Axis(catalogue.lever(self.up), *self.up_ends)
        scope = Scope.parse(self.scope).checked(catalogue)
        return corners(across, up, target, scope, horizon, self.names)

    def called(self, names: Sequence[str]) -> Square:
        """With these names; the sign between names in an address cannot stand in one."""
        clean = tuple(name.replace("|", "/").strip() for name in names)
        return replace(self, names=clean if any(clean) else ())


def digest(scenario: Scenario) -> str:
    """Changes when anything does that the scenario's figures depend on; not with its name or story."""
    told = {key: text for key, text in scenario.to_parameters().items() if key not in ("scenario", "name")}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:8]


class CompareLink(Link):
    """A Link that keeps what the open tab does not show, and holds what no single widget does."""

    def __init__(self) -> None:
        super().__init__(PAGE)

    def asked(self, name: str) -> str | None:
        """What the address says, whoever wrote it."""
        return self._asked.get(name)

    def hold(self, name: str, value: str | None) -> None:
        """Put into the address what several widgets make up; nothing for None."""
        if value:
            self._now[name] = value

    def keep(self, *names: str) -> None:
        """What the open tab does not draw stays as it was."""
        self._now |= {name: self._asked[name] for name in names if name in self._asked}

    def pick(self, name: str, label: str, options: Mapping[str, str], **more: Any) -> str:
        """One of `options` (key -> words); the first where what was chosen before is no longer among them."""
        key = f"{PAGE}.{name}"
        held = self._asked.get(name) if self._sets(key) else st.session_state[key]
        st.session_state[key] = held if held in options else next(iter(options))
        chosen: str = st.selectbox(label, list(options), format_func=options.__getitem__, key=key, **more)
        self._now[name] = chosen
        return chosen

    def refuse(self, name: str, value: str) -> None:
        """A part of the address that could not be understood."""
        self._vain.append((name, value, []))

    def square(self, catalogue: Catalogue) -> Square | None:
        """The axes that the address describes, if it does so soundly."""
        text = self.asked("axes")
        if not text:
            return None
        try:
            square = Square.parse(text, self.asked("corners") or "")
            square.corners(catalogue, "arms_trade_3y", _scenario_cache.this_year() + 1)
        except ForesightError:
            if self.opened:
                self.refuse("axes", text)
            return None
        return square

    def changed(self, scenarios: Iterable[tuple[str, Scenario]]) -> tuple[str, ...]:
        """Keys of scenarios that are not what they were when the address was made; holds what they are now."""
        now = {key: digest(scenario) for key, scenario in scenarios}
        made = dict(part.split(":", 1) for part in (self.asked("made") or "").split(",") if ":" in part)
        self.hold("made", ",".join(f"{key}:{value}" for key, value in now.items()))
        if not self.opened:
            return ()
        return tuple(key for key, value in now.items() if key in made and made[key] != value)


def show(view: str, **widgets: object) -> None:
    """Open a tab with these values in its widgets, by the names they have in the address."""
    for name, value in widgets.items():
        st.session_state[f"{PAGE}.{name}"] = value
    st.session_state[f"{PAGE}.view"] = view
