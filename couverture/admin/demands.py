"""« Demandes »: what is asked of partners; one is written, copied or mailed by hand, and closed."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from acces.accounts.naming import nom_de
from couverture.asking import answers, ask, close, mail_link, message, terms_of
from couverture.enums import EtatDemande
from couverture.models import MOT_AU_PLUS, TERMS, DemandeAuPartenaire
from couverture.terms import named
from pages.admin.new_page import creates
from pages.models import PageEditoriale
from search.admin.rights import PourLaRedaction
from taxonomy.models import Acteur, Domaine, Nature, Partenaire, Territoire

PER_PAGE = 30
#: A key of a database is shorter.
DIGITS = 19
#: How many territoires are offered in a list; any other comes with the address.
_LEVELS = ("pays", "region", "collectivite_om", "departement")


class FormulaireDeDemande(forms.Form):
    """Of whom, about what, and a word."""

    partenaire = forms.ModelChoiceField(
        label="Partenaire",
        queryset=Partenaire.objects.order_by("nom"),
        error_messages={
            "required": "Choisissez le partenaire à qui demander.",
            "invalid_choice": "Ce partenaire n’existe plus : choisissez-en un autre.",
        },
    )
    domaine: Any = forms.ModelChoiceField(
        label="Domaine", queryset=Domaine.objects.all(), to_field_name="slug", required=False, empty_label="Tous"
    )
    acteur: Any = forms.ModelChoiceField(
        label="Acteur", queryset=Acteur.objects.all(), to_field_name="slug", required=False, empty_label="Tous"
    )
    territoire: Any = forms.ModelChoiceField(
        label="Territoire",
        queryset=Territoire.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="Partout",
    )
    nature: Any = forms.ModelChoiceField(
        label="Nature", queryset=Nature.objects.all(), to_field_name="slug", required=False, empty_label="Toutes"
    )
    mot = forms.CharField(
        label="Un mot",
        required=False,
        max_length=MOT_AU_PLUS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce que vous cherchez au juste. Le partenaire le lira : n’y nommez personne.",
        error_messages={"max_length": f"Le mot est trop long\u00a0: {MOT_AU_PLUS} caractères au plus."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data.get("territoire") or self.initial.get("territoire") or ""
        wide = Territoire.objects.filter(niveau__in=_LEVELS)
        one = Territoire.objects.filter(slug=str(asked)[:80].replace("\x00", ""))
        place: Any = self.fields["territoire"]
        place.queryset = (wide | one).order_by("cle_de_tri")
        for name in TERMS:
            self.fields[name].error_messages["invalid_choice"] = "Ce terme n’existe plus\u00a0: choisissez-en un autre."

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in TERMS):
            raise ValidationError("Choisissez au moins un terme\u00a0: domaine, acteur, territoire ou nature.")
        return cleaned


class OfDemandes(PourLaRedaction, WagtailAdminTemplateMixin, TemplateView):
    """What the pages about demandes share: who may, and the way back."""

    header_icon = "mail"
    page_title = "Demandes aux partenaires"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("couverture"), "label": "Couverture"}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.page_title}]


class Demandes(OfDemandes):
    """All of them, the open ones first, by partner and state; an open one that a page answers is said to be."""

    template_name = "couverture/demandes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        etat = asked.get("etat", EtatDemande.OUVERTE.value)
        rows: QuerySet[DemandeAuPartenaire] = DemandeAuPartenaire.objects.select_related(
            "partenaire", "par", "close_par", "page"
        )
        if etat in EtatDemande.values:
            rows = rows.filter(etat=etat)
        partenaire = asked.get("partenaire", "")
        if partenaire.isdecimal() and len(partenaire) < DIGITS:
            rows = rows.filter(partenaire=int(partenaire))
        page = Paginator(rows, PER_PAGE).get_page(asked.get("p"))
        found = answers(list(page))
        context = {
            "lignes": [(one, terms_of(one), found.get(one.pk, [])) for one in page],
            "pagination": page,
            "etats": [("toutes", "Toutes"), *EtatDemande.choices],
            "etat": etat,
            "partenaires": Partenaire.objects.filter(demandes__isnull=False).distinct().order_by("nom"),
            "choisi": int(partenaire) if partenaire.isdecimal() and len(partenaire) < DIGITS else None,
            "suite": f"?{urlencode({'etat': etat, 'partenaire': partenaire})}&p=",
            "peut": creates(self.request.user),
        }
        return super().get_context_data(**context, **kwargs)


class DemanderAuPartenaire(OfDemandes):
    """The form, its terms taken from the address."""

    template_name = "couverture/demander.html"
    page_title = "Demander à un partenaire"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not creates(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        terms = named({name: request.GET.get(name, "") for name in TERMS})
        form = FormulaireDeDemande(initial=dict(terms.slugs))
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FormulaireDeDemande(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = form.cleaned_data
        terms = named({name: said[name].slug for name in TERMS if said[name]})
        demande = ask(partenaire=said["partenaire"], terms=terms, mot=said["mot"], by=request.user)
        messages.success(request, "La demande est notée. Il reste à l’envoyer.")
        return redirect("couverture_demande", demande.pk)


class UneDemande(OfDemandes):
    """One: its message to copy or to send, what answers it, and its end."""

    template_name = "couverture/demande.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, last = super().get_breadcrumbs_items()
        return [
            *above,
            {**last, "url": reverse("couverture_demandes")},
            {"url": "", "label": self.demande.partenaire.nom},
        ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = DemandeAuPartenaire.objects.select_related("partenaire", "par", "close_par", "page")
        self.demande = get_object_or_404(found, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demande = self.demande
        subject, body = message(demande)
        context = {
            "demande": demande,
            "termes": terms_of(demande),
            "par": nom_de(demande.par) if demande.par else "",
            "ouverte": demande.etat == EtatDemande.OUVERTE,
            "reponses": answers([demande]).get(demande.pk, []),
            "objet": subject,
            "message": body,
            "courriel": mail_link(demande),
            "peut": creates(self.request.user),
        }
        return super().get_context_data(**context, **kwargs)


class CloreUneDemande(PourLaRedaction, View):
    """Satisfied, by a page or otherwise, or given up."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not creates(request.user):
            raise PermissionDenied
        demande = get_object_or_404(DemandeAuPartenaire, pk=pk)
        etat = next((one for one in EtatDemande if one.value == request.POST.get("etat")), EtatDemande.OUVERTE)
        number = request.POST.get("page", "")
        page = None
        if number.isdecimal() and len(number) < DIGITS:
            page = PageEditoriale.objects.filter(pk=int(number), live=True).first()
        try:
            close(demande=demande, etat=etat, by=request.user, page=page)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
        else:
            messages.success(request, f"La demande est {demande.get_etat_display().lower()}.")
        return redirect("couverture_demande", pk)
