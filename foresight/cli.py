"""The command line: the same functions as the pages. One JSON object with --json; 0 done, 1 refused, 2 wrong usage."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from foresight.catalogue import THEMES
from foresight.commands import intake, unattended, upgrade
from foresight.errors import ForesightError
from foresight.measures.releases import STATES

CHANGING = frozenset(
    f"{room}.{name}"
    for room, names in {
        "app": ("serve",), "intake": ("ingest",), "data": ("build", "revisions", "rollback", "verify"),
        "library": ("list_scenarios", "show_scenario", "save", "duplicate", "rename", "delete", "restore"),
        "history": ("diff",), "upgrade": ("upgrade",), "unattended": ("queue", "watch"),
        "backup": ("backup", "restore"),
    }.items()
    for name in names
)  # fmt: skip
"""Commands that change something, or whose answer is about no one revision: they have no --revision."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="foresight", description="Strategic foresight on defence diplomacy.")
    parser.add_argument(
        "--store", type=Path, metavar="DIR", help="the store’s folder (else FORESIGHT_STORE, else var/store)"
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--store", type=Path, metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    shared.add_argument("--json", action="store_true", help="one JSON object on standard output, nothing else")
    # every command that only reads can be asked about the past; those that change something cannot
    reading = argparse.ArgumentParser(add_help=False)
    reading.add_argument("--revision", "--as-of", dest="revision", type=int, metavar="N",
                         help="answer with the data as of this revision (else the newest)")  # fmt: skip
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, run: str, text: str, to: Any = commands) -> argparse.ArgumentParser:
        parents = [shared] if run in CHANGING else [shared, reading]
        made: argparse.ArgumentParser = to.add_parser(name, help=text, description=text, parents=parents)
        made.set_defaults(run=run)
        return made

    serve = add("serve", "app.serve", "start the app on this machine")
    serve.add_argument("--port", type=int, metavar="N", help="the port (else the first free one from 8501)")
    serve.add_argument("--headless", action="store_true", help="do not open a browser")

    build = add("build", "data.build", "compile data/tables from provider files")
    build.add_argument("--sources", type=Path, metavar="DIR", help="the provider files (else FORESIGHT_SOURCES)")
    build.add_argument("--only", nargs="+", action="extend", default=[], metavar="KEY", help="only these indicators")

    add("indicators", "data.indicators", "the catalogue with coverage").add_argument("--theme", choices=list(THEMES))

    show = add("show", "data.show", "the figures of one indicator")
    show.add_argument("indicator")
    _countries(show)
    _many(show, "--partner", "partners of a pair")
    show.add_argument("--from", dest="first", type=int, metavar="Y")
    show.add_argument("--to", dest="last", type=int, metavar="Y")
    show.add_argument(
        "--format", choices=["table", "csv", "json", "xlsx", "parquet"], help="table unless -o or --json says more"
    )
    show.add_argument("-o", "--output", type=Path, metavar="FILE")

    _engagement(add)
    _brief(add)

    project = add("project", "futures.project", "project an indicator")
    project.add_argument("indicator")
    _countries(project)
    _many(project, "--partner", "partners of a pair")
    project.add_argument("--horizon", type=int, default=10, metavar="N", help="years ahead (10)")
    project.add_argument("--seed", type=int, default=0, metavar="N")

    backtest = add("backtest", "track.backtest", "how good projections of an indicator have been")
    what = backtest.add_mutually_exclusive_group(required=True)
    what.add_argument("indicator", nargs="?")
    what.add_argument("--file", type=Path, metavar="TIDY.csv", help="a series of your own: country,year,value")
    what.add_argument("--all", action="store_true", help="every indicator; written to data/track_record")
    backtest.add_argument("--horizons", metavar="H,…", default="1,3,5,10", help="years ahead, 1 to 10 (1,3,5,10)")
    backtest.add_argument("--again", action="store_true", help="compute even where a record is kept")

    library = commands.add_parser("scenario", help="run and compare scenarios, and keep your own")
    scenario = library.add_subparsers(metavar="COMMAND", required=True)
    _library(add, scenario)
    run = add("run", "futures.run_scenario", "baseline and scenario side by side", scenario)
    run.add_argument("name", metavar="NAME|FILE.toml")
    run.add_argument("--set", nargs="+", action="extend", default=[], metavar="LEVER=VALUE", dest="settings",
                     help="a number in the lever’s unit, or low, high, default")  # fmt: skip
    run.add_argument("--target", nargs="+", action="extend", default=[], metavar="INDICATOR")
    _place(run)
    run.add_argument("--horizon", type=int, metavar="YEAR", help="the last year shown")
    run.add_argument("--seed", type=int, metavar="N")

    signposts = add("signposts", "signposts.signposts", "what to watch for each scenario, and where the years lean")
    signposts.add_argument("--scenario", metavar="NAME|FILE.toml", help="only this one (else all)")
    _place(signposts)
    signposts.add_argument("--set-here", action="store_true", help="set every scenario on the place, wherever written")

    discover = add("discover", "discovery.discover", "under which settings of the levers a goal holds more often")
    discover.add_argument("indicator")
    goal = discover.add_mutually_exclusive_group(required=True)
    goal.add_argument("--below", metavar="X", help="a figure in its unit, or “last”: the last observed level")
    goal.add_argument("--above", metavar="X", help="the same, from the other side")
    discover.add_argument("--year", type=int, required=True, metavar="Y", help="the year the goal is about")
    _place(discover)
    discover.add_argument("--runs", type=int, default=5000, metavar="N", help="how many futures (5000)")
    discover.add_argument("--seed", type=int, default=1, metavar="N")
    discover.add_argument("--vary", nargs="+", action="extend", default=[], metavar="LEVER", help="only these levers")
    discover.add_argument("--option", nargs="+", action="extend", default=[], metavar="LEVER=VALUE",
                          help="levers in your own hand: how robust the goal is with them")  # fmt: skip

    intake.options(add)
    unattended.options(add)
    _powers(add)
    _network(add)
    _shifts(add, commands.add_parser("shifts", help="polarity, blocs in UN votes, movers, structural breaks"))
    _conflict(add)
    _forums(add)
    _relationships(add)
    _history(add)
    add("revisions", "data.revisions", "what was published, and when")
    add("rollback", "data.rollback", "publish the state of an earlier revision again").add_argument("number", type=int)
    keep = add("backup", "backup.backup", "write the store with its whole history to one file, also while the app runs")
    keep.add_argument("file", type=Path, metavar="FILE.zip")
    back = add("restore", "backup.restore", "make the store what a backup holds")
    back.add_argument("file", type=Path, metavar="FILE.zip")
    back.add_argument("--replace", action="store_true", help="also where something was published; it is saved first")
    _catalogue(add)
    upgrade.options(add)
    add("verify", "data.verify", "check the shipped data")
    return parser


