"""What a network shows, in sentences computed from it. Neutral: what was observed, never what comes."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from foresight.charts.scales import SPACE, number
from foresight.charts.sentences import listed
from foresight.measures.network import Network, Year, brokers
from foresight.measures.network_communities import RUNS
from foresight.measures.network_ego import EARLIER, Ego

Names = Mapping[str, str]
ENOUGH = 10
"""A bloc whose members have fewer ties is not singled out: its index jumps with each of them."""
NAMED = 5
"""As many partners as a sentence can hold."""


def percent(share: float) -> str:
    """`11.5 %`; one decimal below ten, `no data` where there is none."""
    places = 1 if abs(share) < 0.995 else 0
    return f"{number(100 * share, places)}{SPACE}%" if share == share else "no data"


def states(count: int) -> str:
    return "1 state" if count == 1 else f"{count} states"


def of_year(network: Network, year: Year, names: Names) -> str:
    """How many are tied to how many, who has most partners, and into which communities they fall."""
    covered, when, noun = int(year.covered.sum()), network.when(year.year), network.kind.noun
    if not year.ties:
        return f"In {when} no {noun} were recorded between any of the {covered} states covered."
    text = (
        f"In {when}, {year.tied} of {covered} states covered {network.did} with another: {number(year.ties, 0)} ties, "
        f"{percent(year.density)} of all pairs. {_leading(network, year, names)}"
    )
    groups = [year.members(k) for k in year.groups]
    if len(groups) == 1:
        return f"{text} All of them form one community."
    lead = names.get(network.states[groups[0][0]], network.states[groups[0][0]])
    return f"{text} They fall into {len(groups)} communities, the largest, around {lead}, of {states(len(groups[0]))}."


def _leading(network: Network, year: Year, names: Names) -> str:
    top = int(year.degree.max())
    most = [names.get(network.states[k], network.states[k]) for k in range(len(year.degree)) if year.degree[k] == top]
    partners = f"{top} partner{'s' if top > 1 else ''}"
    if len(most) == 1:
        return f"{most[0]} had most partners ({top})."
    return (
        f"{listed(most)} had most, {partners} each." if len(most) <= 3 else f"{len(most)} states had {partners} each."
    )


def communities(network: Network, year: Year, names: Names) -> dict[str, str]:
    """Every community as a bloc (`community:3`) -> its name, by the state with the strongest ties inside the graph."""
    leads = {k: network.states[year.members(k)[0]] for k in year.groups}
    return {f"community:{k}": f"Community around {names.get(lead, lead)}" for k, lead in leads.items()}


def of_parts(year: Year) -> str:
    """Whether every state with a tie can be reached from every other; empty without a tie."""
    if not year.ties:
        return ""
    if year.components == 1:
        return "All states with a tie are connected, directly or through others."
    return (
        f"The states with a tie fall into {year.components} parts that no tie connects, the largest of "
        f"{states(year.largest)}."
    )


def of_stability(year: Year) -> str:
    """How clearly the communities are set apart, and how far repeated runs agree; empty without a tie."""
    if year.stability != year.stability:
        return ""
    sure = (
        "the division is firm" if year.stability >= 0.8
        else "some states could stand on either side" if year.stability >= 0.5
        else "read the division as one of several"
    )  # fmt: skip
    clear = "clearly" if year.modularity >= 0.4 else "to some degree" if year.modularity >= 0.2 else "hardly"
    return (
        f"The communities are {clear} set apart (modularity {number(year.modularity)}); {RUNS} runs of the method "
        f"agree to {number(year.stability)} (adjusted Rand index, 1 = always the same): {sure}."
    )


def of_brokers(network: Network, year: Year, names: Names) -> str:
    """Who stands between others most."""
    top = brokers(year, 3)
    if not top:
        return f"In {network.when(year.year)} no state stood on a shortest path between two others."
    told = [f"{names.get(network.states[k], network.states[k])} ({percent(float(year.betweenness[k]))})" for k in top]
    most = (
        f"In {network.when(year.year)}, no state stood on more of the shortest paths between two others than {told[0]}"
    )
    return f"{most}, followed by {listed(told[1:])}." if told[1:] else f"{most}."


def of_blocs(network: Network, year: Year, rows: pd.DataFrame, within: float, lot: float, titles: Names) -> str:
    """How many ties stay within a region, and which blocs keep most and least to themselves."""
    if not year.ties:
        return f"In {network.when(year.year)} there were no ties that could stay inside a bloc or leave it."
    text = (
        f"In {network.when(year.year)}, {percent(within)} of ties stayed inside a region; if partners were drawn by "
        f"lot, {percent(lot)} would."
    )
    seen = rows[rows["inside"] + rows["across"] >= ENOUGH].sort_values("ei", kind="stable")
    if len(seen) < 2:
        return text
    low, high = seen.iloc[0], seen.iloc[-1]
    return (
        f"{text} {titles.get(low['bloc'], low['bloc'])} kept most to themselves ({int(low['inside'])} ties inside, "
        f"{int(low['across'])} across); {titles.get(high['bloc'], high['bloc'])} least ({int(high['inside'])} inside, "
        f"{int(high['across'])} across)."
    )


def of_course(network: Network, course: pd.DataFrame) -> str:
    """The number of ties and their density from the first to the last year, and the year with most."""
    first, last, most = course.iloc[0], course.iloc[-1], course.iloc[int(course["ties"].to_numpy().argmax())]
    text = (
        f"The number of ties went from {number(first['ties'], 0)} in {network.when(int(first['year']))} to "
        f"{number(last['ties'], 0)} in {network.when(int(last['year']))}, their density from "
        f"{percent(float(first['density']))} to {percent(float(last['density']))} of all pairs."
    )
    if int(most["year"]) not in (int(first["year"]), int(last["year"])):
        text += f" It was highest in {network.when(int(most['year']))} ({number(most['ties'], 0)})."
    return text


def of_ego(network: Network, ego: Ego, names: Names) -> str:
    """A covered state's partners, its ranks, and what it gained and lost."""
    name, when, kind = names.get(ego.country, ego.country), network.when(ego.year), network.kind
    now = ego.place[ego.place["year"] == ego.year].iloc[0]
    if not now["ties"]:
        text = f"{name} is covered in {when}, and no {kind.noun} are recorded for it."
        gone = ego.partners("gone")
        return f"{text} In {network.when(ego.year - EARLIER)} it had {_some(gone, names)}." if gone else text
    with_ = _some(ego.now["partner"].tolist(), names)
    text = (
        f"In {when}, {name} {network.did} with {with_}: rank {int(now['ties_rank'])} of {int(now['among'])} by number "
        f"of partners, rank {int(now['betweenness_rank'])} as a broker."
    )
    if ego.before is None:
        return f"{text} {_no_earlier(network, ego)}"
    new, gone = ego.partners("new"), ego.partners("gone")
    held = f"Against {network.when(ego.before)}"
    if not new and not gone:
        return f"{text} {held} it has the same partners."
    parts = [f"{len(new)} new ({_few(new, names)})"] if new else ["none new"]
    parts += [f"{len(gone)} gone ({_few(gone, names)})"] if gone else ["none gone"]
    return f"{text} {held}: {listed(parts)}."


