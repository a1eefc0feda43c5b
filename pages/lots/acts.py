"""The acts themselves, on one page in memory: what each asks of rights, and what it changes. Nothing is saved here.

`valeur` is what the form chose, as the demand keeps it: {"responsable": key or None}, {"territoires": [keys], …},
{"nature": key}, {"jour": "2026-11-30" or None}, {"rubrique": key}.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wagtail.models import Page

from comite.eyes import lock_refuses
from comite.guards.entrusting import refused_holders
from comite.rights import Held
from pages.lots.enums import ActeDeLot
from pages.models import PageEditoriale, PagePartenaire, PageTerritoire, Ressource
from pages.rights.changing import why_not_changed
from taxonomy.models import Acteur, Domaine, Odd, Partenaire, Territoire

Valeur = Mapping[str, Any]
#: Lists that are ticked, and lists whose rows are children of the page: (model of the rows, its key).
TICKED = {"acteurs": Acteur, "domaines": Domaine, "odds": Odd}
LISTED = {
    "territoires": ("territoires_lies", PageTerritoire, "territoire", Territoire),
    "partenaires": ("partenaires_lies", PagePartenaire, "partenaire", Partenaire),
}
SAME = "Rien n’y change : elle est déjà ainsi."
ONLY_RESSOURCES = "Seule une ressource a une nature."
NOWHERE = "La rubrique choisie n’existe plus."
THERE = "Elle y est déjà rangée."
NOT_THERE = "Elle ne peut pas être rangée là : ce n’est pas sa place, ou il faut le droit de la déplacer."


def refusal(page: PageEditoriale, acte: ActeDeLot, valeur: Valeur, par: Any) -> str:
    """Why this account may not do this with the page now; "" when it may. Whether it would change is not asked."""
    if acte is ActeDeLot.RUBRIQUE:
        return _move_refusal(page, valeur, par)
    refused = why_not_changed(page, par)
    if refused:
        return refused
    if acte is ActeDeLot.NATURE and not isinstance(page.specific, Ressource):
        return ONLY_RESSOURCES
    if acte is ActeDeLot.RESPONSABLE:
        after = Held(valeur["responsable"], page.adjoint_id if page.adjoint_id != valeur["responsable"] else None)
        held = Held(page.responsable_id, page.adjoint_id)
        return " ".join(refused_holders(page=page, user=par, before=held, after=after).values())
    return ""


def apply(draft: Any, acte: ActeDeLot, valeur: Valeur) -> bool:
    """Change the draft in memory; whether anything changed. Not for moves, which change no draft."""
    if acte in (ActeDeLot.AJOUTER, ActeDeLot.RETIRER):
        adding = acte is ActeDeLot.AJOUTER
        return bool(sum([_change_terms(draft, name, keys, adding) for name, keys in valeur.items() if keys]))
    name, value = _field(acte, valeur)
    if getattr(draft, name) == value:
        return False
    setattr(draft, name, value)
    if acte is ActeDeLot.RESPONSABLE and draft.adjoint_id == value:
        draft.adjoint_id = None
    return True


def destination(valeur: Valeur) -> Page | None:
    """Where pages are to be moved; None when it is gone."""
    return Page.objects.filter(pk=valeur["rubrique"]).first()


def _field(acte: ActeDeLot, valeur: Valeur) -> tuple[str, Any]:
    if acte is ActeDeLot.RESPONSABLE:
        return "responsable_id", valeur["responsable"]
    if acte is ActeDeLot.NATURE:
        return "nature_id", valeur["nature"]
    return "valable_jusqu_au", date.fromisoformat(valeur["jour"]) if valeur["jour"] else None


def _change_terms(draft: Any, name: str, keys: list[int], adding: bool) -> bool:
    if name in TICKED:
        known = list(getattr(draft, name).all())
        have = {term.pk for term in known}
        if adding:
            after = known + list(TICKED[name]._default_manager.filter(pk__in=set(keys) - have).order_by("pk"))
        else:
            after = [term for term in known if term.pk not in keys]
    else:
        relation, model, key, terms = LISTED[name]
        known = list(getattr(draft, relation).all())
        have = {getattr(row, f"{key}_id") for row in known}
        if adding:
            new = terms._default_manager.filter(pk__in=set(keys) - have).order_by("pk")
            # Behind those that are there, whose ranks may begin anywhere; a row without one gets its own.
            for rank, row in enumerate(known):
                row.sort_order = rank if row.sort_order is None else row.sort_order
            last = max((row.sort_order or 0 for row in known), default=-1) + 1
            after = known + [model(**{key: term, "sort_order": rank}) for rank, term in enumerate(new, last)]
        else:
            after = [row for row in known if getattr(row, f"{key}_id") not in keys]
        name = relation
    if len(after) == len(known):
        return False
    setattr(draft, name, after)
    return True


def _move_refusal(page: PageEditoriale, valeur: Valeur, par: Any) -> str:
    place = destination(valeur)
    if place is None:
        return NOWHERE
    if par is None or not par.is_active:
        return NOT_THERE
    if page.is_child_of(place):
        return THERE
    if said := lock_refuses(user=par, page=page):
        return said
    return "" if page.specific.permissions_for_user(par).can_move_to(place.specific) else NOT_THERE
