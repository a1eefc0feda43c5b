"""What a check says, and where: a sentence for the editor, with the very field or block of the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from liens.extraction import Lieu
from liens.places import ancre
from qualite.enums import Verification

#: Lists of children, which have no path of their own in the editor while they are empty.
LISTS = frozenset({"territoires_lies"})


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to see to. `champ`, `bloc`: the path of the field and the nearest block, as citations of links have
    them; `ou`: the same in an editor's words."""

    verification: Verification
    phrase: str
    champ: str = ""
    bloc: str = ""
    ou: str = ""

    @classmethod
    def at(cls, verification: Verification, phrase: str, place: Lieu) -> Self:
        """The same, at this place."""
        return cls(verification, phrase, place.champ, place.bloc, " › ".join(place.mots))

    @property
    def fragment(self) -> str:
        """The fragment of the editor's address that opens and shows the place; "" when there is none."""
        if self.champ in LISTS:
            return f"#id_{self.champ}-FORMS"
        return ancre(self) if self.champ else ""

    @property
    def field(self) -> str:
        """The field, or the list of children, in which it stands."""
        return self.champ.split(".")[0]

    def as_json(self) -> dict[str, str]:
        """As it is kept."""
        return {
            "verification": str(self.verification),
            "phrase": self.phrase,
            "champ": self.champ,
            "bloc": self.bloc,
            "ou": self.ou,
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        """As it was kept."""
        return cls(Verification(kept["verification"]), kept["phrase"], kept["champ"], kept["bloc"], kept["ou"])
