"""Editions of reports: which are due, what each says, and the rows that send it.

Message, mails and what the report covers are written in one transaction: a report is in the outbox or it does not
exist. The next edition starts from the last one that reached a mail server; one that never left is replaced by it.
"""

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from ground.wake import wake
from taxonomy.models import Partenaire
from workers.links.reports.calendar import dernier_creneau
from workers.links.reports.contents.delta import Delta, Instantane, compare
from workers.links.reports.contents.letter import Lettre
from workers.links.reports.contents.plain_text import en_texte
from workers.links.reports.contents.table import en_tableau
from workers.links.reports.contents.wording import write_letter
from workers.links.reports.enums import EtatCourriel, SorteMessage
from workers.links.reports.mailing.recipients import Adresse, adresses_de, perimetres
from workers.links.reports.models import Courriel, Message, Rapport, ReglagesDesRapports
from workers.links.reports.reading import read_situation

logger = logging.getLogger(__name__)

TACHE_D_ENVOI = "links.mails"
OBJET_AU_PLUS = 250


@dataclass(frozen=True, slots=True)
class Edition:
    """A report that could be sent now: nothing of it is written yet."""

    partenaire: Partenaire | None
    du: datetime | None
    delta: Delta
    lettre: Lettre

    def message(self, sorte: SorteMessage = SorteMessage.RAPPORT) -> Message:
        """The unsaved message, as every one of its readers gets it."""
        prefixe = "[Essai] " if sorte is SorteMessage.ESSAI else ""
        qui = slugify(self.partenaire.nom) if self.partenaire else "tout-le-site"
        return Message(
            sorte=sorte,
            sujet=f"{prefixe}{self.lettre.sujet}"[:OBJET_AU_PLUS],
            texte=en_texte(self.lettre),
            html=render_to_string(
                "workers/rapports/rapport.html", {"lettre": self.lettre, "site": settings.WAGTAIL_SITE_NAME}
            ),
            tableau=en_tableau(self.delta),
            nom_du_tableau=f"liens-{qui}-{timezone.localdate(self.delta.au):%Y-%m-%d}.csv"[:100],
        )


def compose(partenaire: Partenaire | None, *, at: datetime) -> Edition:
    """The report as it would be sent at `at`. Reads only."""
    dernier = dernier_parti(partenaire)
    avant = Instantane.de_json(dernier.couvre) if dernier else None
    situation = read_situation(partenaire=partenaire, avant=avant, at=at)
    delta = compare(situation, avant)
    du = dernier.au if dernier else None
    return Edition(partenaire, du, delta, write_letter(delta, du=du))


def dernier_parti(partenaire: Partenaire | None) -> Rapport | None:
    """The last edition that its readers know: a mail server took it for one of them, or it had nothing to say."""
    parti = Courriel.objects.filter(message=OuterRef("message"), etat=EtatCourriel.ENVOYE)
    return _de(partenaire).filter(Q(message__isnull=True) | Exists(parti)).order_by("creneau", "pk").last()


def publish_due(*, now: datetime) -> list[Rapport]:
    """Write the editions that are due and not yet written; returns them. Two beats at once write each once."""
    reglages = ReglagesDesRapports.load()
    creneau = dernier_creneau(now, rythme=reglages.rythme, jour=reglages.jour, heure=reglages.heure)
    if not reglages.actif or creneau <= reglages.en_vigueur_le:
        return []
    rapports = []
    for partenaire in perimetres(reglages):
        if _de(partenaire).filter(creneau=creneau).exists():
            continue
        try:
            rapport = write_edition(partenaire, creneau=creneau, now=now, meme_si_rien=reglages.meme_si_rien)
        except IntegrityError:
            continue  # the other beat was faster
        except Exception:  # one report that cannot be written does not hold the others back
            logger.exception("The report of %s could not be written", partenaire or "the whole site")
            continue
        if rapport is not None:
            rapports.append(rapport)
    return rapports


def write_edition(
    partenaire: Partenaire | None, *, creneau: datetime, now: datetime, meme_si_rien: bool = False
) -> Rapport | None:
    """Write one edition with its mails; None when nobody would read it or an older one is being sent right now."""
    adresses = adresses_de(partenaire)
    if not adresses:
        return None
    with transaction.atomic():
        if not _replace_unsent(partenaire, now=now):
            return None
        edition = compose(partenaire, at=now)
        message = None
        if edition.delta.nouvelles or meme_si_rien:
            message = edition.message()
            post_message(message, adresses, now=now)
        return Rapport.objects.create(
            partenaire=partenaire,
            creneau=creneau,
            du=edition.du,
            au=now,
            couvre=edition.delta.couvre.en_json(),
            message=message,
        )


def post_message(message: Message, adresses: Iterable[Adresse], *, now: datetime) -> list[Courriel]:
    """Put a message into the outbox for these addresses, and wake the sender once the transaction is over."""
    message.cree_le = now
    message.save()
    courriels = [
        Courriel(
            message=message,
            adresse=une.courriel,
            compte=une.compte,
            identifiant=nouvel_identifiant(),
            prochain_essai_le=now,
        )
        for une in adresses
    ]
    Courriel.objects.bulk_create(courriels)
    transaction.on_commit(partial(wake, TACHE_D_ENVOI), robust=True)
    return courriels


def nouvel_identifiant() -> str:
    """A Message-ID, kept through every try: a mailbox that gets a mail twice can tell."""
    return f"<{uuid.uuid4().hex}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def _de(partenaire: Partenaire | None) -> Any:
    return Rapport.objects.filter(partenaire=partenaire) if partenaire else Rapport.objects.filter(partenaire=None)


def _replace_unsent(partenaire: Partenaire | None, *, now: datetime) -> bool:
    """Take back the mails of editions that reached nobody: what they said is said again by the one being written.

    False when one of them is in a worker's hands: it may be leaving, so the new one waits for how that ends.
    """
    parti = Courriel.objects.filter(message=OuterRef("message"), etat=EtatCourriel.ENVOYE)
    restes = _de(partenaire).filter(~Exists(parti), message__isnull=False)
    attendent = Courriel.objects.select_for_update().filter(
        message__rapport__in=list(restes), etat=EtatCourriel.A_ENVOYER
    )
    courriels = list(attendent)
    if any(courriel.bail_par or courriel.remise_le for courriel in courriels):
        return False
    attendent.update(etat=EtatCourriel.REMPLACE)
    return True
