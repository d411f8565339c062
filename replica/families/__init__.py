"""The CMS families that the replica speaks: one module each, found by its name.

A family module offers `NAME` (what a county's YAML calls it), `listing_path(site)`,
`article_path(site, entry)`, `listing_page(site, rows)`, `article_page(site, article)`, and `more_rows(site, rows, path, query)`
for what its scripts fetch: the body, or None when the path is no such thing.

`attachment_path(site, entry)` is the way to a report's file, as a page links it, with its query; `ATTACHMENT_KEY`
the field of that query that alone names the file; `stored_path(site, entry)` where the way redirects to;
`attachment_href(site, entry)` how a page spells it, where that differs.

A family whose sites cut long articles offers `further_parts(site, entry)`: the ways to the pages behind the
first; its `article_page` is then given an article that is one part of several.

A family with more routes offers `answer(county, rows, asked, host)` too, which is asked first: a page,
an Answer, or None when the request is for the listing page or an article.
"""

from __future__ import annotations

from types import ModuleType

from replica.families import (
    epoint,
    gkmlpt,
    jpaas,
    jpage,
    longxun,
    openness,
    static_list,
    trs,
    ucap,
    vsb,
)

FAMILIES: dict[str, ModuleType] = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        epoint,
        gkmlpt,
        jpaas,
        jpage,
        longxun,
        openness,
        static_list,
        trs,
        ucap,
        vsb,
    )
}
