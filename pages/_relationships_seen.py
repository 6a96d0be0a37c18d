"""Two states as the pictures of the page take them: what is held, the years shown, and the caption they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foresight import events
from foresight.charts import theme
from foresight.charts.sentences import listed
from foresight.measures import relationship_shocks
from pages import _cache, _page, _places, _relationships_cache

if TYPE_CHECKING:
    from pandas import Series

    from foresight.catalogue import Catalogue
    from foresight.events import Event
    from foresight.measures.relationship import Activity, Dossier
    from foresight.measures.relationship_shocks import Passage

PROVIDER = 30
"""Characters of a provider's name where many stand behind one picture: in full they would be longer than it."""


@dataclass(frozen=True)
class Seen:
    """Two states and the years shown; `last_known`: the last year of memberships. `key`: what widgets are called."""

    found: Dossier
    active: Activity
    first: int
    last: int
    last_known: int
    happened: tuple[Event, ...]
    passages: tuple[Passage, ...]
    key: str
    catalogue: Catalogue
    revision: str

    @property
    def pair(self) -> str:
        """`United States and India`."""
        return f"{_places.names()[self.found.one]} and {_places.names()[self.found.other]}"

    @property
    def name(self) -> str:
        """For files."""
        return f"{self.found.one}_{self.found.other}_{self.first}-{self.last}"

    def said(self, title: str, unit: str, keys: Sequence[str], last: int | None, *notes: str) -> theme.Caption:
        """As the function of that name, without asking the store for revision and catalogue at every picture."""
        return _caption(title, unit, keys, last, notes, self.catalogue, self.revision)

    def inside(self, values: Series) -> Series:
        """Of the years shown."""
        return values[(values.index >= self.first) & (values.index <= self.last)]


def see(one: str, other: str, first: int, last: int, key: str, happened: Sequence[Event] | None = None) -> Seen:
    """Read what is held of two states; `happened`: its events, else those that name both."""
    found, active = _relationships_cache.pair(one, other)
    if happened is None:
        happened = events.events_of(countries=(one, other), first=first, last=last)
    passed = relationship_shocks.passages(found, active, first, last)
    last_known = _cache.coverage()["shared_forums"]["last_year"]
    return Seen(
        found, active, first, last, last_known, tuple(happened), passed, key, _cache.catalogue(), _page.revision_name()
    )


def said(title: str, unit: str, keys: Sequence[str], last: int | None, *notes: str) -> theme.Caption:
    """The caption of a picture that rests on several indicators: who provides them; citations stand below."""
    return _caption(title, unit, keys, last, notes, _cache.catalogue(), _page.revision_name())


def _caption(
    title: str,
    unit: str,
    keys: Sequence[str],
    last: int | None,
    notes: tuple[str, ...],
    catalogue: Catalogue,
    revision: str,
) -> theme.Caption:
    held = [source for key in keys if key in catalogue.indicators for source in catalogue.sources_of(key)]
    providers = list(dict.fromkeys(theme.shorten(source.provider, PROVIDER) for source in held))
    word = "Source" if len(providers) == 1 else "Sources"
    source = f"{word}: {listed(providers)}; citations below." if providers else "Each with its reference below."
    return theme.Caption(
        title, unit, source, last, revision, notes, tuple(k for k in keys if k in catalogue.indicators)
    )
