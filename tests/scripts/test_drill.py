"""The drill: what it counts, whom it hurts, and that what it starts it ends."""

import os
import smtplib
import subprocess
import sys
from collections import Counter
from email.message import EmailMessage

import pytest

from scripts.bench.place import free_port
from scripts.drill.__main__ import by_needs
from scripts.drill.faults import FAULTS
from scripts.drill.stack import CLUSTER, EMBEDDED, Kept, Stack
from scripts.drill.visitors import API, PAGE, PATHS, SEARCH, Answered, Told, told
from tests.patience import wait_until


def test_what_visitors_were_answered_is_summed_by_pages_and_others():
    seen = [
        Answered(PAGE, "/", 200, 0.1),
        Answered(PAGE, "/", 503, 0.2),
        Answered(PAGE, "/cap/", 0, 30.0),
        Answered(SEARCH, "/recherche/", 503, 1.0),
        Answered(API, "/api/v3/", 429, 0.1),
    ]
    broken = Counter({("/", 503): 1, ("/cap/", 0): 1, ("/recherche/", 503): 1})
    assert told(seen) == Told(
        answers=5,
        broken_pages=2,
        broken_others=1,
        slowest=30.0,
        broken=broken,
    )
    assert told([]) == Told(answers=0, broken_pages=0, broken_others=0, slowest=0.0, broken=Counter())


def test_each_fault_has_its_own_name_and_one_of_our_profiles():
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names))
    assert {profile for fault in FAULTS for profile in fault.profiles} == {EMBEDDED, CLUSTER}


def test_visitors_ask_pages_searches_and_the_api():
    assert {kind for kind, _ in PATHS} == {PAGE, SEARCH, API}


@pytest.fixture
def sleeper(tmp_path):
    log = tmp_path / "log"
    kept = Kept("essai", [sys.executable, "-c", "import time; time.sleep(3600)"], dict(os.environ), log)
    yield kept
    kept.end()
    assert kept.process.poll() is not None


def state_of(pid):
    done = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True)
    return done.stdout.strip()[:1]


@pytest.fixture
def stack(tmp_path, sleeper):
    found = Stack(EMBEDDED, tmp_path)
    found.var.mkdir()
    found.kept = dict.fromkeys(("web", "worker", "beat", "mail server"), sleeper)
    yield found
    found.door.close()


def fault(name):
    return next(one for one in FAULTS if one.name == name)


def test_process_that_hangs_goes_on_and_one_that_is_killed_is_started_again(sleeper, stack):
    pids = sleeper.pids
    fault("worker hung").begin(stack)
    wait_until(lambda: state_of(pids[0]) == "T")
    fault("worker hung").end(stack)
    wait_until(lambda: state_of(pids[0]) == "S")

    fault("worker killed").begin(stack)
    wait_until(lambda: sleeper.pids not in ([], pids))
    wait_until(lambda: state_of(sleeper.pids[0]) == "S")


def test_server_is_stopped_and_started_by_its_keeper(stack, monkeypatch):
    done = []
    monkeypatch.setattr(stack, "stop_server", lambda name: done.append(("stop", name)))
    monkeypatch.setattr(stack, "start_servers", lambda: done.append("start"))
    fault("redis stopped").begin(stack)
    fault("redis stopped").end(stack)
    assert done == [("stop", "redis"), "start"]


def test_what_is_held_stays_away_until_it_may_come_back_a_day_later(sleeper, stack):
    fault("worker and beat away for a day").begin(stack)
    assert sleeper.pids == []
    fault("worker and beat away for a day").end(stack)
    wait_until(lambda: sleeper.pids != [])
    assert (stack.folder / "clock").read_text() == "86400"


def test_what_this_machine_cannot_do_is_left_out_and_said(monkeypatch, capsys):
    monkeypatch.setattr("scripts.drill.__main__.can_set_clocks", lambda: False)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    plain = [one for one in FAULTS if not one.needs_clock and not one.needs_disk]
    assert by_needs(list(FAULTS)) == [((False, False), plain)]
    said = capsys.readouterr().out
    assert (said.count("environment-dev"), said.count("root")) == (2, 1)


def test_mail_server_writes_down_what_it_took(tmp_path):
    port, book = free_port(), tmp_path / "mails"
    command = [sys.executable, "-m", "scripts.drill.mailbox", str(port), str(book)]
    kept = Kept("mail", command, dict(os.environ), tmp_path / "log")
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Été", "a@exemple.invalid", "b@exemple.invalid"
    message.set_content("Bonjour\n.\n")
    try:
        wait_until(lambda: is_sent(port, message))
        assert book.read_text(encoding="utf-8") == "Été\n"
    finally:
        kept.end()


def is_sent(port, message):
    try:
        with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as server:
            return server.send_message(message) == {}
    except OSError:
        return False
