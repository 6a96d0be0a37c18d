"""Forums measured: cohesion, inside against outside, overlap and partners on cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from foresight.catalogue import Forum
from foresight.errors import ForesightError
from foresight.measures import cohesion, forum_life
from foresight.store import Store

# A, B and C belong to F; D and E stand outside, and G lies in F
ROLL = [
    ("f", "A", 2000, None),
    ("f", "B", 2000, None),
    ("f", "C", 2000, None),
    ("g", "A", 2000, 2002),
    ("g", "B", 2000, None),
]


def roll(spells: list[tuple[str, str, int, int | None]] | None = None, status: str = "member") -> pd.DataFrame:
    frame = pd.DataFrame(spells or ROLL, columns=["forum", "country", "joined", "left"])
    frame = frame.astype({"joined": "Int64", "left": "Int64"})
    return frame.assign(status=status, reference="a document", note="")


def pairs(**values: float) -> pd.DataFrame:
    rows = [(key[0], key[1], 2001, value) for key, value in values.items()]
    return pd.DataFrame(rows, columns=["country", "partner", "year", "value"])


def forum(key: str, kind: str = "regional") -> Forum:
    return Forum(
        key=key, title=key.upper() * 3, short=key.upper(), kind=kind, founded=2000, reference="a document", url="-",
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if two ties and one state outside were enough to speak of."""
    monkeypatch.setattr(cohesion, "LEAST_TIES", 1)
    monkeypatch.setattr(cohesion, "LEAST_OUTSIDE", 1)


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open()


EIGHT = "ABCDEFGH"
EVERY = [(a, b) for n, a in enumerate(EIGHT) for b in EIGHT[n + 1 :]]
VOTES = pairs(AB=0.8, AC=0.4, AD=0.2, BC=0.6, CD=0.5, DE=1.0)  # the other pairs have too few votes in common
TIES = pairs(AB=3, AC=1, AD=2, DE=1, AE=0, BC=0, BD=0, BE=0, CD=0, CE=0)


def test_agreement_inside_outside_and_of_all_pairs_by_hand(small: None) -> None:
    row = cohesion.agreement(cohesion.ties(VOTES), roll(), ["f"]).iloc[0]
    assert (row["members"], row["pairs"], row["others"]) == (3, 3, 2)
    assert row["inside"] == pytest.approx((0.8 + 0.4 + 0.6) / 3)
    assert row["outside"] == pytest.approx((0.2 + 0.5) / 2)
    assert row["all"] == pytest.approx(3.5 / 6)
    assert row["lead"] == pytest.approx(100 * (0.6 - 3.5 / 6), abs=1e-4)


def test_with_too_few_states_outside_nothing_is_said_of_them() -> None:
    row = cohesion.agreement(cohesion.ties(VOTES), roll(), ["f"]).iloc[0]
    assert np.isnan(row["outside"])
    assert row["inside"] == pytest.approx(0.6)


def test_who_has_left_or_is_suspended_is_no_member(small: None) -> None:
    later = VOTES.assign(year=2002)
    held = cohesion.ties(pd.concat([VOTES, later]))
    found = cohesion.agreement(held, roll(), ["g"])
    assert found["year"].tolist() == [2001]  # from 2002 B is alone in it
    assert cohesion.agreement(held, roll(status="suspended"), ["f"]).empty


def test_the_share_inside_and_what_chance_would_give_by_hand(small: None) -> None:
    row = cohesion.activity(cohesion.ties(TIES), roll(), ["f"]).iloc[0]
    # AB and AC are inside, AD crosses; three of nine pairs that touch a member are inside
    assert (row["inside"], row["outside"]) == (2, 1)
    assert row["share"] == pytest.approx(2 / 3)
    assert row["by_size"] == pytest.approx(3 / 9)
    assert row["ratio"] == pytest.approx(2)
    # ties of each: A 3, B 1, C 1, D 2, E 1. Products of pairs inside: 3+3+1 = 7; across: 5 × 3 = 15
    assert row["by_activity"] == pytest.approx(7 / 22)
    assert row["ratio_activity"] == pytest.approx((2 / 3) / (7 / 22))


