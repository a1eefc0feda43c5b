"""Who receives reports, in the admin."""

from typing import Any

from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.model import ModelViewSet

from pages.admin.scope import organisations_of
from workers.links.reports.models import Destinataire


class FormulaireDeDestinataire(WagtailAdminModelForm):
    """Offers only accounts that can be written to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comptes = self.fields["compte"].queryset
        self.fields["compte"].queryset = comptes.filter(is_active=True).exclude(email="")
        ours = organisations_of(self.for_user) if self.instance.pk is None and self.for_user else []
        if len(ours) == 1:
            self.fields["partenaire"].initial = ours[0]


class DestinataireViewSet(ModelViewSet):
    """Staff accounts and the reports that they receive."""

    model = Destinataire
    name = "destinataires"
    icon = "user"
    menu_label = "Destinataires"
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = ["__str__", BooleanColumn("actif", label="Reçoit les rapports")]
    list_filter = ["actif"]
    edit_handler = ObjectList(
        [FieldPanel("compte"), FieldPanel("partenaire"), FieldPanel("actif")],
        base_form_class=FormulaireDeDestinataire,
    )


destinataires = DestinataireViewSet("destinataires")
