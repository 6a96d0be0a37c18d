"""Figures: frames and catalogue entries in, a plotly Figure out. No input, no output, no state."""
