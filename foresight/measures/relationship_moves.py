"""What goes with a higher probability of a tie in the model of pairs: one thing changed at a time, all else as it was.

The fitted experts of `foresight.projection.pairs` tell the log-odds of every pair again with a group of their columns
moved (to where the 90th percentile of pairs stands, or by one), on the calibration of the model itself. That is a
sensitivity of the model at the last observed year (Saltelli et al. 2008, one at a time), an association and nothing
else: in the world, what is moved does not move alone.

Told at the longest horizon, which is what the model says of today. The figures of all pairs take ten seconds to learn
and 300 kB to keep, so they are kept beside the model.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foresight.errors import ProjectionError, unknown

if TYPE_CHECKING:
    from foresight.projection.pairs import PairPanel
    from foresight.projection.pairs.cases import Cases
    from foresight.projection.pairs.events import History
    from foresight.projection.pairs.rolling import Progress
    from foresight.projection.pairs.spread import Spread
    from foresight.store import Store

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

TARGETS = ("exercises_pair", "agreements_pair")
HORIZON = 10
HIGH = 0.9
"""The percentile of pairs that a column is moved to."""
DIGITS, FINE = 3, 2
"""Decimals of log-odds: of what is told, and of what a move adds to it (a quarter of a percentage point at most)."""
SAME = np.iinfo(np.int16).min
"""Kept where a move changes nothing for a pair."""
META = b"foresight"
FOLDER = Path("moves")

ALIKE = ("region", "neighbours", "near", "alike", "allies", "forum")


@dataclass(frozen=True)
class Move:
    """One thing that is changed. `words`: how it is changed, for a reader; `note`: what it is made of."""

    key: str
    title: str
    words: str
    note: str


MOVES = (
    Move("lately", "A tie last year", "one such tie in the last observed year", "the pair’s own past"),
    Move("regular", "A tie in each of three years", "one in each of the last three observed years", "own past"),
    Move("other", "The other kind of tie", "one more agreement in force (for exercises), or one more joint exercise "
         "a year (for agreements)", "agreements in force; joint exercises"),
    Move("pact", "A defence pact", "a defence pact in force", "defence pact"),
    Move("forum", "One more forum shared", "one more forum that both belong to", "forums shared"),
    Move("third", "Partners in common", "as many ties to the same third states as the 90th percentile of pairs",
         "common partners, Adamic-Adar, resource allocation, Jaccard, two-paths, likeness of partners"),
    Move("kin", "Ties of states like them", "states like each of the two (region, neighbours, allies, fellow members) "
         "as tied to the other as at the 90th percentile", "mean ties of each one’s surroundings with the other"),
    Move("votes", "UN votes alike", "agreement in UN votes at the 90th percentile of pairs", "agreement in UN votes"),
    Move("treaties", "Arms-control treaties shared", "as many arms-control treaties shared as at the 90th percentile",
         "arms-control treaties shared"),
    Move("active", "The less active one more active", "the less active of the two with as many partners as the 90th "
         "percentile of pairs, never more than the other", "number of partners of the less active one"),
    Move("regime", "The less democratic one more so", "the less democratic of the two at the 90th percentile of "
         "pairs, never above the other", "polyarchy of the lower one"),
    Move("calm", "No deaths in conflict", "no battle-related deaths in either of the two", "deaths of both"),
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """What the model tells with one thing moved: `probability` (0 to 1), None where the pair is there already."""

    move: Move
    probability: float | None


@dataclass(frozen=True)
class Told:
    """What the model tells of a pair: probability and 80 % interval, and with each thing moved, the highest first."""

    country: str
    partner: str
    year: int
    probability: float
    low: float
    high: float
    extrapolated: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Moved:
    """Log-odds of all pairs as they are (`base`), and what each move adds: moves × pairs, NaN where it changes nothing.

    `model`: whose log-odds are told. `horizon` years after `last_observed`. `stale`: of other data than the store's.
    """

    target: str
    countries: tuple[str, ...]
    i: NDArray[np.int64]
    j: NDArray[np.int64]
    base: Floats
    added: Floats
    spread: Spread
    model: str
    horizon: int
    last_observed: int
    revision: str
    data: str
    version: str
    made: str
    stale: bool = False

    def of(self, country: str, partner: str, year: int) -> Told:
        """What is told of one pair for a year; UnknownKeyError for a state that was none in the last observed year.

        Beyond the horizon the probability stays and its interval widens as in the model.
        """
        from foresight.projection.pairs.experts import share

        known = {self.countries[place] for place in np.union1d(self.i, self.j)}
        for code in (country, partner):
            if code not in known:
                there = f"Only states of the system in {self.last_observed} are told of."
                raise unknown("state in the model of pairs", code, known, there)
        first, second = sorted((country, partner))
        at = np.flatnonzero((self.i == self.countries.index(first)) & (self.j == self.countries.index(second)))
        odds = self.base[at]
        low, high = self.spread.around(odds)
        wider = np.sqrt(max((year - self.last_observed) / self.horizon, 1.0))
        ends = share(np.concatenate([odds, odds + wider * (low - odds), odds + wider * (high - odds)]))
        differences = [
            Difference(move, None if np.isnan(more) else float(share(odds[0] + more)))
            for move, more in zip(MOVES, self.added[:, at[0]], strict=True)
        ]
        ranked = sorted(differences, key=lambda one: -1.0 if one.probability is None else one.probability, reverse=True)
        beyond = year - self.last_observed > self.horizon
        probability, least, most = (float(end) for end in ends)
        return Told(country, partner, year, probability, least, most, beyond, tuple(ranked))


# ---- moving columns


@dataclass(frozen=True)
class _Columns:
    """Pairs × columns of the last observed year in raw units, and what the model takes off and divides by."""

    names: tuple[str, ...]
    x: Singles
    centre: Floats
    spread: Floats

    def seen(self, x: Singles) -> Singles:
        """Raw columns as the model sees them: own past as it is, all else in that year's standard deviations."""
        apart = np.where(self.spread > 0, (x - self.centre) / np.where(self.spread > 0, self.spread, 1.0), 0.0)
        return np.where(np.isnan(x), np.nan, apart).astype(np.float32)

    def with_(self, values: Mapping[str, Singles]) -> Singles:
        """The columns with some of them at other values; what is missing stays missing, what is not there is left."""
        x = self.x.copy()
        for name, value in values.items():
            if name in self.names:
                at = self.names.index(name)
                x[:, at] = np.where(np.isnan(x[:, at]), np.nan, value)
        return x

    def column(self, name: str) -> Singles:
        """One column; NaN where the panel has none of that name."""
        if name in self.names:
            return self.x[:, self.names.index(name)]
        return np.full(len(self.x), np.nan, dtype=np.float32)

    def raised(self, names: Sequence[str], ceiling: Mapping[str, str] | None = None) -> Singles:
        """Each of these at least at the 90th percentile of pairs, no higher than the column that `ceiling` names."""
        found = {}
        for name in names:
            own = self.column(name)
            if np.isnan(own).all():
                continue
            goal = np.full(len(own), np.nanquantile(own, HIGH), dtype=np.float32)
            if ceiling and name in ceiling:
                goal = np.fmin(goal, self.column(ceiling[name]))
            found[name] = np.fmax(own, goal)
        return self.with_(found)


