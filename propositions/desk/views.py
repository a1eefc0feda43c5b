"""`/espace-partenaire/…`: what a partner sees behind his link. Reading any of these addresses writes nothing.

The secret is in the address of the first page alone, which only asks to press « Entrer »: programs that open links to
look at them stop there. No cache keeps these pages, no engine indexes them, no other site is told their address.
"""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ground.edges.lanes import DOCUMENTS, READINGS
from ground.facts import Weight, is_sent, weighs
from liens.enums import EtatLien
from propositions.accesses.giving import AccesFermeError, AccesInconnuError, access_of, enter
from propositions.accesses.limits import PAGES_AT_ONCE, count_unknown
from propositions.asked import asked_of
from propositions.desk.responses import OVER, UNKNOWN, closed, desk_page, discrete, inside, to_desk
from propositions.desk.rows import rows_of
from propositions.desk.session import close_session, open_session
from propositions.enums import EtatDeDemarche
from propositions.models import AccesDePartenaire, PropositionDePartenaire
from propositions.proposing.fields import changes_between
from propositions.proposing.sheets import counts_of, told_lines
from propositions.ressources import (
    DUE,
    FRESH,
    freshness_of,
    in_freshness,
    in_link_state,
    own_ressources,
    states_of,
)
from propositions.ressources import (
    OVER as OVERDUE,
)
from sheets.enums import UNDER_WAY, SorteDeFeuille
from sheets.takeout.formats import FORMATS, answer
from sheets.takeout.tables import template

A_PAGE = 20
AGAIN = "3"
FRESHNESS = {DUE: "À relire", OVERDUE: "N’est plus valable", FRESH: "À jour"}


@weighs(Weight(cost=5, when=is_sent), Weight(cost=1))
@discrete
@require_http_methods(["GET", "HEAD", "POST"])
def entrance(request: HttpRequest, secret: str) -> HttpResponse:
    """« Entrer dans l’espace de … »: whoever presses is in, for a day of work; who only looks changes nothing."""
    now = timezone.now()
    try:
        access = access_of(secret, now=now)
    except AccesFermeError:
        return closed(request, "Cet accès a pris fin", OVER, status=410)
    except AccesInconnuError:
        count_unknown(request)
        return closed(request, "Ce lien n’ouvre aucun espace", UNKNOWN, status=404)
    if request.method != "POST":
        return desk_page(request, access, "entrer", {})
    enter(access, now=now)
    response = to_desk()
    open_session(response, access)
    return response


@weighs(Weight(cost=1))
@discrete
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """This browser is out; the link still opens."""
    response = closed(
        request, "Vous êtes sorti", "Pour revenir, rouvrez le lien que le Comité vous a donné.", status=200
    )
    close_session(response)
    return response


@weighs(Weight(cost=5, lane=READINGS))
@discrete
@require_safe
@inside
def desk(request: HttpRequest, access: AccesDePartenaire) -> HttpResponse:
    """The partner’s ressources, and what he may do with them."""
    today = timezone.localdate()
    every = own_ressources(access.partenaire)
    states, fresh = states_of(every), freshness_of(every, today)
    state = request.GET.get("lien", "")
    freshness = request.GET.get("fraicheur", "")
    pages = every
    if state in EtatLien.values:
        pages = pages.filter(in_link_state(state))
    if freshness in FRESHNESS:
        pages = pages.filter(in_freshness(freshness, today))
    shown = Paginator(pages.defer("corps"), A_PAGE).get_page(request.GET.get("p"))
    chosen = {
        "lien": state if state in EtatLien.values else "",
        "fraicheur": freshness if freshness in FRESHNESS else "",
    }
    mine = PropositionDePartenaire.objects.filter(partenaire=access.partenaire)
    return desk_page(
        request,
        access,
        "accueil",
        {
            "demandes": asked_of(access.partenaire),
            "page_de_liste": shown,
            "lignes": rows_of(shown.object_list, access.partenaire, request),
            "total": sum(fresh.values()),
            "etats": [(one, str(EtatLien(one).label), number) for one, number in states.items()],
            "fraicheurs": [(one, label, fresh[one]) for one, label in FRESHNESS.items() if fresh[one]],
            "choisi": chosen,
            "requete": urlencode({name: one for name, one in chosen.items() if one}),
            "attendent": mine.filter(etat=EtatDeDemarche.ATTENTE).count(),
            "repondues": mine.exclude(etat=EtatDeDemarche.ATTENTE).count(),
            "a_la_fois": PAGES_AT_ONCE,
            "dit": _said(request),
            "jeton": secrets.token_urlsafe(16),
        },
    )


