"""Templates filled; and what is said when there is nothing to fill them with."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from zonereports.errors import WrongSetting, ZoneReportsError
from zonereports.pages.labels import label
from zonereports.pages.meanings import meaning
from zonereports.pages.view import View

_FOLDER = Path(__file__).parent / "templates"


def render(template: str, view: View, **values: Any) -> str:
    """A page of a template. Every value is escaped, but for markup that is marked as safe there."""
    html: str = (
        _templates()
        .get_template(template)
        .render(
            view=view,
            t=view.t,
            label=lambda kind, code: label(kind, code, view.language),
            meaning=lambda table, name, otherwise="": meaning(
                table, name, view.language, otherwise
            ),
            **values,
        )
    )
    return html


@lru_cache(maxsize=1)
def style() -> str:
    """The style sheet of all pages."""
    return (_FOLDER / "style.css.j2").read_text(encoding="utf-8")


def failure_page(view: View, error: Exception, *, sent: bool = False) -> tuple[int, str]:
    """Status and page when a page cannot be shown: what is missing and what to do, no trace.

    Args:
        view: who asked.
        error: why there is no page.
        sent: a form was sent: what is wrong is what it says, not its address.
    """
    status, what, next_step = remedy(error)
    if sent and status == 404:
        status = 400
    return status, render("failure.html.j2", view, status=status, what=what, next_step=next_step)


def remedy(error: Exception) -> tuple[int, str, str]:
    """Status, what happened, and what to do next."""
    if isinstance(error, ZoneReportsError):
        where = f" [{error.url}]" if error.url else ""
        status = 404 if isinstance(error, WrongSetting) and not error.url else 503
        return status, f"{error.what}{where}", error.next_step
    if isinstance(error, SQLAlchemyError):
        return (
            503,
            "the state store cannot be read",
            "check ZONEREPORTS_STATE_URL, the folder ZONEREPORTS_HOME and the database itself",
        )
    if isinstance(error, OSError):
        return 503, error.strerror or "a file cannot be read", "check the folder ZONEREPORTS_HOME"
    return 500, "this page could not be made", "look into the log of the API server"


@lru_cache(maxsize=1)
def _templates() -> Any:
    # Imported here: commands that show nothing load the package, too.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
