"""The equivalences that ship with the software, as rows that editors can change.

Until a row stands for it, a shipped group works as it ships. Once one does, the row alone counts: `load_shipped` writes
the rows that are missing and leaves those that exist as their editors have them.
"""

import re
from typing import Any

from search.lexique.enums import Sens
from search.lexique.synonyms import SynonymGroup, shipped_groups

_CAPITALES = re.compile(r"[A-ZÀ-Ý].*[A-ZÀ-Ý]")


def cle_livree(groupe: SynonymGroup) -> str:
    """The name of a shipped group: it stays when phrases are added to the group."""
    return f"{'vers' if groupe.targets else 'egal'}:{groupe.phrases[0]}"


def est_un_sigle(groupe: SynonymGroup) -> bool:
    """Whether a group is a sigle and its one long form."""
    return not groupe.targets and len(groupe.phrases) == 2 and _ressemble(groupe.phrases[0])


def load_shipped(groupes: Any, sigles: Any) -> int:
    """Write the missing rows with these two models; how many there were. A migration hands its own."""
    known = {
        *groupes.objects.values_list("cle_livree", flat=True),
        *sigles.objects.values_list("cle_livree", flat=True),
    }
    missing = [groupe for groupe in shipped_groups() if cle_livree(groupe) not in known]
    for groupe in missing:
        key = cle_livree(groupe)
        if est_un_sigle(groupe):
            sigles.objects.create(cle_livree=key, sigle=groupe.phrases[0], developpe=groupe.phrases[1])
        else:
            groupes.objects.create(
                cle_livree=key,
                sens=Sens.SENS_UNIQUE if groupe.targets else Sens.EQUIVALENTS,
                expressions="\n".join(groupe.phrases),
                cibles="\n".join(groupe.targets),
            )
    return len(missing)


def _ressemble(expression: str) -> bool:
    return " " not in expression and _CAPITALES.search(expression) is not None
