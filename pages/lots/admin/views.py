"""« Modifier en lot »: which act, what would become of every page, what became of it, the way back."""

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from ground.wake import wake
from pages.admin.found import writes
from pages.lots.admin.forms import FORMS
from pages.lots.admin.selection import KEYS, LIST, chosen_pages
from pages.lots.enums import ActeDeLot, IssueDeLot
from pages.lots.execution import DONE, NONE, PAGES_AT_MOST, TOO_MANY, advance_lots, request_lot, request_undo
from pages.lots.forecast import forecast
from pages.lots.models import ModificationEnLot

SHOWN = 100
TASK = "lots.continue"


class DeLot(WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin about an act on many pages."""

    header_icon = "list-ul"
    page_title = "Modifier en lot"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not writes(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


class Choisir(DeLot):
    """The pages that are meant, and the acts."""

    template_name = "lots/choisir.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            pages, refused = chosen_pages(self.request, self.request.GET), ""
        except ValidationError as exc:
            pages, refused = [], exc.messages[0]
        if not refused and len(pages) > PAGES_AT_MOST:
            refused = TOO_MANY
        return super().get_context_data(
            nombre=len(pages), refus=refused, actes=ActeDeLot.choices, requete=self.request.GET.urlencode(), **kwargs
        )


class Faire(DeLot):
    """One act: what it asks, what would become of every page; done once it is confirmed."""

    template_name = "lots/faire.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["acte"] not in ActeDeLot.values:
            raise Http404
        self.acte = ActeDeLot(kwargs["acte"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return self.acte.label

    @cached_property
    def asked(self) -> Any:
        """What names the pages and fills the form: the address, or what was sent."""
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @cached_property
    def pages(self) -> list[int]:
        return chosen_pages(self.request, self.asked)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FORMS[self.acte](request.GET if "voir" in request.GET else None)
        return self._show(form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FORMS[self.acte](request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            lot = request_lot(
                acte=self.acte,
                valeur=form.valeur(),
                dit=form.dit(),
                pages=self.pages,
                publier=form.cleaned_data.get("publier", False),
                par=request.user,
            )
        except ValidationError as refused:
            return self._show(form, refused.messages[0])
        if advance_lots(lot):
            wake(TASK)
        return redirect("lots_resultat", lot.pk)

    def _show(self, form: Any, refused: str = "") -> HttpResponse:
        try:
            pages = self.pages
        except ValidationError as exc:
            pages, refused = [], exc.messages[0]
        refused = refused or ("" if pages else NONE) or (TOO_MANY if len(pages) > PAGES_AT_MOST else "")
        previsions = []
        if form.is_bound and form.is_valid() and not refused:
            publier = form.cleaned_data.get("publier", False)
            first = pages[:SHOWN]
            previsions = forecast(first, self.acte, form.valeur(), publier=publier, par=self.request.user)
        context = self.get_context_data(
            form=form,
            media=form.media,
            acte=self.acte,
            refus=refused,
            nombre=len(pages),
            previsions=previsions,
            de_plus=max(len(pages) - SHOWN, 0) if previsions else 0,
            modifiables=sum(one.sera_modifiee for one in previsions),
            choisies=[(name, one) for name in (KEYS, LIST) for one in self.asked.getlist(name)],
            envoyees=[(name, one) for name, values in self.asked.lists() if name in form.fields for one in values],
        )
        return self.render_to_response(context, status=422 if form.is_bound and (refused or form.errors) else 200)


class ResultatDeLot(DeLot):
    """What became of every page, those that were left first."""

    template_name = "lots/resultat.html"
    page_title = "Résultat"

    @cached_property
    def lot(self) -> ModificationEnLot:
        return get_object_or_404(ModificationEnLot.objects.select_related("par", "annule_par"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.lot.lignes.all()
        counts = Counter(rows.values_list("issue", flat=True))
        total, left = sum(counts.values()), rows.exclude(attente="").count()
        refused_first = Case(When(issue=IssueDeLot.REFUSEE, then=Value(0)), default=Value(1))
        return super().get_context_data(
            lot=self.lot,
            lignes=list(rows.select_related("page").order_by(refused_first, "pk")[:SHOWN]),
            bilan=[(counts[issue.value], issue.label) for issue in IssueDeLot if counts[issue.value]],
            total=total,
            restent=left,
            de_plus=max(total - SHOWN, 0),
            annulables=rows.filter(issue__in=DONE, attente="").count(),
            annule=may_undo(self.lot, self.request.user),
            **kwargs,
        )


def may_undo(lot: ModificationEnLot, user: Any) -> bool:
    """Whether this account takes the act back: who did it, and superusers; each page asks its own rights besides."""
    return bool(user.is_superuser or lot.par_id == user.pk)


class AnnulerUnLot(View):
    """Takes back what an act changed, wherever nobody wrote anything since."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        lot = get_object_or_404(ModificationEnLot, pk=pk)
        if not writes(request.user) or not may_undo(lot, request.user):
            raise PermissionDenied
        if request_undo(lot, par=request.user):
            if advance_lots(lot):
                wake(TASK)
            messages.success(request, "Annulation demandée : le tableau dit ce qu’il advient de chaque page.")
        else:
            messages.warning(request, "Il n’y a plus rien à annuler dans ce lot.")
        return redirect("lots_resultat", lot.pk)


class Lots(DeLot):
    """The acts that were done, the latest first."""

    template_name = "lots/liste.html"
    page_title = "Modifications en lot"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = (
            ModificationEnLot.objects.all()
            if self.request.user.is_superuser
            else ModificationEnLot.objects.filter(par=self.request.user.pk)
        )
        return super().get_context_data(lots=mine.select_related("par")[:SHOWN], **kwargs)


def address_for(query: str) -> str:
    """Where the pages that this query names are changed together."""
    return f"{reverse('lots_choisir')}?{query}"
