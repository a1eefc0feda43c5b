"""« Accès des partenaires »: the links that were given; to give one, to copy it once, to withdraw it."""

from typing import Any
from urllib.parse import quote, urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from comite.refusing import RuleError
from ground.templatetags.typography import jour_long
from pages.admin.new_page import places_for
from pages.models import PageEditoriale, Ressource
from propositions.accesses.giving import DUREE_JOURS, DUREES_JOURS, give_access, withdraw_access
from propositions.admin.screens import EcranDEspace
from propositions.models import AccesDePartenaire
from propositions.rights import gives, gives_for, organisations_of, withdraws
from propositions.wording import belonging_to
from taxonomy.models import Partenaire

LINK_IN_SESSION = "espace.lien"
A_PAGE = 50
SUBJECT = "Votre espace sur « {site} »"
BODY = """Bonjour,

Voici le lien de l’espace {de_partenaire} sur « {site} » :

{lien}

Vous y verrez vos ressources comme les visiteurs, pourrez dire qu’elles sont toujours valables, \
proposer une correction, une nouveauté ou une feuille. Un éditeur relit tout avant que rien ne change sur le site.

Le lien est valable jusqu’au {fin}. Qui l’a peut entrer : ne le donnez qu’à qui parle pour {partenaire}.
"""


class FormulaireDAcces(forms.Form):
    """To whom, in whose name, for how long."""

    partenaire: Any = forms.ModelChoiceField(
        label="Partenaire", queryset=None, empty_label="Choisissez", help_text="Il n’y verra que ses ressources."
    )
    organisation: Any = forms.ModelChoiceField(
        label="Au nom de quelle organisation",
        queryset=None,
        required=False,
        empty_label=None,
        help_text="Elle décide de ce qu’il propose de nouveau, et en répondra.",
    )
    place = forms.TypedChoiceField(
        label="Où ranger ce qu’il propose de nouveau",
        coerce=int,
        help_text="Qui accepte une proposition peut choisir un autre rangement.",
    )
    jours = forms.TypedChoiceField(
        label="L’accès est valable",
        choices=[(one, "un an" if one == 365 else f"{one} jours") for one in DUREES_JOURS],
        coerce=int,
        initial=DUREE_JOURS,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        partners: Any = self.fields["partenaire"]
        partners.queryset = Partenaire.objects.order_by("nom")
        organisations: Any = self.fields["organisation"]
        organisations.queryset = organisations_of(user)
        if gives_for(user=user, organisation=None):
            organisations.empty_label = "Aucune"
        places: Any = self.fields["place"]
        places.choices = place_choices(user)

    def clean_organisation(self) -> Any:
        """The member, or none for who may do without."""
        chosen = self.cleaned_data["organisation"]
        if chosen is None and not gives_for(user=self.user, organisation=None):
            raise ValidationError("Choisissez l’organisation au nom de laquelle l’accès est donné.")
        return chosen


def place_choices(user: Any) -> list[tuple[str, str]]:
    """Where this account may put a new ressource, with the page above each."""
    found = places_for(Ressource, user)
    return [(str(one.pk), f"{one.above} › {one.name}" if one.above else one.name) for one in found]


class AccesDesPartenaires(EcranDEspace):
    """Every link that was given, the newest first."""

    template_name = "espace_admin/acces.html"
    page_title = "Accès des partenaires"
    header_icon = "key"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        rows = AccesDePartenaire.objects.select_related("partenaire", "donne_par", "retire_par")
        page = Paginator(rows, A_PAGE).get_page(self.request.GET.get("p"))
        names = dict(Partenaire.objects.filter(est_comite=True).values_list("pk", "nom"))
        shown = [
            (
                one,
                names.get(one.organisation or 0, ""),
                one.is_open(now=now),
                withdraws(user=self.request.user, access=one),
            )
            for one in page.object_list
        ]
        return {
            **super().get_context_data(**kwargs),
            "page_de_liste": page,
            "acces": shown,
            "donne": gives(self.request.user),
            "nouveau": self._given(),
        }

    def _given(self) -> dict[str, str] | None:
        """The link that was just given: shown once, to who gave it."""
        kept = self.request.session.pop(LINK_IN_SESSION, None)
        if not kept:
            return None
        link, number = kept
        access = AccesDePartenaire.objects.filter(pk=number).select_related("partenaire").first()
        if access is None:
            return None
        said = {
            "site": settings.WAGTAIL_SITE_NAME,
            "partenaire": str(access.partenaire),
            "de_partenaire": belonging_to(access.partenaire),
            "lien": link,
            "fin": jour_long(access.expire_le),
        }
        asked = urlencode({"subject": SUBJECT.format(**said), "body": BODY.format(**said)}, quote_via=quote)
        return {**said, "courriel": f"mailto:?{asked}"}


class DonnerUnAcces(EcranDEspace):
    """One form, then the link to copy."""

    template_name = "espace_admin/donner.html"
    page_title = "Donner un accès"
    header_icon = "key"

    def is_for(self, user: Any) -> bool:
        return gives(user)

    def above(self) -> list[dict[str, str]]:
        return [*super().above(), {"url": reverse("espace_acces"), "label": "Accès des partenaires"}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            asked = self.request.GET.get("partenaire", "")
            first = {"partenaire": asked} if asked.isdecimal() else {}
            kwargs["form"] = FormulaireDAcces(user=self.request.user, initial=first)
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FormulaireDAcces(request.POST, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = form.cleaned_data
        try:
            access, secret = give_access(
                partenaire=said["partenaire"],
                organisation=said["organisation"].pk if said["organisation"] else None,
                place=PageEditoriale.objects.filter(pk=said["place"]).first(),
                days=said["jours"],
                by=request.user,
                now=timezone.now(),
            )
        except RuleError as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=403)
        link = request.build_absolute_uri(reverse("espace:entrer", args=[secret]))
        request.session[LINK_IN_SESSION] = [link, access.pk]
        return redirect("espace_acces")


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """« Retirer »: the link opens nothing from now on."""
    if request.method != "POST" or not gives(request.user):
        raise PermissionDenied
    access = get_object_or_404(AccesDePartenaire.objects.select_related("partenaire"), pk=pk)
    try:
        if withdraw_access(access=access, by=request.user, now=timezone.now()):
            messages.success(
                request, f"L’accès {belonging_to(access.partenaire)} est retiré\u00a0: son lien n’ouvre plus rien."
            )
        else:
            messages.success(request, "Cet accès était déjà fermé.")
    except RuleError as refused:
        messages.error(request, str(refused))
    return redirect("espace_acces")
