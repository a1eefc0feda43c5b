"""The menu « Parutions »: the sets, one set with its pages, the gate, and each step by one button."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from comite.admin.screens import FormScreen
from parutions import contents, steps
from parutions.admin.forms import FormulaireDApercu, FormulaireDeParution
from parutions.admin.rows import rows_of
from parutions.enums import OPEN, EtatParution
from parutions.gate import elements_of, findings
from parutions.models import PageDeParution, Parution
from parutions.preview.sharing import close_shares, share
from parutions.publication import reason_of, undo
from parutions.rights import is_alone, looks, prepares
from parutions.undoing import undo_refusals

A_PAGE = 50
LINK_IN_SESSION = "parutions.lien"


class DesParutions(WagtailAdminTemplateMixin, TemplateView):
    """A page of the menu « Parutions »."""

    header_icon = "calendar-check"
    page_title = "Parutions"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not looks(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def above(self) -> list[dict[str, str]]:
        """What stands above this page in the menu."""
        return [{"url": reverse("parutions_liste"), "label": "Parutions"}]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items(), *self.above(), {"url": "", "label": self.page_title}]


class ListeDesParutions(DesParutions):
    """All sets: those that are coming first, the next at the top."""

    template_name = "parutions/liste.html"

    def above(self) -> list[dict[str, str]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        coming = Case(When(etat__in=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
        sets = Parution.objects.annotate(rank=coming, pages=Count("elements")).select_related("preparee_par")
        paginator = Paginator(sets.order_by("rank", "-le", "-pk"), A_PAGE)
        return {
            **super().get_context_data(**kwargs),
            "page_de_liste": paginator.get_page(self.request.GET.get("p")),
            "prepare": prepares(self.request.user),
        }


class Preparer(FormScreen, DesParutions):
    """The form of a new set."""

    page_title = "Préparer une parution"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not prepares(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_of(self, data: Any = None) -> FormulaireDeParution:
        return FormulaireDeParution(data, instance=Parution(preparee_par_id=self.request.user.pk))

    def save(self, form: FormulaireDeParution) -> str:
        self.saved: Parution = self.kept(form)
        return f"« {form.cleaned_data['nom']} » est enregistrée."

    def kept(self, form: FormulaireDeParution) -> Parution:
        """Keep it. Raises ValidationError."""
        made: Parution = form.save()
        return made

    def above_url(self) -> str:
        return self.above()[-1]["url"]

    def done_url(self) -> str:
        return reverse("parutions_une", args=[self.saved.pk])


class Modifier(Preparer):
    """Another name, another hour."""

    page_title = "Changer le nom ou l’heure"

    @cached_property
    def parution(self) -> Parution:
        return get_object_or_404(Parution, pk=self.kwargs["pk"], etat__in=OPEN)

    def above(self) -> list[dict[str, str]]:
        own = {"url": reverse("parutions_une", args=[self.parution.pk]), "label": str(self.parution)}
        return [*super().above(), own]

    def form_of(self, data: Any = None) -> FormulaireDeParution:
        return FormulaireDeParution(data, instance=Parution.objects.get(pk=self.parution.pk))

    def kept(self, form: FormulaireDeParution) -> Parution:
        asked = form.cleaned_data
        return contents.change(parution=self.parution, nom=asked["nom"], le=asked["le"], by=self.request.user)


class Une(DesParutions):
    """One set: where it stands, its pages, what the gate finds, and what may be done."""

    template_name = "parutions/une.html"

    @cached_property
    def parution(self) -> Parution:
        known = Parution.objects.select_related("preparee_par", "proposee_par", "approuvee_par", "defaite_par")
        return get_object_or_404(known, pk=self.kwargs["pk"])

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page_title = str(self.parution)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parution, user = self.parution, self.request.user
        may = prepares(user)
        elements = list(PageDeParution.objects.filter(parution=parution).in_full())
        context = {
            **super().get_context_data(**kwargs),
            "parution": parution,
            "lignes": rows_of(elements, user),
            "prepare": may,
            "seul": may and is_alone(user),
            "en_retard": parution.est_ouverte and parution.le <= timezone.now(),
            "partages": [one for one in parution.partages.select_related("cree_par") if one.est_ouvert],
            "partage": FormulaireDApercu(),
            "lien": self.request.session.pop(LINK_IN_SESSION, ""),
        }
        if parution.etat == EtatParution.PROPOSEE and may:
            context["refus"] = steps.approval_refusal(parution=parution, elements=elements, by=user)
        if parution.etat == EtatParution.PARUE:
            context["ne_se_defait_pas"] = undo_refusals(parution, parution.elements.select_related("page"))
        if "verifier" in self.request.GET and parution.est_ouverte:
            context["verifiee"] = True
            context["constats"] = self._findings(parution)
        return context

    def _findings(self, parution: Parution) -> dict[str, Any]:
        """What the gate finds, each with where it is put right for whoever may."""
        found = findings(parution, elements_of(parution), now=timezone.now())
        return {"graves": [one for one in found if one.grave], "autres": [one for one in found if not one.grave]}


class ActeDeParution(View):
    """Something done to a set by one button; what stands against it is said on its page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, acte: str) -> HttpResponse:
        if not looks(request.user) or acte not in ACTS:
            raise PermissionDenied
        parution = get_object_or_404(Parution, pk=pk)
        try:
            said = ACTS[acte](parution, request)
        except ValidationError as refused:
            for sentence in refused.messages:
                messages.error(request, sentence)
        else:
            messages.success(request, said)
        return redirect("parutions_une", pk=pk)


