"""Takes a replacement back: the version before it becomes the newest draft, if nobody wrote anything since."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.log_actions import log
from wagtail.models import Revision

from acces.accounts.naming import nom_de
from liens.enums import AttenteRemplacement, IssueRemplacement
from liens.models import LigneRemplacement, Remplacement
from liens.replacing.refusals import refus_pour_fiche, refus_pour_page
from pages.models import PageEditoriale
from pages.models.old_versions import left_out_of

ACTION = "pages.annuler_remplacement"
FAITES = (IssueRemplacement.BROUILLON, IssueRemplacement.PUBLIEE, IssueRemplacement.MODIFIEE)


@transaction.atomic
def request_undo(remplacement: Remplacement, *, par: Any) -> int:
    """Note that what was changed is to be taken back; returns how many pages that concerns."""
    faites = LigneRemplacement.objects.filter(remplacement=remplacement, issue__in=FAITES, attente="")
    nombre = faites.update(attente=AttenteRemplacement.ANNULER)
    if nombre:
        Remplacement.objects.filter(pk=remplacement.pk).update(annule_par=par, annule_le=timezone.now())
        remplacement.refresh_from_db()
    return nombre


def undo_row(ligne: LigneRemplacement) -> None:
    """Take one row back in memory and in its page; a row that cannot be keeps its result and says why."""
    par = ligne.remplacement.annule_par
    if ligne.page_id:
        page = PageEditoriale.objects.select_for_update().get(pk=ligne.page_id)
        raison = _refus(ligne, page, par)
        if not raison:
            _go_back(ligne, page, par)
    else:
        raison = _refus_de_fiche(ligne, par)
        if not raison:
            _go_back_on_term(ligne, par)
    if raison:
        ligne.raison = f"Remplacement non annulé. {raison}"[:500]


def _refus(ligne: LigneRemplacement, page: PageEditoriale, par: Any) -> str:
    derniere = page.get_latest_revision()
    if ligne.apres is None or derniere != ligne.apres or derniere.created_at != ligne.apres_le:
        return _modifiee_depuis(derniere)
    if ligne.avant is None:
        return "La version d’avant n’a pas été conservée."
    return refus_pour_page(page, par)


def _modifiee_depuis(revision: Revision | None) -> str:
    if revision is None:
        return "Ses versions n’ont pas été conservées."
    qui = f" par {nom_de(revision.user)}" if revision.user else ""
    quand = date_format(timezone.localtime(revision.created_at), "j F Y à H:i")
    return f"Elle a été modifiée depuis{qui}, le {quand} : corrigez l’adresse à la main."


def _go_back(ligne: LigneRemplacement, page: PageEditoriale, par: Any) -> None:
    assert ligne.avant is not None  # noqa: S101  _refus has looked
    ancienne = ligne.avant.as_object()
    revision = ancienne.save_revision(user=par, previous_revision=ligne.avant, clean=False)
    _note(ligne, ancienne, par, revision=revision, content_changed=True)
    ligne.raison = "La version publiée garde la nouvelle adresse tant que ce brouillon n’est pas publié."
    if ligne.issue == IssueRemplacement.BROUILLON:
        ligne.raison = ""
    ligne.raison = f"{ligne.raison} {left_out_of(ancienne)}".strip()[:500]
    ligne.issue = IssueRemplacement.ANNULEE


def _refus_de_fiche(ligne: LigneRemplacement, par: Any) -> str:
    fiche = ligne.porteur
    if any(getattr(fiche, nom) != apres for nom, (_, apres) in ligne.champs.items()):
        return "Elle a été modifiée depuis : corrigez l’adresse à la main."
    return refus_pour_fiche(fiche, par)


def _go_back_on_term(ligne: LigneRemplacement, par: Any) -> None:
    fiche = ligne.porteur
    for nom, (avant, _) in ligne.champs.items():
        setattr(fiche, nom, avant)
    fiche.save()
    _note(ligne, fiche, par)
    ligne.issue, ligne.raison = IssueRemplacement.ANNULEE, ""


def _note(ligne: LigneRemplacement, objet: Any, par: Any, **options: Any) -> None:
    demande = ligne.remplacement
    data = {"ancienne": demande.ancienne, "nouvelle": demande.nouvelle}
    log(instance=objet, action=ACTION, user=par, data=data, **options)
