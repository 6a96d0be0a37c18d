"""Sentences on geopolitical shifts, computed from what was measured. What is not told is said not to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from foresight.catalogue import Indicator
from foresight.charts.scales import SPACE, number, plain
from foresight.charts.sentences import listed
from foresight.measures import breaks, polarity, shifts
from foresight.measures.blocs import LEVEL, STEADY, Evidence, Partition
from foresight.measures.movers import SPAN, UNUSUAL, Episode

if TYPE_CHECKING:
    import pandas as pd

    from foresight.measures.breaks import Stretch, Verdict

Names = Mapping[str, str]
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
RULE = (
    "Bipolar: the second state has a quarter or more of what the group has together. Unipolar: the first has half or "
    "more, and the second less than a quarter. Multipolar: all else."
)
NO_TRADE_BY_PARTNER = (
    "Not measured here: on whom a country depends. That takes trade by partner (such as the IMF’s Direction of Trade "
    "Statistics or UN Comtrade), energy and raw materials by supplier, and debt by creditor; this product ships none. "
    "What stands here says how much a country depends on others, not on which."
)


def count(of: int) -> str:
    """A small count in words, a larger one in digits."""
    return _COUNTS[of] if of < len(_COUNTS) else str(of)


def percent(share: float, decimals: int = 0) -> str:
    """A share of 0 to 1 as per cent; what is not all is never written as 100."""
    text = number(100 * share, decimals)
    if text == "100" and share < 1:
        text = f"more than {number(100 - 10.0**-decimals, decimals)}"
    return f"{text}{SPACE}%"


def group(leading: int | None) -> str:
    """The group of states whose shares are taken."""
    return "all states listed" if leading is None else f"the {number(leading, 0)} leading states"


def span(first: int, last: int) -> str:
    """`2019` or `1990-2018`, with a dash."""
    return str(first) if first == last else f"{first}–{last}"


def of_polarity(table: pd.DataFrame, key: str, leading: int | None, names: Names) -> str:
    """Which class the last year has, since when, and how concentrated it is against the first year."""
    if table.empty:
        return "No year lists enough states to say how power is spread."
    runs, last, first = polarity.spells(table), table.iloc[-1], table.iloc[0]
    kind, since, until = runs[-1]
    held = f"since {since}" if since > int(first["year"]) else f"in every year since {since}"
    before = f"; {runs[-2][0]} before ({span(runs[-2][1], runs[-2][2])})" if len(runs) > 1 else ""
    second = (
        f", {names.get(str(last['second']), str(last['second']))} {percent(float(last['second_share']))}"
        if last["second"]
        else ""
    )
    return (
        f"By {polarity.basis(key).word} among {group(leading)}, {until} is {kind}, {held}{before}. "
        f"{names.get(str(last['first']), str(last['first']))} has {percent(float(last['first_share']))}{second}. "
        f"Power is spread as among {number(float(last['effective']), 1)} equal states; in {int(first['year'])} it was "
        f"as among {number(float(first['effective']), 1)}."
    )


def of_groups(tables: Mapping[int | None, pd.DataFrame]) -> str:
    """How the class of the last year depends on the group of states."""
    parts = [f"{group(leading)}: {table['kind'].iloc[-1]}" for leading, table in tables.items() if len(table)]
    if not parts:
        return ""
    kinds = {part.rsplit(" ", 1)[1] for part in parts}
    lead = "The class does not depend on the group" if len(kinds) == 1 else "The class depends on the group"
    return f"{lead} ({'; '.join(parts)})."


def of_coverage(listed_: int, missing: Sequence[str], year: int, names: Names) -> str:
    """How many states have a figure in a year, and which large ones have none."""
    if not missing:
        return f"{year}: every state has a figure ({listed_})."
    first = listed([names.get(iso3, iso3) for iso3 in missing[:6]])
    rest = f", and {len(missing) - 6} more" if len(missing) > 6 else ""
    return f"{year}: {listed_} states have a figure. Without one: {first}{rest}."


def bloc_name(members: Sequence[str], names: Names) -> str:
    """A bloc by those that stand for it."""
    return listed([names.get(iso3, iso3) for iso3 in members])


def of_blocs(found: Partition, evidence: Evidence, named: Sequence[Sequence[str]], names: Names) -> str:
    """The blocs of a year, or that none can be told, and why."""
    if not evidence.told:
        why = (
            f"in {percent(evidence.p)} of comparisons, states that spread evenly look as divided"
            if evidence.spread
            else "the blocs change with the states that are looked at (middle adjusted Rand index "
            f"{number(evidence.steady, 2)}; {number(STEADY, 1)} is needed)"
        )
        drawn = count(len(found.blocs))
        if len(found.blocs) != found.best:
            return f"A division of {found.year} into {drawn} blocs cannot be told: {why}. It is drawn all the same."
        return f"No blocs can be told in {found.year}: {why}. The best division, into {drawn}, is drawn all the same."
    sizes = [
        f"{len(bloc.states)} states around {bloc_name(own, names)}"
        if len(bloc.states) > 1
        else f"{bloc_name(own, names)} alone"
        for bloc, own in zip(found.blocs, named, strict=True)
    ]
    inside = [percent(bloc.inside) for bloc in found.blocs if bloc.inside == bloc.inside]
    across = np.average([b.outside for b in found.blocs], weights=[len(b.states) for b in found.blocs])
    return (
        f"In {found.year} the states of the UN voted in {count(len(found.blocs))} blocs: {listed(sizes)}. States of "
        f"the same bloc cast the same vote in {listed(inside)} of their common votes, states of different blocs in "
        f"{percent(float(across))}."
    )


def of_evidence(found: Partition, evidence: Evidence, asked: int | None) -> str:
    """What stands behind the number of blocs and their stability."""
    steady = "the same in nearly all of them" if evidence.steady >= 0.9 else (
        "much the same in most of them" if evidence.steady >= 0.75 else "different in many of them"
    )  # fmt: skip
    parts = [
        f"The criterion chooses {count(found.best)}"
        + (f"; {count(asked)} were asked for" if asked not in (None, found.best) else ""),
        f"of 100 clouds of states without blocs, {number(100 * evidence.p, 0)} or fewer look as divided"
        if not evidence.spread
        else f"{percent(evidence.p)} of clouds without blocs look as divided (up to {percent(LEVEL)} would do)",
        f"when a fifth of the states is left out at random, the blocs are {steady} (middle adjusted Rand index "
        f"{evidence.steady:.2f}, of 1 at most), and the criterion chooses the same number in "
        f"{percent(evidence.same)}",
    ]
    return f"{'; '.join(parts)}."


def of_movers(table: pd.DataFrame, indicator: Indicator, year: int, names: Names, span: int = SPAN) -> str:
    """Who moved most, how far, how that compares with its usual movement, and how many moved unusually."""
    if table.empty:
        return f"No country has a figure in both {year - span} and {year}."
    top = table.iloc[0]
    name = names.get(str(top["country"]), str(top["country"]))
    told = table["times"].notna()
    unusual = int((table.loc[told, "times"] >= UNUSUAL).sum())
    times = (
        f", {number(float(top['times']), 1)} times its usual movement over {count(span)} years"
        if top["times"] == top["times"]
        else ""
    )
    return (
        f"{name} moved most from {year - span} to {year}: from {plain(float(top['before']), indicator)} to "
        f"{plain(float(top['after']), indicator)}{times}. Of {int(told.sum())} countries with a long enough past, "
        f"{unusual} moved at least {'twice' if UNUSUAL == 2 else f'{UNUSUAL:g} times'} as far as usual. The middle "
        f"country moved by {signed(float(table['change'].median()), indicator.decimals)}."
    )


def signed(value: float, decimals: int) -> str:
    """A difference with its sign."""
    text = number(value, decimals)
    return f"+{text}" if value > 0 and text != "0" else text


def of_episodes(counts: pd.DataFrame, year: int, down: Sequence[Episode], up: Sequence[Episode], names: Names) -> str:
    """How many states are in an episode, against twenty years earlier, and where most has changed."""
    of = {int(y): (int(a), int(b), int(n)) for y, a, b, n in counts[["year", "0", "1", "states"]].to_numpy().tolist()}
    falling, rising, states = of[year]
    text = f"In {year}, {falling} of {states} states were autocratising and {rising} democratising"
    if year - 20 in of:
        falling, rising, states = of[year - 20]
        text += f"; twenty years earlier {falling} and {rising} of {states}"
    parts = [
        f"{lead} {names.get(own[0].country, own[0].country)} ({signed(own[0].change, 2)} since {own[0].start - 1})"
        for lead, own in (("the deepest fall under way is that of", down), ("the largest rise that of", up))
        if own and own[0].change == own[0].change
    ]
    return f"{text}. {', '.join(parts).capitalize()[:1]}{', '.join(parts)[1:]}." if parts else f"{text}."


def of_space(moves: Sequence[tuple[str, float, float]], axes: tuple[str, str], first: int, last: int) -> str:
    """How far those that are followed have moved on both axes; `moves`: name, change across, change up."""
    if not moves:
        return f"Nobody that is followed has figures in both {first} and {last}."
    parts = [f"{name} by {signed(x, 2)} across and {signed(y, 2)} up" for name, x, y in moves]
    return f"From {first} to {last}: {'; '.join(parts)}. Across: {axes[0]}; up: {axes[1]}."


def of_verdict(verdict: Verdict, indicator: Indicator, subject: str) -> str:
    """What the test of a series found, in one sentence: its breaks with size and span, or that none can be told."""
    if verdict.refused:
        return f"{subject}: this series cannot be tested, because {verdict.refused}."
    years = span(verdict.years[0], verdict.years[-1])
    if not verdict.told:
        return (
            f"{subject}: no break can be told in {years}. Series without one gain as much from the best break in "
            f"{percent(verdict.p)} of {number(breaks.DRAWS, 0)} drawn ones (at most {percent(breaks.LEVEL)} would do)."
        )
    dates = "; ".join(
        f"{one.year} ({span(one.early, one.late)} in nine of ten draws), a step of {moved(one.step, indicator)}"
        for one in verdict.breaks
    )
    word = "a break" if len(verdict.breaks) == 1 else f"{count(len(verdict.breaks))} breaks"
    if verdict.kind == "level":
        lead = f"{typical(indicator)} ({indicator.unit})"
        sizes = [(plain(shifts.there(own.mean, indicator), indicator), own) for own in verdict.stretches]
    else:
        lead, sizes = "Change", [(pace(own, indicator), own) for own in verdict.stretches]
    told = "; ".join(f"{size} in {span(own.first, own.last)}" for size, own in sizes)
    return (
        f"{subject}: {word} of the {verdict.kind} in {years}: {dates}. {lead}: {told}. "
        f"Series without a break gain as much in {percent(verdict.p, 1)} of draws."
    )


def typical(indicator: Indicator) -> str:
    """What the mean of a stretch is called: on a logarithmic scale it is no arithmetic one."""
    return "Mean" if indicator.transform == "identity" else "Typical year"


def pace(stretch: Stretch, indicator: Indicator) -> str:
    """The yearly change of a stretch, in the unit or in per cent."""
    return f"{moved(stretch.slope, indicator)} a year"


def moved(by: float, indicator: Indicator) -> str:
    """A slope or a step of a verdict, in the unit or in per cent."""
    value, relative = shifts.change(by, indicator)
    return f"{signed(value, 1)}{SPACE}%" if relative else signed(value, max(indicator.decimals, 1) + 1)


def of_world(verdicts: Sequence[tuple[str, Verdict]]) -> str:
    """How many of several series have a break, and how many that many would by chance."""
    tried = [(title, one) for title, one in verdicts if not one.refused]
    found = [(title, one) for title, one in tried if one.told]
    held = breaks.holm([one.p for _, one in tried])
    chance = number(breaks.LEVEL * len(tried), 1)
    if not found:
        return (
            f"In none of the {count(len(tried))} series of the world that were tested can a break be told from the "
            "drift that such series have anyway."
        )
    told = listed([f"{title} ({', '.join(str(b.year) for b in one.breaks)})" for title, one in found])
    firm = sum(held)
    return (
        f"A break can be told in {len(found)} of {len(tried)} series of the world: {told}. By chance alone, {chance} "
        f"would show one; {count(firm)} of them {'holds' if firm == 1 else 'hold'} when it counts how many were tried."
    )
