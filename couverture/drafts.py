"""Pages that were begun and never published, by the terms of their latest draft.

Their tables hold what they were begun with: what was ticked since is in the revision alone, and is read there.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import F

from couverture.counting import Carried, Pages, Reach, reach_of
from pages.carrying import ways
from pages.models import PageEditoriale
from search.documents.visibility import searched_types
from taxonomy.models import Acteur, Domaine, Nature, Terme, Territoire

#: More drafts than these are not read: nobody finishes as many.
READ_AT_MOST = 2_000
#: How the revision of any page holds the lists that all have.
_LISTS: Mapping[str, type[Terme]] = {"acteurs": Acteur, "domaines": Domaine, "territoires_lies": Territoire}


def drafted(*names: str) -> Carried:
    """What is begun and not published, by the terms of these lists. Axes are not told: they come with a place."""
    models: tuple[type[Terme], ...] = (*_LISTS.values(), Nature)
    own = {way.own_type: (model, way.term) for model in models for way in ways(model) if way.own_type}
    fields = sorted({*_LISTS, *(term for _, term in own.values())})
    rows = PageEditoriale.objects.filter(
        live=False, first_published_at=None, alias_of=None, content_type_id__in=searched_types(), latest_revision__gt=0
    ).order_by("-pk")
    said = {f"dit_{name}": F(f"latest_revision__content__{name}") for name in fields}
    found: dict[type[Terme], dict[int, Pages]] = defaultdict(lambda: defaultdict(set))
    kinds: dict[str, Pages] = defaultdict(set)
    carried = Carried(set())
    types = searched_types()
    for pk, type_id, *values in rows.annotate(**said).values_list("pk", "content_type_id", *said)[:READ_AT_MOST]:
        held = dict(zip(fields, values, strict=True))
        model = types[type_id]
        carried.pages.add(pk)
        for name, listed in _LISTS.items():
            for key in _keys(held[name]):
                found[listed][key].add(pk)
        if model in own and (key := held[own[model][1]]):
            found[own[model][0]][key].add(pk)
        if model.kind:
            kinds[model.kind.slug].add(pk)
    for listed in (Acteur, Domaine, Nature):
        if listed.facette in names:
            slugs = listed._default_manager.filter(pk__in=found[listed]).values_list("pk", "slug")
            carried.terms[listed.facette] = {slug: found[listed][key] for key, slug in slugs}
    for slug, pages in kinds.items() if "nature" in names else ():
        of_nature = carried.terms["nature"]
        of_nature[slug] = of_nature.get(slug, set()) | pages
    if "territoire" in names:
        carried.places = _places(found[Territoire])
    return carried


def _keys(value: Any) -> list[int]:
    """Keys of terms: a list of them, or of children that name one."""
    return [one["territoire"] if isinstance(one, dict) else one for one in value or []]


def _places(own: Mapping[int, Pages]) -> list[tuple[Reach, Pages]]:
    rows = Territoire.objects.filter(pk__in=own).values_list("pk", "slug", "chemin", "touche")
    return [(reach_of(slug, chemin, touche), own[pk]) for pk, slug, chemin, touche in rows]