def test_where_every_pair_is_tied_nothing_departs_from_chance(small: None) -> None:
    everybody = TIES.assign(value=1.0)
    row = cohesion.activity(cohesion.ties(everybody), roll(), ["f"]).iloc[0]
    assert row["ratio"] == pytest.approx(1)
    assert row["ratio_activity"] == pytest.approx(1)


def test_few_ties_have_no_share_and_no_ratio() -> None:
    row = cohesion.activity(cohesion.ties(TIES), roll(), ["f"]).iloc[0]
    assert np.isnan([row["share"], row["ratio"], row["ratio_activity"]]).all()
    assert (row["inside"], row["outside"]) == (2, 1)


def test_a_pair_that_is_not_covered_is_no_pair_without_a_tie(small: None) -> None:
    uncovered = TIES[(TIES["country"] != "B") & (TIES["partner"] != "B")]
    row = cohesion.activity(cohesion.ties(uncovered), roll(), ["f"]).iloc[0]
    assert row["members"] == 2
    assert row["by_size"] == pytest.approx(1 / 5)


def test_many_forums_and_years_at_once_are_what_each_is_alone(small: None) -> None:
    generator = np.random.default_rng(1)
    figures = [(a, b, year, generator.random()) for a, b in EVERY for year in (2000, 2003)]
    rows = pd.DataFrame(figures, columns=["country", "partner", "year", "value"])
    held = cohesion.ties(rows)
    both = cohesion.agreement(held, roll(), ["f", "g"])
    for (key, year), own in both.groupby(["forum", "year"]):
        within = {"f": "ABC", "g": "AB" if year < 2002 else "B"}[str(key)]
        now = rows[rows["year"] == year]
        inside = now[now["country"].isin(list(within)) & now["partner"].isin(list(within))]
        across = now[now["country"].isin(list(within)) ^ now["partner"].isin(list(within))]
        assert own["inside"].iloc[0] == pytest.approx(inside["value"].mean(), abs=1e-6)
        assert own["outside"].iloc[0] == pytest.approx(across["value"].mean(), abs=1e-6)
    assert len(both) == 3


def test_the_bootstrap_tells_nothing_of_few_members_and_is_narrow_where_all_agree_alike() -> None:
    held = cohesion.ties(pairs(**{f"{a}{b}": 0.7 for a, b in EVERY if (a, b) != ("A", "B")}))
    five, eight = (roll([("f", c, 2000, None) for c in EIGHT[:n]]) for n in (5, 8))
    assert cohesion.intervals(held, five, "f").empty
    assert cohesion.intervals(held, eight, "f", {1999}).empty
    row = cohesion.intervals(held, eight, "f").iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((0.7, 0.7), abs=1e-6)


def test_a_dissenter_widens_the_interval_and_the_same_seed_gives_it_again() -> None:
    values = {f"{a}{b}": 0.2 if a == "A" else 0.9 for a, b in EVERY}
    held, eight = cohesion.ties(pairs(**values)), roll([("f", c, 2000, None) for c in EIGHT])
    first, again = (cohesion.intervals(held, eight, "f") for _ in range(2))
    assert first.equals(again)
    mean = float(np.mean(list(values.values())))
    assert first["low"].iloc[0] < mean - 0.1
    assert first["low"].iloc[0] <= mean <= first["high"].iloc[0] <= 0.9 + 1e-6


def test_a_year_that_is_not_held_is_refused_in_a_sentence() -> None:
    with pytest.raises(ForesightError, match="2001 to 2001"):
        cohesion.ties(VOTES).at(1990)


def test_overlap_by_hand() -> None:
    spells = [("one", c, 2000, None) for c in "ABCD"] + [("two", c, 2000, None) for c in "CDE"]
    spells += [("all", c, 2000, None) for c in "ABCDE"] + [("old", "A", 2000, 2001)]
    of = {"one": forum("one"), "two": forum("two"), "all": forum("all", "universal"), "old": forum("old")}
    found = forum_life.overlap(roll(spells), of, 2005)
    assert len(found) == 1  # the universal one and the one without members are left out
    row = found.iloc[0]
    assert (row["members_one"], row["members_other"], row["shared"]) == (4, 3, 2)
    assert row["jaccard"] == pytest.approx(2 / 5)
    assert row["contained"] == pytest.approx(2 / 3)
    seen = forum_life.of_one(found, "two").iloc[0]
    assert (seen["other"], seen["of_own"], seen["of_other"]) == ("one", pytest.approx(2 / 3), pytest.approx(1 / 2))


