"""Which characters a text may hold where it leaves for XML, a database or another engine."""

import re

#: What XML 1.0 refuses: control characters but tab and line ends, lone surrogates, two non-characters.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """The text with a space in place of each character that cannot be written everywhere."""
    return _REFUSED.sub(" ", text)
