"""A visitor's walk through a parcours: a question a screen or all on one, then the result. GET alone, without scripts.

Everything that the visitor said is in the address (`r`, see `adoc.walk.answer_links`); nothing is kept here. Addresses
are relative, so that the same walk goes through a draft, in the editor's preview.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from adoc.enums import FormeQuestion
from adoc.models import ParcoursAdoc
from adoc.parcours.definition import TERMES, Definition, Question, Reponses, definition_de
from adoc.parcours.progress import Etat, etat
from adoc.walk.answer_links import AnswerBook, LienIllisibleError, carnet_vierge, read_answers, write_answers
from adoc.walk.answer_links import transposed as transposees
from adoc.walk.gaps import note_gaps
from adoc.walk.publication import definition_publiee
from adoc.walk.result import resultat
from adoc.walk.submissions import SEULE, Envoi, champs_de, envoi, saisie, tout_envoye
from adoc.walk.terms import domaines_de, territoire_de
from ground.edges.lanes import READINGS
from ground.facts import Weight
from pages.offering import offer_page
from public.doors import ROADMAP
from public.rows import RowBook as Lignes
from taxonomy.ladder import region_de

TOUTES = "toutes"
RESULTAT = "resultat"
ILLISIBLE = "Ce lien est incomplet ou a été modifié : vos réponses n’ont pas pu en être lues."
INCOMPLET = "Il manque une réponse : la voici."


def asks_result(request: HttpRequest) -> bool:
    """Whether the address asks for a result, which searches for each of its proposals."""
    return request.GET.get("etape") == RESULTAT


#: What a walk costs beside any page of the tree, whose address does not tell what it leads to.
WALK = (Weight(cost=4, lane=READINGS, when=asks_result),)


@dataclass(frozen=True)
class Pas:
    """What one request brings: the parcours, the answers so far, and what to tell the visitor."""

    page: ParcoursAdoc
    request: HttpRequest
    definition: Definition
    carnet: AnswerBook
    messages: tuple[str, ...] = ()

    @cached_property
    def etat(self) -> Etat:
        return etat(self.definition, self.carnet.reponses)

    @cached_property
    def r(self) -> str:
        """The answers so far, as a part of an address."""
        return write_answers(self.carnet)


def serve_walk(page: ParcoursAdoc, request: HttpRequest) -> HttpResponse:
    """The screen that is asked for; the page itself when none is."""
    pas = _answers_in(page, request)
    asked = request.GET.get("etape", "")
    if not pas.definition.questions or not (asked or "r" in request.GET):
        response = render(request, page.get_template(request), _contexte(pas))
    elif ILLISIBLE in pas.messages:
        response = _une(pas, "")
    elif asked == TOUTES:
        response = _toutes(pas)
    elif asked == RESULTAT:
        response = _resultat(pas)
    else:
        response = _une(pas, asked)
    if request.GET:
        # What is in the address is the visitor's own: no cache that others share, no search engine.
        response["Cache-Control"] = "private, no-cache"
        response["X-Robots-Tag"] = "noindex"
    else:
        offer_page(page, request, response)
    return response


def _answers_in(page: ParcoursAdoc, request: HttpRequest) -> Pas:
    definition = definition_de(page) if getattr(request, "is_preview", False) else definition_publiee(page)
    try:
        carnet = read_answers(request.GET.get("r", ""), definition)
    except LienIllisibleError:
        return Pas(page, request, definition, carnet_vierge(definition), (ILLISIBLE,))
    carnet, changement = transposees(carnet, definition)
    if changement is None:
        return Pas(page, request, definition, carnet)
    told = f"Ce parcours a été modifié depuis vos réponses : {_compte(changement.perdues)}. Les autres sont gardées."
    again = [f"À revoir : « {texte} »." for texte in changement.questions]
    return Pas(page, request, definition, carnet, (told, *again))


def _compte(lost: int) -> str:
    return f"{lost} d’entre elles ne valent plus" if lost > 1 else "l’une d’elles ne vaut plus"


def _une(pas: Pas, asked: str) -> HttpResponse:
    """One question a screen. An unknown one, or one that is not asked of this visitor, is the next that is."""
    where = pas.etat
    question = next((one for one in where.posees if one.code == asked), None)
    if question is None:
        question = _suivante(pas.definition, pas.carnet, None)
        if question is None:
            return _go_to(pas.carnet, RESULTAT)
        if asked and "envoi" in pas.request.GET:
            return _go_to(pas.carnet, question.code)
    if "envoi" not in pas.request.GET:
        return _show(pas, question, pas.carnet.reponses.get(question.code, ()))
    sent = envoi(question, pas.request.GET, SEULE)
    if sent.erreur:
        return _show(pas, question, sent.reponses, sent)
    carnet = pas.carnet.avec(question.code, sent.reponses)
    following = _suivante(pas.definition, carnet, question)
    return _go_to(carnet, following.code if following else RESULTAT)


def _suivante(definition: Definition, carnet: AnswerBook, after: Question | None) -> Question | None:
    """The next question that was not seen, from where the visitor stands, then from the start; None when all were."""
    asked = etat(definition, carnet.reponses).posees
    unseen = [one for one in asked if not carnet.a_vu(one.code)]
    further = [one for one in unseen if after is None or one.rang > after.rang]
    return next(iter([*further, *unseen]), None)


def _show(pas: Pas, question: Question, given: Iterable[str], sent: Envoi | None = None) -> HttpResponse:
    where = pas.etat
    rank = next(rang for rang, one in enumerate(where.posees, start=1) if one.code == question.code)
    before = where.avant(question)
    contexte = {
        **_contexte(pas),
        "question": question,
        "champs": SEULE,
        **saisie(question, given, sent),
        "rang": rank,
        "total": len(where.posees),
        "chapitre": _chapitre(where.posees, question),
        "precedente": _adresse(pas.r, before.code) if before else "",
        "peut_finir": where.est_complet,
    }
    return render(pas.request, "parcours/question.html", contexte, status=422 if sent else 200)


def _chapitre(posees: Iterable[Question], question: Question) -> str:
    """The last chapter that opened before the question, or with it."""
    opened = [one.chapitre for one in posees if one.rang <= question.rang and one.chapitre]
    return opened[-1] if opened else ""


def _toutes(pas: Pas) -> HttpResponse:
    """All questions in one form. Those that an answer brings in come with the next screen."""
    sent = pas.request.GET
    unclear: dict[str, Envoi] = {}
    if "envoi" in sent:
        carnet, unclear = tout_envoye(pas.definition, pas.carnet, sent)
        pas = replace(pas, carnet=carnet)
        seen = all(one.code in carnet.reponses or f"vu.{one.code}" in sent for one in pas.etat.posees)
        if pas.etat.est_complet and seen and not unclear:
            return _go_to(carnet, RESULTAT)
    where = pas.etat
    late = where.en_attente if "envoi" in sent else None
    missing = [one.code for one in where.posees if one == late or one.code in unclear]
    fields = [
        {
            "question": one,
            "champs": champs_de(one),
            **saisie(one, pas.carnet.reponses.get(one.code, ()), unclear.get(one.code)),
        }
        for one in where.posees
    ]
    contexte = {**_contexte(pas), "questions": fields, "manque": missing[0] if missing else "", "incomplet": INCOMPLET}
    return render(pas.request, "parcours/toutes.html", contexte, status=422 if missing else 200)


def _resultat(pas: Pas) -> HttpResponse:
    """The result, once nothing is missing."""
    where = pas.etat
    if where.en_attente:
        return _go_to(pas.carnet, where.en_attente.code)
    lignes = Lignes(pas.request)
    found = resultat(pas.definition, where, lignes)
    if not getattr(pas.request, "is_preview", False):
        note_gaps(pas.definition, found, cle=pas.request.GET.get("r", ""))
    proposed = [une.ligne.id for colonne in found.colonnes for une in colonne.proposees]
    place = found.termes.territoire
    qui = (("profil", pas.definition.profil), ("region", region_de(place.slug) if place else ""))
    contexte = {
        **_contexte(pas),
        "resultat": found,
        "vide": not any(colonne.proposees for colonne in found.colonnes),
        "reponses": _en_mots(pas, where.valables),
        "tout_au_cap": ROADMAP.address([*(("page", one) for one in proposed), *qui]),
        "relire": _adresse(pas.r, TOUTES),
    }
    return render(pas.request, "parcours/resultat.html", contexte)


def _en_mots(pas: Pas, valables: Reponses) -> list[dict[str, Any]]:
    """Each question that was asked with its answers in words, and the address where they are changed."""
    told = []
    for question in pas.etat.posees:
        given = valables.get(question.code, ())
        words = {one.code: one.texte for one in question.choix}
        if question.forme == FormeQuestion.ECHELLE:
            said = [f"{one} sur 5" for one in given]
        elif question.forme == FormeQuestion.TERRITOIRE:
            place = territoire_de(given) if given else None
            said = [place.nom] if place else []
        elif question.forme in TERMES:
            said = [one.nom for one in domaines_de(given)] if given else []
        else:
            said = [words[one] for one in given]
        told.append({"question": question, "reponses": said, "changer": _adresse(pas.r, question.code)})
    return told


def _contexte(pas: Pas) -> dict[str, Any]:
    contexte: dict[str, Any] = pas.page.get_context(pas.request)
    first = _suivante(pas.definition, pas.carnet, None)
    return {
        **contexte,
        "definition": pas.definition,
        "messages_adoc": pas.messages,
        "r": pas.r,
        "nombre": len(pas.definition.questions),
        "commencer": _adresse(pas.r, first.code if first else RESULTAT),
        "tout_repondre": _adresse(pas.r, TOUTES),
        "en_cours": bool(pas.carnet.reponses),
    }


def _adresse(r: str, etape: str) -> str:
    return "?" + urlencode({"etape": etape, "r": r})


def _go_to(carnet: AnswerBook, etape: str) -> HttpResponse:
    """On to another screen, by an address that may be kept and opened again."""
    return HttpResponseRedirect(_adresse(write_answers(carnet), etape))