def _catalogue(add: Any) -> None:
    """What is known of the indicators themselves."""
    made = add("catalogue", "catalogue.catalogue", "every indicator: coverage, last update, next release, quality")
    made.add_argument("key", nargs="?", metavar="KEY", help="one indicator, with everything about it (else all)")
    made.add_argument("--theme", choices=list(THEMES))
    made.add_argument("--provider", metavar="NAME", help="only of this provider")
    made.add_argument("--state", choices=list(STATES), help="only where a newer release was due (stale), …")
    made.add_argument("--find", metavar="WORDS", default="", help="words in a title, description or source")
    made.add_argument("--on", metavar="DATE", help="what was due by this day, YYYY-MM-DD (else today)")
    made.add_argument("--dictionary", type=Path, metavar="FILE", help="write the data dictionary: .csv or .xlsx")


def _history(add: Any) -> None:
    """What revisions did."""
    history = add("history", "history.history", "which revisions added, changed or removed a figure, or any of them")
    history.add_argument("indicator")
    history.add_argument("--country", metavar="ISO3", help="whose figure, by ISO3 code or name")
    history.add_argument("--partner", metavar="ISO3", help="the other state of a pair")
    history.add_argument("--year", type=int, metavar="Y", help="of which year")
    diff = add("diff", "history.diff", "what is different in one revision from another")
    diff.add_argument("one", type=int, metavar="A", help="the revision before")
    diff.add_argument("other", type=int, metavar="B", help="the revision after")
    diff.add_argument("--indicator", metavar="KEY", help="figure by figure, of this indicator")


def _brief(add: Any) -> None:
    brief = add("brief", "brief.brief", "write a brief as slides, a paper, a workbook or an archive")
    brief.add_argument("name", metavar="NAME|FILE.toml")
    brief.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.pptx|html|pdf|xlsx|zip")
    brief.add_argument("--template", type=Path, metavar="FILE.pptx", help="the organisation’s own slides to build on")


