"""`python -m scripts.mutation`: whether the tests near a module see each small change of it. `make mutation`.

Needs cosmic-ray in an environment of its own under var/, and says how to install it. Nothing of CI calls this: on an
idle machine all modules take about an hour.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.demo.places import ROOT, var_folder
from scripts.services.console import ServiceError, say

FOLDER = var_folder() / "mutation"
TOOL = FOLDER / "venv" / "bin" / "python"
REQUIREMENTS = "scripts/mutation/requirements.txt"
SEED = 17


@dataclass(frozen=True, slots=True)
class Target:
    """A module, the tests that must see its mutants, and the options of pytest with which they are fast."""

    module: str
    tests: tuple[str, ...]
    options: tuple[str, ...] = ("-p", "pytest_django.plugin", "--reuse-db")

    @property
    def name(self) -> str:
        """What its files are called."""
        return self.module.removesuffix(".py").replace("/", ".")


#: These tests need neither Django nor its database.
PURE = ("--noconftest",)
POLICY = ("tests/workers/links/test_policy.py", "tests/workers/links/test_policy_bounds.py")
TARGETS = (
    Target("workers/links/verdict/policy.py", POLICY, PURE),
    Target("workers/links/verdict/rules.py", POLICY, PURE),
    Target("cap/merging.py", ("tests/cap/test_cap_merging.py",)),
    Target("search/planning/planner.py", ("tests/search/test_planner_reading.py", "tests/search/test_planner.py")),
    Target("search/facets/values.py", ("tests/search/test_facet_values.py", "tests/search/test_planner_reading.py")),
    Target("search/answers/facet_counts.py", ("tests/search/test_facet_counts.py",)),
    Target("search/index/outbox.py", ("tests/search/test_outbox_upkeep.py", "tests/search/test_outbox.py")),
    Target("search/documents/builder.py", ("tests/search/test_documents.py",)),
)


def main(words: Sequence[str]) -> int:
    """1 if a module could not be measured."""
    parser = argparse.ArgumentParser(prog="make mutation", description="Vérifie que les tests voient chaque mutant.")
    parser.add_argument("module", nargs="*", help="seulement ceux dont le chemin contient ces mots")
    parser.add_argument("--sample", type=int, metavar="N", help="N mutants au plus par module, toujours les mêmes")
    asked = parser.parse_args(words)
    try:
        require_tool()
        for target in TARGETS:
            if not asked.module or any(word in target.module for word in asked.module):
                show(target, measured(target, asked.sample))
    except ServiceError as exc:
        say(f"✗ {exc}")
        return 1
    return 0


def require_tool() -> None:
    """Raise ServiceError with the commands that install what is missing."""
    if not TOOL.is_file():
        venv = TOOL.parents[1]
        raise ServiceError(
            f"cosmic-ray is missing. To install it, apart from the rest:\n"
            f"  python3 -m venv {venv}\n  {TOOL} -m pip install --require-hashes -r {REQUIREMENTS}"
        )


def measured(target: Target, sample: int | None) -> list[dict[str, Any]]:
    """What became of each mutant. Raises ServiceError if the tests are red without any."""
    ask = [str(TOOL), "scripts/mutation/mutants.py", target.module]
    made = subprocess.run(ask, cwd=ROOT, capture_output=True, check=True)  # noqa: S603 -- our own words
    mutants = json.loads(made.stdout)
    if sample and sample < len(mutants):
        mutants = random.Random(SEED).sample(mutants, sample)  # noqa: S311 -- the same ones each time
    say(f"{target.module}: {len(mutants)} mutants …")
    return tried(target, mutants, FOLDER)


def tried(target: Target, mutants: Sequence[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """What became of these mutants; what is written meanwhile goes into the folder. Raises ServiceError as above."""
    listed, results = folder / f"{target.name}.json", folder / f"{target.name}.jsonl"
    listed.write_text(json.dumps(mutants), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.isolation", "-p", "scripts.mutation.runner", "-q"]
    command += ["-p", "no:cacheprovider", "--no-header", *target.options, *target.tests]
    # Half of the time of a run with one mutant would go to plugins that these tests do not use.
    own = {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "ODD17_TEST_FOLDER": str(folder / "tests"),
        "MUTATION": f"{target.module}:{listed}:{results}",
    }
    (folder / "tests").mkdir(exist_ok=True)
    ran = subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True, check=False)  # noqa: S603 -- as above
    if ran.returncode not in (0, 5):
        raise ServiceError(f"The tests of {target.module} could not be run:\n{ran.stdout[-2000:]}{ran.stderr[-500:]}")
    return [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]


def show(target: Target, results: Sequence[dict[str, Any]]) -> None:
    """Tell how many were found, then each that was not."""
    found = sum(one["found"] for one in results)
    say(f"{target.module}: {len(results)} mutants, {found} found ({found / len(results):.1%})")
    for one in results:
        if not one["found"]:
            say(f"  line {one['line']}, {one['tests']} tests, {one['operator']}: {one['change']}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
