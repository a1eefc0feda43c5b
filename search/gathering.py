"""Reads what documents are made of: a fixed number of SQL queries for a batch of pages, however many."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from wagtail.fields import StreamField
from wagtail.rich_text import get_text_for_indexing

from pages.enums import OrigineOccurrence, RoleLien
from pages.models import (
    Axe,
    BoiteAOutils,
    Chapitre,
    ChiffreCle,
    ExempleInspirant,
    FicheRepereActeur,
    FicheRepereDomaine,
    FicheRepereTerritoire,
    LienRessource,
    OccurrenceLien,
    PageDomaine,
    PageEditoriale,
    PagePartenaire,
    PageTerritoire,
    QuestionReponse,
    Ressource,
)

Pairs = dict[int, list[Any]]

#: What ends a line that needs no dot before the next one.
FINS_DE_PHRASE = (".", "!", "?", "…", ":", ";", "»")

#: Page types that present one term: (type, field). The term counts as one of the page's own.
SUJETS = (
    (PageDomaine, "domaine"),
    (FicheRepereDomaine, "domaine"),
    (FicheRepereActeur, "acteur"),
    (FicheRepereTerritoire, "territoire"),
)


@dataclass(frozen=True, slots=True)
class PageRow:
    """The page's own columns."""

    id: int
    path: str
    url_path: str
    content_type_id: int
    titre: str
    chapo: str
    corps: str
    publie_le: datetime | None
    valable_jusqu_au: date | None
    est_fictif: bool


@dataclass(frozen=True, slots=True)
class TerritoireRow:
    """A territoire of a page; `chemin` holds its slug last and everything above it before."""

    chemin: tuple[str, ...]
    nom: str
    niveau: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link of the live page's own fields."""

    champ: str
    etat: str
    verifie_le: datetime | None


@dataclass(slots=True)
class Gathered:
    """Everything about a batch, per page id. Terms are (slug, name, …) tuples in the taxonomy's order."""

    rows: list[PageRow]
    territoires: dict[int, list[TerritoireRow]] = field(default_factory=lambda: defaultdict(list))
    acteurs: Pairs = field(default_factory=lambda: defaultdict(list))
    domaines: Pairs = field(default_factory=lambda: defaultdict(list))
    odds: Pairs = field(default_factory=lambda: defaultdict(list))
    partenaires: Pairs = field(default_factory=lambda: defaultdict(list))
    natures: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    boites: Pairs = field(default_factory=lambda: defaultdict(list))
    liens: dict[int, list[LinkRow]] = field(default_factory=lambda: defaultdict(list))
    roles: Pairs = field(default_factory=lambda: defaultdict(list))
    textes: Pairs = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class Places:
    """The pages that give those below them an axe or a boîte, by path."""

    axes: dict[str, str]
    boites: dict[str, str]


def places() -> Places:
    """The axes and boîtes of the tree; two small queries for a whole rebuild."""
    return Places(
        axes=dict(Axe.objects.values_list("path", "code")),
        boites=dict(BoiteAOutils.objects.values_list("path", "slug")),
    )


def gather(rows: list[PageRow]) -> Gathered:
    """Everything that the documents of these pages need."""
    found = Gathered(rows)
    ids = [row.id for row in rows]
    _terms(found, ids)
    _subjects(found, ids)
    _ressources(found, ids)
    _links(found, ids)
    _texts(found, ids)
    return found


def _terms(found: Gathered, ids: list[int]) -> None:
    territoires = PageTerritoire.objects.filter(page_id__in=ids).order_by("page_id", "sort_order")
    for page, chemin, nom, niveau in territoires.values_list(
        "page_id", "territoire__chemin", "territoire__nom", "territoire__niveau"
    ):
        found.territoires[page].append(TerritoireRow(tuple(chemin.split("/")), nom, niveau))
    partenaires = PagePartenaire.objects.filter(page_id__in=ids).order_by("page_id", "sort_order")
    for page, *term in partenaires.values_list("page_id", "partenaire__slug", "partenaire__nom", "partenaire__sigle"):
        found.partenaires[page].append(tuple(term))
    for name, columns, order in (
        ("acteurs", ("slug", "nom"), "ordre"),
        ("domaines", ("slug", "nom", "critere"), "ordre"),
        ("odds", ("slug", "nom"), "numero"),
    ):
        link = name.removesuffix("s")
        through = getattr(PageEditoriale, name).through.objects.filter(pageeditoriale_id__in=ids)
        through = through.order_by("pageeditoriale_id", f"{link}__{order}", f"{link}__nom")
        collected: Pairs = getattr(found, name)
        for page, *term in through.values_list("pageeditoriale_id", *(f"{link}__{column}" for column in columns)):
            collected[page].append(tuple(term))