def _chosen(request: HttpRequest) -> list[int]:
    ids = [int(one) for one in request.POST.getlist("element") if one.isascii() and one.isdigit() and len(one) < 19]
    if not ids:
        raise ValidationError("Cochez d’abord au moins une page.")
    return ids


def _propose(parution: Parution, request: HttpRequest) -> str:
    steps.propose(parution=parution, by=request.user, now=timezone.now())
    return "La parution est proposée : ceux qui peuvent l’approuver sont prévenus par courriel."


def _approve(parution: Parution, request: HttpRequest) -> str:
    steps.approve(parution=parution, by=request.user, now=timezone.now())
    return f"La parution est approuvée : elle paraît le {timezone.localtime(parution.le):%d/%m/%Y à %H:%M}."


def _send_back(parution: Parution, request: HttpRequest) -> str:
    steps.send_back(parution=parution, by=request.user)
    return "La parution est de nouveau en préparation."


def _abandon(parution: Parution, request: HttpRequest) -> str:
    steps.abandon(parution=parution, by=request.user)
    return "La parution est abandonnée ; ses pages restent telles qu’elles sont."


def _undo(parution: Parution, request: HttpRequest) -> str:
    if not prepares(request.user):
        raise PermissionDenied
    try:
        undo(parution.pk, by=request.user, now=timezone.now())
    except ValidationError:
        raise
    except Exception as exc:  # whatever a receiver raises: nothing has changed, and that is said
        raise ValidationError(reason_of(exc)) from exc
    return "La parution est défaite : tout est comme avant."


def _remove(parution: Parution, request: HttpRequest) -> str:
    count = contents.remove_pages(parution=parution, ids=_chosen(request), by=request.user)
    return f"{count} pages retirées de la parution." if count > 1 else "Page retirée de la parution."


def _agree(parution: Parution, request: HttpRequest) -> str:
    contents.agree(parution=parution, ids=_chosen(request), by=request.user)
    return "C’est noté : vous avez donné votre accord."


def _take_latest(parution: Parution, request: HttpRequest) -> str:
    contents.take_latest(parution=parution, ids=_chosen(request), by=request.user)
    return "C’est la dernière version qui paraîtra."


def _share(parution: Parution, request: HttpRequest) -> str:
    form = FormulaireDApercu(request.POST)
    if not prepares(request.user) or not form.is_valid():
        raise PermissionDenied
    secret = share(parution=parution, jours=form.cleaned_data["jours"], par=request.user, now=timezone.now())
    url = request.build_absolute_uri(reverse("parutions_partagee", args=[secret]))
    request.session[LINK_IN_SESSION] = url
    return "Le lien est prêt."


def _close(parution: Parution, request: HttpRequest) -> str:
    if not prepares(request.user):
        raise PermissionDenied
    count = close_shares(parution=parution, now=timezone.now())
    return "C’est fermé." if count else "Il n’y avait plus rien à fermer."


ACTS = {
    "proposer": _propose,
    "approuver": _approve,
    "renvoyer": _send_back,
    "abandonner": _abandon,
    "defaire": _undo,
    "retirer": _remove,
    "accord": _agree,
    "version": _take_latest,
    "partager": _share,
    "fermer": _close,
}
