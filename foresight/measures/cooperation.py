"""The cooperation index of a country and of a pair of states, 0 to 100 a year.

Four components (practice, formal ties, alignment, material ties), each measured by indicators that are put on a fixed
scale; weights are normalised, and the index is the weighted mean over what is observed in that year. What is missing is
left out and never counts as nought; a year with less than half of its weight observed has no index. Scales, weights and
their reasons stand in data/catalogue/cooperation_index.toml. Building an index from normalised parts, weights that can
be moved and a stated treatment of missing parts follows OECD and JRC, Handbook on Constructing Composite Indicators
(2008).

Two steps, so that a moved weight costs nothing: `…_scores_from(store)` reads and scales the parts, `weigh` makes the
index. `country_index_from` and `pair_index_from` do both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from foresight.errors import ForesightError, unknown
from foresight.measures.cooperation_declared import Level, Part, baseline, components, parts

if TYPE_CHECKING:
    from foresight.store import Store

Floats = NDArray[np.float64]
ENOUGH = 0.5
"""The share of the weight that must be observed for a year to have an index."""


# ---- pure


def score(values: pd.Series[float], part: Part) -> pd.Series[float]:
    """Figures of a part on its fixed scale of 0 to 100; missing stays missing."""
    low, high = part.low, part.high
    on_scale = values.astype(float)
    if part.scale == "log":
        on_scale, low, high = on_scale.map(np.log1p), float(np.log1p(low)), float(np.log1p(high))
    found: pd.Series[float] = (100 * (on_scale - low) / (high - low)).clip(0, 100)
    return found


def scored(rows: Mapping[str, pd.DataFrame], of: Collection[Part]) -> pd.DataFrame:
    """The parts of `of` beside each other: index (country, year) or year, one column of scores a part.

    `rows`: indicator -> columns (country,) year, value. A part without a row in a year is NaN there.
    """
    key = ["country", "year"] if any("country" in frame for frame in rows.values()) else ["year"]
    columns = {part.indicator: score(rows[part.indicator].set_index(key)["value"], part) for part in of}
    return pd.DataFrame(columns).sort_index()


def normalised(weights: Mapping[str, float] | None = None) -> dict[str, float]:
    """Component -> its share of the whole, together 1; the declared weights for those not named.

    UnknownKeyError for an unknown component; ForesightError for a negative weight or where all are nought.
    """
    known = baseline()
    for key, weight in (weights or {}).items():
        if key not in known:
            raise unknown("component of the cooperation index", key, known, f"Components: {', '.join(known)}.")
        if not (np.isfinite(weight) and weight >= 0):
            raise ForesightError(f"The weight of “{key}” must be nought or more, not {weight:g}.")
    full = {**known, **(weights or {})}
    whole = sum(full.values())
    if whole == 0:
        raise ForesightError("All weights are nought, so there is nothing to put together. Raise at least one.")
    return {key: weight / whole for key, weight in full.items()}


def part_weights(
    level: Level, weights: Mapping[str, float] | None = None, country: str | None = None
) -> dict[str, float]:
    """Indicator -> its share of the whole index, together 1.

    `country`: of that country's own index, from which a part that cannot speak of it is left out with its weight.
    """
    of = normalised(weights)
    shares = {
        part.indicator: of[key] * part.share / sum(p.share for p in component.parts(level))
        for key, component in components().items()
        for part in component.parts(level)
    }
    own = {part.indicator for component in components().values() for part in component.parts(level, country)}
    whole = sum(share for key, share in shares.items() if key in own)
    return {key: share / whole if whole else share for key, share in shares.items() if key in own}


def weigh(
    scores: pd.DataFrame, level: Level, weights: Mapping[str, float] | None = None, country: str | None = None
) -> pd.DataFrame:
    """The index: columns value, observed_share, then one a component, beside the index of `scores`.

    `scores` as `scored` returns them. value: the weighted mean over the observed parts, each with its own weight, so
    that a component of which little is observed counts for little; observed_share: how much of the weight (0 to 1) was
    observed. A component's own score is the weighted mean of its observed parts. All are NaN where less than ENOUGH of
    the weight they rest on is observed. A part that is not a column of `scores` counts as not observed.

    `country`: whose index it is, where `scores` are one country's without a level `country`.
    """
    value, observed = _mean(scores, part_weights(level, weights, country))
    found = pd.DataFrame({"value": value, "observed_share": observed}, index=scores.index)
    for key, component in components().items():
        found[key] = _mean(scores, {part.indicator: part.share for part in component.parts(level, country)})[0]
    if "country" in scores.index.names:
        for special in {part.not_of for part in parts(level)} - {None}:
            its = scores.index.get_level_values("country") == special
            found.loc[its] = weigh(scores[its].droplevel("country"), level, weights, special).to_numpy()
    return found


def _mean(scores: pd.DataFrame, shares: Mapping[str, float]) -> tuple[Floats, Floats]:
    """The weighted mean over what is observed (NaN below ENOUGH of the weight), and the share of the weight."""
    if not shares:
        return np.full(len(scores), np.nan), np.zeros(len(scores))
    held = [key for key in shares if key in scores]
    values, weight = scores[held].to_numpy(dtype=float), np.array([shares[key] for key in held])
    there = ~np.isnan(values)
    observed = (there @ weight) / sum(shares.values())
    total = (np.where(there, values, 0.0) @ weight) / sum(shares.values())
    mean = np.full(len(scores), np.nan)
    np.divide(total, observed, out=mean, where=observed >= ENOUGH - 1e-9)
    return mean, observed


def observed(scores: pd.DataFrame) -> pd.DataFrame:
    """The share of countries (0 to 1) that have each part in each year: index year; NaN where none has it.

    `changes` and `throughout` take it in place of the scores themselves, and are quicker for it.
    """
    share: pd.DataFrame = scores.notna().groupby(level="year").mean()
    return share.where(share > 0)


def throughout(scores: pd.DataFrame, first: int, last: int) -> tuple[str, ...]:
    """The parts observed in every year from `first` to `last` (for any country, where there are several)."""
    years = scores.index.get_level_values("year")
    inside = scores[(years >= first) & (years <= last)]
    there = inside.notna().groupby(level="year").any()
    return tuple(str(key) for key in scores if len(there) == last - first + 1 and there[key].all())


def changes(scores: pd.DataFrame) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Year -> (parts that begin, parts that end) where the set of observed parts differs from the year before.

    Where `scores` hold several countries, a part is observed in a year as soon as one has it. A year between that has
    no rows at all is one in which nothing is observed.
    """
    there = scores.notna().groupby(level="year").any()
    years = range(int(there.index.min()), int(there.index.max()) + 1) if len(there) else range(0)
    held = there.reindex(years, fill_value=False).to_numpy(dtype=bool)
    keys, found = [str(key) for key in scores], {}
    for place, year in enumerate(years[1:], start=1):
        begin = tuple(key for key, now, then in zip(keys, held[place], held[place - 1], strict=True) if now > then)
        end = tuple(key for key, now, then in zip(keys, held[place], held[place - 1], strict=True) if now < then)
        if begin or end:
            found[year] = (begin, end)
    return found


