"""The columns of the report that Wagtail does not bring."""

from typing import Any

from wagtail.admin.ui.tables import Column


class EtatColumn(Column):
    """The state as a label in the colour of its bucket, and what lies over it."""

    cell_template_name = "workers/links/_cellule_etat.html"


class VuColumn(Column):
    """What was seen last, in a few words, and what deserves a look although it works."""

    cell_template_name = "workers/links/_cellule_vu.html"


class PourcentColumn(Column):
    """A share out of a hundred, or nothing."""

    def get_value(self, instance: Any) -> str | None:
        value = super().get_value(instance)
        return None if value is None else f"{value}\u00a0%"