def test_forums_that_share_members_are_put_next_to_each_other() -> None:
    spells = [("w", c, 2000, None) for c in "ABC"] + [("x", c, 2000, None) for c in "PQR"]
    spells += [("y", c, 2000, None) for c in "ABCD"] + [("z", c, 2000, None) for c in "PQRS"]
    of = {key: forum(key) for key in "wxyz"}
    order = "".join(forum_life.side_by_side(forum_life.overlap(roll(spells), of, 2005)))
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset("wy"), frozenset("xz")}


def test_partners_outside_by_hand() -> None:
    held = cohesion.ties(pd.concat([TIES, TIES.assign(year=2002)]))
    found = forum_life.partners(held, {"A", "B"}, 2001, 2002)
    assert found.to_dict("list") == {"country": ["D", "C", "E"], "value": [4.0, 2.0, 0.0], "members": [1, 1, 0]}
    mean = forum_life.partners(cohesion.ties(VOTES), {"A", "B"}, 2001, 2001, mean=True)
    assert dict(zip(mean["country"], mean["value"], strict=True)) == pytest.approx({"C": 0.5, "D": 0.2})
    assert forum_life.partners(held, {"A"}, 1990, 1995).empty


def test_who_joined_left_was_suspended_and_came_back() -> None:
    spells = pd.concat(
        [roll([("f", "A", 2000, 2005), ("f", "A", 2007, None), ("f", "B", 2000, 2003), ("f", "C", 2001, None)]),
         roll([("f", "A", 2005, 2007), ("f", "B", 2003, 2004)], "suspended"),
         roll([("f", "B", 2010, None)])]
    )  # fmt: skip
    told = {(row.year, row.country, row.change) for row in forum_life.changes(spells, "f").itertuples()}
    assert told == {
        (2000, "A", "joined"), (2000, "B", "joined"), (2001, "C", "joined"), (2003, "B", "suspended"),
        (2004, "B", "left"), (2005, "A", "suspended"), (2007, "A", "reinstated"), (2010, "B", "returned"),
    }  # fmt: skip
    by_year = forum_life.numbers(spells, "f", 2010).set_index("year")
    assert by_year.loc[[2000, 2003, 2006, 2010], "members"].tolist() == [2, 2, 1, 3]
    assert by_year.loc[[2000, 2003, 2006, 2010], "suspended"].tolist() == [0, 1, 1, 0]
    now = forum_life.standing(spells, "f", 2006).set_index("country")
    assert now["standing"].to_dict() == {"A": "suspended", "B": "left", "C": "member"}
    assert now["since"].to_dict() == {"A": 2005, "B": 2004, "C": 2001}


def test_members_of_nato_and_the_sco_are_as_many_as_is_known(store: Store) -> None:
    known = {
        "nato": {1949: 12, 1982: 16, 1999: 19, 2004: 26, 2009: 28, 2017: 29, 2020: 30, 2023: 31, 2024: 32},
        "sco": {2001: 6, 2017: 8, 2023: 9, 2024: 10},
    }
    for key, numbers in known.items():
        held = forum_life.numbers(store.memberships(), key, 2025).set_index("year")["members"]
        assert {year: held[year] for year in numbers} == numbers


def test_every_pair_of_states_agrees_as_much_as_the_united_nations(store: Store) -> None:
    held = cohesion.ties(store.rows("un_agreement", first=2023, last=2023))
    row = cohesion.agreement(held, store.memberships(), ["un"]).iloc[0]
    assert row["pairs"] == 17386
    assert row["lead"] == pytest.approx(0, abs=1e-4)
    assert np.isnan(row["outside"])


def test_the_last_year_is_told_with_what_changed_in_ten() -> None:
    found = pd.DataFrame(
        {"forum": ["f"] * 3 + ["g"], "year": [2000, 2009, 2010, 2010], "lead": [1.0, 9.0, 4.0, 2.0]}
    )  # fmt: skip
    told = cohesion.closing(found, "lead", "lead").set_index("forum")
    assert told.loc["f", ["year", "lead", "changed"]].tolist() == [2010, 4, 3]
    assert np.isnan(told.loc["g", "changed"])
