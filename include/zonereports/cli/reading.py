"""Commands that read single files or titles and store nothing."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from zonereports.errors import CouldNotWrite, WrongSetting, ZoneReportsError

Commands = Any  # argparse keeps the type of add_subparsers private


def add(commands: Commands) -> None:
    """Add the commands of this module."""
    for name, command, text in (
        ("read", _read, "the document in each file: title, zone, dates, text"),
        ("observe", _observe, "the numbers in each file, in reading order"),
    ):
        parser = commands.add_parser(name, help=text, description=text)
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        if name == "observe":
            parser.add_argument(
                "--uncoded",
                action="store_true",
                help="only the phrases that most often find no indicator, with their count",
            )
            parser.add_argument(
                "--implied",
                action="store_true",
                help="growth without a numeral too: 持平 as 0 %%, 翻番 as 100 %%",
            )
        parser.set_defaults(command=command)
    text = "the page that proves a report's numbers: its text, each number marked and explained"
    parser = commands.add_parser("evidence", help=text, description=text)
    parser.add_argument("name", metavar="DOCUMENT_ID|PATH")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    parser.add_argument(
        "--as-served",
        action="store_true",
        help="the page as captured with the numbers marked in place, without scripts and styles",
    )
    parser.set_defaults(command=_evidence)
    parser = commands.add_parser(
        "titles", help="which titles are work reports of development zones, one title a line"
    )
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="default: standard input"
    )
    parser.set_defaults(command=_titles)


def _read(given: argparse.Namespace) -> int:
    from zonereports.pipeline import Pipeline, proof_columns

    pipeline = Pipeline.from_env()

    def one(path: Path) -> None:
        document, key = pipeline.read(path)
        shown = {
            "key": key,
            "title": document.title,
            "zone": document.zone,
            "county": document.county,
            "prefecture": document.prefecture,
            "adcode": document.adcode,
            "province": document.province,
            "report_year": document.report_year,
            "plan_year": document.plan_year,
            "period_kind": document.period_kind,
            "published_at": _day(document.published_at),
            "signed_on": _day(document.signed_on),
            "issuer": document.issuer,
            "source": document.source,
            "source_kind": document.source_kind,
            "index_number": document.index_number,
            "official": document.official,
            "document_number": document.document_number,
            **{
                name: json.loads(value) if value else None
                for name, value in proof_columns(document).items()
            },
            "agreement": document.agreement,
            "notes": list(document.notes),
            "path": str(path),
            "text": document.text,
            "sections": [asdict(section) for section in document.sections],
        }
        if given.json:
            print(json.dumps(shown, ensure_ascii=False))
            return
        for name, value in shown.items():
            if name not in ("text", "sections") and value not in (None, []):
                print(f"{name}: {value}")
        print(f"\n{document.text}\n")

    return _each(given.paths, one)


def _observe(given: argparse.Namespace) -> int:
    from zonereports.observations import to_json
    from zonereports.pipeline import Pipeline

    pipeline = Pipeline.from_env()
    if given.uncoded:
        return _uncoded(given, pipeline)

    def one(path: Path) -> None:
        extraction = pipeline.observe(path)
        items = extraction.observations
        if given.implied:
            items = tuple(sorted([*items, *extraction.implied], key=lambda o: o.start))
        for gap in extraction.unaccounted:
            print(f"{path}:{gap.start}: {gap.quote} is not accounted for", file=sys.stderr)
        for item in items:
            if given.json:
                print(json.dumps(to_json(item), ensure_ascii=False))
            else:
                print(
                    f"{item.start:>6} {item.quote}\t{item.label}\t{item.code or '-'}\t"
                    f"{item.measure}\t{item.period or '-'}\t{item.status}\t{item.scope}"
                )

    return _each(given.paths, one)


def _uncoded(given: argparse.Namespace, pipeline: Any) -> int:
    from zonereports.observations import Extraction, frequent_uncoded

    extractions: list[Extraction] = []
    status = _each(given.paths, lambda path: extractions.append(pipeline.observe(path)))
    for phrase in frequent_uncoded(extractions):
        if given.json:
            print(json.dumps(phrase._asdict(), ensure_ascii=False))
        else:
            print(f"{phrase.times:>6} {phrase.label}\t{phrase.unit or '-'}\t{phrase.example}")
    return status


def _evidence(given: argparse.Namespace) -> int:
    from zonereports.pipeline import Pipeline

    page = Pipeline.from_env().evidence(given.name, as_served=given.as_served)
    if given.out is None:
        sys.stdout.buffer.write(page.encode())
        return 0
    try:
        given.out.write_bytes(page.encode())
    except OSError as error:
        raise CouldNotWrite(error.strerror or "cannot be written", url=str(given.out)) from error
    print(given.out)
    return 0


def _titles(given: argparse.Namespace) -> int:
    from zonereports.sites import judge_title

    try:
        lines = (
            given.file.read_text(encoding="utf-8").splitlines()
            if given.file
            else sys.stdin.read().splitlines()
        )
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(
            "cannot be read as UTF-8 text", url=str(given.file or "standard input")
        ) from error
    for line in lines:
        if line.strip():
            print(json.dumps(asdict(judge_title(line)), ensure_ascii=False))
    return 0


def _each(paths: Iterable[Path], one: Any) -> int:
    """Do it for each file; a file that fails is named on standard error and the rest goes on."""
    from zonereports.pipeline import find_files

    status = 0
    for path in find_files(paths):
        try:
            one(path)
        except ZoneReportsError as error:
            print(f"{path}: {error}", file=sys.stderr)
            status = 1
    return status


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
