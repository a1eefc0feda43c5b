from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from liens.models import Lien
from search.documents import builder
from search.documents.builder import DU_PIRE_AU_MEILLEUR, all_documents, documents_of
from search.documents.document import Document
from search.documents.plain_texts import joined
from search.documents.visibility import indexable_ids
from search.enums import Facette
from taxonomy.enums import Niveau
from taxonomy.models import Partenaire, Territoire
from tests.search.corpus import document
from tests.search.site import paragraphe, territoire

pytestmark = pytest.mark.django_db


def only(page):
    (document,) = documents_of([page.pk])
    return document


def test_document_holds_all_that_visitors_may_find_it_by(site):
    end, published = date(2099, 2, 3), timezone.now() - timedelta(days=1)
    page = site.ressource(
        "Guide", parent=site.boite, chapo="Un chapô.", own=[site.lyon], valable_jusqu_au=end, est_fictif=True
    )
    page.partenaires_lies.create(partenaire=Partenaire.objects.create(nom="Agence fictive", sigle="AFI"))
    page.first_published_at = published
    page.save_revision().publish()
    seen = timezone.now()
    Lien.objects.update(etat="ok", verifie_le=seen)

    assert only(page) == Document(
        id=page.pk,
        url="/agir/piloter/guide/",
        titre="Guide",
        chapo="Un chapô.",
        corps="Ouvrir",
        termes=(
            "Lyon",
            "Associations",
            "Mobilité",
            "Critères sociétaux",
            "ODD 11 Villes et communautés durables",
            "Agence fictive",
            "AFI",
            "Guide",
        ),
        type_de_page="ressource",
        nature="Guide",
        facettes={
            Facette.TERRITOIRE: ("com-69123", "dep-69", "france", "reg-84"),
            Facette.ACTEUR: ("associations",),
            Facette.DOMAINE: ("critere:societaux", "mobilite"),
            Facette.AXE: ("agir",),
            Facette.BOITE: ("piloter",),
            Facette.ODD: ("11",),
            Facette.NATURE: ("guide",),
            Facette.PARTENAIRE: ("agence-fictive",),
            Facette.ETAT_LIEN: ("ok",),
        },
        sommets=(),
        lignee_des_sommets=("com-69123", "dep-69", "france", "reg-84"),
        propres=(("com-69123", "commune"),),
        territoires=("Lyon",),
        acteurs=("Associations",),
        domaines=("Mobilité",),
        partenaires=("Agence fictive",),
        etat_lien="ok",
        verifie_le=seen,
        publie_le=published,
        valable_jusqu_au=end,
        est_fictif=True,
        lignees=(("france", "reg-84", "dep-69", "com-69123"),),
    )


def test_document_of_a_page_without_links_has_no_state_of_them(site):
    found = only(site.exemple())

    assert (found.etat_lien, found.facettes[Facette.ETAT_LIEN], found.verifie_le) == ("", (), None)
    assert (found.nature, found.partenaires, found.est_fictif) == ("Exemple inspirant", (), False)


@pytest.mark.parametrize("worse", range(len(DU_PIRE_AU_MEILLEUR) - 1))
def test_document_shows_the_worse_of_two_states(site, worse):
    page = site.ressource()
    page.liens.create(libelle="Miroir", url="https://exemple.test/miroir", sort_order=1)
    page.save_revision().publish()
    Lien.objects.update(etat=DU_PIRE_AU_MEILLEUR[worse + 1])
    Lien.objects.filter(url="https://exemple.test/miroir").update(etat=DU_PIRE_AU_MEILLEUR[worse])

    assert only(page).etat_lien == DU_PIRE_AU_MEILLEUR[worse]


def test_link_that_nobody_cites_any_more_says_nothing_of_its_page(site):
    page = site.ressource()
    page.save_revision().publish()
    Lien.objects.update(etat="retire")

    assert only(page).etat_lien == ""


@pytest.mark.parametrize(
    ("url_path", "roots", "url"),
    [
        ("/site/agir/été/", ["/site/"], "/agir/%C3%A9t%C3%A9/"),
        ("/site/agir/", ["/site/", "/site/agir/"], "/"),
        ("/autre/page/", ["/site/"], "/autre/page/"),
    ],
)
def test_address_begins_at_the_nearest_root_of_a_site(url_path, roots, url):
    assert builder._url(url_path, roots) == url


