"""One link in the admin: its evidence card, and « vérifier maintenant » with its result as it comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.generic import TemplateView, View
from kombu.exceptions import OperationalError
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from liens.models import Lien
from workers.links.admin.access import ForEditors
from workers.links.admin.cards import choix_pour, evidence_of
from workers.links.admin.forms import FormulaireDeDecision
from workers.links.admin.report import LiensReport
from workers.links.asking import ask_for_check
from workers.links.decisions import may_not_decide
from workers.links.ledger.outages import en_cours
from workers.links.models import Controle

CONTROLES_MONTRES = 20
PATIENCE = timedelta(seconds=90)
NON_DEMANDEE = "La vérification n’a pas pu être demandée : prévenez l’équipe technique."


@dataclass(frozen=True, slots=True)
class CheckUnderWay:
    """A check that an editor asked for: waited for, done, too long in coming, or without worth."""

    en_cours: bool
    phrase: str
    resultat: Controle | None = None


def verification_de(lien: Lien, demandee_le: datetime | None, *, now: datetime) -> CheckUnderWay | None:
    """What has become of the check asked for at this time; None when nobody asked."""
    if demandee_le is None or demandee_le > now:
        return None
    if lien.controle_le is not None and lien.controle_le >= demandee_le:
        resultat = Controle.objects.filter(lien=lien, le__gte=demandee_le).first()
        return CheckUnderWay(False, "Vérification faite.", resultat)
    panne = en_cours()
    if panne is not None and panne.derniere_le >= demandee_le:
        return CheckUnderWay(False, "Notre propre réseau ne répond pas : cette vérification n’a pas de valeur.")
    if now - demandee_le > PATIENCE:
        return CheckUnderWay(False, "La vérification tarde. Elle est en attente : revenez sur cette fiche plus tard.")
    return CheckUnderWay(True, "Vérification en cours…")


class LienCard(ForEditors, WagtailAdminTemplateMixin, TemplateView):
    """One link: what was seen, what it means, what to do, what was decided, who cites it."""

    template_name = "workers/links/card.html"
    header_icon = "link"
    page_title = "Lien"
    lien: Lien
    form: Any = None

    def get_page_subtitle(self) -> str:
        return self.lien.hote or self.lien.url[:60]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("links_report"), "label": LiensReport.page_title},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.lien = get_object_or_404(Lien.objects.filter(prive=False), pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        card = evidence_of(self.lien)
        form = self.form or FormulaireDeDecision()
        decides = not may_not_decide(lien=self.lien, par=self.request.user)
        occurrences = self.lien.occurrences.select_related("page", "partenaire", "redirection")
        occurrences = occurrences.order_by(F("page__path").asc(nulls_last=True), "pk")
        return {
            **super().get_context_data(**kwargs),
            "lien": self.lien,
            "card": card,
            "verification": verification_de(self.lien, demande_de(self.request), now=timezone.now()),
            "form": form,
            "media": form.media,
            "choix": choix_pour(self.lien, card.decision) if decides else [],
            "decide": decides,
            "occurrences": list(occurrences),
            "controles": list(Controle.objects.filter(lien=self.lien)[:CONTROLES_MONTRES]),
        }


class Progress(ForEditors, View):
    """The little that changes on a card while a check is waited for, asked every two seconds by its script."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        lien = get_object_or_404(Lien.objects.filter(prive=False), pk=pk)
        verification = verification_de(lien, demande_de(request), now=timezone.now())
        return HttpResponse(status=204 if verification is not None and verification.en_cours else 205)


class CheckNow(ForEditors, View):
    """« Vérifier maintenant »: asks the worker, on the queue where nobody waits behind a run."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        lien = get_object_or_404(Lien.objects.cites(), pk=pk)
        asked = timezone.now()
        try:
            ask_for_check([lien.pk])
        except (OperationalError, OSError):
            messages.error(request, NON_DEMANDEE)
            return redirect("links_card", pk=lien.pk)
        return redirect(f"{reverse('links_card', args=[lien.pk])}?demande={asked:%Y-%m-%dT%H:%M:%S.%f}Z#verification")


def demande_de(request: HttpRequest) -> datetime | None:
    """When the check that this address waits for was asked for; None without one, or with something else there."""
    try:
        asked = parse_datetime(request.GET.get("demande", "")[:40])
    except ValueError:
        return None
    return asked if asked is not None and timezone.is_aware(asked) else None
