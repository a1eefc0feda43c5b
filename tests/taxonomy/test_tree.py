"""Where territoires stand: each commune in its own département and its intercommunalité, over all of France."""

from collections import Counter
from importlib import import_module
from io import StringIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from demo.content.trunk import load_terms
from taxonomy.enums import Niveau
from taxonomy.loading.cog import read_file
from taxonomy.loading.france import releve_de_france, releve_livre
from taxonomy.loading.terms import load_territoires, places_held, said_by
from taxonomy.models import Territoire
from taxonomy.tree import Foothold, faults, settled
from tests.factories import france, taxonomy

COMPOSITION = "CODGEO;LIBGEO;EPCI;LIBEPCI;DEP;REG\n"
NEUILLY = "france/reg-11/dep-92/epci-200054781/ept-200057982/com-92051"


def test_all_of_france_stands_where_its_own_departement_and_intercommunalite_are():
    """Seen before: an intercommunalité took 476 communes to the département of its seat."""
    releve = releve_de_france()
    stands = settled(said_by(releve))
    assert list(faults(stands)) == []
    assert Counter(place.niveau for place in stands.values()) == {
        "pays": 1,
        "region": 18,
        "collectivite_om": 8,
        "departement": 101,
        "epci": 1255,
        "ept": 11,
        "commune": 34969,
    }
    own = {
        f"com-{code}".lower(): {f"dep-{departement}".lower(), f"om-{departement}"}
        for code, (_, departement) in releve.communes.items()
    }
    assert [slug for slug, either in own.items() if either.isdisjoint(stands[slug].chemin.split("/"))] == []
    communes = [place for place in stands.values() if place.niveau == Niveau.COMMUNE]
    assert sum("/epci-" not in place.chemin for place in communes) == 98
    assert sum(bool(place.touche) for place in stands.values() if place.niveau == Niveau.EPCI) == 89
    assert sum(place.parent == "france" for place in stands.values() if place.niveau == Niveau.EPCI) == 26
    assert (stands["com-92051"].chemin, stands["epci-200054781"].chemin) == (NEUILLY, "france/reg-11/epci-200054781")
    assert stands["epci-200054781"].touche == "/dep-75/dep-91/dep-92/dep-93/dep-94/dep-95/"


@pytest.mark.django_db
def test_demo_after_official_files_moves_nothing(tmp_path):
    """Seen before: the Métropole du Grand Paris went to another département, and 129 communes did not follow."""
    official = tmp_path / "epci.csv"
    rows = ("92051;Neuilly-sur-Seine;92", "93066;Saint-Denis;93", "75056;Paris;75", "94028;Créteil;94")
    lines = ("{};{};200054781;Métropole du Grand Paris;{};11\n".format(*row.split(";")) for row in rows)
    official.write_text(COMPOSITION + "".join(lines), encoding="utf-8")
    call_command("load_cog", str(official), stdout=StringIO(), stderr=StringIO())
    before = places_held()
    load_terms({"partenaire": []}, france.releve(["75056", "69123"]))
    after = places_held()
    assert {slug: after[slug] for slug in before} == before
    assert before["com-92051"].chemin == "france/reg-11/dep-92/epci-200054781/com-92051"
    assert list(faults(after)) == []


@pytest.mark.django_db
def test_what_is_in_the_database_keeps_its_name_and_gets_what_it_does_not_say():
    load_territoires(france.releve(["23096"]), keeping=True)
    Territoire.objects.filter(slug="com-23096").update(nom="Guéret la jolie", codes_postaux="", population=0)
    france.load(["23096"])
    assert list(Territoire.objects.filter(slug="com-23096").values_list("nom", "codes_postaux", "population")) == [
        ("Guéret la jolie", "23000", 12955)
    ]


@pytest.mark.django_db
def test_commune_that_files_no_longer_join_leaves_its_intercommunalite():
    france.load(["85113", "23096", "23193"])
    releve = releve_livre()
    read_file(f"{COMPOSITION}23193;Sainte-Feyre;ZZZZZZZZZ;Sans objet;23;75\n".encode(), releve)
    load_territoires(releve)
    assert places_held()["com-23193"] == Foothold("commune", "dep-23", "", "france/reg-75/dep-23/com-23193")


@pytest.mark.django_db
def test_second_load_writes_nothing(django_assert_num_queries):
    france.load()
    with django_assert_num_queries(3):
        france.load()


