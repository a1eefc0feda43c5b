"""Links to partners’ desks: given, opened, withdrawn, over; what a scanner of mails changes: nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.eyes.logs import sans_secrets
from comite.enums import RoleComite as Role
from comite.refusing import RuleError
from ground.secrets import empreinte
from propositions.accesses.noting import ENTERED, GIVEN, WITHDRAWN
from propositions.models import AccesDePartenaire, PropositionDePartenaire
from tests.addresses import every_address
from tests.propositions.site import editor, entered, form_of, given, logged_in, words

pytestmark = pytest.mark.django_db
HOME = "/espace-partenaire/"


def entries():
    """(action, account, data) of the log of links, the oldest first."""
    return [
        (one.action, one.user_id, one.data)
        for one in ModelLogEntry.objects.filter(action__in=[GIVEN, ENTERED, WITHDRAWN]).order_by("pk")
    ]


def test_a_link_is_given_copied_once_used_and_withdrawn_and_each_is_noted(site):
    with time_machine.travel("2026-03-02T10:00:00+01:00", tick=False):
        admin = logged_in(site.people.comptes[Role.EDITEUR])
        said = {
            "partenaire": site.agence.pk,
            "organisation": site.people.notre.pk,
            "place": site.tree.boite.pk,
            "jours": 60,
        }
        answer = admin.post(reverse("espace_donner"), said, follow=True)
        new = answer.context["nouveau"]
        access = AccesDePartenaire.objects.get()
        secret = new["lien"].rstrip("/").rsplit("/", 1)[1]
        assert (new["partenaire"], new["fin"].replace("\u00a0", " ")) == ("Agence fictive du lien", "1er mai 2026")
        assert (new["courriel"].startswith("mailto:?subject="), secret in new["courriel"]) == (True, True)
        assert admin.get(reverse("espace_acces")).context["nouveau"] is None
        assert (access.empreinte, access.donne_par, access.organisation) == (
            empreinte(secret), editor(site), site.people.notre.pk,
        )  # fmt: skip
        assert access.expire_le - access.donne_le == timedelta(days=60)
        client = entered(secret)
        assert client.get(HOME).status_code == 200
        access.refresh_from_db()
        assert access.utilise_le == timezone.now()
        admin.post(reverse("espace_retirer", args=[access.pk]))
        assert client.get(HOME).status_code == 403
        assert Client().get(new["lien"]).status_code == 410
        of = {"partenaire": "Agence fictive du lien", "organisation": site.people.notre.pk}
        by = editor(site).pk
        assert entries() == [
            (GIVEN, by, {**of, "fin": "01/05/2026"}),
            (ENTERED, None, of),
            (WITHDRAWN, by, of),
        ]
        log = logged_in(site.people.comptes[Role.RELECTEUR]).get(reverse("journal"))
        assert "Agence fictive du lien est entré dans son espace" in words(log)


def test_a_link_is_over_on_its_day_and_a_session_after_eight_hours(site):
    with time_machine.travel("2026-03-02T10:00:00+01:00", tick=False) as clock:
        _, secret = given(site, days=15)
        client = entered(secret)
        clock.move_to("2026-03-02T17:59:00+01:00")
        assert client.get(HOME).status_code == 200
        clock.move_to("2026-03-02T18:01:00+01:00")
        assert client.get(HOME).status_code == 403
        clock.move_to("2026-03-17T09:59:00+01:00")
        client = entered(secret)
        clock.move_to("2026-03-17T10:01:00+01:00")
        assert (client.get(HOME).status_code, Client().post(f"{HOME}entrer/{secret}/").status_code) == (403, 410)


def test_a_cookie_of_another_make_opens_nothing(site):
    access, secret = given(site)
    client = entered(secret)
    cookie = client.cookies["espace"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", HOME, 28800)
    assert secret not in cookie.value
    forged = Client()
    for value in ("", "1", str(access.pk), cookie.value[:-1] + ("A" if cookie.value[-1] != "A" else "B")):
        forged.cookies["espace"] = value
        assert forged.get(HOME).status_code == 403


def test_the_secret_goes_to_no_log_no_referrer_no_cache_and_no_index(site):
    _, secret = given(site)
    address = f"{HOME}entrer/{secret}/"
    for answer in (Client().get(address), entered(secret).get(HOME)):
        told = [answer[name] for name in ("Referrer-Policy", "Cache-Control", "X-Robots-Tag", "X-Frame-Options")]
        assert told == ["strict-origin", "no-store", "noindex, nofollow", "DENY"]
    assert sans_secrets(f'"GET {address} HTTP/1.1" 200') == f'"GET {HOME}entrer/…/ HTTP/1.1" 200'
    assert secret not in Client().post(address)["Location"]


def test_who_tries_many_links_is_asked_to_wait(site):
    client = Client()
    tried = [client.get(f"{HOME}entrer/{'A' * 22}/").status_code for _ in range(31)]
    assert tried == [404] * 30 + [429]


def rows_of_every_table():
    """Every row of every table, as text."""
    return {
        model._meta.label: sorted(map(str, model._base_manager.values_list()))
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }


def test_a_scanner_that_opens_every_address_of_the_desk_changes_no_row_of_any_table(site):
    _, secret = given(site)
    client = entered(secret)
    client.post(f"{HOME}valables/", {"seule": site.ours.pk, "jeton": "a" * 20})
    sheet = SimpleUploadedFile("a.csv", b"Titre;Nature\nUn;Guide\n")
    client.post(f"{HOME}feuille/", {**form_of(client, f"{HOME}feuille/"), "fichier": sheet})
    assert PropositionDePartenaire.objects.count() == 2
    known = {"secret": secret, "page_id": site.ours.pk, "forme": "csv"}
    before = rows_of_every_table()
    opened = set()
    addresses = [one for one in every_address() if one.route.startswith("espace-partenaire/")]
    for one in addresses:
        for pk in PropositionDePartenaire.objects.values_list("pk", flat=True):
            for browser in (client, Client()):
                path = one.path(lambda name, pk=pk: known.get(name, pk))
                for method in ("get", "head", "options"):
                    opened.add((one.route, getattr(browser, method)(path).status_code))
    assert rows_of_every_table() == before
    assert {(route.removeprefix("espace-partenaire/"), status) for route, status in opened} == {
        ("", 200), ("", 403), ("", 405), ("entrer/<str:secret>/", 200), ("entrer/<str:secret>/", 405), ("sortir/", 405),
        ("valables/", 405), ("ressources/<int:page_id>/corriger/", 200), ("ressources/<int:page_id>/corriger/", 403),
        ("ressources/<int:page_id>/corriger/", 405), ("proposer/", 200), ("proposer/", 403), ("proposer/", 405),
        ("feuille/", 200), ("feuille/", 403), ("feuille/", 405), ("feuille/modele.<slug:forme>", 200),
        ("feuille/modele.<slug:forme>", 403), ("feuille/modele.<slug:forme>", 405), ("propositions/", 200),
        ("propositions/", 403), ("propositions/", 405), ("propositions/<int:pk>/", 200),
        ("propositions/<int:pk>/", 403),
        ("propositions/<int:pk>/", 405),
    }  # fmt: skip


def test_forms_without_their_token_are_refused(site):
    _, secret = given(site)
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"{HOME}entrer/{secret}/").status_code == 403
    assert AccesDePartenaire.objects.get().utilise_le is None


GIVES = {Role.EDITEUR: "ours", Role.RELECTEUR: "ours", Role.SECRETARIAT: "none", Role.ADMINISTRATEUR: "all"}


@pytest.mark.parametrize("role", Role)
def test_who_gives_links_is_who_accepts_proposals(site, role):
    client = logged_in(site.people.comptes[role])
    got = set()
    for name, organisation in (("ours", site.people.notre.pk), ("theirs", site.people.autre.pk), ("none", "")):
        said = {"partenaire": site.agence.pk, "organisation": organisation, "place": site.tree.boite.pk, "jours": 30}
        client.post(reverse("espace_donner"), said)
        if AccesDePartenaire.objects.exists():
            got.add(name)
        AccesDePartenaire.objects.all().delete()
    expected = {"ours": {"ours"}, "none": {"none"}, "all": {"ours", "theirs", "none"}}
    assert got == expected.get(GIVES.get(role, ""), set())


def test_whoever_asks_the_rule_of_giving_itself_is_refused_too(site):
    for role, organisation in ((Role.CONTRIBUTEUR, site.people.notre), (Role.EDITEUR, site.people.autre)):
        with pytest.raises(RuleError, match="Votre compte ne donne pas d’accès"):
            given(site, by=editor(site, role), organisation=organisation)
    assert AccesDePartenaire.objects.count() == 0


@pytest.mark.parametrize("role", Role)
def test_who_withdraws_a_link_is_who_could_have_given_it(site, role):
    client = logged_in(site.people.comptes[role])
    administrator = editor(site, Role.ADMINISTRATEUR)
    got = set()
    for name, organisation in (("ours", site.people.notre), ("theirs", site.people.autre)):
        access, _ = given(site, organisation=organisation, by=administrator)
        client.post(reverse("espace_retirer", args=[access.pk]))
        access.refresh_from_db()
        if access.retire_le is not None:
            got.add(name)
    expected = {"ours": {"ours"}, "all": {"ours", "theirs"}}
    assert got == expected.get(GIVES.get(role, ""), set())
    if role in GIVES:
        assert client.get(reverse("espace_retirer", args=[access.pk])).status_code in (302, 403)
