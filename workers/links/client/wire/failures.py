"""From what a network call raised to the class of the observation: one table, asked in order."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from workers.links.client.classes import ObservationClass as C
from workers.links.client.wire.connector import PhaseTimeout
from workers.links.client.wire.resolver import AddressRefused, LookupFailed


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call gave no answer. `before_request`: not a byte of HTTP had been sent, so no method would do better."""

    class_: C
    reason: str
    before_request: bool = False


class CallFailed(Exception):  # noqa: N818  reads as a sentence where it is caught
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


# OpenSSL's X509_V_ERR_* codes.
CERTIFICATE_CODES: dict[int, tuple[C, str]] = {
    9: (C.TLS_EXPIRED, "certificat pas encore valable"),
    10: (C.TLS_EXPIRED, "certificat expiré"),
    18: (C.TLS_SELFSIGNED, "certificat signé par le site lui-même"),
    # The root came along, and nobody knows it: a private authority, which no browser takes.
    19: (C.TLS_SELFSIGNED, "autorité de certification privée"),
    20: (C.TLS_CHAIN, "chaîne de certificats incomplète"),
    21: (C.TLS_CHAIN, "chaîne de certificats incomplète"),
    62: (C.TLS_NAME, "certificat établi pour un autre nom"),
    63: (C.TLS_NAME, "certificat établi pour un autre nom"),
    64: (C.TLS_NAME, "certificat établi pour un autre nom"),
}
PHASES: dict[str, tuple[C, str]] = {
    "dns": (C.TIMEOUT_DNS, "serveurs de noms muets"),
    "connect": (C.TIMEOUT_CONNECT, "connexion sans réponse"),
    "tls": (C.TIMEOUT_TLS, "négociation du chiffrement sans réponse"),
    "headers": (C.TIMEOUT_HEADERS, "aucune réponse dans le temps imparti"),
}


def failure_of(exc: BaseException, *, phase: str) -> Failure:
    """The failure behind `exc`, raised in this phase of the call: "dns", "connect", "tls" or "headers"."""
    for kinds, judge in FAILURES:
        if isinstance(exc, kinds):
            return judge(exc, phase)
    return Failure(C.PROTOCOL, "réponse incompréhensible")


def _refused_address(exc: BaseException, phase: str) -> Failure:
    return Failure(C.UNSAFE_TARGET, "adresse non publique", before_request=True)


def _lookup(exc: BaseException, phase: str) -> Failure:
    assert isinstance(exc, LookupFailed)  # noqa: S101  the table says so
    return Failure(exc.class_, exc.reason, before_request=True)


def _phase(exc: BaseException, phase: str) -> Failure:
    assert isinstance(exc, PhaseTimeout)  # noqa: S101  the table says so
    return Failure(*PHASES[exc.phase], before_request=True)


def _certificate(exc: BaseException, phase: str) -> Failure:
    cause = exc.__cause__
    code = cause.verify_code if isinstance(cause, ssl.SSLCertVerificationError) else 0
    return Failure(*CERTIFICATE_CODES.get(code, (C.TLS_CHAIN, "certificat non vérifiable")), before_request=True)


def _tls(exc: BaseException, phase: str) -> Failure:
    return Failure(C.TLS_PROTO, "chiffrement non négociable", before_request=True)


def _timeout(exc: BaseException, phase: str) -> Failure:
    return Failure(*PHASES[phase], before_request=phase != "headers")


def _os_error(exc: BaseException, phase: str) -> Failure:
    if phase == "headers":
        return Failure(C.RESET, "connexion coupée par le site")
    if isinstance(exc.__cause__, ConnectionResetError | ConnectionAbortedError) or isinstance(
        exc, ConnectionResetError | ConnectionAbortedError
    ):
        return Failure(C.RESET, "connexion coupée par le site", before_request=True)
    return Failure(C.REFUSED, "connexion refusée", before_request=True)


def _reset(exc: BaseException, phase: str) -> Failure:
    return Failure(C.RESET, "connexion fermée sans réponse")


def _protocol(exc: BaseException, phase: str) -> Failure:
    return Failure(C.PROTOCOL, "réponse incompréhensible")


Judge = Callable[[BaseException, str], Failure]
FAILURES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Judge], ...] = (
    (AddressRefused, _refused_address),
    (LookupFailed, _lookup),
    (PhaseTimeout, _phase),
    ((aiohttp.ClientConnectorCertificateError, ssl.CertificateError), _certificate),
    ((aiohttp.ClientSSLError, ssl.SSLError), _tls),
    (TimeoutError, _timeout),
    ((aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError), _reset),
    ((aiohttp.ClientResponseError, aiohttp.InvalidURL), _protocol),
    (OSError, _os_error),
    (aiohttp.ClientConnectionError, _reset),
)
