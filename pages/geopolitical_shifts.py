"""Geopolitical shifts: map, lines and table over one selection."""

from pages._theme import theme_page

theme_page("geopolitical_shifts", {})
