"""What a file would do to the projections of an indicator, before it is published."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from foresight import geography
from foresight.panel import FIRST, build_panel
from foresight.projection import drivers
from foresight.projection.backtest import Progress
from foresight.projection.engine import FURTHEST, Model, fit
from foresight.projection.run import fit_from
from foresight.store import Store


def refitted(store: Store, indicator: str, rows: pd.DataFrame, progress: Progress | None = None) -> tuple[Model, Model]:
    """Today's model of a country indicator, and the one that its figures would give if they were `rows`.

    `rows`: country, year, value: the whole indicator as it would be. Two to ten seconds; nothing is kept of the second.
    ProjectionError where either cannot be fitted.
    """
    now = fit_from(store, indicator)
    catalogue, revision = store.catalogue(), store.revision
    wanted = {key: catalogue.indicators[key] for key in (indicator, *drivers.INDICATORS) if key in catalogue.indicators}
    held = {key: store.rows(key, first=FIRST) for key in wanted if key != indicator}
    regions = {iso3: country.region for iso3, country in geography.countries().items() if country.region}
    whole = {indicator: rows[rows["year"] >= FIRST], **held}
    return now, fit(build_panel(whole, wanted, regions, revision.name, FIRST), indicator, progress)


def moves(now: Model, then: Model, countries: Sequence[str], ahead: int) -> pd.DataFrame:
    """How the middle of each projection moves: country, year, before, after, low, high (of the published model, 80 %).

    `ahead`: years after the last year that either has. Countries that one of them cannot project are left out; the
    largest move, beside the width of the published band, is first.
    """
    able = [one for one in countries if now.refusal(one) is None and then.refusal(one) is None]
    until = min(max(now.last_observed, then.last_observed) + ahead, FURTHEST)
    found = []
    for country in able:
        before, after = (model.project((country,), until=until)[0].rows()[-1] for model in (now, then))
        found.append(
            {"country": country, "year": until, "before": before["p50"], "after": after["p50"], "low": before["p10"],
             "high": before["p90"]}
        )  # fmt: skip
    columns = ["country", "year", "before", "after", "low", "high"]
    table = pd.DataFrame(found, columns=columns)
    width = (table["high"] - table["low"]).abs().clip(lower=1e-12)
    return table.loc[((table["after"] - table["before"]).abs() / width).sort_values(ascending=False).index]
