"""TLS: certificates are verified whatever a site's profile says, and a profile changes the rest."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fetch.certificates import Authority, tls_server
from zonereports.errors import Refused, TlsFailed
from zonereports.fetch import StateHostBook, host_facts
from zonereports.sites import Site
from zonereports.state import State

PACKAGE = Path(__file__).parents[2] / "include" / "zonereports"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def site(profile: str) -> Site:
    home = "https://127.0.0.1"
    return Site("qingshan", "青山县", "339999", home, "auto", (), tls_profile=profile)  # type: ignore[arg-type]


@pytest.fixture
def guest(visitor, authority):
    """Makes a visitor for one site of a TLS profile, who believes the invented authority."""

    def make(profile: str = "default", **settings):
        made = visitor(**({"timeout_s": 5, "ca_file": authority.ca_file} | settings))
        made.fetcher = made.fetcher.for_site(site(profile))
        return made

    return make


@pytest.mark.parametrize("profile", ["default", "legacy"])
def test_a_certificate_that_is_right_is_accepted(authority, guest, profile: str) -> None:
    with tls_server(authority.certify()) as home:
        visitor = guest(profile)
        assert visitor.get(home + "/a").body == b"page"
        assert visitor.ledger[-1].site == "qingshan"


@pytest.mark.parametrize("profile", ["default", "legacy"])
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"self_signed": True}, "self.signed"),
        ({"days": -1}, "expired"),
        ({"address": "127.0.0.9"}, "mismatch|doesn't match|not valid for"),
    ],
    ids=["self-signed", "expired", "other name"],
)
def test_a_wrong_certificate_is_refused_with_every_profile(
    authority, guest, profile: str, wrong: dict[str, object], told: str
) -> None:
    with (
        tls_server(authority.certify(**wrong)) as home,  # type: ignore[arg-type]
        pytest.raises(TlsFailed) as failed,
    ):
        guest(profile).get(home + "/a")
    assert re.search(told, str(failed.value)), failed.value


def test_an_unknown_authority_is_refused(authority, guest) -> None:
    with tls_server(authority.certify()) as home, pytest.raises(TlsFailed, match="certificate"):
        guest(ca_file=None).get(home + "/a")


def test_legacy_offers_the_one_curve_that_old_servers_know(authority, guest) -> None:
    with tls_server(authority.certify(), curve="secp384r1") as home:
        assert guest().get(home + "/a").status == 200
        with pytest.raises(TlsFailed):
            guest("legacy").get(home + "/a")
    with tls_server(authority.certify(), curve="prime256v1") as home:
        assert guest("legacy").get(home + "/a").status == 200


def test_a_server_without_secure_renegotiation_is_spoken_with_by_legacy_alone(guest) -> None:
    # A ServerHello of TLS 1.2 without extensions, as such servers send it; nothing comes after.
    body = b"\x03\x03" + bytes(range(32)) + b"\x00" + b"\xc0\x2f" + b"\x00"
    hello = b"\x02" + len(body).to_bytes(3, "big") + body
    record = b"\x16\x03\x03" + len(hello).to_bytes(2, "big") + hello
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for _ in range(2):
                connection, _visitor = server.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(record)
                    connection.recv(65_536)

        thread = threading.Thread(target=serve)
        thread.start()
        home = f"https://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(TlsFailed, match="UNSAFE_LEGACY_RENEGOTIATION_DISABLED"):
            guest().get(home + "/a")
        with pytest.raises(Exception, match=r"timed out|no answer|EOF") as failed:
            guest("legacy", timeout_s=0.3).get(home + "/a")
        thread.join()
    assert "RENEGOTIATION" not in str(failed.value)


def test_http_only_asks_no_https_not_even_when_redirected(county, guest) -> None:
    county.page("/ok")
    county.routes["/a"] = (302, {"Location": f"https://127.0.0.1:{county.port}/a"}, b"")
    visitor = guest("http_only")
    assert visitor.get(county.home + "/ok").status == 200
    for address in (county.home + "/a", "https://127.0.0.1/"):
        with pytest.raises(Refused, match="http_only, and this is https") as refused:
            visitor.get(address)
        assert "tls_profile" in refused.value.next_step


def test_nothing_in_the_package_switches_verification_off() -> None:
    off = re.compile(r"verify\s*=\s*False|CERT_NONE|check_hostname\s*=\s*False|_unverified_context")
    for path in PACKAGE.rglob("*.py"):
        assert not off.search(path.read_text(encoding="utf-8")), path
    assert ssl.create_default_context().verify_mode == ssl.CERT_REQUIRED


def test_the_end_of_a_certificate_is_remembered_of_its_host(authority, guest, tmp_path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    with tls_server(authority.certify(days=5)) as home:
        guest(hosts=StateHostBook(state)).get(home + "/a")
    (facts,) = host_facts(state).values()
    assert facts.certificate_ends is not None
    left = facts.certificate_ends - datetime.now(UTC)
    assert timedelta(days=4) < left <= timedelta(days=5)
    state.close()
