"""The outbox of mails: who sends a row, what is written of it, and when it is tried again.

A row is sent by the worker that holds its lease. Before the last byte leaves, the row is marked (`remise_le`), and
only by the worker whose lease still runs; no worker takes a marked row. So no mail leaves twice by itself, whoever is
killed. The price: when a worker is killed, or a server falls silent, between the last byte and the answer, nobody knows
whether the mail arrived. It is not sent again, but shown as « sans nouvelle » with « renvoyer », and the next report
repeats what it said. An alert is sent again in that case: twice is better than never.
"""

import logging
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import encoders
from email.mime.base import MIMEBase
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ground.wake import wake
from workers.links.reports.contents.clean import une_ligne
from workers.links.reports.enums import EtatCourriel, SorteMessage
from workers.links.reports.mailing.delivery import (
    InjoignableError,
    RefuseeError,
    Remise,
    RemiseError,
    SansNouvelleError,
    remise_en_service,
)
from workers.links.reports.mailing.editions import TACHE_D_ENVOI
from workers.links.reports.models import Courriel, Message, Rapport

logger = logging.getLogger(__name__)

BAIL = timedelta(minutes=10)
#: Delays before the second, third … try; the last one is kept for ever.
DELAIS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
ENVOYES_GARDES = timedelta(days=396)
INTERROMPU = "L’envoi s’est interrompu au moment de la remise : le message est peut-être arrivé."
RENVOYABLES = (EtatCourriel.EN_ECHEC, EtatCourriel.INCERTAIN, EtatCourriel.A_ENVOYER)

Horloge = Callable[[], datetime]


class BailPerduError(Exception):
    """This worker took longer than its lease: another one may have the row."""


@dataclass(slots=True)
class SendingTally:
    """What one pass over the outbox did."""

    envoyes: int = 0
    ajournes: int = 0
    refuses: int = 0
    incertains: int = 0


def send_waiting(*, remise: Remise | None = None, horloge: Horloge = timezone.now) -> SendingTally:
    """Send what waits and is due. A server that cannot be reached ends the pass: the others would fare alike."""
    remise = remise or remise_en_service()
    bilan = SendingTally(incertains=note_interruptions(now=horloge()))
    while (courriel := _lease_next(horloge())) is not None:
        if not _send_one(courriel, remise, horloge, bilan):
            break
    return bilan


def _lease_next(now: datetime) -> Courriel | None:
    """Lease the oldest row that is due; whoever changes the row first has it."""
    libres = Courriel.objects.filter(
        Q(bail_jusqu_au__isnull=True) | Q(bail_jusqu_au__lte=now),
        etat=EtatCourriel.A_ENVOYER,
        remise_le__isnull=True,
        prochain_essai_le__lte=now,
    )
    jeton = secrets.token_hex(16)
    for pk in libres.order_by("prochain_essai_le", "pk").values_list("pk", flat=True)[:50]:
        if libres.filter(pk=pk).update(bail_par=jeton, bail_jusqu_au=now + BAIL, essais=F("essais") + 1):
            return Courriel.objects.select_related("message").get(pk=pk)
    return None


def _send_one(courriel: Courriel, remise: Remise, horloge: Horloge, bilan: SendingTally) -> bool:
    """Send one leased row and write how it ended; False when there is no use in going on."""
    a_nous = Courriel.objects.filter(pk=courriel.pk, bail_par=courriel.bail_par)

    def avant_le_point() -> None:
        now = horloge()
        if not a_nous.filter(bail_jusqu_au__gt=now).update(remise_le=now):
            raise BailPerduError

    rendu = {"bail_par": "", "bail_jusqu_au": None}
    try:
        remise.deliver(courriel_de(courriel), avant_le_point=avant_le_point)
    except BailPerduError:
        logger.warning("Mail %d: the lease ran out before the server was ready", courriel.pk)
        return True
    except SansNouvelleError as exc:
        _sans_nouvelle(a_nous, courriel, raison=str(exc), now=horloge())
        bilan.incertains += 1
        return False
    except RefuseeError as exc:
        a_nous.update(**rendu, etat=EtatCourriel.EN_ECHEC, remise_le=None, erreur=_raison(exc))
        logger.error("Mail %d was refused: %s", courriel.pk, exc)
        bilan.refuses += 1
    except RemiseError as exc:
        prochain = horloge() + delai_apres(courriel.essais)
        a_nous.update(**rendu, remise_le=None, prochain_essai_le=prochain, erreur=_raison(exc))
        logger.warning("Mail %d waits for its next try: %s", courriel.pk, exc)
        bilan.ajournes += 1
        return not isinstance(exc, InjoignableError)
    except Exception as exc:  # one row that cannot be sent must not hold the others back
        logger.exception("Mail %d could not be made", courriel.pk)
        a_nous.filter(remise_le__isnull=True).update(**rendu, etat=EtatCourriel.EN_ECHEC, erreur=_raison(exc))
        bilan.refuses += 1
    else:
        a_nous.update(**rendu, etat=EtatCourriel.ENVOYE, envoye_le=horloge(), erreur="")
        bilan.envoyes += 1
    return True


