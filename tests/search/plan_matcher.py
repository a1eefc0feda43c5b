"""Which texts a plan finds, by brute force: the truth that both engines are held to."""

from search.french import words


def matches(plan, text):
    found = words(text)
    stems = [word.stem for word in found]
    exacts = [word.exact for word in found]
    return all(any(_holds(one, stems, exacts) for one in slot.alternatives) for slot in plan.slots) and not any(
        _holds(one, stems, exacts) for one in plan.excluded
    )


def _holds(alternative, stems, exacts):
    if alternative.is_apart:
        return all(_holds(one, stems, exacts) for one in alternative.each)
    wanted = alternative.stems
    return (wanted is not None and _side_by_side(wanted, stems)) or _side_by_side(alternative.exacts, exacts)


def _side_by_side(wanted, tokens):
    size = len(wanted)
    return any(tuple(tokens[at : at + size]) == tuple(wanted) for at in range(len(tokens) - size + 1))
