"""J. Savoy's light stemmer for French, equal to Lucene's ``light_french`` filter.

The algorithm is the one published in « Light Stemming Approaches for the French, Portuguese, German and
Hungarian Languages » (ACM SAC, 2006). Its notice, which every redistribution carries, is in
``docs/notices/savoy-light-french.txt``. ``search/data/light_french_stems.tsv`` holds words with the stem that
Lucene gives; a test compares them all.
"""

_NORMALISED = str.maketrans("àáâôèéêùûîç", "aaaoeeeuuic")

# (longer than, suffix, letters cut, letters put, finished). The first row that applies and is finished ends
# the search; the rows after an unfinished one see its result.
_RULES: tuple[tuple[int, str, int, str, bool], ...] = (
    (11, "ficatrice", 7, "er", True),
    (10, "ficateur", 6, "er", True),
    (9, "catrice", 7, "quer", True),
    (8, "cateur", 6, "quer", True),
    (8, "atrice", 6, "er", True),
    (7, "ateur", 5, "er", True),
    (6, "trice", 4, "eur", False),
    (5, "ième", 4, "", True),
    (7, "teuse", 3, "r", True),
    (6, "teur", 2, "r", True),
    (5, "euse", 2, "", True),
    (8, "ère", 3, "er", True),
    (7, "ive", 2, "f", True),
    (4, "folle", 3, "u", True),
    (4, "molle", 3, "u", True),
    (9, "nnelle", 5, "", True),
    (9, "nnel", 3, "", True),
    (4, "ète", 3, "et", False),
    (8, "ique", 4, "", False),
    (8, "esse", 3, "", True),
    (7, "inage", 3, "", True),
)


def light_french(word: str) -> str:
    """The stem of a lower-case word. Words of more than four letters lose their accents as well."""
    word = _without_plural(word)
    if len(word) > 9 and word.endswith("issement"):
        return _tidy(word[:-7] + "r")
    if len(word) > 8 and word.endswith("issant"):
        return _tidy(word[:-5] + "r")
    if len(word) > 6 and word.endswith("ement"):
        word = word[:-4]
        return _tidy(word[:-2] + "f" if word.endswith("ive") else word)
    for longer_than, suffix, cut, put, finished in _RULES:
        if len(word) > longer_than and word.endswith(suffix):
            word = word[: len(word) - cut] + put
            if finished:
                return _tidy(word)
    if len(word) > 9 and word.endswith("isation"):
        word = word[:-7]
        return _tidy(word[:-2] + "el" if len(word) > 5 and word.endswith("ual") else word)
    if len(word) > 9 and word.endswith("isateur"):
        return _tidy(word[:-7])
    if len(word) > 8 and word.endswith(("ation", "ition")):
        return _tidy(word[:-5])
    return _tidy(word)


def _without_plural(word: str) -> str:
    if len(word) > 5 and word.endswith("x"):
        word = word[:-3] + "al" if word[-3:-1] == "au" and word[-4] != "e" else word[:-1]
    if len(word) > 3 and word.endswith("x"):
        word = word[:-1]
    if len(word) > 3 and word.endswith("s"):
        word = word[:-1]
    return word


def _tidy(word: str) -> str:
    if len(word) > 4:
        word = _without_doubles(word.translate(_NORMALISED))
    if len(word) > 4 and word.endswith("ie"):
        word = word[:-2]
    if len(word) > 4:
        word = word.removesuffix("r").removesuffix("e").removesuffix("e")
        if word[-1] == word[-2] and word[-1].isalpha():
            word = word[:-1]
    return word


def _without_doubles(word: str) -> str:
    kept = word[0]
    for letter in word[1:]:
        if letter != kept[-1] or not letter.isalpha():
            kept += letter
    return kept
