"""`dpkit publish` to a portal as a person runs it: what it says, what it leaves, and that the token is nowhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import Cli, cli_of, example_project, tree
from dpkit.publish.ckan_dataset import dataset_name
from servers.ckan_publishing import Portal
from servers.ckan_stand_in import TOKEN, ckan_stand_in
from servers.faults import Fault, Harm
from servers.proxy import Proxy, proxy


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


@pytest.fixture
def front() -> Iterator[Proxy]:
    with ckan_stand_in() as server, proxy(server.url) as made:
        yield made


@pytest.fixture
def project(cli: Cli, tmp_path: Path, front: Proxy) -> Path:
    """A released project with the portal as its target."""
    target = example_project(tmp_path)
    with (target / "dpkit.toml").open("a", encoding="utf-8") as config:
        config.write(f'\n[publish.portal]\nkind = "ckan"\nurl = "{front.url}"\n')
    run = cli("release", "--project", target, "--no-tag")
    assert run.code == 0, run.out + run.err
    return target


def test_a_run_that_is_refused_goes_on_where_it_was_and_shows_its_token_nowhere(
    cli: Cli, project: Path, front: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DPKIT_TOKEN_PORTAL", TOKEN)
    echoed = f'{{"success": false, "error": {{"message": "no such token: {TOKEN}"}}}}'.encode()
    front.inject(
        Fault(harm=Harm.ANSWER, path="/resource_create", status=429, retry_after="0", body=echoed),
        Fault(harm=Harm.ANSWER, path="/resource_create", nth=4, status=403, body=echoed),
        Fault(harm=Harm.CUT_AFTER, path="/package_patch", nth=3),
    )
    halted = cli("publish", "portal", "--project", project)
    assert halted.code == 3
    assert "a token that is valid and may write was expected" in halted.err
    done = cli("publish", "portal", "--publish", "--project", project, "--format", "json")
    assert done.code == 0, done.err
    report = done.document()
    assert report["is_published"]
    assert len(report["kept"]) == 2
    assert sorted(report["proved"]) == sorted(file["path"] for file in report["plan"]["files"])
    left = b"".join(tree(project).values())
    assert TOKEN.encode() not in left + (halted.out + halted.err + done.out + done.err).encode()
    assert _resources(front) == sorted(report["proved"])


def _resources(front: Proxy) -> list[str]:
    portal = Portal(url=front.upstream, token=TOKEN)
    dataset = portal.act("package_show", id=dataset_name("example", "0.1.0"))["result"]
    return sorted(one["name"] for one in dataset["resources"])
