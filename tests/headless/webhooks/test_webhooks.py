"""Messages to other sites: everything that changes reaches them once, in order, signed, and nothing else does."""

import random
import socket
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from headless.journal.keeping import keep_journal
from headless.webhooks import distribution, sending
from headless.webhooks.distribution import distribute
from headless.webhooks.enums import EtatLivraison
from headless.webhooks.models import Abonnement, Livraison
from headless.webhooks.rotation import rotate_secret
from headless.webhooks.sending import DELAIS_S, delai_s, send_due
from headless.webhooks.signature import secret_de
from headless.webhooks.targets import refus_de_cible
from headless.webhooks.waiting import ABANDON, give_up, replay
from pages.models import Ressource
from tests.factories import pages
from tests.headless.webhooks.receiver import receveur

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sur_boucle(settings):
    settings.LINKS_ALLOW_LOOPBACK = True


@pytest.fixture
def arbre():
    found = pages.arbre()
    keep_journal()
    distribute()
    return found


@pytest.fixture
def site():
    with receveur() as one:
        yield one


def abonner(site, **champs):
    abonnement = Abonnement.objects.create(nom="Site", url=site.url, **champs)
    site.secret = secret_de(abonnement.sel)
    return abonnement


def passer():
    """What the worker does after a change."""
    keep_journal()
    distribute()
    return send_due(rng=random.Random(7))


def plus_tard(secondes):
    """What waits may be tried again."""
    Livraison.objects.update(prochain_essai_le=timezone.now() - timedelta(seconds=1))
    Abonnement.objects.update(pause_jusqu_au=timezone.now() - timedelta(seconds=1))


def etats():
    return list(Livraison.objects.order_by("id").values_list("evenement", "etat", "essais", "code_http"))


def test_site_receives_what_changes_signed_with_its_secret(arbre, site):
    abonner(site, evenements=["page.publiee", "page.depubliee"])
    page = pages.ressource(arbre.boite, title="Nouvelle")
    adresse = page.get_url()
    assert passer() == 1
    page.unpublish()
    assert passer() == 1
    assert site.refus == []
    assert [(message["type"], message["data"]["page"]) for _, message in site.recus] == [
        (event, {"id": page.pk, "type": "pages.Ressource", "chemin": adresse, "ancien_chemin": ""})
        for event in ("page.publiee", "page.depubliee")
    ]
    assert all(set(message) == {"type", "timestamp", "data"} for _, message in site.recus)
    assert etats() == [("page.publiee", "livree", 1, 204), ("page.depubliee", "livree", 1, 204)]


@pytest.mark.parametrize(
    ("champs", "expected"),
    [
        ({}, {"page.publiee", "terme.modifie"}),
        ({"evenements": ["terme.modifie"]}, {"terme.modifie"}),
        ({"page_types": ["pages.Axe"]}, {"terme.modifie"}),
        ({"page_types": ["pages.Ressource"], "evenements": ["page.publiee"]}, {"page.publiee"}),
        ({"actif": False}, set()),
    ],
)
def test_site_receives_only_what_it_asked_for(arbre, site, champs, expected):
    abonner(site, **champs)
    pages.ressource(arbre.boite)
    passer()
    # What a new page’s neighbours and terms tell is told as well.
    assert {message["type"] for _, message in site.recus} - {"page.rafraichie"} == expected


def test_who_subscribes_later_is_told_of_what_comes_then(arbre, site):
    pages.ressource(arbre.boite)
    passer()
    abonner(site)
    assert passer() == 0


def test_receiver_that_was_down_gets_everything_once_and_in_order_per_page(arbre, site):
    abonner(site, evenements=["page.publiee", "page.modifiee", "page.deplacee"])
    some = [pages.ressource(arbre.boite, title=f"Page {rang}") for rang in range(3)]
    passer()
    before = len(site.recus)
    site.arreter()
    for tour in range(3):
        for page in some:
            fresh = Ressource.objects.get(pk=page.pk)
            fresh.slug = f"adresse-{page.pk}-{tour}"
            fresh.save()
        passer()
    assert len(site.recus) == before == 3
    assert {etat for _, etat, _, _ in etats()[before:]} == {EtatLivraison.EN_ATTENTE}
    site.demarrer()
    plus_tard(0)
    while send_due():
        plus_tard(0)
    assert site.refus == []
    assert len({identifiant for identifiant, _ in site.recus}) == len(site.recus) == Livraison.objects.count()
    for page in some:
        own = [message["data"]["page"] for _, message in site.recus if message["data"]["page"]["id"] == page.pk]
        assert [one["chemin"] for one in own[-3:]] == [f"/agir/piloter/adresse-{page.pk}-{tour}/" for tour in range(3)]
        assert [one["ancien_chemin"] for one in own[1:]] == [one["chemin"] for one in own[:-1]]


