"""The characters that the faces of the PDF draw: the site's own and those that the engine carries.

A tagged PDF holds no text that it cannot draw; the engine refuses the whole document for one emoji. What is not drawn
is shown as a square, and the document says so. `tests/cap/test_cap_takeaway.py` has the engine draw every one.
"""

import unicodedata

INTROUVABLE = "□"
#: Close enough to be read as what was meant.
_PROCHES = str.maketrans({"✅": "✔", "❌": "✘", "\u2011": "-", "\t": " ", "\u2028": "\n", "\u2029": "\n"})
_PLAGES = (
    "20-7e a0-ac ae-24f 370-377 37a-37f 384-38a 38c 38e-3a1 3a3-482 48a-4ff 510-513 51a-51d 1e00-1eff 2000-200a "
    "2010-2027 202f-2040 2042 2044-2052 2054-205f 2070-2071 2074-208e 2090-209c 20a0-20bf 2100-211e 2120 2122 2124 "
    "2126-2151 2153-2184 2189 2190-22ff 2460-24ff 25a0-2606 2609-262f 2638-268b 2690-269c 26a0-26a7 26aa-26af 26b2 "
    "2701-2704 2706-2709 270c-2714 2717-2726 272a-274b 274d 274f-2752 2756 2758-275e 2761-277f 2794 2798-27af 27b1-27bf"
)


def _points(plages: str) -> frozenset[str]:
    bounds = ([int(end, 16) for end in plage.split("-")] for plage in plages.split())
    return frozenset(chr(point) for bound in bounds for point in range(bound[0], bound[-1] + 1))


DESSINES = _points(_PLAGES)


def dessinable(text: str) -> str:
    """The text as it can be drawn: accents composed, commands and joiners dropped, the rest as squares."""
    near = unicodedata.normalize("NFC", text).translate(_PROCHES)
    return "".join(_dessin(one) for one in near)


def _dessin(one: str) -> str:
    if one in DESSINES or one == "\n":
        return one
    return "" if unicodedata.category(one)[0] in "CM" else INTROUVABLE
