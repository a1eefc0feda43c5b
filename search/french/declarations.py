"""What both engines must know of French, declared once.

The order, which decides whether accents matter:

    characters and sigles → standard tokens → elision → lower case → paradigms → protected words →
    digits untouched → overrides → light French → ASCII folding

Patterns are written for both regular-expression engines: ``%L`` is a letter, ``%A`` a letter or a digit, ``%a``
the same inside brackets, ``%M`` combining marks and ``%N`` numbers that are no digits (½, Ⅻ), both inside
brackets; ``$1`` is a group. No ``\\b`` anywhere: Java's is ASCII only since version 19.
"""

import unicodedata
from typing import NamedTuple


class Rewrite(NamedTuple):
    """One replacement, tried everywhere in the text (characters) or on one whole token (paradigms)."""

    name: str
    pattern: str
    replacement: str


ELISIONS = ("l", "d", "j", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "s", "n", "m", "t", "c")

MAX_TOKEN_LENGTH = 255

_APOSTROPHES = "’‘‛ʼʹ′´`＇ꞌ"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2212\uff0d\ufe63"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\ufe0e\ufe0f"
_LIGATURES = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}
_RAISED = {
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789", strict=True)),
    "ᵉ": "e",
    "ʳ": "r",
    "ᵈ": "d",
    "ˢ": "s",
    "ᵐ": "m",
    "º": "°",
    "№": "n°",
}
_INCLUSIVE_POINTS = "•‧∙⋅・･"
COMBINING_MARKS = "\u0300\u0301\u0302\u0303\u0308\u030a\u030c\u0327\u0328"


def _composed_pairs() -> dict[str, str]:
    """Letter and combining mark → the one composed letter: text pasted from some systems is decomposed."""
    pairs: dict[str, str] = {}
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz":
        for mark in COMBINING_MARKS:
            composed = unicodedata.normalize("NFC", letter + mark)
            if len(composed) == 1:
                pairs[letter + mark] = composed
    return pairs


CHARACTERS: dict[str, str] = {
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_INVISIBLE, ""),
    "_": " ",
    **dict.fromkeys(_INCLUSIVE_POINTS, "·"),
    **_LIGATURES,
    **_RAISED,
    **_composed_pairs(),
}

_FEMININE = "e|ne|le|te|se|fe|ve|ère|ere|trice|rice|ice|euse|eresse|esse|ienne|enne|elle|ale"

# Each sees the text that the one before it left.
CHARACTER_REWRITES: tuple[Rewrite, ...] = (
    Rewrite("marques", r"[%M]+", ""),
    Rewrite("nombres", r"[%N]", " "),
    # C.A.P. → CAP., R&D → RD: a point or an ampersand between two lone letters.
    Rewrite("sigle", r"(?<=(?<!%A)%L)[.&](?=%L(?!%A))", ""),
    # acteur·rice·s, citoyen-ne-s, agent.e.s, habitant(e)s, directeur/trice: the masculine stands for the word.
    Rewrite("inclusif_median", r"(?<=%L%L)·%L{1,7}(?:[·.]?s)?(?![%a·])", ""),
    Rewrite("inclusif_bas", rf"(?<=%L%L)\.(?:{_FEMININE})\.?s?(?![%a.@])", ""),
    Rewrite("inclusif_trait", rf"(?<=%L%L)-(?:(?:{_FEMININE})-?s|e|ne|trice|rice|euse)(?![%a'-])", ""),
    Rewrite("inclusif_parenthese", rf"(?<=%L%L)\((?:s|x|es|nes|{_FEMININE})\)s?(?!%A)", ""),
    Rewrite("inclusif_barre", r"(?<=%L%L)/-?(?:e|ne|trice|rice|euse|ère|ive)s?(?!%A)", ""),
    # e-mail and email are the courriel of the pages; an émail keeps its accent, and its meaning.
    Rewrite("courriel", r"(?<!%A)[Ee]-?[Mm][Aa][Ii][Ll]([Ss]?)(?!%A)", "courriel$1"),
    # entr'aide is entraide, prud'homal is prudhomal, aujourd'hui is one word.
    Rewrite("soudure", r"(?<!%A)([Ee]ntr|[Pp]resqu|[Aa]ujourd|[Pp]rud|[Gg]rand|[Qq]uelqu)'(?=%L)", "$1"),
    Rewrite("numero", r"(?<!%A)[nN]° ?(?=[0-9])", ""),
    # 10 000 is one number; not so the thousands of « ODD 13 200 actions », where 13 belongs to its sigle.
    Rewrite("milliers", r"(?<![%a.,])(?<![A-Z] )([1-9][0-9]{0,2}) ([0-9]{3})(?: ([0-9]{3}))?(?![0-9])", "$1$2$3"),
    Rewrite("decimale", r"(?<=[0-9]),(?=[0-9])", "."),
    # ODD13 and CAP2030 are two tokens side by side, as ODD 13 is; A10, 5G and H2 stay whole.
    Rewrite("sigle_numerote", r"(?<!%A)(%L{2,})(?=[0-9])", "$1 "),
    # What is left either joins words that a visitor types apart (ademe.fr) or is no word at all.
    Rewrite("reste", r"[^%a'.]|(?<![0-9])\.|\.(?![0-9])", " "),
)


