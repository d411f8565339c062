"""The CMS families that the replica speaks: one module each, found by its name.

A family module offers `NAME` (what a county's YAML calls it), `listing_path(site)`,
`article_path(site, entry)`, `listing_page(site, rows)`, `article_page(site, article)`, and `more_rows(site, rows, path, query)`
for what its scripts fetch: the body, or None when the path is no such thing.

A family with more routes offers `answer(county, rows, asked, host)` too, which is asked first: a page,
an Answer, or None when the request is for the listing page or an article.
"""

from __future__ import annotations

from types import ModuleType

from replica.families import jpage, static_list

FAMILIES: dict[str, ModuleType] = {"jpage": jpage, "static_list": static_list}

# Further families, each for a county of `replica/extra_counties_b.py`.
from replica.families import epoint, trs, ucap, vsb  # noqa: E402

FAMILIES |= {"epoint": epoint, "trs": trs, "ucap": ucap, "vsb": vsb}
