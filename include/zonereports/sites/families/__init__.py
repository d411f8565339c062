"""CMS families: how a kind of county site writes its listings. One module is one family.

A new family is a new module in this folder, with the names that `Family` lists. Nothing else
has to be told: the module's name is the name of the family.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from zonereports.errors import WrongSetting
from zonereports.sites.ask import Ask
from zonereports.sites.site import Link


class Family(Protocol):
    """What a family module holds. All three functions are pure."""

    NAME: str
    """The name of the module."""
    RANK: int
    """Place in the order of recognition (field guide, section 1), times ten: the first that
    recognises a page wins. `static`, which recognises all, stands last."""

    def recognise(self, url: str, html: str) -> bool:
        """Whether a page at this address looks like one of the family."""

    def find_links(self, html: str, url: str) -> list[Link]:
        """The rows of a listing in their order: full title, canonical address, date of the row.

        Reads every answer of the family: the page itself, and what its pager gets (an HTML
        fragment, XML, JSON).
        """

    def next_page(self, html: str, ask: Ask) -> Ask | None:
        """What to ask for the following page of the listing; None at the end or when unknown.

        `html` is the answer to `ask`. A listing that is an empty shell until its script asks the
        server has no links and a next page: its first.
        """


def names() -> tuple[str, ...]:
    """The families there are, in the order of recognition."""
    return tuple(module.NAME for module in _modules())


def family(name: str) -> Family:
    """A family by its name.

    Raises:
        WrongSetting: there is none of that name; `auto` is no family, see `recognise`.
    """
    for module in _modules():
        if name == module.NAME:
            return module
    near = difflib.get_close_matches(name, names(), 1, 0.5)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise WrongSetting(f"no family {name!r}: there are {', '.join(names())} and auto{hint}")


def recognise(url: str, html: str) -> str:
    """The name of the family that a page belongs to; `static` when no other fits."""
    return next(module.NAME for module in _modules() if module.recognise(url, html))


@cache
def _modules() -> tuple[Family, ...]:
    found = [
        cast("Family", importlib.import_module(f"{__name__}.{info.name}"))
        for info in pkgutil.iter_modules(__path__)
    ]
    return tuple(sorted(found, key=lambda module: (module.RANK, module.NAME)))
