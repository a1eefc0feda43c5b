"""The page types that exist, found by what each says of itself: no list has to be kept when one is added."""

from collections.abc import Iterator

from django.apps import apps

from pages.models import PageEditoriale


def page_types() -> list[type[PageEditoriale]]:
    """Every type that editors can make, by name."""
    return sorted(_concrete(), key=lambda model: model.__name__)


def _concrete() -> Iterator[type[PageEditoriale]]:
    return (model for model in apps.get_models() if issubclass(model, PageEditoriale) and model.is_creatable)
