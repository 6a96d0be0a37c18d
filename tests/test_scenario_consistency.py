"""Cross-impact balances on matrices worked out by hand, and the shipped judgements as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresight import catalogue
from foresight.catalogue import Lever
from foresight.errors import ScenarioError
from foresight.scenario import Scenario, consistency, cross_impact
from foresight.scenario.cross_impact import Impact, Matrix

LEVERS = catalogue.load().levers
A, B, C = "conflict_severity", "trade_openness", "democracy"


def matrix(*entries: tuple[str, str, int] | tuple[str, str, int, int]) -> Matrix:
    impacts = [
        Impact(of=e[0], on=e[1], score=e[2], below=e[3] if len(e) > 3 else None, reason=f"{e[0]} on {e[1]}.")
        for e in entries
    ]
    return Matrix({(i.of, i.on): i for i in impacts})


THREE = matrix((A, B, -2, -1), (B, A, -1), (A, C, 1), (C, B, 3))


def test_balances_of_three_levers_are_the_sums_worked_out_by_hand() -> None:
    # a, b and c all above: on a: b gives -1. On b: a gives -2, c gives 3. On c: a gives 1.
    found = consistency.balance({A: 1, B: 1, C: 1}, THREE)
    assert {b.lever: b.score for b in found.balances} == {A: -1, B: 1, C: 1}
    assert found.total == 1
    assert [(b.lever, b.best, b.best_score, b.gap) for b in found.against] == [(A, -1, 1, 2)]
    # a stands against its balance because of b; that a pulls at b is outweighed by c, so only b's pull is told
    assert [(t.first, t.second, t.score) for t in found.tensions] == [(A, B, -1)]
    assert [(p.of, p.on) for p in found.tensions[0].pulls] == [(B, A)]
    # a at its baseline gives b 3 and no pull on a or c; a below gives b 4 (mirror), a 1 and c, unpromoted, -1
    assert found.nearest == {A: 0}


def test_a_lever_below_its_baseline_bears_as_the_entry_says_or_as_its_mirror() -> None:
    # a below on b: its own figure, -1, is on b standing below; on b above it is 1
    found = consistency.balance({A: -1, B: 1}, THREE)
    assert {b.lever: b.score for b in found.balances} == {A: 1, B: 1}
    assert not found.against
    assert not found.nearest
    # both below: a pushes b up by 1, b pushes a up by 1 (the mirror of -1): both stand against it
    both = consistency.balance({A: -1, B: -1}, THREE)
    assert {b.lever: (b.score, b.gap) for b in both.balances} == {A: (-1, 2), B: (-1, 2)}
    assert both.tensions[0].score == -2


def test_the_nearest_combination_changes_as_few_levers_as_will_do() -> None:
    pulls = matrix((A, B, -3), (A, C, -3))
    found = consistency.balance({A: 1, B: 1, C: 1}, pulls)
    # a back at its baseline would do with one change, and so would a below it, which holds together better
    assert found.nearest == {A: -1}


def test_a_lever_that_is_not_moved_is_never_warned_of_and_one_alone_holds() -> None:
    assert consistency.balance({A: 1}, THREE).balances[0].gap == 0
    assert not consistency.balance({}, THREE).balances


def scenario(**levers: float | str) -> Scenario:
    return Scenario(levers=levers)  # type: ignore[arg-type]


def test_a_setting_is_read_against_its_baseline_in_the_levers_own_unit() -> None:
    baselines = {A: 40.0, "military_spending": 1.23, B: 0.0, C: None}
    asked = scenario(conflict_severity="low", military_spending=1.2, trade_openness=5, democracy=0.1)
    moved, unknown = consistency.states(asked, LEVERS, baselines)
    assert moved == {A: -1, B: 1}  # 1.2 is the tick on which the baseline of 1.23 stands
    assert unknown == (C,)


def test_the_words_name_what_pulls_and_why() -> None:
    found = consistency.balance({A: 1, B: 1}, matrix((A, B, -2)))
    assert consistency.told(found.tensions[0], found.states, LEVERS) == (
        "Conflict severity above its baseline and trade openness above its baseline pull against each other "
        "(score −2): conflict_severity on trade_openness."
    )
    assert consistency.summary(found).startswith("1 of the 2 moved levers stands")
    assert consistency.gaps(found, LEVERS) == "Balance below that of its best state: trade openness by 4."
    assert consistency.advice(found, LEVERS).startswith("Nearest combination without such a pull: ")


def test_the_shipped_matrix_judges_every_lever_with_a_reason_and_warns_of_war_with_open_trade() -> None:
    shipped = cross_impact.shipped(LEVERS)
    assert {key for pair in shipped.impacts for key in pair} == set(LEVERS)
    assert all(impact.score and impact.reason.endswith(".") for impact in shipped.impacts.values())
    found = consistency.check(scenario(conflict_severity=900, trade_openness=20), LEVERS, {A: 8.0, B: 0.0}, shipped)
    told = consistency.told(found.tensions[0], found.states, LEVERS)
    assert "Conflict severity above its baseline and trade openness above its baseline pull against" in told
    apart = consistency.check(scenario(conflict_severity=900, trade_openness=-20), LEVERS, {A: 8.0, B: 0.0}, shipped)
    assert not apart.against


def test_an_earlier_catalogue_with_fewer_levers_has_the_judgements_between_those() -> None:
    few: dict[str, Lever] = {key: LEVERS[key] for key in (A, "external_actors")}
    assert set(cross_impact.shipped(few).impacts) == {(A, "external_actors"), ("external_actors", A)}


def test_an_own_matrix_lies_over_the_shipped_one_and_comes_back_after_a_reset(tmp_path: Path) -> None:
    mine = Impact(of=A, on=B, score=1, reason="Here the port earns from the war.")
    same = cross_impact.shipped(LEVERS).impacts[A, C]
    cross_impact.save(tmp_path, [mine, same], LEVERS)
    held, wrong = cross_impact.in_force(tmp_path, LEVERS)
    assert (held.impacts[A, B], held.own, wrong) == (mine, {(A, B)}, "")
    assert held.impacts[A, C] == same
    assert cross_impact.read(cross_impact.to_toml(held), LEVERS).impacts == held.impacts
    cross_impact.reset(tmp_path)
    assert cross_impact.in_force(tmp_path, LEVERS)[0].impacts[A, B].score == -2
    assert cross_impact.set_aside(tmp_path)
    cross_impact.restore(tmp_path)
    assert cross_impact.in_force(tmp_path, LEVERS)[0].own == {(A, B)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[impact]\n", "not valid TOML"),
        ("[levers]\na = 1\n", "something else than"),
        ('[[impact]]\nof = "conflict_severty"\non = "democracy"\nscore = 1\nreason = "So."', "Did you mean conflict_s"),
        ('[[impact]]\nof = "conflict_severity"\non = "democracy"\nscore = 4\nreason = "So."', "from -3 to 3"),
        ('[[impact]]\nof = "conflict_severity"\non = "democracy"\nscore = 1.5\nreason = "So."', "1.5 is no score"),
        ('[[impact]]\nof = "democracy"\non = "democracy"\nscore = 1\nreason = "So."', "does not bear on itself"),
        ('[[impact]]\nof = "democracy"\non = "research"\nscore = 1\n', "reason"),
        ('[[impact]]\nof = "democracy"\non = "research"\nscore = 1\nreason = "So."\n' * 2, "judged twice"),
    ],
)
def test_a_damaged_matrix_is_refused_in_a_sentence_and_the_shipped_one_used(
    text: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(ScenarioError, match=says):
        cross_impact.read(text, LEVERS)
    (tmp_path / cross_impact.OWN).write_text(text)
    held, wrong = cross_impact.in_force(tmp_path, LEVERS)
    assert says in wrong
    assert "the shipped judgements are used" in wrong
    assert held.impacts == cross_impact.shipped(LEVERS).impacts


def test_a_refused_save_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    cross_impact.save(tmp_path, [Impact(of=A, on=B, score=1, reason="Mine.")], LEVERS)
    before = (tmp_path / cross_impact.OWN).read_bytes()
    with pytest.raises(ScenarioError):
        cross_impact.save(tmp_path, [Impact(of="weather", on=B, score=1, reason="Rain.")], LEVERS)
    assert (tmp_path / cross_impact.OWN).read_bytes() == before