def indexed_years(scores: pd.DataFrame, level: Level = "country") -> tuple[int, int]:
    """The first and last year in which the declared weights give an index; `scores`, or what `observed` gives."""
    there = scores.notna().groupby(level="year").any().astype(float)
    years = weigh(there.replace(0.0, np.nan), level)["value"].dropna().index
    return int(years.min()), int(years.max())


def breakdown(
    scores: pd.DataFrame,
    year: int,
    level: Level,
    weights: Mapping[str, float] | None = None,
    *,
    country: str | None = None,
) -> pd.DataFrame:
    """What the index of a year is made of: one row a part, columns component, indicator, share (of the whole weight),
    score, adds (the points it adds to that year's index), last_year (the last it was observed in up to that year),
    place and of (its rank among the countries that have the part in that year, the highest first). What cannot speak
    of the country is no row.

    `country`: which of several countries `scores` hold; without it they are those of one pair, which has no place.
    score and adds are NaN where the part was not observed, last_year is <NA> where it never was.
    """
    own = (
        scores if country is None else scores[scores.index.get_level_values("country") == country].droplevel("country")
    )
    shares = part_weights(level, weights, country)
    now = {key: float(own[key].get(year, np.nan)) for key in shares}
    seen = sum(share for key, share in shares.items() if not np.isnan(now[key]))
    among = None if country is None else scores[scores.index.get_level_values("year") == year]
    found = []
    for key, component in components().items():
        for part in component.parts(level, country):
            indicator = part.indicator
            score, share = now[indicator], shares[indicator]
            years = own.index[own[indicator].notna() & (own.index <= year)]
            place, of = None, None
            if among is not None and not np.isnan(score):
                others = among[indicator].dropna()
                place, of = int((others > score + 1e-9).sum()) + 1, len(others)
            adds = score * share / seen if seen else np.nan
            found.append((key, indicator, share, score, adds, years.max() if len(years) else None, place, of))
    columns = ["component", "indicator", "share", "score", "adds", "last_year", "place", "of"]
    return pd.DataFrame(found, columns=columns).astype({"last_year": "Int64", "place": "Int64", "of": "Int64"})


