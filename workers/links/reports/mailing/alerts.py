"""The operator's alert when the checker's own network is down: one mail for each outage, by the outbox of reports.

The outage is marked as told in the transaction that writes the mail; from there on the outbox answers for it.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from workers.links.models import PanneReseau
from workers.links.reports.enums import SorteMessage
from workers.links.reports.mailing.editions import post_message
from workers.links.reports.mailing.recipients import adresses_techniques
from workers.links.reports.models import Message

OBJET = "[ODD 17] La vérification des liens est arrêtée : notre réseau ne répond plus"
TEXTE = """\
Depuis le {debut}, les contrôles de liens échouent tous ensemble : cela vient de
notre propre réseau, pas des sites des partenaires.

Aucun état n’a été changé et aucun message n’est parti aux éditeurs. Les contrôles
reprendront d’eux-mêmes ; une tournée d’essai part tous les quarts d’heure.

À vérifier sur la machine qui contrôle : la connexion au réseau, le serveur de
noms, le pare-feu.
"""


def write_alerts(*, now: datetime) -> int:
    """Write the alerts that are owed; returns how many mails. Two tasks that find the same one write it once.

    An outage that nobody can be told of, because no address is known, is in the log and in the admin only.
    """
    ecrits = 0
    for panne in PanneReseau.objects.filter(alertee_le__isnull=True):
        with transaction.atomic():
            if not PanneReseau.objects.filter(pk=panne.pk, alertee_le__isnull=True).update(alertee_le=now):
                continue
            adresses = adresses_techniques()
            if adresses:
                debut = f"{timezone.localtime(panne.ouverte_le):%d/%m/%Y à %H:%M}"
                message = Message(sorte=SorteMessage.ALERTE, sujet=OBJET, texte=TEXTE.format(debut=debut))
                ecrits += len(post_message(message, adresses, now=now))
    return ecrits
