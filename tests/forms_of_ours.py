"""Every field of every form that editors fill in, with the help that stands beside it."""

from django.apps import apps
from django.conf import settings
from wagtail.admin.panels import FieldPanel, InlinePanel, get_edit_handler
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.snippets.models import get_snippet_models

from pages.page_types import page_types


def forms():
    """(name of the form, its model, its panels) for page types, terms and other snippets, and settings of ours."""
    ours = {config.name for config in apps.get_app_configs() if str(config.path).startswith(str(settings.BASE_DIR))}
    yield from ((model.__name__, model, model.get_edit_handler()) for model in page_types())
    for model in get_snippet_models():
        if apps.get_app_config(model._meta.app_label).name in ours:
            yield model.__name__, model, model.snippet_viewset.get_edit_handler()
    for model in settings_registry:
        if apps.get_app_config(model._meta.app_label).name in ours:
            yield model.__name__, model, get_edit_handler(model)


def fields():
    """{« form.field »: its help}, children and blocks among them; what is hidden is left out."""
    found = {}
    for name, model, handler in forms():
        bound = handler.bind_to_model(model)
        found |= dict(_of_panels(bound, model, name))
        # A form may say of a field what neither its panel nor its model does.
        said = bound.get_form_class().base_fields
        found |= {f"{name}.{one}": str(field.help_text) for one, field in said.items() if field.help_text}
    return found


def _of_panels(panel, model, name):
    if isinstance(panel, InlinePanel):
        yield f"{name}.{panel.relation_name}", str(panel.help_text or "")
        child = panel.db_field.related_model
        yield from _of_panels(panel.child_edit_handler, child, child.__name__)
    elif isinstance(panel, FieldPanel):
        if "w-hidden" in str(panel.classname or ""):
            return
        field = panel.db_field
        yield f"{name}.{panel.field_name}", str(panel.help_text or field.help_text or "")
        block = getattr(field, "stream_block", None)
        if block is not None:
            yield from _of_block(block)
    else:
        for child in getattr(panel, "children", ()):
            yield from _of_panels(child, model, name)


def _of_block(block):
    """A struct's fields by the struct's class: a block stands in several bodies."""
    if isinstance(block, StructBlock | StreamBlock):
        for child_name, child in block.child_blocks.items():
            if not isinstance(child, StructBlock | ListBlock | StreamBlock):
                helped = getattr(getattr(child, "field", None), "help_text", "") or getattr(child.meta, "help_text", "")
                yield f"{type(block).__name__}.{child_name}", str(helped or "")
            yield from _of_block(child)
    elif isinstance(block, ListBlock):
        yield from _of_block(block.child_block)
