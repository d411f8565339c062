"""All counties of the replica, those with further habits of their CMS included."""

from replica.counties import COUNTIES
from replica.extra_counties_a import EXTRA_COUNTIES as A
from replica.extra_counties_b import EXTRA_COUNTIES as B

EVERY_COUNTY = (*COUNTIES, *A, *B)