def _columns(cases: Cases, past: History | None = None) -> _Columns:
    """The raw columns at the last observed year; with another past of the ties than the one observed, if given."""
    from foresight.projection.pairs.features import OWN, features

    row = max(cases.known)
    raw = features(cases.panel.until(cases.panel.years[row]), cases.target, (past or cases.past).until(row))
    x = raw.x.astype(np.float64)
    own = np.array([name.startswith(OWN) for name in raw.names])
    seen = ~np.isnan(x)
    number = np.maximum(seen.sum(axis=0), 1)
    centre = np.where(seen, x, 0).sum(axis=0) / number
    spread = np.sqrt(np.where(seen, (x - centre) ** 2, 0).sum(axis=0) / number)
    spread = np.where(spread > 1e-9, spread, 0.0)
    return _Columns(raw.names, raw.x, np.where(own, 0.0, centre), np.where(own, 1.0, spread))


def _with_ties(cases: Cases, years: int) -> Singles:
    """The columns as they would be had every pair had a tie in each of the last `years`: only its own past changes."""
    from foresight.projection.pairs.events import history
    from foresight.projection.pairs.features import OWN

    row, grid = max(cases.known), cases.panel.tie(cases.target).copy()
    late = grid[row - years + 1 : row + 1]
    grid[row - years + 1 : row + 1] = np.where(np.isnan(late), np.nan, np.maximum(late, 1.0))
    columns, then = _columns(cases), _columns(cases, history(grid, cases.past.kind))
    return columns.with_({name: then.column(name) for name in columns.names if name.startswith(OWN)})