def _no_earlier(network: Network, ego: Ego) -> str:
    earlier = ego.year - EARLIER
    if earlier not in network.by_year:
        return f"What it gained and lost cannot be told: the data begin with {network.when(network.years[0])}."
    return f"What it gained and lost cannot be told: it is not covered in {network.when(earlier)}."


def _some(states_: list[str], names: Names) -> str:
    if len(states_) <= NAMED:
        return listed([names.get(s, s) for s in states_])
    return f"{len(states_)} states, most of all {listed([names.get(s, s) for s in states_[:3]])}"


def _few(states_: list[str], names: Names) -> str:
    shown = [names.get(s, s) for s in states_[:NAMED]]
    rest = len(states_) - len(shown)
    return f"{', '.join(shown)} and {rest} more" if rest > 0 else listed(shown)


def not_covered(network: Network, country: str, year: int, names: Names) -> str:
    """Why nothing is said of a state: it is not zero."""
    name, noun = names.get(country, country), network.kind.noun
    held = [y for y in network.years if network.covers(country, y)]
    when = "any year"
    if held:
        span = str(held[0]) if held[0] == held[-1] else f"{held[0]} to {held[-1]}"
        when = f"{network.when(year)}, only in {span}"
    return f"The figures of {noun} do not cover {name} in {when}: its ties are missing, not zero."
