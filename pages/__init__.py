"""The rooms of the app. Scripts have names; helpers begin with an underscore."""
