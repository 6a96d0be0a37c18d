"""Where states stand in a picture of a network: once for all years, so that nothing jumps when the year changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from foresight import geography

Floats = npt.NDArray[np.float64]

WIDE, HIGH = 1000, 500
"""The plane: a place is two whole numbers within it, so that a picture is light to send."""
APART = 17.0
"""How far two states stand from each other at least: their marks would cover each other otherwise."""
SOUTH, NORTH = -52.0, 74.0


def by_ties(total: Floats, seed: int = 1) -> Floats:
    """n × 2 places within WIDE × HIGH: states with many ties, over all years together, stand near each other.

    `total`: n × n, symmetric, all years added up. ForceAtlas2 (Jacomy et al. 2014) in its LinLog form (Noack 2009),
    which draws groups apart, with springs as strong as the logarithm of the ties; then states that cover each other are
    moved apart. NaN for a state never tied.
    """
    import networkx as nx

    tied = np.flatnonzero(total.sum(axis=1) > 0)
    places = np.full((len(total), 2), np.nan)
    if not len(tied):
        return places
    graph = nx.from_numpy_array(np.log1p(total[np.ix_(tied, tied)]))
    with np.errstate(invalid="ignore", divide="ignore"):  # it divides by each node's distance from itself
        found = nx.forceatlas2_layout(graph, max_iter=200, weight="weight", linlog=True, seed=seed)
    laid = np.array([found[k] for k in range(len(tied))])
    # the rim of such a layout is empty and its middle crowded: halfway to even spacing along each axis
    ranked = laid.argsort(axis=0).argsort(axis=0) / max(len(tied) - 1, 1)
    low, high = laid.min(axis=0), laid.max(axis=0)
    spread = 0.5 * (laid - low) / np.where(high > low, high - low, 1) + 0.5 * ranked
    places[tied] = _apart(spread * (WIDE, HIGH), APART)
    return places


def by_geography(states: Sequence[str]) -> Floats:
    """n × 2 places within WIDE × HIGH: the middle of each country on a plain map, moved apart where they are crowded.

    NaN for a state that the geography does not place.
    """
    known = geography.countries()
    where = [(known[s].longitude, known[s].latitude) if s in known else (np.nan, np.nan) for s in states]
    places = on_map(np.array(where, dtype=float).reshape(-1, 2))
    there = np.isfinite(places).all(axis=1)
    places[there] = _apart(places[there], APART, 60)
    return places


def on_map(degrees: Floats) -> Floats:
    """Longitude and latitude (n × 2) as places on the plane."""
    east, north = degrees[:, 0], np.clip(degrees[:, 1], SOUTH, NORTH)
    return np.column_stack([(east + 180) / 360 * WIDE, (north - SOUTH) / (NORTH - SOUTH) * HIGH])


def _apart(places: Floats, least: float, rounds: int = 120) -> Floats:
    """Places pushed from each other until none are nearer than `least`, or `rounds` are over; all stay on the plane."""
    found = places.copy()
    for _ in range(rounds):
        gap = found[:, None, :] - found[None, :, :]
        far = np.sqrt((gap**2).sum(axis=2))
        np.fill_diagonal(far, np.inf)
        near = far < least
        if not near.any():
            break
        # two states in the very same place part along a direction of their own
        turn = np.arange(len(found))[:, None] - np.arange(len(found))[None, :]
        same = np.stack([np.cos(turn), np.sin(turn)], axis=2) * np.sign(turn)[:, :, None]
        way = np.where(far[:, :, None] > 1e-9, gap / np.maximum(far, 1e-9)[:, :, None], same)
        push = np.where(near, (least - far) / 2, 0.0)
        found += 0.9 * (way * push[:, :, None]).sum(axis=1)
        found = np.clip(found, 0, (WIDE, HIGH))
    return found
