"""Commands about the configured counties: sites list, check, probe, new, off, on."""

from __future__ import annotations

import argparse
import getpass
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zonereports.cli import health, politeness
from zonereports.cli.running import counted, open_pipeline
from zonereports.errors import WrongSetting

if TYPE_CHECKING:
    from zonereports.pipeline import Pipeline, Probe, Switch
    from zonereports.sites import Site

Commands = Any  # argparse keeps the type of add_subparsers private
_KEY = re.compile(r"[a-z0-9_-]{1,64}")


def add(commands: Commands) -> None:
    """Add the commands of this module."""
    sites = commands.add_parser("sites", help="the configured counties").add_subparsers(
        required=True, metavar="ACTION"
    )
    for name, command, text in (
        ("list", _list, "each site with what the last visit answered, and its proof"),
        ("check", _check, "read every county file and its recorded listing; say what is wrong"),
    ):
        parser = _parser(sites, name, command, text)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser = _parser(
        sites, "probe", _probe, "look at a listing and print a county file for it; stores nothing"
    )
    parser.add_argument("url", metavar="URL", help="of the listing")
    parser.add_argument("--adcode", help="of the county, when the page does not tell it")
    parser.add_argument("--json", action="store_true", help="everything as one JSON object")
    parser = _parser(sites, "new", _new, "probe a listing, write its county file and record it")
    parser.add_argument("url", metavar="URL", help="of the listing")
    parser.add_argument("--key", help="name of the county file; default: from the host")
    parser.add_argument("--adcode", help="of the county, when the page does not tell it")
    parser = _parser(sites, "off", _off, "switch a site off until it is switched on again")
    parser.add_argument("site", metavar="SITE")
    parser.add_argument("--why", required=True, help="for the colleague who wonders")
    parser.add_argument("--who", default=None, help="default: the user of this machine")
    parser = _parser(sites, "on", _on, "end what `sites off` began")
    parser.add_argument("site", metavar="SITE")
    parser.add_argument("--who", default=None, help="default: the user of this machine")
    politeness.add(sites)
    health.add(sites)


