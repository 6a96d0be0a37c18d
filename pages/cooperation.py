"""Cooperation: map, lines and table over one selection."""

from pages._theme import theme_page

theme_page("cooperation", {})
