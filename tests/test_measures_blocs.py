"""Blocs: planted ones are found with their members, and nothing is told where states spread evenly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from foresight.errors import ForesightError
from foresight.measures import blocs
from foresight.measures.partitions import adjusted_rand

STATES = tuple(f"S{k:02d}" for k in range(60))


def voting(leans: np.ndarray, seed: int, votes: int = 90) -> blocs.Agreement:
    """States that say yes the likelier the further their lean lies on a vote's side of it."""
    random = np.random.default_rng(seed)
    side = random.uniform(0.5, 4, votes) * random.choice([-1, 1], votes)
    yes = random.random((len(leans), votes)) < 1 / (
        1 + np.exp(random.uniform(-1.5, 1.5, votes) - leans[:, None] * side)
    )
    cast = yes.astype(float)
    return blocs.Agreement(2000, STATES[: len(leans)], (cast @ cast.T + (1 - cast) @ (1 - cast).T) / votes, ())


def planted(seed: int) -> tuple[blocs.Agreement, set[frozenset[str]]]:
    random = np.random.default_rng(seed)
    leans = np.where(np.arange(60) < 20, 1.2, -0.8) + 0.15 * random.standard_normal(60)
    return voting(leans, seed), {frozenset(STATES[:20]), frozenset(STATES[20:])}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_planted_blocs_are_found_told_and_stable(seed: int) -> None:
    agreement, truth = planted(seed)
    found = blocs.partition(agreement)
    assert found.best == 2
    assert {frozenset(bloc.states) for bloc in found.blocs} == truth
    evidence = blocs.evidence(agreement, found)
    assert evidence.told
    assert evidence.steady > 0.9
    assert all(bloc.inside > bloc.outside for bloc in found.blocs)


def test_three_planted_blocs_are_three() -> None:
    shares = np.full((60, 60), 0.4)
    for begin in (0, 20, 40):
        shares[begin : begin + 20, begin : begin + 20] = 0.9
    noise = np.random.default_rng(4).normal(0, 0.02, (60, 60))
    shares = np.clip(shares + (noise + noise.T) / 2, 0, 1)
    np.fill_diagonal(shares, 1.0)
    found = blocs.partition(blocs.Agreement(2000, STATES, shares, ()))
    assert found.best == 3
    assert {len(bloc.states) for bloc in found.blocs} == {20}


def test_states_spread_evenly_or_around_one_middle_are_hardly_ever_blocs() -> None:
    told = 0
    for seed in range(12):
        random = np.random.default_rng(seed)
        leans = random.uniform(-1, 1, 60) if seed % 2 else 0.6 * random.standard_normal(60)
        agreement = voting(leans, seed)
        told += blocs.evidence(agreement, blocs.partition(agreement)).told
    assert told <= 2


def test_the_rand_index_is_that_of_hubert_and_arabie_worked_out_by_hand() -> None:
    one = np.array([0, 0, 0, 1, 1, 1])
    assert adjusted_rand(one, one[::-1].copy()) == 1
    # table 2 1 / 1 2: pairs together 2, each margin 6, by chance 36 / 15 = 2.4, most 6
    other = np.array([0, 0, 1, 0, 1, 1])
    assert adjusted_rand(one, other) == pytest.approx((2 - 2.4) / (6 - 2.4))


def test_silhouettes_are_rousseeuws_worked_out_by_hand() -> None:
    points = np.array([0.0, 1.0, 5.0])
    distance = np.abs(points[:, None] - points)
    widths = blocs._silhouettes(distance, np.array([0, 0, 1]))
    # first: own 1, other 5; second: own 1, other 4; the third is alone
    assert widths.tolist() == pytest.approx([0.8, 0.75, 0.0])


def test_as_good_within_a_hundredth_the_fewer_blocs_are_taken() -> None:
    assert blocs.chosen({2: 0.445, 3: 0.45, 4: 0.2}) == 2
    assert blocs.chosen({2: 0.43, 3: 0.45, 4: 0.2}) == 3


def test_states_that_share_too_few_votes_leave_until_every_pair_is_known() -> None:
    pairs = [
        (a, b, 2000, 0.5) for k, a in enumerate(STATES[:22]) for b in STATES[k + 1 : 22] if (a, b) != ("S00", "S01")
    ]
    rows = pd.DataFrame(pairs, columns=["country", "partner", "year", "value"])
    agreement = blocs.agreement_of(rows, 2000)
    assert agreement.left_out in (("S00",), ("S01",))
    assert len(agreement.states) == 21
    assert not np.isnan(agreement.shares).any()
    with pytest.raises(ForesightError, match="Too few states"):
        blocs.agreement_of(rows[rows["partner"] < "S10"], 2000)


def test_a_bloc_continues_the_one_it_shares_most_members_with() -> None:
    def parted(*groups: tuple[str, ...]) -> blocs.Partition:
        return blocs.Partition(2000, tuple(blocs.Bloc(own, 0.9, 0.5) for own in groups), {2: 0.5}, 2, {}, ())

    before = parted(("A", "B", "C"), ("X", "Y"))
    assert blocs.continued(before, parted(("X", "Y", "Z"), ("A", "B"))) == (1, 0)
    assert blocs.continued(before, parted(("A", "B"), ("P", "Q"), ("X",))) == (0, 2, 1)


def test_blocs_are_named_by_their_most_populous_members_then_by_the_most_central() -> None:
    bloc = blocs.Bloc(("AAA", "BBB", "CCC", "DDD"), 0.9, 0.5)
    assert blocs.named(bloc, {"CCC": 5.0, "DDD": 9.0}) == ("DDD", "CCC", "AAA")


def test_a_number_out_of_range_is_refused() -> None:
    with pytest.raises(ForesightError, match="from 2 to 8, not 1"):
        blocs.partition(planted(1)[0], 1)
