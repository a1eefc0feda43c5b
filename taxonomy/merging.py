"""Merges a term into another one: everything that cited the first cites the second, and the first is gone.

One transaction. Old addresses keep working through `SlugFusionne`; drafts, even old ones, never bring the dead key
back. Whoever keeps something of terms hears of it from `pages.events`.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from taxonomy.drafts import rewrite_revisions
from taxonomy.models import SlugFusionne, Terme, Territoire
from taxonomy.models.territoire import recompute_paths_below
from taxonomy.references import Reference, ReferenceKind, references_vers

ACTION = "taxonomy.fusionner"


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge changed: rows that cited the source, those dropped as duplicates, and revisions rewritten."""

    deplacees: int
    doublons: int
    revisions: int


def refus_de_fusion(source: Terme, cible: Terme) -> str:
    """Why these two terms cannot be merged, as a sentence; "" when they can."""
    if type(source) is not type(cible):
        return "Deux termes de listes différentes ne se fusionnent pas."
    if source.pk == cible.pk:
        return "Choisissez un autre terme que celui qui disparaît."
    if isinstance(source, Territoire) and isinstance(cible, Territoire) and source.niveau != cible.niveau:
        return "Deux territoires de niveaux différents ne se fusionnent pas."
    for reference in references_vers(type(source)):
        if reference.champ.unique and _cite(reference, source) and _cite(reference, cible):
            nom = reference.champ.model._meta.verbose_name
            return f"Chacun des deux termes a sa « {nom} » : supprimez d’abord l’une des deux."
        if not _est_permis(reference, cible) and _cite(reference, source):
            return f"« {cible} » ne peut pas devenir « {reference.libelle} » à sa place : complétez d’abord sa notice."
    return ""


@transaction.atomic
def merge_terms(*, source: Terme, cible: Terme, by: Any) -> MergeReport:
    """Replace `source` by `cible` everywhere, delete it, and remember its slug. Raises ValidationError."""
    refus = refus_de_fusion(source, cible)
    if refus:
        raise ValidationError(refus)
    deplacees = doublons = 0
    for reference in references_vers(type(source)):
        if reference.forme is not ReferenceKind.DIRECTE:
            doublons += _remove_doubles(reference, source, cible)
        deplacees += reference.lignes.filter(**{reference.champ.attname: source.pk}).update(
            **{reference.champ.attname: cible.pk}
        )
    revisions = rewrite_revisions(source=source, cible=cible)
    _move_reference_index(source, cible)
    if isinstance(source, Territoire):
        recompute_paths_below(source.slug)
    _remember_slug(source, cible)
    bilan = MergeReport(deplacees=deplacees, doublons=doublons, revisions=revisions)
    key, slug, nom = source.pk, source.slug, str(source)
    source.delete()
    data = {"source": key, "ancien": slug, "nom": nom, "deplacees": deplacees}
    log(instance=cible, action=ACTION, user=by, data=data)
    return bilan


def _cite(reference: Reference, terme: Terme) -> bool:
    return reference.lignes.filter(**{reference.champ.attname: terme.pk}).exists()


def _est_permis(reference: Reference, terme: Terme) -> bool:
    """Whether the field's own limits, such as members of the Comité only, let it hold the term."""
    limites = reference.champ.get_limit_choices_to()
    return not limites or type(terme)._default_manager.filter(pk=terme.pk).complex_filter(limites).exists()


def _remove_doubles(reference: Reference, source: Terme, cible: Terme) -> int:
    """Rows of hosts that already cite the target: moving them would name it twice."""
    cle, hote = reference.champ.attname, reference.colonne_hote
    deja = reference.lignes.filter(**{cle: cible.pk}).values(hote)
    nombre, _ = reference.lignes.filter(**{cle: source.pk, f"{hote}__in": deja}).delete()
    return nombre


def _move_reference_index(source: Terme, cible: Terme) -> None:
    """Wagtail's own index of usages, which queryset updates do not reach."""
    vers_source = ReferenceIndex.get_references_to(source)
    meme_place = ReferenceIndex.get_references_to(cible).filter(
        base_content_type=models.OuterRef("base_content_type"),
        object_id=models.OuterRef("object_id"),
        content_path_hash=models.OuterRef("content_path_hash"),
    )
    vers_source.filter(models.Exists(meme_place)).delete()
    vers_source.update(to_object_id=str(cible.pk))


def _remember_slug(source: Terme, cible: Terme) -> None:
    anciens = SlugFusionne.objects.filter(facette=source.facette)
    # A chain a → b → c is kept flat, so that one look-up is enough.
    anciens.filter(ancien=cible.slug).delete()
    anciens.filter(nouveau=source.slug).update(nouveau=cible.slug)
    SlugFusionne.objects.update_or_create(facette=source.facette, ancien=source.slug, defaults={"nouveau": cible.slug})
