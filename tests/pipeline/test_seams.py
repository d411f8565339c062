"""What one layer takes for granted of another, where no type says it."""

from zonereports.observations import catalogue
from zonereports.pipeline.headlines import CODES
from zonereports.quality.derive_observations import UNITS


def test_quality_knows_every_dimension_of_the_catalogue_and_its_base_unit():
    for indicator in catalogue().values():
        assert indicator.unit in UNITS[indicator.dimension], indicator.code


def test_every_headline_is_an_indicator_of_the_catalogue():
    assert set(CODES) <= set(catalogue())
