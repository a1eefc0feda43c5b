"""Subscriptions in the admin: the list, the form, and the card with what was sent."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import CreateView, InspectView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from headless.journal.enums import Evenement
from headless.webhooks import distribution, waiting
from headless.webhooks.enums import EtatLivraison
from headless.webhooks.models import Abonnement
from headless.webhooks.rotation import rotate_secret
from headless.webhooks.signature import secret_de
from pages.page_types import page_types

DROITS = ModelPermissionPolicy(Abonnement)
SECRET_EN_SESSION = "webhooks.secret"  # noqa: S105  the place of one, not one
LIGNES = 100


class FormulaireDAbonnement(WagtailAdminModelForm):
    """Events and page types as boxes to tick."""

    evenements = forms.MultipleChoiceField(
        label="De quoi le prévenir",
        choices=Evenement.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : de tout ce qui change.",
    )
    page_types = forms.MultipleChoiceField(
        label="Pour quels types de pages",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : toutes les pages.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page_types"].choices = [
            (model._meta.label, str(model._meta.verbose_name).capitalize()) for model in page_types()
        ]


class SubscriptionCreation(CreateView):
    """Leads to the card, which shows the secret once."""

    def save_instance(self) -> Abonnement:
        instance: Abonnement = super().save_instance()
        self.request.session[SECRET_EN_SESSION] = secret_de(instance.sel)
        return instance

    def get_success_url(self) -> str:
        return reverse(abonnements.get_url_name("inspect"), args=[self.object.pk])


class Carte(InspectView):
    """One subscription: how it stands, what was sent, and what can be done about it."""

    template_name = "webhooks_admin/carte.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = self.object.livraisons.order_by("-id")
        return {
            **super().get_context_data(**kwargs),
            "abonnement": self.object,
            "livraisons": sent[:LIGNES],
            "en_attente": sent.filter(etat=EtatLivraison.EN_ATTENTE).count(),
            "en_echec": sent.filter(etat=EtatLivraison.EN_ECHEC).count(),
            "au_plus": LIGNES,
            "secret": self.request.session.pop(SECRET_EN_SESSION, ""),
            "peut_agir": DROITS.user_has_permission(self.request.user, "change"),
        }


class AbonnementViewSet(ModelViewSet):
    """The list, the form and the card."""

    model = Abonnement
    icon = "globe"
    menu_label = "Abonnements d’autres sites"
    menu_order = 700
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    add_view_class = SubscriptionCreation
    inspect_view_class = Carte
    list_display = [
        "nom",
        Column("url", label="Adresse"),
        BooleanColumn("actif", label="Actif"),
        DateColumn("recu_le", label="Dernier message reçu"),
        Column("derniere_erreur", label="Dernière erreur"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("nom"),
            FieldPanel("url"),
            FieldPanel("evenements"),
            FieldPanel("page_types"),
            FieldPanel("actif"),
        ],
        base_form_class=FormulaireDAbonnement,
    )


abonnements = AbonnementViewSet("abonnements")


class Agir(PermissionCheckedMixin, View):
    """What the card's buttons do: try, replay, change the secret."""

    permission_policy = DROITS
    permission_required = "change"

    def post(self, request: HttpRequest, pk: int, geste: str) -> HttpResponse:
        abonnement = get_object_or_404(Abonnement, pk=pk)
        gestes = {"essayer": self._try, "rejouer": self._replay, "secret": self._secret}
        if geste not in gestes:
            messages.error(request, "Cette demande n’existe pas.")
        else:
            gestes[geste](request, abonnement)
        return redirect(abonnements.get_url_name("inspect"), pk)

    def _try(self, request: HttpRequest, abonnement: Abonnement) -> None:
        if not abonnement.actif:
            messages.error(request, "L’abonnement est arrêté : cochez « actif » pour envoyer un essai.")
            return
        distribution.essai(abonnement)
        Abonnement.objects.filter(pk=abonnement.pk).update(pause_jusqu_au=None)
        waiting.wake_sender()
        messages.success(request, "Un message d’essai part. Rechargez cette page dans quelques secondes.")

    def _replay(self, request: HttpRequest, abonnement: Abonnement) -> None:
        chosen = request.POST.get("ligne", "")
        ids = [int(chosen)] if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else [] if chosen else None
        count = waiting.replay(ids, abonnement=abonnement)
        if count:
            s = "s" if count > 1 else ""
            messages.success(request, f"{count} message{s} remis en attente.")
        else:
            messages.warning(request, "Il n’y avait plus rien à rejouer.")

    def _secret(self, request: HttpRequest, abonnement: Abonnement) -> None:
        request.session[SECRET_EN_SESSION] = rotate_secret(abonnement=abonnement, now=timezone.now())
        messages.success(request, "Le secret est changé. L’ancien reste accepté pendant 24 heures.")
