"""InvenioRDM: tables, vocabularies, one user with one token, then the REST API on loopback.

Runs in the environment of `requirements/servers-invenio.txt`; what it needs stands in variables (see `invenio.cfg`).
"""

import csv
import datetime as dt
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import invenio_rdm_records
import yaml
from flask_security.utils import hash_password
from invenio_access.permissions import system_identity
from invenio_accounts.proxies import current_datastore
from invenio_app.factory import create_api
from invenio_db import db
from invenio_files_rest.models import Location
from invenio_oauth2server.models import Token
from invenio_search import current_search
from invenio_vocabularies.proxies import current_service
from sqlalchemy import text
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import WSGIRequestHandler, run_simple

FIXTURES = Path(invenio_rdm_records.__file__).parent / "fixtures" / "data"
VOCABULARIES = (
    "resourcetypes",
    "creatorsroles",
    "contributorsroles",
    "relationtypes",
    "datetypes",
    "descriptiontypes",
    "titletypes",
    "removalreasons",
    "licenses",
    "languages",
)
LICENSES = ("cc", "odbl", "odc", "pddl", "mit", "apache-2.0", "gpl-3.0", "agpl-3.0", "bsd-3")
"""What these begin with is taken: all 419 would cost seconds at every start."""


def main(port: int) -> None:
    app = create_api()
    with app.app_context():
        _tables()
        _vocabularies()
        with app.test_request_context():
            _user()
    mounted = DispatcherMiddleware(_nothing, {"/api": app})
    WSGIRequestHandler.protocol_version = "HTTP/1.1"
    run_simple("127.0.0.1", port, mounted, threaded=True, request_handler=_Quiet)


class _Quiet(WSGIRequestHandler):
    """The log names requests, not what they carry."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        print(self.command, self.path, code, flush=True)


def _tables() -> None:
    db.session.execute(text("CREATE EXTENSION IF NOT EXISTS citext"))
    db.session.commit()
    db.create_all()
    for _ in current_search.create(ignore=[400, 404], ignore_existing=True):
        pass
    db.session.add(Location(name="default", uri=os.environ["FILES_FOLDER"], default=True))
    db.session.commit()


def _vocabularies() -> None:
    listed = yaml.safe_load((FIXTURES / "vocabularies.yaml").read_text(encoding="utf-8"))
    for name in VOCABULARIES:
        current_service.create_type(system_identity, name, listed[name]["pid-type"])
        for entry in _entries(FIXTURES / listed[name]["data-file"], name):
            current_service.create(system_identity, {**entry, "type": name})


def _entries(path: Path, name: str) -> Iterator[Mapping[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as lines:
            yield from (_license(row) for row in csv.DictReader(lines) if row["id"].startswith(LICENSES))
        return
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=loader):  # a safe loader, the quick one
        if name != "languages" or entry.get("props", {}).get("alpha_2"):
            yield entry


def _license(row: Mapping[str, str]) -> Mapping[str, Any]:
    props = {key.partition("__")[2]: value for key, value in row.items() if key.startswith("props__")}
    tags = [tag.strip() for tag in row["tags"].split(",")]
    return {"id": row["id"], "title": {"en": row["title__en"]}, "tags": tags, "props": props}


def _user() -> None:
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    word = hash_password(os.urandom(16).hex())
    user = current_datastore.create_user(email="tester@example.org", password=word, active=True, confirmed_at=now)
    db.session.commit()
    token = Token.create_personal("tests", user.id, scopes=["user:email"])
    db.session.commit()
    Path(os.environ["TOKEN_FILE"]).write_text(token.access_token, encoding="ascii")


def _nothing(environ: Mapping[str, Any], start_response: Any) -> list[bytes]:
    start_response("404 NOT FOUND", [("Content-Length", "0")])
    return []


if __name__ == "__main__":
    main(int(sys.argv[1]))
