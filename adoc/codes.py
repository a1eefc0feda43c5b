"""The short names by which questions, answers and dimensions of a parcours name each other."""

import secrets


def nouveau_code() -> str:
    """A name that nothing else in the same parcours has: six hexadecimal figures."""
    return secrets.token_hex(3)
