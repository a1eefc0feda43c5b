"""The two commands that need no database."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

KEYS = ["url", "class", "state", "status", "final_url", "chain", "elapsed_ms", "bytes_read", "reason"]


def run_check(monkeypatch, capsys, text, *options):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
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


@pytest.mark.parametrize("text", ["", "{}x", '[{"class": "inconnue"}]', "[{}]", '["ok"]'])
def test_simulate_link_refuses_an_unreadable_plan(tmp_path, text):
    plan = tmp_path / "plan.json"
    plan.write_text(text)

    with pytest.raises(CommandError, match="Plan illisible"):
        call_command("simulate_link", "--plan", str(plan))