def test_documents_are_those_asked_for_by_ascending_id_whatever_the_batch(site, monkeypatch):
    monkeypatch.setattr(builder, "TAILLE_DE_LOT", 2)
    pages = [site.ressource(f"Guide {rank}") for rank in range(5)]
    asked = [page.pk for page in reversed(pages[1:])]

    assert [document.id for document in documents_of([*asked, asked[0] + 1])] == sorted(asked)
    assert documents_of([]) == []


def test_document_holds_every_ancestor_of_its_territoires(site):
    document = only(site.ressource(own=[site.lyon]))

    assert document.facettes[Facette.TERRITOIRE] == ("com-69123", "dep-69", "france", "reg-84")
    assert (document.sommets, document.echelons) == ((), ("commune",))
    assert document.lignee_des_sommets == ("com-69123", "dep-69", "france", "reg-84")


def test_document_counts_a_territoire_inside_another_of_its_own_once(site):
    document = only(site.ressource(own=[site.rhone, site.lyon]))

    assert (document.sommets, document.lignee_des_sommets) == (("dep-69",), ("dep-69", "france", "reg-84"))


def test_document_keeps_the_other_line_of_a_commune_inside_a_territoire_of_its_own(site):
    """The commune lies in the Ain; its intercommunalité in the Rhône as well, which the page names."""
    ain = territoire("01", "Ain", Niveau.DEPARTEMENT, site.region)
    epci = territoire("200012345", "Val fictif", Niveau.EPCI, site.rhone)
    Territoire.objects.create(code="69999", nom="Là", niveau=Niveau.COMMUNE, parent=epci, departement=site.rhone)
    commune = Territoire.objects.create(code="01999", nom="Ici", niveau=Niveau.COMMUNE, parent=epci, departement=ain)

    document = only(site.ressource(own=[site.rhone, commune]))

    lignee = ("com-01999", "dep-01", "dep-69", "epci-200012345", "france", "reg-84")
    assert (document.sommets, document.lignee_des_sommets) == (("dep-69",), lignee)


def test_document_holds_the_critere_of_its_domaine(site):
    assert only(site.ressource()).facettes[Facette.DOMAINE] == ("critere:societaux", "mobilite")


def test_document_has_the_axe_of_its_place_and_that_of_its_nature(site):
    outil_parmi_les_donnees = only(site.ressource(parent=site.rubrique, nature="guide"))

    assert outil_parmi_les_donnees.facettes[Facette.AXE] == ("agir", "comprendre")


def test_document_is_in_the_boite_above_it_and_in_those_it_names(site):
    inside = site.ressource("Dedans", parent=site.boite)
    named = site.ressource("Citée")
    named.boites = [site.boite]
    named.save()

    assert (only(inside).facettes[Facette.BOITE], only(named).facettes[Facette.BOITE]) == (("piloter",), ("piloter",))


def test_document_takes_its_nature_from_its_type_when_it_is_no_resource(site):
    assert only(site.exemple()).facettes[Facette.NATURE] == ("exemple-inspirant",)


def test_document_is_as_good_as_its_worst_main_link(site):
    page = site.ressource()
    page.liens.create(libelle="Miroir", url="https://exemple.test/miroir", sort_order=1)
    page.liens.create(libelle="Vieux", url="https://exemple.test/vieux", role="archive", sort_order=2)
    page.save_revision().publish()
    moment = timezone.now() - timedelta(days=3)
    Lien.objects.all().update(etat="ok", verifie_le=moment)
    Lien.objects.filter(url="https://exemple.test/vieux").update(etat="casse", verifie_le=None)
    before = only(page)
    Lien.objects.filter(url="https://exemple.test/miroir").update(etat="suspect", verifie_le=moment)

    assert (before.etat_lien, before.verifie_le, only(page).etat_lien) == ("ok", moment, "suspect")


def test_document_is_not_checked_while_one_main_link_was_never_seen(site):
    page = site.ressource()
    page.liens.create(libelle="Miroir", url="https://exemple.test/miroir", sort_order=1)
    page.save_revision().publish()
    older, newer = timezone.now() - timedelta(days=3), timezone.now()
    Lien.objects.update(verifie_le=newer)
    mirror = Lien.objects.filter(url="https://exemple.test/miroir")
    found = []
    for moment in (None, older):
        mirror.update(verifie_le=moment)
        found.append(only(page).verifie_le)

    assert found == [None, older]


