"""`python -m scripts.services start|stop|status|env`: see docs/services.md."""

import argparse
import os
import sys

from scripts.services.console import ServiceError, complain
from scripts.services.state import HOME
from scripts.services.supervise import env, start, status, stop


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.services", description="Real servers for the tests.")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("start", help="start what is missing and print the three URLs")
    actions.add_parser("stop", help="end what `start` began")
    actions.add_parser("status", help="say what runs; 0 when all three answer")
    actions.add_parser("env", help="print export lines for a shell")
    action = parser.parse_args(arguments).action
    try:
        if action == "start":
            return start(HOME, os.environ)
        if action == "stop":
            return stop(HOME)
        return status(HOME, os.environ) if action == "status" else env(HOME, os.environ)
    except ServiceError as exc:
        complain(str(exc))
        return 1
    except KeyboardInterrupt:
        complain("Interrupted: `python -m scripts.services stop` ends what was started, `start` goes on with it.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
