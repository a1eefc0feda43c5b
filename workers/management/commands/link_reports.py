"""`manage.py link_reports`: the reports of links, now."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from taxonomy.models import Partenaire
from workers.links.reports.enums import SorteMessage
from workers.links.reports.mailing import editions, outbox
from workers.links.reports.mailing.recipients import Adresse, adresses_de, perimetres
from workers.links.reports.models import ReglagesDesRapports


class Command(BaseCommand):
    help = (
        "Écrit et envoie les rapports de liens qui sont dus. Avec --dry-run, les montre sans rien écrire ; avec --to, "
        "envoie un essai à cette adresse, sans rien changer aux prochains rapports."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="montre ce qui partirait maintenant et à qui")
        parser.add_argument("--to", metavar="ADRESSE", help="envoie un essai à cette adresse")
        parser.add_argument("--partenaire", metavar="SLUG", help="seulement le rapport de ce membre du Comité")

    def handle(self, *args: Any, **options: Any) -> None:
        partenaires = self._partenaires(options["partenaire"])
        if options["to"]:
            self._try(partenaires, options["to"])
        elif options["dry_run"]:
            self._show(partenaires)
        elif options["partenaire"]:
            raise CommandError("--partenaire va avec --dry-run ou --to : les rapports dus partent tous ensemble.")
        else:
            self._send()

    def _partenaires(self, slug: str | None) -> list[Partenaire | None]:
        if not slug:
            return perimetres(ReglagesDesRapports.load())
        membres = Partenaire.objects.filter(est_comite=True)
        membre = membres.filter(slug=slug).first()
        if membre is None:
            connus = ", ".join(membres.order_by("slug").values_list("slug", flat=True)) or "aucun"
            raise CommandError(f"Aucun membre du Comité ne s’appelle « {slug} ». Connus : {connus}.")
        return [membre]

    def _show(self, partenaires: list[Partenaire | None]) -> None:
        for partenaire in partenaires:
            edition = editions.compose(partenaire, at=timezone.now())
            adresses = ", ".join(une.courriel for une in adresses_de(partenaire)) or "personne"
            part = "partirait" if edition.delta.nouvelles else "ne partirait pas : rien n’a bougé"
            message = edition.message()
            self.stdout.write(f"═══ {message.sujet}\n═══ à {adresses} ({part})\n\n{message.texte}")

    def _try(self, partenaires: list[Partenaire | None], adresse: str) -> None:
        try:
            validate_email(adresse)
        except ValidationError as exc:
            raise CommandError(f"« {adresse} » n’est pas une adresse électronique.") from exc
        now = timezone.now()
        for partenaire in partenaires:
            message = editions.compose(partenaire, at=now).message(SorteMessage.ESSAI)
            editions.post_message(message, [Adresse(adresse)], now=now)
        self._summary(f"{len(partenaires)} essai(s) écrit(s).")

    def _send(self) -> None:
        rapports = editions.publish_due(now=timezone.now())
        avec_message = sum(rapport.message_id is not None for rapport in rapports)
        self._summary(f"{len(rapports)} rapport(s) écrit(s), dont {avec_message} à envoyer.")

    def _summary(self, ecrits: str) -> None:
        """What was written, then what left; code 1 when a mail did not."""
        bilan = outbox.send_waiting()
        self.stdout.write(
            f"{ecrits} Courriels : {bilan.envoyes} envoyé(s), {bilan.ajournes} à réessayer, {bilan.refuses} refusé(s), "
            f"{bilan.incertains} sans nouvelle."
        )
        if bilan.ajournes or bilan.refuses or bilan.incertains:
            raise CommandError("Tout n’est pas parti : les raisons sont dans l’administration, menu « Courriels ».")
