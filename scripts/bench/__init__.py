"""Measures the site on this machine: `make bench`, or `python -m scripts.bench --quick` for a look in a minute."""
