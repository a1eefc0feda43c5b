"""Reports in the admin: what leaves when and to whom, the exact mail before it leaves, and the outbox."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.permission_policies.base import ModelPermissionPolicy

from comite.tester import PolicyOfPages
from ground.templatetags.typography import typo
from pages.admin.scope import Scope
from taxonomy.models import Partenaire
from workers.links.reports.calendar import prochain_creneau
from workers.links.reports.enums import EtatCourriel, SorteMessage
from workers.links.reports.mailing import outbox
from workers.links.reports.mailing.editions import Edition, compose, post_message
from workers.links.reports.mailing.recipients import Adresse, adresses_de, annuaire, perimetres
from workers.links.reports.models import Courriel, Message, Rapport, ReglagesDesRapports

COURRIELS_MONTRES = 100
#: What a framed mail may do: show itself.
CADRE = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'"
TITRE = "Rapports par courriel"


class PourLesEditeurs(PermissionCheckedMixin):
    """Open to whoever may work on pages."""

    permission_policy: Any = PolicyOfPages()
    any_permission_required = ["add", "change", "publish"]


class PourLesReglages(PermissionCheckedMixin):
    """Open to whoever may set when reports leave."""

    permission_policy: Any = ModelPermissionPolicy(ReglagesDesRapports)
    permission_required = "change"


@dataclass(frozen=True, slots=True)
class Rang:
    """One report in the list: whose, who reads it, the last edition."""

    nom: str
    numero: int
    adresses: int
    dernier: Rapport | None


class Rapports(PourLesEditeurs, WagtailAdminTemplateMixin, TemplateView):
    """Every report, the next due date, and the outbox for those who may see addresses."""

    template_name = "workers/rapports/liste.html"
    header_icon = "mail"
    page_title = TITRE

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reglages = ReglagesDesRapports.load()
        scope = Scope(self.request.user, self.request.GET)
        regle = self.request.user.has_perm("rapports.change_reglagesdesrapports")
        voit = self.request.user.has_perm("rapports.view_courriel")
        return {
            **super().get_context_data(**kwargs),
            "reglages": reglages,
            "prochain": prochain_creneau(
                timezone.now(), rythme=reglages.rythme, jour=reglages.jour, heure=reglages.heure
            ),
            "portee": scope,
            "rangs": _rangs([one for one in perimetres(reglages) if _is_of(scope, one)]),
            "regle": regle,
            "voit": voit,
            "courriels": list(_courriels(scope)[:COURRIELS_MONTRES]) if voit else [],
            "url_des_reglages": reverse("wagtailsettings:edit", args=["rapports", "reglagesdesrapports"]),
        }


def _rangs(partenaires: list[Partenaire | None]) -> list[Rang]:
    adresses = annuaire(partenaires)
    rapports = Rapport.objects.select_related("message").only("partenaire", "au", "message__sorte").order_by("creneau")
    derniers = {rapport.partenaire_id: rapport for rapport in rapports}
    return [
        Rang(un.nom if un else "Tout le site", pk or 0, len(adresses[pk]), derniers.get(pk))
        for un in partenaires
        for pk in [un.pk if un else None]
    ]


def _is_of(scope: Scope, partenaire: Partenaire | None) -> bool:
    chosen = scope.organisations
    return chosen is None or (partenaire is not None and partenaire.pk in chosen)


def _courriels(scope: Scope) -> Any:
    """The outbox of what is chosen: what asks for somebody first, then what waits, then the rest, newest first."""
    rang = Case(
        When(etat__in=[EtatCourriel.EN_ECHEC, EtatCourriel.INCERTAIN], then=0),
        When(etat=EtatCourriel.A_ENVOYER, then=1),
        default=2,
    )
    legers = (
        Courriel.objects.exclude(message__sorte=SorteMessage.COMPTE)
        .select_related("message")
        .defer("message__texte", "message__html", "message__tableau")
    )
    if scope.organisations is not None:
        legers = legers.filter(message__rapport__partenaire__in=scope.organisations)
    return legers.order_by(rang, "-message__cree_le", "-pk")


def _edition(numero: int) -> Edition:
    """The report as it would leave now; 0 is the whole site's."""
    if numero == 0:
        return compose(None, at=timezone.now())
    return compose(get_object_or_404(Partenaire, pk=numero, est_comite=True), at=timezone.now())


