import subprocess
import sys

import pytest

from tests.patience import wait_until


def test_answer_is_waited_for_as_long_as_it_takes():
    answers = iter([False, [], "there"])
    assert wait_until(lambda: next(answers), pause=0) == "there"


def test_process_that_ends_without_it_is_told_with_its_last_words():
    with (
        subprocess.Popen([sys.executable, "-c", "exit(3)"]) as process,
        pytest.raises(AssertionError, match=r"ended with 3\nthe last words"),
    ):
        wait_until(lambda: False, process=process, told=lambda: "the last words")


def test_what_a_process_did_last_counts_though_it_has_ended():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        assert wait_until(lambda: True, process=process) is True
