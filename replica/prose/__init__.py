"""The sentences from which reports are composed, in the notation of `replica.writer`."""

from replica.prose.plan import GOALS, HALF_YEAR_GOALS, PLANS
from replica.prose.problems import PROBLEMS
from replica.prose.review import ECONOMY, OPENINGS, TOPICS

__all__ = [
    "ECONOMY",
    "GOALS",
    "HALF_YEAR_GOALS",
    "OPENINGS",
    "PLANS",
    "PROBLEMS",
    "TOPICS",
]
