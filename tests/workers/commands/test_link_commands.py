"""The two commands that need no database."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from workers.links.listing import name_server

SERVER = "une adresse IP est attendue, suivie ou non de :PORT (1 à 65535)"
ROOT = Path(__file__).parents[3]

KEYS = ["url", "class", "state", "status", "final_url", "chain", "elapsed_ms", "bytes_read", "reason"]


def run_check(monkeypatch, capsys, text, *options):
    given = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
    code = 0
    try:
        call_command("check_urls", *options)
    except SystemExit as exc:
        code = exc.code
    printed = capsys.readouterr()
    return code, [json.loads(line) for line in printed.out.splitlines()], printed.err


def test_check_urls_prints_a_line_of_json_for_each_url(monkeypatch, capsys):
    urls = "# liste\nmailto:a@exemple.fr\n\nhttp://10.0.0.1/\n"
    code, lines, progress = run_check(monkeypatch, capsys, urls, "--json", "--concurrency", "2")

    assert code == 0
    assert [list(line) for line in lines] == [KEYS, KEYS]
    assert {line["url"]: (line["class"], line["state"]) for line in lines} == {
        "mailto:a@exemple.fr": ("unsupported", "inverifiable"),
        "http://10.0.0.1/": ("unsafe_target", "danger"),
    }
    assert progress == "2 adresses vérifiées au total\n"


def test_check_urls_exits_with_1_when_something_is_surely_broken(monkeypatch, capsys):
    code, [line], _ = run_check(monkeypatch, capsys, "http://\n")

    assert (code, line["class"], line["state"]) == (1, "invalid_url", "casse")


def test_check_urls_allows_loopback_when_told_to(monkeypatch, capsys):
    code, [line], _ = run_check(monkeypatch, capsys, "http://127.0.0.1:1/\n", "--allow-loopback")

    assert (code, line["class"], line["state"]) == (0, "refused", "suspect")


def test_check_urls_shows_no_password(monkeypatch, capsys):
    _, [line], _ = run_check(monkeypatch, capsys, "http://moi:secret@127.0.0.1:1/\n", "--allow-loopback")

    assert "secret" not in json.dumps(line)


def test_simulate_link_prints_the_states_of_a_plan(tmp_path, capsys):
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps([{"class": "ok"}, {"class": "gone", "after_hours": 48}, {"class": "ok"}]))
    call_command("simulate_link", "--plan", str(plan))

    assert [line.split("échecs")[0].split() for line in capsys.readouterr().out.splitlines()] == [
        ["05/01/2026", "08:00", "Fonctionne", "Fonctionne"],
        ["07/01/2026", "08:00", "Page", "introuvable", "À", "confirmer"],
        ["07/01/2026", "09:04", "Fonctionne", "Fonctionne"],
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "ce n’est pas du JSON (ligne 1, colonne 1)"),
        ("{}x", "ce n’est pas du JSON (ligne 1, colonne 3)"),
        ("[" * 200_000, "trop de listes les unes dans les autres"),
        ("{}", 'une liste d’observations est attendue, par exemple [{"class": "ok"}, {"class": "gone"}]'),
        ('["ok"]', 'observation 1 : un objet est attendu, par exemple {"class": "ok"}'),
        ('[{"class": "ok", "statut": 200}]', "observation 1 : « statut » est inconnu ; sont possibles : class, "),
        ('[{"class": "ok"}, {}]', "observation 2 : « class » manque ; attendu : l’une de : ok, "),
        ('[{"class": "inconnue"}]', 'observation 1 : « class » vaut "inconnue" ; attendu : l’une de : ok, '),
        ('[{"class": ["ok"]}]', 'observation 1 : « class » vaut ["ok"] ; attendu : l’une de : ok, '),
        (
            '[{"class": "ok", "after_hours": -1}]',
            "observation 1 : « after_hours » vaut -1 ; attendu : un nombre d’heures",
        ),
        (
            '[{"class": "ok", "after_hours": NaN}]',
            "observation 1 : « after_hours » vaut NaN ; attendu : un nombre d’heures",
        ),
        ('[{"class": "ok", "after_hours": 1e99}]', "observation 1 : « after_hours » vaut 1e+99 ; attendu : un nombre"),
        ('[{"class": "ok", "signals": ["rien"]}]', 'observation 1 : « signals » vaut ["rien"] ; attendu : une liste'),
        ('[{"class": "ok", "retry_after_s": "1"}]', 'observation 1 : « retry_after_s » vaut "1" ; attendu : un nombre'),
        ('[{"class": "ok", "status": 20}]', "observation 1 : « status » vaut 20 ; attendu : un code HTTP"),
    ],
)
def test_simulate_link_says_what_is_wrong_with_a_plan(tmp_path, text, problem):
    plan = tmp_path / "plan.json"
    plan.write_text(text)

    with pytest.raises(CommandError) as caught:
        call_command("simulate_link", "--plan", str(plan))
    assert str(caught.value).startswith(f"Plan illisible : {problem}")


def test_simulate_link_says_when_there_is_no_plan(tmp_path):
    with pytest.raises(CommandError, match=r"^Plan illisible : ce fichier n’existe pas"):
        call_command("simulate_link", "--plan", str(tmp_path / "absent.json"))


def test_simulate_link_reads_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO('[{"class": "gone", "status": 410}]'))
    call_command("simulate_link", "--plan", "-")

    assert capsys.readouterr().out.startswith("05/01/2026 08:00  Page introuvable")


LIST = (
    b"\xef\xbb\xbf# une liste de Windows\r\n\r\n  http://10.0.0.1/  \r\nmailto:a@exemple.fr\rftp://exemple.fr/\n"
    b"http://10.0.0.1/\nhttp://10.0.0.2/d\xe9j\xe0\nhttp://10.0.0.2/\xc3\xa9\n\x00\nhttp://[::1\nmailto:b@exemple.fr"
)


def test_check_urls_takes_lists_as_they_are(monkeypatch, capsys):
    code, lines, _ = run_check(monkeypatch, capsys, LIST)

    assert code == 1
    assert sorted((line["url"], line["class"]) for line in lines) == [
        ("", "invalid_url"),
        ("ftp://exemple.fr/", "unsupported"),
        ("http://10.0.0.1/", "unsafe_target"),
        ("http://10.0.0.2/déjà", "unsafe_target"),
        ("http://10.0.0.2/é", "unsafe_target"),
        ("http://[::1", "invalid_url"),
        ("mailto:a@exemple.fr", "unsupported"),
        ("mailto:b@exemple.fr", "unsupported"),
    ]


def test_check_urls_bounds_a_line_without_end(monkeypatch, capsys):
    code, [line, other], _ = run_check(
        monkeypatch, capsys, b"http://a/" + b"a" * 5_000_000 + b"\nmailto:a@exemple.fr\n"
    )

    assert (code, line["class"], line["reason"]) == (1, "invalid_url", "adresse trop longue")
    assert (len(line["url"]) < 5000, other["class"]) == (True, "unsupported")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--concurrency", "0"], "0 : un nombre de 1 à 500 est attendu"),
        (["--concurrency", "deux"], "deux : un nombre de 1 à 500 est attendu"),
        (
            ["--nameserver", "dns.exemple.fr"],
            f"dns.exemple.fr : {SERVER}",
        ),
        (
            ["--nameserver", "127.0.0.1:99999"],
            f"127.0.0.1:99999 : {SERVER}",
        ),
        (["--ca-file", "/absent.pem"], "/absent.pem : ce fichier n’existe pas"),
    ],
)
def test_check_urls_says_what_is_wrong_with_an_option(options, problem):
    with pytest.raises(CommandError) as caught:
        call_command("check_urls", *options)
    assert str(caught.value).endswith(problem)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1", ("127.0.0.1", 0)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("::1", ("::1", 0)),
        ("[::1]:5353", ("::1", 5353)),
    ],
)
def test_name_servers(text, expected):
    assert name_server(text) == expected


COMMANDS = [["manage.py", "check_urls", "--json"], ["-m", "workers.links", "--json"]]


@pytest.mark.parametrize("command", COMMANDS, ids=["manage.py", "library"])
def test_check_urls_as_a_stranger_runs_it(command):
    """Without a database that answers, without UTF-8 in the environment, with a reader that leaves early."""
    environment = os.environ | {"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c", "LC_ALL": "C", "PYTHONUTF8": "0"}
    run = subprocess.run(
        [sys.executable, *command], input=LIST, capture_output=True, env=environment, cwd=ROOT, check=False
    )

    assert run.returncode == 1
    assert {list(json.loads(line)) == KEYS for line in run.stdout.decode().splitlines()} == {True}
    assert run.stderr.decode("unicode_escape") == "8 adresses vérifiées, dont 2 à coup sûr cassées au total\n"


def test_check_urls_answers_before_its_list_ends():
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([sys.executable, "-m", "workers.links"], cwd=ROOT, **pipes) as process:
        process.stdin.write(b"http://10.0.0.1/\n")
        process.stdin.flush()
        first = json.loads(process.stdout.readline())
        process.stdin.write(b"http://10.0.0.2/\n")
        rest, _ = process.communicate()
    assert (first["url"], json.loads(rest)["url"], process.returncode) == ("http://10.0.0.1/", "http://10.0.0.2/", 0)


@pytest.mark.parametrize("lines", [10_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_check_urls_streams_any_number_of_lines_within_bounded_memory(lines):
    # VmHWM is this program's own peak, where ru_maxrss begins with that of the process that forked it.
    script = (
        "import re, sys; from workers.links.__main__ import main; code = main(); "
        "sys.stderr.write(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]); sys.exit(code)"
    )
    many = "".join(f"http://10.{n >> 16}.{n >> 8 & 255}.{n & 255}/une/adresse/assez/longue\n" for n in range(lines))
    run = subprocess.run(
        [sys.executable, "-c", script], input=many.encode(), capture_output=True, cwd=ROOT, check=False
    )

    *_, last, kib = run.stderr.decode().splitlines()
    assert (run.returncode, run.stdout.count(b"\n"), last) == (0, lines, f"{lines} adresses vérifiées au total")
    assert int(kib) < 100 * 1024
