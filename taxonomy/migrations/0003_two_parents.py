"""Communes get their département as a second parent.

Until now an intercommunalité stood in the département of most of its communes, and took the others with it. The code of
a commune says in which département it is.
"""

from collections import Counter, defaultdict
from itertools import takewhile

from django.db import migrations

BATCH = 500
DEPARTEMENTS = ("departement", "collectivite_om")
NIVEAUX = ["pays", "region", "collectivite_om", "departement", "epci", "ept", "commune"]
BEFORE = ["pays", "region", "collectivite_om", "departement", "epci", "commune"]


def _rows(apps, editor):
    model = apps.get_model("taxonomy", "Territoire")
    return model, {row.pk: row for row in model.objects.using(editor.connection.alias).order_by("pk")}


def _own_departements(rows):
    """By commune, the key of the département that its code names, where it is known."""
    by_code = {row.code: row.pk for row in rows.values() if row.niveau in DEPARTEMENTS}
    communes = (row for row in rows.values() if row.niveau == "commune")
    return {
        row.pk: by_code.get(row.code[:3] if row.code[:2] in ("97", "98") else row.code[:2]) or row.departement_id
        for row in communes
    }


def _write(model, editor, rows, order):
    """The paths of all, from the widest level down, and the order of the levels."""
    for row in sorted(rows.values(), key=lambda one: order.index(one.niveau)):
        parent, departement = rows.get(row.parent_id), rows.get(row.departement_id)
        row.chemin = f"{parent.chemin}/{row.slug}" if parent else row.slug
        if departement:
            row.chemin = "/".join([*_twofold(parent.chemin, departement.chemin, before=order is BEFORE), row.slug])
        row.cle_de_tri = f"{order.index(row.niveau)}-{row.cle_de_tri.partition('-')[2]}"
    fields = ["niveau", "parent", "departement", "chemin", "touche", "cle_de_tri"]
    model.objects.using(editor.connection.alias).bulk_update(rows.values(), fields, batch_size=BATCH)


def _twofold(parent, departement, *, before):
    """The slugs above a commune of two parents: its département's, then its intercommunalités; both lines before."""
    line, own = parent.split("/"), departement.split("/")
    if before:
        return [*line[:-1], *(slug for slug in own if slug not in line), line[-1]]
    return [*own, *(slug for slug in line if slug.startswith(("epci-", "ept-")))]


def settle(apps, editor):
    model, rows = _rows(apps, editor)
    for row in rows.values():
        row.niveau = "ept" if row.slug.startswith("ept-") else row.niveau
    own = _own_departements(rows)
    members = defaultdict(set)
    for pk, departement in own.items():
        row = rows[pk]
        if departement and rows[row.parent_id].niveau in ("epci", "ept"):
            row.departement_id = departement
            members[row.parent_id].add(departement)
        elif rows[row.parent_id].niveau in DEPARTEMENTS:
            row.departement_id = None
    above = {row.pk: _above(rows, row) for row in rows.values() if row.niveau in DEPARTEMENTS}
    by_slug = {row.slug: row.pk for row in rows.values()}
    for joined, departements in members.items():
        paths = [above[pk] for pk in sorted(departements, key=lambda pk: rows[pk].slug)]
        shared = [same[0] for same in takewhile(lambda same: len(set(same)) == 1, zip(*paths, strict=False))]
        touched = dict.fromkeys(slug for path in paths for slug in path[len(shared) :])
        if rows[joined].niveau == "epci":
            rows[joined].parent_id = by_slug[shared[-1]]
            rows[joined].departement_id = None
        rows[joined].touche = f"/{'/'.join(touched)}/" if touched else ""
    _write(model, editor, rows, NIVEAUX)


def _above(rows, row):
    """Slugs from France down to the row."""
    found = [row.slug]
    while row.parent_id:
        row = rows[row.parent_id]
        found.append(row.slug)
    return found[::-1]


def unsettle(apps, editor):
    model, rows = _rows(apps, editor)
    own = _own_departements(rows)
    votes = defaultdict(Counter)
    for pk, departement in own.items():
        row = rows[pk]
        if rows[row.parent_id].niveau == "ept":
            row.parent_id = rows[row.parent_id].parent_id
        if departement and rows[row.parent_id].niveau == "epci":
            votes[row.parent_id][departement] += 1
    seats = {pk: min(count, key=lambda dep: (-count[dep], rows[dep].code)) for pk, count in votes.items()}
    for row in rows.values():
        row.touche = ""
        if row.niveau == "ept":
            row.niveau, row.departement_id = "epci", None
            row.parent_id = seats.get(row.parent_id, rows[row.parent_id].parent_id)
        row.parent_id = seats.get(row.pk, row.parent_id)
    for pk, departement in own.items():
        rows[pk].departement_id = departement if seats.get(rows[pk].parent_id, departement) != departement else None
    _write(model, editor, rows, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0002_all_of_france")]
    operations = [migrations.RunPython(settle, unsettle)]
