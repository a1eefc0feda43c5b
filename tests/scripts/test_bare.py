"""The trial of the installation: what it types is what the documentation says."""

import os
from pathlib import Path

import pytest

from scripts.demo.console import DemoError
from scripts.install import bare

ROOT = Path(__file__).resolve().parents[2]


def test_documented_commands_are_typed_word_for_word():
    lines = bare.commands((ROOT / "docs/operations.md").read_text(encoding="utf-8"))
    assert bare.as_typed(lines, repository="/srv/odd17.git").splitlines() == [
        "apt-get update",
        "apt-get install git make python3-venv nginx",
        "git clone /srv/odd17.git odd17 && cd odd17",
        "make install NAME=www.exemple.fr",
        "odd17-manage createsuperuser --noinput",
    ]


def test_documentation_without_commands_is_told():
    with pytest.raises(DemoError, match="ne dit plus comment"):
        bare.commands("# Running the service\n")


@pytest.mark.parametrize(
    ("account", "there", "words"),
    [
        (1000, "/usr/sbin/debootstrap", "Il faut être root."),
        (0, None, "Il faut être root, et installer : apt-get install debootstrap util-linux git"),
    ],
)
def test_what_is_missing_is_said(monkeypatch, capsys, account, there, words):
    monkeypatch.setattr(os, "geteuid", lambda: account)
    monkeypatch.setattr(bare.shutil, "which", lambda name: there)
    assert (bare.main([]), capsys.readouterr().err.strip()) == (1, f"✗ {words}")