def _engagement(add: Any) -> None:
    """What states do together, and how well they go about it."""
    index = add("cooperation", "cooperation.cooperation", "the cooperation index of countries, or of a pair")
    _countries(index)
    _many(index, "--partner", "the other state of a pair")
    index.add_argument("--weight", nargs="+", action="extend", default=[], metavar="COMPONENT=N",
                       help="practice, formal, alignment, material: only the proportions count")  # fmt: skip
    index.add_argument("--from", dest="first", type=int, metavar="Y")
    index.add_argument("--to", dest="last", type=int, metavar="Y")
    card = add("engagement", "cooperation.engagement", "where a state stands on the practices of defence diplomacy")
    card.add_argument("of", metavar="COUNTRY", help="ISO3 code or name")
    _many(card, "--against", "countries to set beside it")


def _powers(add: Any) -> None:
    """Emerging powers: the index, and turns between two states."""
    power = add("power", "power.power", "the power index, and how ranks move with its weights")
    power.add_argument("--year", type=int, metavar="Y", help="else the last")
    power.add_argument("--weight", nargs="+", action="extend", default=[], metavar="COMPONENT=N",
                       help="economy, military, technology, demography, network")  # fmt: skip
    power.add_argument("--top", type=int, default=5, metavar="N", help="how often among the first N (5)")
    power.add_argument("--runs", type=int, default=10_000, metavar="N", help="how many weightings (10000)")
    power.add_argument("--seed", type=int, default=1, metavar="N")
    power.add_argument("--near", action="store_true", help="weightings near the weights, not any")
    _countries(power)
    overtake = add("overtake", "power.overtake", "the chance that one state stands above another, by year")
    overtake.add_argument("indicator")
    overtake.add_argument("--country", required=True, metavar="ISO3", help="who may overtake")
    overtake.add_argument("--partner", required=True, metavar="ISO3", help="whom")
    overtake.add_argument("--until", type=int, metavar="Y", help="the last year (ten after the last observation)")


def _shifts(add: Any, parser: Any) -> None:
    """How power is spread, who votes with whom, who has moved, and what has broken."""
    kinds = parser.add_subparsers(metavar="COMMAND", required=True)
    spread = add("polarity", "shifts.show_polarity", "who leads by how much, and the class of every year", kinds)
    spread.add_argument("--by", default="gdp", choices=["gdp", "military", "nuclear"], help="what power is measured by")
    spread.add_argument("--among", default="10", choices=["5", "10", "20", "all"], help="shares among how many leaders")
    blocs = add("blocs", "shifts.show_blocs", "who votes with whom in the UN General Assembly", kinds)
    blocs.add_argument("--number", type=int, metavar="N", help="how many blocs (else the criterion chooses)")
    _countries(blocs)
    movers = add("movers", "shifts.show_movers", "who moved most over five years", kinds)
    breaks = add("breaks", "shifts.show_breaks", "structural breaks of a series (else of those of the world)", kinds)
    for made, text in ((movers, "an indicator of countries (un_ideal_point)"), (breaks, "an indicator")):
        made.add_argument("indicator", nargs="?", help=text)
        _place(made)
    for made in (spread, blocs, movers):
        made.add_argument("--year", type=int, metavar="Y", help="else the last")


def _network(add: Any) -> None:
    """Who is tied to whom."""
    network = add("network", "network.network", "who is tied to whom: groups, brokers, blocs, one state’s ties")
    network.add_argument("--tie", default="exercises", metavar="KIND",
                         help="exercises (else), agreements, in_force, pacts, forums")  # fmt: skip
    network.add_argument("--year", type=int, metavar="Y", help="else the last")
    network.add_argument("--window", type=int, metavar="N", help="years added up, to the one shown: 1, 3 or 5")
    network.add_argument("--least", type=int, metavar="N", help="forums: how many in common are a tie (3, 4 or 5)")
    network.add_argument("--country", metavar="ISO3", help="whose own ties are told, by ISO3 code or name")


def _conflict(add: Any) -> None:
    """The profile of a conflict, and cooperation around onsets."""
    profile = add("conflict", "conflict.conflict", "deaths, outside states, neighbours and displacement of one place")
    where = profile.add_mutually_exclusive_group()
    where.add_argument("country", nargs="?", metavar="COUNTRY", help="ISO3 code or name")
    where.add_argument("--region", metavar="KEY")
    where.add_argument("--forum", metavar="KEY")
    where.add_argument("--world", action="store_true", help="every country")
    study = add("event-study", "conflict.event_study", "an indicator before, during and after onsets of conflict")
    study.add_argument("indicator")
    study.add_argument("--threshold", type=int, choices=[25, 1000], default=25, help="deaths a year (25); 1000 is war")
    study.add_argument("--country", metavar="ISO3", help="its own onsets beside the average")
    study.add_argument("--placebo", type=int, metavar="N", help="how often N invented sets of onsets find something")


