"""Plain text to numbers, each with the words it came from."""

from zonereports.observations.across_years import reconcile
from zonereports.observations.bounds import period_bounds
from zonereports.observations.catalogue import catalogue, ranges_by_level
from zonereports.observations.consistency import find_gaps, find_inconsistencies
from zonereports.observations.extraction import observe, to_json, value_of
from zonereports.observations.finding import Finding
from zonereports.observations.indicator import Indicator
from zonereports.observations.measures import is_fall
from zonereports.observations.observation import Excluded, Extraction, Observation
from zonereports.observations.reading import fold
from zonereports.observations.reconciliation import Reconciliation
from zonereports.observations.uncoded import Uncoded, frequent_uncoded
from zonereports.observations.units import Unit, find_unit

__all__ = [
    "Excluded",
    "Extraction",
    "Finding",
    "Indicator",
    "Observation",
    "Reconciliation",
    "Uncoded",
    "Unit",
    "catalogue",
    "find_gaps",
    "find_inconsistencies",
    "find_unit",
    "fold",
    "frequent_uncoded",
    "is_fall",
    "observe",
    "period_bounds",
    "ranges_by_level",
    "reconcile",
    "to_json",
    "value_of",
]
