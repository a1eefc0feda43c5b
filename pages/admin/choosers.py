"""Wagtail's choosers, started by attributes: the script that each writes within the page would not run.

The admin's policy runs what the site serves and nothing that a page holds (`cms/doors/policy.py`). Wagtail 8 still
writes such scripts in three places: date fields and panels of rows, whose templates stand in `templates/wagtailadmin/`,
and choosers, which write theirs in Python. `templates/static/admin/formulaires.js` starts all three.
"""

import json
from typing import Any

from django.utils.html import escapejs, format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

STARTED = (
    '{}<span data-controller="odd-choix" data-odd-choix-sorte-value="{}" data-odd-choix-champ-value="{}"'
    ' data-odd-choix-options-value="{}" hidden></span>'
)


def start_choosers_by_attributes() -> None:
    """Wagtail offers no setting for it."""
    BaseChooser.render = _render


def _render(self: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None) -> SafeString:
    field, data = attrs["id"], self.get_value_data(value)
    # The chooser of tasks is made by a function, all others by their class.
    kind = "createTaskChooser" if isinstance(self, AdminTaskChooser) else self.js_constructor
    options = escapejs(json.dumps(self.get_js_init_options(field, name, data)))
    return format_html(STARTED, self.render_html(name, data, attrs), kind, field, options)
