"""The rules, one file per group; `validate.rules` strings them together."""
