"""County files with the listing that they were written from, recorded beside them."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from zonereports.errors import CouldNotWrite, LayoutChanged, WrongSetting
from zonereports.fetch import Response, check_links, read_page
from zonereports.pipeline.probe import Probe
from zonereports.sites import Ask, Site, load_site

FOLDER = "fixtures"


def refuse_known(folder: Path, key: str) -> None:
    """Stop before a county file, or the listing recorded for one, is written over.

    Raises:
        WrongSetting: there is one of that key.
    """
    for path in (folder / f"{key}.yaml", folder / FOLDER / key):
        if path.exists():
            raise WrongSetting(
                "it exists and is not written over",
                url=str(path),
                next_step="give another --key, or edit the file",
            )


def write_site(probe: Probe, folder: Path, *, key: str) -> list[Path]:
    """Write the county file of a probe and the pages it was drafted from; the paths written.

    Raises:
        WrongSetting: the draft is no county file, or a file of that key exists.
        CouldNotWrite: the folder cannot be written to.
    """
    refuse_known(folder, key)
    if probe.yaml is None:
        raise WrongSetting(
            "; ".join(probe.warnings) or "no row can be read from the page",
            url=probe.url,
            next_step="give the address of the listing itself",
        )
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, f"{key}.yaml")
        path.write_text(probe.yaml, encoding="utf-8")
        load_site(path)
    recorded = folder / FOLDER / key
    paths = [recorded / f"listing-{n}.html" for n in range(1, len(probe.pages) + 1)]
    try:
        recorded.mkdir(parents=True)
        for path, page in zip(paths, probe.pages, strict=True):
            path.write_bytes(page.body)
        # Last, so that a county file never stands without its listing.
        with (folder / f"{key}.yaml").open("x", encoding="utf-8") as file:
            file.write(probe.yaml)
    except FileExistsError as error:
        raise WrongSetting("it exists and is not written over", url=error.filename) from error
    except OSError as error:
        raise CouldNotWrite(error.strerror or "cannot be written", url=str(folder)) from error
    return [folder / f"{key}.yaml", *paths]


def check_fixtures(folder: Path, site: Site) -> str | None:
    """What is wrong with the recorded listing of a site; None when it reads as its file says.

    A site without a recorded listing has nothing wrong.
    """
    recorded = folder / FOLDER / site.key
    pages = [recorded / "listing-1.html", recorded / "listing-2.html"]
    if not site.listings or not pages[0].is_file():
        return None
    listing = site.listings[0]
    ask = Ask(listing.url)
    page = read_page(_response(pages[0], ask), ask, family=site.family)
    shell = page if page.is_shell else None
    if shell and shell.next and pages[1].is_file():
        page = read_page(_response(pages[1], shell.next), shell.next, family=page.family)
    try:
        check_links(page, listing, shell=shell)
    except LayoutChanged as error:
        return f"{site.key}: recorded listing {pages[0].name}: {error.what}"
    return None


def _response(path: Path, ask: Ask) -> Response:
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Response(ask.url, ask.url, 200, (), path.read_bytes(), at)
