"""Data Docs that need no internet: the newest runs, readable from disk, no address outside.

Great Expectations writes pages that load 16 scripts and styles from six hosts and a logo, and an
index whose tables a script fills. Here its pages lose all that and get our own style; the index is
our own.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zonereports.errors import WrongSetting

if TYPE_CHECKING:
    from zonereports.quality.evaluation import Run
    from zonereports.quality.verdict import Verdict

_TIME = "%Y%m%dT%H%M%S.%fZ"
_FOLDER = Path(__file__).parent

# Says so to browsers, too: whatever text of a site got into a page, it loads and runs nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

_LOADING = ("src", "srcset", "data", "poster", "background", "action", "formaction", "ping")


def prepare(run: Run, keep: int) -> None:
    """Make the folders and remove the results of all but the newest runs, so as to keep `keep`.

    Raises:
        WrongSetting: a folder cannot be written, or no run would be kept.
    """
    if keep < 1:
        raise WrongSetting(f"keep_runs is {keep}; at least the run itself is kept")
    for folder in (run.results_dir, run.docs_dir):
        if folder:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise WrongSetting(f"not writable: {error.strerror}", url=str(folder)) from error
    if run.results_dir:
        # results_dir / suite / run's name / run's time / batch.json
        times = {path.name for path in run.results_dir.glob("*/*/*/") if path.is_dir()}
        newest = sorted(times | {run.time.strftime(_TIME)}, reverse=True)[:keep]
        for folder in run.results_dir.glob("*/*/*/"):
            if folder.name not in newest:
                shutil.rmtree(folder, ignore_errors=True)
                _remove_if_empty(folder.parent)


def complete(run: Run, verdict: Verdict, keep: int) -> None:
    """Make this run's pages self-contained, write the index anew and drop what is left over."""
    if run.docs_dir is None:
        return
    runs = run.docs_dir / "runs"
    runs.mkdir(exist_ok=True)
    label = f"{run.time.strftime(_TIME)}_{run.name}"
    summary = json.dumps(_summary(run, verdict), ensure_ascii=False, indent=1)
    (runs / f"{label}.json").write_text(summary, encoding="utf-8")
    for old in sorted(runs.glob("*.json"), reverse=True)[keep:]:
        old.unlink(missing_ok=True)
    # 4 MB of fonts and animations of its own pages.
    shutil.rmtree(run.docs_dir / "static", ignore_errors=True)
    _remove_orphans(run.docs_dir, run.results_dir)
    for page in run.docs_dir.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        if _POLICY not in text and page != run.docs_dir / "index.html":
            _replace(page, self_contained(text))
    summaries = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(runs.glob("*.json"), reverse=True)
    ]
    _replace(run.docs_dir / "index.html", _index(summaries))


def self_contained(page: str) -> str:
    """A page of Great Expectations without scripts, with our style, that loads nothing."""
    from lxml import html

    tree = html.document_fromstring(page)
    # The newsletter in the footer, the buttons that need scripts, and the logo.
    for element in tree.xpath(
        "//script | //link | //style | //footer | //noscript | //iframe | //object | //embed"
        " | //base | //meta[@http-equiv] | //img | //*[@id='ge-cta-footer']"
        " | //div[contains(@class, 'cloud-footer')]"
        " | //title[not(normalize-space())]"
    ):
        element.drop_tree()
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in list(element.attrib.items()):
            outside = name in _LOADING or "url(" in value or value.strip().startswith("javascript:")
            if name.startswith("on") or outside:
                del element.attrib[name]
    for anchor in tree.xpath("//nav//a[contains(@href, 'index.html') and not(normalize-space())]"):
        anchor.text = "Data Docs"
    head = tree.find("head")
    if head is None:
        head = html.Element("head")
        tree.insert(0, head)
    for attributes in ({"http-equiv": "Content-Security-Policy", "content": _POLICY},):
        head.insert(0, html.Element("meta", attributes))
    style = html.Element("style")
    style.text = _style()
    head.append(style)
    head.append(html.Element("link", {"rel": "icon", "href": "data:,"}))
    text: str = html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return text


def _summary(run: Run, verdict: Verdict) -> dict[str, Any]:
    # Where its site builder puts a page: suite / name / time / batch id.
    folder = f"{run.name}/{run.time.strftime(_TIME)}"
    return {
        "name": run.name,
        "time": run.time.isoformat(timespec="seconds"),
        "success": verdict.success,
        "arrived": dict(verdict.evaluated),
        "published": {
            "documents": len(verdict.documents),
            "observations": len(verdict.observations),
        },
        "refused": len(verdict.quarantine),
        "held_back": list(verdict.held_back),
        "pages": {
            table: f"validations/{table}/{folder}/batch-{table}.html"
            for table in ("documents", "observations")
            if verdict.evaluated[table]
        },
        "failures": [
            {
                "name": failure.name,
                "table": failure.table,
                "severity": failure.severity,
                "rows": "all" if failure.count is None else failure.count,
                "why": failure.why,
                "detail": failure.detail,
            }
            for failure in verdict.failures
        ],
    }


def _index(summaries: list[dict[str, Any]]) -> str:
    from jinja2 import Environment, FileSystemLoader

    pages = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, trim_blocks=True)
    return pages.get_template("data_docs.html.j2").render(
        runs=summaries, policy=_POLICY, style=_style()
    )


def _style() -> str:
    return (_FOLDER / "data_docs.css.j2").read_text(encoding="utf-8")


def _remove_orphans(docs_dir: Path, results_dir: Path | None) -> None:
    """Remove pages whose results are gone: its index builder leaves their folders."""
    if results_dir is None:
        return
    for page in (docs_dir / "validations").rglob("*.html"):
        result = results_dir / page.relative_to(docs_dir / "validations").with_suffix(".json")
        if not result.exists():
            page.unlink(missing_ok=True)
    for folder in sorted((docs_dir / "validations").rglob("*/"), reverse=True):
        _remove_if_empty(folder)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _replace(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
