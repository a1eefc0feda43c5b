"""Which pages may be the very thing that somebody describes: asked while typing, by imports, by the report.

    near(adresses="https://…", titre="…", texte="…", besides=page)  →  [DoublePossible, …], the surest first

A call costs four small questions to the database, whatever the number of pages; `near_many` asks them for hundreds of
descriptions at once, as an import does. Nothing is written.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, Self

from django.db.models import Q, QuerySet

from doublons import sketches
from doublons.addresses import place_of
from doublons.enums import Motif
from doublons.models import CleDAdresse, CleDEmpreinte, Empreinte, FusionDeRessources, PasUnDouble
from doublons.verdict import COPIED_TEXT, Judgement, Seen, judge
from doublons.words import plain
from liens.models import OccurrenceLien
from pages.models import PageEditoriale
from pages.page_types import main_link_places

AT_MOST = 5
#: How many keys are looked up by one question.
KEYS = 10_000
#: The links that lead to a ressource, as the registry names their places.
LINKS = "liens."
#: Titles that say more words than this may have one misspelt in its first letters.
MISSPELT_OF = 3
#: Texts that share eight of ten shingles meet in two bands in nine cases of ten, those with a formula in common rarely.
BANDS_AT_LEAST = 2


@dataclass(frozen=True, slots=True)
class Described:
    """What somebody describes. `adresses`: the main one first; `besides`: the key of the page that it is itself."""

    titre: str = ""
    texte: str = ""
    adresses: tuple[str, ...] = ()
    besides: int | None = None


@dataclass(frozen=True, slots=True)
class DoublePossible:
    """A page that may be the same thing. `score`: how sure that is, 0 to 100; `live`: whether visitors see it."""

    page: int
    titre: str
    motifs: tuple[Motif, ...]
    score: int
    live: bool

    @property
    def pourquoi(self) -> str:
        """The reasons, in words: « même adresse, titre proche »."""
        return ", ".join(motif.label for motif in self.motifs)


class KnownPage(NamedTuple):
    """A page as its fingerprint has it."""

    titre: str
    texte: bytes
    mots: int
    roots: int

    @classmethod
    def of(cls, titre: str, texte: bytes | memoryview, mots: int) -> Self:
        """`roots`: how many words the title says."""
        return cls(titre, bytes(texte), mots, len(sketches.roots_of(titre)))


class Asked(NamedTuple):
    """What is described, as it is looked up."""

    known: KnownPage
    adresses: Sequence[str]
    besides: int | None


class Sharing(NamedTuple):
    """By page, how many keys of its title, of its text, it shares with what is described."""

    titles: Counter[int]
    texts: Counter[int]


def near(
    *, adresses: str | Iterable[str] = (), titre: str = "", texte: str = "", besides: Any = None, at_most: int = AT_MOST
) -> list[DoublePossible]:
    """The pages that may be this very thing, the surest first. `besides`: the page described, or its key."""
    written = (adresses,) if isinstance(adresses, str) else tuple(adresses)
    own = getattr(besides, "pk", besides)
    return near_many([Described(titre, texte, written, own)], at_most=at_most)[0]


def near_many(described: Sequence[Described], *, at_most: int = AT_MOST) -> list[list[DoublePossible]]:
    """The same for each of these, in their order, by as many questions as for one."""
    found = verdicts([_asked(one) for one in described])
    pages = _pages(pk for one in found for pk in one)
    answers = []
    for one in found:
        kept = [DoublePossible(pk, pages[pk][0], *verdict, pages[pk][1]) for pk, verdict in one.items() if pk in pages]
        answers.append(sorted(kept, key=lambda candidate: (-candidate.score, candidate.page))[:at_most])
    return answers


def verdicts(asked: Sequence[Asked]) -> list[dict[int, Judgement]]:
    """For each of these, by its key, what is held of every page that may be it; without those decided otherwise."""
    by_address = _by_address(asked)
    candidates = _by_keys(asked)
    known = _read(
        {pk for rank, found in enumerate(candidates) for pk in (*found.titles, *found.texts, *by_address[rank])}
    )
    refused = _refused(asked)
    answers: list[dict[int, Judgement]] = []
    for rank, one in enumerate(asked):
        places = by_address[rank]
        judged = {
            pk: _judge(one.known, known[pk], places.get(pk))
            for pk in _worth_judging(one.known, candidates[rank], known).union(places)
            if pk in known and pk != one.besides and (pk, one.besides) not in refused
        }
        answers.append({pk: verdict for pk, verdict in judged.items() if verdict.motifs})
    return answers


def _asked(one: Described) -> Asked:
    titre, texte = plain(one.titre)[:255], plain(one.texte)
    return Asked(KnownPage.of(titre, sketches.sketch(texte), len(texte.split())), one.adresses, one.besides)


def _worth_judging(mine: KnownPage, sharing: Sharing, known: Mapping[int, KnownPage]) -> set[int]:
    """The pages that can be judged doubles by their titles or texts.

    They can when all words of the shorter title are in the other, of four and more all but one; or by a copied text.
    """
    shorter = (min(mine.roots, roots) for roots in range(sketches.WORDS + 1))
    wanted = [sketches.pairs_of(roots - (roots > MISSPELT_OF)) for roots in shorter]
    titled = {pk for pk, shared in sharing.titles.items() if pk in known and shared >= wanted[known[pk].roots]}
    copied = {
        pk
        for pk, shared in sharing.texts.items()
        if shared >= BANDS_AT_LEAST and pk in known
        if sketches.likeness(mine.texte, known[pk].texte) >= COPIED_TEXT
    }
    return titled | copied


def _judge(mine: KnownPage, theirs: KnownPage, home: bool | None) -> Judgement:
    """`home`: None where no address is shared, else whether it is the first page of a site."""
    return judge(
        Seen(
            title=mine.titre,
            other=theirs.titre,
            text=sketches.likeness(mine.texte, theirs.texte),
            words=min(mine.mots, theirs.mots),
            address=home is not None,
            home=bool(home),
        )
    )


def _by_keys(asked: Sequence[Asked]) -> list[Sharing]:
    titles = [list(sketches.title_keys(one.known.titre)) for one in asked]
    texts = [list(sketches.text_keys(one.known.texte)) for one in asked]
    under = _pages_under({key for one in (*titles, *texts) for key in one})

    def count(keys: Iterable[int]) -> Counter[int]:
        return Counter(chain.from_iterable(under.get(key, ()) for key in keys))

    return [Sharing(count(of_title), count(of_text)) for of_title, of_text in zip(titles, texts, strict=True)]


def _pages_under(keys: Collection[int]) -> dict[int, list[int]]:
    """The pages found under each of these keys. Where they are thousands, the whole table is read at once."""
    rows = CleDEmpreinte.objects.order_by()
    rows = rows if len(keys) > KEYS else rows.filter(valeur__in=keys)
    under: dict[int, list[int]] = defaultdict(list)
    for key, page in rows.values_list("valeur", "empreinte_id").iterator(chunk_size=KEYS):
        if key in keys:
            under[key].append(page)
    return under


def _by_address(described: Sequence[Asked]) -> defaultdict[int, dict[int, bool]]:
    """By rank, the pages one of whose links leads to the same place, with whether that is the first page of a site.

    Two pages that only share a link beside the main one, such as a partner's documentation, are no doubles for it.
    """
    asked: dict[int, list[tuple[int, bool, bool]]] = defaultdict(list)
    for rank, one in enumerate(described):
        for place_rank, written in enumerate(one.adresses):
            place = place_of(written)
            if place is not None:
                asked[place.key].append((rank, place_rank == 0, place.is_home))
    found: defaultdict[int, dict[int, bool]] = defaultdict(dict)
    if not asked:
        return found
    leading = _links_to(asked)
    for link, page, champ in _citations(leading):
        is_main = champ in main_link_places()
        for key in leading[link]:
            for rank, mine_is_main, home in asked[key]:
                if is_main or mine_is_main:
                    found[rank][page] = found[rank].get(page, True) and home
    return found


def _links_to(keys: Mapping[int, Any]) -> dict[int, set[int]]:
    """By link, those of the keys to which it leads: its own, that at which the checker arrived, and those of links
    that are known to arrive where an asked one does."""
    arrivals: dict[int, set[int]] = defaultdict(set)
    for some in _batches(list(keys)):
        known = CleDAdresse.objects.filter(ici__in=some, arrivee__isnull=False)
        for here, there in known.values_list("ici", "arrivee"):
            if here is not None and there is not None:
                arrivals[there].add(here)
    wanted: dict[int, set[int]] = {key: {key} for key in keys}
    for place, from_here in arrivals.items():
        wanted.setdefault(place, set()).update(from_here)
    found: dict[int, set[int]] = defaultdict(set)
    for some in _batches(list(wanted)):
        for column in ("ici", "arrivee"):
            rows = CleDAdresse.objects.filter(**{f"{column}__in": some}).values_list("pk", column)
            for link, key in rows:
                found[link] |= wanted[key]
    return found


def leading() -> Q:
    """On citations: those for which a page is there, its main one and those beside it."""
    return Q(champ__in=main_link_places()) | Q(champ__startswith=LINKS)


def _citations(links: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """(link, page, place) wherever one of these is a link for which a page is there."""
    for some in _batches(list(links)):
        rows = OccurrenceLien.objects.filter(leading(), lien__in=some, page__isnull=False).order_by()
        yield from rows.values_list("lien_id", "page_id", "champ")


def _read(pages: set[int]) -> dict[int, KnownPage]:
    found = {}
    for some in _batches(list(pages)):
        for pk, titre, texte, mots in compared().filter(pk__in=some).values_list("pk", "titre", "texte", "mots"):
            found[pk] = KnownPage.of(titre, texte, mots)
    return found


def compared() -> "QuerySet[Empreinte]":
    """The fingerprints that count: not those of pages that another one took the place of."""
    return Empreinte.objects.exclude(page__in=FusionDeRessources.objects.values("source")).order_by()


def _refused(described: Sequence[Asked]) -> set[tuple[int, int]]:
    """The pairs, both ways round, that somebody said are two things."""
    own = [one.besides for one in described if one.besides is not None]
    refused: set[tuple[int, int]] = set()
    for some in _batches(own):
        rows = PasUnDouble.objects.filter(Q(premiere__in=some) | Q(seconde__in=some))
        for first, second in rows.values_list("premiere_id", "seconde_id"):
            refused |= {(first, second), (second, first)}
    return refused


def _pages(keys: Iterable[int]) -> dict[int, tuple[str, bool]]:
    found = {}
    for some in _batches(sorted(set(keys))):
        rows = PageEditoriale.objects.filter(pk__in=some).order_by()
        found.update({pk: (draft or title, live) for pk, draft, title, live in rows.values_list(
            "pk", "draft_title", "title", "live")})  # fmt: skip
    return found


def _batches(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), KEYS):
        yield values[start : start + KEYS]
