"""News of what is out of date: heard by every process, before the change is seen and after it, and none is missed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from ground.news import reading, telling
from ground.news.chain import RedisNews
from ground.news.places import FileNews, NewsAwayError, ThreadLostError
from ground.news.reading import Watch
from ground.news.telling import AFTER, BEFORE, line_of, tell
from tests.patience import wait_until

A, B = frozenset({"a"}), frozenset({"b"})


@pytest.fixture
def file(tmp_path):
    return FileNews(tmp_path / "nouvelles")


@pytest.fixture
def one_place(file, monkeypatch):
    """This process writes where the watches of the test read."""
    monkeypatch.setattr(telling, "place", lambda: file)
    return file


def lost(place, mark):
    with pytest.raises(ThreadLostError) as caught:
        place.read(mark)
    return caught.value.mark, caught.value.lines


def test_file_gives_what_was_written_since(file):
    mark, lines = lost(file, None)
    assert lines == []
    assert file.read(mark) == (mark, [])
    file.write("one")
    file.write("two")
    mark, lines = file.read(mark)
    assert (lines, file.read(mark)) == (["one", "two"], (mark, []))


def test_line_that_is_half_written_is_read_when_it_is_whole(file):
    mark, _ = lost(file, None)
    with file.path.open("ab") as other:
        other.write(b"- - half")
        other.flush()
        mark, lines = file.read(mark)
        assert lines == []
        other.write(b" whole\n")
    assert file.read(mark)[1] == ["- - half whole"]


def test_file_that_is_begun_again_says_so_to_who_read_the_old_one(file, monkeypatch):
    mark, _ = lost(file, None)
    monkeypatch.setattr(FileNews, "BYTES_AT_MOST", 10)
    file.write("one")
    file.write("two")
    now, lines = lost(file, mark)
    assert lines == ["two"]
    file.path.unlink()
    assert lost(file, now)[1] == []


def test_many_writers_lose_no_line(file):
    mark, _ = lost(file, None)
    writers = [threading.Thread(target=lambda n=n: [file.write(f"{n}-{turn}") for turn in range(50)]) for n in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert sorted(file.read(mark)[1]) == sorted(f"{n}-{turn}" for n in range(4) for turn in range(50))


def test_place_that_cannot_be_read_is_away(tmp_path):
    with pytest.raises(NewsAwayError):
        FileNews(tmp_path / "gone" / "nouvelles").read(None)
    with pytest.raises(NewsAwayError):
        FileNews(tmp_path / "gone" / "nouvelles").write("one")


@pytest.mark.cluster
def test_chain_in_redis_gives_what_was_written_since_and_says_when_it_is_broken(settings):
    place = RedisNews(settings.REDIS_URL)
    place._redis.delete(place.HEAD)
    mark, lines = lost(place, None)
    assert (mark, lines) == ("", [])
    mark, lines = lost(place, mark)
    assert lines == [""]
    assert place.read(mark) == (mark, [])
    place.write("one")
    place.write("two")
    between, lines = place.read(mark)
    assert lines == ["one", "two"]
    assert place.read(between) == (between, [])
    place._redis.delete(place.HEAD)
    place.write("three")
    assert lost(place, between)[1] == ["three"]


@pytest.mark.cluster
def test_name_in_redis_without_its_news_is_taken_for_something_missed(settings):
    place = RedisNews(settings.REDIS_URL)
    place.write("one")
    try:
        mark, _ = place.read(None)
    except ThreadLostError as caught:
        mark = caught.mark
    place._redis.set(place.HEAD, "a name that is about to get its news")
    again, lines = lost(place, mark)
    assert (again, lines) == ("", [])
    assert lost(place, again)[1] == [""]


def test_what_is_told_is_out_of_date_and_nothing_else(one_place):
    watch = Watch(one_place)
    since = watch.look()
    tell_now(one_place, "a")
    now = watch.look()
    assert [watch.is_fresh(when, keys) for when in (since, now) for keys in (A, B)] == [False, True, True, True]


def tell_now(place, *keys):
    place.write(line_of(AFTER, "", keys))


def test_nothing_is_fresh_while_a_change_is_under_way_nor_what_was_made_of_it_meanwhile(one_place):
    watch = Watch(one_place)
    before = watch.look()
    one_place.write(line_of(BEFORE, "t1", A))
    one_place.write(line_of(BEFORE, "t2", A))
    during = watch.look()
    assert [watch.is_fresh(when, keys) for when in (before, during) for keys in (A, B)] == [False, True, False, True]
    one_place.write(line_of(AFTER, "t1", A))
    between = watch.look()
    assert not watch.is_fresh(between, A)
    one_place.write(line_of(AFTER, "t2", A))
    after = watch.look()
    assert [watch.is_fresh(when, A) for when in (before, during, between, after)] == [False, False, False, True]


def test_change_of_which_nothing_more_is_heard_is_taken_for_done(one_place, monkeypatch):
    watch = Watch(one_place)
    before = watch.look()
    monkeypatch.setattr(reading, "PATIENCE", -1.0)
    one_place.write(line_of(BEFORE, "killed", A))
    now = watch.look()
    assert [watch.is_fresh(when, keys) for when in (before, now) for keys in (A, B)] == [False, True, True, True]


def test_nothing_is_fresh_after_something_was_missed_or_while_the_news_are_away(one_place, monkeypatch):
    watch = Watch(one_place)
    before = watch.look()
    one_place.path.unlink()
    now = watch.look()
    assert (watch.is_fresh(before, B), watch.is_fresh(now, B)) == (False, True)
    monkeypatch.setattr(one_place, "read", away)
    assert watch.look() == 0
    monkeypatch.undo()
    assert not watch.is_fresh(now, B)


def away(*args):
    raise NewsAwayError("away")


def test_list_of_what_changed_ends_somewhere(one_place, monkeypatch):
    watch = Watch(one_place)
    before = watch.look()
    monkeypatch.setattr(reading, "NAMES_AT_MOST", 2)
    tell_now(one_place, "a", "c", "d")
    watch.look()
    assert not watch.is_fresh(before, B)


@pytest.mark.django_db(transaction=True)
def test_transaction_tells_before_it_ends_and_after_its_commit_each_thing_once(one_place):
    mark, _ = lost(one_place, None)
    with transaction.atomic():
        tell("a")
        tell("a")
        with transaction.atomic():
            tell("a", "b")
        mark, during = one_place.read(mark)
    _, after = one_place.read(mark)
    assert [line.split()[0] for line in during] == [BEFORE, BEFORE]
    assert sorted(line.split()[1] for line in during) == sorted(line.split()[1] for line in after)
    assert [line.split()[2:] for line in after] == [["a"], ["a", "b"]]


@pytest.mark.django_db(transaction=True)
def test_what_is_told_outside_of_transactions_holds_at_once_and_what_is_rolled_back_waits_for_its_end(one_place):
    mark, _ = lost(one_place, None)
    tell("a")
    mark, lines = one_place.read(mark)
    assert lines == [line_of(AFTER, "", A)]
    with transaction.atomic():
        tell("b")
        transaction.set_rollback(True)
    _, lines = one_place.read(mark)
    assert [line.split()[0] for line in lines] == [BEFORE]
    assert connection.run_on_commit == []


def test_what_could_not_be_told_is_told_with_the_next_look(one_place, monkeypatch):
    watch = Watch(one_place)
    before = watch.look()
    elsewhere = Watch(one_place)
    since = elsewhere.look()
    monkeypatch.setattr(one_place, "write", away)
    telling._write(AFTER, "", A)
    assert watch.look() == 0
    monkeypatch.undo()
    monkeypatch.setattr(telling, "place", lambda: one_place)
    assert watch.look()
    assert (watch.is_fresh(before, A), telling._owed) == (False, set())
    elsewhere.look()
    assert (elsewhere.is_fresh(since, A), elsewhere.is_fresh(since, B)) == (False, True)


def test_what_could_not_be_told_is_told_by_a_process_that_is_asked_for_nothing(one_place, monkeypatch):
    elsewhere = Watch(one_place)
    since = elsewhere.look()
    monkeypatch.setattr(telling, "AGAIN", 0.01)
    monkeypatch.setattr(telling, "place", lambda: one_place)
    with monkeypatch.context() as outage:
        outage.setattr(one_place, "write", away)
        telling._write(AFTER, "", A)
        assert telling._owed == A
    wait_until(lambda: not telling._owed)
    elsewhere.look()
    assert (elsewhere.is_fresh(since, A), elsewhere.is_fresh(since, B)) == (False, True)


@pytest.fixture(params=["file", pytest.param("redis", marks=pytest.mark.cluster)])
def place(request, file, settings):
    """Each of the two."""
    return file if request.param == "file" else RedisNews(settings.REDIS_URL)


def test_who_reads_while_others_write_misses_nothing(place):
    place.write("first")
    mark, _ = lost(place, None)
    seen, written = [], [line_of(AFTER, "", {f"page-{rank}"}) for rank in range(300)]
    begin = Event()

    def write():
        begin.wait()
        for line in written:
            place.write(line)

    with ThreadPoolExecutor(1) as writer:
        writing = writer.submit(write)
        begin.set()
        while not writing.done() or len(seen) < len(written):
            mark, lines = place.read(mark)
            seen += lines
    assert seen == written
