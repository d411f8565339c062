"""Who looks, in which language, and where they came from, as a request tells it."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from zonereports.pages import CHINA, View
from zonereports_portal.access import DECIDED_BY, SENT_BY, SWITCHED_BY, Reader, may_run
from zonereports_portal.dag_runs import newest_runs
from zonereports_portal.forgery import token_for

_ACTS = {"switch": SWITCHED_BY, "resend": SENT_BY, "decide": DECIDED_BY}
_COOKIE = "zonereports_language"


def _view(request: Request, user: Reader) -> View:
    root = request.scope.get("root_path", "").rstrip("/")
    return View(
        user=user.get_name(),
        language="en" if language_of(request) == "en" else "zh",
        root=root,
        airflow=root.rpartition("/")[0],
        framed=request.headers.get("sec-fetch-dest") == "iframe",
        may=frozenset(act for act, dag_id in _ACTS.items() if may_run(dag_id, user)),
        token=token_for(user.get_id()),
        runs=newest_runs(),
        now=datetime.now(CHINA),
    )


Viewed = Annotated[View, Depends(_view)]


def language_of(request: Request) -> str:
    """What the address asks for, else what was chosen before."""
    return request.query_params.get("lang") or request.cookies.get(_COOKIE, "zh")


def keep_language(answer: Response, request: Request, language: str) -> None:
    """Remember the language that was chosen, for a year."""
    answer.set_cookie(
        _COOKIE,
        language,
        max_age=365 * 86_400,
        path=request.scope.get("root_path", "") or "/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def page_before(request: Request, view: View) -> str:
    """The page of ours that the reader came from."""
    came = urlsplit(request.headers.get("referer", ""))
    if came.netloc != request.headers.get("host") or not came.path.startswith(f"{view.root}/"):
        return f"{view.root}/"
    query = "&".join(p for p in came.query.split("&") if p and not p.startswith("lang="))
    return came.path + (f"?{query}" if query else "")
