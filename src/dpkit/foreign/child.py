"""The child process: frictionless on one package, without network, with limits; findings as JSON on standard output.

    python -P -m dpkit.foreign.child < request.json

It opens files to read alone and starts no process; temporary files of its own are the exception.
"""

import json
import sys
from typing import Any

SHOWN_ERRORS = 1_000
"""Per resource; each holds its row."""


def main() -> int:
    request = json.loads(sys.stdin.buffer.read())
    _limit(int(request["memory_bytes"]), int(request["seconds"]))
    answer = _validated(request)
    sys.stdout.write(json.dumps(answer))
    return 0


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _validated(request: dict[str, Any]) -> dict[str, Any]:
    from frictionless import FrictionlessException, Package, system

    sys.addaudithook(_guard)
    try:
        with system.use_context(trusted=False, standards="v2"):
            package = Package.from_descriptor(request["descriptor"], basepath=request["folder"])
            report = package.validate(limit_errors=SHOWN_ERRORS, parallel=False)
            repeated = {task.name: _repeated(package.get_resource(task.name)) for task in report.tasks if task.valid}
    except FrictionlessException as error:
        reasons = error.reasons or [error.error]
        return {"errors": [_plain(reason) for reason in reasons[:SHOWN_ERRORS]], "tasks": []}
    return {
        "errors": [_plain(error) for error in report.errors],
        "tasks": [
            {
                "name": task.name,
                "rows": task.stats.get("rows") or 0,
                "count": (task.stats.get("errors") or 0) + len(repeated.get(task.name, ())),
                "errors": [*map(_plain, task.errors), *repeated.get(task.name, ())],
                "warnings": list(task.warnings),
            }
            for task in report.tasks
        ],
    }


def _repeated(resource: Any) -> list[dict[str, Any]]:
    """Rows whose values of a unique key (Data Package 2.0) stand on an earlier row; frictionless does not look at them.

    A row with a missing value in the key is left out. Rows are read a second time, of sound tables alone.
    """
    schema = getattr(resource, "schema", None)
    keys = schema.custom.get("uniqueKeys") if schema is not None else None
    if schema is None or not isinstance(keys, list) or not keys:
        return []
    names = {field.name for field in schema.fields}
    wanted = [key for key in keys if isinstance(key, list) and key and names.issuperset(map(str, key))]
    seen: list[dict[tuple[str, ...], int]] = [{} for _ in wanted]
    found: list[dict[str, Any]] = []
    with resource:
        for row in resource.row_stream:
            for key, known in zip(wanted, seen, strict=True):
                values = tuple(row[name] for name in key)
                first = (
                    known.setdefault(tuple(map(repr, values)), row.row_number) if None not in values else row.row_number
                )
                if first != row.row_number and len(found) < SHOWN_ERRORS:
                    note = f"the unique key {', '.join(key)} has the values of row {first}"
                    found.append(
                        {"type": "unique-error", "note": note, "cell": None, "row": row.row_number, "field": key[-1]}
                    )
    return found


def _plain(error: Any) -> dict[str, Any]:
    row = getattr(error, "row_number", None)
    return {
        "type": str(error.type),
        "note": str(error.note or error.message or error.title)[:500],
        "cell": None if (cell := getattr(error, "cell", None)) is None else str(cell)[:80],
        "row": row if isinstance(row, int) else None,
        "field": str(getattr(error, "field_name", None) or getattr(error, "label", None) or "")[:200] or None,
    }


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what validation never needs."""
    if event.startswith(
        ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.fork", "ctypes.dlopen")
    ):
        raise PermissionError(f"{event} is not allowed while a foreign package is validated")


if __name__ == "__main__":
    sys.exit(main())
