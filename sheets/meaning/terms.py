"""Terms by what people write for them: label, code, slug, sigle, a former slug, a synonym; proposals for the rest.

A text that means no term, or several, is undecided: whoever imports decides it once for all lines, and the choice is
kept for the organisation.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from search.lexique.current import current_lexique
from sheets.meaning.cells import CellError, as_line, entries_of, fold
from taxonomy.enums import Niveau
from taxonomy.models import Odd, Partenaire, SlugFusionne, Terme, Territoire

#: A shorter text is near to everything.
NEAR_FROM = 4
NEAR_AT_LEAST = 72
PROPOSED_AT_MOST = 6
#: So many terms are a list that one looks through.
SHORT = 60
#: What an editor chose for a text: leave it out.
LEFT_OUT = ""
#: Terms that a text may mean.
Keys = tuple[int, ...]
#: What people write for the whole country.
EVERYWHERE = ("national", "nationale", "France entière", "toute la France", "partout en France", "territoire national")


class UndecidedError(CellError):
    """Texts of a cell that mean no one term: `facette`, the texts."""

    def __init__(self, facette: str, texts: list[str]) -> None:
        self.facette = facette
        self.texts = texts
        named = ", ".join(f"«\u00a0{one[:60]}\u00a0»" for one in texts)
        super().__init__(
            f"{named}\u00a0: à quel terme cela correspond-il\u00a0? Décidez-le une fois pour toutes les lignes."
        )


class TermProposal(NamedTuple):
    """A term that may be meant."""

    slug: str
    label: str


def singular(folded: str) -> str:
    """A folded text whose words have lost their mark of plural."""
    return " ".join(word.rstrip("sx") if len(word) > 3 else word for word in folded.split())


class Finder:
    """Finds the terms of one facet. Reads all of them once."""

    def __init__(self, model: type[Terme], decided: Mapping[str, str] | None = None) -> None:
        self.model = model
        #: Folded text → slug that was chosen for it, "" for none.
        self.decided = dict(decided or {})
        self._labels: dict[int, str] = {}
        self._slugs: dict[str, int] = {}
        # Three hundred thousand texts name thirty-six thousand places: a set for each would take sixty megabytes.
        self._by_text: dict[str, Keys] = {}
        for pk, slug, label, texts in _read(model):
            self._labels[pk] = label
            self._slugs[slug] = pk
            alone = (pk,)
            folded = texts if model is Territoire else map(fold, (label, slug, *texts))
            for text in filter(None, folded):
                others = self._by_text.setdefault(text, alone)
                if pk not in others:
                    self._by_text[text] = (*others, pk)
        for former, slug in SlugFusionne.objects.filter(facette=model.facette).values_list("ancien", "nouveau"):
            if slug in self._slugs:
                self._by_text.setdefault(fold(former), (self._slugs[slug],))
        if model is not Territoire:
            # What a term is called wins over what others may also be called.
            self._by_text.update({fold(label): (pk,) for pk, label in self._labels.items()})

    @cached_property
    def _singulars(self) -> dict[str, Keys]:
        found: dict[str, Keys] = {}
        # Names of places have no plural.
        for text, keys in self._by_text.items() if self.model is not Territoire else ():
            found[singular(text)] = _joined(found.get(singular(text), ()), keys)
        return found

    @cached_property
    def _synonyms(self) -> dict[str, Keys]:
        """What the lexique says is the same as something that a term is called."""
        found: dict[str, Keys] = {}
        for group in current_lexique().groupes:
            targets = (key for one in (group.targets or group.phrases) for key in self._by_text.get(fold(one), ()))
            meant = _joined((), targets)
            for phrase in group.phrases:
                found[fold(phrase)] = _joined(found.get(fold(phrase), ()), meant)
        return found

    def find(self, text: str) -> Keys:
        """The keys of the terms that this text may mean, each once."""
        folded = fold(text)
        slug = self.decided.get(folded)
        if slug is not None and slug in self._slugs:
            return (self._slugs[slug],)
        for known in (self._by_text, self._singulars):
            if found := known.get(folded if known is self._by_text else singular(folded)):
                return found
        if self.model is Territoire and folded.isdigit() and (found := self._by_text.get(folded.zfill(_width(folded)))):
            # A spreadsheet took the code for a number.
            return found
        return self._synonyms.get(folded, ())

    def one(self, text: str) -> int | None:
        """The key of the term that the whole cell means, None where it was chosen to leave it out."""
        said = as_line(text)
        if self._is_left_out(said):
            return None
        found = self.find(said)
        if len(found) != 1:
            raise UndecidedError(self.model.facette, [said])
        return next(iter(found))

    def many(self, text: str) -> list[int]:
        """The keys of the terms of a list, each once, in its order. Raises UndecidedError."""
        keys: list[int] = []
        undecided: list[str] = []
        for entry in entries_of(text):
            for one in self._parts(entry):
                if self._is_left_out(one):
                    continue
                found = self.find(one)
                if len(found) == 1:
                    keys += found
                else:
                    undecided.append(one)
        if undecided:
            raise UndecidedError(self.model.facette, list(dict.fromkeys(undecided)))
        return list(dict.fromkeys(keys))

    def _parts(self, entry: str) -> list[str]:
        """The entry as it is when it means something; else what stands between commas, when each of it does."""
        if self.find(entry) or self._is_left_out(entry):
            return [entry]
        for separator in (",", "/", " et ", "&"):
            parts = [one.strip() for one in entry.split(separator) if one.strip()]
            if len(parts) > 1 and all(self.find(one) or self._is_left_out(one) for one in parts):
                return parts
        parts = [one.strip() for one in entry.split(",") if one.strip()]
        # Most of a list is known: what is not is asked about alone.
        return parts if sum(bool(self.find(one)) for one in parts) * 2 > len(parts) else [entry]

    def _is_left_out(self, text: str) -> bool:
        return self.decided.get(fold(text)) == LEFT_OUT

    def proposals(self, text: str) -> list[TermProposal]:
        """What this text may mean, the likeliest first."""
        keys = sorted(self.find(text), key=lambda key: self._labels[key])
        folded = fold(text)
        if not keys and len(folded) >= NEAR_FROM:
            near = process.extract(
                folded, self._by_text.keys(), scorer=fuzz.token_sort_ratio, limit=20, score_cutoff=NEAR_AT_LEAST
            )
            keys = [key for known, _, _ in near if len(known) >= NEAR_FROM for key in sorted(self._by_text[known])]
        slugs = {key: slug for slug, key in self._slugs.items()}
        return [TermProposal(slugs[key], self._labels[key]) for key in list(dict.fromkeys(keys))[:PROPOSED_AT_MOST]]

    def slug_of(self, key: int) -> str:
        """The slug of a term."""
        return next(slug for slug, one in self._slugs.items() if one == key)

    @property
    def is_short(self) -> bool:
        """Whether all of them may be shown in one list."""
        return len(self._slugs) <= SHORT

    @property
    def all_of_them(self) -> list[TermProposal]:
        """Every term, for a short list."""
        slugs = {key: slug for slug, key in self._slugs.items()}
        return [TermProposal(slugs[key], label) for key, label in self._labels.items()]


def _joined(some: Iterable[int], more: Iterable[int]) -> Keys:
    return tuple(dict.fromkeys([*some, *more]))


def _width(digits: str) -> int:
    """How long a code is that lost its zeros: two figures for a département, five for a commune."""
    return 2 if len(digits) <= 2 else 5


def _read(model: type[Terme]) -> Iterator[tuple[int, str, str, Iterable[str]]]:
    """(key, slug, label, other texts) of each term."""
    if model is Territoire:
        yield from _territoires()
    elif model is Partenaire:
        for pk, slug, nom, sigle in Partenaire.objects.values_list("pk", "slug", "nom", "sigle"):
            yield pk, slug, nom, (sigle,)
    elif model is Odd:
        for odd in Odd.objects.all():
            numero = str(odd.numero)
            yield odd.pk, odd.slug, str(odd), (odd.nom, numero, f"odd{numero}", f"odd {numero}", f"objectif {numero}")
    else:
        for one in model._default_manager.all():
            texts: tuple[Any, ...] = ()
            yield one.pk, one.slug, str(one), texts


def labels_of(model: type[Terme], keys: Collection[int]) -> dict[int, str]:
    """What these terms are called in sheets, by key."""
    terms: Any = model._default_manager.order_by()
    if len(keys) <= FEW:
        terms = terms.filter(pk__in=keys)
    if model is Territoire:
        rows = terms.values_list("pk", "nom", "niveau", "code")
        return {pk: territoire_label(*said) for pk, *said in rows if pk in keys}
    return {one.pk: str(one) for one in terms if one.pk in keys}


def territoire_label(nom: str, niveau: str, code: str) -> str:
    """The name of a place with what tells it from others of that name."""
    return nom if niveau == Niveau.PAYS else f"{nom} ({str(_LEVELS[niveau]).lower()}, {code})"


_LEVELS = dict(Niveau.choices)
#: So many terms are asked for by their keys, so many are read at once.
FEW, AT_ONCE = 200, 2_000


def _territoires() -> Iterator[tuple[int, str, str, Iterable[str]]]:
    """Their texts are folded already: to fold some three hundred thousand takes seconds."""
    levels = {level: fold(str(label)) for level, label in _LEVELS.items()}
    columns = ("nom", "niveau", "code", "cle_de_tri", "autres_noms", "departement__code", "parent__code")
    for pk, slug, nom, niveau, code, key, others, departement, parent in (
        Territoire.objects.order_by().values_list("pk", "slug", *columns).iterator(chunk_size=AT_ONCE)
    ):
        # The key by which they are sorted is the level’s rank and the folded name.
        name, level, number = key.partition("-")[2].replace("-", " "), levels[niveau], code.lower()
        above = (departement or parent or "").lower()
        beside = (name, number, f"{name} {number}", f"{name} {level}", f"{level} {name}", f"{name} {above}".strip())
        more = [fold(one) for one in (*others.splitlines(), *(EVERYWHERE if niveau == Niveau.PAYS else ()))]
        own = (f"{name} {level} {number}", slug.replace("-", " "))
        yield pk, slug, territoire_label(nom, niveau, code), (*own, *beside, *more)
