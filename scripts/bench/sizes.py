"""How large the corpora of a measure are, as they are asked on the command line."""

import argparse

#: Every corpus is drawn from the same seed.
SEED = 17


def sizes(text: str) -> list[int]:
    """The numbers of a list such as `1000,10000`, ascending."""
    try:
        numbers = sorted({int(part.replace("_", "")) for part in text.split(",")})
    except ValueError as exc:
        raise argparse.ArgumentTypeError(f"{text}: numbers separated by commas are expected") from exc
    if numbers[0] < 1:
        raise argparse.ArgumentTypeError(f"{text}: at least 1 resource is needed")
    return numbers
