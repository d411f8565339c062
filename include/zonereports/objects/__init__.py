"""S3-compatible storage: an address in a setting, and the bucket behind it."""

from zonereports.objects.address import Address, is_url
from zonereports.objects.bucket import AT_ONCE, Bucket, Held, NoSuchObject, Overtaken
from zonereports.objects.conditions import prove_conditions

__all__ = [
    "AT_ONCE",
    "Address",
    "Bucket",
    "Held",
    "NoSuchObject",
    "Overtaken",
    "is_url",
    "prove_conditions",
]
