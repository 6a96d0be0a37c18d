"""Where a scenario happens: some countries, two of them as a pair, a region, a forum, or the world."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from foresight import geography
from foresight.catalogue import Catalogue
from foresight.errors import ScenarioError, nearest
from foresight.store import Store

Kind = Literal["world", "region", "forum", "country", "pair"]

NATIONAL = ("country", "pair")
"""Kinds whose names are countries."""


def _refuse(what: str, name: str, close: list[str], rule: str) -> ScenarioError:
    hint = f" Did you mean {' or '.join(close)}?" if close else ""
    return ScenarioError(f"There is no {what} “{name}”.{hint} {rule}")


class Scope(BaseModel):
    """`kind` and, unless it is the world, `names`: ISO3 codes (two of a pair), or the key of one region or forum."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Kind = "world"
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        """`world`, `region:south_asia`, `country:IND,PAK`: as it stands in a URL."""
        return self.kind if self.kind == "world" else f"{self.kind}:{','.join(self.names)}"

    @classmethod
    def parse(cls, text: str) -> Scope:
        """Read what `str` wrote; ScenarioError for anything else."""
        kind, _, names = text.partition(":")
        if kind not in get_args(Kind):
            raise _refuse("kind of scope", kind, nearest(kind, get_args(Kind)), "Write world, region:KEY, forum:KEY …")
        found = tuple(dict.fromkeys(name for name in names.split(",") if name))
        return cls.model_validate({"kind": kind, "names": () if kind == "world" else found})

    def checked(self, catalogue: Catalogue) -> Scope:
        """Itself, if every name in it exists; ScenarioError with the nearest names otherwise."""
        if self.kind == "world":
            return self
        if not self.names:
            raise ScenarioError(f"The scope “{self.kind}” names nothing. Give at least one {self.kind}.")
        if self.kind == "pair" and len(self.names) != 2:
            raise ScenarioError(f"A pair is two countries, not {len(self.names)}. Write pair:IND,USA.")
        if self.kind not in NATIONAL and len(self.names) > 1:
            raise ScenarioError(
                f"A scope is one {self.kind}, not {len(self.names)}: {', '.join(self.names)}. Keep one."
            )
        for name in self.names:
            if self.kind in NATIONAL and name not in geography.countries():
                raise _refuse("country", name, geography.suggest(name), "Countries are ISO3 codes, such as IND.")
            if self.kind == "region" and name not in geography.regions():
                known = geography.regions()
                raise _refuse("region", name, nearest(name, known), f"Regions: {', '.join(known)}.")
            if self.kind == "forum" and name not in catalogue.forums:
                raise _refuse("forum", name, nearest(name, catalogue.forums), f"Forums: {', '.join(catalogue.forums)}.")
        return self

    def members(self, store: Store, year: int) -> tuple[str, ...]:
        """The countries it covers that year, sorted; ScenarioError where that is none.

        Regions, forums and the world are states only: neither territories nor former states.
        """
        countries = geography.countries()
        if self.kind in NATIONAL:
            found = set(self.names)
        elif self.kind == "forum":
            found = set(store.members(self.names[0], year))
        else:
            found = {
                iso3
                for iso3, country in countries.items()
                if country.region and (self.kind == "world" or country.region == self.names[0])
            }
        if self.kind not in NATIONAL:
            states = geography.states(year)
            found = {c for c in found if c in states or (c in countries and countries[c].un_member)}
        if not found:
            raise ScenarioError(f"The scope {self} covers no country in {year}. Choose another.")
        return tuple(sorted(found))
