"""The decisions of editors in the admin, one link at a time, from its card."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import View
from wagtail.admin import messages

from liens.models import Lien
from workers.links.admin.access import ForEditors
from workers.links.admin.forms import FormulaireDeDecision
from workers.links.admin.views import LienCard
from workers.links.decisions import lift_decision, take_decision
from workers.links.enums import SorteDecision
from workers.links.models import Decision

PRISES: dict[SorteDecision, str] = {
    SorteDecision.IGNORER: "Ce lien sera ignoré : nous continuons de le vérifier, sans vous en parler.",
    SorteDecision.PAUSE: "Ce lien est en pause : vous n’en entendrez plus parler jusqu’à cette date.",
    SorteDecision.FONCTIONNE: "Merci : ce lien est noté comme fonctionnant, tant que le résultat ne change pas.",
    SorteDecision.REDIRECTION: "La redirection est acceptée, tant qu’elle ne change pas.",
    SorteDecision.DANGER_ECARTE: "Le danger est écarté : une nouvelle vérification part tout de suite.",
}


class Decide(LienCard):
    """One decision on one link; what is wrong with it is said on its card."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.lien = get_object_or_404(Lien.objects.filter(prive=False), pk=pk)
        form = self.form = FormulaireDeDecision(request.POST)
        sorte = request.POST.get("sorte", "")
        if sorte not in SorteDecision.values:
            form.add_error(None, "Choisissez l’une des décisions proposées.")
        if form.is_valid():
            try:
                take_decision(
                    lien=self.lien, sorte=SorteDecision(sorte), at=timezone.now(), par=request.user, **form.cleaned_data
                )
            except ValidationError as refused:
                form.add_error(None, refused)
            else:
                messages.success(request, PRISES[SorteDecision(sorte)])
                return redirect("links_card", pk=pk)
        return self.render_to_response(self.get_context_data(), status=422)


class Lift(ForEditors, View):
    """Ends the decision that holds."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        decision: Any = get_object_or_404(Decision.objects.select_related("lien"), pk=pk)
        try:
            lifted = lift_decision(decision=decision, at=timezone.now(), par=request.user)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return redirect("links_card", pk=decision.lien_id)
        if lifted:
            messages.success(request, "La décision est levée : le lien revient dans la liste.")
        else:
            messages.warning(request, "Cette décision était déjà terminée.")
        return redirect("links_card", pk=decision.lien_id)
