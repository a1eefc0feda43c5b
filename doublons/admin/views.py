"""What is asked while one types; two pages side by side, with what may be decided of them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from comite.admin.reading import reads
from doublons.admin.columns import Side, side_of
from doublons.admin.rows import rows_for
from doublons.deciding import REASON_AT_MOST, decides, set_aside, take_back
from doublons.enums import Motif
from doublons.finding import near
from doublons.merging.refusals import refusal
from doublons.models import FusionDeRessources, PaireDeDoubles, PasUnDouble
from doublons.recording import compared_types
from pages.admin.found import writes
from pages.models import PageEditoriale, Ressource

TYPED_AT_MOST = 2_000
ADDRESSES_AT_MOST = 20


def reader_only(request: HttpRequest) -> None:
    """Raise PermissionDenied for who works on no pages."""
    if not writes(request.user):
        raise PermissionDenied


def near_ones(request: HttpRequest) -> HttpResponse:
    """The list of pages that may be what is typed (`titre`, `texte`, `adresse` …), as a piece of HTML; "" for none.

    `page`: the one that is typed, which is no double of itself.
    """
    reader_only(request)
    asked = request.GET
    own = int(asked["page"]) if asked.get("page", "").isdecimal() and len(asked["page"]) < 19 else None
    found = near(
        adresses=[one[:TYPED_AT_MOST] for one in asked.getlist("adresse")[:ADDRESSES_AT_MOST]],
        titre=asked.get("titre", "")[:TYPED_AT_MOST],
        texte=asked.get("texte", "")[:TYPED_AT_MOST],
        besides=own,
    )
    saved = own if own is not None and PageEditoriale.objects.filter(pk=own).exists() else None
    said = {"doubles": rows_for(found, request.user, beside=saved)}
    answer = render(request, "doublons/_proches.html", said)
    answer["Cache-Control"] = "private, no-store"
    return answer


class DeuxPages(WagtailAdminTemplateMixin, TemplateView):
    """Two pages side by side, as their latest drafts have them, and what may be decided."""

    template_name = "doublons/paire.html"
    page_title = "Deux pages côte à côte"
    header_icon = "duplicate"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["premiere"] >= kwargs["seconde"]:
            raise Http404
        for page in self.pages:
            if not isinstance(page, compared_types()):
                raise Http404
            if not reads(user=request.user, page=page):
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def pages(self) -> tuple[PageEditoriale, PageEditoriale]:
        first, second = (
            get_object_or_404(PageEditoriale, pk=self.kwargs[name]).specific for name in ("premiere", "seconde")
        )
        return first, second

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = {"url": reverse("doublons"), "label": "Doublons"}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one, other = self.pages
        user = self.request.user
        pair = {"premiere": one, "seconde": other}
        found = PaireDeDoubles.objects.filter(**pair).first()
        sides = [self._side(one, other), self._side(other, one)]
        return super().get_context_data(
            cotes=sides,
            lignes=list(zip(sides[0].lines, sides[1].lines, strict=True)),
            trouvee=found,
            motifs=[Motif(motif).label for motif in found.motifs] if found else [],
            decision=PasUnDouble.objects.filter(**pair).select_related("par").first(),
            fusion=FusionDeRessources.objects.filter(source__in=[one, other], source__live=False).first(),
            decide=decides(user, one, other),
            ressources=isinstance(one, Ressource) and isinstance(other, Ressource),
            raison_au_plus=REASON_AT_MOST,
            **kwargs,
        )

    def _side(self, page: PageEditoriale, other: PageEditoriale) -> Side:
        user = self.request.user
        return side_of(page, user, other=other, refused=refusal(source=other, cible=page, by=user))


class Decider(View):
    """« Ce n'est pas un double », and its being taken back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, premiere: int, seconde: int) -> HttpResponse:
        one, other = (get_object_or_404(PageEditoriale, pk=pk).specific for pk in (premiere, seconde))
        if one.pk == other.pk:
            raise Http404
        if "reprendre" in request.POST:
            if take_back(one=one, other=other, by=request.user):
                messages.success(request, "Ces deux pages seront de nouveau comparées.")
            return redirect("doublons_paire", *sorted((one.pk, other.pk)))
        set_aside(one=one, other=other, by=request.user, raison=request.POST.get("raison", ""))
        messages.success(request, "C’est noté : ces deux pages ne seront plus rapprochées.")
        return redirect("doublons")
