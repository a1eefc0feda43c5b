"""Versions of pages, as those who hear of them sort them."""

from collections.abc import Collection

from wagtail.models import Revision

from pages.models import PageEditoriale


def type_of_written(
    version: Revision, *, created: bool, update_fields: Collection[str] | None
) -> type[PageEditoriale] | None:
    """The type of the page of which a version was just written, as `post_save` tells it.

    None where only what stands beside its content was, such as its hour, or where it is no page of ours.
    """
    if not created and update_fields is not None and "content" not in update_fields:
        return None
    model = version.content_type.model_class()
    return model if model is not None and issubclass(model, PageEditoriale) else None
