"""The broker of files under several processes that write and read at once."""

import json
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

import workers.broker
from workers.arrivals import Arrivals
from workers.celery import app

MESSAGES = 400
PRODUCERS = 3


@pytest.fixture(autouse=True)
def nothing_declared():
    """Kombu remembers in the whole process what it declared; each test has a folder of its own."""
    workers.broker.FileTransport.global_state.clear()


def connection(folder):
    folders = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder / "control")}
    return Connection(
        "filesystem://",
        transport="workers.broker:FileTransport",
        transport_options=folders | {"polling_interval": 0.001},
    )


def produce(folder, producer):
    with connection(folder) as broker, broker.SimpleQueue("essais") as queue:
        for number in range(MESSAGES):
            queue.put([producer, number, "x" * 20_000])


def is_empty(folder):
    return not any(folder.glob("*.msg"))


def consume(folder, expected, nothing_more_comes=is_empty):
    """What one consumer read: so many messages, or as many as there were once nothing more could come."""
    found = []
    with connection(folder) as broker, broker.SimpleQueue("essais") as queue:
        while len(found) < expected:
            last = nothing_more_comes(folder)
            try:
                message = queue.get(timeout=0.1)
            except Empty:
                if last:
                    break
                continue
            message.ack()
            found.append(tuple(message.payload[:2]))
    return found


def test_celery_uses_it_on_one_machine(settings):
    if settings.REDIS_URL:
        pytest.skip("Redis is the broker of the cluster profile")
    assert app.connection_for_write().transport_cls == "workers.broker:FileTransport"
    assert isinstance(app.connection_for_write().default_channel, workers.broker.Channel)


def test_messages_of_several_processes_arrive_whole_and_in_their_order(tmp_path):
    context = get_context("spawn")
    producers = [context.Process(target=produce, args=(tmp_path, number)) for number in range(PRODUCERS)]
    for each in producers:
        each.start()
    found = consume(tmp_path, PRODUCERS * MESSAGES, lambda _: not any(each.is_alive() for each in producers))
    for each in producers:
        each.join()
    assert [each.exitcode for each in producers] == [0] * PRODUCERS
    assert [[number for producer, number in found if producer == wanted] for wanted in range(PRODUCERS)] == [
        list(range(MESSAGES))
    ] * PRODUCERS
    assert [path.name for path in tmp_path.glob("*.*") if path.is_file()] == []


def test_each_message_reaches_one_of_two_consumers(tmp_path):
    produce(tmp_path, 0)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        both = [pool.submit(consume, tmp_path, MESSAGES) for _ in range(2)]
        found = [number for each in both for _, number in each.result()]
    assert sorted(found) == list(range(MESSAGES))


def test_a_message_bears_its_name_once_it_is_whole(tmp_path, monkeypatch):
    seen = []
    rename = Path.rename

    def look_first(self, target):
        seen.append(([path.name for path in tmp_path.glob("*.msg")], json.loads(self.read_text())["body"]))
        return rename(self, target)

    with connection(tmp_path) as broker:
        channel = broker.channel()
        monkeypatch.setattr(Path, "rename", look_first)
        channel._put("essais", {"body": "entier"})
    assert seen == [([], "entier")]
    assert len(list(tmp_path.glob("*.essais.msg"))) == 1


def test_a_table_of_queues_is_never_seen_empty(tmp_path):
    with connection(tmp_path) as broker, ThreadPoolExecutor(8) as pool:
        channels = [broker.channel() for _ in range(8)]
        list(pool.map(lambda pair: pair[1]._queue_bind("echange", "", "", f"file{pair[0]}"), enumerate(channels)))
        assert sorted(row.queue for row in channels[0].get_table("echange")) == [f"file{n}" for n in range(8)]


def test_message_that_arrives_ends_the_wait(tmp_path, monkeypatch):
    """Nobody looks at the folder twice for it: the system tells."""
    waits = []
    wait = Arrivals.wait

    def put_then_wait(self, seconds):
        if not waits:
            with connection(tmp_path) as other, other.SimpleQueue("essais") as queue:
                queue.put("un message")
        waits.append(wait(self, seconds))
        return waits[-1]

    monkeypatch.setattr(Arrivals, "wait", put_then_wait)
    monkeypatch.setattr(workers.broker.time, "sleep", lambda seconds: pytest.fail("it looks instead"))
    with connection(tmp_path) as broker, broker.SimpleQueue("essais") as queue:
        assert queue.get(timeout=60).payload == "un message"
    assert waits
    assert all(waits)


def test_where_nothing_is_told_the_folder_is_looked_at(tmp_path, monkeypatch):
    looks = []

    def put_then_look(seconds):
        looks.append(seconds)
        if len(looks) == 2:
            with connection(tmp_path) as other, other.SimpleQueue("essais") as queue:
                queue.put("un message")

    monkeypatch.setattr(Arrivals, "of", lambda folder: None)
    monkeypatch.setattr(workers.broker.time, "sleep", put_then_look)
    with connection(tmp_path) as broker, broker.SimpleQueue("essais") as queue:
        assert queue.get(timeout=60).payload == "un message"
    assert looks == [0.001, 0.001]


def test_consumer_that_may_take_no_more_looks_again_soon(tmp_path, monkeypatch):
    """No file tells that a message was acknowledged."""
    monkeypatch.setattr(Arrivals, "wait", lambda self, seconds: pytest.fail("it waits for a file"))
    with connection(tmp_path) as broker, broker.SimpleQueue("essais") as queue:
        queue.put("un")
        queue.put("deux")
        queue.consumer.qos(prefetch_count=1)
        first = queue.get(timeout=60)

        def acknowledged(seconds):
            first.ack()

        monkeypatch.setattr(workers.broker.time, "sleep", acknowledged)
        assert queue.get(timeout=60).payload == "deux"


def test_nothing_comes(tmp_path):
    with connection(tmp_path) as broker, broker.SimpleQueue("essais") as queue, pytest.raises(Empty):
        queue.get(timeout=0.01)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of arrivals")
def test_arrivals_are_told_once_and_what_is_watched_can_be_let_go(tmp_path):
    watched = Arrivals.of(str(tmp_path))
    scratch = tmp_path / "scratch"
    scratch.write_text("half", encoding="utf-8")
    assert watched.wait(0) is False
    scratch.rename(tmp_path / "whole")
    assert (watched.wait(10), watched.wait(0)) == (True, False)
    watched.close()
    assert Arrivals.of(str(tmp_path / "nowhere")) is None