def _root(group: int, most: int) -> str:
    """A root of at most so many letters. A doubled letter counts once, as it does for the stemmer."""
    return rf"(?:(%L)\{group}?){{1,{most}}}"


def _short_derivation(group: int) -> str:
    """Words that the stemmer would reduce to four letters or fewer (five for -ition) by cutting a derivation."""
    return "|".join(
        (
            _root(group, 4) + "[eéè]{0,2}r?(?:ation|ique|ement)",
            _root(group + 1, 5) + "ition",
            "%L{1,3}(?:at|ct|t)eur",
            "%L{4}teur",
            "%L{2,4}ie",
        )
    )


# -atif and -ateur that are not of the family of the noun in -ation: initiative is not initiation.
_APART = (
    "initi|tent|gén[ée]r|gener|neg|nég|altern|expect|prérog|prerog|priv|port|vot|"
    "sén|aviat|nomin|am|or|op[ée]r|rel|loc|n|rot"
)

# Inflections that the light stemmer leaves apart, and derivations that it cuts down to another word's root.
PARADIGMS: tuple[Rewrite, ...] = (
    Rewrite("feminin_iere", r"^(%L{3,}i|%L{2,}[gh])[eè]res?$", "$1er"),
    Rewrite("feminin_oise", r"^(%L{4,}[ao]i)ses?$", "$1s"),
    Rewrite("feminin_teuse", r"^(%L{2,4}t)euses?$", "$1eur"),
    Rewrite("action_iser", r"^(%L{3,})is(?:ation|ateur|atrice|ationnel|ationnelle)s?$", "$1iser"),
    Rewrite("action_atif", rf"^(?!(?:{_APART})ati)(%L{{4,}}ati)(?:f|ve)s?$", "$1on"),
    Rewrite(
        "action_ateur",
        rf"^(?=%L{{4,}}at(?:eu|ri))(?!(?:{_APART})at)({_root(2, 4)}[eéè]{{0,2}}r?at)(?:eur|rice)s?$",
        "$1ion",
    ),
    Rewrite("feminin_trice", r"^(%L{1,3}(?:at|ct|t)|%L{4}t)rices?$", "$1eur"),
    Rewrite("pluriel_court", rf"^({_short_derivation(2)})s$", "$1"),
)

# What the field that keeps accents holds of a word: neither its plural nor the feminine of a participle, so that
# retraités is retraité and not retraite.
ACCENTED_FORMS: tuple[Rewrite, ...] = (
    Rewrite("accent_participe", r"^(%L{2,}é)(?:e|s|es)$", "$1"),
    Rewrite("accent_pluriel", r"^(%L{3,})[sx]$", "$1"),
)

# formation is not forme, fondation is not fonds, numérique is not num: these keep their whole form.
KEPT = rf"^(?:{_short_derivation(1)})$"

DIGITS = r"^.*[0-9].*$"
