"""Which indicators tell futures apart, what to watch for each of them, and which future the last three years lean to.

Signposts in the sense of Dewar (2002), Assumption-Based Planning: events or thresholds that show which way things go.
An indicator is chosen by how often a reading three years on would tell a scenario from the others (AUC), and left out
where it repeats one that was chosen already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foresight.scenario.scenario import Scenario
from foresight.scenario.scope import Scope
from foresight.scenario.signposts import telling
from foresight.scenario.signposts.implied import Candidate
from foresight.scenario.signposts.readings import Reading

Floats = NDArray[np.float64]

TELLS = 0.75
"""An indicator tells two futures apart if a reading under one beats a reading under the other three times in four."""
REPEATS = 0.8
"""Two indicators whose three-year changes are so correlated say the same."""
MOST = 6
"""Signposts of one future."""
STILL = 0.1
"""A change below this share of the usual one is neither towards nor away."""
Direction = Literal["towards", "away", "still", "ended"]


@dataclass(frozen=True)
class Signpost:
    """One line of a watch list: a reading beyond `threshold` within three years speaks for the scenario.

    `threshold`, `reading`, `expected` (the scenario's own value three years on): in the indicator's unit. `distance`:
    from the reading to the threshold, in standard deviations of three-year changes. In the same, positive towards the
    scenario: `change` over the last three observed years, and `implied`, what the scenario implies for three. `tells`:
    other futures by key -> how often it tells this one from them (0.5 to 1).
    """

    source: Reading
    threshold: float
    reading: float
    expected: float
    above: bool
    distance: float
    change: float
    implied: float
    direction: Direction
    tells: Mapping[str, float]

    @property
    def apart_from(self) -> tuple[str, ...]:
        """The futures that it tells this one from."""
        return tuple(key for key, auc in self.tells.items() if auc >= TELLS)


@dataclass(frozen=True)
class Lean:
    """Which of the futures the last three observed years look most like: `support` by key, sums to one, best first.

    Relative support among these futures only. `worth`: how many independent indicators the `used` ones are worth.
    `observed` and `implied` (by future): changes of each used indicator in standard deviations. `gone`: by future, how
    much of the change it implies was gone in the last three years, over all of them (1: all of it; below 0: the other
    way); none for the baseline. `ended`: indicators whose data ended too long ago to speak of the last three years.
    `left_out`: futures that no indicator used tells from the baseline: they would only share its support.
    """

    support: Mapping[str, float]
    used: tuple[Reading, ...]
    worth: float
    observed: tuple[float, ...]
    implied: Mapping[str, tuple[float, ...]]
    gone: Mapping[str, float]
    ended: tuple[Reading, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Watch:
    """Everything about one place: its futures (the baseline first), a watch list for each of the others, the lean.

    `here`: the levers of all of them were set on the place; otherwise each acts where it was written for. `silent`:
    futures that no indicator tells from the baseline here: they are left out of everything else. `elsewhere`: futures
    written for another place, by key, with that place. `considered`: how many indicators behind levers and targets
    could be read here.
    """

    place: Scope
    here: bool
    members: int
    futures: Mapping[str, Scenario]
    lists: Mapping[str, tuple[Signpost, ...]]
    lean: Lean
    silent: tuple[str, ...]
    elsewhere: Mapping[str, Scope]
    considered: int


def apart(candidate: Candidate) -> Floats:
    """Futures × futures: how often the candidate tells each from each."""
    size = len(candidate.means)
    found = np.full((size, size), 0.5)
    for a, b in combinations(range(size), 2):
        found[a, b] = found[b, a] = telling.apart(
            candidate.means[a], candidate.sds[a], candidate.means[b], candidate.sds[b]
        )
    return found


def repeats(first: Reading, second: Reading) -> bool:
    """Do the two readings say the same: made of one indicator, or moving together."""
    if first.indicator.key == second.indicator.key:
        return True
    return abs(telling.correlation(first.changes, second.changes)) > REPEATS


def chosen(candidates: Sequence[Candidate], scores: Sequence[float], most: int = MOST) -> list[int]:
    """Places of the best candidates by `scores`, none that repeats a better one."""
    found: list[int] = []
    for place in sorted(range(len(candidates)), key=lambda k: (-scores[k], candidates[k].reading.key)):
        if len(found) < most and not any(repeats(candidates[place].reading, candidates[k].reading) for k in found):
            found.append(place)
    return found


def signposts(
    candidates: Sequence[Candidate], keys: Sequence[str], future: int, baseline: int = 0
) -> tuple[Signpost, ...]:
    """The watch list of one future: what tells it from the baseline, best over all futures first."""
    tables = [apart(candidate) for candidate in candidates]
    able = [k for k, table in enumerate(tables) if table[future, baseline] >= TELLS]
    others = [place for place in range(len(keys)) if place != future]
    scores = [float(tables[k][future, others].mean()) for k in able]
    found = []
    for place in chosen([candidates[k] for k in able], scores):
        one, table = candidates[able[place]], tables[able[place]]
        found.append(_signpost(one, future, baseline, {keys[o]: float(table[future, o]) for o in others}))
    return tuple(found)


def _signpost(one: Candidate, future: int, baseline: int, tells: Mapping[str, float]) -> Signpost:
    reading = one.reading
    turn = telling.threshold(one.means[future], one.sds[future], one.means[baseline], one.sds[baseline])
    side = 1.0 if one.means[future] > one.means[baseline] else -1.0
    change = side * reading.change / reading.spread
    direction: Direction = "towards" if change > STILL else "away" if change < -STILL else "still"
    return Signpost(
        reading, reading.natural(turn), reading.natural(reading.now), reading.natural(one.means[future]), side > 0,
        side * (turn - reading.now) / reading.spread, change, side * one.moves[future] / reading.spread,
        direction if reading.fresh else "ended", tells,
    )  # fmt: skip


def lean(candidates: Sequence[Candidate], keys: Sequence[str]) -> Lean:
    """Relative support of the futures from indicators that tell any two of them apart and were observed lately."""
    tables = [apart(candidate) for candidate in candidates]
    pairs = np.triu_indices(len(keys), 1)
    able = [k for k, table in enumerate(tables) if len(keys) > 1 and table[pairs].max() >= TELLS]
    ended = tuple(candidates[k].reading for k in able if not candidates[k].reading.fresh)
    able = [k for k in able if candidates[k].reading.fresh]
    scores = [float(tables[k][pairs].mean()) for k in able]
    places = [able[k] for k in chosen([candidates[k] for k in able], scores, most=2 * MOST)]
    heard = [f for f in range(len(keys)) if f == 0 or any(tables[k][f, 0] >= TELLS for k in places)]
    readings = tuple(candidates[k].reading for k in places)
    related = [[1.0 if a is b else telling.correlation(a.changes, b.changes) for b in readings] for a in readings]
    worth = telling.effective(np.array(related))
    widths = np.array([r.spread for r in readings])
    observed = np.array([r.change for r in readings]) / widths
    ways = {keys[f]: np.array([candidates[k].moves[f] for k in places]) / widths for f in heard}
    shares = telling.support(observed, np.array(list(ways.values())), worth)
    best = sorted(zip(ways, shares.tolist(), strict=True), key=lambda pair: -pair[1])
    return Lean(
        dict(best), readings, worth, tuple(observed.tolist()), {key: tuple(way.tolist()) for key, way in ways.items()},
        {key: telling.gone(observed, way) for key, way in ways.items() if way.any()}, ended,
        tuple(key for f, key in enumerate(keys) if f not in heard),
    )  # fmt: skip


def watch(
    candidates: Sequence[Candidate], futures: Sequence[Scenario], place: Scope, members: int, here: bool = False
) -> Watch:
    """Watch lists and lean of `futures`, the baseline first, as they are written, at one place.

    `here`: their levers were set on the place, wherever they were written for.
    """
    keys = [future.key for future in futures]
    tables = [apart(candidate) for candidate in candidates]
    loud = [f for f in range(len(keys)) if f == 0 or any(table[f, 0] >= TELLS for table in tables)]
    heard = [
        Candidate(one.reading, *(tuple(part[f] for f in loud) for part in (one.means, one.sds, one.moves)))
        for one in candidates
    ]
    names = [keys[f] for f in loud]
    lists = {key: signposts(heard, names, names.index(key)) if key in names else () for key in keys[1:]}
    return Watch(
        place, here, members, dict(zip(keys, futures, strict=True)), lists, lean(heard, names),
        tuple(key for key in keys if key not in names),
        {f.key: f.scope for f in futures if f.levers and f.scope != place}, len(candidates),
    )  # fmt: skip
