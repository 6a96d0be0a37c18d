"""Times and scores of the projections: `python -m bench`, what `make bench` runs."""
