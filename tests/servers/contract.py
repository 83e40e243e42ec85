"""The official OpenAPI document of GitHub's API, and whether requests and answers keep to it.

The document comes from the npm package of its keepers, at set-up, pinned by its hash; what releases need of it is kept.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft4Validator

from servers.places import HOME, SetUpError
from servers.stand_in import Reply, Request

PACKAGE = "@octokit/openapi@23.0.2"
SHA256 = "71a18407dd5e8464f4e0525daf03deabbe65abd9287d6adc7b5d98f516cd0d0c"
MEMBER = "package/generated/api.github.com.json"
PATHS = re.compile(r"/user|/repos/\{owner\}/\{repo\}(/releases.*|/git/(ref|refs|tags).*|/immutable-releases)?")

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Contract:
    """The document's part on releases."""

    document: Node

    def operation(self, method: str, path: str) -> Node | None:
        """What the document says of this call; None where it knows no such call."""
        found = [(template, ops) for template, ops in self.document["paths"].items() if _matches(template, path)]
        found.sort(key=lambda pair: pair[0].count("{"))  # a literal path comes before one with parameters
        for _, operations in found:
            if method.lower() in operations:
                node: Node = operations[method.lower()]
                return node
        return None

    def breaches(self, operation: Node, request: Request) -> Iterator[str]:
        """Where a request leaves the document."""
        known = [self._resolved(each) for each in operation.get("parameters", ())]
        in_query = {each["name"]: each for each in known if each["in"] == "query"}
        yield from (f"query {name}: not in the document" for name in request.query if name not in in_query)
        for name, parameter in in_query.items():
            if parameter.get("required") and name not in request.query:
                yield f"query {name}: missing"
        content = self._resolved(operation.get("requestBody", {})).get("content", {})
        if "application/json" in content and (request.body or operation["requestBody"].get("required")):
            yield from self._body_breaches(content["application/json"]["schema"], request)

    def answer_breaches(self, operation: Node, reply: Reply) -> Iterator[str]:
        """Where an answer leaves the document; 401 is everybody's and stands in few of its lists."""
        if reply.status == 401:
            return
        said = operation["responses"].get(str(reply.status))
        if said is None:
            yield f"status {reply.status}: not in the document"
            return
        content = self._resolved(said).get("content", {}).get("application/json")
        if content and "json" in reply.headers.get("Content-Type", ""):
            told = json.loads(reply.body.replace(b'"starter"', b'"open"'))  # a state that only its prose knows
            yield from self._faults(content["schema"], told)

    def _body_breaches(self, schema: Node, request: Request) -> Iterator[str]:
        try:
            values = json.loads(request.body)
        except ValueError:
            yield "body: no JSON"
            return
        known = self._resolved(schema).get("properties", {})
        yield from (f"body {name}: not in the document" for name in values if known and name not in known)
        yield from self._faults(schema, values)

    def _faults(self, schema: Node, values: object) -> Iterator[str]:
        rooted = {**schema, "components": self._components}
        for error in Draft4Validator(rooted).iter_errors(values):
            yield f"{'/'.join(map(str, error.absolute_path)) or 'body'}: {error.message[:200]}"

    @cached_property
    def _components(self) -> Any:
        return _as_json_schema(self.document["components"])

    def _resolved(self, node: Node) -> Node:
        if "$ref" not in node:
            return node
        return _at(self.document, node["$ref"])


def github_contract() -> Contract:
    """The contract; the first call fetches it.

    Raises: SetUpError where npm is missing or gives something else.
    """
    kept = HOME / "github" / f"{SHA256[:16]}.json"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(_part(_fetched())), encoding="utf-8")
    return Contract(document=json.loads(kept.read_text(encoding="utf-8")))


def _fetched() -> Node:
    if shutil.which("npm") is None:
        raise SetUpError("npm: not found; it fetches GitHub's OpenAPI document: apt-get install npm")
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", PACKAGE]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        packed = list(Path(folder).glob("*.tgz"))
        if done.returncode or len(packed) != 1:
            raise SetUpError(f"npm pack {PACKAGE}: ended with {done.returncode}\n{done.stderr[-1000:]}")
        if hashlib.sha256(packed[0].read_bytes()).hexdigest() != SHA256:
            raise SetUpError(f"{PACKAGE}: another file than the one of sha256:{SHA256}")
        with tarfile.open(packed[0]) as archive:
            member = archive.extractfile(MEMBER)
            assert member is not None
            document: Node = json.load(member)
    return document


def _part(document: Node) -> Node:
    """The paths of releases and all that they refer to: 13 MB become less than one."""
    paths = {path: node for path, node in document["paths"].items() if PATHS.fullmatch(path)}
    components: dict[str, dict[str, Any]] = {}
    waiting: list[Any] = [paths]
    while waiting:
        for reference in _references(waiting.pop()):
            _, _, kind, name = reference.split("/", 3)
            if kind != "examples" and name not in components.setdefault(kind, {}):
                components[kind][name] = _at(document, reference)
                waiting.append(components[kind][name])
    return {"paths": paths, "components": components}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for inner in node.values():
            yield from _references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _references(inner)


def _as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0's `nullable` as JSON Schema says it."""
    if isinstance(node, list):
        return [_as_json_schema(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    made = {key: _as_json_schema(inner) for key, inner in node.items() if key not in ("example", "examples")}
    return {"anyOf": [{"type": "null"}, made]} if node.get("nullable") is True else made


def _at(document: Node, reference: str) -> Node:
    node = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def _matches(template: str, path: str) -> bool:
    pattern = "".join(
        "[^/]+" if part.startswith("{") and part != "{ref}" else ".+" if part == "{ref}" else re.escape(part)
        for part in re.split(r"(\{\w+\})", template)
    )
    return re.fullmatch(pattern, unquote(path)) is not None
