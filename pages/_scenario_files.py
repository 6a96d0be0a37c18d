"""What can be taken along from a scenario: its figures, the scenario itself, the command that makes them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from pandas import DataFrame, concat

from pages import _cache, _downloads, _scenario_cache, _scenario_words
from pages import _scenario_answer as answering

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foresight.catalogue import Lever
    from foresight.scenario import Simulation

QUANTILES = ["p10", "p25", "p50", "p75", "p90"]


def rows(simulation: Simulation) -> DataFrame:
    """What is shown, year by year: series observed, baseline, scenario or difference, and its quantiles."""
    outcome = answering.whole(simulation)
    own = answering.history(simulation)
    observed = own[["year"]].assign(series="observed", p50=own["value"], status="observed")
    status = dict(zip(outcome.baseline.years, outcome.baseline.status, strict=True))
    parts = [observed]
    for name in ("baseline", "scenario", "difference"):
        part = getattr(outcome, name)
        columns = {quantile: getattr(part, quantile) for quantile in QUANTILES}
        years = list(part.years)
        parts.append(DataFrame({"year": years, "series": name, **columns, "status": [status[y] for y in years]}))
    scope = simulation.scenario.scope
    single = simulation.aggregate is None
    place = {"country": outcome.country} if single else {"scope": str(scope)}
    found: DataFrame = concat(parts, ignore_index=True).assign(**place)
    return found[[*place, "series", "year", *QUANTILES, "status"]]


def csv(simulation: Simulation, levers: Mapping[str, Lever], made_by: str) -> str:
    """The rows as CSV: the scenario first, then the provenance of the target, in lines that start with `#`."""
    from foresight import export

    outcome, target = answering.whole(simulation), simulation.target
    sentence = _scenario_words.sentence(outcome, target, levers, answering.where(simulation.scenario))
    together = answering.TOGETHER.format(words=target.together_words)
    said = [
        ("scenario", _scenario_words.plain(sentence)),
        ("read as", "; ".join(label for label, _ in _scenario_words.labels(simulation, outcome))),
        ("observed", together if simulation.aggregate else "p50"),
        ("bands", " ".join(answering.BANDS)),
        ("model", f"{outcome.baseline.model}. {_scenario_words.skill(outcome.baseline)}"),
        ("seed", str(simulation.seed)),
        ("levers move from", str(simulation.start)),
        *(("lever", _scenario_words.told(row)) for row in _scenario_words.rests_on(outcome, target, levers)),
        *(("driver", source) for source in answering.driver_sources(levers)),
        *(("note", warning) for warning in simulation.warnings),
        ("made again by", made_by),
    ]
    table = export.to_csv(rows(simulation), _cache.catalogue(), _cache.revision(), target.key)
    return export.headed(said, table)


def take_along(simulation: Simulation, levers: Mapping[str, Lever]) -> None:
    """CSV, the scenario's file, the picture's format, and the command that makes the same figures again."""
    scenario, target = simulation.scenario, simulation.target
    filed = _scenario_words.titled(scenario, answering.where(scenario), target, levers)
    made_by = _scenario_words.command(filed, _scenario_cache.this_year())
    st.header("Take it along", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _downloads.button(
            [target.key], lambda: csv(simulation, levers, made_by), f"scenario_{target.key}",
            help="The figures shown, with scenario, labels, source, licence, citation and data revision.",
        )  # fmt: skip
        st.download_button(
            "Scenario as a file",
            data=filed.to_toml(),
            file_name=f"{filed.key}.toml",
            mime="application/toml",
            on_click="ignore",
            icon=":material/description:",
            help="TOML: levers, place, years and seed. The command line runs it.",
        )
        _downloads.picture()
    st.caption("The same figures from the command line:")
    st.code(made_by, language=None, wrap_lines=True)
