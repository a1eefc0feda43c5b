"""Does what was asked, by batches: each page in a transaction of its own, either changed whole or left with the reason.

The first batch runs while the editor waits; the rest belongs to a worker, and the schedule takes up what a lost message
or a killed worker left. A page is read again, with its rights and locks, at the moment it is changed.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import log

from comite.eyes import publication_refused
from liens.enums import AttenteRemplacement, IssueRemplacement
from liens.models import Lien, LigneRemplacement, Remplacement
from liens.replacing.forecast import DEJA_CORRIGEE, Porteur, decide, porteurs_de
from liens.replacing.refusals import RefusDeRemplacerError, validate_new_address
from liens.replacing.rewriting import Ecrivain
from liens.replacing.undoing import undo_row
from pages.freshness.publishing import without_reading
from pages.models import PageEditoriale
from pages.rights.changing import version_before, what_is_missing
from pages.writing.waiting import advance_rows
from taxonomy.models import Partenaire

ACTION = "pages.remplacer_lien"
#: How many pages are changed while the editor waits, and between two looks of the worker at its queue.
LOT = 10
NE_CITE_PLUS = "Elle ne cite plus cette adresse."


@transaction.atomic
def request_replacement(*, lien: Lien, nouvelle: str, par: Any, publier: bool) -> Remplacement:
    """Note what is to be done, one row for each page; nothing is changed yet. Raises ValidationError."""
    adresse = validate_new_address(lien, nouvelle)
    remplacement = Remplacement.objects.create(lien=lien, ancienne=lien.url, nouvelle=adresse, par=par, publier=publier)
    LigneRemplacement.objects.bulk_create(
        LigneRemplacement(
            remplacement=remplacement, attente=AttenteRemplacement.REMPLACER, **{nom_du_porteur(porteur): porteur}
        )
        for porteur in porteurs_de([lien])
    )
    return remplacement


def nom_du_porteur(porteur: Porteur) -> str:
    """The field of a row that holds it."""
    if isinstance(porteur, PageEditoriale):
        return "page"
    return "partenaire" if isinstance(porteur, Partenaire) else "redirection"


def advance_replacements(remplacement: Remplacement | None = None, *, au_plus: int = LOT) -> int:
    """Do up to `au_plus` of the rows that wait, of this demand or of all; returns how many still wait."""
    rows = LigneRemplacement.objects.select_related("remplacement")
    if remplacement is not None:
        rows = rows.filter(remplacement=remplacement)
    return advance_rows(rows, _advance, at_most=au_plus, refused=_refuse)


def _advance(ligne: LigneRemplacement) -> None:
    if ligne.attente == AttenteRemplacement.ANNULER:
        undo_row(ligne)
    else:
        _replace(ligne)


def _refuse(failed: Any) -> None:
    failed.filter(attente=AttenteRemplacement.REMPLACER).update(issue=IssueRemplacement.REFUSEE)


def _replace(ligne: LigneRemplacement) -> None:
    try:
        with transaction.atomic():
            if ligne.page_id:
                _dans_la_page(ligne, PageEditoriale.objects.select_for_update().get(pk=ligne.page_id))
            else:
                _dans_la_fiche(ligne)
    except RefusDeRemplacerError as exc:
        ligne.issue, ligne.raison = IssueRemplacement.REFUSEE, str(exc)[:500]
    except ValidationError as exc:
        raison = f"La nouvelle adresse n’y entre pas. {' '.join(exc.messages)}"
        ligne.issue, ligne.raison = IssueRemplacement.REFUSEE, raison[:500]


def _dans_la_page(ligne: LigneRemplacement, page: PageEditoriale) -> None:
    demande = ligne.remplacement
    issue, raison = _decision(demande, page)
    avant = version_before(page)
    brouillon = page.get_latest_revision_as_object()
    places = Ecrivain(demande.ancienne, demande.nouvelle).write(brouillon)
    if not places:
        raise RefusDeRemplacerError(DEJA_CORRIGEE if page.has_unpublished_changes else NE_CITE_PLUS)
    if issue == IssueRemplacement.PUBLIEE and (manque := what_is_missing(brouillon)):
        issue, raison = IssueRemplacement.BROUILLON, f"Elle ne peut pas être publiée telle quelle. {manque}"
    # A draft may be incomplete: it is kept as it was, but for the address.
    revision = brouillon.save_revision(user=demande.par, clean=False)
    _note(demande, brouillon, places, revision=revision, content_changed=True)
    if issue == IssueRemplacement.PUBLIEE and (
        refus := publication_refused(user=demande.par, page=page, revision=revision)
    ):
        issue, raison = IssueRemplacement.BROUILLON, refus
    if issue == IssueRemplacement.PUBLIEE:
        with without_reading():
            revision.publish(user=demande.par)
        revision.refresh_from_db()
    ligne.avant, ligne.apres, ligne.apres_le = avant, revision, revision.created_at
    ligne.issue, ligne.raison, ligne.places = issue, raison[:500], places


def _dans_la_fiche(ligne: LigneRemplacement) -> None:
    demande, fiche = ligne.remplacement, ligne.porteur
    issue, _ = _decision(demande, fiche)
    champs = [field.attname for field in type(fiche)._meta.concrete_fields]
    avant = {nom: getattr(fiche, nom) for nom in champs}
    ligne.places = Ecrivain(demande.ancienne, demande.nouvelle).write(fiche)
    if not ligne.places:
        raise RefusDeRemplacerError(NE_CITE_PLUS)
    ligne.champs = {nom: [avant[nom], getattr(fiche, nom)] for nom in champs if avant[nom] != getattr(fiche, nom)}
    fiche.save()
    _note(demande, fiche, ligne.places)
    ligne.issue = issue


def _decision(demande: Remplacement, porteur: Porteur) -> tuple[IssueRemplacement, str]:
    issue, raison = decide(porteur, par=demande.par, publier=demande.publier)
    if issue == IssueRemplacement.REFUSEE:
        raise RefusDeRemplacerError(raison)
    return issue, raison


def _note(demande: Remplacement, objet: Any, places: int, **options: Any) -> None:
    data = {"ancienne": demande.ancienne, "nouvelle": demande.nouvelle, "places": places}
    log(instance=objet, action=ACTION, user=demande.par, data=data, **options)
