"""Addresses of channels that are kept as Airflow connections, so that Airflow guards the secret."""

import logging
from collections.abc import Iterable
from urllib.parse import quote, urlencode

log = logging.getLogger(__name__)


def addresses(ids: Iterable[str]) -> dict[str, str]:
    """The address behind each connection; one that Airflow does not have is left out.

    The package then names the channel without an address; the others are delivered.
    """
    wanted, found = list(ids), dict[str, str]()
    if not wanted:
        return found
    from airflow.sdk import Connection

    for name in wanted:
        try:
            address = address_of(Connection.get(name))
        except Exception as error:
            # Whatever the secrets backend raises; its text may hold what it could not read.
            log.warning("connection %s cannot be read: %s", name, type(error).__name__)
            continue
        if address:
            found[name] = address
    return found


def address_of(connection) -> str:
    """A connection as the address that `zonereports.alerts.open_channel` understands.

    `extra.url` is taken as it is; an Apprise connection's first URL, an SMTP connection with
    `from_email` and `to` in its extra, or else the connection's own URI.
    """
    extra = connection.extra_dejson or {}
    if extra.get("url"):
        return str(extra["url"])
    if connection.conn_type == "apprise":
        config = extra.get("config") or []
        first = config[0] if isinstance(config, list) and config else config
        return str(first.get("path", "")) if isinstance(first, dict) else ""
    if connection.conn_type == "smtp":
        tls = "none" if _true(extra.get("disable_tls")) else "starttls"
        if not _true(extra.get("disable_ssl")):
            tls = "tls"
        login = quote(connection.login or "", safe="")
        password = quote(connection.password or "", safe="")
        asked = {"to": extra.get("to", ""), "from": extra.get("from_email", ""), "tls": tls}
        port = f":{connection.port}" if connection.port else ""
        who = f"{login}:{password}@" if login else ""
        return f"smtp://{who}{connection.host}{port}?{urlencode(asked)}"
    return str(connection.get_uri())


def _true(value: object) -> bool:
    return str(value).lower() in ("true", "1")
