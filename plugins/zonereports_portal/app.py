"""The routes of the pages. Each is one call of the package."""

import logging
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import Depends, FastAPI, Form, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from zonereports.errors import WrongSetting
from zonereports.pages import Format, Portal, Search, View, Wanted, Word, failure_page
from zonereports.pages import style as stylesheet
from zonereports.pipeline import Pipeline
from zonereports_portal.access import (
    DECIDED_BY,
    SENT_BY,
    SWITCHED_BY,
    Reader,
    login_page,
    may_run,
    reader,
)
from zonereports_portal.forgery import check_form
from zonereports_portal.viewing import Viewed, keep_language, language_of, page_before

log = logging.getLogger(__name__)
_PAGE = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_INERT = (
    "sandbox; default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""For what came from a site, and for the pages of Great Expectations: no script, no form, no origin."""
_DOCS = _INERT.replace("sandbox;", "sandbox allow-same-origin;")
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
Words = Annotated[str, Query(max_length=200)]
Token = Annotated[str, Form(max_length=500)]
Page = Annotated[int, Query(ge=1, le=1_000_000)]


class _Opened:
    """The portal of this process, opened at its first use; one that cannot be opened is tried anew."""

    def __init__(self) -> None:
        self._portal: Portal | None = None

    def __call__(self) -> Portal:
        if self._portal is None:
            self._portal = Portal(Pipeline.from_env())
        return self._portal


def make_app(portal: Portal | None = None) -> FastAPI:
    """The application; with a portal for tests, else with that of the environment."""
    opened = _Opened() if portal is None else lambda: portal
    app = FastAPI(
        title="zonereports",
        dependencies=[Depends(reader)],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )

    @app.middleware("http")
    async def headers(request: Request, go_on):
        answer = await go_on(request)
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Content-Security-Policy", _PAGE)
        lang = request.query_params.get("lang")
        if lang in ("zh", "en"):
            keep_language(answer, request, lang)
        return answer

    _handle_errors(app)
    _add_pages(app, opened)
    _add_files(app, opened)
    _add_decisions(app, opened)

    @app.post("/sites/{key}/switch")
    def switch(
        request: Request,
        key: str,
        user: Reader,
        view: Viewed,
        to: Annotated[str, Form(pattern="^(on|off)$")],
        token: Token,
        why: Annotated[str, Form(max_length=300)] = "",
    ) -> Response:
        check_form(request, token, user.get_id())
        if not may_run(SWITCHED_BY, user):
            raise HTTPException(403, "switching a site needs permission to run crawl_sites")
        opened().switch(view, key, off=to == "off", why=why)
        return RedirectResponse(f"{view.root}/sites/{quote(key)}", 303)

    @app.post("/alerts/resend")
    def resend(
        request: Request,
        user: Reader,
        view: Viewed,
        key: Annotated[str, Form(min_length=1, max_length=48, pattern="^[^ ]+$")],
        channel: Annotated[str, Form(min_length=1, max_length=64)],
        token: Token,
    ) -> Response:
        check_form(request, token, user.get_id())
        if not may_run(SENT_BY, user):
            raise HTTPException(403, "sending again needs permission to run send_alerts")
        opened().resend(view, key, channel)
        return RedirectResponse(f"{view.root}/alerts", 303)

    return app


def _add_decisions(app: FastAPI, opened) -> None:
    def check(request: Request, token: str, user: Reader) -> None:
        check_form(request, token, user.get_id())
        if not may_run(DECIDED_BY, user):
            raise HTTPException(403, f"deciding needs permission to run {DECIDED_BY}")

    @app.post("/quality/decisions")
    def decide(
        request: Request,
        user: Reader,
        view: Viewed,
        row: Annotated[str, Form(min_length=1, max_length=64)],
        kind: Annotated[Literal["release", "correct", "reject"], Form()],
        seen: Annotated[str, Form(max_length=64)],
        token: Token,
        why: Annotated[str, Form(max_length=500)] = "",
        column: Annotated[list[str], Form(max_length=40)] = [],  # noqa: B006
        value: Annotated[list[str], Form(max_length=40)] = [],  # noqa: B006
    ) -> Response:
        check(request, token, user)
        if len(column) != len(value) or any(len(words) > 500 for words in value):
            raise WrongSetting("the form is not whole", next_step="open the quality page again")
        values = dict(zip(column, value, strict=True))
        number = opened().decide(view, Word(row, kind, why, seen, values))
        return RedirectResponse(f"{view.root}/quality?decided={number}", 303)

    @app.post("/quality/decisions/{number}/withdraw")
    def withdraw(
        request: Request,
        user: Reader,
        view: Viewed,
        number: int,
        token: Token,
        why: Annotated[str, Form(max_length=500)] = "",
    ) -> Response:
        check(request, token, user)
        opened().withdraw(view, number, why=why)
        return RedirectResponse(f"{view.root}/quality#decisions", 303)


def _add_pages(app: FastAPI, opened) -> None:
    @app.get("/")
    def overview(view: Viewed) -> HTMLResponse:
        return HTMLResponse(opened().overview(view))

    @app.get("/sites")
    def sites(view: Viewed, answer: Words = "", q: Words = "", page: Page = 1) -> HTMLResponse:
        return HTMLResponse(opened().sites(view, answer=answer, words=q, page=page))

    @app.get("/sites/{key}")
    def site(view: Viewed, key: str) -> HTMLResponse:
        return HTMLResponse(opened().site(view, key))

    @app.get("/reports")
    def reports(
        view: Viewed,
        q: Words = "",
        text: Words = "",
        province: Words = "",
        year: Annotated[str, Query(pattern=r"^\d{0,4}$")] = "",
        kind: Words = "",
        page: Page = 1,
    ) -> HTMLResponse:
        wanted = Search(q, text.strip(), province, int(year) if year else None, kind, page)
        return HTMLResponse(opened().reports(view, wanted))

    @app.get("/reports/{name}")
    def report(
        view: Viewed, name: str, at: Annotated[int | None, Query(ge=0)] = None
    ) -> HTMLResponse:
        return HTMLResponse(opened().report(view, name, start=at))

    @app.get("/indicators")
    def indicators(
        view: Viewed,
        code: Words = "",
        zone: Annotated[str, Query(max_length=600)] = "",
        year: Annotated[str, Query(pattern=r"^\d{0,4}$")] = "",
        province: Words = "",
    ) -> HTMLResponse:
        for comma in "，,；;\n":
            zone = zone.replace(comma, "、")
        zones = tuple(dict.fromkeys(name.strip() for name in zone.split("、") if name.strip()))
        wanted = Wanted(code, zones, int(year) if year else None, province)
        return HTMLResponse(opened().indicators(view, wanted))

    @app.get("/quality")
    def quality(
        view: Viewed,
        expectation: Words = "",
        q: Words = "",
        show: Annotated[str, Query(pattern="^(all)?$")] = "",
        decided: Annotated[int | None, Query(ge=1)] = None,
        page: Page = 1,
    ) -> HTMLResponse:
        return HTMLResponse(
            opened().quality(
                view,
                page=page,
                expectation=expectation,
                words=q,
                open_only=show != "all",
                decided=decided,
            )
        )

    @app.get("/alerts")
    def alerts(view: Viewed, page: Page = 1) -> HTMLResponse:
        return HTMLResponse(opened().alerts(view, page=page))

    @app.get("/language/{language}")
    def language(request: Request, view: Viewed, language: str) -> Response:
        answer = RedirectResponse(page_before(request, view), 303)
        if language in ("zh", "en"):
            keep_language(answer, request, language)
        return answer


def _add_files(app: FastAPI, opened) -> None:
    inert = {"Content-Security-Policy": _INERT}

    @app.get("/style.css")
    def style(request: Request) -> Response:
        return Response(
            stylesheet(), media_type="text/css", headers={"Cache-Control": "private, max-age=300"}
        )

    @app.get("/reports/{document_id}/words")
    def words(view: Viewed, document_id: str) -> HTMLResponse:
        return HTMLResponse(opened().words(view, document_id), headers=inert)

    @app.get("/reports/{document_id}/captured")
    def captured(view: Viewed, document_id: str) -> HTMLResponse:
        return HTMLResponse(opened().words(view, document_id, as_served=True), headers=inert)

    @app.get("/reports/{name}/numbers.{form}")
    def numbers(name: str, form: Format) -> Response:
        return Response(
            opened().download(name, form),
            media_type=_MEDIA[form],
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.{form}"},
        )

    @app.get("/captures/{capture_id}")
    def capture(view: Viewed, capture_id: str) -> HTMLResponse:
        return HTMLResponse(opened().capture(view, capture_id), headers=inert)

    @app.get("/quality/docs/{name:path}")
    def docs(name: str) -> HTMLResponse:
        return HTMLResponse(opened().docs(name), headers={"Content-Security-Policy": _DOCS})


def _handle_errors(app: FastAPI) -> None:
    def shown(request: Request, error: Exception) -> Response:
        view = View(
            user="",
            language="en" if language_of(request) == "en" else "zh",
            root=request.scope.get("root_path", "").rstrip("/"),
        )
        status, page = failure_page(view, error, sent=request.method == "POST")
        return HTMLResponse(page, status, headers=_HEADERS | {"Content-Security-Policy": _PAGE})

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "") and request.method == "GET"
        if error.status_code == 401 and wants_page:
            root = request.scope.get("root_path", "").rstrip("/")
            path = request.url.path
            back_to = str(request.url.replace(path=path if path.startswith(root) else root + path))
            return RedirectResponse(login_page(back_to), 302)
        return JSONResponse({"detail": error.detail}, error.status_code)

    @app.exception_handler(RequestValidationError)
    async def wrong(request: Request, error: RequestValidationError) -> Response:
        return JSONResponse(
            {"detail": "wrong parameter: " + str(error.errors()[0]["loc"][-1])}, 422
        )

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        return shown(request, error)

    from sqlalchemy.exc import SQLAlchemyError

    from zonereports.errors import ZoneReportsError

    for kind in (ZoneReportsError, SQLAlchemyError, OSError):

        @app.exception_handler(kind)
        async def known(request: Request, error: Exception) -> Response:
            if not isinstance(error, WrongSetting):
                log.warning("page %s: %s", request.url.path, error)
            return shown(request, error)
