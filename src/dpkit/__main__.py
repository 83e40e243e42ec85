"""`python -m dpkit` is the same as `dpkit`."""

from dpkit.cli import run

run()
