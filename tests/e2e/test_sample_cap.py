"""The sample C.A.P. of the demonstration."""

import json

import pytest

from demo.content.files import read_content

pytestmark = pytest.mark.e2e
SEEN = """
import json
from cap import editing
cap = editing.cap_to_edit(said["secret"])
elements = [
    {
        "titre": one.page.slug if one.page else one.titre,
        "statut": one.statut,
        "note": one.note,
        "echeance": str(one.echeance),
        "famille": one.famille,
    }
    for one in cap.elements.all()
]
print(json.dumps({"profil": cap.profil, "region": cap.region, "elements": elements}))
"""


def test_sample_holds_all_that_its_file_says(site, clerk, plain_page):
    secret = (site.var / "cap-exemple").read_text().strip()
    seen = json.loads(clerk(SEEN, secret=secret))
    [told] = read_content()["cap"]
    assert [(one["titre"], one["statut"], one["note"], one["echeance"]) for one in seen["elements"]] == [
        (one.get("page") or one["titre"], one["statut"], one.get("note", ""), str(one.get("echeance")))
        for one in told["elements"]
    ]
    assert {one["famille"] for one in seen["elements"]} == {"donnee", "outil", "competence"}
    assert (seen["profil"], seen["region"] != "") == ("associations", True)
    assert plain_page.goto(f"/cap/modifier/{secret}/").status == 200