# ---- from the store


def country_scores_from(store: Store) -> pd.DataFrame:
    """Every country's parts, scored: index country, year; columns are the indicators of the country index."""
    of = parts("country")
    return scored({part.indicator: store.rows(part.indicator) for part in of}, of)


def country_index_from(store: Store, weights: Mapping[str, float] | None = None) -> pd.DataFrame:
    """The index of every country: columns country, year, value, observed_share, practice, formal, alignment, material.

    `weights`: component -> weight, normalised; the declared ones for those not named. value is NaN in a year with less
    than half of the weight observed, a component where less than half of it is. `changes` and `throughout` of
    `country_scores_from(store)` say what the observed parts are.
    """
    return weigh(country_scores_from(store), "country", weights).reset_index()


def pair_rows_from(store: Store, a: str, b: str) -> dict[str, pd.DataFrame]:
    """The figures behind a pair's index: indicator -> columns year, value; empty where a part does not speak of them.

    The order of the two does not matter. ForesightError where they are the same.
    """
    if a == b:
        raise ForesightError("A pair needs two different countries. Choose another partner.")
    found = {}
    for part in parts("pair"):
        if part.only_with is None:
            rows = store.rows(part.indicator, countries=[a], partners=[b])
        elif part.only_with in (a, b):
            rows = store.rows(part.indicator, countries=[b if a == part.only_with else a])
        else:
            rows = pd.DataFrame({"year": pd.Series(dtype="int64"), "value": pd.Series(dtype="float64")})
        found[part.indicator] = rows[["year", "value"]].reset_index(drop=True)
    return found


def pair_scores_from(store: Store, a: str, b: str) -> pd.DataFrame:
    """The parts of one pair, scored: index year; columns are the indicators of the pair index. See `pair_rows_from`."""
    return scored(pair_rows_from(store, a, b), parts("pair"))


def pair_index_from(store: Store, a: str, b: str, weights: Mapping[str, float] | None = None) -> pd.DataFrame:
    """The index of one pair: columns year, value, observed_share, practice, formal, alignment, material.

    `weights` and NaN as in `country_index_from`: most pairs have no index after 2010. The five parts beneath:
    `pair_scores_from`. Takes about 60 to 150 ms, nearly all of it reading.
    """
    return weigh(pair_scores_from(store, a, b), "pair", weights).reset_index()
