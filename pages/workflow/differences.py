"""What two versions of a page say differently, field by field, as the history of Wagtail's admin compares them."""

import json
from typing import Any

from comite.eyes import differ


def comparisons(before: Any, after: Any) -> list[Any]:
    """Wagtail's comparisons of the fields that differ, in the order of the form: `field_label`, `htmldiff`.

    Wagtail counts the keys that its rich text editor gives to paragraphs; a reader sees no difference there.
    """
    old, new = json.loads(before.to_json()), json.loads(after.to_json())
    panel = type(after).get_edit_handler().get_bound_panel(instance=after, request=None, form=None)
    compared = [compare(before, after) for compare in panel.get_comparison()]
    return [one for one in compared if one.has_changed() and not (one.is_field and _reads_alike(one.field, old, new))]


def _reads_alike(field: Any, old: dict[str, Any], new: dict[str, Any]) -> bool:
    name = field.name
    return name in old and name in new and not differ({name: old[name]}, {name: new[name]})


def fields_that_differ(before: Any, after: Any) -> list[str]:
    """The names of these fields, as the form has them, each once."""
    return list(dict.fromkeys(str(one.field_label()) for one in comparisons(before, after)))
