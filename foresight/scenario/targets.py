"""What the scenario page asks about first. Any other country-level indicator works too."""

from __future__ import annotations

TARGETS = ("arms_trade_3y", "un_distance_median", "exercises", "us_troops")
