"""Pairs of states: the probability that two of them have a tie in a coming year, and how good such figures were."""

from foresight.projection.pairs.backtest import PairRecord, backtest
from foresight.projection.pairs.model import PairModel, fit
from foresight.projection.pairs.panel import PairPanel, load_pair_panel
from foresight.projection.pairs.scores import Point

__all__ = ["PairModel", "PairPanel", "PairRecord", "Point", "backtest", "fit", "load_pair_panel"]
