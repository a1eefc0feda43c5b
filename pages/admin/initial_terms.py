"""Terms with which a new page begins, named in the address: `?domaine=sante&territoire=reg-84`.

They stand in the address from the door on (`nouvelle_page_ou`), through the choice of the place, to the form, which
shows them chosen. What names no term is left out. Nothing is written before the form is sent.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from wagtail.admin.views.pages.create import CreateView

from pages.models import PageEditoriale, PageTerritoire
from taxonomy.models import Acteur, Domaine, Nature, Odd, SlugFusionne, Terme, Territoire

#: By parameter, the terms that it names; their order is that of the addresses.
NAMED: Mapping[str, type[Terme]] = {model.facette: model for model in (Territoire, Acteur, Domaine, Odd, Nature)}
#: How many terms of one list are taken from an address.
AT_MOST = 50

Asked = dict[type[Terme], list[Any]]


def terms_asked(parameters: QueryDict) -> Asked:
    """The terms that these parameters name, in their order; slugs that were merged are followed."""
    found: Asked = {}
    for name, model in NAMED.items():
        slugs = [one.strip().lower()[:80] for one in parameters.getlist(name)[:AT_MOST]]
        slugs = [one for one in slugs if one and "\x00" not in one]
        if not slugs:
            continue
        merged = SlugFusionne.objects.filter(facette=name, ancien__in=slugs)
        followed = dict(merged.values_list("ancien", "nouveau"))
        slugs = [followed.get(one, one) for one in slugs]
        known = {one.slug: one for one in model._default_manager.filter(slug__in=slugs)}
        if terms := [known[one] for one in dict.fromkeys(slugs) if one in known]:
            found[model] = terms
    return found


def query_of(asked: Asked) -> str:
    """`?domaine=sante…`, "" for no term."""
    pairs = [(model.facette, term.slug) for model, terms in asked.items() for term in terms]
    return f"?{urlencode(pairs)}" if pairs else ""


def begin_with(page: PageEditoriale, asked: Asked) -> None:
    """Put these terms on a page that nobody has saved: those for which its form has a place."""
    if page.own_term:
        field: Any = page._meta.get_field(page.own_term)
        if terms := asked.get(field.related_model):
            setattr(page, page.own_term, terms[0])
    if not page.avec_triptyque:
        return
    if places := asked.get(Territoire):
        page.territoires_lies = [PageTerritoire(territoire=one) for one in places]
    for name, model in (("acteurs", Acteur), ("domaines", Domaine), ("odds", Odd)):
        if terms := asked.get(model):
            setattr(page, name, terms)


def begin_forms_with_terms() -> None:
    """Wagtail tells of a new page without the request (`init_new_page`), so its view is told here."""
    shown = CreateView.get

    def get(self: Any, request: HttpRequest) -> HttpResponse:
        if isinstance(self.page, PageEditoriale):
            begin_with(self.page, terms_asked(request.GET))
        answer: HttpResponse = shown(self, request)
        return answer

    CreateView.get = get
