"""What rings and what is drawn asks for measures that are there, under the names that they have."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from cms.eyes import requests
from cms.eyes.measures import GAUGES
from ground.wake import wake
from tests.factories import pages
from tests.resources import insist
from workers import heart

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
RULES, BOARD = DEPLOY / "prometheus/odd17.yml", DEPLOY / "grafana/odd17.json"
NAMED = re.compile(r"\bodd17_\w+")


def rules():
    [group] = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return group["rules"]


def panels():
    return [one for one in json.loads(BOARD.read_text(encoding="utf-8"))["panels"] if one["type"] != "row"]


@pytest.fixture
def measured(db, settings, tmp_path, monkeypatch):
    """The names of all samples that a site has which answers, and has a backup and an index."""
    settings.METRICS_TOKEN, settings.BACKUP_DIR = "jeton", str(tmp_path)
    monkeypatch.setattr("cms.eyes.measures.age_and_size", lambda: (60.0, 1_000))
    pages.ressource(pages.arbre().boite)
    requests.REQUESTS.labels("none", "GET", "200", "no").inc()
    requests.TIMES.labels("none").observe(0.1)
    heart.beat()
    wake("links.claim")
    answer = Client().get("/sante/mesures/", headers={"Authorization": "Bearer jeton"})
    return {one.name for family in text_string_to_metric_families(answer.content.decode()) for one in family.samples}


def test_all_that_is_asked_for_is_measured(measured):
    asked = {name for rule in rules() for name in NAMED.findall(rule["expr"])}
    asked |= {name for one in panels() for target in one["targets"] for name in NAMED.findall(target["expr"])}
    # What nobody knows of an index that was never written has no line.
    assert asked - measured - {name for name, *_ in GAUGES} == set()
    assert len(asked) > 20


def test_each_rule_says_what_it_is_and_what_to_do_and_each_panel_has_its_place():
    for rule in rules():
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}, rule["alert"]
        assert rule["labels"]["severity"] in ("page", "warn")
        assert all(rule["annotations"][word] for word in ("summary", "action"))
    places = [tuple(one["gridPos"][side] for side in "xy") for one in panels()]
    assert len(places) == len(set(places))
    assert all(one["gridPos"]["x"] + one["gridPos"]["w"] <= 24 for one in panels())


def test_promtool_takes_the_rules_and_the_job(tmp_path):
    program = shutil.which("promtool")
    if program is None:
        insist("needs promtool: apt-get install prometheus")
    (tmp_path / "odd17-token").write_text("jeton")
    jobs = (DEPLOY / "prometheus/scrape.yml").read_text(encoding="utf-8")
    jobs = jobs.replace("/etc/prometheus/odd17-token", str(tmp_path / "odd17-token"))
    config = tmp_path / "prometheus.yml"
    config.write_text(f"rule_files: [{RULES}]\nscrape_configs:\n" + jobs)
    done = subprocess.run([program, "check", "config", str(config)], capture_output=True, text=True)
    assert (done.returncode, "15 rules found" in done.stdout) == (0, True), done.stdout + done.stderr
