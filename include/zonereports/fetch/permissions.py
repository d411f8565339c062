"""What hosts permit to one visitor: robots.txt asked for, kept in the book, and parsed once."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from zonereports.errors import CouldNotLook, ServerFailed
from zonereports.fetch.answer import REDIRECTS
from zonereports.fetch.errand import Errand
from zonereports.fetch.exchanges import Exchanges
from zonereports.fetch.hop import Hop
from zonereports.fetch.host import Host, RobotsCopy
from zonereports.fetch.robots import Permission, permission, robots_copy

# RFC 9309, 2.3.1.2: at least five.
_MOST_REDIRECTS = 5


class Permissions:
    """The rules of each origin (scheme and host).

    Args:
        visitor: product token that robots.txt is asked about.
        exchanges: how to ask; its book keeps what was answered.
    """

    def __init__(self, visitor: str, exchanges: Exchanges) -> None:
        self._visitor = visitor
        self._exchanges = exchanges
        self._parsed: dict[str, tuple[RobotsCopy, Permission]] = {}

    def known(self, host: Host, origin: str) -> Permission | None:
        """The rules of a host that is held, while its copy holds; None when it must be asked."""
        exchanges = self._exchanges
        held = host.robots_of(origin, exchanges.now(), exchanges.manners)
        if held is None:
            return None
        parsed = self._parsed.get(origin)
        if parsed is None or parsed[0] != held:
            parsed = self._parsed[origin] = held, permission(self._visitor, held)
        return parsed[1]

    def learn(self, origin: str, errand: Errand) -> Permission:
        """Ask for robots.txt, follow its redirects, and keep what it says.

        Raises:
            CouldNotLook: permission cannot be established; by the name of the reason.
        """
        url = f"{origin}/robots.txt"
        try:
            found = self._ask(origin, url, replace(errand, kind="robots"))
        except CouldNotLook as error:
            raise type(error)(
                f"cannot establish permission: {error.what}", url=url, next_step=error.next_step
            ) from error
        return permission(self._visitor, found)

    def _ask(self, origin: str, url: str, errand: Errand) -> RobotsCopy:
        book, own, hop = self._exchanges.book, urlsplit(origin).netloc, Hop(url)
        for hops in range(_MOST_REDIRECTS + 1):
            errand.check_allowed(hop.url)
            at = urlsplit(hop.url).netloc
            # One host at a time: two that redirect to each other must not be held both.
            with book.visit(at) as host:
                self._exchanges.check_open(host, hop.url)
                # Another worker may have asked while this one waited for the host.
                if not hops and self.known(host, origin):
                    return host.robots[origin]
                answer = self._exchanges.make(host, hop, errand)
                if answer.status not in REDIRECTS:
                    held = robots_copy(answer.status, answer.body, answer.fetched_at)
                    if at == own:
                        # Before the next worker gets the host, or it would ask again.
                        host.robots[origin] = held
                        book.save(host)
                        return held
                    break
            hop = hop.after(answer)
        else:
            raise ServerFailed("too many redirects")
        with book.visit(own) as host:
            host.robots[origin] = held
            book.save(host)
        return held
