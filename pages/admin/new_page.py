"""« Nouvelle page »: which kind, then where, each from one named list. The form is three clicks from the home page."""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.choose_parent import ChooseParentView, GenericChooseParentView
from wagtail.models import Page

from comite.enums import Act
from comite.rights import may_at_all
from comite.standings import governed
from pages.admin.initial_terms import query_of, terms_asked
from pages.models import PageEditoriale
from pages.page_types import page_types

WORD_AT_MOST = 140
#: How many of one's own pages are looked at to know where one has written last.
LOOKED_AT = 200
#: The types that are offered on the home page by themselves, in this order; the others are one click further.
FIRST = ("ressource", "exempleinspirant")


@dataclass(frozen=True, slots=True)
class WhereToPut:
    """One page below which the new one may stand: its name, where it is itself, a word on it."""

    pk: int
    name: str
    kind: str
    above: str
    word: str
    last_used: bool
    live: bool


def creates(user: Any) -> bool:
    """Whether this account begins pages."""
    return may_at_all(user=user, act=Act.CREATE) if governed(user) else user.has_perm("wagtailcore.add_page")


def named_new(model: type[PageEditoriale]) -> str:
    """« Nouvelle ressource », « Nouvel exemple inspirant »."""
    name = str(model._meta.verbose_name)
    masculine = "Nouvel" if name[0].lower() in "aeiouéèêh" else "Nouveau"
    return f"{'Nouvelle' if model.feminine else masculine} {name}"


def offered_first(user: Any) -> list[tuple[str, str]]:
    """(« Nouvelle ressource », its address) for the home page; [] for who begins no page."""
    if not creates(user):
        return []
    models = [model for name in FIRST for model in page_types() if model._meta.model_name == name]
    return [*((named_new(one), address_of(one)) for one in models), ("Autre page", reverse("nouvelle_page"))]


def address_of(model: type[PageEditoriale]) -> str:
    """Where the place of a new page of this type is chosen."""
    return reverse("nouvelle_page_ou", args=[model._meta.model_name])


def places_for(model: type[PageEditoriale], user: Any) -> list[WhereToPut]:
    """Where this account may put a new page of this type: where it has written last first, then in the tree's order."""
    allowed = ContentType.objects.get_for_models(*model.allowed_parent_page_models()).values()
    found = PageEditoriale.objects.filter(content_type__in=allowed, alias_of=None).order_by("path")
    pages: list[Any] = [page for page in found.defer("corps") if _may_stand_below(page, model, user)]
    if Page in model.allowed_parent_page_models():
        pages += [page for page in Page.objects.filter(depth=1) if _may_stand_below(page, model, user)]
    used = _last_used(user)
    pages.sort(key=lambda page: used.get(page.path, LOOKED_AT))
    over = {page.path[: -page.steplen] for page in pages}
    above = dict(Page.objects.filter(path__in=over).values_list("path", "title"))
    return [_place(page, above.get(page.path[: -page.steplen], ""), page.path in used) for page in pages]


def _may_stand_below(page: Any, model: type[PageEditoriale], user: Any) -> bool:
    return bool(model.can_create_at(page) and page.permissions_for_user(user).can_add_subpage())


def _last_used(user: Any) -> dict[str, int]:
    """The paths under which this account has begun pages, the last one first."""
    begun = PageEditoriale.objects.filter(owner=user).order_by("-pk").values_list("path", flat=True)[:LOOKED_AT]
    ranks: dict[str, int] = {}
    for path in begun:
        ranks.setdefault(path[: -Page.steplen], len(ranks))
    return ranks


def _place(page: Any, above: str, used: bool) -> WhereToPut:
    kind = page.specific_class or type(page)
    said = getattr(page, "chapo", "") or (kind.page_description or "" if page.depth > 1 else "")
    return WhereToPut(
        pk=page.pk,
        name=page.get_admin_display_title(),
        kind=capfirst(str(kind._meta.verbose_name)),
        above=above if page.depth > 2 else "",
        word=Truncator(said).chars(WORD_AT_MOST),
        last_used=used,
        live=page.live,
    )


class NewPage(WagtailAdminTemplateMixin, TemplateView):
    """The kinds of pages that this account may begin somewhere, each with a word on it."""

    template_name = "wagtailadmin/nouvelle/types.html"
    page_title = "Nouvelle page"
    header_icon = "plus"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not creates(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        models = sorted(page_types(), key=lambda model: str(model._meta.verbose_name))
        terms = query_of(terms_asked(self.request.GET))
        kinds = [
            (capfirst(str(model._meta.verbose_name)), model.page_description, f"{address_of(model)}{terms}")
            for model in models
            if places_for(model, self.request.user)
        ]
        return super().get_context_data(kinds=kinds, **kwargs)


class PlaceOfNewPage(WagtailAdminTemplateMixin, TemplateView):
    """Where the new page goes. One place only: its form at once."""

    template_name = "wagtailadmin/nouvelle/lieux.html"
    header_icon = "plus"
    model: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.model = kwargs.get("model") or self.model
        if not creates(request.user):
            raise PermissionDenied
        if self.model is None or not issubclass(self.model, PageEditoriale):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.places = places_for(self.model, request.user)
        self.asked = terms_asked(request.GET)
        if len(self.places) == 1:
            return redirect(self.form_at(self.places[0]))
        return self.render_to_response(self.get_context_data())

    def form_at(self, place: WhereToPut) -> str:
        """The form of the page there, with the terms that were asked for."""
        form = reverse("wagtailadmin_pages:add", args=["pages", self.model._meta.model_name, place.pk])
        return f"{form}{query_of(self.asked)}"

    def get_page_title(self) -> str:
        return named_new(self.model)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        first = {"url": reverse("nouvelle_page"), "label": NewPage.page_title}
        return [*self.breadcrumbs_items, first, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [(place, self.form_at(place)) for place in self.places]
        said = {"kind": self.model._meta.verbose_name, "query": query_of(self.asked)}
        terms = [str(term) for found in self.asked.values() for term in found]
        return super().get_context_data(rows=rows, terms=terms, **said, **kwargs)


def place_of_named(request: HttpRequest, model_name: str) -> HttpResponse:
    """The same, the type being named in the address."""
    named = {model._meta.model_name: model for model in page_types()}
    if model_name not in named:
        raise Http404
    answer: HttpResponse = PlaceOfNewPage.as_view()(request, model=named[model_name])
    return answer


def ask_for_places_everywhere() -> None:
    """Wagtail's own question after a place is a grey row and its chooser; it offers no setting for it."""
    for view in (ChooseParentView, GenericChooseParentView):
        view.get = _to_places


def _to_places(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    return redirect(address_of(self.model))