def moved_columns(cases: Cases) -> tuple[Singles, list[Singles]]:
    """The columns of all pairs as the model sees them at the last observed year, and again with each of MOVES."""
    c = _columns(cases)
    other = "agreements_in_force_pair" if cases.target == "exercises_pair" else "exercises_pair"
    partners = ("ends_partners", "ends_partners_3", "ends_partners_decayed")
    third = ("common", "adamic_adar", "resource_allocation", "jaccard", "two_paths", "cosine")
    kin = [f"third_{one}_{end}" for one in ALIKE for end in ("low", "high")]
    one, nought = np.float32(1.0), np.zeros(len(c.x), dtype=np.float32)

    def more(key: str) -> Singles:
        return c.with_({name: c.column(name) + one for name in (key, f"{key}_5")})

    changed: dict[str, Singles] = {
        "lately": _with_ties(cases, 1),
        "regular": _with_ties(cases, 3),
        "other": more(other),
        "pact": c.with_(dict.fromkeys(("defence_pact_pair", "defence_pact_pair_5"), nought + one)),
        "forum": more("shared_forums"),
        "third": c.raised([f"third_{name}" for name in third]),
        "kin": c.raised([*kin, "third_region_pair", "third_forum_best", "third_forum_sum"]),
        "votes": c.raised(["un_agreement", "un_agreement_5"]),
        "treaties": c.raised(["arms_control_treaties_shared", "arms_control_treaties_shared_5"]),
        "active": c.raised([f"{n}_low" for n in partners], {f"{n}_low": f"{n}_high" for n in partners}),
        "regime": c.raised(["polyarchy_low"], {"polyarchy_low": "polyarchy_high"}),
        "calm": c.with_({f"state_based_deaths_{end}": nought for end in ("low", "high")}),
    }
    return c.seen(c.x), [c.seen(changed[move.key]) for move in MOVES]


# ---- learning and keeping


def learn(panel: PairPanel, target: str, progress: Progress | None = None, horizon: int = HORIZON) -> Moved:
    """Fit the model of pairs at a horizon (years), and tell all pairs again with each move. Ten seconds.

    ProjectionError for too few years or ties, as in the model itself.
    """
    from foresight.projection.pairs import experts, rolling
    from foresight.projection.pairs.events import WORDS
    from foresight.projection.pairs.panel import fingerprint
    from foresight.projection.pairs.record import VERSION

    rolled = rolling.roll(panel, target, (horizon,), tested=0, progress=progress)
    cases, learnt = rolled.cases, rolled.calibration(horizon, rolled.now)
    fitted = rolling.learn(cases, rolled.now, horizon)
    if learnt is None or fitted is None or cases.past.kind != "any":
        raise ProjectionError(
            f"{target}: too few past forecasts to calibrate, or not a tie that is there or not ({WORDS['any']})."
        )
    told = experts.MODELS.index(learnt.model)
    base, moved = moved_columns(cases)
    odds = learnt.slope * fitted.log_odds(base)[:, told]
    added = []
    for x in moved:
        same = ((x == base) | (np.isnan(x) & np.isnan(base))).all(axis=1)
        added.append(np.where(same, np.nan, learnt.slope * fitted.log_odds(x)[:, told] - odds))
    known = cases.known[rolled.now]
    return Moved(
        target, panel.countries, known.i, known.j, np.round(odds, DIGITS), np.round(np.stack(added), FINE),
        learnt.spread, learnt.model, horizon, panel.years[rolled.now], panel.revision, fingerprint(panel, target),
        VERSION, dt.datetime.now(dt.UTC).date().isoformat(),
    )  # fmt: skip


