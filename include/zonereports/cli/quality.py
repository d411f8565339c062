"""Commands for what the gate refused: see it, decide, take a decision back."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from zonereports.errors import WrongSetting

if TYPE_CHECKING:
    from zonereports.pipeline import Decided

Commands = Any  # argparse keeps the type of add_subparsers private


def add(commands: Commands) -> None:
    """Add the commands of this module."""
    quality = commands.add_parser("quality", help="what the gate refused, and decisions about it")
    actions = quality.add_subparsers(required=True, metavar="ACTION")
    parser = actions.add_parser("list", help="rows in quarantine that wait for a person")
    parser.add_argument("--site", metavar="SITE", help="of one site only")
    parser.add_argument("--all", action="store_true", help="also those that a person rejected")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(command=_list)
    parser = actions.add_parser("verdicts", help="what was decided about each batch, newest first")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(command=_verdicts)
    parser = actions.add_parser("decisions", help="all decisions of people, oldest first, as JSON")
    parser.set_defaults(command=_decisions)
    for kind, text in (
        ("release", "publish a refused row as it is"),
        ("correct", "publish a row with other values than the page prints"),
        ("reject", "keep a row out of the published tables for good"),
    ):
        parser = actions.add_parser(kind, help=text, description=text)
        parser.add_argument("row", metavar="ROW", help="row_id or quarantine_id")
        if kind == "correct":
            parser.add_argument("changes", nargs="+", metavar="COLUMN=VALUE")
        _add_reason(parser)
        parser.set_defaults(command=_decide, kind=kind)
    parser = actions.add_parser("withdraw-decision", help="take a decision back")
    parser.add_argument("number", type=int, metavar="NUMBER", help="see decisions")
    _add_reason(parser)
    parser.set_defaults(command=_withdraw)


def _add_reason(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--who", default=None, help="who decides (default: the user's name)")
    parser.add_argument("--why", required=True, help="the reason, kept with the decision")


def _pipeline() -> Any:
    from zonereports.pipeline import Pipeline

    return Pipeline.from_env()


def _lines(rows: Any) -> None:
    for row in rows:
        print(json.dumps(row, ensure_ascii=False, default=str))


def _list(given: argparse.Namespace) -> int:
    rows = _pipeline().review.quarantine(site=given.site, open_only=not given.all)
    if given.json:
        _lines(
            {**row, "decision": asdict(row["decision"]) if row["decision"] else None}
            for row in rows
        )
        return 0
    for row in rows:
        decision = row["decision"]
        said = f" [{decision.kind} by {decision.who}]" if decision else ""
        where = " ".join(str(row[key]) for key in ("zone", "report_year") if row[key])
        print(f"{row['row_id']} ({row['table']}, {where}){said}")
        print(f"    {row['reason']}")
        if row["evidence"]:
            print(f"    {row['evidence']}")
    print(f"{len(rows)} in quarantine")
    return 0


def _verdicts(given: argparse.Namespace) -> int:
    verdicts = _pipeline().review.verdicts()
    if given.json:
        _lines(asdict(verdict) for verdict in verdicts)
        return 0
    for verdict in verdicts:
        print(f"{verdict.at:%Y-%m-%d %H:%M} {verdict.line}")
        for one in verdict.failures:
            count = "all" if one["count"] is None else one["count"]
            print(f"    {one['severity']} {one['table']}.{one['name']}: {count} rows. {one['why']}")
    return 0


def _decisions(_: argparse.Namespace) -> int:
    decisions = _pipeline().review.decisions()
    _lines(asdict(one) | {"standing": one.standing} for one in decisions)
    return 0


def _decide(given: argparse.Namespace) -> int:
    done = _pipeline().review.decide(
        given.row,
        given.kind,
        who=given.who or getpass.getuser(),
        why=given.why,
        changes=dict(_pair(words) for words in getattr(given, "changes", ())),
    )
    return _report(done, f"{given.kind} of {done.decision.row_id}")


def _withdraw(given: argparse.Namespace) -> int:
    who = given.who or getpass.getuser()
    done = _pipeline().review.withdraw(given.number, who=who, why=given.why)
    return _report(done, f"withdrawn: {done.decision.kind} of {done.decision.row_id}")


def _report(done: Decided, what: str) -> int:
    published = done.published
    print(
        f"decision {done.decision.decision_id}: {what}. Published again: "
        f"{len(published.documents)} reports, {published.observations} observations, "
        f"{published.quarantined} rows in quarantine"
    )
    for document_id in published.held_back:
        print(f"still held back: {document_id}. Next: zonereports quality list", file=sys.stderr)
    return 1 if published.held_back else 0


def _pair(words: str) -> tuple[str, str | None]:
    column, sign, value = words.partition("=")
    if not sign:
        raise WrongSetting(f"{words!r} is no COLUMN=VALUE", next_step="for example value=12.5")
    return column, value or None
