"""Every response exactly as served, stored once, found again by its capture id."""

from zonereports.archive.archive import Archive, Damage, Verification
from zonereports.archive.capture import UNCHANGED, Capture, CaptureKind

__all__ = ["UNCHANGED", "Archive", "Capture", "CaptureKind", "Damage", "Verification"]