@pytest.mark.django_db
def test_command_names_what_is_out_of_place_and_mends_it():
    france.load()
    Territoire.objects.filter(slug="com-92051").update(chemin="france/reg-11/dep-94/epci-200054781/com-92051")
    with pytest.raises(CommandError, match=r"^1 désaccords"):
        call_command("check_territoires", stderr=(said := StringIO()))
    assert said.getvalue() == (
        f"com-92051 : chemin « france/reg-11/dep-94/epci-200054781/com-92051 » au lieu de « {NEUILLY} ».\n"
    )
    call_command("check_territoires", "--corriger", stdout=(told := StringIO()), stderr=StringIO())
    assert told.getvalue().splitlines()[0] == "Remis à leur place."
    call_command("check_territoires", stdout=StringIO())


@pytest.mark.django_db
def test_commune_of_an_intercommunalite_over_several_departements_must_say_its_own():
    france.load(["92051", "94028"])
    epci = Territoire.objects.get(slug="epci-200054781")
    commune = Territoire(nom="Essai", niveau=Niveau.COMMUNE, code="92999", parent=epci)
    with pytest.raises(ValidationError) as refused:
        commune.full_clean()
    assert refused.value.message_dict == {
        "departement": ["Choisissez le département de la commune : son intercommunalité s’étend sur plusieurs."]
    }


@pytest.mark.django_db
def test_migration_puts_communes_in_their_departement_and_back():
    migration = import_module("taxonomy.migrations.0003_two_parents")
    aura = taxonomy.region(code="84")
    loire = taxonomy.territoire("Loire", Niveau.DEPARTEMENT, "42", parent=aura)
    rhone = taxonomy.territoire("Rhône", Niveau.DEPARTEMENT, "69", parent=aura)
    epci = taxonomy.territoire("Les deux", Niveau.EPCI, "200000001", parent=rhone)
    for code in ("69001", "69002"):
        taxonomy.territoire(code, Niveau.COMMUNE, code, parent=epci)
    taxonomy.territoire("Autre", Niveau.COMMUNE, "42001", parent=epci)
    lone = taxonomy.territoire("Seule", Niveau.COMMUNE, "42002", parent=loire)
    editor = SimpleNamespace(connection=connection)

    def paths():
        return dict(Territoire.objects.filter(niveau__in=("epci", "commune")).values_list("slug", "chemin"))

    before = paths()
    migration.settle(apps, editor)
    assert paths() == {
        "epci-200000001": "france/reg-84/epci-200000001",
        "com-69001": "france/reg-84/dep-69/epci-200000001/com-69001",
        "com-69002": "france/reg-84/dep-69/epci-200000001/com-69002",
        "com-42001": "france/reg-84/dep-42/epci-200000001/com-42001",
        "com-42002": lone.chemin,
    }
    assert list(faults(places_held())) == []
    migration.unsettle(apps, editor)
    assert paths() == {**before, "com-42001": "france/reg-84/dep-69/dep-42/epci-200000001/com-42001"}


@pytest.mark.django_db
def test_intercommunalite_follows_the_communes_that_an_editor_moves():
    creuse, vienne = (Territoire.objects.get(slug=slug) for slug in load_limousin())
    epci = Territoire.objects.create(nom="Essai", niveau=Niveau.EPCI, code="200", parent=creuse)
    first = Territoire.objects.create(nom="A", niveau=Niveau.COMMUNE, code="23901", parent=epci)
    second = Territoire.objects.create(nom="B", niveau=Niveau.COMMUNE, code="87901", parent=vienne, departement=None)

    second.parent, second.departement = epci, vienne
    second.save()
    epci.refresh_from_db()
    assert (epci.parent.slug, epci.chemin, epci.touche) == ("reg-75", "france/reg-75/epci-200", "/dep-23/dep-87/")
    assert paths() == {
        "com-23901": "france/reg-75/dep-23/epci-200/com-23901",
        "com-87901": "france/reg-75/dep-87/epci-200/com-87901",
    }
    assert list(faults(places_held())) == []

    # Its parent is what its communes say, whatever is chosen by hand.
    epci.parent = vienne
    epci.save()
    assert (epci.parent.slug, epci.chemin) == ("reg-75", "france/reg-75/epci-200")

    first.delete()
    epci.refresh_from_db()
    assert (epci.parent.slug, epci.chemin, epci.touche) == ("dep-87", "france/reg-75/dep-87/epci-200", "")
    assert list(faults(places_held())) == []


def load_limousin():
    """The slugs of two départements of one région."""
    region = taxonomy.region(code="75", nom="Nouvelle-Aquitaine")
    for code, nom in (("23", "Creuse"), ("87", "Haute-Vienne")):
        Territoire.objects.create(nom=nom, niveau=Niveau.DEPARTEMENT, code=code, parent=region)
    return "dep-23", "dep-87"


def paths():
    return dict(Territoire.objects.filter(niveau=Niveau.COMMUNE).values_list("slug", "chemin"))
