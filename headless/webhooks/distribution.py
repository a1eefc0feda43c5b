"""From the journal to the outbox: one message for each change and each site that wants to know of it."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction
from django.utils import timezone

from headless.journal.entries import lignes
from headless.journal.enums import Objet
from headless.journal.models import EtatJournal, Modification
from headless.webhooks.enums import ESSAI
from headless.webhooks.models import Abonnement, EtatDistribution, Livraison

TAILLE_DE_LOT = 500


def distribute() -> int:
    """Write the messages for every change that is not yet distributed; returns how many."""
    written = 0
    while (count := _un_lot()) is not None:
        written += count
    return written


@transaction.atomic
def _un_lot() -> int | None:
    etat = EtatDistribution.ligne()
    subscribed = list(Abonnement.objects.filter(actif=True))
    if not subscribed:
        _skip(etat)
        return None
    rows = list(Modification.objects.filter(numero__gt=etat.distribue).order_by("numero")[:TAILLE_DE_LOT])
    if not rows:
        return None
    now = timezone.now()
    made = [
        _livraison(abonnement, shown, now, numero=row.numero, type_de_page=row.type_de_page)
        for row, shown in zip(rows, lignes(rows), strict=True)
        for abonnement in subscribed
        if abonnement.veut(row.evenement, row.type_de_page)
    ]
    Livraison.objects.bulk_create(made, batch_size=TAILLE_DE_LOT, ignore_conflicts=True)
    etat.distribue = rows[-1].numero
    etat.save(update_fields=["distribue"])
    return len(made)


def _skip(etat: EtatDistribution) -> None:
    """Nobody is subscribed: who comes later is told of what happens from then on."""
    journal = EtatJournal.objects.filter(pk=EtatJournal.LIGNE).first()
    if journal is not None and journal.dernier > etat.distribue:
        etat.distribue = journal.dernier
        etat.save(update_fields=["distribue"])


def essai(abonnement: Abonnement) -> Livraison:
    """Write a test message to this site."""
    now = timezone.now()
    shown = {"type": ESSAI, "le": now, "abonnement": abonnement.nom}
    livraison = _livraison(abonnement, shown, now, numero=None)
    livraison.save()
    return livraison


def _livraison(
    abonnement: Abonnement, shown: dict[str, Any], now: datetime, *, numero: int | None, type_de_page: str = ""
) -> Livraison:
    data = {key: value for key, value in shown.items() if key not in ("type", "le")}
    message = {"type": shown["type"], "timestamp": shown["le"], "data": data}
    return Livraison(
        abonnement=abonnement,
        identifiant=f"msg_{secrets.token_hex(16)}",
        numero=numero,
        evenement=shown["type"],
        cle=_cle(shown),
        corps=orjson.dumps(message).decode(),
        prochain_essai_le=now,
        cree_le=now,
    )


def _cle(shown: dict[str, Any]) -> str:
    """What must arrive in order: the messages about one page, one term or one link."""
    for about, key in ORDERED_BY.items():
        if about.value in shown:
            return f"{about.value}-{key(shown[about.value])}"
    return f"{ESSAI}-{secrets.token_hex(8)}"


#: By what it is about, what tells the page, the term or the link of one message from those of others.
ORDERED_BY: dict[Objet, Callable[[dict[str, Any]], str]] = {
    Objet.PAGE: lambda page: str(page["id"]),
    Objet.TERME: lambda terme: f"{terme['liste']}-{terme['slug']}",
    Objet.LIEN: lambda lien: str(lien["id"]),
    Objet.PARUTION: lambda parution: str(parution["id"]),
}
