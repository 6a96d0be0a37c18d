"""What is compared on a page: up to eight countries, regions and forums, in one list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from foresight.catalogue import Indicator
from foresight.measures import groups
from pages import _cache, _places
from pages._link import Link

if TYPE_CHECKING:
    from pandas import DataFrame

MOST = 8


def names() -> dict[str, str]:
    """Every subject -> its name."""
    forums = {key: forum.short for key, forum in _cache.catalogue().forums.items()}
    return _places.names() | groups.titles(forums)


def choosable() -> tuple[str, ...]:
    """What a person may pick: countries by name, then the world, regions and forums."""
    return (*_places.choosable(), *(key for key in names() if groups.is_group(key)))


def pick(
    link: Link,
    label: str = "Compare countries, regions, forums",
    *,
    name: str = "subjects",
    default: Sequence[str] = (),
) -> tuple[str, ...]:
    """Draw the list; what was picked, in that order."""
    known = names()
    return link.several(
        name, label, choosable(), known.__getitem__, most=MOST, default=default,
        placeholder="The leading six, or choose" if not default else "Choose up to eight",
    )  # fmt: skip


def rows(indicator: Indicator, subjects: Sequence[str], first: int | None = None, last: int | None = None) -> DataFrame:
    """Columns country (the subject), year, value; regions and forums are put together from their members."""
    from pandas import concat

    countries = tuple(subject for subject in subjects if not groups.is_group(subject))
    own = _cache.rows(indicator.key, countries, first, last) if countries else None
    parts = [_cache.group_rows(indicator.key, subject, first, last) for subject in subjects if groups.is_group(subject)]
    found: DataFrame = concat([part for part in (own, *parts) if part is not None], ignore_index=True)
    return found[["country", "year", "value"]]


def with_names(rows: DataFrame) -> DataFrame:
    """The rows with the subjects' names beside them, as a file needs them."""
    return rows.assign(country_name=rows["country"].map(names()))
