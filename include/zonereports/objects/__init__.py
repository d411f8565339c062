"""S3-compatible storage: an address in a setting, and the bucket behind it."""

from zonereports.objects.address import Address, is_url
from zonereports.objects.bucket import AT_ONCE, Bucket, Held, NoSuchObject, Overtaken

__all__ = ["AT_ONCE", "Address", "Bucket", "Held", "NoSuchObject", "Overtaken", "is_url"]
