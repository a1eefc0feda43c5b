"""Entries that Wagtail's log held before get their traces: without an organisation, which nobody noted then."""

from datetime import timedelta
from itertools import islice

from django.db import migrations
from django.utils import timezone

#: More than is kept; what is older would leave the same night.
KEPT = timedelta(days=400)
BATCH = 500


def trace_entries(apps, schema_editor):
    Trace = apps.get_model("traces", "Trace")
    since = timezone.now() - KEPT
    for name, field in (("PageLogEntry", "de_page_id"), ("ModelLogEntry", "d_objet_id")):
        entries = apps.get_model("wagtailcore", name).objects.filter(timestamp__gte=since).order_by("pk")
        rows = entries.select_related("content_type").iterator(BATCH)
        while some := list(islice(rows, BATCH)):
            Trace.objects.bulk_create(
                Trace(
                    le=entry.timestamp,
                    compte=entry.user_id,
                    **{"sorte": "page" if name == "PageLogEntry" else kind_of(entry), field: entry.pk},
                    concerne=int(entry.object_id) if name == "ModelLogEntry" and is_account(entry) else None,
                )
                for entry in some
            )


def kind_of(entry):
    """As `comite.traces.keeping` says today, by the names of the models of that time."""
    kind = entry.content_type and (entry.content_type.app_label, entry.content_type.model)
    if kind in (("comite", "appartenance"), ("comite", "absence"), ("comite", "miseenservice"), ("auth", "group")):
        return "droit"
    if kind in (("auth", "user"), ("wagtailcore", "apitoken")):
        return "compte"
    if kind in (("wagtailimages", "image"), ("wagtaildocs", "document"), ("wagtailcore", "collection")):
        return "fichier"
    return "reglage"


def is_account(entry):
    kind = entry.content_type and (entry.content_type.app_label, entry.content_type.model)
    return kind == ("auth", "user") and entry.object_id.isdecimal()


class Migration(migrations.Migration):
    dependencies = [
        ("traces", "0001_traces"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(trace_entries, migrations.RunPython.noop)]
