"""The runner of findings, on tiny scripts that install nothing."""

import time

import pytest

from scripts.findings import FOLDER, main

MOVED = 'echo "changed: this was seen before"; exit 1'


@pytest.fixture
def folder(tmp_path):
    """A folder of scripts: `folder(name=text, …)`."""

    def plant(**scripts):
        for name, text in scripts.items():
            (tmp_path / f"{name}.sh").write_text(f"{text}\n", encoding="utf-8")
        return tmp_path

    return plant


def timeless(said):
    return [line.rsplit(" (", 1)[0] if line.endswith(" s)") else line for line in said.splitlines()]


def test_findings_that_hold_are_counted(folder, capsys):
    code = main([], folder=folder(a="echo version 1", b="echo version 2"))
    assert (code, timeless(capsys.readouterr().out)) == (
        0,
        [
            "[1/2] a …",
            "    version 1",
            "    as it was",
            "[2/2] b …",
            "    version 2",
            "    as it was",
            "2 findings: 2 as it was",
        ],
    )


def test_finding_that_has_changed_is_named_and_the_others_run(folder, capsys):
    code = main([], folder=folder(a=MOVED, b="echo version 2"))
    assert (code, timeless(capsys.readouterr().out)) == (
        1,
        [
            "[1/2] a …",
            "    changed: this was seen before",
            "    changed",
            "[2/2] b …",
            "    version 2",
            "    as it was",
            "2 findings: 1 as it was, 1 changed (a)",
        ],
    )


def test_finding_that_could_not_be_installed_is_no_change(folder, capsys):
    code = main([], folder=folder(a="echo no network >&2; exit 2"))
    assert (code, capsys.readouterr().out.splitlines()[-1]) == (1, "1 findings: 1 could not run (a)")


def test_only_what_is_named_runs(folder, capsys):
    code = main(["b"], folder=folder(a=MOVED, b="true"))
    assert (code, capsys.readouterr().out.splitlines()[-1]) == (0, "1 findings: 1 as it was")


def test_unknown_name_is_told_with_those_that_exist(folder, capsys):
    code = main(["c"], folder=folder(a="true", b="true"))
    assert (code, capsys.readouterr().out) == (2, "No such finding: c. There are: a, b.\n")


def test_script_that_takes_too_long_is_ended_with_what_it_started(folder, capsys):
    # What it started holds its output open: were it left alone, the runner would read on until it ends.
    began = time.monotonic()
    code = main([], folder=folder(a="sleep 600 & sleep 600"), patience=2)
    assert (code, capsys.readouterr().out.splitlines()[-1], time.monotonic() - began < 300) == (
        1,
        "1 findings: 1 took too long (a)",
        True,
    )


def test_every_finding_has_a_head_and_is_in_the_list():
    scripts = sorted(FOLDER.glob("*.sh"))
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    heads = [path.read_text(encoding="utf-8").split("\nset -eu\n")[0] for path in scripts]
    told = [
        (path.name, [word for word in ("Expected", "Seen", "Instead") if f"# {word}" not in head])
        for path, head in zip(scripts, heads, strict=True)
    ]
    listed = [path.name for path in scripts if f"| `findings/{path.name}` |" in readme]
    assert (told, listed) == ([(path.name, []) for path in scripts], [path.name for path in scripts])
