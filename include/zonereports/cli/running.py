"""Commands that move reports along: crawl, run, import."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zonereports.errors import NeedsOcr, WrongSetting

if TYPE_CHECKING:
    from zonereports.pipeline import Pipeline, PublishResult, SiteCheck

Commands = Any  # argparse keeps the type of add_subparsers private


def add(commands: Commands) -> None:
    """Add the commands of this module."""
    for name, command, text in (
        ("crawl", _crawl, "visit sites and archive the pages that are new"),
        ("run", _run, "crawl, publish what is new, send the alerts"),
    ):
        parser = commands.add_parser(name, help=text, description=text)
        parser.add_argument("sites", nargs="*", metavar="SITE", help="default: all active sites")
        parser.add_argument("--sites", dest="folder", type=Path, metavar="DIR", help="county YAML")
        if name == "crawl":
            parser.add_argument(
                "--backfill", action="store_true", help="follow all pages of each listing"
            )
            parser.add_argument(
                "--since", type=day, metavar="YYYY-MM-DD", help="of a backfill: pages since then"
            )
        parser.set_defaults(command=command)
    parser = commands.add_parser("import", help="archive and publish files that you have")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or a folder")
    parser.set_defaults(command=_import)


def open_pipeline(given: argparse.Namespace, *, recovering: bool = False) -> Pipeline:
    """The pipeline that the environment and `--sites` describe; see `Stores` for `recovering`."""
    from zonereports.pipeline import Pipeline
    from zonereports.settings import Settings

    environ = dict(os.environ)
    if getattr(given, "folder", None):
        environ["ZONEREPORTS_SITES"] = str(given.folder)
    return Pipeline(Settings.from_env(environ), recovering=recovering)


def _pipeline_with_sites(given: argparse.Namespace) -> Pipeline:
    """The pipeline; a crawl of nothing is a mistake, and must not look like "nothing new"."""
    pipeline = open_pipeline(given)
    if not pipeline.active_sites(given.sites):
        raise WrongSetting(
            f"none of the {len(pipeline.sites)} sites is active",
            next_step="give a folder of county files with --sites, or set active: true in one",
        )
    return pipeline


def day(text: str) -> date:
    """A day on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no date like 2024-01-31") from error


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "page"), counted(2, "page")
    ('1 page', '2 pages')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _crawl(given: argparse.Namespace) -> int:
    if given.since and not given.backfill:
        raise WrongSetting("--since is of a backfill", next_step="add --backfill")
    pipeline = _pipeline_with_sites(given)
    from zonereports.pipeline import DAILY, backfill

    reach = backfill(given.since) if given.backfill else DAILY
    checks = pipeline.crawl(given.sites, reach=reach)
    pipeline.close()
    return _report_checks(checks)


def _run(given: argparse.Namespace) -> int:
    pipeline = _pipeline_with_sites(given)
    result = pipeline.run(given.sites)
    pipeline.close()
    _report_checks(result.checks)
    _report_published(result.published)
    print(f"alerts: {result.sent.sent} sent, {result.sent.waiting} waiting")
    for line in result.sent.failed:
        print(line, file=sys.stderr)
    return 0 if result.ok else 1


def _import(given: argparse.Namespace) -> int:
    pipeline = open_pipeline(given)
    result = pipeline.import_files(given.paths)
    pipeline.close()
    _report_published(result)
    return 1 if result.held_back or result.unreadable or result.needs_ocr else 0


def _report_checks(checks: Sequence[SiteCheck]) -> int:
    """One line a site; errors on standard error; 1 when a site was not seen or understood."""
    for check in checks:
        newest = f", newest {check.newest}" if check.newest else ""
        new = f", {len(check.new_captures)} new" if check.new_captures else ""
        known = f", {check.known_reports} known reports" if check.known_reports else ""
        seen = f"{check.links} links on {counted(check.pages_read, 'page')}{newest}{known}{new}"
        remark = f"; {check.detail}" if check.detail and check.looked else ""
        print(f"{check.site}: {check.answer} ({seen}{remark})")
        if check.error:
            print(f"{check.site}: {check.detail}", file=sys.stderr)
    return 0 if all(check.looked for check in checks) else 1


def _report_published(result: PublishResult) -> None:
    print(
        f"published: {len(result.documents)} reports, {result.observations} observations; "
        f"{result.quarantined} rows in quarantine; {len(result.events)} events"
    )
    if result.contradictions:
        print(
            f"{counted(result.contradictions, 'contradiction')} inside reports: zonereports lake "
            "query \"select zone, report_year, says from findings where severity = 'contradiction'\""
        )
    for document_id in result.held_back:
        print(
            f"held back: {document_id}. Next: zonereports quality list",
            file=sys.stderr,
        )
    for line in result.unreadable:
        print(f"not readable: {line}", file=sys.stderr)
    for line in result.needs_ocr:
        print(f"needs OCR: {line}. Next: {NeedsOcr.next_step}", file=sys.stderr)
