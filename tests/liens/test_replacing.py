"""« Remplacer partout »: every page is changed whole or left with its reason, and what was changed comes back."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry

from liens.enums import EtatLien, IssueRemplacement
from liens.extraction import citations_de
from liens.models import Lien, LigneRemplacement, Remplacement
from liens.replacing import execution, undoing
from liens.replacing.execution import advance_replacements, request_replacement
from liens.replacing.forecast import forecast
from liens.replacing.undoing import request_undo
from liens.tasks import continue_replacements
from pages.admin.groups import EDITEURS, RELECTEURS, install_groups
from pages.models import LienRessource, PageSimple, Ressource
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db

A, B = "https://ancien.example/guide", "https://nouveau.example/guide"
BROUILLON, PUBLIEE, REFUSEE, MODIFIEE, ANNULEE = (
    IssueRemplacement.BROUILLON,
    IssueRemplacement.PUBLIEE,
    IssueRemplacement.REFUSEE,
    IssueRemplacement.MODIFIEE,
    IssueRemplacement.ANNULEE,
)


@pytest.fixture
def arbre():
    arbre = pages.arbre()
    install_groups()
    return arbre


@pytest.fixture
def relecteur(arbre):
    return pages.membre(RELECTEURS)


def paragraphe(url):
    return {"type": "paragraphe", "value": f'<p><a href="{url}">le guide</a> {url}</p>', "id": "p1"}


def etapes(url):
    texte = f'<p><a href="{url}">{url}</a></p>'
    return {
        "type": "etapes",
        "id": "e1",
        "value": {"titre": "", "etapes": [{"type": "item", "id": "i1", "value": {"titre": "Un", "texte": texte}}]},
    }


def page_simple(arbre, titre, url=A, *, live=True):
    page = PageSimple(title=titre, live=live)
    page.corps = page.corps.stream_block.to_python([paragraphe(url), etapes(url)])
    arbre.accueil.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    page.refresh_from_db()
    return page


def remplacer(par, *, publier=False, nouvelle=B):
    demande = request_replacement(lien=Lien.objects.get(url=A), nouvelle=nouvelle, par=par, publier=publier)
    advance_replacements(demande, au_plus=1000)
    return demande


def resultats(demande):
    """{title or name: (result, reason, places)}"""
    return {
        str(ligne.porteur): (IssueRemplacement(ligne.issue), ligne.raison, ligne.places)
        for ligne in demande.lignes.all()
    }


def adresses(page):
    return [citation.url for citation in citations_de(page)]


def en_ligne_et_brouillon(page):
    fraiche = type(page).objects.get(pk=page.pk)
    return adresses(fraiche), adresses(fraiche.get_latest_revision_as_object())


def test_live_page_keeps_its_address_until_its_draft_is_published(arbre, relecteur):
    page = page_simple(arbre, "Aide")
    demande = remplacer(relecteur)
    assert resultats(demande) == {"Aide": (BROUILLON, "", 2)}
    assert en_ligne_et_brouillon(page) == ([A, A], [B, B])
    brouillon = PageSimple.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert brouillon.corps.get_prep_value() == [
        {"type": "paragraphe", "value": f'<p><a href="{B}">le guide</a> {A}</p>', "id": "p1"},
        etapes(B),
    ]


def test_page_is_published_where_the_editor_may_and_asks_for_it(arbre, relecteur):
    page = page_simple(arbre, "Aide")
    assert resultats(remplacer(relecteur, publier=True)) == {"Aide": (PUBLIEE, "", 2)}
    assert en_ligne_et_brouillon(page) == ([B, B], [B, B])
    assert dict(Lien.objects.values_list("url", "etat")) == {A: EtatLien.RETIRE, B: EtatLien.NOUVEAU}


def test_pending_changes_are_never_published_with_it(arbre, relecteur):
    page = page_simple(arbre, "Aide")
    page.title = "Aide, en travaux"
    page.save_revision()
    issue, raison, _ = resultats(remplacer(relecteur, publier=True))["Aide"]
    assert (issue, raison) == (BROUILLON, "Elle a déjà des modifications en attente, qui seraient publiées avec.")
    brouillon = PageSimple.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (brouillon.title, en_ligne_et_brouillon(page)) == ("Aide, en travaux", ([A, A], [B, B]))


def test_page_that_lacks_something_stays_a_draft_and_says_what(arbre, relecteur):
    page = pages.ressource(arbre.boite, urls=[A])
    page.acteurs.clear()
    page.save(clean=False)
    issue, raison, _ = resultats(remplacer(relecteur, publier=True))[page.title]
    assert (issue, raison.partition(" Choisissez")[0]) == (BROUILLON, "Elle ne peut pas être publiée telle quelle.")


def test_editor_without_the_right_to_publish_makes_drafts(arbre):
    page_simple(arbre, "Aide")
    demande = remplacer(pages.membre(EDITEURS), publier=True)
    assert resultats(demande) == {"Aide": (BROUILLON, "Il faut le droit de publier cette page.", 2)}


def verrouiller(page):
    page.locked, page.locked_by, page.locked_at = True, pages.administrateur(), timezone.now()
    page.save(update_fields=["locked", "locked_by", "locked_at"])


def soumettre(page):
    page.get_workflow().start(page, pages.membre(EDITEURS))


def programmer(page):
    page.save_revision(approved_go_live_at=timezone.now() + timedelta(days=1))


@pytest.mark.parametrize(
    ("obstacle", "raison"),
    [
        (verrouiller, "Elle est verrouillée par administrateur."),
        (soumettre, "Elle est en cours de relecture : seuls ses relecteurs peuvent la modifier."),
        (programmer, "Sa publication est programmée : annulez-la d’abord, ou attendez qu’elle soit faite."),
    ],
)
def test_page_that_is_held_is_left_with_the_reason(arbre, obstacle, raison):
    page = page_simple(arbre, "Aide")
    obstacle(page)
    avant = page.get_latest_revision()
    assert resultats(remplacer(pages.membre(EDITEURS))) == {"Aide": (REFUSEE, raison, 0)}
    assert PageSimple.objects.get(pk=page.pk).latest_revision == avant


def test_copy_that_follows_another_page_changes_with_its_original(arbre, relecteur, django_capture_on_commit_callbacks):
    page = pages.ressource(arbre.boite, urls=[A], title="Le guide")
    with django_capture_on_commit_callbacks(execute=True):
        copie = page.create_alias(parent=arbre.se_former, update_slug="copie")
    suivie = Lien.objects.get(url=A).occurrences.filter(page=copie).exists()
    demande = remplacer(relecteur, publier=True)
    raison = "C’est une copie qui suit une autre page\u00a0: elle changera quand l’original sera publié."
    assert suivie
    assert [(ligne.issue, ligne.raison) for ligne in demande.lignes.all()] == [(PUBLIEE, ""), (REFUSEE, raison)]
    assert adresses(Ressource.objects.get(pk=copie.pk)) == [B]
    assert dict(Lien.objects.values_list("url", "etat")) == {A: EtatLien.RETIRE, B: EtatLien.NOUVEAU}


def test_account_without_rights_changes_nothing(arbre, django_user_model):
    page_simple(arbre, "Aide")
    taxonomy.partenaire("Une fédération", site=A)
    Redirect.objects.create(old_path="/guide", redirect_link=A)
    passant = django_user_model.objects.create_user("passant")
    assert resultats(remplacer(passant)) == {
        "Aide": (REFUSEE, "Il faut le droit de modifier cette page.", 0),
        "Une fédération": (REFUSEE, "Il faut le droit de modifier cette fiche.", 0),
        "/guide": (REFUSEE, "Il faut le droit de modifier cette redirection.", 0),
    }


def test_cards_and_redirections_change_at_once_and_come_back(arbre):
    partenaire = taxonomy.partenaire("Une fédération", site=A)
    redirection = Redirect.objects.create(old_path="/guide", redirect_link=A)
    par = pages.administrateur()
    demande = remplacer(par)
    partenaire.refresh_from_db()
    redirection.refresh_from_db()
    changes = (resultats(demande), partenaire.site, redirection.redirect_link)
    annuler(demande, par)
    partenaire.refresh_from_db()
    redirection.refresh_from_db()
    assert changes == ({"Une fédération": (MODIFIEE, "", 1), "/guide": (MODIFIEE, "", 1)}, B, B)
    assert (partenaire.site, redirection.redirect_link) == (A, A)


def test_draft_that_no_longer_cites_the_address_only_needs_publishing(arbre, relecteur):
    page = pages.ressource(arbre.boite, urls=[A])
    page.liens = [LienRessource(libelle="Ouvrir", url=B)]
    page.save_revision()
    raison = "Son brouillon ne cite déjà plus cette adresse : il suffit de le publier."
    assert resultats(remplacer(relecteur)) == {page.title: (REFUSEE, raison, 0)}


@pytest.mark.parametrize(
    ("nouvelle", "phrase"),
    [
        ("", "Écrivez la nouvelle adresse."),
        ("javascript:alert(1)", "Indiquez une adresse complète, qui commence par « https:// » ou « http:// »."),
        ("https://moi:secret@x.example/", "Retirez le nom d’utilisateur ou le mot de passe de cette adresse."),
        ("HTTPS://Ancien.example/guide#haut", "C’est déjà l’adresse actuelle : écrivez-en une autre."),
    ],
)
def test_bad_address_is_refused_with_the_fields_own_sentence(arbre, nouvelle, phrase):
    page_simple(arbre, "Aide")
    with pytest.raises(ValidationError) as refus:
        request_replacement(lien=Lien.objects.get(url=A), nouvelle=nouvelle, par=pages.administrateur(), publier=False)
    assert (refus.value.messages, Remplacement.objects.count()) == ([phrase], 0)


def annuler(demande, par):
    request_undo(demande, par=par)
    advance_replacements(demande, au_plus=1000)


def test_undoing_brings_the_version_before_back_as_a_draft(arbre, relecteur):
    page = page_simple(arbre, "Aide")
    demande = remplacer(relecteur, publier=True)
    annuler(demande, relecteur)
    garde = "La version publiée garde la nouvelle adresse tant que ce brouillon n’est pas publié."
    assert resultats(demande) == {"Aide": (ANNULEE, garde, 2)}
    assert en_ligne_et_brouillon(page) == ([B, B], [A, A])


def test_page_written_since_is_not_undone_and_says_so(arbre, relecteur):
    page = page_simple(arbre, "Aide")
    demande = remplacer(relecteur)
    autre = PageSimple.objects.get(pk=page.pk).get_latest_revision_as_object()
    autre.title = "Aide et contact"
    autre.save_revision(user=relecteur)
    annuler(demande, relecteur)
    issue, raison, _ = resultats(demande)["Aide"]
    assert issue == BROUILLON
    assert raison.startswith("Remplacement non annulé. Elle a été modifiée depuis par membre-")
    assert en_ligne_et_brouillon(page) == ([A, A], [B, B])


def test_version_saved_over_counts_as_written_since(arbre, relecteur):
    page = page_simple(arbre, "Aide")
    demande = remplacer(relecteur)
    autre = PageSimple.objects.get(pk=page.pk).get_latest_revision_as_object()
    autre.save_revision(user=relecteur, overwrite_revision=autre.get_latest_revision())
    annuler(demande, relecteur)
    assert resultats(demande)["Aide"][0] == BROUILLON


def test_undoing_obeys_locks_too(arbre, relecteur):
    page = page_simple(arbre, "Aide")
    demande = remplacer(relecteur)
    verrouiller(PageSimple.objects.get(pk=page.pk))
    annuler(demande, relecteur)
    raison = "Remplacement non annulé. Elle est verrouillée par administrateur."
    assert resultats(demande) == {"Aide": (BROUILLON, raison, 2)}


def test_history_tells_both_in_french(arbre, relecteur):
    page = page_simple(arbre, "Aide")
    demande = remplacer(relecteur)
    annuler(demande, relecteur)
    entries = PageLogEntry.objects.filter(page=page.pk, action__in=[execution.ACTION, undoing.ACTION])
    assert [(one.user, one.formatter.label, str(one.message)) for one in entries.order_by("pk")] == [
        (relecteur, "Remplacer une adresse", f"Adresse remplacée partout : {A} → {B}"),
        (relecteur, "Annuler un remplacement", f"Remplacement annulé, version précédente reprise : {A} → {B}"),
    ]


def test_plan_says_what_will_happen_and_changes_nothing(arbre, relecteur):
    page_simple(arbre, "Aide")
    tenue = page_simple(arbre, "Tenue")
    verrouiller(tenue)
    previsions, total = forecast(Lien.objects.get(url=A), B, par=relecteur, publier=True, au_plus=10)
    assert total == 2
    assert [(str(one.porteur), one.issue, one.raison, len(one.places)) for one in previsions] == [
        ("Aide", PUBLIEE, "", 2),
        ("Tenue", REFUSEE, "Elle est verrouillée par administrateur.", 2),
    ]
    premiere = previsions[0].places[0]
    assert (premiere.occurrence.lieu, premiere.avant, premiere.apres) == ("Contenu › Bloc n° 1 (Paragraphes)", A, B)
    assert (Remplacement.objects.count(), Lien.objects.filter(url=B).count()) == (0, 0)


def test_thirty_six_pages_of_all_kinds_are_all_changed_or_say_why(arbre, relecteur):
    simples = [page_simple(arbre, f"Page {rang}") for rang in range(16)]
    ressources = [pages.ressource(arbre.boite, urls=["https://autre.example/", A]) for _ in range(12)]
    brouillons = [page_simple(arbre, f"Brouillon {rang}", live=False) for rang in range(4)]
    for page in simples[:2]:
        verrouiller_par(page, relecteur)
    for page in simples[2:4]:
        page.locked = True
        page.save(update_fields=["locked"])
    for page in simples[4:6]:
        programmer(page)
    for page in ressources[:3]:
        page.title += " en travaux"
        page.save_revision()
    taxonomy.partenaire("Une fédération", site=A)
    versions = {page.pk: page.latest_revision_id for page in Ressource.objects.all()}
    demande = request_replacement(lien=Lien.objects.get(url=A), nouvelle=B, par=relecteur, publier=True)

    restent = advance_replacements(demande)
    continue_replacements()

    assert (restent, LigneRemplacement.objects.exclude(attente="").count()) == (23, 0)
    assert Counter(issue for issue, _, _ in resultats(demande).values()) == {
        PUBLIEE: 21,
        BROUILLON: 7,
        REFUSEE: 4,
        MODIFIEE: 1,
    }
    assert all(raison for issue, raison, _ in resultats(demande).values() if issue in (REFUSEE, BROUILLON))
    assert [en_ligne_et_brouillon(page)[1] for page in brouillons] == [[B, B]] * 4
    assert en_ligne_et_brouillon(ressources[5]) == (["https://autre.example/", B],) * 2

    request_undo(demande, par=relecteur)
    continue_replacements()

    assert Counter(issue for issue, _, _ in resultats(demande).values()) == {ANNULEE: 29, REFUSEE: 4}
    assert [en_ligne_et_brouillon(page)[1] for page in brouillons] == [[A, A]] * 4
    assert en_ligne_et_brouillon(ressources[5])[1] == ["https://autre.example/", A]
    assert all(page.latest_revision_id > versions[page.pk] for page in Ressource.objects.all())


def verrouiller_par(page, compte):
    page.locked, page.locked_by = True, compte
    page.save(update_fields=["locked", "locked_by"])


def test_row_has_one_bearer_and_addresses_differ(arbre):
    demande = Remplacement.objects.create(ancienne=A, nouvelle=B)
    for fait in (
        lambda: LigneRemplacement.objects.create(remplacement=demande),
        lambda: Remplacement.objects.create(ancienne=A, nouvelle=A),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            fait()
