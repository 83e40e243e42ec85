"""Descriptors against the official JSON Schema of Data Package v2."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft7Validator

from dpkit.model import Finding, Place

DESCRIPTOR = "datapackage.json"


def check_profile(descriptor: object) -> tuple[Finding, ...]:
    """Where a descriptor breaks the official Data Package v2 schema, sorted by place in it."""
    errors = sorted(_validator().iter_errors(descriptor), key=lambda error: (error.json_path, error.message))
    return tuple(_finding(error.json_path, error.message) for error in errors)


@cache
def official_schema() -> Mapping[str, Any]:
    """The JSON Schema of Data Package 2.0 as its makers publish it (package data, see data/NOTICE.md)."""
    text = files("dpkit.package").joinpath("data/datapackage-2.0.json").read_text(encoding="utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


@cache
def _validator() -> Draft7Validator:
    return Draft7Validator(official_schema())


def _finding(path: str, message: str) -> Finding:
    return Finding(
        code="DP701",
        severity="error",
        message=f"{DESCRIPTOR} {path}: {message}; expected what the Data Package v2 schema allows",
        place=Place(path=DESCRIPTOR),
        field=path,
    )
