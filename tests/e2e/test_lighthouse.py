"""Lighthouse's accessibility on the walk, its result and the C.A.P.: 100 on a phone, nothing less."""

import json
import os
import subprocess

import pytest

from tests.node import LIGHTHOUSE, installed
from tests.patience import LAST_RESORT
from tests.resources import chromium

pytestmark = [pytest.mark.e2e, pytest.mark.long]


def look_at(url, tmp_path):
    """(the score out of 100, what fell short) of a page."""
    program = installed(LIGHTHOUSE) / "node_modules" / "lighthouse" / "cli" / "index.js"
    report = tmp_path / "report.json"
    command = ["node", str(program), url, "--only-categories=accessibility", "--quiet", "--output=json"]
    command += [f"--output-path={report}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    environment = os.environ | {"CHROME_PATH": str(chromium()), "CI": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LAST_RESORT, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(report.read_text())
    short = [name for name, audit in said["audits"].items() if audit["score"] == 0]
    return round(100 * said["categories"]["accessibility"]["score"]), short


@pytest.fixture
def screens(browser, site):
    """The address of each screen, as a visitor comes to it."""
    page = browser.new_context(base_url=site.url, viewport={"width": 360, "height": 640}).new_page()
    page.goto("/adoc/associations/?etape=toutes")
    found = {"questionnaire": page.url}
    for field in page.locator("fieldset.reponses").all():
        if field.locator("input[type=radio]").count():
            field.locator("input[type=radio]").first.check()
    page.locator("button.bouton").click()
    page.wait_for_url("**etape=resultat**")
    found["résultat"] = page.url
    page.get_by_role("link", name="Tout ajouter à mon C.A.P. 2030").click()
    page.locator("main button.bouton").click()
    page.wait_for_url("**/cap/modifier/**")
    found["C.A.P. à modifier"] = page.url
    found["C.A.P. à lire"] = page.locator(".cap-liens input").nth(1).input_value()
    page.goto("/adoc/associations/")
    page.locator("main a.bouton, main button.bouton").first.click()
    found["question"] = page.url
    page.context.close()
    return found


def test_lighthouse_gives_every_screen_a_hundred(screens, tmp_path):
    assert {name: look_at(url, tmp_path) for name, url in screens.items()} == {name: (100, []) for name in screens}
