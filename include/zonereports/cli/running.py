"""Commands that move reports along: crawl, run, import, sites."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zonereports.cli import politeness
from zonereports.errors import WrongSetting

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
        parser.set_defaults(command=command)
    parser = commands.add_parser("import", help="archive and publish files that you have")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or a folder")
    parser.set_defaults(command=_import)
    sites = commands.add_parser("sites", help="the configured counties").add_subparsers(
        required=True, metavar="ACTION"
    )
    for name, command, text in (
        ("list", _sites_list, "each site with what the last visit answered"),
        ("check", _sites_check, "read every county file and say what is wrong"),
    ):
        parser = sites.add_parser(name, help=text, description=text)
        parser.add_argument("--sites", dest="folder", type=Path, metavar="DIR", help="county YAML")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.set_defaults(command=command)
    politeness.add(sites)


def _pipeline(given: argparse.Namespace) -> Pipeline:
    from zonereports.pipeline import Pipeline
    from zonereports.settings import Settings

    environ = dict(os.environ)
    if getattr(given, "folder", None):
        environ["ZONEREPORTS_SITES"] = str(given.folder)
    return Pipeline(Settings.from_env(environ))


def _pipeline_with_sites(given: argparse.Namespace) -> Pipeline:
    """The pipeline; a crawl of nothing is a mistake, and must not look like "nothing new"."""
    pipeline = _pipeline(given)
    if not pipeline.active_sites(given.sites):
        raise WrongSetting(
            f"none of the {len(pipeline.sites)} sites is active",
            next_step="give a folder of county files with --sites, or set active: true in one",
        )
    return pipeline


def _crawl(given: argparse.Namespace) -> int:
    pipeline = _pipeline_with_sites(given)
    checks = pipeline.crawl(given.sites)
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
    pipeline = _pipeline(given)
    result = pipeline.import_files(given.paths)
    pipeline.close()
    _report_published(result)
    return 1 if result.held_back or result.unreadable else 0


def _sites_list(given: argparse.Namespace) -> int:
    pipeline = _pipeline(given)
    last = pipeline.last_checks()
    for key, site in sorted(pipeline.sites.items()):
        check = last.get(key)
        row = {
            "site": key,
            "name": site.name,
            "family": site.family,
            "active": site.active,
            "answer": check["answer"] if check else None,
            "error": check["error"] if check else None,
            "detail": check["detail"] if check else None,
            "checked_at": str(check["checked_at"]) if check else None,
        }
        if given.json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            state = row["answer"] or ("not visited yet" if site.active else "switched off")
            print(f"{key}\t{site.name}\t{site.family}\t{state}\t{row['error'] or ''}")
    pipeline.close()
    return 0


def _sites_check(given: argparse.Namespace) -> int:
    sites = _pipeline(given).sites
    active = sum(site.active for site in sites.values())
    if given.json:
        print(json.dumps({"sites": len(sites), "active": active}))
    else:
        print(f"{len(sites)} sites, {active} active, all files are right")
    return 0


def _report_checks(checks: Sequence[SiteCheck]) -> int:
    """One line a site; errors on standard error; 1 when a site was not seen or understood."""
    for check in checks:
        newest = f", newest {check.newest}" if check.newest else ""
        new = f", {len(check.new_captures)} new" if check.new_captures else ""
        print(f"{check.site}: {check.answer} ({check.links} links{newest}{new})")
        if check.detail:
            print(f"{check.site}: {check.detail}", file=sys.stderr)
    return 0 if all(check.looked for check in checks) else 1


def _report_published(result: PublishResult) -> None:
    print(
        f"published: {len(result.documents)} reports, {result.observations} observations; "
        f"{result.quarantined} rows in quarantine; {len(result.events)} events"
    )
    for document_id in result.held_back:
        print(
            f"held back: {document_id}. Next: zonereports lake query "
            f"\"select reason from quarantine where document_id = '{document_id}'\"",
            file=sys.stderr,
        )
    for line in result.unreadable:
        print(f"not readable: {line}", file=sys.stderr)