def test_message_whose_worker_was_killed_is_sent_again_under_the_same_id(arbre, site, monkeypatch):
    abonner(site, evenements=["page.publiee"])
    pages.ressource(arbre.boite)
    monkeypatch.setattr(sending, "_note", lambda *args, **kwargs: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        passer()
    monkeypatch.undo()
    assert send_due() == 0, "another worker must leave the lease alone"
    with time_machine.travel(timezone.now() + sending.BAIL, tick=False):
        assert send_due() == 1
    assert len(site.recus) == 2
    assert len({identifiant for identifiant, _ in site.recus}) == 1


def test_later_message_of_a_page_waits_for_the_one_before_and_others_do_not(arbre, site):
    abonner(site, evenements=["page.publiee", "page.modifiee"])
    first, second = pages.ressource(arbre.boite), pages.ressource(arbre.boite)
    site.refusees = {first.pk}
    passer()
    first.chapo = "Autre"
    first.save()
    passer()
    received = [message["data"]["page"]["id"] for _, message in site.recus]
    assert received == [second.pk]
    site.refusees = set()
    plus_tard(0)
    while send_due():
        plus_tard(0)
    assert [(m["type"], m["data"]["page"]["id"]) for _, m in site.recus] == [
        ("page.publiee", second.pk),
        ("page.publiee", first.pk),
        ("page.modifiee", first.pk),
    ]


# ── What sites answer ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("code", "en_tetes", "erreur", "du_site"),
    [
        (500, {}, "Le site a répondu 500.", True),
        (503, {"Retry-After": "120"}, "Le site a répondu 503.", True),
        (429, {"Retry-After": "90"}, "Le site a répondu 429.", True),
        (422, {}, "Le site refuse ce message (réponse 422).", False),
        (
            302,
            {"Location": "http://127.0.0.1:1/"},
            "Le site renvoie vers une autre adresse : corrigez celle de l’abonnement.",
            True,
        ),
    ],
)
def test_refusal_is_tried_again_later_and_says_why(arbre, site, code, en_tetes, erreur, du_site):
    abonnement = abonner(site, evenements=["page.publiee"])
    site.reponses, site.en_tetes = [code], en_tetes
    pages.ressource(arbre.boite)
    with time_machine.travel(timezone.now(), tick=False):
        assert passer() == 0
        [row] = Livraison.objects.all()
        abonnement.refresh_from_db()
        waited = (row.prochain_essai_le - timezone.now()).total_seconds()
        paused = abonnement.pause_jusqu_au is not None
    assert (row.etat, row.erreur, row.code_http, paused) == (EtatLivraison.EN_ATTENTE, erreur, code, du_site)
    asked = float(en_tetes.get("Retry-After", 0))
    assert waited == pytest.approx(asked or DELAIS_S[0], rel=0.21)
    plus_tard(0)
    assert send_due() == 1


def test_site_that_is_gone_ends_its_subscription(arbre, site):
    abonnement = abonner(site)
    site.reponses = [410] * 50
    pages.ressource(arbre.boite)
    passer()
    abonnement.refresh_from_db()
    assert (abonnement.actif, abonnement.derniere_erreur) == (False, sending.ARRETE)


def test_slow_site_is_given_up_in_time(arbre, site, monkeypatch):
    monkeypatch.setattr(sending, "DELAI_S", 0.2)
    abonner(site, evenements=["page.publiee"])
    site.lenteur = 1.0
    pages.ressource(arbre.boite)
    assert passer() == 0
    [row] = Livraison.objects.all()
    assert (row.code_http, row.erreur) == (
        None,
        "Le site n’a pas pris le message : aucune réponse dans le temps imparti.",
    )


def test_endless_answer_is_cut(arbre):
    served = []

    def endless(server):
        connection, _ = server.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
            try:
                while True:
                    served.append(connection.send(b"x" * 65_536))
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=endless, args=(server,), daemon=True)
        thread.start()
        Abonnement.objects.create(nom="Sans fin", url=f"http://127.0.0.1:{server.getsockname()[1]}/", evenements=[])
        pages.ressource(arbre.boite)
        Livraison.objects.all().delete()
        keep_journal()
        distribute()
        Livraison.objects.exclude(pk=Livraison.objects.order_by("id").first().pk).delete()
        assert send_due() == 1
        thread.join(timeout=5)
    assert sum(served) < 20_000_000


