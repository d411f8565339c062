"""A county that changes its CMS: noticed at the next visit, with the family to set."""

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import permutations

import pytest

from replica import Replica, extra_counties_a, extra_counties_b
from replica.asked import Asked
from replica.counties import COUNTIES, CountyFacts
from replica.families import FAMILIES
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

BY_FAMILY: dict[str, CountyFacts] = {
    county.family: replace(county, quirks=county.quirks - {"browsers_only"})
    for county in (
        *COUNTIES,
        *extra_counties_a.EXTRA_COUNTIES,
        *reversed(extra_counties_b.EXTRA_COUNTIES),
    )
}
PAIRS = list(permutations(sorted(FAMILIES), 2))


@pytest.fixture(scope="module")
def sites():
    """A site of each family, as it stands."""
    replica = Replica(counties=[replace(county, host=None) for county in BY_FAMILY.values()])
    return {
        county.family: replica.site_at(f"127.0.1.{n + 1}")
        for n, county in enumerate(BY_FAMILY.values())
    }


@pytest.fixture(scope="module")
def house():
    """One address at which any site can be made to live: `house.site`, whose old address moved there."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server, site = self.server, self.server.site
            if self.path == server.old_listing and self.path != site.listing_path:
                self.send_response(302)
                self.send_header("Location", site.listing_path)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            both = f"{query}&{body.decode('latin-1')}" if body else query
            asked = Asked(path, query, self.command, body, headers)
            answer = site.answer(path, both, asked)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.1.200", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def visit(folder, house, sites, old):
    """A visit as the county file of the old family says; its check."""
    zones = "".join(f"  - name: {zone.name}\n" for zone in BY_FAMILY[old].zones)
    counties = folder / "sites"
    counties.mkdir(exist_ok=True)
    (counties / "moved.yaml").write_text(
        f'name: 青山县人民政府\nadcode: "339901"\nbase_url: http://127.0.1.200:{house.server_port}\n'
        f"family: {sites[old].family_name}\nzones:\n{zones}pace_s: 0\nlistings:\n"
        f'  - url: "{sites[old].listing_path}"\n    expect_at_least: 10\n',
        encoding="utf-8",
    )
    pipeline = Pipeline(
        Settings(
            home=folder / "home",
            sites=counties,
            allow_addresses=("127.0.0.0/8",),
            alert_channels=("file",),
        )
    )
    try:
        (check,) = pipeline.crawl()
        return check
    finally:
        pipeline.close()


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_a_change_of_cms_is_never_taken_for_nothing_new(tmp_path, house, sites, old, new):
    house.site, house.old_listing = sites[new], sites[old].listing_path
    check = visit(tmp_path, house, sites, old)
    proposed = sites[new].family_name
    told = (check.answer, check.error, f"set family: {proposed}" in (check.detail or ""))
    assert told == ("not recognisable", "LayoutChanged", True) or (
        # The rows of a family that puts them into its pages are read as they stand, and named.
        check.answer == "new" and check.looks_like == proposed
    ), (told, check.detail, check.looks_like, check.links)


def test_the_pairs_are_all_of_them():
    assert len(PAIRS) == 10 * 9
