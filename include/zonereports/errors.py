"""What can go wrong, by name, each with what to do next.

Four answers exist to "is there a new report?": new, nothing new, could not look, not recognisable.
The last two are errors and never a quiet empty list: `CouldNotLook` means that the site was not
seen, `NotRecognisable` that it was seen and did not look as its configuration says.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any


class ZoneReportsError(Exception):
    """An error that ends in one line: what happened, where, and what to do next.

    Attributes:
        url: the address or path concerned, if any.
        next_step: what the reader of the message does now; each class has a default.
    """

    next_step = "see docs/operations.md"
    response: Any = None
    """The `fetch.Response` that it was read from, when a site did answer; not kept by pickling."""

    def __init__(self, what: str, *, url: str | None = None, next_step: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.url = url
        if next_step is not None:
            self.next_step = next_step

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.url, self.next_step)

    def __str__(self) -> str:
        where = f" [{self.url}]" if self.url else ""
        return f"{type(self).__name__}: {self.what}{where}. Next: {self.next_step}"


def _rebuild(
    kind: type[ZoneReportsError], what: str, url: str | None, next_step: str
) -> ZoneReportsError:
    return kind(what, url=url, next_step=next_step)


class WrongSetting(ZoneReportsError):
    """A setting, an argument or a county file is wrong."""

    next_step = "correct it (.env.example lists every setting) and run the command again"


class CouldNotLook(ZoneReportsError):
    """The site was not seen: whether something new stands there is unknown."""

    next_step = "it is tried again at the next run; look at the site in a browser if it stays"


class Unreachable(CouldNotLook):
    """No connection, no name, or no answer in time."""


class TlsFailed(CouldNotLook):
    """The certificate or the protocol was not acceptable."""

    next_step = (
        "check the certificate in a browser; record a tls_profile for the site if it is its own"
    )


class Refused(CouldNotLook):
    """The site does not want this visitor: 401, 403, robots.txt, or an address not allowed."""

    next_step = "respect it; ask the site's owner, or switch the site off with active: false"


class Challenged(CouldNotLook):
    """A challenge page (412, 521, CAPTCHA) stood in the way. It is reported, never defeated."""

    next_step = (
        "leave it; ask the site's owner for access, or switch the site off with active: false"
    )


class BudgetSpent(CouldNotLook):
    """The host was asked as often today as a guest asks at most."""

    next_step = (
        "wait for tomorrow (China time), or agree on more with the site's owner and raise "
        "ZONEREPORTS_REQUESTS_PER_HOST_DAY"
    )


class Throttled(CouldNotLook):
    """The site asked for patience: 429, or 503 with Retry-After."""

    next_step = "lengthen pace_s for the site"


class ServerFailed(CouldNotLook):
    """The server answered with an error of its own (5xx), or with none that HTTP knows."""


class TruncatedBody(CouldNotLook):
    """Fewer bytes came than were promised, or more than we accept."""


class AttachmentMissing(CouldNotLook):
    """A page says that the report is in its attachment, and the attachment could not be had."""

    next_step = "it is tried again at the next run; open the page in a browser if it stays"


class PartMissing(AttachmentMissing):
    """A page shows its report in parts, and one of them could not be had: no half is published."""


class NotRecognisable(ZoneReportsError):
    """The site answered, but not with what its configuration describes."""

    next_step = (
        "open the page; if the site was rebuilt, correct its YAML (zonereports sites probe URL)"
    )


class LayoutChanged(NotRecognisable):
    """A listing holds fewer links than its configuration promises, or none can be found."""


class SoftNotFound(NotRecognisable):
    """A page that says 页面不存在 with status 200, a redirect to the home page, or an empty shell."""


class PageGone(NotRecognisable):
    """404 or 410: the page is not there (any more)."""


class UnreadablePage(ZoneReportsError):
    """Bytes in which no report can be read."""

    next_step = "the bytes stay in the archive; open them with: zonereports read PATH"


class NeedsOcr(UnreadablePage):
    """A scanned paper or a picture: it may hold a report, but no text that a program can read."""

    next_step = "it needs OCR; run it through an OCR tool and import the result"


class ArchiveDamaged(ZoneReportsError):
    """A record that the index promises cannot be opened, or its digest does not hold."""

    next_step = "restore the file from a backup, or let the next crawl fetch the page again"


class StorageUnreachable(ZoneReportsError):
    """An object storage did not answer, or with an error of its own; that proves nothing."""

    next_step = "check the address, the AWS_… credentials and the storage itself, then run again"


class ArchiveUnreachable(StorageUnreachable):
    """The archive's object storage did not answer: whether a record is sound is not known."""

    next_step = (
        "check ZONEREPORTS_ARCHIVE_URL, the AWS_… credentials in the environment and the storage "
        "itself, then run again"
    )


class StateUnreachable(ZoneReportsError):
    """The state database did not answer, or ended a transaction or a lock that was held."""

    next_step = (
        "check ZONEREPORTS_STATE_URL and the database itself, then run again; what was committed "
        "stands, the rest is done anew"
    )


class StateTooNew(ZoneReportsError):
    """A newer release has migrated the state database: this one would read it wrongly."""

    next_step = (
        "run the newer release again, or restore the backup that was made before the upgrade"
    )


class StateUnknown(ZoneReportsError):
    """The state database has tables of ours that no release made."""

    next_step = "open a database of a release, or move this one away and rebuild it: zonereports state rebuild"


class StateLost(ZoneReportsError):
    """The state database is empty, and the lake is not: every report would be told as new."""

    next_step = (
        "run: zonereports state rebuild; if the database stands elsewhere, correct "
        "ZONEREPORTS_STATE_URL"
    )


class BackupDamaged(ZoneReportsError):
    """A backup is not whole: a file is missing or altered, or it was never finished."""

    next_step = "restore another backup; nothing was changed"


class LakeDamaged(ZoneReportsError):
    """A published file cannot be read, or the pointer leads nowhere."""

    next_step = "run: zonereports lake verify, then zonereports replay"


class LakeUnreachable(StorageUnreachable):
    """The lake's object storage did not answer: what is published there stands as it was."""

    next_step = (
        "check ZONEREPORTS_LAKE_URL, the AWS_… credentials in the environment and the storage "
        "itself, then run again"
    )


class EvidenceUnreachable(StorageUnreachable):
    """The object storage of the evidence pages did not answer."""

    next_step = (
        "check ZONEREPORTS_EVIDENCE_URL (or ZONEREPORTS_LAKE_URL, beside which they stand), the "
        "AWS_… credentials in the environment and the storage itself, then run again"
    )


class LakeBusy(ZoneReportsError):
    """Another publisher holds the lake."""

    next_step = "wait for it to end and run again"


class DeliveryFailed(ZoneReportsError):
    """A message was not accepted by its channel; it stays in the outbox."""

    next_step = "check the channel; it is tried again at the next run (zonereports alerts list)"
    retry_after: timedelta | None = None
    """How long the receiver asks to be left alone, when it said so; not kept by pickling."""


class MessageRefused(DeliveryFailed):
    """The receiver will never take this message; it becomes a dead letter at once."""

    next_step = "zonereports alerts list --dead; correct the cause, then: zonereports alerts resend"


class CouldNotWrite(ZoneReportsError):
    """The archive or the lake could not be written: no room, no permission, a failing disk."""

    next_step = "make room or correct the permissions, then run again; what was stored is intact"


class WrongRow(ZoneReportsError):
    """A row that its table in the lake cannot hold as it is; nothing of its batch is published."""

    next_step = "quarantine the row, or correct what made it; the published tables are unchanged"
