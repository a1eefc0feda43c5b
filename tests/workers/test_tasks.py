"""The names of tasks: what is scheduled and what is woken exists, and a name of before harms no worker."""

import ast
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from celery.signals import task_unknown
from django.conf import settings

from workers.celery import app

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    *(
        "acces",
        "taxonomy",
        "comite",
        "pages",
        "liens",
        "doublons",
        "qualite",
        "public",
        "search",
        "sheets",
        "adoc",
        "couverture",
        "propositions",
        "cap",
        "demo",
    ),
    *("workers", "headless", "parutions", "cms", "ground"),
)
#: Each task of ours and the queue on which it waits.
QUEUES = {
    "acces.prune_sessions": "celery",
    "backups.nightly": "celery",
    "cap.prune": "celery",
    "comite.prune_traces": "celery",
    "contenus.render_waiting": "celery",
    "doublons.compare": "celery",
    "journal.prune": "celery",
    "journal.write": "celery",
    "liens.continue_replacements": "celery",
    "lots.continue": "celery",
    "links.check_domains": "links",
    "links.check_now": "links-now",
    "links.check_run": "links",
    "links.claim": "links",
    "links.count_day": "links",
    "links.end_decisions": "links",
    "links.prune_mails": "links",
    "links.mails": "links",
    "links.prune": "links",
    "links.reports": "links",
    "links.write_alerts": "links",
    "pages.publish_scheduled": "celery",
    "pages.remind_reviewers": "celery",
    "parutions.publish_due": "celery",
    "propositions.prune": "celery",
    "qualite.examine": "celery",
    "search.ask_temoins": "index",
    "search.drain": "index",
    "search.expire": "index",
    "search.prune_visitors": "index",
    "search.reconcile": "index",
    "search.try_dead_again": "index",
    "sheets.advance": "celery",
    "webhooks.distribute": "webhooks",
    "webhooks.prune": "webhooks",
    "webhooks.send": "webhooks",
    "workers.beat": "celery",
}


@pytest.fixture(autouse=True)
def read():
    app.loader.import_default_modules()


def test_tasks_have_these_names_and_wait_on_these_queues():
    ours = [name for name in app.tasks if not name.startswith("celery.")]
    default = app.conf.task_default_queue
    routes = {name: app.amqp.router.route({}, name)["queue"] for name in ours}
    assert {name: getattr(queue, "name", None) or default for name, queue in routes.items()} == QUEUES


def test_every_scheduled_task_exists():
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled == set(QUEUES) - {"links.check_now", "links.check_run"}
    assert {name for name, entry in settings.CELERY_BEAT_SCHEDULE.items() if entry["task"] != name} == set()


def woken(tree):
    """The names that a module wakes: given to `wake` or to `partial(wake, …)`, as they are or by a constant."""
    texts = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = [ast.unparse(one) for one in (node.func, *node.args[:1])]
        given = node.args[:1] if called[0] == "wake" else node.args[1:2] if called == ["partial", "wake"] else []
        for one in given:
            yield one.value if isinstance(one, ast.Constant) else texts.get(ast.unparse(one), ast.unparse(one))


def test_every_task_that_is_woken_exists():
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    found = {name for path in files for name in woken(ast.parse(path.read_text("utf-8")))}
    assert found - {"TACHE_D_ENVOI"} == {
        *("contenus.render_waiting", "journal.write", "liens.continue_replacements", "links.claim", "links.mails"),
        *("doublons.compare", "links.check_domains", "lots.continue", "qualite.examine"),
        *("links.write_alerts", "search.drain", "sheets.advance", "webhooks.distribute", "webhooks.send"),
    }


def work(folder):
    """A worker with our settings, given a message of before and one of today: the unknown names, and what is left."""
    folders = {"data_folder_in": folder, "data_folder_out": folder, "control_folder": f"{folder}/control"}
    own = Celery("essai")
    own.config_from_object("django.conf:settings", namespace="CELERY")
    own.conf.update(
        broker_url="filesystem://localhost",
        broker_transport="workers.broker:FileTransport",
        broker_transport_options=folders | {"polling_interval": 0.01},
    )
    done, unknown = threading.Event(), []

    def note(name, **told):
        unknown.append(name)

    task_unknown.connect(note)
    own.task(done.set, name="essai.today")
    with start_worker(own, pool="solo", perform_ping_check=False, logfile=f"{folder}/log"):
        own.send_task("pages.tenir_le_journal")
        own.send_task("essai.today")
        return done.wait(60), unknown, [path.name for path in Path(folder).glob("*.msg*")]


def test_message_of_a_name_of_before_is_dropped_and_the_worker_goes_on(tmp_path):
    """An upgrade may leave one behind; what it asked for is in the database, and the schedule does it."""
    # A worker changes its whole process: it has one of its own.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(work, str(tmp_path)).result() == (True, ["pages.tenir_le_journal"], [])


OFTEN = sorted(
    one["task"]
    for one in settings.CELERY_BEAT_SCHEDULE.values()
    if isinstance(one["schedule"], float) or len(one["schedule"].hour) == 24
)


@pytest.mark.django_db
@pytest.mark.parametrize("name", OFTEN)
def test_task_that_comes_again_and_again_is_silent_where_nothing_is_to_be_done(name, caplog):
    caplog.set_level("INFO")
    app.tasks[name]()
    assert [one.getMessage() for one in caplog.records if one.levelname == "INFO"] == []
