"""`python -m workers.links < urls.txt`: what `manage.py check_urls` does, without loading Django."""

import sys
from argparse import ArgumentParser

from workers.links.listing import add_options, check_list


def main() -> int:
    parser = ArgumentParser(
        prog="python -m workers.links", description="Vérifie les adresses lues sur l’entrée standard."
    )
    add_options(parser)
    return check_list(vars(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
