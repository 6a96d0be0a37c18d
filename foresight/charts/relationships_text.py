"""Narratives with their figures filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from foresight.charts.scales import SPACE, number, plain
from foresight.charts.sentences import listed
from foresight.measures.relationship_cases import QUESTION, Value


def written(value: Value, forums: Mapping[str, str]) -> str:
    """A figure as it stands in a sentence, without its unit. `forums`: key -> short name."""
    if value.kind == "forums":
        return listed([forums.get(key, key) for key in value.value]) or "none"
    if value.kind in ("year", "date"):
        return str(value.value)
    if value.kind == "share":
        return f"{number(100 * value.value, 0)}{SPACE}%"
    if value.kind == "count" or value.indicator is None:
        return number(float(value.value), 0)
    # a mean of counts is no whole number
    if value.indicator.whole and value.value != round(value.value):
        return number(float(value.value), 2 if abs(value.value) < 10 else 1)
    return plain(float(value.value), value.indicator)


def filled(text: str, answers: Callable[[str], Value], forums: Mapping[str, str]) -> str:
    """The text with every question replaced by its answer; CatalogueError for a question without one."""
    return QUESTION.sub(lambda found: written(answers(found[1]), forums), text.strip())