def keep(found: Moved, folder: Path) -> Path:
    """Write folder/KEY.parquet: a row per pair, log-odds in thousandths and what moves add in hundredths."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from foresight.files import write_whole

    names = pa.array(found.countries)
    columns: dict[str, pa.Array] = {
        "country": pa.DictionaryArray.from_arrays(pa.array(found.i, pa.int16()), names),
        "partner": pa.DictionaryArray.from_arrays(pa.array(found.j, pa.int16()), names),
    }
    columns["base"] = pa.array(np.round(found.base * 10**DIGITS).astype(np.int16))
    for move, more in zip(MOVES, found.added, strict=True):
        columns[move.key] = pa.array(np.where(np.isnan(more), SAME, np.round(more * 10**FINE)).astype(np.int16))
    spread = found.spread
    meta = {
        "target": found.target, "countries": found.countries, "model": found.model, "horizon": found.horizon,
        "last_observed": found.last_observed, "revision": found.revision, "data": found.data,
        "version": found.version, "made": found.made,
        "spread": {"intercepts": spread.intercepts.tolist(), "slopes": spread.slopes.tolist(),
                   "quantile": spread.quantile},
    }  # fmt: skip
    frame = pa.table(columns).replace_schema_metadata({META: json.dumps(meta, ensure_ascii=False)})
    path = folder / f"{found.target}.parquet"
    return write_whole(path, lambda place: pq.write_table(frame, place, compression="zstd", compression_level=15))


def read(path: Path) -> Moved:
    """Read what `keep` wrote; ProjectionError where it is no such file."""
    import pyarrow.parquet as pq

    from foresight.projection.pairs.spread import Spread

    try:
        frame = pq.read_table(path)
        meta = json.loads(frame.schema.metadata[META])
        place = {name: k for k, name in enumerate(meta["countries"])}
        i, j = (np.array([place[c] for c in frame[end].to_pylist()], dtype=np.int64) for end in ("country", "partner"))
        added = [np.where(one == SAME, np.nan, one / 10.0**FINE) for one in (frame[m.key].to_numpy() for m in MOVES)]
        spread = meta["spread"]
        return Moved(
            meta["target"], tuple(meta["countries"]), i, j,
            frame["base"].to_numpy() / 10.0**DIGITS, np.stack(added),
            Spread(np.array(spread["intercepts"]), np.array(spread["slopes"]), spread["quantile"]),
            meta["model"], meta["horizon"], meta["last_observed"], meta["revision"], meta["data"], meta["version"],
            meta["made"],
        )  # fmt: skip
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ProjectionError(f"{path.name} does not hold what was told of pairs: {error}. Learn it again.") from None


def kept_from(store: Store, target: str) -> Moved | None:
    """What was learnt for the store's figures, shipped or here before; `stale` where that is not known of it.

    None where there is none. Milliseconds: nothing is learnt. It fits where the model of pairs kept for this revision
    was made from the same figures.
    """
    from foresight.projection import pairs

    model = pairs.kept_model(store, target)
    return _kept(store, target, None if model is None or model.stale else model.data)


def _kept(store: Store, target: str, data: str | None) -> Moved | None:
    from foresight.projection.pairs import keeping
    from foresight.projection.pairs.record import VERSION
    from foresight.projection.track_record import same_data

    folders = (store.learnt / keeping.FOLDER / FOLDER, keeping.SHIPPED / FOLDER)
    found = [read(path) for folder in folders if (path := folder / f"{target}.parquet").is_file()]
    for one in found:
        if one.version == VERSION and (same_data(one.revision, store.revision.name) or one.data == data):
            return one
    return replace(max(found, key=lambda one: one.made), stale=True) if found else None


def moved_from(store: Store, target: str, progress: Progress | None = None) -> Moved:
    """What is kept where it fits the figures (a second to see), else learnt anew and kept beside the store."""
    from foresight.projection.pairs import keeping, load_pair_panel
    from foresight.projection.pairs.panel import fingerprint

    found = kept_from(store, target)
    if found is None or found.stale:
        panel = load_pair_panel(store, target)
        found = _kept(store, target, fingerprint(panel, target))
        if found is None or found.stale:
            found = learn(panel, target, progress)
        found = replace(found, revision=panel.revision)
        keep(found, store.learnt / keeping.FOLDER / FOLDER)
    return found