def test_after_three_days_a_message_is_set_aside_and_can_be_replayed(arbre, site):
    abonnement = abonner(site, evenements=["page.publiee"])
    pages.ressource(arbre.boite)
    site.reponses = [500]
    passer()
    now = timezone.now() + ABANDON
    with time_machine.travel(now, tick=False):
        assert give_up(now=now) == 1
        assert send_due() == 0
        assert etats() == [("page.publiee", "en_echec", 1, 500)]
        assert replay(abonnement=abonnement) == 1
        assert send_due() == 1
    assert etats() == [("page.publiee", "livree", 1, 204)]
    assert replay(abonnement=abonnement) == 0


def test_delays_grow_and_are_spread():
    rng = random.Random(3)
    spread = [delai_s(failures, rng) for failures in range(12)]
    assert all(
        0.8 * wanted <= got <= 1.2 * wanted
        for got, wanted in zip(spread, [*DELAIS_S, *[DELAIS_S[-1]] * 3], strict=True)
    )
    assert sum(DELAIS_S) < ABANDON.total_seconds()


# ── Secrets ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_both_secrets_are_good_for_a_day_after_a_change(arbre, site):
    abonnement = abonner(site, evenements=["page.publiee"])
    former = site.secret
    new = rotate_secret(abonnement=abonnement, now=timezone.now())
    assert new != former
    for secret in (former, new):
        site.secret = secret
        pages.ressource(arbre.boite)
        assert passer() == 1
    assert (site.refus, len(site.recus)) == ([], 2)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        site.secret = former
        pages.ressource(arbre.boite)
        passer()
    assert len(site.refus) == 1


def test_database_alone_gives_no_secret_away(site, settings):
    abonnement = abonner(site)
    row = Abonnement.objects.filter(pk=abonnement.pk).values().get()
    assert site.secret.removeprefix("whsec_") not in str(row)
    settings.SECRET_KEY = "another"
    assert secret_de(abonnement.sel) != site.secret


def test_logs_hold_neither_secret_nor_signature(arbre, site, caplog):
    abonner(site)
    site.reponses = [500]
    pages.ressource(arbre.boite)
    with caplog.at_level("DEBUG"):
        passer()
    assert "whsec_" not in caplog.text
    assert "v1," not in caplog.text


# ── Where messages may go ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://site.exemple.fr/messages", ""),
        ("http://site.exemple.fr/", "doit commencer par https://"),
        ("https://10.0.0.1/", "n’est pas publique"),
        ("https://169.254.169.254/latest/", "n’est pas publique"),
        ("https://[::1]/", "n’est pas publique"),
        ("https://127.0.0.1/", "n’est pas publique"),
        ("https://0x7f.1/", "n’est pas publique"),
        ("https://site.exemple.fr:22/", "port n’est pas permis"),
        ("ftp://site.exemple.fr/", "incomplète ou mal écrite"),
        ("site.exemple.fr", "incomplète ou mal écrite"),
        ("", "incomplète ou mal écrite"),
    ],
)
def test_address_is_judged_as_it_is_typed(settings, url, said):
    settings.LINKS_ALLOW_LOOPBACK = False
    refus = refus_de_cible(url)
    assert (said in refus) if said else (refus == "")
    if said:
        with pytest.raises(ValidationError):
            Abonnement(nom="x", url=url).full_clean()


def test_address_is_judged_again_when_it_is_called(arbre, site, settings):
    abonner(site, evenements=["page.publiee"])
    pages.ressource(arbre.boite)
    settings.LINKS_ALLOW_LOOPBACK = False
    assert passer() == 0
    assert site.recus == []
    Abonnement.objects.update(url="https://localhost/messages")
    plus_tard(0)
    assert send_due() == 0
    [row] = Livraison.objects.all()
    assert row.erreur == "Le site n’a pas pris le message : adresse non publique."


def test_try_says_whether_the_site_answers(arbre, site):
    abonnement = abonner(site, evenements=["lien.etat"])
    distribution.essai(abonnement)
    assert send_due() == 1
    assert [(message["type"], message["data"]) for _, message in site.recus] == [("essai", {"abonnement": "Site"})]
