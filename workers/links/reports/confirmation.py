"""« Il fonctionne chez moi »: the one public page of reports, behind a signed address.

Reading it changes nothing, because programs that guard mailboxes open every link; only its button does. Pressing it
again, or by many, does nothing more: one result of one link is confirmed once. Nobody is asked who they are, and
nothing about them is kept.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from ground.facts import Weight, weighs
from ground.templatetags.typography import hote, jour_long
from liens.enums import EtatLien
from liens.models import Lien
from workers.links.decisions import take_decision
from workers.links.enums import SorteDecision
from workers.links.models import Decision
from workers.links.reports.contents.clean import ouvrable
from workers.links.reports.contents.lines import phrase_de
from workers.links.reports.contents.signature import Constat, JetonInvalideError, JetonPerimeError, read_token
from workers.links.reports.contents.situation import VIVANTS

GABARIT = "workers/rapports/confirmation.html"
RAISON = "Confirmé depuis un rapport par courriel."


@dataclass(frozen=True, slots=True)
class Reponse:
    """What the reader sees. `demander` shows the button."""

    titre: str
    chapo: str
    statut: int = 200
    demander: bool = False


ILLISIBLE = Reponse(
    "Cette adresse est incomplète",
    "Elle a sans doute été coupée ou modifiée en route. Rouvrez le courriel et suivez de nouveau le lien.",
    400,
)
PERIMEE = Reponse(
    "Cette adresse ne sert plus",
    "Elle valait un mois après l’envoi du rapport. Si le lien est toujours signalé, le prochain rapport en donnera une"
    " nouvelle.",
    410,
)
PLUS_CITE = Reponse(
    "Ce lien n’est plus cité", "Aucune page du site ne le cite plus : il n’y a rien à confirmer. Merci !", 410
)
AUTRE_RESULTAT = Reponse(
    "Le résultat a changé depuis",
    "Un contrôle plus récent a donné un autre résultat que celui du rapport : votre confirmation ne s’y appliquerait"
    " pas. Le prochain rapport dira ce qu’il en est.",
    410,
)
DEJA_DECIDE = Reponse(
    "La rédaction a déjà décidé",
    "Une décision a été prise sur ce lien dans l’administration : elle reste en place.",
    409,
)
NOTE = Reponse(
    "C’est noté, merci !",
    "Ce lien ne sera plus signalé tant que nos contrôles donnent le même résultat. S’ils en donnent un autre, il"
    " reviendra dans le rapport.",
)


@method_decorator(weighs(Weight(cost=1)), name="dispatch")
@method_decorator(csrf_exempt, name="dispatch")  # the signed address is the whole authority, no session gives any
class LienFonctionne(View):
    """GET asks, POST confirms."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, jeton: str) -> HttpResponse:
        lien, reponse = self._examine(jeton)
        return _show(request, lien, reponse)

    def post(self, request: HttpRequest, jeton: str) -> HttpResponse:
        with transaction.atomic():
            lien, reponse = self._examine(jeton, verrou=True)
            if lien is not None and reponse.demander:
                reponse = confirm(lien)
        return _show(request, lien, reponse)

    def _examine(self, jeton: str, *, verrou: bool = False) -> tuple[Lien | None, Reponse]:
        try:
            constat = read_token(jeton)
        except JetonInvalideError:
            return None, ILLISIBLE
        except JetonPerimeError:
            return None, PERIMEE
        liens = Lien.objects.select_for_update() if verrou else Lien.objects.all()
        lien = liens.filter(pk=constat.lien_id).first()
        if lien is None or lien.etat == EtatLien.RETIRE:
            return None, PLUS_CITE
        return lien, _selon_le_constat(lien, constat)


def _selon_le_constat(lien: Lien, constat: Constat) -> Reponse:
    ouverte = Decision.objects.ouvertes().filter(lien=lien).first()
    if ouverte is not None:
        # The same confirmation again, by whoever pressed the button: it is what it was.
        return NOTE if ouverte.sorte == SorteDecision.FONCTIONNE else DEJA_DECIDE
    if lien.etat in VIVANTS:
        return Reponse("Ce lien fonctionne de nouveau", _vu_le(lien))
    if (lien.classe, lien.etat) != (constat.classe, constat.etat):
        return AUTRE_RESULTAT
    return Reponse(
        "Ce lien fonctionne-t-il chez vous ?",
        f"Nos contrôles disent : « {phrase_de(lien.classe).title} ». Ouvrez-le, et confirmez s’il affiche bien la page"
        " attendue.",
        demander=True,
    )


def confirm(lien: Lien) -> Reponse:
    """Record that somebody saw the link work, bound to the result it has now."""
    try:
        take_decision(lien=lien, sorte=SorteDecision.FONCTIONNE, at=timezone.now(), raison=RAISON)
    except ValidationError as exc:
        return Reponse("Ce lien ne peut pas être confirmé", " ".join(exc.messages), 409)
    return NOTE


def _vu_le(lien: Lien) -> str:
    quand = f" le {jour_long(lien.verifie_le)}" if lien.verifie_le else ""
    return f"Nos contrôles l’ont vu fonctionner{quand} : il n’y a plus rien à confirmer. Merci !"


def _show(request: HttpRequest, lien: Lien | None, reponse: Reponse) -> HttpResponse:
    contexte: dict[str, Any] = {"reponse": reponse, "lien": lien, "hote": "", "ouvrable": False}
    if lien is not None:
        contexte |= {"hote": hote(lien.url), "ouvrable": ouvrable(lien.url)}
    page = render(request, GABARIT, contexte, status=reponse.statut)
    page["X-Robots-Tag"] = "noindex, nofollow"
    page["Cache-Control"] = "no-store"
    # The address is a capability: the partner's site must not read it in its log.
    page["Referrer-Policy"] = "no-referrer"
    return page
