"""What a county's YAML says about a site of the replica."""

from __future__ import annotations

import yaml

from replica.county_site import CountySite

EXPECT_AT_LEAST = 10
"""Every first page has 15 rows or more; a broken one has none or three."""


def site_file(site: CountySite, base_url: str) -> str:
    """The text of the YAML; nobody needs to be spared on loopback, so pace_s is 0."""
    zones = [
        {"name": zone.name, "aliases": list(zone.aliases), "level": zone.level}
        for zone in site.facts.zones
    ]
    facts = {
        "name": f"{site.facts.name}人民政府",
        "adcode": site.facts.adcode,
        "base_url": base_url,
        "family": site.family_name,
        "zones": zones,
        "listings": [{"url": site.listing_path, "expect_at_least": EXPECT_AT_LEAST}],
        "pace_s": 0,
        "active": True,
    }
    return str(yaml.safe_dump(facts, allow_unicode=True, sort_keys=False))