def _parser(sites: Commands, name: str, command: Any, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = sites.add_parser(name, help=text, description=text)
    parser.add_argument("--sites", dest="folder", type=Path, metavar="DIR", help="county YAML")
    parser.set_defaults(command=command)
    return parser


def _list(given: argparse.Namespace) -> int:
    from zonereports.pipeline import switched_off

    pipeline = open_pipeline(given)
    last, off = pipeline.last_checks(), switched_off(pipeline.state)
    rows = [
        _row(site, last.get(key) or {}, off.get(key))
        for key, site in sorted(pipeline.sites.items())
    ]
    pipeline.close()
    if given.json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
        return 0
    from rich.console import Console
    from rich.table import Table

    table = Table("site", "name", "family", "answer", "looked (UTC)", "proof", "remark")
    for row in rows:
        table.add_row(*_cells(row))
    # A pipe has no width; lines that break at 80 columns could not be searched.
    Console(width=None if sys.stdout.isatty() else 240, highlight=False).print(table)
    return 0


def _row(site: Site, check: dict[str, object], off: Switch | None) -> dict[str, Any]:
    captures = check.get("listing_captures")
    return {
        "site": site.key,
        "name": site.name,
        "family": site.family,
        "active": site.active and off is None,
        "off": {"why": off.why, "who": off.who, "at": str(off.at)} if off else None,
        "why_inactive": site.why_inactive,
        "answer": check.get("answer"),
        "error": check.get("error"),
        "detail": check.get("detail"),
        "checked_at": _text(check.get("checked_at")),
        "links": check.get("links"),
        "pages_read": check.get("pages_read"),
        "newest": _text(check.get("newest")),
        "known_reports": check.get("known_reports"),
        "new": check.get("new_captures"),
        "looks_like": check.get("looks_like"),
        "listing_captures": str(captures).split() if captures else [],
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _cells(row: dict[str, Any]) -> list[str]:
    """One line for a person."""
    proof = ""
    if row["answer"]:
        parts = [f"{row['links']} links on {counted(row['pages_read'] or 0, 'page')}"]
        parts += [f"newest {row['newest']}"] if row["newest"] else []
        parts += [f"{row['known_reports']} known reports"] if row["known_reports"] else []
        parts += [f"{row['new']} new"] if row["new"] else []
        parts += [f"capture {row['listing_captures'][-1]}"] if row["listing_captures"] else []
        proof = ", ".join(parts)
    family, seen = row["family"], row["looks_like"]
    if seen and seen != family:
        family = f"{family} ({seen})"
    if row["off"]:
        remark = f"off since {row['off']['at'][:10]}, {row['off']['who']}: {row['off']['why']}"
    elif not row["active"]:
        remark = row["why_inactive"] or ""
    else:
        remark = row["detail"] or ""
    answer = row["answer"] or "not visited yet"
    state = answer if row["active"] else "switched off"
    return [row["site"], row["name"], family, state, (row["checked_at"] or "")[:16], proof, remark]


def _check(given: argparse.Namespace) -> int:
    from zonereports.pipeline import check_fixtures

    pipeline = open_pipeline(given)
    sites = pipeline.sites
    folder = _folder(pipeline)
    wrong = [told for site in sites.values() if (told := check_fixtures(folder, site))]
    for told in wrong:
        print(told, file=sys.stderr)
    active = sum(site.active for site in sites.values())
    if given.json:
        print(json.dumps({"sites": len(sites), "active": active, "wrong": len(wrong)}))
    else:
        state = f"{len(wrong)} recorded listings do not fit" if wrong else "all files are right"
        print(f"{len(sites)} sites, {active} active, {state}")
    return 1 if wrong else 0


def _folder(pipeline: Pipeline) -> Path:
    from zonereports.sites import COUNTIES

    return pipeline.settings.sites or COUNTIES


def _look(given: argparse.Namespace, pipeline: Pipeline) -> Probe:
    from zonereports.pipeline import probe

    return probe(given.url, fetcher=pipeline.fetcher, adcode=given.adcode)


def _probe(given: argparse.Namespace) -> int:
    """The county file on standard output, what was seen as comments in it."""
    found = _look(given, open_pipeline(given))
    if given.json:
        print(json.dumps(_as_json(found), ensure_ascii=False))
        return 0 if found.yaml else 1
    dates = [link.listed_on for link, _ in found.rows if link.listed_on]
    print(f"# family: {found.family}")
    newest = f", newest {max(dates)}" if dates else ""
    print(f"# rows: {len(found.rows)}, {len(dates)} with a date{newest}")
    print(f"# requests: {found.requests}")
    for warning in found.warnings:
        print(f"# warning: {_line(warning)}")
    for link, verdict in found.rows:
        mark = "report" if verdict.report else "-"
        row = f"{link.listed_on or '----------'} {mark} {verdict.kind} {link.title} {link.url}"
        print(f"# {_line(row)}")
    if found.yaml is None:
        print(
            "no row can be read: this is not a listing, or one of no known family", file=sys.stderr
        )
        return 1
    print(found.yaml, end="")
    return 0


def _line(text: str) -> str:
    """Text of a site within one comment line: it must not become part of the YAML."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _as_json(found: Probe) -> dict[str, Any]:
    return {
        "url": found.url,
        "key": found.key,
        "family": found.family,
        "requests": found.requests,
        "warnings": list(found.warnings),
        "rows": [
            {
                "url": link.url,
                "title": link.title,
                "listed_on": _text(link.listed_on),
                "report": verdict.report,
                "kind": verdict.kind,
                "why": verdict.why,
            }
            for link, verdict in found.rows
        ],
        "yaml": found.yaml,
    }


def _new(given: argparse.Namespace) -> int:
    from zonereports.pipeline import key_of, refuse_known, write_site

    pipeline = open_pipeline(given)
    folder, key = _folder(pipeline), given.key or key_of(given.url)
    if not _KEY.fullmatch(key):
        raise WrongSetting(f"the key {key!r}", next_step="give a --key of a-z, 0-9, _ and - only")
    refuse_known(folder, key)
    found = _look(given, pipeline)
    for path in write_site(found, folder, key=key):
        print(path)
    for warning in found.warnings:
        print(f"warning: {_line(warning)}", file=sys.stderr)
    return 0


def _off(given: argparse.Namespace) -> int:
    return _switch(given, off=True, why=given.why)


def _on(given: argparse.Namespace) -> int:
    return _switch(given, off=False, why=None)


def _switch(given: argparse.Namespace, *, off: bool, why: str | None) -> int:
    from zonereports.pipeline import switch_site, switched_off, utc_now

    pipeline = open_pipeline(given)
    site = pipeline.sites.get(given.site)
    if site is None:
        known = ", ".join(sorted(pipeline.sites)) or "none"
        raise WrongSetting(
            f"no site is named {given.site}", next_step=f"use one of: {known} (sites list)"
        )
    if not off and not site.active:
        raise WrongSetting(
            f"its file switches {site.key} off: {site.why_inactive}",
            next_step="set active: true in its YAML",
        )
    if off or given.site in switched_off(pipeline.state):
        switch_site(
            pipeline.state, site.key, off=off, why=why, who=given.who or _user(), at=utc_now()
        )
    pipeline.close()
    print(f"{site.key}: switched off ({why})" if off else f"{site.key}: on")
    return 0


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
