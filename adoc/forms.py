"""The editor's form of a parcours: what would leave a visitor stuck or empty-handed is not published."""

from pages.forms import FormulaireDePage, ToldByName
from pages.registry import refusals

MONTREES = 5


class FormulaireDeParcours(FormulaireDePage):
    """Walks the parcours as it was typed, once all its parts are sound by themselves."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        if self.is_deferred_validation or self.cleaned_data.get("profil") is None:
            return True
        # Puts the children into the page, in memory; nothing is written.
        self.save(commit=False)
        sentences = refusals(self.instance, against_site=True)
        for one in sentences[:MONTREES]:
            self.add_error(None, one)
        if len(sentences) > MONTREES:
            self.add_error(None, f"Et {len(sentences) - MONTREES} autres : « Vérifier le parcours » les montre tous.")
        return not sentences


class ParcoursToldByName(FormulaireDeParcours, ToldByName):
    """The same for whoever writes by the API."""
