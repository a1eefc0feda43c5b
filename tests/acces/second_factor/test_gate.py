"""Whoever has not given the second factor is a stranger at every door."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from acces.second_factor import factors
from tests.acces.accounts import account, code_of, shown, sign_in, with_application
from tests.factories import pages

pytestmark = pytest.mark.django_db
VERIFY = "/admin/connexion/verifier/"
SECURITY = "/admin/connexion/"


@pytest.fixture(autouse=True)
def site():
    return pages.arbre()


def asked(client):
    """Signed in as far as the second factor."""
    user = account()
    device = with_application(user)
    assert sign_in(client).status_code == 302
    return user, device


def test_without_a_second_factor_the_password_opens_the_admin(client):
    account()
    assert sign_in(client)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_password_alone_leads_to_the_second_factor_and_on_to_where_one_was_going(client):
    _, device = asked(client)
    client.get("/admin/pages/")
    led = client.get("/admin/pages/", follow=True)
    assert led.redirect_chain == [
        ("/admin/login/?next=/admin/pages/", 302),
        (f"{VERIFY}?next=%2Fadmin%2Fpages%2F", 302),
    ]
    done = client.post(VERIFY, {"code": code_of(device), "next": "/admin/pages/"})
    assert (done.status_code, done["Location"]) == (302, "/admin/pages/")
    assert client.get("/admin/pages/").status_code == 200


DOORS = [
    *(
        "/admin/",
        "/admin/pages/",
        "/admin/account/",
        "/admin/api-tokens/",
        "/admin/users/",
        "/admin/reports/site-history/",
    ),
    *("/admin/connexion/", "/admin/connexion/application/", "/admin/connexion/codes/", "/admin/connexion/cle/"),
    *("/admin/connexion/retirer/application/1/", "/admin/api/main/pages/"),
]


@pytest.mark.parametrize("door", DOORS)
def test_every_door_is_closed_before_the_second_factor(client, door):
    asked(client)
    for answer in (client.get(door), client.post(door)):
        assert answer.status_code in (302, 403, 405), door
        assert answer.status_code != 302 or re.match(r"/admin/(login/|connexion/verifier/)", answer["Location"]), door


def test_pages_of_the_site_take_who_is_asked_for_a_stranger(client, site):
    asked(client)
    assert client.get("/").context["request"].user.is_anonymous


def test_wrong_next_page_leads_home(client):
    _, device = asked(client)
    done = client.post(VERIFY, {"code": code_of(device), "next": "https://ailleurs.example/"})
    assert done["Location"] == "/admin/"


def test_code_serves_once(client):
    _, device = asked(client)
    code = code_of(device)
    assert client.post(VERIFY, {"code": code}).status_code == 302
    other = Client()
    sign_in(other)
    assert other.post(VERIFY, {"code": code}).status_code == 200


def test_wrong_codes_wait_longer_each_time(client, time_machine):
    time_machine.move_to("2026-11-23 10:00:00+00:00", tick=False)
    _, device = asked(client)
    said = [client.post(VERIFY, {"code": "000000"}).content.decode()]
    time_machine.shift(1.5)
    said.append(client.post(VERIFY, {"code": "000000"}).content.decode())
    assert [re.search(r"Le prochain ne sera lu que dans ([^.]+)\.", one)[1] for one in said] == [
        "une seconde",
        "2\u00a0secondes",
    ]
    assert client.post(VERIFY, {"code": code_of(device)}).status_code == 200
    time_machine.shift(3)
    assert client.post(VERIFY, {"code": code_of(device)}).status_code == 302


def test_code_of_another_account_does_not_open_mine(client):
    asked(client)
    other = with_application(account("paul"))
    assert client.post(VERIFY, {"code": code_of(other)}).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_code_for_emergencies_serves_once_and_its_owner_is_told(client, django_capture_on_commit_callbacks, letters):
    user, _ = asked(client)
    code = factors.new_codes(user)[3]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(VERIFY, {"code": f" {code.upper()} "}).status_code == 302
    assert factors.codes_left(user) == 9
    assert [(who.pk, one.title) for who, one in letters] == [(user.pk, "Un code de secours a servi")]
    assert letters[0][1].sentences[0].endswith("Il vous en reste 9.")
    other = Client()
    sign_in(other)
    assert other.post(VERIFY, {"code": code}).status_code == 200


def test_codes_for_emergencies_are_kept_as_digests_of_one_account():
    user, other = account(), account("paul")
    code = factors.new_codes(user)[0]
    assert factors.digest_of(user, code) != factors.digest_of(other, code)
    kept = user.staticdevice_set.get().token_set.values_list("token", flat=True)
    assert code.replace("-", "") not in kept
    assert factors.digest_of(user, code) in kept


def test_logging_out_is_possible_before_the_second_factor(client):
    asked(client)
    assert client.post("/admin/logout/")["Location"] == "/admin/login/"
    assert client.get("/admin/login/").status_code == 200


def test_new_password_by_mail_does_not_replace_the_second_factor(client):
    user, _ = asked(client)
    client.post("/admin/logout/")
    user.set_password("encore un autre")
    user.save()
    sign_in(client, password="encore un autre")
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


# ── Required of some ──


def test_administrators_of_whom_one_is_required_add_it_before_anything_else(client, settings):
    settings.SECOND_FACTOR_OF = ["administrateurs"]
    account()
    sign_in(client)
    led = client.get("/admin/pages/", follow=True)
    assert led.redirect_chain[-1] == (SECURITY, 302)
    assert "Votre rôle en demande un" in led.content.decode()
    page = client.get("/admin/connexion/application/").content.decode()
    key = re.search(r'class="odd17-clef">([A-Z2-7 ]+)<', page)[1]
    added = client.post("/admin/connexion/application/", {"code": shown(key), "nom": "Téléphone"}, follow=True)
    assert len(re.findall(r"<li><code>[a-z2-9]{5}-[a-z2-9]{5}</code>", added.content.decode())) == 10
    assert client.get("/admin/pages/").status_code == 200


def test_members_of_a_named_group_need_one_and_others_do_not(client, settings):
    settings.SECOND_FACTOR_OF = ["Relecteurs du Comité"]
    account()
    sign_in(client)
    assert client.get("/admin/").status_code == 200
    reviewer = account("paul", is_superuser=False)
    reviewer.groups.add(Group.objects.get_or_create(name="Relecteurs du Comité")[0])
    other = Client()
    sign_in(other, "paul")
    assert other.get("/admin/")["Location"] == "/admin/login/?next=/admin/"


def test_rule_that_comes_while_somebody_works_holds_from_the_next_page_on(client, settings):
    account()
    sign_in(client)
    assert client.get("/admin/").status_code == 200
    settings.SECOND_FACTOR_OF = ["administrateurs"]
    assert client.get("/admin/").status_code == 302


def test_who_needs_none_costs_no_query_more(settings):
    user = account()
    without = [
        one for one in settings.MIDDLEWARE if one not in ("acces.gate.Gate", "django_otp.middleware.OTPMiddleware")
    ]

    def queries():
        client = Client()
        client.force_login(user)
        client.get("/admin/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/admin/").status_code == 200
        return len(asked)

    before = queries()
    settings.MIDDLEWARE = without
    assert queries() == before
