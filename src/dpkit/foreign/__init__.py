"""Data packages that dpkit did not make: versions 1 and 2, CSV and Parquet and whatever else frictionless reads.

What a descriptor may ask for is decided here; files are opened, hashed and measured by us; then frictionless checks
types, constraints and keys in a child process without network, with limits on time and memory.
"""

from dpkit.foreign.run import Limits, validate_foreign

__all__ = ["Limits", "validate_foreign"]
