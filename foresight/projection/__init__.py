"""Projections: smoothed baselines, pooled models, their stack, conformal bands, and how good they were."""

from foresight.projection.engine import Model, Projection, fit, project
from foresight.projection.records import Record

__all__ = ["Model", "Projection", "Record", "fit", "project"]
