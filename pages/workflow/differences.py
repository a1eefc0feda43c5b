"""What two versions of a page say differently, field by field, as the history of Wagtail's admin compares them."""

from typing import Any


def comparisons(before: Any, after: Any) -> list[Any]:
    """Wagtail's comparisons of the fields that differ, in the order of the form: `field_label`, `htmldiff`."""
    panel = type(after).get_edit_handler().get_bound_panel(instance=after, request=None, form=None)
    compared = [compare(before, after) for compare in panel.get_comparison()]
    return [one for one in compared if one.has_changed()]


def fields_that_differ(before: Any, after: Any) -> list[str]:
    """The names of these fields, as the form has them, each once."""
    return list(dict.fromkeys(str(one.field_label()) for one in comparisons(before, after)))
