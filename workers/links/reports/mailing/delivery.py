"""Hands one mail to a mail server, step by step, so that what is known of its fate is known exactly.

Talks to the server of `EMAIL_HOST` (docs/liens.md). What leaves: the message and the one address it is for. The only
moment at which nobody can know is between the last byte and the server's answer: the caller is told just before it.
"""

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr
from typing import Protocol, cast

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.utils.module_loading import import_string

_LIGNE_AU_POINT = re.compile(rb"^\.", re.MULTILINE)
REPONSE_AU_PLUS = 200


class RemiseError(Exception):
    """The mail was not handed over; the text says why, for those who read the admin."""


class InjoignableError(RemiseError):
    """The server cannot be reached or refuses us: every other mail would fare alike. Certainly not delivered."""


class AjourneeError(RemiseError):
    """The server asks to come back later with this mail. Certainly not delivered."""


class RefuseeError(RemiseError):
    """The server will never take this mail. Certainly not delivered."""


class SansNouvelleError(RemiseError):
    """The server had the whole mail and gave no answer: it may or may not have kept it."""


class Remise(Protocol):
    """How a mail leaves. `avant_le_point` is called when only the last byte is missing; if it raises, it stays here."""

    def deliver(self, message: EmailMessage, *, avant_le_point: Callable[[], None]) -> None: ...


def remise_en_service() -> Remise:
    """The way that the settings choose."""
    remise: Remise = import_string(settings.MAIL_DELIVERY)()
    return remise


class RemiseParDjango:
    """Through `EMAIL_BACKEND`: files of the machine, or what a test reads."""

    def deliver(self, message: EmailMessage, *, avant_le_point: Callable[[], None]) -> None:
        avant_le_point()
        try:
            get_connection().send_messages([message])
        except OSError as exc:
            raise AjourneeError(f"Le courriel n’a pas pu être écrit : {exc}") from exc


class RemiseSmtp:
    """To an SMTP server, one connection for each mail."""

    def deliver(self, message: EmailMessage, *, avant_le_point: Callable[[], None]) -> None:
        octets = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django’s own messages take it
        serveur = self._open()
        try:
            self._announce(serveur, message)
            self._give(serveur, octets)
            avant_le_point()
            self._conclude(serveur)
        finally:
            _hang_up(serveur)

    def _open(self) -> smtplib.SMTP:
        """A greeted connection, protected and identified as the settings ask."""
        try:
            backend = EmailBackend()
        except ValueError as exc:
            raise InjoignableError(f"Les réglages du serveur de courrier se contredisent : {_say(exc)}") from exc
        try:
            backend.open()
            serveur = cast(smtplib.SMTP, backend.connection)
            serveur.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException, ValueError) as exc:
            with suppress(OSError, smtplib.SMTPException):
                backend.close()  # greeted, then refused: the connection is still open
            raise InjoignableError(_pourquoi_injoignable(exc)) from exc
        return serveur

    def _announce(self, serveur: smtplib.SMTP, message: EmailMessage) -> None:
        encodage = message.encoding or settings.DEFAULT_CHARSET
        de = parseaddr(sanitize_address(message.from_email, encodage))[1]
        a = parseaddr(sanitize_address(message.to[0], encodage))[1]
        options = ["body=8bitmime"] if serveur.has_extn("8bitmime") else []
        try:
            code, reponse = serveur.mail(de, options)
            if code != 250:
                # The sender is the same for every mail.
                raise InjoignableError(f"Le serveur de courrier refuse notre adresse : {_reponse(code, reponse)}")
            code, reponse = serveur.rcpt(a)
            if code not in (250, 251):
                raise _selon(code)(f"Le serveur refuse ce destinataire : {_reponse(code, reponse)}")
            code, reponse = serveur.docmd("DATA")
            if code != 354:
                raise _selon(code)(f"Le serveur refuse le message : {_reponse(code, reponse)}")
        except (OSError, smtplib.SMTPException) as exc:
            raise InjoignableError(f"Le serveur de courrier a coupé la conversation : {_say(exc)}") from exc

    def _give(self, serveur: smtplib.SMTP, octets: bytes) -> None:
        """All of the mail but the line that ends it."""
        corps = _LIGNE_AU_POINT.sub(b"..", octets)
        try:
            serveur.send(corps if corps.endswith(b"\r\n") else corps + b"\r\n")
        except (OSError, smtplib.SMTPException) as exc:
            raise InjoignableError(f"Le serveur de courrier a coupé la conversation : {_say(exc)}") from exc

    def _conclude(self, serveur: smtplib.SMTP) -> None:
        try:
            serveur.send(b".\r\n")
            code, reponse = serveur.getreply()
        except (OSError, smtplib.SMTPException) as exc:
            raise SansNouvelleError(f"Le serveur s’est tu après avoir tout reçu : {_say(exc)}") from exc
        if code != 250:
            raise _selon(code)(f"Le serveur refuse le message : {_reponse(code, reponse)}")


def _selon(code: int) -> type[RemiseError]:
    return RefuseeError if code >= 500 else AjourneeError


def _pourquoi_injoignable(exc: Exception) -> str:
    """Why no connection came about; what a server says to a refused account may repeat it, and is left out."""
    if isinstance(exc, smtplib.SMTPAuthenticationError):
        return f"Le serveur de courrier refuse notre identification ({exc.smtp_code})."
    return f"Le serveur de courrier est injoignable : {_say(exc)}"


def _hang_up(serveur: smtplib.SMTP) -> None:
    """Leave without waiting for anything: what matters was answered."""
    serveur.close()


def _reponse(code: int, reponse: bytes) -> str:
    return f"{code} {reponse.decode('utf-8', 'replace')[:REPONSE_AU_PLUS]}"


def _say(exc: Exception) -> str:
    return (str(exc) or type(exc).__name__)[:REPONSE_AU_PLUS]
