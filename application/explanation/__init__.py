"""Why every figure of money is what it is: the computation itself, shown and told.

Nothing here computes a share: it shows what `application.shares.year_shares` returned, and what
of the log it came from (docs/adr/0011-an-explanation-is-the-computation-shown.md).
"""

from application.explanation.ceilings import explained_ceiling
from application.explanation.decisions import explained_decision
from application.explanation.years import Chosen, explained_budget, explained_shares

__all__ = [
    "Chosen",
    "explained_budget",
    "explained_ceiling",
    "explained_decision",
    "explained_shares",
]
