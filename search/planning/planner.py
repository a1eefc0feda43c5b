"""A visitor's parameters → a SearchQuery, its plan, and sentences about what was not understood.

HTML is lenient: what is unknown is left out and said. The API is strict: it raises BadQueryError, which names each
wrong parameter and what is allowed. Visibility is added here and can be asked for by no parameter.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from zlib import crc32

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils import timezone

from ground.problems import Refusal
from search.contract.characters import writable
from search.contract.plan import QueryPlan, TermOrigin
from search.contract.query import SearchQuery, Visibility
from search.enums import Facette, Mots, SearchScope, Tri
from search.facets.values import PARAMETRES, FacetTerms, Valeur, canonical, termes
from search.lexique.current import Lexique, current_lexique
from search.places.directory import botin, mots
from search.planning.parsing import MAX_LENGTH, parse
from search.planning.querystrings import PARAM_JUSQU_A
from search.state.snapshot import IndexState, index_state
from taxonomy.enums import Niveau
from taxonomy.models.territoire import PREFIXES, niveau_de

VALEURS_PAR_FACETTE = 50
REFUS_AU_PLUS = 20
PAGE_AU_PLUS = 1_000_000
#: Until the year 2286.
MOMENT_CHIFFRES = 10
SANS_REPETITION = ("mots", "portee", "echelon", "tri", "page", PARAM_JUSQU_A)
#: How many territoires are proposed for a value that is none.
PROPOSES_AU_PLUS = 3
#: How slugs of territoires begin: `com-37` means a code too.
_KINDS = frozenset(PREFIXES.values())
TOUS_LES_PARAMETRES = ("q", *PARAMETRES, *SANS_REPETITION)


#: What stands for the terms and for the index of a search that asks no database.
NO_TERMS = FacetTerms(0, {}, {})
NO_STATE = IndexState(0, 0, frozenset())


class BadQueryError(Exception):
    """The API was asked something it does not know."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(refusal.message for refusal in self.refusals))


@dataclass(frozen=True, slots=True)
class Planned:
    """A search ready to be asked. `messages` are sentences for the visitor about what was left out.

    `wide` is the plan that is content with a part of the words, None where there is none but the plan itself.
    """

    query: SearchQuery
    plan: QueryPlan
    termes: FacetTerms
    state: IndexState
    messages: tuple[str, ...] = ()
    wide: QueryPlan | None = None


def plan_search(parameters: QueryDict, *, strict: bool = False, state: IndexState | None = None) -> Planned:
    """The search that these parameters ask for, as of now. Raises BadQueryError when `strict`."""
    state = state or index_state()
    reader = _Reader(parameters, termes(state.termes))
    text = reader.text()
    selection, lignees = reader.selection()
    query = SearchQuery(
        text=text,
        selection=selection,
        portee=SearchScope(reader.choice("portee", SearchScope, SearchScope.TOUT)),
        tri=Tri(reader.choice("tri", Tri, Tri.PERTINENCE)),
        mots=reader.mots(text),
        page=(page := reader.page()),
        visibility=Visibility(
            timezone.localdate().isoformat(), state.withheld, state.withheld_in_copy, reader.until(page)
        ),
        lignees=lignees,
        echelon=reader.choice("echelon", Niveau, ""),
    )
    if strict:
        reader.refuse_unknown()
        reader.refuse_repeated()
        if reader.refusals:
            raise BadQueryError(reader.refusals)
    planned = planned_text(query, current_lexique(state.termes))
    messages = list(reader.sentences)
    if planned.plan.truncated or reader.was_cut:
        messages.append("Votre recherche était très longue : seul son début a été pris en compte.")
    return replace(planned, termes=reader.termes, state=state, messages=tuple(dict.fromkeys(messages)))


def planned_text(query: SearchQuery, lexique: Lexique) -> Planned:
    """A search of which only the words matter: no term is known, and the index has no generation."""
    text = query.text
    return Planned(query, plan_of(text, lexique), NO_TERMS, NO_STATE, (), wide_plan_of(text, lexique))


@lru_cache(maxsize=2048)
def plan_of(text: str, lexique: Lexique) -> QueryPlan:
    """The plan of a text, kept: the same words are asked for again and again."""
    return parse(text, groups=lexique.groupes, protected=lexique.proteges)


