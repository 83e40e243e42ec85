"""The part of GitHub's OpenAPI document that publishing uses, without its prose: what the tests hold both sides to.

    npm pack @octokit/openapi && tar -xzf octokit-openapi-*.tgz
    python scripts/github_contract.py package/generated/api.github.com.json

writes `tests/publish/github_contract.json`: method and path → parameters, the body, and what each status answers.
"""

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "tests/publish/github_contract.json"
RELEASES = "/repos/{owner}/{repo}/releases"
CALLS = (
    ("get", "/repos/{owner}/{repo}/git/ref/{ref}"),
    ("get", RELEASES),
    ("post", RELEASES),
    ("get", f"{RELEASES}/{{release_id}}"),
    ("patch", f"{RELEASES}/{{release_id}}"),
    ("delete", f"{RELEASES}/{{release_id}}"),
    ("get", f"{RELEASES}/{{release_id}}/assets"),
    ("post", f"{RELEASES}/{{release_id}}/assets"),
    ("get", f"{RELEASES}/assets/{{asset_id}}"),
    ("delete", f"{RELEASES}/assets/{{asset_id}}"),
)
KEPT = ("type", "enum", "required", "minimum", "maximum", "pattern", "additionalProperties")
"""What a schema says that is no prose."""


def main(source: str) -> None:
    document = json.loads(Path(source).read_text(encoding="utf-8"))
    calls = {f"{method.upper()} {path}": _call(document, document["paths"][path][method]) for method, path in CALLS}
    found = {"source": f"@octokit/openapi {document['info']['version']} (MIT)", "calls": calls}
    TARGET.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _call(document: Any, operation: Any) -> dict[str, Any]:
    parameters = [_resolved(document, each) for each in operation.get("parameters", ())]
    body = operation.get("requestBody", {}).get("content", {})
    answers = {status: _resolved(document, answer) for status, answer in operation["responses"].items()}
    return {
        "server": operation.get("servers", [{"url": "https://api.github.com"}])[0]["url"],
        "parameters": [
            {"name": each["name"], "in": each["in"], "required": each.get("required", False),
             "schema": _schema(document, each["schema"])}
            for each in parameters
        ],
        "body": {kind: _schema(document, each["schema"]) for kind, each in body.items()},
        "answers": {
            status: {kind: _schema(document, each["schema"]) for kind, each in answer.get("content", {}).items()}
            for status, answer in answers.items()
        },
    }  # fmt: skip


def _schema(document: Any, given: Any) -> dict[str, Any]:
    """A schema of OpenAPI 3.0 as JSON Schema, its references put in."""
    schema = _resolved(document, given)
    found = {key: schema[key] for key in KEPT if key in schema}
    if schema.get("nullable") and "type" in found:
        found["type"] = [found["type"], "null"]
    if isinstance(found.get("additionalProperties"), dict):
        found["additionalProperties"] = _schema(document, found["additionalProperties"])
    if "properties" in schema:
        found["properties"] = {name: _schema(document, each) for name, each in schema["properties"].items()}
    if "items" in schema:
        found["items"] = _schema(document, schema["items"])
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            found[word] = [_schema(document, each) for each in schema[word]]
    return found


def _resolved(document: Any, given: Any) -> Any:
    while "$ref" in given:
        found = document
        for part in given["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        given = found
    return given


if __name__ == "__main__":
    main(sys.argv[1])
