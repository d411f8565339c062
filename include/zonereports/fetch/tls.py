"""What a site's server can do of TLS. Its certificate is verified with every profile."""

from __future__ import annotations

import ssl
from functools import cache

import certifi

from zonereports.sites import TlsProfile

# OpenSSL's name; Python gives it one from 3.12 on.
_OP_LEGACY_SERVER_CONNECT = 0x4


@cache
def tls_context(profile: TlsProfile, ca_file: str | None = None) -> ssl.SSLContext:
    """How to speak TLS with a site.

    `legacy` speaks with servers that know no secure renegotiation (RFC 5746), and offers the curve
    P-256 only, for those that answer any other with BAD_ECPOINT (field guide, section 9). That a
    renegotiation could be forged matters little here: nothing secret is sent, and we never
    renegotiate.

    Args:
        profile: of the site's YAML.
        ca_file: PEM file of the authorities to believe instead of the public ones.
    """
    context = ssl.create_default_context(cafile=ca_file or certifi.where())
    if profile == "legacy":
        context.options |= _OP_LEGACY_SERVER_CONNECT
        context.set_ecdh_curve("prime256v1")
    return context
