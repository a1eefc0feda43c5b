"""The whole site as its users meet it: the demonstration's own command, Chromium, and a partner on loopback."""

import os
import signal
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.clerk import Clerk
from tests.e2e.first_run import begun, children_of, group_members
from tests.node import built_client
from tests.partner import partner_on_loopback
from tests.patience import LAST_RESORT, wait_until
from tests.ports import own_port
from tests.resources import chromium

ROOT = Path(__file__).resolve().parents[2]
# What is expected comes, if late: two whole sites and their browsers share the machine.
expect.set_options(timeout=120_000)
CHROMIUM_ARGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]


@dataclass(frozen=True)
class Site:
    url: str
    var: Path
    password: str
    process: subprocess.Popen


@pytest.fixture(scope="session")
def partner():
    with partner_on_loopback() as url:
        yield url


@pytest.fixture(scope="session")
def front_port(worker_id):
    """Where the reference client will listen; the site must know it when it starts."""
    return own_port(worker_id, 24_000)


@pytest.fixture(scope="session")
def site(partner, front_port, worker_id, tmp_path_factory):
    """`make demo` without the make: web and worker, on the default profile, with the demo content."""
    port = own_port(worker_id, 23_000)
    var = begun(tmp_path_factory.mktemp("demo"), port)
    own = {
        "VAR_DIR": str(var),
        "LINKS_ALLOW_LOOPBACK": "1",
        "LINKS_CANARIES": f"{partner}/",
        "FRONT_PREVIEW_URL": f"http://127.0.0.1:{front_port}/apercu/",
        # The administrator of all these tests signs in once.
        "PROOF_MINUTES": "240",
    }
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")} | own
    log = var / "demo.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.demo", "--host", "127.0.0.1", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, process, log)
        yield Site(url, var, (var / "admin-password").read_text().strip(), process)
    finally:
        # As a system that stops: it ends at once, and well.
        groups = {os.getpgid(child) for child in children_of(process)} if process.poll() is None else set()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=LAST_RESORT) == 0, log.read_text()
        assert [group_members(group) for group in groups] == [[]] * len(groups)


@pytest.fixture(scope="session")
def front(site, front_port, tmp_path_factory):
    """The reference client, as `npm start` serves it."""
    client = built_client()
    log = tmp_path_factory.mktemp("front") / "client.log"
    environment = {"API": f"{site.url}/api/v3", "PORT": str(front_port), "PATH": os.environ["PATH"]}
    with log.open("wb") as file:
        process = subprocess.Popen(
            ["node", "serveur.mjs"], cwd=client, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        wait_until(lambda: "montre" in log.read_text(), process=process, told=log.read_text)
        yield f"http://127.0.0.1:{front_port}"
    finally:
        process.terminate()
        process.wait(timeout=LAST_RESORT)


def wait_for(url, process, log):
    wait_until(lambda: "Ctrl-C" in log.read_text(), process=process, told=log.read_text, pause=0.2)
    with urllib.request.urlopen(url, timeout=LAST_RESORT) as answer:
        assert answer.status == 200


# No longer than this folder's tests: while it lives, its event loop runs, and no other test may run one of its own.
@pytest.fixture(scope="package")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        plain = started.new_context

        def watched(**options):
            context = plain(**options)
            context.on("console", note_violation)
            context.on("weberror", note_mistake)
            return context

        started.new_context = watched
        yield started
        started.close()


def note_violation(message):
    """Chromium tells each breach of a page’s policy on its console, with or without the page’s own scripts."""
    if "Content Security Policy" in message.text:
        violations.append(message.text)


def note_mistake(mistake):
    """A script of a page stumbled, and nothing but a missing effect would tell."""
    # Wagtail 8.0 has its checker begin again while it runs, where its panel is open during a save: it is late, no more.
    if "Axe is already running" in str(mistake.error):
        return
    mistakes.append(f"{mistake.page.url}: {mistake.error}")


violations = []
mistakes = []


@pytest.fixture(autouse=True)
def without_a_mistake():
    """Every page that a test sees keeps to the policy that it came with, and none of its scripts stumbles."""
    violations.clear()
    mistakes.clear()
    yield
    assert (violations, mistakes) == ([], [])


@pytest.fixture(autouse=True)
def alive(request):
    """A site that died is told with its last words, not as a browser that cannot reach it."""
    if "site" in request.fixturenames:
        site = request.getfixturevalue("site")
        assert site.process.poll() is None, (site.var / "demo.log").read_text()


@pytest.fixture(scope="session")
def clerk(site, partner):
    """Runs lines as the site's own code would, on its database."""
    started = Clerk(VAR_DIR=str(site.var), LINKS_ALLOW_LOOPBACK="1", LINKS_CANARIES=f"{partner}/")
    yield started
    started.close()


@pytest.fixture(scope="package")
def session(browser, site):
    """The cookies of the administrator, who logs in once: hashing a password is slow on purpose."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", site.password)
    page.click("button[type=submit]")
    page.wait_for_url(f"{site.url}/admin/")
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture(scope="package")
def administrator(browser, site, session):
    """Makes a page of a browser of its own, logged in; each is closed at the end."""
    made = []

    def opened(**options):
        options = {"viewport": {"width": 1280, "height": 1000}} | options
        context = browser.new_context(base_url=site.url, locale="fr-FR", storage_state=session, **options)
        made.append(context)
        return context.new_page()

    yield opened
    for context in made:
        context.close()


@pytest.fixture
def editor(administrator):
    """The administrator, logged in."""
    page = administrator()
    yield page
    page.context.close()


@pytest.fixture
def page(browser, site):
    context = browser.new_context(base_url=site.url, locale="fr-FR", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(browser, site):
    """The same browser without JavaScript."""
    context = browser.new_context(base_url=site.url, locale="fr-FR", java_script_enabled=False)
    yield context.new_page()
    context.close()
