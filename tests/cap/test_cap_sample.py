"""The sample C.A.P. of the demonstration."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from cap.models import Cap
from demo.content.files import read_content
from demo.content.sample_cap import create_sample


@pytest.mark.slow
@pytest.mark.django_db
def test_sample_holds_all_that_its_file_says():
    cache.clear()
    call_command("load_demo", verbosity=0)
    secret = create_sample()
    [told] = read_content()["cap"]
    cap = Cap.objects.get()
    assert [
        [one.page.slug if one.page else one.titre, one.statut, one.note, one.echeance] for one in cap.elements.all()
    ] == [
        [one.get("page") or one["titre"], one["statut"], one.get("note", ""), one.get("echeance")]
        for one in told["elements"]
    ]
    assert {one.famille for one in cap.elements.all()} == {"donnee", "outil", "competence"}
    assert (cap.profil, cap.region != "") == ("associations", True)
    assert Client().get(f"/cap/modifier/{secret}/").status_code == 200
