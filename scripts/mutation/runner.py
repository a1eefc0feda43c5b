"""A pytest plugin that runs the tests once, then once more for every mutant of one module, and writes what it found.

Everything is imported and the database is made once. A mutant inside a function is put into the running functions of
a forked child, which runs only the tests that reach its line; it needs some seconds less than a new process. What
stands outside of functions has been read by then: such a mutant is given to a child that was forked before anything of
the project was imported. No file of the project is changed. `MUTATION` holds the paths of the module, of its mutants
(`mutants.py`) and of the results.
"""

import gc
import json
import os
import shutil
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from scripts.mutation.functions import Reached, functions_of, living, put
from scripts.mutation.nursery import Nursery, be_a_child

MODULE, MUTANTS, RESULTS = os.environ["MUTATION"].split(":")
NURSERY = Nursery(MODULE)


def pytest_configure(config: pytest.Config) -> None:
    config.option.maxfail = 1


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the mutants in place of the tests; None lets pytest run them, for a mutant that was imported."""
    if NURSERY.is_child:
        return None
    # A test that needs the database makes it. With the most fixtures, it makes what the others start from as well
    # (tests/remembered.py): the children find both.
    needing = [one for one in session.items if "django_db_setup" in one.fixturenames]  # type: ignore[attr-defined]  # tests are functions
    first = max(needing, key=lambda one: len(one.fixturenames)) if needing else session.items[0]  # type: ignore[attr-defined]  # as above
    _run(first)
    # What conftest froze is not told of.
    gc.unfreeze()
    functions = living(MODULE)
    # A child's collector would otherwise write to all the memory that it shares.
    gc.freeze()
    reached = _reached(session.items, functions)
    original = functions_of(Path(MODULE).read_text(encoding="utf-8"), MODULE)
    with Path(RESULTS).open("w", encoding="utf-8") as results:
        for mutant in json.loads(Path(MUTANTS).read_text(encoding="utf-8")):
            start = time.monotonic()
            changed = functions_of(mutant["source"], MODULE)
            near = [item for item, lines in reached if mutant["line"] in lines]
            if near and changed[""] == original[""]:
                fates = {name: code for name, code in changed.items() if name and code != original[name]}
                found = _in_child(partial(_fails, near, fates, functions))
            else:
                # What stands outside of functions, and what is called by it alone.
                near, found = session.items, NURSERY.fails(mutant["source"])
            told = {key: mutant[key] for key in ("operator", "line", "change")}
            told |= {"found": found, "tests": len(near), "seconds": round(time.monotonic() - start, 1)}
            print(json.dumps(told, ensure_ascii=False), file=results, flush=True)
    return True


def _reached(items: list[pytest.Item], functions: list[FunctionType]) -> list[tuple[pytest.Item, set[int]]]:
    """The lines of the module that each test reaches, the fastest first.

    Raises RuntimeError if a test fails without any mutant.
    """
    path = Path(RESULTS).with_suffix(".reached")

    def work() -> bool:
        # The functions are put in as a mutant's are: what is then red is no mutant's fault.
        put(functions_of(Path(MODULE).read_text(encoding="utf-8"), MODULE), functions)
        found = []
        for item in items:
            start = time.process_time()
            with Reached(MODULE) as lines:
                failed = [report.longreprtext for report in _run(item) if report.failed]
            if failed:
                path.write_text("\n".join([item.nodeid, *failed]), encoding="utf-8")
                return True
            found.append((time.process_time() - start, sorted(lines)))
        path.write_text(json.dumps(found), encoding="utf-8")
        return False

    if _in_child(work):
        raise RuntimeError(f"red without any mutant: {path.read_text(encoding='utf-8')}")
    ran = zip(items, json.loads(path.read_text(encoding="utf-8")), strict=True)
    return [(item, set(lines)) for item, (_, lines) in sorted(ran, key=lambda one: one[1][0])]


def _run(item: pytest.Item) -> list[pytest.TestReport]:
    """The reports of one test. Another one is named as the next, so that what the session shares stays."""
    item.session._setupstate.teardown_exact(item)
    items = item.session.items
    return runtestprotocol(item, log=False, nextitem=items[0] if item is not items[0] else items[-1])


def _fails(items: list[pytest.Item], codes: dict[str, CodeType], functions: list[FunctionType]) -> bool:
    put(codes, functions)
    return any(report.failed for item in items for report in _run(item))


def _in_child(work: Callable[[], bool]) -> bool:
    """What `work` gives in a forked process with a copy of the database; True as well if it dies or does not end."""
    connections.close_all()
    names = {alias: str(connections[alias].settings_dict["NAME"]) for alias in connections}
    child = os.fork()
    if not child:
        try:
            be_a_child()
            for alias, name in _copies(names, os.getpid()):
                shutil.copyfile(names[alias], name)
                connections[alias].settings_dict["NAME"] = name
            os._exit(1 if work() else 0)
        except BaseException:  # noqa: BLE001 -- whatever it is, it is told, and nothing of it reaches the parent
            Path(RESULTS).with_suffix(".error").write_text(traceback.format_exc(), encoding="utf-8")
        finally:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    for _, name in _copies(names, child):
        for path in Path(name).parent.glob(f"{Path(name).name}*"):
            path.unlink()
    return status != 0


def _copies(names: dict[str, str], number: int) -> Iterator[tuple[str, str]]:
    return ((alias, f"{name}.{number}") for alias, name in names.items() if Path(name).is_file())