def _said(request: HttpRequest) -> str:
    """What the last press did, as its query says it."""
    numbers = {name: _number(request.GET.get(name, "")) for name in ("n", "deja")}
    if request.GET.get("dit") != "valables":
        return {
            "correction": "Votre correction est envoyée. Un éditeur y répond ici.",
            "ressource": "Votre proposition est envoyée. Un éditeur y répond ici.",
            "rien": "Cochez au moins une ressource.",
        }.get(request.GET.get("dit", ""), "")
    said, before = numbers["n"], numbers["deja"]
    words = []
    if said:
        words.append(
            "Une ressource dite toujours valable." if said == 1 else f"{said} ressources dites toujours valables."
        )
    if before:
        words.append(f"{before} l’étai{'en' if before > 1 else ''}t déjà.")
    words.append("Un éditeur le confirme.")
    return " ".join(words)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


@weighs(Weight(cost=3, lane=READINGS))
@discrete
@require_safe
@inside
def proposals(request: HttpRequest, access: AccesDePartenaire) -> HttpResponse:
    """All that the partner has proposed, with the editors’ answers, the newest first."""
    rows = PropositionDePartenaire.objects.filter(partenaire=access.partenaire).defer("depart", "valeurs")
    state = request.GET.get("etat", "")
    if state in EtatDeDemarche.values:
        rows = rows.filter(etat=state)
    shown = Paginator(rows.order_by("-cree_le", "-pk"), A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_de_liste": shown,
        "etat": state,
        "etats": EtatDeDemarche.choices,
        "etat_requete": urlencode({"etat": state}) if state else "",
    }
    return desk_page(request, access, "propositions", context)


@weighs(Weight(cost=3, lane=READINGS))
@discrete
@require_safe
@inside
def proposal(request: HttpRequest, access: AccesDePartenaire, pk: int) -> HttpResponse:
    """One proposal of this partner: what was proposed, the answer; of a sheet, what the trial says of each line."""
    mine: Any = PropositionDePartenaire.objects.filter(partenaire=access.partenaire).select_related(
        "imp__place", "page"
    )
    one = get_object_or_404(mine, pk=pk)
    context: dict[str, Any] = {
        "proposition": one,
        "changements": changes_between(one.depart, one.valeurs),
        "dit": "Votre feuille est envoyée. Rien n’est importé avant qu’un éditeur l’accepte."
        if "dit" in request.GET
        else "",
    }
    under_way = False
    if one.imp is not None:
        lines = one.imp.lignes.order_by("numero")
        shown = Paginator(lines, 50).get_page(request.GET.get("p"))
        under_way = one.imp.etat in UNDER_WAY
        understood = {key: text for text, key in zip(one.imp.entetes, one.imp.colonnes, strict=True) if key}
        left = [text for text, key in zip(one.imp.entetes, one.imp.colonnes, strict=True) if text and not key]
        context |= {
            "page_de_liste": shown,
            "lignes": told_lines(one.imp, shown.object_list, access.partenaire),
            "nombres": counts_of(one.imp, access.partenaire),
            "comprises": list(understood.values()),
            "laissees": left,
            "en_cours": under_way,
        }
    response = desk_page(request, access, "proposition", context)
    if under_way:
        response["Refresh"] = AGAIN
    return response


@weighs(Weight(cost=10, lane=DOCUMENTS))
@discrete
@require_safe
@inside
def sheet_template(request: HttpRequest, access: AccesDePartenaire, forme: str) -> HttpResponse:
    """A sheet to fill in."""
    if forme not in FORMATS:
        raise Http404
    return answer(forme, "modele-ressources", template(SorteDeFeuille.RESSOURCES, forme))
