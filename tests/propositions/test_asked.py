"""What editors ask of a partner is shown to him, and to no other."""

import pytest

from couverture.asking import ask, close
from couverture.enums import EtatDemande
from couverture.terms import named
from ground.templatetags.typography import jour_long
from tests.propositions.site import words

pytestmark = pytest.mark.django_db
HOME = "/espace-partenaire/"


def test_what_is_asked_of_a_partner_stands_at_the_head_of_his_desk(site, client):
    terms = named({"domaine": site.emploi.slug, "acteur": site.associations.slug})
    mine = ask(partenaire=site.agence, terms=terms, mot="Pour les petites structures.", by=None)
    ask(partenaire=site.people.autre, terms=terms, mot="Pour un autre.", by=None)
    said = words(client.get(HOME))
    day = " ".join(jour_long(mine.le).split())
    shown = f"Ce que le Comité vous demande Une ressource : Associations · Emploi (le {day})"

    assert (f"{shown} Pour les petites structures." in said, "Pour un autre." in said) == (True, False)
    close(demande=mine, etat=EtatDemande.ABANDONNEE, by=None)
    assert "Ce que le Comité vous demande" not in words(client.get(HOME))
