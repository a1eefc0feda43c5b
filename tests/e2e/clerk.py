"""A process that acts as the site's own code would, on its database: starting one for each act costs seconds.

`python -m tests.e2e.clerk` reads one act a line, `{"lines": …, "said": …}`, and answers each with one line.
"""

import io
import json
import os
import subprocess
import sys
import traceback
from contextlib import redirect_stdout
from pathlib import Path

from tests.patience import LAST_RESORT

ROOT = Path(__file__).resolve().parents[2]


class Clerk:
    """Started with the first act; `close` ends it."""

    def __init__(self, **own):
        kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        self.environment = kept | {"DJANGO_SETTINGS_MODULE": "cms.settings"} | own
        self.process = None

    def __call__(self, lines, **said):
        """Run these lines, which may use `said`; what they printed."""
        self.process = self.process or subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.clerk"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.process.stdin.write(json.dumps({"lines": lines, "said": said}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert "wrong" not in answer, answer["wrong"]
        return answer["printed"]

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait(timeout=LAST_RESORT)
            self.process.stdout.close()


def act(asked):
    """What an act printed, or how it went wrong."""
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            exec(asked["lines"], {"said": asked["said"]})
    except Exception:  # noqa: BLE001 -- whatever went wrong is told to who asked
        return {"wrong": traceback.format_exc()}
    return {"printed": printed.getvalue()}


def main():
    import django

    django.setup()
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(act(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
