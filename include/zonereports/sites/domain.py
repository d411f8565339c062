"""Which hosts belong together: the domain that a government registered."""

from __future__ import annotations

SAME_DOMAIN = "same_domain"
"""What `other_hosts` of a county file says for all hosts of its own domain."""

# Below these a province hands out names to its counties: ws.cq.gov.cn is 万盛's, cq.gov.cn is not.
_PROVINCES = frozenset(
    "beijing bj tj hebei shanxi nmg ln jl hlj sh shanghai jiangsu js zj ah fujian fj jiangxi "
    "shandong sd henan hubei hunan gd gxzf gxi hainan cq sc guizhou yn xizang shaanxi gansu "
    "qinghai nx xinjiang xjbt xj".split()
)


def government_domain(host: str) -> str | None:
    """The domain under gov.cn that a host belongs to; None outside of gov.cn.

    >>> government_domain("www.qingshan.gov.cn"), government_domain("ws.cq.gov.cn")
    ('qingshan.gov.cn', 'ws.cq.gov.cn')
    >>> government_domain("qingshan.example"), government_domain("www.cq.gov.cn")
    (None, None)
    """
    labels = host.lower().rstrip(".").split(".")
    if labels[-2:] != ["gov", "cn"] or len(labels) < 3:
        return None
    own = 4 if labels[-3] in _PROVINCES else 3
    if len(labels) < own or labels[-own] == "www":
        return None
    return ".".join(labels[-own:])


def is_allowed(host: str, allowed: frozenset[str]) -> bool:
    """Whether a host is one of those named, or below a domain that begins with a dot.

    >>> is_allowed("zwgk.qingshan.gov.cn", frozenset({".qingshan.gov.cn"}))
    True
    >>> is_allowed("spam-qingshan.gov.cn", frozenset({".qingshan.gov.cn"}))
    False
    """
    return host in allowed or any(
        one.startswith(".") and f".{host}".endswith(one) for one in allowed
    )


def hosts_line(host: str, allowed: frozenset[str]) -> str:
    """The line of a county file that allows one host more."""
    known = sorted(one for one in allowed if not one.startswith("."))
    named = [*known, host] if len(allowed) > 1 else [host]
    if any(one.startswith(".") for one in allowed):
        named.insert(0, SAME_DOMAIN)
    return f"other_hosts: [{', '.join(named)}]"
