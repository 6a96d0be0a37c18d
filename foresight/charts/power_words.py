"""What the power index, its ranks, the projections' turns and a profile say, in sentences computed from their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from foresight.catalogue import Indicator
from foresight.charts.power import chance, share
from foresight.charts.power_shifts import signed
from foresight.charts.scales import SPACE, number, plain
from foresight.charts.sentences import listed
from foresight.measures.overtaking import LIKELY, Overtaking
from foresight.measures.power import Ground
from foresight.measures.power_profile import Standing
from foresight.measures.power_ranks import Ranks
from foresight.measures.power_recipe import Recipe
from foresight.measures.power_shifts import Momentum

TOLD = 4


def of_ranking(standing: pd.DataFrame, recipe: Recipe, names: Mapping[str, str], year: int) -> str:
    """Who leads, by how much, and on which component the first rests most."""
    if standing.empty:
        return f"No country has an index in {year} under these weights."
    first = standing.iloc[0]
    parts = {key: float(first[key]) for key in recipe.components if pd.notna(first[key])}
    most = max(parts, key=lambda key: parts[key])
    text = f"In {year} {names[first['country']]} stands first with {number(float(first['value']), 1)} of 100"
    if len(standing) > 1:
        others = [
            f"{names[row['country']]} ({number(row['value'], 1)})" for row in standing.iloc[1:TOLD].to_dict("records")
        ]
        text += f", before {listed(others)}"
    return f"{text}. The largest part of its index is {recipe.components[most].title.lower()}."


def of_missing(missing: Sequence[tuple[str, float]], names: Mapping[str, str], recipe: Recipe, count: int = 4) -> str:
    """Who has no index, the most peopled first, and why."""
    if not missing:
        return ""
    named = [f"{names[country]} ({share(seen)} observed)" for country, seen in missing[:count]]
    more = f", and {len(missing) - count} more" if len(missing) > count else ""
    told = f"{', '.join(named)}{more}" if more else listed(named)
    return (
        f"No index, because components with less than {share(recipe.enough)} of the weight are observed: {told}. "
        "That is missing data, not weakness."
    )


def of_partial(standing: pd.DataFrame, recipe: Recipe, names: Mapping[str, str]) -> str:
    """Which of the countries shown rest on fewer components than the others."""
    found = []
    for row in standing.to_dict("records"):
        gone = [one.title.lower() for key, one in recipe.components.items() if pd.isna(row[f"score.{key}"])]
        if gone:
            found.append(f"{names[str(row['country'])]} (without {listed(gone)})")
    return f"Resting on fewer components: {listed(found)}." if found else ""


def of_starts(ground: Ground, starts: Mapping[str, int]) -> str:
    """Since when a component is observed, where that is later than the index begins."""
    late = {key: year for key, year in starts.items() if year > ground.years[0]}
    told = [f"{ground.recipe.components[key].title.lower()} from {year}" for key, year in late.items()]
    return f"Observed for most states only later: {listed(told)}; before, the others carry its weight." if told else ""


def weights(shares: Mapping[str, float], recipe: Recipe) -> str:
    """`Economy 35 %, …`."""
    return ", ".join(f"{recipe.components[key].title.lower()} {share(value)}" for key, value in shares.items())


def of_ranks(rows: pd.DataFrame, found: Ranks, names: Mapping[str, str], top: int, near: bool) -> str:
    """How firm the first places are. `rows`: columns country, rank, low, high, among, in the order drawn."""
    kind = "weightings near the chosen one" if near else "weightings drawn from all there can be"
    firm = [names[c] for c, among in zip(rows["country"], rows["among"], strict=True) if among >= 0.95]
    text = (
        f"Of {found.runs:,} {kind}, at least 95{SPACE}% put {listed(firm)} in the top {top}"
        if firm
        else (f"Of {found.runs:,} {kind}, none puts the same country in the top {top} at least 95{SPACE}% of the time")
    )
    open_ = rows[(rows["among"] < 0.95) & (rows["among"] >= 0.05)].sort_values("among", ascending=False).head(TOLD)
    if len(open_):
        told = [f"{names[row['country']]} in {share(row['among'])}" for row in open_.to_dict("records")]
        text += f"; not settled: {listed(told)}"
    return f"{text}."


def of_country_ranks(row: Mapping[str, object], found: Ranks, names: Mapping[str, str], top: int) -> str:
    """`India: in the top five in 82 % of 10,000 weightings, rank 3 to 8 in 90 % of them.`"""
    low, high = row["low"], row["high"]
    between = f"rank {low}" if low == high else f"rank {low} to {high}"
    return (
        f"{names[str(row['country'])]}: in the top {top} in {share(float(str(row['among'])))} of {found.runs:,} "
        f"weightings, {between} in 90{SPACE}% of them."
    )


def of_turn(found: Overtaking, indicator: Indicator, names: Mapping[str, str]) -> str:
    """The chance that the challenger stands above, in words; never a promise."""
    above, below = names[found.challenger], names[found.leader]
    end, p = found.years[-1], found.probability[-1]
    what = indicator.title
    far = _beyond(found)
    if found.ahead:
        text = (
            f"{what}: {above} has stood above {below} since {found.since} (last observed {found.last}). In {chance(p)} "
            f"of the futures it still does in {end}"
        )
        return f"{text}{far}."
    text = f"{what}: in {found.last} {above} stood at {share(found.ratio)} of {below}. "
    if found.from_year is not None:
        later = f"; {chance(p)} by {end}" if end != found.from_year else ""
        text += f"It is more likely than not above from {found.from_year} ({chance(found.at(found.from_year))}{later})"
    elif p >= LIKELY:
        text += f"By {end} it is above in {chance(p)} of the futures"
    else:
        text += f"In no year to {end} is it more likely than not above; the chance is {chance(p)} in {end}"
    return f"{text}{far}."


def _beyond(found: Overtaking) -> str:
    first = next((y for y, s in zip(found.years, found.status, strict=True) if s == "extrapolated"), None)
    return f"; from {first} on this is extrapolation" if first is not None else ""


def of_momentum(found: Momentum, indicator: Indicator, names: Mapping[str, str]) -> str:
    """Who rose and who fell back fastest of those shown."""
    rows = found.points.sort_values("change", ascending=False)
    up, down = rows.iloc[0], rows.iloc[-1]
    text = (
        f"{indicator.title}, {found.first} to {found.last}: of those shown {names[up['country']]} changed most "
        f"upwards ({signed(float(up['change']))})"
    )
    if len(rows) > 1:
        text += f" and {names[down['country']]} {'least' if down['change'] > 0 else 'most downwards'} "
        text += f"({signed(float(down['change']))})"
    rising = int((rows["change"] > 0).sum())
    return f"{text}; {rising} of {len(rows)} rose."


def of_layers(rows: pd.DataFrame, names: Mapping[str, str], countries: Sequence[str], indicator: Indicator) -> str:
    """How much the layers held together at both ends."""
    own = rows[rows["country"].isin(list(countries))]
    first, last = int(own["year"].min()), int(own["year"].max())
    then, now = (float(own.loc[own["year"] == year, "value"].sum()) for year in (first, last))
    if len(countries) == 1:
        return (
            f"{names[countries[0]]} held {plain(then, indicator)}{SPACE}% in {first} and {plain(now, indicator)}"
            f"{SPACE}% in {last}."
        )
    return (
        f"Together {listed([names[c] for c in countries])} held {plain(then, indicator)}{SPACE}% in {first} and "
        f"{plain(now, indicator)}{SPACE}% in {last}."
    )


def rank_of(found: Standing | None) -> str:
    """`4th of 195 (2024)`."""
    return "no figure" if found is None else f"{ordinal(found.rank)} of {found.of} ({found.year})"


def ordinal(number_: int) -> str:
    """`1st`, `2nd`, `11th`."""
    ending = "th" if number_ % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number_ % 10, "th")
    return f"{number_}{ending}"


def of_alignment(rows: pd.DataFrame, country: str, names: Mapping[str, str]) -> str:
    """With which established power a country voted most and least in the last year, and where it moved most."""
    if rows.empty:
        return "No agreement in UN votes with these powers is recorded."
    last = int(rows["year"].max())
    now = rows[rows["year"] == last].set_index("country")["value"].sort_values(ascending=False)
    if len(now) < 2:
        return f"In {last} only one of these powers cast enough votes in common with {names[country]}."
    return (
        f"In {last} {names[country]} cast the same vote as {names[now.index[0]]} in {share(float(now.iloc[0]))} of "
        f"common votes, the most among these powers, and as {names[now.index[-1]]} in {share(float(now.iloc[-1]))}, "
        "the least."
    )


def of_spread(title: str, table: pd.DataFrame) -> str:
    """How many equal partners a kind of tie rested on, first and last."""
    if table.empty:
        return f"{title}: none recorded."
    then, now = table.iloc[0], table.iloc[-1]
    text = (
        f"{title}: as if with {number(float(now['equal']), 1)} equal partners in {now['first']:.0f}–{now['last']:.0f} "
        f"({now['partners']:.0f} in all)"
    )
    if len(table) > 1:
        text += f", {number(float(then['equal']), 1)} in {then['first']:.0f}–{then['last']:.0f}"
    return f"{text}."
