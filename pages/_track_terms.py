"""What the figures of a track record mean, and why they flatter: the same words on every part of the page."""

from __future__ import annotations

import streamlit as st

NOTE = (
    "Made with today’s tables: what was later revised stands revised, and the months between a year’s end and its "
    "publication are ignored. **So the figures flatter**; in use, projections were somewhat less good."
)
TERMS = """
- **CRPS** (continuous ranked probability score): how far the whole projected distribution lay from what was observed,
  on average, on the scale that models work on; smaller is better. It compares models of one indicator at one horizon,
  not indicators with each other.
- **Skill**: how much smaller the CRPS was than that of the best of five simple baselines, which is chosen with
  hindsight; below zero, that baseline was better. Its 95 % interval resamples countries and years at once.
- **MASE**: error of the median, in mean one-year changes of the country itself.
- **80 % held**: share of outcomes inside the 80 % band; from 76 to 84 % it kept its word. The *worst year* is that in
  which fewest lay inside: shocks are shared.
- **Moving**: the same without countries that had hardly ever moved, whose band has no width and mostly holds by itself.
- **n**: outcomes scored, one for each country in each of up to 15 years. Those of one year share its shocks and those
  of one country its history, so that n outcomes tell less than n independent ones would.
- **Stack**: what was shown at the time: all models mixed by how well each had done until then. Where a single model
  had all the weight, it is named as shown *today*; the other rows are what each model would have been alone.
"""
PAIR_TERMS = """
- **PR-AUC**: how well pairs with a tie stand above pairs without one when all are ranked by the probability told; 1 is
  perfect, the *base rate* is what chance would give.
- **AUC**: how often a pair with a tie was told more than a pair without; chance gives 0.5.
- **Brier score**: mean squared difference between the probability told and what came; smaller is better. Its **skill**
  is against the best simple rule named, with a 95 % interval that resamples years and states at once; below zero, that
  rule was better.
- **Slope**: 1 where probabilities are as sure as they may be; below 1 too sure, above 1 not sure enough.
- **New ties**: the same among pairs that had no tie in the five years before. They are far rarer, and harder to tell.
- **80 % held**: how often the share of pairs with a tie, among pairs told alike in one year, lay inside its interval.
- **n**: pair-years scored. A state stands in many pairs and a year in all, so that n tells less than n independent
  cases.
"""


def explained(pairs: bool = False, countries: bool = True) -> None:
    """The note that figures flatter, and each term in a sentence."""
    st.markdown(NOTE)
    with st.expander("What these figures mean", icon=":material/info:"):
        if countries:
            st.markdown(TERMS)
        if pairs:
            st.markdown(f"{'For pairs of states:' if countries else ''}\n{PAIR_TERMS}")
