"""Rules that several page types share; each raises ValidationError with a sentence for the editor."""

from django.core.exceptions import ValidationError

from pages.models.base import PageEditoriale


def exiger_triptyque(page: PageEditoriale) -> None:
    """Something found by facets says for whom and in which field it is.

    Acteurs and domaines are asked here. Territoires are children edited beside the page: the form checks them
    (`pages.forms`), since a page's own `clean()` runs before its children's forms.
    """
    errors = {}
    if not page.acteurs.all():
        errors["acteurs"] = "Choisissez au moins un type d’acteur : c’est par là que les visiteurs cherchent."
    if not page.domaines.all():
        errors["domaines"] = "Choisissez au moins un domaine : c’est par là que les visiteurs cherchent."
    if errors:
        raise ValidationError(errors)
