"""Plain text to numbers, each with the words it came from."""

from zonereports.observations.catalogue import Indicator, catalogue
from zonereports.observations.extraction import observe, to_json, value_of
from zonereports.observations.observation import Excluded, Extraction, Observation

__all__ = [
    "Excluded",
    "Extraction",
    "Indicator",
    "Observation",
    "catalogue",
    "observe",
    "to_json",
    "value_of",
]
