"""Plain text to numbers, each with the words it came from."""

from zonereports.observations.observation import Excluded, Extraction, Observation

__all__ = ["Excluded", "Extraction", "Observation"]
