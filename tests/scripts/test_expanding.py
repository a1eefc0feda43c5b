"""Tables only grow: each way of breaking the version before is told, and nothing else is."""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from scripts import expanding

APP = "taxonomy"


def loader_with(*operations, contracts=""):
    """All migrations, and one of these operations after them."""
    loader = MigrationLoader(None)
    [leaf] = loader.graph.leaf_nodes(APP)
    migration = migrations.Migration("9999_essai", APP)
    migration.operations, migration.contracts = list(operations), contracts
    loader.graph.add_node((APP, "9999_essai"), migration)
    loader.graph.add_dependency(migration, (APP, "9999_essai"), leaf)
    return loader


def made(*operations, contracts=""):
    """The sentences about a migration of these operations after all that there are."""
    loader = loader_with(*operations, contracts=contracts)
    released = set(loader.graph.nodes) - {(APP, "9999_essai")}
    return [one.removeprefix("taxonomy.9999_essai: ") for one in expanding.faults(loader, released, {APP})]


NEW = migrations.CreateModel("Essai", [("id", models.BigAutoField(primary_key=True)), ("nom", models.TextField())])


@pytest.mark.parametrize(
    ("operations", "sentences"),
    [
        ([migrations.RemoveField("domaine", "nom")], ["RemoveField takes the column nom from the version before."]),
        (
            [migrations.RenameField("domaine", "nom", "titre")],
            ["RenameField takes the column nom from the version before."],
        ),
        ([migrations.DeleteModel("Domaine")], ["DeleteModel takes a table (domaine) from the version before."]),
        (
            [migrations.RenameModel("Domaine", "Theme")],
            ["RenameModel takes a table (domaine) from the version before."],
        ),
        (
            [migrations.AddField("domaine", "rang", models.IntegerField(default=0))],
            ["AddField rang: the version before cannot write rows; null=True or db_default."],
        ),
        ([migrations.AddField("domaine", "rang", models.IntegerField(db_default=0))], []),
        ([migrations.AddField("domaine", "rang", models.IntegerField(null=True))], []),
        (
            [
                migrations.AddField("domaine", "rang", models.IntegerField(null=True)),
                migrations.AlterField("domaine", "rang", models.IntegerField(db_default=0)),
                migrations.RenameField("domaine", "rang", "place"),
            ],
            [],
        ),
        (
            [migrations.AlterField("domaine", "nom", models.CharField(max_length=3))],
            ["AlterField nom: the version before writes longer texts."],
        ),
        (
            [migrations.RunPython(lambda apps, schema_editor: None)],
            ["RunPython has no way back: give it one, noop if nothing is to be undone."],
        ),
        ([migrations.RunPython(lambda apps, schema_editor: None, migrations.RunPython.noop)], []),
        ([NEW, migrations.RemoveField("essai", "nom"), migrations.DeleteModel("Essai")], []),
        (
            [migrations.SeparateDatabaseAndState([migrations.RemoveField("domaine", "nom")])],
            ["RemoveField takes the column nom from the version before."],
        ),
    ],
)
def test_migration_that_takes_something_from_the_version_before_is_told(operations, sentences):
    assert made(*operations) == sentences


def test_column_that_becomes_obligatory_is_told():
    loader = MigrationLoader(None)
    nullable = next(
        (model.name_lower, name)
        for (app, _), model in loader.project_state().models.items()
        for name, field in model.fields.items()
        if app == APP and field.null and isinstance(field, models.ForeignKey)
    )
    field = models.ForeignKey("taxonomy.Domaine", on_delete=models.CASCADE)
    told = f"AlterField {nullable[1]}: the version before writes NULL there."
    assert made(migrations.AlterField(*nullable, field)) == [told]


def test_migration_that_contracts_on_purpose_says_so():
    assert made(migrations.RemoveField("domaine", "nom"), contracts="unread since release 1") == []


def test_migrations_that_wait_for_the_next_release_only_add(capsys):
    assert (expanding.main([]), capsys.readouterr().err) == (0, "")


@pytest.mark.parametrize(
    ("operations", "contracts", "told"),
    [
        ([migrations.AddField("domaine", "rang", models.IntegerField(null=True))], "", []),
        ([migrations.RemoveField("domaine", "nom")], "", [(APP, "9999_essai")]),
        # The release that contracts on purpose is well with it; the one before it is not.
        ([migrations.RunPython(lambda apps, schema_editor: None)], "unread since release 1", [(APP, "9999_essai")]),
        # Whatever a data migration did stays when the code alone goes back.
        ([migrations.RunPython(lambda apps, schema_editor: None)], "", []),
        ([NEW, migrations.DeleteModel("Essai")], "", []),
    ],
)
def test_migration_by_which_the_release_before_stumbles_is_named(operations, contracts, told):
    loader = loader_with(*operations, contracts=contracts)
    known = {key for key in loader.graph.nodes if key != (APP, "9999_essai")}
    assert expanding.contracting(loader, set(loader.graph.nodes) - known) == told


def test_migrations_that_are_asked_for_are_told_apart(capsys):
    assert expanding.main(["--of", "taxonomy.0001_initial"]) == 0
    assert capsys.readouterr().out == ""
