"""Asks the engine and dresses its answer: highlights, names, counts, ways out of a search that finds little."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from liens.enums import EtatLien
from search.answers.corrections import corrections
from search.answers.each_word import each_word
from search.answers.extracts import Marker, escaped
from search.answers.facet_counts import facet_results, ladder
from search.answers.groups import Whereabouts
from search.answers.promoted import promoted
from search.answers.proposals import proposals
from search.answers.sentences import best_sentences
from search.answers.ways_out import chosen_names, ways_out
from search.answers.widening import absent_words, answered, grouped, lacking
from search.contract.plan import QueryPlan
from search.contract.query import SearchQuery
from search.contract.results import Chip, Hit, PageLinks, SearchResults
from search.engines.base import RawHit, SearchEngine
from search.enums import Mots, SearchScope, Tri
from search.planning.planner import Planned
from search.planning.querystrings import querystring, without_value
from taxonomy.enums import Niveau

#: Under this many hits, ways out are offered.
PEU = 3
COPIE = (
    "La recherche répond en ce moment depuis une copie de secours : les nombres affichés peuvent avoir quelques "
    "minutes de retard."
)
#: What visitors read for a state and for a rung.
ETATS = {"": "", **{etat.value: str(etat.label) for etat in EtatLien}}
ECHELONS = {niveau.value: str(niveau.label) for niveau in Niveau}
#: A chapô is shown whole.
CHAPO_AU_PLUS = 400


@dataclass(frozen=True, slots=True)
class SettledAnswer:
    """A search as it was settled, and its answer."""

    planned: Planned
    results: SearchResults


def answer(engine: SearchEngine, asked: Planned) -> SettledAnswer:
    """The whole answer. Raises EngineError when the engine cannot give one."""
    planned, raw, every = answered(engine, asked)
    query, plan = planned.query, planned.plan

    def count(other: SearchQuery) -> int:
        return engine.count(other, plan)

    whole = replace(asked, query=replace(query, mots=Mots.TOUS if asked.wide else Mots.AUTO))
    results = SearchResults(
        total=raw.total,
        hits=dressed(raw.hits, query, plan),
        facets=facet_results(query, raw, planned.termes, count),
        ladder=ladder(query, raw),
        corrections=corrections(asked, every, engine) if every < PEU else (),
        relances=ways_out(whole, every, engine) if every < PEU else (),
        # A widened search tells it of the words that its hits lack.
        chaque_mot=each_word(planned, engine) if every < PEU and not plan.is_widened else (),
        newest=raw.newest,
        notice=COPIE if raw.from_copy else "",
        mots=query.mots.value if planned.wide else "",
        avec_tous=every,
        absents=absent_words(engine, planned, raw.hits) if plan.is_widened else (),
        propositions=proposals(planned),
        en_avant=promoted(planned),
    )
    return SettledAnswer(planned, results)


def dressed(raw: Iterable[RawHit], query: SearchQuery, plan: QueryPlan) -> tuple[Hit, ...]:
    """Documents as visitors read them; in a widened search, in their two groups."""
    marker = Marker(plan) if plan.slots else None
    whereabouts = Whereabouts.of(query, plan)
    by_score = query.tri == Tri.PERTINENCE
    return tuple(
        _hit(one, whereabouts, marker, plan) for one in (grouped(raw) if plan.is_widened and by_score else raw)
    )


def _hit(raw: RawHit, whereabouts: Whereabouts, marker: Marker | None, plan: QueryPlan) -> Hit:
    shown: dict[str, Any] = orjson.loads(raw.shown)
    titre_html, extrait_html = _marked(raw, shown, marker)
    rung, lieu = whereabouts.place(shown)
    return Hit(
        id=raw.id,
        url=shown["url"],
        titre=shown["titre"],
        titre_html=titre_html,
        extrait_html=extrait_html,
        type_de_page=shown["type_de_page"],
        nature=shown["nature"],
        echelon=ECHELONS[rung] if rung else "",
        lieu=lieu,
        territoires=tuple(shown["territoires"]),
        acteurs=tuple(shown["acteurs"]),
        domaines=tuple(shown["domaines"]),
        partenaires=tuple(shown["partenaires"]),
        etat_lien=shown["etat_lien"],
        verifie_le=_moment(shown["verifie_le"]),
        publie_le=_moment(shown["publie_le"]),
        est_fictif=shown["est_fictif"],
        score=round(raw.score, 4),
        etat_lien_label=ETATS[shown["etat_lien"]],
        groupe=whereabouts.group(raw, shown, rung),
        sans=lacking(plan, raw) if raw.lacks else (),
    )


def _marked(raw: RawHit, shown: dict[str, Any], marker: Marker | None) -> tuple[str, str]:
    """(title, extract) in HTML: the chapô where it holds what was asked, else the sentences of the body that do, else
    the chapô all the same."""
    titre, chapo = shown["titre"], shown["chapo"]
    if marker is None:
        return escaped(titre), escaped(chapo)
    extract, found = marker.window(chapo, max_chars=CHAPO_AU_PLUS)
    if not found and raw.debut:
        in_body, found_there = best_sentences(marker, raw.debut)
        if in_body and (found_there or not chapo):
            extract = in_body
    return marker.whole(titre), extract


def _moment(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


def chips(planned: Planned) -> tuple[Chip, ...]:
    """Everything that is chosen, each with the address of the search without it."""
    query = planned.query
    found = [
        Chip(facette.value, name, "./" + querystring(without_value(query, facette, slug)))
        for facette in query.active
        for slug, name in chosen_names(planned, facette)
    ]
    if query.portee != SearchScope.TOUT:
        wide = querystring(query, portee=SearchScope.TOUT, page=1)
        found.append(Chip("portee", str(query.portee.label), "./" + wide))
    if query.echelon:
        anywhere = querystring(query, echelon="", page=1)
        found.append(Chip("echelon", f"Échelle\u00a0: {ECHELONS[query.echelon]}", "./" + anywhere))
    return tuple(found)


def last_page(total: int, size: int) -> int:
    """The number of the last page; an empty search has one."""
    return max(1, -(-total // size))


def page_links(query: SearchQuery, total: int, newest: int) -> PageLinks:
    """Where this page stands, with the addresses of its neighbours.

    What is published after the `newest` of its hits (seconds since 1970) moves none of theirs.
    """
    last = last_page(total, query.size)

    def url(number: int) -> str:
        return "./" + querystring(query.at_page(number, newest))

    return PageLinks(
        number=query.page,
        last=last,
        previous_url=url(query.page - 1) if query.page > 1 else "",
        next_url=url(query.page + 1) if query.page < last else "",
    )
