"""The replica in a shell: `python -m replica …`, and mounted as `zonereports replica …`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any

from replica import control
from replica.county_site import ReplicaError
from replica.faults import FAULTS, TARGETS
from replica.world import DEFAULT_PORT, START, Replica

Command = Callable[[argparse.Namespace], None]


def add_commands(subparsers: Any) -> None:
    """Mount the commands on an argparse `subparsers` object.

    Each sets the default `run`: a function that takes the parsed arguments and returns the exit
    status, having written any error to standard error in one line.
    """
    serve = _command(subparsers, "serve", _serve, "run the replica until interrupted")
    serve.add_argument("--sites-out", type=Path, metavar="DIR", help="write a YAML per site there")
    serve.add_argument("--seed", type=int, default=1, help="what the reports say (default 1)")
    serve.add_argument(
        "--start",
        type=date.fromisoformat,
        default=START,
        metavar="YYYY-MM-DD",
        help="newest content",
    )
    serve.add_argument("--years", type=int, default=2, help="of past reports (default 2)")
    serve.add_argument("--crawl-delay", type=float, default=0, metavar="S", help="in robots.txt")
    serve.add_argument("--log-file", type=Path, metavar="FILE", help="append visits as JSON Lines")

    publish = _command(subparsers, "publish", _publish, "publish the next annual report of a zone")
    publish.add_argument("site", nargs="?")
    publish.add_argument("--zone", help="name, alias or key")
    publish.add_argument("--year", type=int, help="year under review")
    publish.add_argument("--period", choices=("annual", "half_year"))
    publish.add_argument("--on", metavar="YYYY-MM-DD", help="publication date (default today)")

    publish.add_argument(
        "--attached", choices=("docx", "doc", "pdf"), help="as a file of this kind"
    )

    revise = _command(subparsers, "revise", _revise, "change one figure of a published report")
    revise.add_argument("site", nargs="?")
    revise.add_argument("--url", help="which report (default: the newest)")
    revise.add_argument("--figure", type=int, help="index of the figure in its truth")
    revise.add_argument("--to", help="the new number, without its unit")

    withdraw = _command(subparsers, "withdraw", _withdraw, "take a report away")
    withdraw.add_argument("site", nargs="?")
    withdraw.add_argument("--url", help="which report (default: the newest)")

    repost = _command(subparsers, "repost", _repost, "publish a report again at a new address")
    repost.add_argument("site", nargs="?")
    repost.add_argument("--url", help="which report (default: the newest)")
    repost.add_argument("--move", action="store_true", help="the old address goes")

    kinds = "; ".join(f"{name}: {kind.about}" for name, kind in FAULTS.items())
    broken = _command(subparsers, "break", _break, "switch a fault on", epilog=kinds)
    broken.add_argument("site")
    broken.add_argument("fault", choices=tuple(FAULTS), metavar="fault")
    broken.add_argument("--target", choices=TARGETS)
    broken.add_argument("--seconds", type=float, help="for slow and throttled")
    broken.add_argument("--rows", type=int, help="for short_listing")

    mend = _command(subparsers, "mend", _mend, "switch the fault of a site off")
    mend.add_argument("site")

    _command(subparsers, "list", _list, "the sites, and what is wrong with them")
    _command(subparsers, "truth", _truth, "all published reports, a JSON object a line")
    _command(subparsers, "log", _log, "who asked for what, a JSON object a line")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="replica", description=__doc__)
    add_commands(parser.add_subparsers(required=True, metavar="command"))
    args = parser.parse_args(argv)
    return int(args.command(args))


def _command(
    subparsers: Any, name: str, command: Command, about: str, **more: Any
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name, help=about, description=about, **more
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"default {DEFAULT_PORT}")

    def run(args: argparse.Namespace) -> int:
        try:
            command(args)
        except (ReplicaError, OSError) as error:
            print(f"replica {name}: {error}", file=sys.stderr)
            return 1
        return 0

    parser.set_defaults(command=run)
    return parser


def _serve(args: argparse.Namespace) -> None:
    over = Event()

    def end(_: int, __: FrameType | None) -> None:
        over.set()

    replica = Replica(
        args.port,
        seed=args.seed,
        start=args.start,
        years=args.years,
        crawl_delay_s=args.crawl_delay,
        log_file=args.log_file,
    )
    with replica:
        before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            for row in replica.overview():
                print(_line(row))
            if args.sites_out:
                paths = replica.write_site_files(args.sites_out)
                print(f"wrote {len(paths)} site files to {args.sites_out}")
            print(f"replica on port {replica.port}; Ctrl-C ends it", flush=True)
            over.wait()
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


def _publish(args: argparse.Namespace) -> None:
    done = control.publish(
        args.port,
        args.site,
        zone=args.zone,
        year=args.year,
        period=args.period,
        on=args.on,
        attachment=args.attached,
    )
    print(f"published: {done['site']} {done['published_at']} {done['title']} {done['url']}")


def _revise(args: argparse.Namespace) -> None:
    done = control.revise(args.port, args.site, url=args.url, figure=args.figure, to=args.to)
    print(f"revised: {done['site']} {done['label']} {done['old']} → {done['new']} {done['url']}")


def _withdraw(args: argparse.Namespace) -> None:
    done = control.withdraw(args.port, args.site, url=args.url)
    print(f"withdrawn: {done['site']} {done['title']} {done['url']}")


def _repost(args: argparse.Namespace) -> None:
    done = control.repost(args.port, args.site, url=args.url, keep_old=not args.move)
    print(f"reposted: {done['site']} {done['title']} {done['old_url']} → {done['url']}")


def _break(args: argparse.Namespace) -> None:
    done = control.break_site(
        args.port, args.site, args.fault, target=args.target, seconds=args.seconds, rows=args.rows
    )
    print(f"broken: {done['site']} {done['fault']} ({done['target']})")


def _mend(args: argparse.Namespace) -> None:
    done = control.mend(args.port, args.site)
    print(f"mended: {done['site']} {done['mended'] or 'was healthy'}")


def _list(args: argparse.Namespace) -> None:
    for row in control.sites(args.port):
        print(_line(row))


def _truth(args: argparse.Namespace) -> None:
    _print_lines(control.truth(args.port))


def _log(args: argparse.Namespace) -> None:
    _print_lines(control.log(args.port))


def _print_lines(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


def _line(row: dict[str, Any]) -> str:
    state = row["fault"] or "healthy"
    facts = f"{row['rows']} rows, {row['reports']} reports, {state}"
    return f"{row['site']:<10} {row['name']} {row['family']:<12} {row['listing_url']} ({facts})"
