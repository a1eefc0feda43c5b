"""The ressources of a partner as his desk shows them: as visitors do, with what else is known. A fixed number of
queries, whatever the number of rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone

from doublons.models import PaireDeDoubles
from liens.models import OccurrenceLien
from liens.phrases import fraicheur_depuis
from liens.states import A_EVITER, COLONNES_DU_LIEN, EtatDuLien
from pages.models import PageEditoriale
from pages.reading.words import why_again
from pages.tree_paths import Adresses
from pages.visibility import PagesPubliques
from propositions.enums import EtatDeDemarche
from propositions.models import PropositionDePartenaire
from public.rows import COLONNES, ListedPage, lignes_de
from taxonomy.models import Partenaire


@dataclass(frozen=True, slots=True)
class ToldLink:
    """One link: its words, its address, its state in the words of visitors; `alert`: not to be opened."""

    texte: str
    url: str
    etat: str
    alert: bool


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One ressource. `pourquoi`: why it is to be read again, ""; `doubles`: (title, address) of what visitors see."""

    ligne: ListedPage
    relue_le: date | None
    a_relire_le: date | None
    pourquoi: str
    valable_jusqu_au: date | None
    perimee: bool
    liens: list[ToldLink] = field(default_factory=list)
    doubles: list[tuple[str, str]] = field(default_factory=list)
    attend: list[str] = field(default_factory=list)
    dite_valable: bool = False


def rows_of(pages: Iterable[Any], partenaire: Partenaire, request: HttpRequest) -> list[DeskRow]:
    """The rows of these ressources, in their order."""
    pages = list(pages)
    keys = [page.pk for page in pages]
    addresses = Adresses.pour(request)
    named = PageEditoriale.objects.filter(pk__in=keys).annotate(
        nature_nom=F("ressource__nature__nom"), famille=F("ressource__nature__famille")
    )
    lines = lignes_de(named.values_list(*COLONNES, named=True), addresses)
    links, doubles, waiting = _links(keys), _doubles(keys, addresses), _waiting(keys, partenaire)
    today = timezone.localdate()
    return [
        DeskRow(
            ligne=lines[page.pk],
            relue_le=page.freshness.read_on,
            a_relire_le=page.a_relire_le,
            pourquoi=why_again(page, today),
            valable_jusqu_au=page.valable_jusqu_au,
            perimee=page.est_perimee,
            liens=links[page.pk],
            doubles=doubles[page.pk],
            attend=[one.get_sorte_display() for one in waiting[page.pk]],
            dite_valable=any(one.sorte == "valable" for one in waiting[page.pk]),
        )
        for page in pages
    ]


def _links(keys: list[int]) -> dict[int, list[ToldLink]]:
    found: dict[int, list[ToldLink]] = defaultdict(list)
    cited = OccurrenceLien.objects.filter(page__in=keys, en_ligne=True).order_by("page", "champ", "pk")
    seen: set[tuple[int, str]] = set()
    columns = ("page_id", "texte", "lien__etat_depuis", *COLONNES_DU_LIEN)
    for page, text, since, *state in cited.values_list(*columns):
        known = EtatDuLien(*state)
        if (page, known.url) not in seen:
            seen.add((page, known.url))
            said = fraicheur_depuis(known, since)
            found[page].append(ToldLink(text or known.hote, known.url, said, known.etat in A_EVITER))
    return found


def _doubles(keys: list[int], addresses: Adresses) -> dict[int, list[tuple[str, str]]]:
    """Of what may be the same thing, what visitors see: drafts are not told."""
    pairs = PaireDeDoubles.objects.filter(Q(premiere__in=keys) | Q(seconde__in=keys)).order_by("-score", "pk")
    both = list(pairs.values_list("premiere", "seconde"))
    shown = PageEditoriale.objects.filter(PagesPubliques().condition(), pk__in={key for pair in both for key in pair})
    titles = {pk: (title, addresses.de(path)) for pk, title, path in shown.values_list("pk", "title", "url_path")}
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    wanted = set(keys)
    for one, other in both:
        for mine, theirs in ((one, other), (other, one)):
            if mine in wanted and theirs in titles:
                found[mine].append(titles[theirs])
    return found


def _waiting(keys: list[int], partenaire: Partenaire) -> dict[int, list[PropositionDePartenaire]]:
    found: dict[int, list[PropositionDePartenaire]] = defaultdict(list)
    rows = PropositionDePartenaire.objects.filter(partenaire=partenaire, page__in=keys, etat=EtatDeDemarche.ATTENTE)
    for one in rows.defer("depart", "valeurs").order_by("pk"):
        found[one.page_id or 0].append(one)
    return found
