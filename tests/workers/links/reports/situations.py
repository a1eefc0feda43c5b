"""A small site for reports: two members of the Comité, their pages, and links in every state."""

import re
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django.contrib.auth import get_user_model
from django.db import transaction

from liens.enums import EtatLien
from liens.models import Lien
from tests.factories import pages, taxonomy
from workers.links.models import EtatHote, Incident, Suivi
from workers.links.reports.models import Destinataire, ReglagesDesRapports

LUNDI = datetime(2026, 3, 2, 7, tzinfo=UTC)  # 8:00 in Paris
JOUR = timedelta(days=1)
SEMAINE = timedelta(days=7)


def compte(nom, partenaire=None, **champs):
    """A staff account that receives the report of `partenaire`, or of the whole site."""
    cree = get_user_model().objects.create_superuser(nom, f"{nom}@comite.example")
    Destinataire.objects.create(compte=cree, partenaire=partenaire, **champs)
    return cree


def reglages(**champs):
    """The settings, in force for long."""
    garde = ReglagesDesRapports.load()
    for nom, valeur in champs.items():
        setattr(garde, nom, valeur)
    garde.save()
    ReglagesDesRapports.objects.update(en_vigueur_le=LUNDI - 60 * JOUR)
    return garde


# What stands in the database for all tests of a module, in a transaction around theirs.
_standing = []


@contextmanager
def standing_site():
    """Meanwhile every test that asks for the site gets the same rows, as they were at first."""
    with transaction.atomic():
        _standing.append(_built())
        yield
        _standing.clear()
        transaction.set_rollback(True)


def site():
    """Two members, a page for each; the second is deputy for the first one's page."""
    return deepcopy(_standing[0]) if _standing else _built()


def _built():
    tronc = pages.arbre()
    alpha = taxonomy.partenaire("Alpha", est_comite=True)
    beta = taxonomy.partenaire("Bêta", est_comite=True)
    urls = [f"https://partenaire.example/{nom}" for nom in ("guide", "video", "carte", "base")]
    page = pages.ressource(tronc.se_former, title="Guide d'Alpha", urls=urls, responsable=alpha, adjoint=beta)
    autre = pages.ressource(
        tronc.se_former, title="Cahier de Bêta", urls=["https://b.example/cahier"], responsable=beta
    )
    Lien.objects.update(etat=EtatLien.OK, classe="ok", controle_le=LUNDI - JOUR, verifie_le=LUNDI - JOUR)
    for lien in Lien.objects.all():
        Suivi.objects.create(lien=lien)
    return SimpleNamespace(tronc=tronc, alpha=alpha, beta=beta, page=page, autre=autre)


def lien(fin):
    return Lien.objects.get(url__endswith=fin)


def etat(fin, nouvel_etat, classe="gone", *, depuis=None, **suivi):
    """Put the link whose address ends so into a state."""
    un = lien(fin)
    Lien.objects.filter(pk=un.pk).update(etat=nouvel_etat, etat_depuis=depuis, classe=classe)
    echec = depuis if nouvel_etat in (EtatLien.CASSE, EtatLien.SUSPECT) else None
    Suivi.objects.filter(lien=un).update(en_echec_depuis=echec, **suivi)
    return lien(fin)


def panne(hote, combien, *, page, depuis):
    """A site of which every link fails, cited by a page."""
    urls = [f"https://{hote}/{rang}" for rang in range(combien)]
    citee = pages.ressource(page.get_parent(), title="Annuaire", urls=urls, responsable=page.responsable)
    for un in Lien.objects.filter(hote=hote):
        Lien.objects.filter(pk=un.pk).update(
            etat=EtatLien.CASSE, etat_depuis=depuis, classe="timeout_connect", controle_le=LUNDI
        )
        Suivi.objects.create(lien=un, en_echec_depuis=depuis)
    Incident.objects.create(
        hote=hote, classe="timeout_connect", ouvert_le=depuis, liens_touches=combien, liens_suivis=combien
    )
    return citee


def de_tout(monde):
    """Something for every section of a report."""
    etat("guide", EtatLien.CASSE, depuis=LUNDI - 5 * JOUR)
    etat("video", EtatLien.SUSPECT, "server_error", depuis=LUNDI - JOUR)
    etat("carte", EtatLien.ATTENTION, "ok_redirect_perm", remplacement="https://partenaire.example/nouvelle-carte")
    EtatHote.objects.update_or_create(hote="b.example", defaults={"certificat_jusqu_au": LUNDI + 6 * JOUR})
    monde.autre.valable_jusqu_au = date(2026, 3, 20)
    monde.autre.relu_le = date(2025, 12, 1)
    monde.autre.save()
    return panne("muet.example", 4, page=monde.page, depuis=LUNDI - 4 * JOUR)


def sans_hasard(texte):
    """The text with what differs from one run to the next put out: signatures and ids."""
    texte = re.sub(r"(/liens/fonctionne/)[^/\"\s]+", r"\1JETON", texte)
    texte = re.sub(r"(organisation=)\d+", r"\1N", texte)
    texte = re.sub(r"(\?page=)\d+", r"\1N", texte)
    return re.sub(r"(/admin/(?:pages|liens)/)\d+", r"\1N", re.sub(r"#block-[\w-]+", "#block-ID", texte))
