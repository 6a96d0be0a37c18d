"""Emerging powers: map, lines and table over one selection."""

from pages._theme import theme_page

theme_page("emerging_powers", {})
