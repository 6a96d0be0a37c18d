"""What moves a projection, at one horizon: influences of the Ridge with drivers, and the weights of the stack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from foresight.charts import drivers
from foresight.charts.drivers import Share, Sign
from foresight.charts.sentences import listed
from foresight.projection import Model
from foresight.projection.backtest import HORIZONS
from foresight.projection.pooled import OWN, RIDGE
from foresight.projection.stacking import STACK
from pages import _page, _projection_choice
from pages._link import Link
from pages._projection_words import percent, years
from pages._text import literal

NAMES: Mapping[str, str] = {
    OWN: "The country’s own past",
    "rest_of_region": "Level in its region",
    "conflict_severity": "Conflict deaths",
    "conflict_severity_region": "Conflict deaths nearby",
    "external_actors": "Outside states in wars",
    "interest_alignment": "Closeness to its region",
    "diplomatic_priority": "Security forums joined",
    "economy": "Size of the economy",
    "people": "Population",
    "democracy": "Democracy",
    "military_spending": "Military spending",
    "un_position": "Position in UN votes",
    "us_presence": "US troops hosted",
}
SIGNS = "+: a higher value goes with a higher projection, all else alike. −: with a lower one."


def show(model: Model, link: Link, opening: int) -> None:
    """A horizon to choose, a sentence, and two charts."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.header("What drives the model?", anchor=False, width="content")
        horizon = _projection_choice.ahead(link, opening)
    st.markdown(literal(sentence(model, horizon)))
    _charts(model, horizon)


def _charts(model: Model, horizon: int) -> None:
    moved, stacked = influences(model, horizon), weights(model, horizon)
    said = _page.said(model.target, model.last_observed)
    when = f"{years(horizon)} ahead"
    charts = [
        (
            moved,
            f"What moves the ridge with drivers, {when}",
            "% of the differences between countries",
            (SIGNS,),
            "moved",
        ),
        (stacked if len(stacked) > 1 else [], f"Who speaks in the stack, {when}", "% of the weight", (), "weights"),
    ]
    for column, (rows, title, unit, notes, name) in zip(st.columns(2, gap="large"), charts, strict=True):
        if rows:
            figure = drivers.shares(rows, replace(said, title=title, unit=unit, notes=notes), dark=_page.dark())
            alt = f"{title}: " + "; ".join(f"{row.label} {row.words}" for row in rows)
            with column:
                _page.picture(figure, f"{name}_{model.target.key}", alt, f"projections.{name}")


def influences(model: Model, horizon: int) -> list[Share]:
    """What moves the Ridge with drivers, the largest first, in plain names."""
    found = []
    for one in model.drivers(horizon):
        coefficient, key = float(str(one["coefficient"])), str(one["driver"])
        sign: Sign = "+" if coefficient > 0 else "−" if coefficient < 0 else ""
        found.append(Share(NAMES.get(key, key.replace("_", " ")), float(str(one["share"])), sign))
    return found


def weights(model: Model, horizon: int) -> list[Share]:
    """The stack's weights, the largest first."""
    held = sorted(model.stack(horizon).items(), key=lambda entry: -entry[1])
    return [Share(name.capitalize(), weight) for name, weight in held]


def sentence(model: Model, horizon: int) -> str:
    """What moves the projection at a horizon, in a sentence."""
    name = model.models[HORIZONS.index(horizon)]
    if name != STACK:
        return f"{years(horizon)} ahead the baseline “{name}” is drawn: only the country’s own past moves it."
    rows = influences(model, horizon)
    if not rows:
        return "There are too few past years for pooled models: only the country’s own past moves the projection."
    told = [f"{_within(row.label)} ({percent(row.share)})" for row in rows[:3]]
    return (
        f"{years(horizon)} ahead, the ridge with drivers differs between countries mostly with "
        f"{listed(told)}. It has {percent(model.stack(horizon).get(RIDGE, 0.0))} of the stack’s weight. These are "
        "associations in past data."
    )


def _within(label: str) -> str:
    """A label as it stands within a sentence; abbreviations keep their capitals."""
    return label if label[1:2].isupper() else f"{label[0].lower()}{label[1:]}"
