"""Every response exactly as served, stored once, found again by its capture id."""

from zonereports.archive.capture import Capture, CaptureKind

__all__ = ["Capture", "CaptureKind"]
