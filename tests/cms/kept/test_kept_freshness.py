"""A kept page says what would be made now, whatever has happened since, in the answer that follows the change."""

import gc
import re
import warnings
from datetime import timedelta
from urllib.parse import unquote

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction, Site

from cms.kept.middleware import PAGES, VARIANTS
from ground.news.reading import watch
from liens.enums import EtatLien
from liens.models import Lien
from liens.signals import links_changed
from pages.models import PageEditoriale
from taxonomy.enums import Critere
from taxonomy.models import Acteur, Domaine
from tests.cms.kept.conftest import begin_anew
from tests.factories import pages
from tests.headless.contenus.events import EVENEMENTS, publier
from tests.headless.contenus.network import site_entier

pytestmark = pytest.mark.django_db


def verdict(url, etat, **fields):
    """What a check writes of a link, and tells."""
    lien = Lien.objects.get(url=url)
    Lien.objects.filter(pk=lien.pk).update(etat=etat, **fields)
    links_changed.send(sender=Lien, ids=frozenset([lien.pk]), told=frozenset([lien.pk]))


GUIDE = "https://partenaire.example/guide"
MORE = {
    "verdict: broken": lambda s: verdict(GUIDE, EtatLien.CASSE),
    "verdict: works": lambda s: verdict(GUIDE, EtatLien.OK, verifie_le=timezone.now()),
    "verdict: works, confirmed by somebody": lambda s: verdict(GUIDE, EtatLien.CASSE, confirme_le=timezone.now()),
    "new page": lambda s: pages.ressource(s.arbre.boite, title="Neuve", domaines=[s.domaine]),
    "new page among neighbours": lambda s: pages.ressource(s.arbre.boite, domaines=[s.domaine]),
    "new acteur": lambda s: Acteur.objects.create(nom="Un acteur de plus"),
    "new domaine": lambda s: Domaine.objects.create(nom="Un domaine de plus", critere=Critere.SOCIAUX),
    "alias": lambda s: s.arbre.rubrique.create_alias(parent=s.arbre.perenniser, update_slug="copie"),
    "alias of a page": lambda s: s.citee.create_alias(parent=s.autre_boite, update_slug="copie"),
    "order of the shelves": lambda s: s.arbre.comprendre.move(Page.objects.get(pk=s.arbre.perenniser.pk), pos="right"),
    "end of a restriction": lambda s: PageViewRestriction.objects.all().delete(),
    "deletion above": lambda s: s.arbre.agir.delete(),
    "home page of a partner": lambda s: site_de(s.partenaire),
    "end of validity": lambda s: publier(s.citee, valable_jusqu_au=timezone.localdate() - timedelta(days=1)),
}
EVERYTHING = {**EVENEMENTS, **MORE}


def site_de(partenaire):
    partenaire.site = "https://maison.example/"
    partenaire.save()


def restricted(network):
    """The network, with one restriction that may end."""
    PageViewRestriction.objects.create(page=network.boite_racontee, restriction_type="login")
    return network


@pytest.fixture
def network():
    found = restricted(site_entier())
    stored = found.image.file
    if not stored.storage.exists(stored.name):
        # A test before this one has deleted it: what is remembered of a site is its rows.
        stored.storage.save(stored.name, get_test_image_file(filename="rouge.png", size=(640, 320)).file)
    begin_anew()
    return found


def read_all(settings, *, kept):
    """What a visitor is answered at the address of each page there is, (status, body), by address."""
    settings.KEPT_PAGES_MB = 8 if kept else 0
    client = Client()
    addresses = {page.get_url() for page in PageEditoriale.objects.all()}
    with warnings.catch_warnings():
        # Wagtail leaves the file open from which it makes an image of another size.
        warnings.simplefilter("ignore", ResourceWarning)
        answers = {address: client.get(address) for address in sorted(filter(None, addresses))}
        gc.collect()
    settings.KEPT_PAGES_MB = 8
    return {address: (one.status_code, BLANK.sub(b"r=", one.content)) for address, one in answers.items()}


#: The blank answers of a questionnaire, which are sealed anew each time.
BLANK = re.compile(rb"\br=[^\"&]+")


def differing(some, others):
    """Each line that one of them says otherwise, with its address."""
    pairs = [
        (address, some.get(address, (0, b"")), others.get(address, (0, b""))) for address in sorted({*some, *others})
    ]
    found = [(address, line[:100]) for address, one, other in pairs if one != other for line in lines_apart(one, other)]
    return found[:8]


