"""Regional conflicts: where they are, who is drawn in, and what cooperation did before, during and after."""

from pages import _conflict_cooperation, _conflict_profile, _conflict_world
from pages._theme import Chapter, theme_page

theme_page(
    "regional_conflicts",
    {
        "world": Chapter("The world now", _conflict_world.draw),
        "profile": Chapter("Profile", _conflict_profile.draw),
        "hinder": Chapter("Hinder or catalyse", _conflict_cooperation.draw),
    },
)
