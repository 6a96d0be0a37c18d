"""Commands about conflict: the profile of a place, and cooperation around onsets."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from foresight import geography
from foresight.catalogue import Catalogue
from foresight.commands.asking import opened
from foresight.commands.printing import as_json, codes, table
from foresight.errors import ForesightError
from foresight.store import Store

if TYPE_CHECKING:
    from foresight.measures.conflict_factors import Standing
    from foresight.measures.event_study import Study


def _names(catalogue: Catalogue) -> dict[str, str]:
    from foresight.measures import groups

    countries = {iso3: country.short for iso3, country in geography.countries().items()}
    return countries | groups.titles({key: forum.short for key, forum in catalogue.forums.items()})


def _subject(asked: argparse.Namespace, catalogue: Catalogue) -> str:
    """The one place that was asked for; UnknownKeyError where it does not exist."""
    if asked.region:
        geography.region(asked.region)
        return f"region:{asked.region}"
    if asked.forum:
        catalogue.forum(asked.forum)
        return f"forum:{asked.forum}"
    if asked.world:
        return "world"
    if not asked.country:
        raise ForesightError("Name a country, or give --region KEY, --forum KEY or --world.")
    return (codes([asked.country]) or [""])[0]


def conflict(asked: argparse.Namespace) -> int:
    """The last observed year of a place: deaths, outside states, neighbours, displacement; of a country its factors."""
    from foresight.charts import conflict_words as words
    from foresight.measures import conflict_factors, groups
    from foresight.measures.conflict import profile_from

    store = opened(asked)
    catalogue = store.catalogue()
    subject, names = _subject(asked, catalogue), _names(catalogue)
    found, group = profile_from(store, subject), groups.is_group(subject)
    factors: tuple[Standing, ...] = ()
    if not group:
        panel = conflict_factors.panel_from(store)
        factors = conflict_factors.standings(panel, catalogue.levers, subject) if subject in panel.countries else ()
    name = names[subject]
    sentences = [
        words.severity(found, name),
        words.outside(found, name, names, group),
        words.neighbours(found, name, names),
        words.displaced(found, name),
    ]
    if asked.json:
        as_json(
            {
                "revision": store.revision.number, "revision_hash": store.revision.hash, "subject": subject,
                "name": name, "year": found.year, "sentences": sentences,
                "deaths": {kind: dict(zip(("best", "low", "high"), three, strict=True))
                           for kind, three in found.deaths.items()},
                "in_conflict": found.fought, "with_outside_troops": found.joined,
                "outside_states": list(found.senders), "deaths_in_neighbours": dict(found.neighbours),
                "displaced": {key: {"value": value, "year": year or None}
                              for key, (value, year) in found.displaced.items()},
                "onsets": [{"country": one.country, "year": one.year, "deaths": one.deaths} for one in found.onsets],
                "factors": [{"factor": one.factor, "value": one.value, "year": one.year or None,
                             "share_of_states_lower": one.share, "states": one.among} for one in factors],
            }
        )  # fmt: skip
        return 0
    for sentence in sentences:
        print(sentence)
    if factors:
        table(
            [
                {"factor": catalogue.levers[one.factor].title, "value": one.value,
                 "unit": catalogue.levers[one.factor].unit, "year": one.year, "higher than (%)": 100 * one.share}
                for one in factors
            ]
        )  # fmt: skip
    if found.onsets:
        told = [f"{names.get(one.country, one.country)} {one.year}" for one in found.onsets]
        print(f"Onsets (25 deaths after five quiet years): {', '.join(told)}.")
    return 0


def event_study(asked: argparse.Namespace) -> int:
    """Cooperation before, during and after onsets of conflict, against matched states without one."""
    from foresight.charts import conflict_words as words
    from foresight.measures import event_study as studies

    if asked.placebo is not None and asked.placebo < 1:
        raise ForesightError(
            f"--placebo takes how many invented sets of onsets to try, at least 1, not {asked.placebo}."
        )
    store = opened(asked)
    names = _names(store.catalogue())
    study = studies.study_from(store, asked.indicator, asked.threshold)
    country = (codes([asked.country]) or [""])[0] if asked.country else None
    placebo = _placebo(store, asked.indicator, asked.placebo) if asked.placebo else None
    if asked.json:
        as_json(
            {"revision": store.revision.number, "revision_hash": store.revision.hash}
            | _as_json(study)
            | ({"country": _own(study, country)} if country else {})
            | ({"placebo": placebo} if placebo else {})
        )
        return 0
    print(words.verdict(study))
    print(words.weight(study))
    entry = study.outcome
    table(
        [
            {"year from onset": step, words.gap_unit(entry): words.apart(one.mean, entry),
             "80 % interval": f"{words.apart(one.low, entry)} to {words.apart(one.high, entry)}", "onsets": n}
            for step, one, n in zip(studies.STEPS, study.by_step, study.counted, strict=True)
        ]
    )  # fmt: skip
    if country:
        mine = study.of(country)
        print(
            words.own(mine, study, names[country], names)
            if mine
            else f"{names[country]} has no onset that could be held against others."
        )
    if placebo:
        print(
            f"Invented onsets: of {placebo['runs']} studies {100 * placebo['interval']:.0f} % had "
            f"an interval off nought and {100 * placebo['verdict']:.0f} % a verdict; on states like the real ones "
            f"{100 * placebo['interval_alike']:.0f} and {100 * placebo['verdict_alike']:.0f} %; with half the usual "
            f"change planted {100 * placebo['interval_planted']:.0f} and {100 * placebo['verdict_planted']:.0f} %."
        )
    print(words.ASSOCIATION)
    return 0


def _placebo(store: Store, indicator: str, runs: int) -> dict[str, Any]:
    """How often the study finds something where nothing is, and where half the usual change was planted."""
    from foresight.measures import conflict
    from foresight.measures import event_study as studies
    from foresight.measures.event_study_check import check

    panel = studies.panel_from(store, (indicator,))
    found = conflict.onsets(store.rows(studies.DEATHS))
    usual = studies.study(panel, indicator, found).usual
    any_, alike = check(panel, indicator, found, runs), check(panel, indicator, found, runs, alike=True)
    planted = check(panel, indicator, found, runs, size=usual / 2)
    return {
        "runs": runs, "interval": any_.told, "verdict": any_.verdicts, "interval_alike": alike.told,
        "verdict_alike": alike.verdicts, "planted": usual / 2, "interval_planted": planted.told,
        "verdict_planted": planted.verdicts,
    }  # fmt: skip


def _as_json(study: Study) -> dict[str, Any]:
    from foresight.charts import conflict_words as words
    from foresight.measures.event_study import STEPS

    def three(one: Any) -> dict[str, float]:
        return {"mean": one.mean, "low80": one.low, "high80": one.high}

    return {
        "indicator": study.outcome.key, "threshold": study.threshold, "verdict": study.verdict,
        "sentence": words.verdict(study), "unit": "the unit models work in: " + study.outcome.transform,
        "years_1_to_3": three(study.after), "drift_before": three(study.drift), "moving_apart_before": study.drifting,
        "onsets": len(study.matched), "countries": study.countries, "worth": study.worth,
        "last_observed": study.last, "not_used": dict(study.unused),
        "by_year": [{"year": step, **three(one), "onsets": n}
                    for step, one, n in zip(STEPS, study.by_step, study.counted, strict=True)],
        "balance": {key: {"all_others": a, "matched": b} for key, (a, b) in study.balance().items()},
        "matched": [{"country": one.onset.country, "year": one.onset.year, "years_1_to_3": one.after,
                     "held_against": list(one.states)} for one in study.matched],
    }  # fmt: skip


def _own(study: Study, country: str) -> dict[str, Any]:
    from foresight.measures.event_study import STEPS

    return {
        "country": country,
        "onsets": [
            {"year": one.onset.year, "years_1_to_3": one.after, "held_against": list(one.states),
             "gap": dict(zip(STEPS, one.gap.tolist(), strict=True))}
            for one in study.of(country)
        ],
    }  # fmt: skip