@pytest.mark.parametrize(("etat", "shown"), [("casse", "ok"), ("inverifiable", "ok"), ("danger", "danger")])
def test_document_believes_who_saw_its_link_work(site, etat, shown):
    page = site.ressource()
    page.save_revision().publish()
    seen = timezone.now()
    Lien.objects.update(etat=etat, verifie_le=None, confirme_le=seen)
    assert (only(page).etat_lien, only(page).verifie_le) == (shown, seen if shown == "ok" else None)


def test_document_reads_the_body_as_plain_text(site):
    page = site.ressource(corps=paragraphe("<p>Des <b>chiffres</b> &amp; des mots.</p>"))

    assert only(page).corps == "Des chiffres & des mots.\nOuvrir"


def test_document_is_found_by_the_names_of_its_terms(site):
    page = site.ressource()
    page.partenaires_lies.create(partenaire=Partenaire.objects.create(nom="Agence fictive", sigle="AFI"))
    page.save()

    assert only(page).termes == (
        "France",
        "Associations",
        "Mobilité",
        "Critères sociétaux",
        "ODD 11 Villes et communautés durables",
        "Agence fictive",
        "AFI",
        "Guide",
    )


def test_document_address_is_relative_to_its_site(site):
    assert only(site.ressource("Guide")).url == "/comprendre/donn%C3%A9es/guide/"


def test_empreinte_changes_with_the_body_only_when_it_changes(site):
    page = site.ressource(corps=paragraphe("<p>Avant</p>"))
    before = only(page).empreinte
    again = only(page).empreinte
    page.corps = paragraphe("<p>Après</p>")
    page.save()

    assert (again == before, only(page).empreinte == before) == (True, False)


def test_page_is_indexable_unless_draft_restricted_expired_or_of_another_type(site):
    public, draft, expired = site.ressource("A"), site.ressource("B", live=False), site.ressource("C")
    expired.valable_jusqu_au = timezone.localdate() - timedelta(days=1)
    expired.save()
    last_day = site.ressource("D", valable_jusqu_au=timezone.localdate())
    private = site.ressource("E", parent=site.boite)
    PageViewRestriction.objects.create(page=site.agir, restriction_type=PageViewRestriction.LOGIN)

    found = indexable_ids([page.pk for page in (public, draft, expired, last_day, private, site.rubrique)])

    assert found == {public.pk, last_day.pk}


def test_all_documents_come_by_ascending_id_whatever_the_batch(site):
    pages = [site.ressource(f"Guide {rank}") for rank in range(5)]

    assert [document.id for document in all_documents(batch=2)] == [page.pk for page in pages]


@pytest.mark.parametrize("count", [1, 3])
def test_batch_is_read_with_a_fixed_number_of_queries(site, count, django_assert_num_queries):
    ids = [site.ressource(f"Guide {rank}").pk for rank in range(count)]
    documents_of(ids)

    with django_assert_num_queries(22):
        documents_of(ids)


def test_sort_keys_are_unique_and_ignore_accents(site):
    first, second = only(site.ressource("Écologie")), only(site.ressource("écologie", slug="autre"))

    assert first.tri_titre.split("\x1f")[0] == second.tri_titre.split("\x1f")[0] == "ecologie"
    assert first.tri_titre != second.tri_titre
    assert first.fin is None
    assert only(site.ressource("Z", valable_jusqu_au=date(2099, 2, 3))).fin == 20990203


@pytest.mark.parametrize(
    ("corps", "debut"),
    [
        ("court", "court"),
        ("mot " * 800, ("mot " * 750).rstrip()),
        ("mots " * 700, ("mots " * 600).rstrip()),
        ("abcdefg " * 500, ("abcdefg " * 375).rstrip()),
        ("x" * 4_000, "x" * 3_000),
    ],
)
def test_beginning_of_the_body_ends_between_words(corps, debut):
    assert document(1, corps=corps).debut == debut


def test_text_sets_a_dot_between_parts_that_no_sentence_ends():
    assert joined(["Chaque mois", "Qui décide ?", "Nous.", "Suivre"]) == "Chaque mois ·\nQui décide ?\nNous.\nSuivre"
    assert (joined([]), joined(["Seul"])) == ("", "Seul")


def test_alias_of_a_restricted_page_is_not_found_either(site):
    page = site.ressource()
    alias = page.create_alias(parent=page.get_parent(), update_slug="alias").specific
    before = indexable_ids([page.pk, alias.pk])
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert (before, indexable_ids([page.pk, alias.pk])) == ({page.pk, alias.pk}, set())
