"""Lists of the admin that are taken out as sheets, and those that are not.

A list says of what it is; the room above that knows sheets says in its `ready()` who writes them (`takes_out`). Wagtail
answers `?export=` for every list, and for one that names no columns by a blank line for each row: such a list is shown.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.widgets.button import Button

#: (format, keys in their order, who asks) → the file.
Writer = Callable[[str, Sequence[int], Any], HttpResponse]
FORMATS = {"xlsx": "XLSX", "ods": "ODS", "csv": "CSV"}
_writers: dict[type[Model], Writer] = {}


def takes_out(model: type[Model], writer: Writer) -> None:
    """`writer` writes the lists of this model."""
    _writers[model] = writer


def refuse_blank_exports() -> None:
    """No list without columns of its own answers `?export=` with blank lines. Called once, at start."""
    begun = SpreadsheetExportMixin.setup

    def setup(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        begun(self, request, *args, **kwargs)
        writes_itself = type(self).as_spreadsheet is not SpreadsheetExportMixin.as_spreadsheet
        self.is_export = self.is_export and (bool(self.list_export) or writes_itself)

    SpreadsheetExportMixin.setup = setup


class TakenOut:
    """A mixin in front of Wagtail’s lists: « Exporter », as XLSX, ODS or CSV, of all rows that are found."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # a view, behind this mixin
        view: Any = self
        if view.model in _writers:
            view.is_export = request.GET.get("export") in FORMATS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        view: Any = self
        if not view.is_export or view.model not in _writers:
            return super().get(request, *args, **kwargs)  # type: ignore[misc]  # as above
        found = view.get_queryset()
        # What a search found is no question to the database.
        keys = list(found.values_list("pk", flat=True)) if hasattr(found, "values_list") else [one.pk for one in found]
        return _writers[view.model](request.GET["export"], keys, request.user)

    @property
    def header_more_buttons(self) -> list[Button]:
        view: Any = self
        buttons = [one for one in super().header_more_buttons if view.model not in _writers or not _is_export(one)]  # type: ignore[misc]  # as above
        if view.model in _writers:
            buttons += [
                Button(f"Exporter en {words}", url=view.get_export_url(form), icon_name="download", priority=90 + rank)
                for rank, (form, words) in enumerate(FORMATS.items())
            ]
        return buttons


def _is_export(button: Any) -> bool:
    return "export=" in str(button.url or "")
