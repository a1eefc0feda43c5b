"""What `docs/api.md` tells a front-end developer, done as it says: every call, and the page that comes of them."""

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from pages.blocks import CorpsBlock
from tests.patience import LAST_RESORT

pytestmark = [pytest.mark.e2e]
ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "api.md"
CALLS = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL) for line in block.splitlines()]
SIGNS = {
    "titre": "<h2>",
    "paragraphe": "<p>",
    "citation": "<blockquote>",
    "encadre": "<aside>",
    "chiffre_cle": "<strong>",
    "tableau": "<table>",
    "etapes": "<ol>",
    "questions_reponses": "<details>",
    "ressources": "<ul>",
    "image": "<picture>",
    "video": "<p><a",
}


def parcours(url):
    """The id of a questionnaire, as the guide’s reader would take it from the list."""
    return str(reponse(url, "adoc/")[0]["id"])


def reponse(url, path, *, method="GET"):
    with urllib.request.urlopen(urllib.request.Request(f"{url}/api/v3/{path}", method=method)) as response:
        return json.load(response)


def du_cap(url):
    """A C.A.P. and a page to put into it."""
    made = reponse(url, "cap/", method="POST")
    page = reponse(url, "pages/?type=pages.Ressource&limit=1")["items"][0]["id"]
    return {"EDITION": made["edition"], "LECTURE": made["lecture"], "PAGE": str(page)}


def shell(call, url, where):
    """The call as the guide has it, with `python` being ours and a failure being one."""
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", call.replace("curl ", "curl -fsS ").replace("python ", f"{sys.executable} ")],
        cwd=ROOT,
        env={
            "API": f"{url}/api/v3",
            "PARCOURS": parcours(url),
            **du_cap(url),
            "PATH": "/usr/bin:/bin",
            "HOME": str(where),
            "LANG": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        timeout=LAST_RESORT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("call", [call.replace("> page.html", "") for call in CALLS])
def test_call_of_the_guide_answers(site, tmp_path, call):
    assert shell(call, site.url, tmp_path).strip()


def test_guide_has_calls():
    assert len(CALLS) > 6


def test_guide_names_every_block():
    table = GUIDE.read_text().split("| `type` | `value` |")[1].split("\n\n")[0]
    told = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert told == list(CorpsBlock().child_blocks) == list(SIGNS)


def test_first_page_shows_every_block_and_a_search_with_facets(site, tmp_path):
    script = ROOT / "docs" / "exemples" / "premiere_page.py"
    html = shell(f'python {script} "$API" /mode-d-emploi/', site.url, tmp_path)
    assert [kind for kind, sign in SIGNS.items() if sign not in html] == []
    assert re.search(r'<input type="checkbox" name="acteur" value="associations" checked> Associations \(\d+\)', html)
    assert re.search(r"<p>[1-9]\d* résultats</p><ol><li>", html)
