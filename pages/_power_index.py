"""The chapter on the power index: weights, and the index as a ranking, under other weights, mapped, over the years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import power as drawing
from foresight.charts import power_words as words
from foresight.charts.scales import SPACE, number
from foresight.measures import power
from foresight.measures.declared import measure
from foresight.measures.groups import is_group
from foresight.measures.power_recipe import Recipe, recipe
from pages import _cache, _measured, _page, _places, _power_cache, _power_ranks
from pages._link import Link
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.power import Ground

LEADING = 15
SCALE = (
    "100 would be first in every component that has a weight; a state’s index falls when the leader of a year grows."
)


def draw(link: Link) -> None:
    """The whole chapter."""
    made = recipe()
    with st.container(horizontal=True, gap="medium", key="power.weights"):
        chosen = link.weights(made.titles, made.baseline)
    shares = made.weights(chosen)
    _said_weights(made, chosen, shares)
    ground = _power_cache.ground()

    def ranking(rows: DataFrame, subjects: Sequence[str]) -> DataFrame | None:
        return _ranking(link, ground, shares, int(rows["year"].max()), countries(subjects))

    def others(rows: DataFrame, subjects: Sequence[str]) -> DataFrame | None:
        return _power_ranks.show(link, ground, shares, int(rows["year"].max()), countries(subjects))

    starts = words.of_starts(ground, power.first_years(ground))
    _measured.views(
        link, measure("power_index"), power.rows(ground, power.index(ground, shares)),
        notes=tuple(filter(None, (f"Weights: {words.weights(shares, made)}.", starts))),
        more={"Ranking": ranking, "Other weights": others},
    )  # fmt: skip
    _why(made)


def countries(subjects: Sequence[str]) -> tuple[str, ...]:
    """Those of the subjects that are single countries: a ranking has no place for regions and forums."""
    return tuple(subject for subject in subjects if not is_group(subject))


def _said_weights(made: Recipe, chosen: dict[str, int], shares: dict[str, float]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if chosen == made.baseline:
            st.caption("The weights are the ones this product opens with; why these, stands at the end of the page.")
        else:
            st.caption(literal(f"Of the whole weight: {words.weights(shares, made)}."))
            st.button(
                "Back to the opening weights", on_click=_forget, type="tertiary",
                icon=":material/undo:", key="power.baseline",
            )  # fmt: skip


def _forget() -> None:
    """An address without weights is one that somebody else opened: it sets the sliders to where they begin."""
    st.query_params.pop("weights", None)


def _ranking(
    link: Link, ground: Ground, shares: dict[str, float], year: int, picked: tuple[str, ...]
) -> DataFrame | None:
    standing, names = power.standing(ground, shares, year), _places.names()
    shown = standing[(standing.index < LEADING) | standing["country"].isin(picked)]
    if shown.empty:
        st.info(_measured.NOTHING)
        return None
    notes = [SCALE, f"Weights: {words.weights(shares, ground.recipe)}."]
    if partial := words.of_partial(shown, ground.recipe, names):
        notes.append(partial)
    said = _page.said_measure(measure("power_index"), year, subject=str(year), notes=tuple(notes))
    figure = drawing.ranking(
        shown, said, ground.recipe.titles, names, marked=picked, dark=_page.dark(), narrow=_page.narrow()
    )
    sentence = words.of_ranking(standing, ground.recipe, names, year)
    held = set(shown["country"])
    told = next((country for country in picked if country in held), shown["country"].iloc[min(2, len(shown) - 1)])
    ranked = _power_cache.ranks(year, None, (told,))
    for row in ranked.table.to_dict("records"):
        firm = {"country": told, "low": row["low"], "high": row["high"], "among": ranked.among(told, 5)}
        sentence += f" {words.of_country_ranks(firm, ranked, names, 5)}"
    _page.chart(figure, f"power_index_{year}", sentence, key="power.ranking")
    if missing := words.of_missing(power.without(ground, shares, year), names, ground.recipe):
        st.caption(literal(missing))
    _behind(link, ground, shares, year, tuple(shown["country"]))
    return shown.assign(year=year)


def _behind(link: Link, ground: Ground, shares: dict[str, float], year: int, shown: tuple[str, ...]) -> None:
    """One country's figures: what each score is made of, and of which year."""
    st.subheader("What stands behind one country’s index", anchor=False)
    country = link.select("of", "Country", shown, _places.names().__getitem__, label_visibility="collapsed")
    catalogue, rows = _cache.catalogue(), []
    for found in power.details(ground, country, year):
        entry = found.entry
        unit = catalogue.indicator(entry.indicator).unit if entry.times is None else _unit(entry.times)
        part = shares[found.component]
        rows.append(
            {
                "Component": f"{ground.recipe.components[found.component].title} ({drawing.share(part)})",
                "Figure": f"{entry.title} ({drawing.share(found.share)})",
                "Value": "no data" if found.figure is None else f"{number(found.figure)} {unit}",
                "Year": "–" if found.year is None else f"{found.year}{' (carried on)' if found.year < year else ''}",
                "Score": "–" if found.score is None else number(found.score, 1),
            }
        )  # fmt: skip
    _page.table(rows, f"Figures behind the power index of {_places.names()[country]}")
    st.caption(
        "Score: share of the year’s highest state, in per cent (of square roots for warheads). In brackets the weight "
        "within the component. A figure is carried on where a later one is missing, and left out after that."
    )


def _unit(times: str) -> str:
    """Percentages of a second indicator are amounts in its unit."""
    return _cache.catalogue().indicator(times).unit


def _why(made: Recipe) -> None:
    with st.expander("Why these weights", icon=":material/balance:"):
        st.markdown(
            "The weights are a judgement of ours: no data can tell what power is made of. They follow the order of the "
            "Lowy Institute’s Asia Power Index (economic and military capability first, diplomacy and future resources "
            "after them). Move them, and look under *Other weights* at what stands however they are set."
        )
        for one in made.components.values():
            st.markdown(f"**{one.title}, {one.weight}{SPACE}%.** {literal(one.reason)}")
            total = sum(part.weight for part in one.ingredients)
            for part in one.ingredients:
                years = "year" if part.carry == 1 else "years"
                st.markdown(
                    f"- {literal(part.title)}, {drawing.share(part.weight / total)}: {literal(part.reason)} "
                    f"A last figure is carried on for at most {part.carry} {years}."
                )
        catalogue = _cache.catalogue()
        left = [f"*{literal(catalogue.indicator(k).title)}*: {literal(v)}" for k, v in made.left_out.items()]
        st.markdown("**Thought of and left out.** " + " ".join(left))
        st.caption("Declared in data/catalogue/power_index.toml; the method is told in docs/method-power.md.")
