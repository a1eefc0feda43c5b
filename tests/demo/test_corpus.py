"""The corpus for scale: deterministic, plausible, and in the database as if editors had published it."""

import re
from collections import Counter
from io import StringIO
from random import Random
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from wagtail.models import Page

from demo.corpus import vocabulary
from demo.corpus.catalogue import catalogue_livre
from demo.corpus.draws import Tirage
from demo.corpus.generator import Generateur, nombre_de_partenaires
from demo.corpus.wording import a, de, sans_article
from demo.corpus.writing import set_up_trunk
from liens.models import Lien, OccurrenceLien
from liens.recording import record_page
from pages.models import LienRessource, Ressource
from taxonomy.models import Partenaire

BAD_FRENCH = re.compile(r"\w'\w| [:;!?»]|«(?!\u00a0)|[{}]|\bde les? |\bà les? ")


def fiches(number, *, seed=17):
    return list(Generateur(seed, catalogue_livre()).fiches(range(number)))


def make(**options):
    out = StringIO()
    call_command("make_corpus", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def links(fiche):
    return [*fiche.liens, *fiche.citations]


def stored(seed=17):
    """What the database holds of a corpus, by value, in its order."""
    pages = Ressource.objects.filter(slug__startswith=f"corpus-{seed}-").order_by("slug")
    return [
        (
            page.slug,
            page.title,
            page.chapo,
            page.corps.get_prep_value(),
            page.nature.slug,
            page.url_path,
            page.first_published_at,
            [terme.slug for terme in page.territoires],
            [terme.nom for terme in page.partenaires],
            sorted(page.acteurs.values_list("slug", flat=True)),
            sorted(page.domaines.values_list("slug", flat=True)),
            sorted(page.odds.values_list("numero", flat=True)),
            sorted(page.boites.values_list("slug", flat=True)),
            list(page.liens.values_list("libelle", "url", "role")),
        )
        for page in pages
    ]


def registry():
    fields = ("page_id", "lien__url", "lien__hote", "lien__etat", "origine", "champ", "bloc", "texte", "url_saisie")
    of_the_corpus = OccurrenceLien.objects.filter(page__slug__startswith="corpus-")
    return sorted(of_the_corpus.values_list(*fields, "en_ligne", "en_brouillon"))


@pytest.fixture(scope="module")
def trunk(django_db_setup, django_db_blocker):
    """Terms, axes, rubriques and boîtes, written once: each test of a corpus starts from them."""
    with django_db_blocker.unblock(), transaction.atomic():
        set_up_trunk()
        yield
        transaction.set_rollback(True)


def test_same_seed_gives_the_same_fiches_in_the_same_order():
    assert fiches(60) == fiches(60)


def test_a_larger_corpus_begins_with_the_smaller_one():
    assert fiches(80)[:30] == fiches(30)


def test_another_seed_gives_another_corpus():
    assert {fiche.titre for fiche in fiches(50)} != {fiche.titre for fiche in fiches(50, seed=18)}


def test_titles_are_varied():
    titles = {fiche.titre for fiche in fiches(1000)}
    assert len(titles) > 900


@pytest.mark.parametrize(
    "values",
    [
        lambda fiche: [fiche.nature],
        lambda fiche: fiche.domaines,
        lambda fiche: fiche.territoires,
        lambda fiche: fiche.partenaires,
        lambda fiche: re.findall(r"\w{5,}", fiche.titre.lower()),
    ],
    ids=["natures", "domaines", "territoires", "partenaires", "words"],
)
def test_terms_are_skewed_and_have_a_long_tail(values):
    counts = [count for _, count in Counter(v for fiche in fiches(1500) for v in values(fiche)).most_common()]
    assert counts[0] >= 2.5 * counts[len(counts) // 2]


def test_a_fiche_names_each_term_once_and_only_shipped_ones():
    catalogue = catalogue_livre()
    territoires = {slug for level in catalogue.territoires.values() for slug, _ in level}
    for fiche in fiches(400):
        for terms in (fiche.territoires, fiche.acteurs, fiche.domaines, fiche.odds, fiche.boites, fiche.partenaires):
            assert len(terms) == len(set(terms)), fiche.slug
        assert set(fiche.territoires) <= territoires
        assert set(fiche.domaines) <= set(catalogue.domaines)
        assert set(fiche.odds) <= set(range(1, 18))
        assert max(fiche.partenaires) < nombre_de_partenaires(400)
        assert fiche.territoires
        assert fiche.acteurs
        assert fiche.domaines
        assert fiche.odds


def test_links_lead_to_reserved_names_only_on_a_sixth_as_many_sites():
    corpus = fiches(1200)
    hosts = {urlsplit(link.url).hostname for fiche in corpus for link in links(fiche)}
    assert {host.rpartition(".")[2] for host in hosts} == {"example", "invalid"}
    assert len(hosts) == 200
    assert {len(fiche.liens) for fiche in corpus} == {1, 2, 3}


def test_texts_fit_their_fields_and_follow_french_typography():
    for fiche in fiches(800):
        assert len(fiche.titre) <= 255
        assert len(fiche.chapo) <= 400
        assert fiche.titre[0].isupper() or fiche.titre[0] == "«"
        text = " ".join([fiche.titre, fiche.chapo, *(bloc["value"] for bloc in fiche.corps)])
        text = re.sub(r"<[^>]+>", " ", text)
        assert BAD_FRENCH.findall(text) == [], text


def test_nouns_contract_with_their_preposition():
    nouns = ("le vélo", "la marche", "l’eau", "les haies")
    assert [de(noun) for noun in nouns] == ["du vélo", "de la marche", "de l’eau", "des haies"]
    assert [a(noun) for noun in nouns] == ["au vélo", "à la marche", "à l’eau", "aux haies"]
    assert [sans_article(noun) for noun in nouns] == ["vélo", "marche", "eau", "haies"]


def test_every_shipped_domaine_and_nature_has_words_of_its_own():
    catalogue = catalogue_livre()
    assert set(vocabulary.OBJETS) == set(vocabulary.ODD_PAR_DOMAINE) == set(catalogue.domaines)
    assert set(vocabulary.SUPPORTS) == {nature for nature, _ in catalogue.natures}
    assert set(vocabulary.ACTEURS) == set(catalogue.acteurs)


def test_draw_of_more_values_than_exist_gives_them_all():
    assert sorted(Tirage("abc").plusieurs(Random(1), 9)) == ["a", "b", "c"]


@pytest.mark.django_db
@pytest.mark.usefixtures("trunk")
def test_command_writes_what_was_drawn_and_a_sound_tree():
    assert "40 ressources ajoutées, 0 déjà là" in make(ressources=40, seed=17)

    drawn = fiches(40)
    rows = stored()
    assert [(row[0], row[1], row[2], row[3], row[4], row[6]) for row in rows] == [
        (f.slug, f.titre, f.chapo, f.corps, f.nature, f.publie_le) for f in drawn
    ]
    assert [(row[7], row[9], row[10], row[11], row[12]) for row in rows] == [
        (f.territoires, sorted(f.acteurs), sorted(f.domaines), f.odds, sorted(f.boites)) for f in drawn
    ]
    assert [row[13] for row in rows] == [[(link.texte, link.url, link.role) for link in f.liens] for f in drawn]
    assert [row[5].rsplit("/", 3)[1] for row in rows] == [f.rayon for f in drawn]
    assert Page.find_problems() == ([], [], [], [], [])
    assert not Ressource.objects.filter(slug__startswith="corpus-").exclude(live=True, est_fictif=True).exists()
    assert not Partenaire.objects.filter(slug__startswith="corpus-", est_fictif=False).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("trunk")
def test_pages_pass_the_rules_that_editors_meet():
    make(ressources=15, seed=3)
    for page in Ressource.objects.filter(slug__startswith="corpus-3-"):
        page.full_clean()
        assert page.get_parent().specific.can_exist_under(page.get_parent().get_parent())
        assert page.can_exist_under(page.get_parent())


@pytest.mark.django_db
@pytest.mark.usefixtures("trunk")
def test_registry_is_what_publication_would_have_written():
    make(ressources=60, seed=17)
    before = registry()
    for page in Ressource.objects.filter(slug__startswith="corpus-"):
        assert record_page(page) == []
    assert registry() == before
    assert len(before) == sum(len(links(fiche)) for fiche in fiches(60))
    assert not Lien.objects.filter(occurrences__isnull=True).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("trunk")
def test_second_run_adds_nothing_and_a_larger_one_only_what_is_missing():
    make(ressources=20, seed=17)
    before = stored()
    assert "0 ressources ajoutées, 20 déjà là" in make(ressources=20, seed=17)
    assert stored() == before
    assert "10 ressources ajoutées, 20 déjà là" in make(ressources=30, seed=17)
    assert stored()[:20] == before
    assert Page.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db
@pytest.mark.usefixtures("trunk")
def test_two_seeds_stand_side_by_side_and_both_are_removed():
    before = OccurrenceLien.objects.count()
    make(ressources=12, seed=1)
    make(ressources=12, seed=2)
    assert Ressource.objects.count() == 24
    assert "24 ressources retirées" in make(effacer=True)
    left = (Ressource.objects.count(), LienRessource.objects.count(), OccurrenceLien.objects.count())
    assert left == (0, 0, before)
    assert not Partenaire.objects.filter(slug__startswith="corpus-").exists()
    assert not Lien.objects.filter(hote__startswith="site-").exists()
    assert Page.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db
@pytest.mark.usefixtures("trunk")
@pytest.mark.parametrize("number", [0, -3, 1_000_001])
def test_impossible_sizes_are_refused_with_what_is_allowed(number):
    with pytest.raises(CommandError, match="donnez un nombre de 1 à 1000000"):
        make(ressources=number)