def _forums(add: Any) -> None:
    """Forums and what happened in them."""
    forums = add("forums", "forums.forums", "who belongs to a forum, how members hold together, what forums share")
    forums.add_argument("key", nargs="?", metavar="KEY", help="one forum (else all)")
    forums.add_argument("--year", type=int, metavar="Y", help="as of the end of this year (else the last known)")
    forums.add_argument("--against", nargs="+", action="extend", default=[], metavar="KEY", help="others beside it")
    events = add("events", "forums.events", "summits, dialogues, treaties and operations, each with its reference")
    events.add_argument("--forum", nargs="+", action="extend", default=[], metavar="KEY", help="forums or strands")
    _many(events, "--country", "named together, by ISO3 code or name")
    events.add_argument("--from", dest="first", type=int, metavar="Y")
    events.add_argument("--to", dest="last", type=int, metavar="Y")


def _relationships(add: Any) -> None:
    """Two states over time, and the case studies."""
    pair = add("pair", "relationships.pair", "what runs between two states, how long, and through which shocks")
    pair.add_argument("country", metavar="COUNTRY", help="ISO3 code or name")
    pair.add_argument("partner", metavar="PARTNER", help="ISO3 code or name")
    pair.add_argument("--from", dest="first", type=int, metavar="Y", help="the first year (1980)")
    pair.add_argument("--to", dest="last", type=int, metavar="Y", help="the last year (this year)")
    pair.add_argument("--again", action="store_true", help="learn what the model tells where the data have changed")
    case = add("case", "relationships.case", "the case studies, or one of them with its figures filled in")
    case.add_argument("key", nargs="?", metavar="KEY", help="its key, as “foresight case” prints it")


def _library(add: Any, scenario: Any) -> None:
    """The scenarios there are, shipped and one's own, and what is done with them."""
    add("list", "library.list_scenarios", "the shipped scenarios and your own", scenario)
    named = {"metavar": "NAME", "help": "its key, as “foresight scenario list” prints it"}
    filed = {"metavar": "NAME|FILE.toml", "help": "a key, or a scenario file"}
    called = {"dest": "called", "metavar": "NAME", "help": "what it is to be called"}
    author = {"metavar": "WHO", "help": "whose it is (else your account)"}
    add("show", "library.show_scenario", "one scenario as its file", scenario).add_argument("name", **filed)
    save = add("save", "library.save", "keep a scenario file among your own", scenario)
    copy = add("duplicate", "library.duplicate", "a copy of a scenario among your own", scenario)
    for made in (save, copy):
        made.add_argument("name", **filed)
        made.add_argument("--name", **called)
        made.add_argument("--author", **author)
    rename = add("rename", "library.rename", "give one of your own another name", scenario)
    rename.add_argument("name", **named)
    rename.add_argument("called", metavar="NEW NAME")
    add("delete", "library.delete", "move one of your own to the bin", scenario).add_argument("name", **named)
    restore = add("restore", "library.restore", "bring one back from the bin, or list what is in it", scenario)
    restore.add_argument("name", nargs="?", **named)
    restore.add_argument("--number", type=int, metavar="N", help="which of that name (else the newest)")
    check = add("check", "signposts.check", "which settings of a scenario pull against each other", scenario)
    check.add_argument("name", **filed)
    compare = add("compare", "library.compare", "two to six scenarios beside the baseline", scenario)
    compare.add_argument("names", nargs="+", metavar="NAME|FILE.toml")
    compare.add_argument("--target", metavar="INDICATOR", help="what is asked about (else what the first one asks)")
    _place(compare).add_argument("--world", action="store_true", help="every country")
    compare.add_argument("--horizon", type=int, metavar="YEAR", help="the last year (else the first one’s)")


def _place(parser: argparse.ArgumentParser) -> Any:
    where = parser.add_mutually_exclusive_group()
    _countries(where)
    where.add_argument("--region", metavar="KEY")
    where.add_argument("--forum", metavar="KEY")
    return where


def _many(parser: Any, option: str, text: str) -> None:
    parser.add_argument(option, nargs="+", action="extend", metavar="ISO3", help=text)


def _countries(parser: Any) -> None:
    _many(parser, "--country", "countries by ISO3 code or name")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. Wrong usage leaves through argparse with status 2."""
    asked = _parser().parse_args(arguments)
    try:
        room, command = asked.run.split(".")
        # Only what this command needs is imported: `serve` should not wait for what it does not use.
        return int(getattr(importlib.import_module(f"foresight.commands.{room}"), command)(asked))
    except ForesightError as error:
        print(f"foresight: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