class VueDeMessage(PourLesEditeurs, WagtailAdminTemplateMixin, TemplateView):
    """What two views share: a mail shown as its readers get it, in both versions."""

    template_name = "workers/rapports/message.html"
    header_icon = "mail"

    @cached_property
    def message(self) -> Message:
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("rapports"), "label": TITRE},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "message": self.message}


class Apercu(VueDeMessage):
    """The report that would leave now."""

    page_title = "Aperçu du rapport"

    @cached_property
    def edition(self) -> Edition:
        return _edition(self.kwargs["numero"])

    @cached_property
    def message(self) -> Message:
        return self.edition.message()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        numero = self.kwargs["numero"]
        return {
            **super().get_context_data(**kwargs),
            "numero": numero,
            "nouvelles": self.edition.delta.nouvelles,
            "url_du_cadre": reverse("rapports_apercu_html", args=[numero]),
            "url_du_tableau": reverse("rapports_apercu_tableau", args=[numero]),
            "adresses": [adresse.courriel for adresse in adresses_de(self.edition.partenaire)]
            if self.request.user.has_perm("rapports.view_courriel")
            else [],
        }


class ApercuHtml(PourLesEditeurs, View):
    """The HTML version alone, for the frame."""

    def get(self, request: HttpRequest, numero: int) -> HttpResponse:
        return cadre(_edition(numero).message().html)


class ApercuTableau(PourLesEditeurs, View):
    """The attached table."""

    def get(self, request: HttpRequest, numero: int) -> HttpResponse:
        return tableau(_edition(numero).message())


class MessageEnvoye(VueDeMessage):
    """A mail of the outbox, as it was written."""

    page_title = "Message"
    permission_policy = ModelPermissionPolicy(Courriel)
    any_permission_required = ["view"]

    @cached_property
    def message(self) -> Message:
        return get_object_or_404(for_editors(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        message = self.message
        return {
            **super().get_context_data(**kwargs),
            "url_du_cadre": reverse("rapports_message_html", args=[message.pk]) if message.html else "",
            "url_du_tableau": reverse("rapports_message_tableau", args=[message.pk]) if message.tableau else "",
        }


class MessageHtml(PourLesEditeurs, View):
    """The HTML version of a mail of the outbox, for the frame."""

    permission_policy = ModelPermissionPolicy(Courriel)
    any_permission_required = ["view"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return cadre(get_object_or_404(for_editors(), pk=pk).html)


class MessageTableau(PourLesEditeurs, View):
    """The attached table of a mail of the outbox."""

    permission_policy = ModelPermissionPolicy(Courriel)
    any_permission_required = ["view"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        message = get_object_or_404(for_editors(), pk=pk)
        if not message.tableau:
            raise Http404("Ce message n’a pas de tableau joint.")
        return tableau(message)


def cadre(html: str) -> HttpResponse:
    """A mail in a frame: no script, no request, no form."""
    reponse = HttpResponse(html)
    reponse["Content-Security-Policy"] = CADRE
    return reponse


def for_editors() -> QuerySet[Message]:
    """The messages that editors may read: what is about an account is its owner’s."""
    return Message.objects.exclude(sorte=SorteMessage.COMPTE)


def tableau(message: Message) -> HttpResponse:
    """The table as a file."""
    reponse = HttpResponse(message.tableau.encode(), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{message.nom_du_tableau}"'
    return reponse


class Essai(PourLesEditeurs, View):
    """« Envoyer un essai à moi-même »: by the same outbox as the others; nobody's next report changes."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, numero: int) -> HttpResponse:
        compte: Any = request.user
        if not compte.email:
            messages.error(request, typo("Votre compte n’a pas d’adresse électronique : ajoutez-la dans votre profil."))
        else:
            message = _edition(numero).message(SorteMessage.ESSAI)
            post_message(message, [Adresse(compte.email, compte)], now=timezone.now())
            messages.success(request, f"Un essai part à {compte.email} dans la minute.")
        return redirect("rapports_apercu", numero=numero)


class Renvoyer(PourLesReglages, View):
    """« Renvoyer »: a mail that failed or of which nothing is known, or one that waits for its next try."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        courriel = get_object_or_404(Courriel.objects.exclude(message__sorte=SorteMessage.COMPTE), pk=pk)
        if outbox.send_again(courriel=courriel, now=timezone.now()):
            messages.success(request, f"Le courriel à {courriel.adresse} repart dans la minute.")
        else:
            etat = EtatCourriel(courriel.etat).label
            messages.error(request, typo(f"Ce courriel ne peut pas être renvoyé maintenant (état : {etat})."))
        return redirect("rapports")
