"""That a form was sent from our own page, by the user for whom the page was made."""

from urllib.parse import urlsplit

from airflow.configuration import conf
from fastapi import HTTPException, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer

_VALID_S = 8 * 3600


def token_for(user_id: str) -> str:
    """A token that only this user's forms may carry, for eight hours."""
    return _serializer().dumps(user_id)


def check_form(request: Request, token: str, user_id: str) -> None:
    """Refuse a form that another site, another user's page or a stale page sent.

    Raises:
        HTTPException: 403, with the reason.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise HTTPException(403, "the form was not sent from this site")
    origin = request.headers.get("origin", "")
    if urlsplit(origin).netloc not in _own_hosts(request):
        raise HTTPException(403, "the form was not sent from this site")
    try:
        sent_for = _serializer().loads(token, max_age=_VALID_S)
    except BadSignature as error:
        raise HTTPException(403, "the form is too old; open the page again") from error
    if sent_for != user_id:
        raise HTTPException(403, "the form was made for another user; open the page again")


def _own_hosts(request: Request) -> set[str]:
    # Behind a proxy the Host header may be an inner one; base_url is what people type.
    outer = urlsplit(conf.get("api", "base_url", fallback="")).netloc
    return {request.headers.get("host", ""), outer} - {""}


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(conf.get("api", "secret_key"), salt="zonereports-form")
