"""`python -m scripts.bench.cap.client NUMBER FILE`: one of several that edit the same C.A.P. at once.

FILE holds the editing secrets as JSON. To every C.A.P., in an order of its own, it adds an element, writes a note on it
and adds its word to the objectives, reading them again when somebody else changed them. Says as JSON what it did.
"""

import json
import random
import sys
from pathlib import Path

import django


def main(number: int, secrets: list[str]) -> None:
    django.setup()
    from cap import editing  # Django is set up by then

    random.Random(number).shuffle(secrets)  # noqa: S311  an order, not a secret
    acts = conflicts = 0
    for secret in secrets:
        cap = editing.cap_to_edit(secret)
        element = editing.add_link(cap, famille="outil", titre=f"Outil du client {number}", url="")
        editing.change_element(cap, element.cle, vu={"note": ""}, voulu={"note": f"note de {number}"})
        acts += 3
        seen = cap.objectifs
        while told := editing.write_texts(
            cap, vu={"objectifs": seen}, voulu={"objectifs": f"{seen} client-{number}".strip()}
        ):
            seen = told[0].garde
            acts, conflicts = acts + 1, conflicts + 1
    json.dump({"acts": acts, "conflicts": conflicts}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text()))
