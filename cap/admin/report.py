"""« Les C.A.P. 2030 » in the reports of the admin: read-only, anonymous."""

from typing import Any

from django.urls import reverse

from adoc.admin.gaps import lacunes
from cap.admin.dashboard import SEUIL, tableau
from ground.admin_report import AdminReport

LACUNES_MONTREES = 10


class TableauDesCaps(AdminReport):
    """How many, of whom, what they hold, and what visitors missed most."""

    template_name = "cap_admin/tableau.html"
    header_icon = "list-ul"
    page_title = "Les C.A.P. 2030"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "tableau": tableau(),
            "seuil": SEUIL,
            "lacunes": [one for one in lacunes() if one["fois"] >= SEUIL][:LACUNES_MONTREES],
            "url_des_lacunes": reverse("parcours_lacunes"),
        }