def note_interruptions(*, now: datetime) -> int:
    """Rows whose worker vanished: those that may have left are set aside, the others are free; returns how many left.

    An unmarked row had not been handed over: it needs nothing, since `_lease_next` takes expired leases.
    """
    expires = Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER, bail_jusqu_au__lte=now)
    Courriel.objects.filter(pk__in=expires.filter(remise_le__isnull=True).values("pk")).update(
        bail_par="", bail_jusqu_au=None
    )
    interrompus = list(expires.filter(remise_le__isnull=False).select_related("message"))
    for courriel in interrompus:
        a_nous = expires.filter(pk=courriel.pk, bail_par=courriel.bail_par)
        _sans_nouvelle(a_nous, courriel, raison=INTERROMPU, now=now)
    return len(interrompus)


def _sans_nouvelle(a_nous: QuerySet[Courriel], courriel: Courriel, *, raison: str, now: datetime) -> None:
    rendu = {"bail_par": "", "bail_jusqu_au": None, "erreur": une_ligne(raison)}
    if courriel.message.sorte == SorteMessage.ALERTE:
        prochain = now + delai_apres(courriel.essais)
        a_nous.update(**rendu, remise_le=None, prochain_essai_le=prochain)
    else:
        a_nous.update(**rendu, etat=EtatCourriel.INCERTAIN)
    logger.error("Mail %d may or may not have left: %s", courriel.pk, raison)


def courriel_de(courriel: Courriel) -> EmailMultiAlternatives:
    """The mail itself: text, HTML beside it, the table attached, and the same Message-ID at every try."""
    message = courriel.message
    mail = EmailMultiAlternatives(
        subject=une_ligne(message.sujet),
        body=message.texte,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[courriel.adresse],
        headers={
            "Message-ID": courriel.identifiant,
            "Date": format_datetime(timezone.localtime(message.cree_le)),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.tableau:
        mail.attach(_piece_jointe(message))
    return mail


def _piece_jointe(message: Message) -> MIMEBase:
    """The table byte for byte: as text, some mail servers would change its line ends."""
    piece = MIMEBase("text", "csv", charset="utf-8")
    piece.set_payload(message.tableau.encode())
    encoders.encode_base64(piece)
    piece.add_header("Content-Disposition", "attachment", filename=message.nom_du_tableau)
    return piece


def send_again(*, courriel: Courriel, now: datetime) -> bool:
    """Send a row again, or now instead of later, with the Message-ID it had; False when there is nothing to send.

    A row that a worker holds is left alone.
    """
    a_reprendre = Courriel.objects.filter(pk=courriel.pk, etat__in=RENVOYABLES, bail_par="")
    repris = a_reprendre.update(etat=EtatCourriel.A_ENVOYER, prochain_essai_le=now, remise_le=None)
    if repris:
        transaction.on_commit(wake_sender, robust=True)
    return bool(repris)


def wake_sender() -> None:
    """Tell the worker that mails wait."""
    wake(TACHE_D_ENVOI)


def prune(*, now: datetime) -> int:
    """Forget messages and editions of more than 13 months, but the last that each reader knows; returns how many."""
    vieux = Message.objects.filter(cree_le__lt=now - ENVOYES_GARDES).exclude(courriels__etat=EtatCourriel.A_ENVOYER)
    vieux = vieux.exclude(rapport__in=_kept())
    nombre = vieux.count()
    vieux.delete()
    Rapport.objects.filter(au__lt=now - ENVOYES_GARDES, message__isnull=True).exclude(pk__in=_kept()).delete()
    return nombre


def _kept() -> Collection[int]:
    derniers: dict[int | None, int] = {}
    for pk, partenaire_id in Rapport.objects.order_by("creneau", "pk").values_list("pk", "partenaire_id"):
        derniers[partenaire_id] = pk
    return list(derniers.values())


def delai_apres(essais: int) -> timedelta:
    """How long to wait after this many tries."""
    return DELAIS[min(max(essais, 1), len(DELAIS)) - 1]


def _raison(exc: Exception) -> str:
    return une_ligne(str(exc))
