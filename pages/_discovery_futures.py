"""The futures themselves: by the two levers that tell most, what each lever tells, and files to take along."""

from __future__ import annotations

import shlex
from collections.abc import Callable

import streamlit as st
from pandas import DataFrame

from foresight.catalogue import Lever
from foresight.charts import discovery as pictures
from foresight.charts.drivers import Share, shares
from foresight.scenario.discovery import words
from foresight.scenario.discovery.discover import Box, Discovery
from foresight.scenario.discovery.goal import Question
from pages import _cache, _downloads, _page
from pages._discovery_answer import said

CHANCE = "A column of pure chance"
KINDS = {"country": "--country", "region": "--region", "forum": "--forum"}


def show(found: Discovery, box: Box | None) -> None:
    """Scores of all levers, and the futures by the two that matter most: those of the box first."""
    st.header("What tells the futures apart", anchor=False)
    left, right = st.columns(2, gap="medium")
    with left:
        _scores(found)
    with right:
        if len(found.setup.sample.levers) > 1:
            _scatter(found, box)


def _scores(found: Discovery) -> None:
    levers = {lever.key: lever for lever in found.setup.sample.levers}
    ranked = sorted(found.scores.items(), key=lambda one: -one[1])
    rows = [Share(levers[key].title, share) for key, share in ranked] + [Share(CHANCE, found.chance)]
    method = "Extremely randomised trees (Geurts, Ernst & Wehenkel 2006)."
    drawn = shares(rows, said(found, "What each lever tells", "share of what is told", method), dark=_page.dark())
    alt = f"Of what tells the futures apart, {levers[ranked[0][0]].title} has {words.percent(ranked[0][1])}."
    _page.picture(drawn, "discovery_scores", alt, "discovery.scores")


def _pair(found: Discovery, box: Box | None) -> tuple[Lever, Lever]:
    """The two levers that matter most: those the box limits before the others, each by its score."""
    limited = box.limits if box is not None else {}
    one, other, *_ = sorted(found.setup.sample.levers, key=lambda lv: (lv.key not in limited, -found.scores[lv.key]))
    return one, other


def _scatter(found: Discovery, box: Box | None) -> None:
    pair, sample = _pair(found, box), found.setup.sample
    ends = [
        (lever.low, lever.high) if box is None else box.limits.get(lever.key, (lever.low, lever.high)) for lever in pair
    ]
    note = "Each point stands within half a step of its values. Frame: the box, whose other limits do not show here."
    drawn = pictures.scatter(
        pair, (sample.of(pair[0].key), sample.of(pair[1].key)), found.holds, (ends[0], ends[1]),
        said(found, "Futures by two levers", "● the goal holds   × it does not", note), dark=_page.dark(),
    )  # fmt: skip
    alt = f"Futures by {pair[0].title} and {pair[1].title}; the goal holds in {words.percent(found.base)} of all."
    _page.picture(drawn, "discovery_futures", alt, "discovery.futures")


def take_along(found: Discovery, question: Question) -> None:
    """The boxes and the futures as CSV with their provenance, and the command that makes them again."""
    setup = found.setup
    made_by = command(question)
    head = [
        *(("found", sentence) for sentence in [one.box.sentence for one in found.findings] or [found.sentence]),
        ("read as", words.MEANING),
        ("futures", f"{setup.question.runs}, seed {setup.question.scenario.seed}"),
        *(("note", note) for note in setup.notes),
        ("made again by", made_by),
    ]
    st.header("Take it along", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _file(found, head, "boxes", _boxes)
        if _downloads.free([setup.target.key]):
            _file(found, head, "futures", _futures)
        _downloads.picture()
    st.caption("The same boxes from the command line:")
    st.code(made_by, language=None, wrap_lines=True)
    scenario = setup.question.scenario
    if scenario.levers or scenario.judgements or scenario.acting:
        st.caption("The command starts from the baseline: levers set in the starting point are in this page’s address.")
    _page.footer(setup.target, setup.stage.model.last_observed)


def _file(found: Discovery, head: list[tuple[str, str]], name: str, rows: Callable[[Discovery], DataFrame]) -> None:
    from foresight import export

    key = found.setup.target.key

    def written() -> str:
        return export.headed(head, export.to_csv(rows(found), _cache.catalogue(), _cache.revision(), key))

    _downloads.button(
        [key], written, f"discovery_{name}_{key}", label=f"{name.capitalize()} (CSV)", key=f"discovery.csv.{name}",
        help="With the goal, source, licence, citation and data revision.",
    )  # fmt: skip


def _boxes(found: Discovery) -> DataFrame:
    """One row for each limit of each point of each curve; `found` marks the box that was found."""
    rows = []
    for number, finding in enumerate(found.findings, start=1):
        for point, box in enumerate(finding.curve, start=1):
            common = {
                "box": number, "point": point, "found": "yes" if point - 1 == finding.at else "no",
                "coverage": box.coverage, "density": box.density, "cases": box.cases,
            }  # fmt: skip
            rows += [
                {**common, "lever": key, "low": low, "high": high, "middle": box.middle[key]}
                for key, (low, high) in box.limits.items()
            ] or [common]
    names = ["box", "point", "found", "coverage", "density", "cases", "lever", "low", "high", "middle"]
    return DataFrame(rows, columns=names)


def _futures(found: Discovery) -> DataFrame:
    """One row for each future: its levers, the figure, and whether the goal holds."""
    sample = found.setup.sample
    columns = {lever.key: sample.of(lever.key) for lever in sample.levers}
    return DataFrame({**columns, "figure": found.figures, "goal_holds": found.holds.astype(int)})


def command(question: Question) -> str:
    """What to type for the same boxes."""
    scenario = question.scenario
    level = "last" if question.figure is None else f"{question.figure:.10g}"
    parts = ["foresight", "discover", scenario.target, f"--{question.side}", level, "--year", str(question.year)]
    if scenario.scope.kind in KINDS:
        parts += [KINDS[scenario.scope.kind], *scenario.scope.names]
    parts += ["--runs", str(question.runs), "--seed", str(scenario.seed)]
    parts += ["--vary", *question.vary] if question.vary else []
    option = [f"{key}={value:.10g}" for key, value in question.option]
    return shlex.join([*parts, *(["--option", *option] if option else [])])
