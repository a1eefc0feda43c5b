"""What the database itself refuses, and what it takes: each constraint from both sides."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from liens.models import Lien
from workers.links.models import Changement, Decision, EtatHote, Incident, PanneReseau, ReleveDuJour

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def a_lien(number=0):
    return Lien.objects.create(url=f"https://a.example/{number}", hote="a.example", prochain_controle_le=NOON)


def refused(constraint, model, rows):
    *first, last = rows
    for row in first:
        model.objects.create(**row)
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        model.objects.create(**last)
    said = str(raised.value)
    # SQLite names the columns of a unique constraint, and a constraint on an expression, in words of its own.
    assert constraint in said or said.startswith("UNIQUE constraint failed")


def decision(lien, **fields):
    return {"lien": lien, "sorte": "ignorer", "prise_le": NOON, "classe": "gone", "etat": "casse"} | fields


def incident(**fields):
    return {"hote": "a.example", "classe": "refused", "ouvert_le": NOON, "liens_touches": 3, "liens_suivis": 3} | fields


def panne(**fields):
    return {"ouverte_le": NOON, "derniere_le": NOON} | fields


def changement(lien, **fields):
    return {"lien": lien, "le": NOON, "avant": "ok", "apres": "casse", "classe": "gone"} | fields


ENDED = {"terminee_le": LATER, "fin": "levee"}
ROWS = {
    "decision_ouverte_une_par_lien": (
        Decision,
        lambda: [decision(a_lien(0)), decision(a_lien(1)), decision(Lien.objects.first(), **ENDED)],
        lambda: [decision(a_lien(0)), decision(Lien.objects.first())],
    ),
    "decision_finie_avec_sa_fin": (
        Decision,
        lambda: [decision(a_lien(), **ENDED)],
        lambda: [decision(a_lien(), terminee_le=LATER)],
    ),
    "decision_jusqu_a_plus_tard": (
        Decision,
        lambda: [decision(a_lien(), jusqu_au=LATER)],
        lambda: [decision(a_lien(), jusqu_au=NOON)],
    ),
    "decision_pause_avec_terme": (
        Decision,
        lambda: [decision(a_lien(), sorte="pause", jusqu_au=LATER)],
        lambda: [decision(a_lien(), sorte="pause")],
    ),
    "hote_occupe_par_quelqu_un": (
        EtatHote,
        lambda: [{"hote": "a"}, {"hote": "b", "occupe_jusqu_au": LATER, "occupe_par": "jeton"}],
        lambda: [{"hote": "a", "occupe_jusqu_au": LATER}],
    ),
    "hote_intervalle_positif": (
        EtatHote,
        lambda: [{"hote": "a", "intervalle_s": 0}],
        lambda: [{"hote": "a", "intervalle_s": -1}],
    ),
    "incident_ouvert_un_par_site": (
        Incident,
        lambda: [incident(), incident(ferme_le=LATER), incident(lien=a_lien()), incident(hote="b.example")],
        lambda: [incident(), incident()],
    ),
    "incident_ouvert_un_par_lien": (
        Incident,
        lambda: [
            incident(lien=a_lien(0)),
            incident(lien=a_lien(1)),
            incident(lien=Lien.objects.first(), ferme_le=NOON),
        ],
        lambda: [incident(lien=a_lien(0)), incident(lien=Lien.objects.first())],
    ),
    "incident_ferme_apres_ouverture": (
        Incident,
        lambda: [incident(ferme_le=NOON)],
        lambda: [incident(ferme_le=NOON - timedelta(seconds=1))],
    ),
    "incident_touche_des_liens": (
        Incident,
        lambda: [incident(liens_touches=1)],
        lambda: [incident(liens_touches=4)],
    ),
    "changement_une_fois": (
        Changement,
        lambda: [changement(a_lien()), changement(Lien.objects.first(), le=LATER)],
        lambda: [changement(a_lien()), changement(Lien.objects.first(), apres="suspect")],
    ),
    "changement_change": (
        Changement,
        lambda: [changement(a_lien())],
        lambda: [changement(a_lien(), apres="ok")],
    ),
    "releve_un_par_jour_et_etat": (
        ReleveDuJour,
        lambda: [{"jour": NOON.date(), "etat": etat, "nombre": 0} for etat in ("ok", "casse")],
        lambda: [{"jour": NOON.date(), "etat": "ok", "nombre": nombre} for nombre in (1, 2)],
    ),
    "panne_ouverte_une_seule": (
        PanneReseau,
        lambda: [panne(), panne(fermee_le=LATER), panne(fermee_le=LATER)],
        lambda: [panne(), panne(ouverte_le=LATER, derniere_le=LATER)],
    ),
    "panne_dates_en_ordre": (
        PanneReseau,
        lambda: [panne(derniere_le=LATER, fermee_le=LATER)],
        lambda: [panne(derniere_le=LATER, fermee_le=NOON)],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_constraint_takes_what_is_right_and_refuses_what_is_wrong(name):
    model, right, wrong = ROWS[name]
    for row in right():
        model.objects.create(**row)
    model.objects.all().delete()
    Lien.objects.all().delete()
    refused(name, model, wrong())


def test_the_zero_side_of_an_incident_is_refused_too():
    refused("incident_touche_des_liens", Incident, [incident(liens_touches=0, liens_suivis=0)])