def lines_apart(one, other):
    (status, body), (other_status, other_body) = one, other
    apart = set(body.decode().splitlines()) ^ set(other_body.decode().splitlines())
    return [f"{status} / {other_status}", *sorted(apart)]


@pytest.mark.parametrize("event", EVERYTHING)
def test_no_kept_page_is_out_of_step_after(event, network, keeping, django_capture_on_commit_callbacks):
    before = read_all(keeping, kept=True)
    assert len(PAGES) + len(VARIANTS) == sum(status == 200 for status, _ in before.values())
    with django_capture_on_commit_callbacks(execute=True):
        EVERYTHING[event](network)
    now = read_all(keeping, kept=True)
    assert differing(now, read_all(keeping, kept=False)) == []
    if event not in UNSEEN:
        assert now != before


#: What changes nothing that these pages show; kept pages are given up for it all the same.
UNSEEN = {"children of a page", "move above", "file of an image"} | {
    "title of an image",
    "address of the site",
    "merge of profils",
    "name of a responsable",
    "name of a profil",
}


@pytest.mark.parametrize(
    "event",
    ["title of a page", "unpublication", "deletion", "restriction above", "name of a partner", "verdict: broken"],
)
def test_during_a_change_nothing_it_concerns_is_kept(event, network, keeping, django_capture_on_commit_callbacks):
    read_all(keeping, kept=True)
    with django_capture_on_commit_callbacks() as callbacks:
        EVERYTHING[event](network)
        # In the transaction the change is seen, as it is without anything kept.
        assert differing(read_all(keeping, kept=True), read_all(keeping, kept=False)) == []
    for callback in callbacks:
        callback()
    assert differing(read_all(keeping, kept=True), read_all(keeping, kept=False)) == []


def test_check_of_a_link_leaves_pages_that_do_not_show_it(network, keeping, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        pages.ressource(network.arbre.boite, title="Autre", urls=["https://autre.example/"])
    read_all(keeping, kept=True)
    address = unquote(network.arbre.se_former.get_url())
    shelf = {place: kept for (place, _), kept in [*PAGES._answers.items(), *VARIANTS._answers.items()]}
    with django_capture_on_commit_callbacks(execute=True):
        verdict("https://autre.example/", EtatLien.CASSE)
    watch.look()
    left = {place[2] for place, kept in shelf.items() if watch.is_fresh(kept.since, kept.keys)}
    gone = {place[2] for place in shelf} - left
    assert address in left
    assert "/" in gone
    assert "/agir/piloter/autre/" in gone
    assert "/agir/piloter/" in gone


def test_page_of_which_the_last_day_has_passed_says_so_after_midnight(network, keeping):
    with time_machine.travel("2026-03-10 20:00+01:00", tick=False):
        publier(network.citee, valable_jusqu_au=timezone.localdate())
        begin_anew()
        address = network.citee.get_url()
        assert "Page périmée" not in Client().get(address).content.decode()
        assert len(PAGES) == 1
    with time_machine.travel("2026-03-11 00:00:01+01:00", tick=False):
        assert "Page périmée" in Client().get(address).content.decode()


def test_count_of_the_week_goes_down_when_a_check_is_a_week_old(network, keeping):
    with time_machine.travel("2026-03-10 12:00+01:00", tick=False):
        Lien.objects.filter(url=GUIDE).update(etat=EtatLien.OK, verifie_le=timezone.now() - timedelta(days=6, hours=23))
        assert "<strong>1</strong>" in Client().get("/").content.decode()
    with time_machine.travel("2026-03-10 12:59+01:00", tick=False):
        assert len(PAGES) == 1
        assert "<strong>1</strong>" in Client().get("/").content.decode()
    with time_machine.travel("2026-03-10 13:01+01:00", tick=False):
        assert "<strong>1</strong>" not in Client().get("/").content.decode()


def test_redirection_is_not_hidden_by_a_page_that_is_gone(network, keeping, django_capture_on_commit_callbacks):
    address = network.citee.get_url()
    assert Client().get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        network.citee.unpublish()
        Redirect.objects.create(
            old_path=Redirect.normalise_path(address), site=Site.objects.get(), redirect_link="/comprendre/"
        )
    assert Client().get(address)["Location"] == "/comprendre/"
