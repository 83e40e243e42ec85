"""dpkit: dataset packaging and validation for official statements."""
