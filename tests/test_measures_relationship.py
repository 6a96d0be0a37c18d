"""Two states over time on cases worked out by hand: channels, runs, shocks, circles, moves, and the case studies."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from foresight import cli
from foresight.charts.relationships_text import filled
from foresight.errors import CatalogueError, ForesightError, UnknownKeyError
from foresight.measures import relationship, relationship_cases, relationship_circle, relationship_moves
from foresight.measures import relationship_shocks as shocks
from foresight.measures.relationship import Activity, Dossier, Run
from foresight.projection.pairs import load_pair_panel, model_from
from foresight.projection.pairs.cases import gather
from foresight.projection.pairs.features import OWN
from foresight.store import Store
from tests.planted_pairs import pair_panel

NAN = float("nan")
NO_FORUMS = pd.DataFrame({"forum": [], "joined": pd.Series([], dtype="Int64"), "left": pd.Series([], dtype="Int64")})


def series(values: dict[int, float]) -> pd.Series:
    return pd.Series(values, dtype="float64")


def dossier(ties: dict[str, dict[int, float]], own: dict[tuple[str, str], dict[int, float]] | None = None) -> Dossier:
    return Dossier(
        "FRA", "USA", {k: series(v) for k, v in ties.items()}, {k: series(v) for k, v in (own or {}).items()}, NO_FORUMS
    )


def grid(first: int, **lines: str) -> Activity:
    """Channels from text: `1` active, `0` not, `.` not observed; a figure of 2 where active."""
    active = np.array([[NAN if c == "." else float(c) for c in line] for line in lines.values()])
    return Activity(tuple(lines), range(first, first + active.shape[1]), 2 * active, active)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.open(tmp_path_factory.mktemp("store"))


# ---- what is held


def test_all_ties_of_a_pair_are_read_in_one_go_whichever_comes_first(small_store: Store) -> None:
    ties, own = small_store.of_two("USA", "IND", ["gdp"])
    again, _ = small_store.of_two("IND", "USA", ["gdp"])
    pd.testing.assert_frame_equal(ties, again)
    alone = small_store.rows("exercises_pair", countries=["IND"], partners=["USA"])
    mine = ties[ties["indicator"] == "exercises_pair"]
    assert mine[["year", "value"]].to_numpy().tolist() == alone[["year", "value"]].to_numpy().tolist()
    assert set(own["indicator"]) <= {"gdp"}
    assert set(own["country"]) <= {"IND", "USA"}


def test_spells_in_a_forum_are_shared_only_while_both_are_full_members() -> None:
    rows = [
        ("quad", "IND", 2007, 2008, "member"), ("quad", "IND", 2017, None, "member"),
        ("quad", "USA", 2007, 2008, "member"), ("quad", "USA", 2017, None, "member"),
        ("arf", "IND", 1996, None, "member"), ("arf", "USA", 1994, None, "member"),
        ("au", "IND", 1990, 1995, "member"), ("au", "USA", 1995, None, "member"),
        ("oas", "IND", 1990, None, "suspended"), ("oas", "USA", 1990, None, "member"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["forum", "country", "joined", "left", "status"])
    frame = frame.astype({"joined": "Int64", "left": "Int64"})
    found = relationship.shared_spells(frame, "IND", "USA")
    told = [(f, int(j), None if pd.isna(left) else int(left)) for f, j, left in found.itertuples(index=False)]
    assert told == [("arf", 1996, None), ("quad", 2007, 2008), ("quad", 2017, None)]
    pair = Dossier("IND", "USA", {}, {}, found)
    assert [pair.sharing(year) for year in (1995, 2007, 2008, 2017)] == [(), ("arf", "quad"), ("arf",), ("arf", "quad")]


def test_a_pair_with_itself_is_refused(small_store: Store) -> None:
    with pytest.raises(ForesightError, match="two different countries"):
        relationship.dossier_from(small_store, "IND", "IND")


# ---- channels


def test_what_is_not_observed_is_neither_active_nor_inactive() -> None:
    found = dossier(
        {"exercises_pair": {2009: 0, 2010: 3}, "un_agreement": {2009: 0.6, 2010: 0.4, 2012: 0.9}},
        {("us_troops", "FRA"): {2010: 99, 2011: 100}, ("us_troops", "USA"): {2010: 5000}},
    )
    active = relationship.activity(found, series({2009: 0.5, 2010: 0.5}))
    rows = {(r.channel, r.year): bool(r.active) for r in active.rows().itertuples()}
    assert rows == {
        ("exercises", 2009): False, ("exercises", 2010): True, ("votes", 2009): True, ("votes", 2010): False,
        ("troops", 2010): False, ("troops", 2011): True,
    }, "votes of 2012 have no median to be held against; troops are those in the host"  # fmt: skip
    assert relationship.breadth(active).to_numpy().tolist() == [[2009, 1, 2], [2010, 1, 3], [2011, 1, 1]]


def test_the_united_nations_do_not_count_as_a_shared_forum() -> None:
    spells = pd.DataFrame({"forum": ["un", "nato"], "joined": [1945, 1949], "left": [None, None]})
    found = Dossier("FRA", "USA", {"shared_forums": series({1944: 0, 1945: 1, 1949: 2})}, {},
                    spells.astype({"joined": "Int64", "left": "Int64"}))  # fmt: skip
    active = relationship.activity(found, series({}))
    assert active.rows()[["value", "active"]].to_numpy().tolist() == [[0, False], [0, False], [1, True]]


def test_a_gap_breaks_a_run_and_a_run_is_present_only_up_to_the_last_year_observed() -> None:
    lasted = relationship.persistence(grid(2000, exercises="1110011", agreements="00.....", forums="1111111"))
    assert (lasted["exercises"].longest, lasted["exercises"].current) == (Run(2000, 2002), Run(2005, 2006))
    assert lasted["exercises"].active_years == 5
    assert (lasted["agreements"].longest, lasted["agreements"].observed) == (None, (2000, 2001))
    assert lasted["any"].current == Run(2000, 2006)
    assert relationship.runs([2003, 2001, 2002, 2010]) == [Run(2001, 2003), Run(2010, 2010)]


def test_no_direct_tie_is_said_only_where_all_direct_channels_were_observed() -> None:
    lasted = relationship.persistence(grid(2000, exercises="10..", pact="0000", votes="1111"))
    assert lasted["direct"].observed == (2000, 2001), "from 2002 on nobody looked for exercises: it cannot be told"
    assert lasted["direct"].active_years == 1
    assert lasted["any"].active_years == 4


# ---- shocks


def test_steps_are_taken_only_between_years_that_follow_one_another() -> None:
    votes = series({2000: 0.50, 2001: 0.51, 2002: 0.50, 2003: 0.52, 2004: 0.51, 2005: 0.52, 2007: 0.10, 2008: 0.06})
    assert shocks.steps(votes).index.tolist() == [2001, 2002, 2003, 2004, 2005, 2008]
    assert shocks.usual_step(votes) == pytest.approx(0.01)
    assert np.isnan(shocks.usual_step(votes.head(4)))
    found = shocks.shocks(dossier({"un_agreement": dict(votes.items())}), 2000, 2010)
    assert [(s.year, s.kind, round(s.size)) for s in found] == [(2008, "votes", 4)], "the gap of 2006 is no fall"


def test_a_conflict_begins_after_two_quiet_years_and_an_episode_after_one() -> None:
    found = dossier({}, {
        ("conflict_intensity", "FRA"): dict(enumerate([0, 0, 1, 0, 1, 2, 0, 0, 2], start=2000)),
        ("conflict_intensity", "USA"): {2000: 1, 2001: 1},
        ("autocratisation_episode", "USA"): {2000: 0, 2001: 1, 2002: 1, 2003: 0, 2004: 1},
    })  # fmt: skip
    listed = [(s.year, s.kind, s.country) for s in shocks.shocks(found, 1990, 2010)]
    assert listed == [
        (2001, "autocratisation", "USA"), (2002, "conflict", "FRA"), (2004, "autocratisation", "USA"),
        (2008, "conflict", "FRA"),
    ]  # fmt: skip
    assert shocks.shocks(found, 2005, 2007) == ()


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ({"exercises": "1110111", "agreements": "1111111"}, "came through"),
        ({"exercises": "1110000", "agreements": "1111111"}, "weakened"),
        ({"exercises": "0000111", "agreements": "0000111"}, "cannot be told"),
        ({"exercises": "1110111"}, "cannot be told"),
        ({"exercises": "111....", "agreements": "1111111"}, "cannot be told"),
        ({"forums": "1111111", "votes": "1111111"}, "cannot be told"),
        ({"exercises": "0000000", "forums": "1111111"}, "cannot be told"),
    ],
)
def test_before_is_held_against_after_on_channels_observed_in_both(lines: dict[str, str], verdict: str) -> None:
    assert shocks.passage(shocks.Shock(2003, "conflict", "FRA"), grid(2000, **lines)).verdict == verdict


def test_a_fall_in_votes_is_not_judged_by_votes_and_half_of_the_exercises_lost_is_weaker() -> None:
    active = grid(2000, exercises="1111111", agreements="1111111", votes="1110000")
    told = shocks.passage(shocks.Shock(2003, "votes", None, 3.0), active)
    assert (told.compared, told.before, told.after) == (("exercises", "agreements"), 2.0, 2.0)
    assert told.verdict == "came through"
    fewer = active.figures.copy()
    fewer[0, 4:] = 1.0  # two exercises a year before, one after
    less = Activity(active.channels, active.years, fewer, active.active)
    assert shocks.passage(shocks.Shock(2003, "conflict", "FRA"), less).exercises == (2.0, 1.0)
    assert shocks.passage(shocks.Shock(2003, "conflict", "FRA"), less).verdict == "weakened"


# ---- a forum and those around it


def test_pairs_are_put_into_groups_by_who_belonged_in_that_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relationship_circle, "FEWEST", 1)
    rows = [("nato", "AAA", 1990, None), ("nato", "BBB", 2000, None), ("pfp", "BBB", 1995, None),
            ("pfp", "CCC", 1995, 1999)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["forum", "country", "joined", "left"]).astype({"left": "Int64"})
    around = relationship_circle.circle(
        frame.assign(status="member"), "nato", "pfp", ("AAA", "BBB", "CCC", "DDD"), range(1994, 2002)
    )
    assert [sorted(around.of("partners", year)) for year in (1994, 1995, 1999, 2000)] == [
        [], ["BBB", "CCC"], ["BBB"], [],
    ]  # fmt: skip
    assert around.became_members() == ("BBB",)
    ties = [("AAA", "BBB", 4.0), ("AAA", "CCC", 0.0), ("AAA", "DDD", 1.0), ("BBB", "CCC", 2.0), ("CCC", "XXX", 9.0)]
    pairs = pd.DataFrame([(a, b, y, v) for y in (1995, 2000) for a, b, v in ties],
                         columns=["country", "partner", "year", "value"])  # fmt: skip
    found = relationship_circle.between(pairs, around)
    told = {(r.group, r.year): (r.value, r.share, r.pairs) for r in found.itertuples()}
    assert told[("across", 1995)] == (2.0, 0.5, 2)
    assert told[("beside", 1995)] == (2.0, 1.0, 1)
    assert told[("outside", 1995)] == (1.0, 1.0, 1)
    assert told[("within", 2000)] == (4.0, 1.0, 1)
    assert told[("outside", 2000)] == (1.0, 2 / 3, 3), "CCC is an other state again"
    sums = relationship_circle.inside(
        pd.DataFrame({"country": ["AAA", "BBB"], "year": 2000, "value": [1.0, 3.0]}), around
    )
    assert sums.to_numpy().tolist() == [["members", 2000, 2.0, 4.0, 2]]


# ---- the model of pairs


@pytest.fixture(scope="module")
def learnt() -> relationship_moves.Moved:
    return relationship_moves.learn(pair_panel(), "ties_pair", horizon=3)


def test_columns_that_are_not_moved_are_what_the_model_sees_and_each_move_changes_its_own() -> None:
    cases = gather(pair_panel(), "ties_pair")
    known = cases.known[max(cases.known)]
    base, moved = relationship_moves.moved_columns(cases)
    np.testing.assert_allclose(base, known.x, atol=1e-4)
    changed = {
        move.key: {known.names[k] for k in np.flatnonzero((~np.isclose(x, base, equal_nan=True)).any(axis=0))}
        for move, x in zip(relationship_moves.MOVES, moved, strict=True)
    }
    assert changed["lately"]
    assert all(name.startswith(OWN) for name in changed["lately"] | changed["regular"])
    assert all(name.startswith("third_") for name in changed["third"] | changed["kin"])
    lag = known.names.index("own_strength_lag0")
    assert (moved[0][:, lag] >= np.float32(np.log(2)) - 1e-6).all(), "every pair has at least one tie last year"


def test_moves_survive_their_file_and_are_told_of_one_pair(learnt: relationship_moves.Moved, tmp_path: Path) -> None:
    again = relationship_moves.read(relationship_moves.keep(learnt, tmp_path))
    assert np.array_equal(again.base, learnt.base)
    assert np.array_equal(again.added, learnt.added, equal_nan=True)
    told = again.of("AAB", "AAA", learnt.last_observed + 3)
    assert told.low < told.probability < told.high
    assert not told.extrapolated
    later = again.of("AAA", "AAB", learnt.last_observed + 20)
    assert later.extrapolated
    assert later.probability == told.probability
    assert later.low < told.low
    known = [one.probability for one in told.differences if one.probability is not None]
    assert known == sorted(known, reverse=True)
    with pytest.raises(UnknownKeyError, match="ZZZ"):
        again.of("AAA", "ZZZ", 2020)
    (tmp_path / "ties_pair.parquet").write_bytes(b"PAR?")
    with pytest.raises(ForesightError, match="ties_pair"):
        relationship_moves.read(tmp_path / "ties_pair.parquet")


@pytest.mark.parametrize("target", relationship_moves.TARGETS)
def test_what_ships_was_learnt_from_the_shipped_figures_and_tells_what_the_model_of_pairs_tells(
    shipped: Store, target: str
) -> None:
    model, moved = model_from(shipped, target), relationship_moves.kept_from(shipped, target)
    assert moved is not None
    assert not moved.stale, "learn it again: data/track_record/pairs/moves does not fit the shipped figures"
    at = model.horizons.index(moved.horizon)
    assert np.abs(moved.base - model.centre[at]).max() <= 1.01 * 10**-relationship_moves.DIGITS
    row = model.project("IND", ["USA"], until=2026)[-1]
    told = moved.of("IND", "USA", 2026)
    assert told.probability == pytest.approx(float(str(row["probability"])), abs=1e-3)
    assert (told.low, told.high) == pytest.approx((row["low"], row["high"]), abs=2e-3)


def test_nothing_kept_is_told_apart_from_what_was_kept_of_other_figures(shipped: Store) -> None:
    assert relationship_moves.kept_from(shipped, "un_agreement") is None
    panel = load_pair_panel(shipped, "exercises_pair", drivers=[])
    assert panel.ties.keys() == {"exercises_pair"}


# ---- case studies


def test_no_figure_in_a_narrative_stands_as_digits() -> None:
    """A year may, where a question of the same text is about it; names such as G20 are not in the texts."""
    for case in relationship_cases.cases().values():
        for text in case.texts():
            plain = relationship_cases.QUESTION.sub(" ", text)
            asked = {
                year
                for question in relationship_cases.QUESTION.findall(text)
                for year in re.findall(r"\d{4}", question)
            }
            strays = [word for word in re.findall(r"\d[\d.,]*\d|\d", plain) if word not in asked]
            assert not strays, f"{case.key}: {strays} in “{text[:60]}”"


def test_every_question_of_the_case_studies_has_an_answer_and_the_known_facts_hold(shipped: Store) -> None:
    answers = relationship_cases.Figures(shipped)
    forums = {key: forum.short for key, forum in shipped.catalogue().forums.items()}
    for case in relationship_cases.cases().values():
        for text in case.texts():
            assert "{" not in filled(text, answers, forums)
        assert 3 <= sum(bool(section.picture) for section in case.sections) <= 7
        assert relationship_cases.events_of(case)
        assert set(case.rests_on) <= set(shipped.catalogue().indicators)
    assert answers("exercises_pair:USA:IND:sum").value == 56
    assert answers("agreements_pair:IND:USA:first").value == 1991
    assert answers("agreements_pair:IND:USA:last").value == 2006
    assert [answers(f"members:nato:count:{year}").value for year in (1990, 2004, 2024)] == [16, 26, 32]
    assert filled("{un_agreement:USA:IND:value:2023:%}", answers, forums) == "23\u202f%"
    assert filled("{shared:USA:IND:names:2000}", answers, forums) == "ARF and G20"
    assert filled("{event:nato_kfor:when}", answers, forums) == "on 12 June 1999"
    assert answers("run:USA:IND:exercises:years").value == 10


@pytest.mark.parametrize(
    "question",
    ["gdb:IND:latest", "gdp:IND:total", "gdp:IND:value", "gdp:IND:sum:12", "event:no_such:year", "joined:nato:IND",
     "members:nato:list:2000", "gdp:IND:sum:1800"],
)  # fmt: skip
def test_a_question_without_an_answer_is_named(shipped: Store, question: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(question)):
        relationship_cases.Figures(shipped)(question)


def test_a_case_study_that_names_what_does_not_exist_is_refused(tmp_path: Path) -> None:
    good = (relationship_cases.FOLDER / "us_india.toml").read_text(encoding="utf-8")
    for wrong, said in (
        (good.replace('picture = "votes"', 'picture = "votez"'), "votez"),
        (good.replace('"us_india_joint_2005", "us_india_nsg_2008"', '"us_india_joint_2055"'), "us_india_joint_2055"),
        (good.replace("question =", "questoin ="), "question"),
        (good + "\n[[", "not valid TOML"),
    ):
        (tmp_path / "us_india.toml").write_text(wrong, encoding="utf-8")
        relationship_cases.cases.cache_clear()
        with pytest.raises(CatalogueError, match=said):
            relationship_cases.cases(tmp_path)


# ---- at the shell


def test_the_commands_give_one_object_and_refuse_in_a_sentence(
    shipped: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(shipped.folder)
    assert cli.main(["--store", place, "pair", "India", "USA", "--from", "1980", "--to", "2025", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["country"], told["partner"], told["revision"]) == ("IND", "USA", 1)
    assert sum(told["ties"]["exercises_pair"].values()) == 56
    assert told["persistence"]["exercises"]["longest"] == [2001, 2010]
    assert {one["verdict"] for one in told["shocks"]} <= {"came through", "weakened", "cannot be told"}
    assert told["model"]["exercises_pair"]["probability"] > 0.5
    assert cli.main(["--store", place, "case", "us_india", "--json"]) == 0
    case = json.loads(capsys.readouterr().out)
    assert case["figures"]["exercises_pair:USA:IND:sum"] == 56
    for wrong, said in (
        (["pair", "IND", "IND"], "two different countries"), (["pair", "IND", "Usaa"], "Did you mean"),
        (["pair", "YUG", "SSD"], "Nothing is observed"), (["case", "us_indai"], "Did you mean us_india"),
        (["pair", "IND", "USA", "--from", "2010", "--to", "2000"], "is after"),
    ):  # fmt: skip
        assert cli.main(["--store", place, *wrong]) == 1
        assert said in capsys.readouterr().err
