"""The root of the tree and that of the collections, which Wagtail's first migrations name in English."""

from typing import Any

from django.db import migrations

NAMES = {"Page": ("title", "Tout le site"), "Collection": ("name", "Tous les fichiers")}


def _rename(apps: Any, *, to_english: bool) -> None:
    for model, (field, french) in NAMES.items():
        old, new = (french, "Root") if to_english else ("Root", french)
        fields = {field: new, "draft_title": new} if model == "Page" else {field: new}
        apps.get_model("wagtailcore", model).objects.filter(depth=1, **{field: old}).update(**fields)


def name_in_french(apps: Any, schema_editor: Any) -> None:
    _rename(apps, to_english=False)


def name_in_english(apps: Any, schema_editor: Any) -> None:
    _rename(apps, to_english=True)


class Migration(migrations.Migration):

    dependencies = [("pages", "0003_incomplete_drafts"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(name_in_french, name_in_english)]
