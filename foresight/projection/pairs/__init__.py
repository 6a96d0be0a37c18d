"""Pairs of states: the probability that two of them have a tie in a coming year, and how good such figures were."""

from foresight.projection.pairs.backtest import backtest
from foresight.projection.pairs.model import PairModel, fit
from foresight.projection.pairs.panel import PairPanel, load_pair_panel
from foresight.projection.pairs.record import PairBacktest, PairMiss, PairRecord
from foresight.projection.pairs.run import (
    backtest_from,
    keep_as_it_is,
    keep_one,
    kept,
    kept_model,
    model_from,
    projectable,
)
from foresight.projection.pairs.scores import Point

__all__ = [
    "PairBacktest",
    "PairMiss",
    "PairModel",
    "PairPanel",
    "PairRecord",
    "Point",
    "backtest",
    "backtest_from",
    "fit",
    "keep_as_it_is",
    "keep_one",
    "kept",
    "kept_model",
    "load_pair_panel",
    "model_from",
    "projectable",
]
