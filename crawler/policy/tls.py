"""How a source's server is spoken to by TLS: by today's rules, by those of old servers, with certificates of its own.

A certificate is always checked; what fails is named in the ledger (`certificate`, `tls`), never passed over. Some
offices run servers that only speak as in 2008, or sign their own certificates: the source file says so, with `tls:`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from OpenSSL import SSL, crypto
from twisted.internet._sslverify import IOpenSSLTrustRoot  # its public modules do not show it
from twisted.internet.ssl import AcceptableCiphers, TLSVersion, optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no types

from archive.errors import AskedWrongly

OLD = "old"
LEGACY_SERVER_CONNECT = 0x4
UNSAFE_LEGACY_RENEGOTIATION = 0x40000
"""Options of OpenSSL 3 that pyOpenSSL has no names for; see SSL_CTX_set_options(3)."""
EVERY_CIPHER = "ALL:@SECLEVEL=0"
BEGIN = b"-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What `tls:` of a source file says."""

    old: bool = False
    """True: TLS 1.0, short keys, SHA-1 and renegotiation without protection are taken too."""
    certificates: tuple[bytes, ...] = ()
    """Certificates to trust instead of the system's, PEM; the server's own one pins it."""


def read_profile(text: str, home: Path) -> Profile:
    """Return the profile that a source file names: words of `default`, `old` and a PEM file below the home folder.

    Raises AskedWrongly when the file is not there or holds no certificate.
    """
    words = [word for word in text.split() if word != "default"]
    certificates: list[bytes] = []
    for word in words:
        if word != OLD:
            certificates += _read_certificates(home / word)
    return Profile(old=OLD in words, certificates=tuple(certificates))


def _read_certificates(path: Path) -> list[bytes]:
    try:
        parts = path.read_bytes().split(BEGIN)[1:]
        for part in parts:
            crypto.load_certificate(crypto.FILETYPE_PEM, BEGIN + part)
    except (OSError, crypto.Error) as error:
        raise AskedWrongly(f"{path}: cannot be read: {error}", mend="put the certificate there, as PEM") from error
    if not parts:
        raise AskedWrongly(f"{path}: holds no certificate", mend="put the certificate there, as PEM")
    return [BEGIN + part for part in parts]


@implementer(IOpenSSLTrustRoot)
class Trust:
    """Whom a connection believes; Twisted hands it the context to fill, which is also where old rules are let in."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def _addCACertsToContext(self, context: SSL.Context) -> None:  # noqa: N802 # the interface's name
        if self.profile.certificates:
            store = context.get_cert_store()
            assert store is not None
            for pem in self.profile.certificates:
                store.add_cert(crypto.load_certificate(crypto.FILETYPE_PEM, pem))
        else:
            context.set_default_verify_paths()
        if self.profile.old:
            context.set_options(LEGACY_SERVER_CONNECT | UNSAFE_LEGACY_RENEGOTIATION)
            context.set_cipher_list(EVERY_CIPHER.encode())


@implementer(IPolicyForHTTPS)
class Rules:
    """Makes the connections of a source by its profile."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 # Twisted's name and arguments
        """Return what makes connections to a host: its name must be on the certificate."""
        extra: dict[str, Any] = {"fixBrokenPeers": True}
        if self.profile.old:
            extra["insecurelyLowerMinimumTo"] = TLSVersion.TLSv1_0
            extra["acceptableCiphers"] = AcceptableCiphers.fromOpenSSLCipherString(EVERY_CIPHER)  # type: ignore[no-untyped-call]  # Twisted
        return optionsForClientTLS(
            hostname=hostname.decode("ascii"),
            trustRoot=Trust(self.profile),  # type: ignore[arg-type]  # mypy does not know zope's interfaces
            extraCertificateOptions=extra,
        )
