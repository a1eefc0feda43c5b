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
        page, _, anchor = rule["annotations"]["chapter"].partition("#")
        chapters = re.findall(r"^## (.+)$", (DEPLOY.parent / page).read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in {one.lower().replace(" ", "-") for one in chapters}, rule["alert"]
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


def test_promtool_takes_what_the_dashboard_asks(tmp_path):
    program = shutil.which("promtool")
    if program is None:
        insist("needs promtool: apt-get install prometheus")
    asked = [target["expr"] for one in panels() for target in one["targets"]]
    written = [{"record": f"panel:{rank}", "expr": expr} for rank, expr in enumerate(asked)]
    as_rules = tmp_path / "panels.yml"
    as_rules.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": written}]}))
    done = subprocess.run([program, "check", "rules", str(as_rules)], capture_output=True, text=True)
    assert (done.returncode, f"{len(asked)} rules found" in done.stdout) == (0, True), done.stdout + done.stderr


HTTP = "odd17_http_requests_total"
TIMES = "odd17_http_request_seconds_bucket"
#: What Prometheus sees for three hours of a site that is well, a value a minute.
WELL = {
    'up{job="odd17"}': "1x180",
    "odd17_database_available": "1x180",
    HTTP + '{route="wagtail_serve",method="GET",status="200",kept="yes"}': "0+600x180",
    HTTP + '{route="none",method="GET",status="500",kept="no"}': "0+6x180",
    TIMES + '{route="wagtail_serve",le="2.5"}': "0+600x180",
    TIMES + '{route="wagtail_serve",le="10.0"}': "0+606x180",
    TIMES + '{route="wagtail_serve",le="+Inf"}': "0+606x180",
    TIMES + '{route="admin",le="2.5"}': "0+0x180",
    TIMES + '{route="admin",le="+Inf"}': "0+600x180",
    "odd17_work_last_seen_seconds": "20x180",
    'odd17_queue_oldest_seconds{queue="links"}': "30x180",
    'odd17_search_available{index="embarque"}': "1x180",
    'odd17_search_outbox_oldest_seconds{index="embarque"}': "5x180",
    'odd17_search_outbox_dead{index="embarque"}': "0x180",
    "odd17_links_oldest_due_seconds": "600x180",
    "odd17_mails_oldest_waiting_seconds": "0x180",
    "odd17_webhooks_oldest_waiting_seconds": "0x180",
    "odd17_backup_last_success_seconds": "50000x180",
    'odd17_disk_free_bytes{place="var"}': "50x180",
    'odd17_disk_size_bytes{place="var"}': "100x180",
    'odd17_sign_ins_failed_total{by="password"}': "0+1x180",
    'odd17_sign_ins_failed_total{by="too_many_passwords"}': "0x180",
}
GONE = dict.fromkeys(WELL)
#: What is otherwise, and all that rings then.
CASES = {
    "all is well": ({}, []),
    "nothing answers": ({**GONE, 'up{job="odd17"}': "0x180"}, ["SiteInjoignable"]),
    "database": ({"odd17_database_available": "0x180", "odd17_work_last_seen_seconds": None}, ["BaseInjoignable"]),
    "errors": ({HTTP + '{route="none",method="GET",status="500",kept="no"}': "0+60x180"}, ["ErreursDuSite"]),
    "one error at night": (
        {
            HTTP + '{route="wagtail_serve",method="GET",status="200",kept="yes"}': "0+1x180",
            HTTP + '{route="none",method="GET",status="500",kept="no"}': "0+1x180",
        },
        [],
    ),
    "slow": ({TIMES + '{route="wagtail_serve",le="2.5"}': "0+300x180"}, ["SiteLent"]),
    "work stopped": ({"odd17_work_last_seen_seconds": "0+60x180"}, ["TravailArrete"]),
    "work never began": ({"odd17_work_last_seen_seconds": None}, ["TravailArrete"]),
    "queue": ({'odd17_queue_oldest_seconds{queue="links"}': "0+60x180"}, ["TachesEnAttente"]),
    "index late": ({'odd17_search_outbox_oldest_seconds{index="embarque"}': "0+60x180"}, ["IndexEnRetard"]),
    "index given up": ({'odd17_search_outbox_dead{index="embarque"}': "3x180"}, ["IndexMisesAJourAbandonnees"]),
    "index away": ({'odd17_search_available{index="embarque"}': "0x180"}, ["RechercheIndisponible"]),
    "links": ({"odd17_links_oldest_due_seconds": "200000x180"}, ["LiensEnRetard"]),
    "mails": ({"odd17_mails_oldest_waiting_seconds": "8000x180"}, ["CourrielsEnAttente"]),
    "webhooks": ({"odd17_webhooks_oldest_waiting_seconds": "90000x180"}, ["MessagesAuxAbonnesEnAttente"]),
    "old backup": ({"odd17_backup_last_success_seconds": "120000x180"}, ["SauvegardeTropVieille"]),
    "no backup": ({"odd17_backup_last_success_seconds": None}, ["SauvegardeTropVieille"]),
    "disk": ({'odd17_disk_free_bytes{place="var"}': "5x180"}, ["DisqueBientotPlein"]),
    "sign-ins of two kinds": (
        {
            'odd17_sign_ins_failed_total{by="password"}': "0+4x180",
            'odd17_sign_ins_failed_total{by="too_many_passwords"}': "0+4x180",
        },
        ["ConnexionsRefusees"],
    ),
}


def played(name, otherwise, ringing):
    """One group of `promtool test rules`: what rings after three hours."""
    series = {key: values for key, values in {**WELL, **otherwise}.items() if values is not None}
    expected = [{"labels": f'{{alertname="{one}"}}', "value": 1} for one in ringing]
    asked = 'count by (alertname) (ALERTS{alertstate="firing"})'
    return {
        "name": name,
        "interval": "1m",
        "input_series": [{"series": key, "values": values} for key, values in series.items()],
        "promql_expr_test": [{"expr": asked, "eval_time": "3h", "exp_samples": expected}],
    }


def test_each_rule_rings_for_its_fault_alone_and_none_for_a_site_that_is_well(tmp_path):
    program = shutil.which("promtool")
    if program is None:
        insist("needs promtool: apt-get install prometheus")
    groups = [played(name, *case) for name, case in CASES.items()]
    plays = tmp_path / "plays.yml"
    plays.write_text(yaml.safe_dump({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": groups}))
    done = subprocess.run([program, "test", "rules", str(plays)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {rule["alert"] for rule in rules()} == {one for _, ringing in CASES.values() for one in ringing}
