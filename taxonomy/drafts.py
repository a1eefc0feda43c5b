"""Terms inside drafts: a revision is JSON, so no foreign key of the database protects what it cites.

Reads and rewrites the JSON that django-modelcluster writes: a key for a foreign key, a list of keys for a
many-to-many field, a list of objects for children.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.models import DraftStateMixin, Revision, RevisionMixin, TaskState

from taxonomy.models import Terme
from taxonomy.references import Reference, ReferenceKind, references_vers

TAILLE_DE_LOT = 200
Contenu = dict[str, Any]


def cite(contenu: Contenu, reference: Reference, pk: int) -> bool:
    """Whether a revision holds the term at this place."""
    valeur = contenu.get(reference.cle)
    if reference.forme is ReferenceKind.DIRECTE:
        return bool(valeur == pk)
    if reference.forme is ReferenceKind.LISTE:
        return pk in (valeur or ())
    return any(enfant.get(reference.champ.name) == pk for enfant in valeur or ())


def replace_term(contenu: Contenu, reference: Reference, *, source: int, cible: int) -> bool:
    """Put `cible` where the revision held `source`, without naming it twice; says whether anything changed."""
    if not cite(contenu, reference, source):
        return False
    valeur = contenu[reference.cle]
    if reference.forme is ReferenceKind.DIRECTE:
        contenu[reference.cle] = cible
    elif reference.forme is ReferenceKind.LISTE:
        contenu[reference.cle] = list(dict.fromkeys(cible if pk == source else pk for pk in valeur))
    else:
        nom = reference.champ.name
        deja = any(enfant.get(nom) == cible for enfant in valeur)
        gardes = [enfant for enfant in valeur if not (deja and enfant.get(nom) == source)]
        contenu[reference.cle] = [{**enfant, nom: cible} if enfant.get(nom) == source else enfant for enfant in gardes]
    return True


def brouillons_citant(terme: Terme) -> Iterator[tuple[Reference, str]]:
    """(reference, key of the host) for each draft that could still go live: latest, scheduled or in a workflow."""
    par_type = _references_par_type(type(terme))
    for revision in _publishable(par_type).iterator(chunk_size=TAILLE_DE_LOT):
        for reference in par_type[revision.content_type_id]:
            if cite(revision.content, reference, terme.pk):
                yield reference, revision.object_id


def old_versions_citing(terme: Terme) -> int:
    """How many versions that are neither saved as they are nor yet to be published cite the term.

    Once it is gone they open without it.
    """
    par_type = _references_par_type(type(terme))
    if not par_type:
        return 0
    texts = Revision.objects.filter(content_type_id__in=par_type).alias(texte=Cast("content", TextField()))
    asked = texts.filter(_may_cite(par_type, terme.pk)).exclude(pk__in=_publishable(par_type).values("pk"))
    for hote in _hosts(par_type):
        asked = asked.exclude(pk__in=hote._base_manager.filter(latest_revision__isnull=False).values("latest_revision"))
    return sum(
        any(cite(revision.content, reference, terme.pk) for reference in par_type[revision.content_type_id])
        for revision in asked.only("content", "content_type_id").iterator(chunk_size=TAILLE_DE_LOT)
    )


def _may_cite(par_type: dict[int, list[Reference]], pk: int) -> Q:
    """Told from the JSON's text, as both databases write it, so that few versions are read; `cite` then decides."""
    found = Q(pk__in=[])
    for reference in {one for references in par_type.values() for one in references}:
        if reference.forme is ReferenceKind.LISTE:
            entries = (f"[{pk}]", f"[{pk},", f" {pk},", f" {pk}]")
            held = reduce(or_, (Q(texte__contains=entry) for entry in entries))
            found |= Q(texte__contains=f'"{reference.cle}": [') & held
        else:
            name = reference.cle if reference.forme is ReferenceKind.DIRECTE else reference.champ.name
            found |= Q(texte__contains=f'"{name}": {pk},') | Q(texte__contains=f'"{name}": {pk}}}')
    return found


def rewrite_revisions(*, source: Terme, cible: Terme) -> int:
    """Replace a term in every revision ever saved, so that none brings its key back; how many were rewritten."""
    par_type = _references_par_type(type(source))
    pks = list(Revision.objects.filter(content_type_id__in=par_type).values_list("pk", flat=True))
    total = 0
    for debut in range(0, len(pks), TAILLE_DE_LOT):
        lot = Revision.objects.filter(pk__in=pks[debut : debut + TAILLE_DE_LOT]).only("content", "content_type_id")
        changees = [revision for revision in lot if _rewrite(revision, par_type, source.pk, cible.pk)]
        Revision.objects.bulk_update(changees, ["content"])
        total += len(changees)
    return total


def _rewrite(revision: Revision, par_type: dict[int, list[Reference]], source: int, cible: int) -> bool:
    places = par_type[revision.content_type_id]
    changees = [replace_term(revision.content, reference, source=source, cible=cible) for reference in places]
    return any(changees)


def _references_par_type(model: type[Terme]) -> dict[int, list[Reference]]:
    """The places of a term in a revision, by content type of the object that the revision is of."""
    found: dict[int, list[Reference]] = {}
    for reference in references_vers(model):
        for hote in apps.get_models():
            if issubclass(hote, reference.hote) and issubclass(hote, RevisionMixin):
                found.setdefault(ContentType.objects.get_for_model(hote).pk, []).append(reference)
    return found


def _hosts(par_type: dict[int, list[Reference]]) -> set[type[Any]]:
    """The models whose rows have versions that may hold such a term."""
    hotes = {reference.hote for references in par_type.values() for reference in references}
    return {hote for hote in hotes if issubclass(hote, RevisionMixin)}


def _publishable(par_type: dict[int, list[Reference]]) -> "QuerySet[Revision]":
    dernieres = Q(pk__in=[])
    for hote in _hosts(par_type):
        if issubclass(hote, DraftStateMixin):
            modifies = hote._base_manager.filter(has_unpublished_changes=True)
            dernieres |= Q(pk__in=modifies.order_by().values("latest_revision"))
    en_relecture = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    return Revision.objects.filter(content_type_id__in=par_type).filter(
        dernieres | Q(approved_go_live_at__isnull=False) | Q(pk__in=en_relecture)
    )
