"""Servers that speak TLS on loopback: trusted, unknown, under another name, and as old as those of some offices."""

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from archive.db import reading
from archive.models import Capture
from tests.crawler.conftest import Home
from tests.crawler.site import STORIES, Site, publish_feed

DAY = date(2024, 2, 20)
NOW = "2024-02-20T09:00:00+08:00"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `here`, a certificate for 127.0.0.1, and `there`, one for another address; keys beside them."""
    folder = tmp_path_factory.mktemp("certificates")
    for name, address in (("here", "127.0.0.1"), ("there", "127.0.0.77")):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} of the tests")])
        start = datetime.now(UTC) - timedelta(days=1)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=30))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
            .sign(key, hashes.SHA256())
        )
        (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / f"{name}.key").write_bytes(secret)
    return folder


@contextmanager
def tls_site(certificates: Path, name: str, *, old: bool = False) -> Iterator[str]:
    """Serve a feed by TLS with the certificate of that name; `old` as in 2008. Give its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / f"{name}.pem", certificates / f"{name}.key")
    if old:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning, match="TLSv1 is deprecated"):
            context.minimum_version = ssl.TLSVersion.TLSv1
        with pytest.warns(DeprecationWarning, match="TLSv1 is deprecated"):
            context.maximum_version = ssl.TLSVersion.TLSv1
    site = Site(context)
    site.start()
    try:
        publish_feed(site, "/feed.xml", ((STORIES[0], DAY),))
        yield site.address
    finally:
        site.stop()


def crawl(home: Home, certificates: Path, address: str, tls: str = "") -> tuple[str, str]:
    """Crawl the feed with a TLS profile; return outcome and detail."""
    folder = home.folder / "certs"
    folder.mkdir(exist_ok=True)
    for path in certificates.glob("*.pem"):
        (folder / path.name).write_bytes(path.read_bytes())
    line = f"tls: {tls}\n" if tls else ""
    home.source("gov", f"name: 政\nfamily: feed\nstart: {address}/feed.xml\n{line}")
    told = home.run("--now", NOW, "gov").only
    return told["outcome"], told["detail"]


def test_unknown_certificate_is_named(home: Home, certificates: Path) -> None:
    """A server whose certificate nobody vouches for is not read, and the run says why."""
    with tls_site(certificates, "here") as address:
        outcome, detail = crawl(home, certificates, address)

    assert (outcome, detail.endswith("feed.xml: certificate")) == ("failed", True)


def test_certificate_of_the_sources_own_is_trusted_and_recorded(home: Home, certificates: Path) -> None:
    """With the server's certificate in its source file it is read, and each capture says by which profile."""
    with tls_site(certificates, "here") as address:
        outcome, _ = crawl(home, certificates, address, "certs/here.pem")

    engine = home.open()
    with reading(engine) as session:
        hints = list(session.scalars(select(Capture.hints)))
    engine.dispose()
    assert outcome == "done"
    assert [one["tls"] for one in hints] == ["certs/here.pem"] * 2


def test_certificate_for_another_name_is_refused(home: Home, certificates: Path) -> None:
    """A trusted certificate that is not for this host is named as a certificate's fault."""
    with tls_site(certificates, "there") as address:
        outcome, detail = crawl(home, certificates, address, "certs/there.pem")

    assert (outcome, detail.endswith("feed.xml: certificate")) == ("failed", True)


@pytest.mark.parametrize(("tls", "ends"), [("certs/here.pem", "failed"), ("old certs/here.pem", "done")])
def test_old_server_is_read_only_by_its_profile(home: Home, certificates: Path, tls: str, ends: str) -> None:
    """A server that speaks TLS 1.0 alone is refused by today's rules, named, and read with `tls: old`."""
    with tls_site(certificates, "here", old=True) as address:
        outcome, detail = crawl(home, certificates, address, tls)

    assert outcome == ends
    assert ends == "done" or detail.endswith("feed.xml: tls")


def test_missing_certificate_file_is_told(home: Home, certificates: Path) -> None:
    """A profile whose file is not there opens no run and says which file is missing."""
    outcome, detail = crawl(home, certificates, "https://127.0.0.1:9", "certs/absent.pem")

    assert outcome == "refused"
    assert "certs/absent.pem: cannot be read" in detail
