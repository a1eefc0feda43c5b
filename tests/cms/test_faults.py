"""What visitors are told while the database, Redis or the disk is away, and before there is content."""

import logging
import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.utils import timezone
from limits import parse
from wagtail.models import Page, Site

from cms import health
from cms.cache import ForgivingFileCache
from ground import wake as waking
from ground.edges import rates
from ground.machine.breaker import REDIS, Breaker, LeftAloneError
from ground.machine.sparing import SparingLog
from ground.news.chain import RedisNews
from ground.news.places import NewsAwayError
from scripts.bench.place import free_port
from search.enums import Cible
from search.index.models import EtatMoteur
from tests.disks import fill, small_disk
from tests.factories import pages
from workers import heart
from workers.models import Battement

MIB = 1024 * 1024


def raising(exc):
    def raised(*args, **kwargs):
        raise exc

    return raised


@pytest.fixture
def stranger():
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "exc", [OperationalError("server closed the connection unexpectedly"), InterfaceError("connection already closed")]
)
def test_database_that_is_away_is_a_503_with_a_sentence_and_when_to_come_back(stranger, monkeypatch, exc):
    monkeypatch.setattr("public.page_context.contexte_de_page", raising(exc))
    monkeypatch.setattr("wagtail.models.Site.find_for_request", raising(exc))
    page, call = stranger.get("/nulle-part/"), stranger.get("/api/v3/pages/")
    sentence = (
        "La base de données ne répond pas. Rien de ce qui a été enregistré n’est perdu\u00a0: recommencez dans 30"
    )

    assert (page.status_code, page["Retry-After"], sentence in page.content.decode()) == (503, "30", True)
    assert (call.status_code, call["Retry-After"], sentence in call.json()["detail"]) == (503, "30", True)
    assert (page["Cache-Control"], "carnet" in page.content.decode()) == ("no-store", False)


@pytest.mark.django_db
def test_error_of_ours_stays_a_500(stranger, monkeypatch):
    monkeypatch.setattr("wagtail.models.Site.find_for_request", raising(OperationalError("no such table: page")))
    assert stranger.get("/nulle-part/").status_code == 500
    monkeypatch.setattr("wagtail.models.Site.find_for_request", raising(RuntimeError("un défaut")))
    assert stranger.get("/nulle-part/").status_code == 500


@pytest.mark.django_db
def test_measures_say_that_the_database_is_away_instead_of_failing(client, settings, monkeypatch):
    settings.METRICS_TOKEN = "jeton-des-mesures"
    heart.beat()
    asked = {"headers": {"Authorization": "Bearer jeton-des-mesures"}}
    before = client.get("/sante/mesures/", **asked).content.decode()
    monkeypatch.setattr("cms.eyes.measures.suivis", raising(OperationalError("away")))
    after = client.get("/sante/mesures/", **asked)

    assert ("odd17_database_available 1.0" in before, "odd17_work_last_seen_seconds 0." in before) == (True, True)
    assert (after.status_code, "odd17_database_available 0.0" in after.content.decode()) == (200, True)


@pytest.mark.django_db
def test_site_without_content_says_so(client):
    Page.objects.filter(depth__gt=1).delete()
    home = Page.objects.get(depth=1).add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    answer = client.get("/")

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "Le site est installé et n’a pas encore de contenu." in answer.content.decode()


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "petit", "1m") as place:
        yield place


def test_cache_of_files_forgives_a_full_disk(disk):
    kept = ForgivingFileCache(str(disk / "cache"), {})
    kept.set("a", 1)
    ballast = fill(disk)
    large = "x" * MIB
    kept.set("b", large)

    assert (kept.get("a"), kept.get("b", "rien"), kept.add("c", large), kept.touch("b")) == (1, "rien", True, False)
    assert (kept.set_many({"d": large}), kept.get_or_set("e", large)) == ([], large)
    ballast.unlink()
    kept.set("b", 2)
    assert kept.get("b") == 2


@pytest.mark.django_db
def test_pages_answer_while_the_cache_cannot_be_written(settings, client):
    pages.arbre()
    settings.CACHES = {"default": {"BACKEND": "cms.cache.ForgivingFileCache", "LOCATION": "/dev/null/cache"}}

    assert {path: client.get(path).status_code for path in ("/", "/recherche/", "/cap/")} == {
        "/": 200,
        "/recherche/": 200,
        "/cap/": 200,
    }


