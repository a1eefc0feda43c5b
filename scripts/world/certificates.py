"""Certificates of the world, made on the spot by an authority that nobody else trusts."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

KINDS = (
    "valid",
    "expired",
    "not_yet",
    "wrong_name",
    "self_signed",
    "unknown_authority",
    "missing_intermediate",
    "ends_soon",
    "six_days",
)


class Authority:
    """The world's own authority; `ca_file(folder)` is what a checker must be told to trust."""

    def __init__(self) -> None:
        self._trusted = trustme.CA()
        self._unknown = trustme.CA()
        self._intermediate = self._trusted.create_child_ca()

    def ca_file(self, folder: Path) -> str:
        path = folder / "autorite.pem"
        self._trusted.cert_pem.write_to_path(str(path))
        return str(path)

    def context(self, kind: str, host: str) -> ssl.SSLContext:
        """A server's TLS context of one of `KINDS` for this host."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if kind == "self_signed":
            _use_self_signed(context, host)
        elif kind == "missing_intermediate":
            leaf = self._intermediate.issue_cert(host)
            _load(context, leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())
        else:
            self._certificate(kind, host).configure_cert(context)
        return context

    def _certificate(self, kind: str, host: str) -> trustme.LeafCert:
        now = datetime.now(UTC)
        if kind == "expired":
            return self._trusted.issue_cert(host, not_before=now - timedelta(90), not_after=now - timedelta(1))
        if kind == "not_yet":
            return self._trusted.issue_cert(host, not_before=now + timedelta(3), not_after=now + timedelta(90))
        if kind == "ends_soon":
            return self._trusted.issue_cert(host, not_after=now + timedelta(days=7))
        if kind == "six_days":
            return self._trusted.issue_cert(host, not_before=now, not_after=now + timedelta(days=6))
        if kind == "wrong_name":
            return self._trusted.issue_cert("autre-nom.test")
        if kind == "unknown_authority":
            return self._unknown.issue_cert(host)
        return self._trusted.issue_cert(host)


def _use_self_signed(context: ssl.SSLContext, host: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=300))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    _load(context, pem)


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    """Gives the context a key and exactly these certificates."""
    with NamedTemporaryFile(suffix=".pem") as file:
        file.write(pem)
        file.flush()
        context.load_cert_chain(file.name)
