"""How editors choose an answer or a dimension of the parcours that they are writing: from a list, never by its code.

The list is filled in the browser (`static/admin/parcours.js`) from the form as it stands, so that a question that is
not saved yet can be chosen too.
"""

from typing import Any

from django import forms


class CodeCache(forms.HiddenInput):
    """A code, given by the browser to what is added, or by the model to what comes without one."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-adoc-code": "", **(attrs or {})})


class ReponseAttendue(forms.Select):
    """A list of what the form holds: its `reponses`, or its `dimensions`."""

    def __init__(self, quoi: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-adoc-choix": quoi, **(attrs or {})})

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Any:
        """What is chosen, alone: the browser adds the rest and the words."""
        self.choices = [("", "—"), *((one, one) for one in value if one)]
        return super().optgroups(name, value, attrs)

    class Media:
        js = ["admin/parcours.js"]