def test_breaker_lets_one_ask_again_after_its_rest():
    now = [0.0]
    breaker = Breaker(rest=5.0, clock=lambda: now[0])

    def ask(fails=False):
        try:
            with breaker.asking(OSError):
                if fails:
                    raise OSError("away")
        except LeftAloneError:
            return "left alone"
        except OSError:
            return "away"
        return "answered"

    said = [ask(), ask(fails=True), ask()]
    now[0] = 5.0
    with breaker.asking(OSError):
        said.append(ask())
    said += [ask(), ask(fails=True)]
    now[0] = 9.9
    said.append(ask())
    now[0] = 10.0
    said.append(ask())
    assert said == ["answered", "away", "left alone", "left alone", "answered", "away", "left alone", "answered"]


def test_breaker_takes_an_error_of_another_kind_for_no_outage():
    breaker = Breaker()
    with pytest.raises(ValueError, match="autre"), breaker.asking(OSError):
        raise ValueError("autre")
    with breaker.asking(OSError):
        pass


def test_log_says_once_a_minute_what_happens_often(caplog):
    now = [0.0]
    log = SparingLog(logging.getLogger("essai"), every=60.0, clock=lambda: now[0])
    for moment in (0.0, 1.0, 59.0, 60.0, 61.0):
        now[0] = moment
        log.warning("get", "away: %s", moment)
    log.warning("set", "away: %s", "set")

    assert [record.getMessage() for record in caplog.records] == [
        "away: 0.0",
        "away: 60.0 (and 2 times more before)",
        "away: set",
    ]


@pytest.mark.django_db
def test_stopped_schedule_and_hindered_index_are_not_ready(client):
    def parts():
        return {name: health.answers(name, check) for name, check in health.PARTS.items() if name != "index"}

    assert parts() == {"base": True, "file": True, "ecriture": True, "travail": False}
    heart.beat()
    assert parts() == {"base": True, "file": True, "ecriture": True, "travail": True}
    Battement.objects.update(le=timezone.now() - timedelta(seconds=heart.LATE + 1))
    EtatMoteur.objects.create(cible=Cible.PRINCIPAL, empeche_le=timezone.now() - timedelta(minutes=3))
    assert parts() == {"base": True, "file": True, "ecriture": False, "travail": False}
    answer = client.get("/sante/pret/")
    assert (answer.status_code, answer.json()["etat"]) == (503, "indisponible")


@pytest.fixture
def redis_server(tmp_path, settings):
    """A Redis of the test's own, and the process to stop."""
    settings.REDIS_URL = settings.RATE_STORAGE = ""
    port = free_port()
    try:
        process = subprocess.Popen(
            ["redis-server", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(tmp_path)],
            stdout=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("redis-server is not installed")
    settings.REDIS_URL = settings.RATE_STORAGE = f"redis://127.0.0.1:{port}/0"
    settings.CACHES = {"default": {"BACKEND": "cms.cache.ForgivingRedisCache", "LOCATION": settings.REDIS_URL}}
    forget()
    deadline = time.monotonic() + 60
    while not health.answers("file", health.check_broker):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield process
    process.send_signal(signal.SIGCONT)
    process.terminate()
    process.wait()
    forget()


def forget():
    for one in (rates.minutes, rates.moments, rates._storage):
        one.cache_clear()
    for breaker in (REDIS, waking.BROKER):
        breaker.close()


def asked():
    """(what each use of Redis gave, how often somebody waited for it)."""
    found = cache.get("rien", "sans"), rates.count(parse("10/minute"), "essai") is not None
    try:
        RedisNews().read(None)
    except NewsAwayError:
        return *found, "away"
    except Exception as exc:  # noqa: BLE001  a thread that is lost is an answer
        return *found, type(exc).__name__
    return *found, "read"


def test_redis_that_hangs_is_waited_for_once_and_left_alone(redis_server):
    assert asked() == ("sans", True, "ThreadLostError")
    redis_server.send_signal(signal.SIGSTOP)
    with ThreadPoolExecutor(8) as visitors:
        began = time.monotonic()
        answers = list(visitors.map(lambda _: asked(), range(100)))
        took = time.monotonic() - began
    redis_server.send_signal(signal.SIGCONT)

    assert set(answers) == {("sans", False, "away")}
    # A hundred visitors that waited a second each, eight at a time, three uses: 37 seconds.
    assert took < 20
    REDIS.close()
    assert asked()[:2] == ("sans", True)
