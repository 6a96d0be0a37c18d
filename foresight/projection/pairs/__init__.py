"""Pairs of states: the probability that two of them have a tie in a coming year, and how good such figures were."""

from foresight.projection.pairs.backtest import PairRecord, backtest
from foresight.projection.pairs.model import PairModel, fit
from foresight.projection.pairs.panel import PairPanel, load_pair_panel
from foresight.projection.pairs.run import backtest_pairs_from, fit_pairs_from, project_pairs_from
from foresight.projection.pairs.scores import Point

__all__ = [
    "PairModel",
    "PairPanel",
    "PairRecord",
    "Point",
    "backtest",
    "backtest_pairs_from",
    "fit",
    "fit_pairs_from",
    "load_pair_panel",
    "project_pairs_from",
]
