"""Which pages are asked, in which order, from where on: parameters of `/api/v3/contenus/` to a queryset.

What cannot be used raises Ninja's ValidationError with one error per parameter, which says what is allowed.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature, Signer
from django.db.models import F, Q, QuerySet
from ninja.errors import ValidationError
from wagtail.models import Page

from ground.problems import wrong
from headless.contenus.schemas import EXPANSIONS
from pages.carrying import carrying
from pages.models import Axe, PageEditoriale
from pages.page_types import page_types
from pages.tree_paths import among_few, sous
from pages.visibility import PagesPubliques
from taxonomy.enums import CodeAxe, Critere
from taxonomy.models import Domaine, SlugFusionne, Terme, Territoire, at_or_below
from taxonomy.references import modeles_de_terme

COUT_AU_PLUS = 600
SIGNATAIRE = Signer(salt="contenus.curseur")
#: By the name of an order: what it sorts by, and whether it goes down. The id settles what is equal.
TRIS: dict[str, tuple[str, bool]] = {
    "id": ("", False),
    "titre": ("title", False),
    "recent": ("last_published_at", True),
}
CODES: dict[str, tuple[str, ...]] = {"critere": tuple(Critere.values), "axe": tuple(CodeAxe.values)}


def refusal_of(nom: str, message: str, permis: Iterable[str] = ()) -> ValidationError:
    """The refusal of one parameter."""
    return ValidationError([wrong(nom, message, sorted(permis))])


#: By parameter, the facet whose terms its slugs name.
PAR_TERMES: dict[str, type[Terme]] = {model.facette: model for model in modeles_de_terme()}


def _portant(model: type[Terme], ids: list[int]) -> Q:
    """Pages that carry one of these terms; of a territoire, or of what lies in it."""
    if model is not Territoire:
        return carrying(model, ids)
    slugs = Territoire.objects.filter(pk__in=ids).values_list("slug", flat=True)
    return carrying(model, Territoire.objects.filter(at_or_below(slugs)))


def termes_nommes(nom: str, model: type[Terme], slugs: list[str]) -> list[int]:
    """The ids of these slugs; one that was merged names what it became. An unknown one is refused."""
    wanted = set(slugs)
    found = dict(model._default_manager.filter(slug__in=wanted).values_list("slug", "pk"))
    if missing := wanted - found.keys():
        became = SlugFusionne.objects.filter(facette=model.facette, ancien__in=missing).values_list("ancien", "nouveau")
        news = dict(became)
        merged = dict(model._default_manager.filter(slug__in=news.values()).values_list("slug", "pk"))
        found |= {old: merged[new] for old, new in news.items() if new in merged}
        if unknown := sorted(wanted - found.keys()):
            raise refusal_of(nom, f"« {unknown[0][:60]} » n’est pas connu : /api/v3/termes/ donne les slugs.")
    return sorted(set(found.values()))


def _sous_une_boite(public: PagesPubliques, slugs: list[str]) -> Q:
    boites = PageEditoriale.objects.filter(public.condition(), boiteaoutils__isnull=False, slug__in=slugs)
    found = list(boites.values_list("pk", "slug", "path"))
    if unknown := sorted(set(slugs) - {slug for _, slug, _ in found}):
        raise refusal_of("boite", f"« {unknown[0][:60]} » n’est pas une boîte à outils.")
    asked = Q(ressource__boites__in=[pk for pk, _, _ in found])
    for _, _, path in found:
        asked |= sous(path)
    # A resource linked to two of the boîtes is one page.
    return Q(pk__in=PageEditoriale.objects.filter(asked).values("pk"))


def _sous_un_axe(codes: list[str]) -> Q:
    asked = Q(pk__in=())
    for path in among_few(Axe.objects.filter(code__in=codes)).values_list("path", flat=True):
        asked |= sous(path) | Q(path=path)
    return asked


def pages_demandees(asked: Any, public: PagesPubliques) -> QuerySet[Page]:
    """The public pages that `asked` (ContenusParameters) names, in no order.

    Of Wagtail’s own table, whose index holds each type in the order of the numbers: joined, all would be sorted first.
    """
    kinds = ContentType.objects.get_for_models(*types_demandes(asked.type))
    found = Page.objects.filter(public.condition(), content_type__in=[kind.pk for kind in kinds.values()])
    for nom, model in PAR_TERMES.items():
        if slugs := [slug for slug in getattr(asked, nom) if slug]:
            found = found.filter(_portant(model, termes_nommes(nom, model, slugs)))
    for nom, allowed in CODES.items():
        for code in getattr(asked, nom):
            if code not in allowed:
                raise refusal_of(nom, f"« {code[:60]} » n’est pas un choix connu.", allowed)
    if asked.critere:
        own = Domaine.objects.filter(critere__in=asked.critere)
        found = found.filter(carrying(Domaine, list(own.values_list("pk", flat=True))))
    if asked.axe:
        found = found.filter(_sous_un_axe(asked.axe))
    if asked.boite:
        found = found.filter(_sous_une_boite(public, asked.boite))
    for nom in ("sous", "parent"):
        if (pk := getattr(asked, nom)) is not None:
            found = found.filter(_en_dessous(nom, pk, public))
    if asked.modifiees_depuis:
        found = found.filter(last_published_at__gte=asked.modifiees_depuis)
    return found


def types_demandes(labels: list[str]) -> list[type[PageEditoriale]]:
    """The page types of these names, all of them when none is named."""
    known = {model._meta.label: model for model in page_types()}
    if unknown := sorted(set(labels) - known.keys()):
        raise refusal_of("type", f"« {unknown[0][:60]} » n’est pas un type de page.", known)
    return [known[label] for label in labels] or list(known.values())


def _en_dessous(nom: str, pk: int, public: PagesPubliques) -> Q:
    place = PageEditoriale.objects.filter(public.condition(), pk=pk).values_list("path", "depth").first()
    if place is None:
        raise refusal_of(nom, "Aucune page publique n’a ce numéro.")
    path, depth = place
    return sous(path) & Q(depth=depth + 1) if nom == "parent" else sous(path)


@dataclass(frozen=True, slots=True)
class Suite:
    """From where on a list goes: the order, and the key of the last row that was given."""

    tri: str
    valeur: str | None
    pk: int

    def ecrite(self) -> str:
        """The cursor, signed: nobody makes one up."""
        content = base64.urlsafe_b64encode(orjson.dumps([self.tri, self.valeur, self.pk])).decode().rstrip("=")
        return SIGNATAIRE.sign(content)

    @classmethod
    def lue(cls, cursor: str, tri: str) -> "Suite":
        """Raises ValidationError for one that is forged, or of another order."""
        try:
            content = SIGNATAIRE.unsign(cursor)
            read = orjson.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))
        except (BadSignature, binascii.Error, ValueError) as exc:
            raise refusal_of(
                "curseur", "Ce curseur n’est pas de cette liste : reprenez-la du début, sans curseur."
            ) from exc
        if read[0] != tri:
            raise refusal_of("curseur", f"Ce curseur est celui du tri « {read[0]} » : gardez le même tri.", (read[0],))
        return cls(*read)


def en_ordre(found: QuerySet[Page], tri: str, curseur: str) -> QuerySet[Page]:
    """From after the cursor on. A page that moves in the order meanwhile is given where it is now."""
    champ, descend = TRIS[tri]
    after = Suite.lue(curseur, tri) if curseur else None
    if not champ:
        return (found.filter(pk__gt=after.pk) if after else found).order_by("pk")
    if after is not None:
        valeur: Any = after.valeur
        if champ == "last_published_at":
            valeur = datetime.fromisoformat(valeur) if valeur else None
        found = found.filter(_apres(champ, descend, valeur, after.pk))
    first = F(champ).desc(nulls_last=True) if descend else F(champ).asc()
    return found.order_by(first, "pk")


def _apres(champ: str, descend: bool, valeur: Any, pk: int) -> Q:
    if valeur is None:
        return Q(**{f"{champ}__isnull": True}, pk__gt=pk)
    further = Q(**{f"{champ}__{'lt' if descend else 'gt'}": valeur}) | Q(**{champ: valeur}, pk__gt=pk)
    return further | Q(**{f"{champ}__isnull": True}) if descend else further


def champs_choisis(fields: str, known: set[str]) -> tuple[frozenset[str] | None, frozenset[str]]:
    """What `fields` keeps (None: everything) and what it leaves out: `*`, `*,-corps`, `titre,chapo`."""
    names = [name.strip() for name in fields.split(",") if name.strip()]
    bare = {name.removeprefix("-") for name in names if name != "*"}
    if unknown := sorted(bare - known):
        raise refusal_of("fields", f"« {unknown[0][:60]} » n’est pas un champ de ces pages.", known | {"*"})
    left_out = frozenset(name[1:] for name in names if name.startswith("-"))
    kept = frozenset(name for name in names if not name.startswith("-") and name != "*")
    return (None if "*" in names or (left_out and not kept) else kept | {"id", "meta"}, left_out - {"id", "meta"})


def expansions(expand: str, pages: int) -> tuple[str, ...]:
    """What to add, once its cost for that many pages is known to be bearable."""
    names = tuple(dict.fromkeys(name.strip() for name in expand.split(",") if name.strip()))
    if unknown := sorted(set(names) - EXPANSIONS.keys()):
        raise refusal_of("expand", f"« {unknown[0][:60]} » ne se demande pas ici.", EXPANSIONS)
    cost = pages * (1 + sum(EXPANSIONS[name][1] for name in names))
    if cost > COUT_AU_PLUS:
        raise refusal_of(
            "expand",
            f"Cette demande coûte {cost}, au plus {COUT_AU_PLUS} : demandez moins de pages (limit) ou d’ajouts.",
        )
    return names
