"""The editor's form of a parcours: what would leave a visitor stuck or empty-handed is not published."""

from pages.formulaires import FormulaireDePage

MONTREES = 5


class FormulaireDeParcours(FormulaireDePage):
    """Walks the parcours as it was typed, once all its parts are sound by themselves."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        if self.is_deferred_validation or self.cleaned_data.get("profil") is None:
            return True
        from pages.parcours.controle import controler  # it asks for page types, whose form this is

        # Puts the children into the page, in memory; nothing is written.
        self.save(commit=False)
        faults = controler(self.instance).bloquants
        for one in faults[:MONTREES]:
            said = " ; ".join(f"{etape.question} → {etape.reponse}" for etape in one.chemin)
            self.add_error(None, f"{one.phrase} Chemin : {said}." if said else one.phrase)
        if len(faults) > MONTREES:
            self.add_error(None, f"Et {len(faults) - MONTREES} autres : « Vérifier le parcours » les montre tous.")
        return not faults
