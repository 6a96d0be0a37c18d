"""Regional conflicts: map, lines and table over one selection."""

from pages._theme import theme_page

theme_page("regional_conflicts", {})
