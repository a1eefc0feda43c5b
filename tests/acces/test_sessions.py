"""Sessions are listed and ended by their owner, and what protects an account asks again."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from acces.models import Session
from acces.sessions.listing import device_in_words, sessions_of
from acces.tasks import prune_sessions
from tests.acces.accounts import PASSWORD, account, code_of, sign_in, with_application
from tests.factories import pages

pytestmark = pytest.mark.django_db
SECURITY = "/admin/connexion/"
VERIFY = "/admin/connexion/verifier/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML) Version/18.0 Safari/604.1"


@pytest.fixture
def user():
    pages.arbre()
    return account()


def opened(agent=FIREFOX, name="jeanne"):
    client = Client(headers={"user-agent": agent})
    assert sign_in(client, name).status_code == 302
    return client


def is_in(client):
    return client.get("/admin/").status_code == 200


def test_sessions_are_listed_with_what_their_owner_recognises(user, time_machine):
    time_machine.move_to("2026-11-23 10:00:00+00:00", tick=False)
    opened(SAFARI)
    time_machine.shift(60)
    mine = opened()
    opened(name=account("paul").username)
    listed = sessions_of(user, this=mine.session.session_key)
    assert [(one.device, one.is_this_one, f"{one.opened:%H:%M}") for one in listed] == [
        ("Firefox sur Windows", True, "10:01"),
        ("Safari sur iPhone", False, "10:00"),
    ]
    page = mine.get(SECURITY).content.decode()
    assert re.findall(r'<td class="title">(.*?)</td>', page) == ["Firefox sur Windows (celle-ci)", "Safari sur iPhone"]
    assert not any(row.session_key in page for row in Session.objects.all())


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (SAFARI, "Safari sur iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge sur Windows"),
        ("curl/8", "Un navigateur"),
        ("", "Un navigateur"),
    ],
)
def test_device_is_said_coarsely(rf, agent, words):
    assert device_in_words(rf.get("/", headers={"user-agent": agent})) == words


def test_one_session_is_ended_by_its_number(user):
    mine, other = opened(), opened(SAFARI)
    number = next(one.number for one in sessions_of(user, this=mine.session.session_key) if not one.is_this_one)
    assert mine.post(SECURITY, {"fermer": number})["Location"] == SECURITY
    assert (is_in(mine), is_in(other)) == (True, False)


def test_nobody_ends_the_session_of_another(user):
    mine, other = opened(), opened(name=account("paul").username)
    paul = User.objects.get(username="paul")
    mine.post(SECURITY, {"fermer": sessions_of(paul, this=None)[0].number})
    assert is_in(other)


def test_all_others_or_all_are_ended(user):
    mine, second, third = opened(), opened(), opened()
    mine.post(SECURITY, {"fermer": "autres"})
    assert [is_in(one) for one in (mine, second, third)] == [True, False, False]
    second = opened()
    mine.post(SECURITY, {"fermer": "toutes"})
    assert [is_in(one) for one in (mine, second)] == [False, False]
    assert Session.objects.filter(compte=user).count() == 0


def test_session_ends_when_it_was_not_used_and_lives_while_it_is(user, settings, time_machine):
    settings.SESSION_COOKIE_AGE = 14 * 86_400
    time_machine.move_to("2026-11-01 10:00:00+00:00", tick=False)
    used, idle = opened(), opened()
    for _ in range(3):
        time_machine.shift(10 * 86_400)
        assert is_in(used)
    assert not is_in(idle)


def test_use_is_noted_once_an_hour(user, time_machine, django_assert_num_queries):
    time_machine.move_to("2026-11-01 10:00:00+00:00", tick=False)
    mine = opened()

    def seen():
        return f"{Session.objects.get(compte=user).vue_le:%H:%M}"

    time_machine.shift(3_500)
    is_in(mine)
    assert seen() == "10:00"
    time_machine.shift(200)
    is_in(mine)
    assert seen() == "11:01"


def test_new_password_ends_other_sessions_and_keeps_this_one(user):
    mine, other = opened(), opened()
    page = mine.get("/admin/account/")
    said = {
        f"{form.prefix}-{name}": form[name].value() or ""
        for panels in page.context["panels_by_tab"].values()
        for panel in panels
        for form in [panel.get_form()]
        for name in form.fields
    }
    fresh = "un autre mot de passe"
    said |= {
        "name_email-first_name": "Jeanne",
        "name_email-last_name": "Martin",
        "password-old_password": PASSWORD,
        "password-new_password1": fresh,
        "password-new_password2": fresh,
    }
    assert mine.post("/admin/account/", said).status_code == 302
    assert (is_in(mine), is_in(other)) == (True, False)


def test_sessions_that_are_over_leave_and_others_stay(user, time_machine):
    time_machine.move_to("2026-11-01 10:00:00+00:00", tick=False)
    opened()
    Client().get("/admin/users/")
    time_machine.shift(10 * 86_400)
    mine = opened()
    time_machine.shift(5 * 86_400)
    prune_sessions()
    assert [row.session_key for row in Session.objects.all()] == [mine.session.session_key]


# ── Asking again ──

SENSITIVE = [
    *("/admin/account/", "/admin/api-tokens/new/", "/admin/users/new/", "/admin/groups/new/"),
    *("/admin/connexion/application/", "/admin/connexion/cle/"),
]


@pytest.mark.parametrize("address", SENSITIVE)
def test_what_protects_an_account_asks_again_after_a_while(user, time_machine, address):
    time_machine.move_to("2026-11-01 10:00:00+00:00", tick=False)
    mine = opened()
    assert mine.get(address).status_code == 200
    time_machine.shift(16 * 60)
    led = mine.get(address)
    assert (led.status_code, led["Location"].split("?")[0]) == (302, VERIFY)
    asked = mine.get(led["Location"])
    assert "Confirmez que c’est bien vous" in asked.content.decode()
    wrong = mine.post(VERIFY, {"mot_de_passe": "x", "next": address})
    assert "Ce mot de passe n’est pas le bon." in wrong.content.decode()
    done = mine.post(VERIFY, {"mot_de_passe": PASSWORD, "next": address})
    assert (done.status_code, done["Location"]) == (302, address)
    assert mine.get(address).status_code == 200


def test_other_screens_do_not_ask(user, time_machine):
    time_machine.move_to("2026-11-01 10:00:00+00:00", tick=False)
    mine = opened()
    time_machine.shift(16 * 60)
    assert [mine.get(one).status_code for one in ("/admin/", "/admin/pages/", "/admin/users/", SECURITY)] == [200] * 4


def test_form_that_was_opened_in_time_may_be_filled_in_without_haste(user, time_machine):
    time_machine.move_to("2026-11-01 10:00:00+00:00", tick=False)
    mine = opened()
    time_machine.shift(40 * 60)
    said = {"email": "noe@exemple.fr", "first_name": "Noé", "last_name": "Petit"}
    assert mine.post("/admin/users/new/", said)["Location"] == "/admin/users/"
    time_machine.shift(60 * 60)
    assert mine.post("/admin/users/new/", said)["Location"] == f"{VERIFY}?next=%2Fadmin%2Fusers%2Fnew%2F"


def test_who_has_a_second_factor_is_asked_for_it(user, time_machine):
    time_machine.move_to("2026-11-01 10:00:00+00:00", tick=False)
    device = with_application(user)
    mine = opened()
    mine.post(VERIFY, {"code": code_of(device)})
    time_machine.shift(16 * 60)
    assert mine.get("/admin/account/").status_code == 302
    page = mine.get(VERIFY).content.decode()
    assert ('name="code"' in page, "mot_de_passe" in page) == (True, False)
    assert mine.post(VERIFY, {"mot_de_passe": PASSWORD}).status_code == 200
    assert mine.get("/admin/account/").status_code == 302
    mine.post(VERIFY, {"code": code_of(device)})
    assert mine.get("/admin/account/").status_code == 200


def test_administrator_takes_away_the_factor_of_who_lost_it(user, letters, django_capture_on_commit_callbacks):
    paul = account("paul")
    with_application(paul)
    mine = opened()
    address = f"/admin/connexion/sans-facteur/{paul.pk}/"
    assert "de vive voix" in mine.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        mine.post(address)
    assert [(who, one.title) for who, one in letters] == [(paul, "Un second facteur a été retiré de votre compte")]
    assert is_in(opened(name="paul"))
