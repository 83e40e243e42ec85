"""CKAN: tables, an organization with one editor and a token, then the site on loopback.

Runs in the environment of `requirements/servers-ckan.txt`: `ckan_server.py INI PORT TOKEN-FILE`.
"""

import sys
from pathlib import Path

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit
from werkzeug.serving import WSGIRequestHandler, run_simple

ORGANIZATION = "harbour"


def main(ini: str, port: int, token_file: Path) -> None:
    app = make_app(load_config(ini))
    with app._wsgi_app.app_context():
        model.repo.init_db()
        token_file.write_text(_editor(), encoding="ascii")
    WSGIRequestHandler.protocol_version = "HTTP/1.1"
    run_simple("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)


class _Quiet(WSGIRequestHandler):
    """The log names requests, not what they carry."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        print(self.command, self.path, code, flush=True)


def _editor() -> str:
    """The token of a user who may edit one organization's datasets and nothing else."""
    site = toolkit.get_action("get_site_user")({"ignore_auth": True}, {})["name"]

    def act(action: str, **values: object) -> dict[str, str]:
        return toolkit.get_action(action)({"user": site, "ignore_auth": True}, values)

    act("user_create", name="tester", email="tester@example.org", password="not-used-by-tests")
    act("organization_create", name=ORGANIZATION, title="Harbour Office")
    act("organization_member_create", id=ORGANIZATION, username="tester", role="editor")
    return act("api_token_create", user="tester", name="tests")["token"]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
