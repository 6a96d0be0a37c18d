"""Projections: smoothed baselines, one pooled model, conformal intervals, and how good they were."""

from foresight.projection.backtest import Record
from foresight.projection.engine import Model, Projection, fit, project

__all__ = ["Model", "Projection", "Record", "fit", "project"]