def _subjects(found: Gathered, ids: list[int]) -> None:
    """A page that presents a term is found under it, whether or not the editor has also ticked it."""
    for model, name in SUJETS:
        pages = model._default_manager.filter(pk__in=ids)
        if name == "territoire":
            for page, chemin, nom, niveau in pages.values_list(
                "pk", "territoire__chemin", "territoire__nom", "territoire__niveau"
            ):
                row = TerritoireRow(tuple(chemin.split("/")), nom, niveau)
                if row not in found.territoires[page]:
                    found.territoires[page].insert(0, row)
            continue
        columns = ("slug", "nom", "critere") if name == "domaine" else ("slug", "nom")
        collected: Pairs = getattr(found, f"{name}s")
        for page, *term in pages.values_list("pk", *(f"{name}__{column}" for column in columns)):
            if tuple(term) not in collected[page]:
                collected[page].insert(0, tuple(term))


def _ressources(found: Gathered, ids: list[int]) -> None:
    ressources = Ressource.objects.filter(pk__in=ids)
    for page, slug, nom, famille in ressources.values_list("pk", "nature__slug", "nature__nom", "nature__famille"):
        found.natures[page] = (slug, nom, famille)
    through = Ressource.boites.through.objects.filter(ressource_id__in=ids)
    for page, slug in through.values_list("ressource_id", "boiteaoutils__slug"):
        found.boites[page].append(slug)
    liens = LienRessource.objects.filter(page_id__in=ids).order_by("page_id", "sort_order", "pk")
    for page, role, libelle in liens.values_list("page_id", "role", "libelle"):
        found.roles[page].append(role)
        found.textes[page].append(libelle)


def _links(found: Gathered, ids: list[int]) -> None:
    occurrences = OccurrenceLien.objects.filter(page_id__in=ids, en_ligne=True, origine=OrigineOccurrence.CHAMP)
    for page, champ, etat, verifie_le in occurrences.values_list("page_id", "champ", "lien__etat", "lien__verifie_le"):
        found.liens[page].append(LinkRow(champ, etat, verifie_le))


def main_links(found: Gathered, page: int) -> list[LinkRow]:
    """The links that the page is there for: a base's own address, a resource's main ones, or all it has."""
    roles = found.roles.get(page, [])
    own = [link for link in found.liens.get(page, []) if link.champ == "url" or link.champ.startswith("liens.")]
    main = [link for link in own if _role(link, roles) == RoleLien.PRINCIPAL]
    return main or own


def _role(link: LinkRow, roles: list[Any]) -> str:
    if link.champ == "url":
        return RoleLien.PRINCIPAL
    rank = int(link.champ.split(".")[1])
    return roles[rank] if rank < len(roles) else ""


def _texts(found: Gathered, ids: list[int]) -> None:
    for page, libelle, source in ChiffreCle.objects.filter(page_id__in=ids).values_list("page_id", "libelle", "source"):
        found.textes[page] += [libelle, source]
    chapters = Chapitre.objects.filter(page_id__in=ids).order_by("page_id", "sort_order")
    questions = QuestionReponse.objects.filter(page_id__in=ids).order_by("page_id", "sort_order")
    for page, titre, html in (
        *chapters.values_list("page_id", "titre", "texte"),
        *questions.values_list("page_id", "question", "reponse"),
    ):
        found.textes[page] += [titre, get_text_for_indexing(html)]
    exemples = ExempleInspirant.objects.filter(pk__in=ids)
    for page, raw in exemples.values_list("pk", "resultats"):
        found.textes[page] += texts_of_stream(ExempleInspirant, "resultats", raw)


def texts_of_stream(model: type[PageEditoriale], name: str, raw: Any) -> Iterable[str]:
    """What a visitor reads in a StreamField, block by block, as plain text."""
    stream = model._meta.get_field(name)
    assert isinstance(stream, StreamField)  # noqa: S101  # narrows the type, the name is ours
    value = stream.to_python(raw)
    return [text for text in value.stream_block.get_searchable_content(value) if text] if value else []


def joined(parts: Iterable[str]) -> str:
    """The parts as lines; a dot between those that no sentence ends, for extracts show them one after the other."""
    lines = list(parts)
    ended = [line if line.endswith(FINS_DE_PHRASE) else f"{line} ·" for line in lines[:-1]]
    return "\n".join((*ended, *lines[-1:]))


def rows_of(values: Collection[tuple[Any, ...]]) -> list[PageRow]:
    """Rows from the columns that `COLONNES` names."""
    return [PageRow(*columns) for columns in values]


COLONNES = (
    "pk",
    "path",
    "url_path",
    "content_type_id",
    "title",
    "chapo",
    "corps",
    "first_published_at",
    "valable_jusqu_au",
    "est_fictif",
)