@lru_cache(maxsize=2048)
def wide_plan_of(text: str, lexique: Lexique) -> QueryPlan | None:
    """The plan that half of the words satisfy, people's own words read as those of the pages.

    None where that would be the same. Words between quotation marks are wanted as they are: a query with some is not
    widened.
    """
    plan = plan_of(text, lexique)
    if any(slot.alternatives[0].origin is TermOrigin.QUOTED for slot in plan.slots):
        return None
    wide = parse(text, groups=lexique.larges, protected=lexique.proteges)
    if len(wide.slots) < 2 and wide.slots == plan.slots:
        return None
    return replace(wide, at_least=max(1, -(-len(wide.slots) // 2)))


def mark_of(text: str) -> str:
    """A mark of the typed words, short enough for an address."""
    return f"{crc32(text.encode()):08x}"


class _Reader:
    """Reads parameters one kind at a time and notes what cannot be used."""

    def __init__(self, parameters: QueryDict, known: FacetTerms) -> None:
        self.parameters = parameters
        self.termes = known
        self.refusals: list[Refusal] = []
        self.sentences: list[str] = []
        self.typed = " ".join(self._values("q"))
        self.was_cut = len(self.typed) > MAX_LENGTH

    def text(self) -> str:
        return " ".join(self.typed[:MAX_LENGTH].split())

    def selection(
        self,
    ) -> tuple[tuple[tuple[Facette, tuple[str, ...]], ...], tuple[tuple[str, tuple[str, ...]], ...]]:
        """(what is chosen per facet, what stands above each chosen territoire)."""
        chosen: dict[Facette, list[Valeur]] = {}
        for param, facette in PARAMETRES.items():
            for raw in self._facet_values(param):
                value = self.termes.resolve(param, raw)
                if value is None:
                    self._refuse_value(param, raw, facette)
                else:
                    chosen.setdefault(facette, []).append(value)
        selection = tuple((facette, canonical(chosen[facette])) for facette in Facette if facette in chosen)
        lignees = {value.slug: value.au_dessus for value in chosen.get(Facette.TERRITOIRE, [])}
        return selection, tuple(sorted(lignees.items()))

    def choice(self, param: str, allowed: type[TextChoices], default: str) -> str:
        values = self._values(param)
        if not values:
            return default
        if values[-1] in allowed.values:
            return values[-1]
        self._refuse(param, values[-1], f"« {_short(values[-1])} » n’est pas un choix connu.", tuple(allowed.values))
        return default

    def mots(self, text: str) -> Mots:
        """What was chosen for these words: a form repeats its choice with a mark of the words that it was made for."""
        asked = (self._values("mots") or [""])[-1]
        choice, _, mark = asked.partition(":")
        if mark and choice in Mots.values:
            return Mots(choice) if mark == mark_of(text) else Mots.AUTO
        return Mots(self.choice("mots", Mots, Mots.AUTO))

    def page(self) -> int:
        values = self._values("page")
        if not values:
            return 1
        raw = values[-1]
        if raw.isascii() and raw.isdigit() and (number := int(raw[:20])) >= 1:
            return min(number, PAGE_AU_PLUS)
        self._refuse("page", raw, "Un numéro de page est un nombre à partir de 1.", ("1 et au-delà",))
        return 1

    def until(self, page: int) -> int:
        """Until when the hits were published (seconds since 1970): a matter of later pages only; 0 for no limit."""
        values = self._values(PARAM_JUSQU_A)
        if not values or page == 1:
            return 0
        raw = values[-1]
        if raw.isascii() and raw.isdigit() and len(raw) <= MOMENT_CHIFFRES:
            return int(raw)
        self._refuse(PARAM_JUSQU_A, raw, "Ce moment est un nombre de secondes depuis 1970.", ("0 et au-delà",))
        return 0

    def refuse_repeated(self) -> None:
        """Visitors get the last value; a program is told that it contradicts itself."""
        for name in SANS_REPETITION:
            if len(set(self._values(name))) > 1:
                self._refuse(name, "", f"« {name} » ne se donne qu’une fois.", kind="repeated")

    def refuse_unknown(self) -> None:
        unknown = [name for name in self.parameters if name not in TOUS_LES_PARAMETRES]
        for name in unknown[:REFUS_AU_PLUS]:
            message = f"Le paramètre « {_short(name)} » n’existe pas."
            self._refuse(_short(name), "", message, TOUS_LES_PARAMETRES, kind="unknown")

    def _facet_values(self, param: str) -> list[str]:
        values = list(dict.fromkeys(self._values(param)))
        if len(values) > VALEURS_PAR_FACETTE:
            message = f"Pas plus de {VALEURS_PAR_FACETTE} valeurs à la fois."
            self._refuse(param, "", message, then="Les suivantes sont laissées de côté.")
        return values[:VALEURS_PAR_FACETTE]

    def _values(self, param: str) -> list[str]:
        found = (writable(value).strip() for value in self.parameters.getlist(param))
        return [value for value in found if value]

    def _refuse_value(self, param: str, raw: str, facette: Facette) -> None:
        message = f"« {_short(raw)} » n’existe pas dans « {facette.label} »."
        allowed = tuple(self.termes.allowed(param))
        if facette == Facette.TERRITOIRE and (meant := self._places(raw)):
            allowed = (*(slug for slug, _ in meant), *allowed)
            asked = " ou ".join(f"« {slug} » ({nom})" for slug, nom in meant)
            message = f"{message} Vouliez-vous dire {asked}\u202f?"
        self._refuse(param, raw, message, allowed, then="Ce filtre est laissé de côté.")

    def _places(self, raw: str) -> list[tuple[str, str]]:
        """(slug, name) of the territoires that a wrong value may mean: by its code, its postal code or its name."""
        words = mots(raw[:60])
        slugs = botin(self.termes.generation).called([word for word in words if word not in _KINDS] or words)
        known = self.termes.territoires(slugs[:PROPOSES_AU_PLUS])
        return [(slug, self._told_apart(value)) for slug, value in known.items()]

    def _told_apart(self, value: Valeur) -> str:
        """A commune with its département: several may have its name."""
        above = self.termes.territoires([slug for slug in value.au_dessus if niveau_de(slug) == Niveau.DEPARTEMENT])
        return ", ".join([value.nom, *(one.nom for one in above.values())])

    def _refuse(
        self,
        param: str,
        value: str,
        message: str,
        allowed: tuple[str, ...] = (),
        *,
        then: str = "",
        kind: str = "value",
    ) -> None:
        """Note the fact for the API, and for visitors what was done about it as well."""
        self.sentences.append(f"{message} {then}".strip())
        self.refusals.append(Refusal(param, _short(value), message, allowed, kind))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
