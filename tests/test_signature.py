"""A signature of SHA256SUMS: whoever vouches for a package can say so, and nothing calls that a stranger."""

import shutil
import subprocess
from pathlib import Path

import pytest

from command_line import EXAMPLE, Cli, cli_of, example_project, tree
from dpkit.package.checksums import SIGNATURES

MINISIG = SIGNATURES[0]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A built project whose package is signed."""
    target = example_project(tmp_path)
    (target / "datapackage" / MINISIG).write_text("signed")
    return target


def test_a_signed_package_is_whole_and_valid(cli: Cli, project: Path) -> None:
    for command in ("verify", "validate", "check"):
        run = cli(command, "--project", project, "--format", "json")
        assert run.code == 0, (command, run.out)
        assert not [code for code in run.codes() if code.startswith("DP8")]


def test_a_build_of_the_same_bytes_keeps_the_signature(cli: Cli, project: Path) -> None:
    before = tree(project / "datapackage")
    assert cli("build", "--project", project).code == 0
    assert tree(project / "datapackage") == before


def test_a_build_of_other_bytes_drops_it(cli: Cli, project: Path) -> None:
    sidecar = project / f"{EXAMPLE}.meta.yaml"
    sidecar.write_text(sidecar.read_text() + "title: Another title\n")
    assert cli("build", "--project", project).code == 0
    assert not (project / "datapackage" / MINISIG).exists()


def test_the_signature_of_a_kept_release_comes_with_it_and_goes_with_its_bytes(
    cli: Cli, tmp_path: Path, project: Path
) -> None:
    (project / "raw/other.txt").write_text("Norland opens a lighthouse, the Ministry of Tides said.\n")
    assert cli("release", "--no-tag", "--project", project).code == 0
    kept = project / "releases/0.1.0" / MINISIG
    kept.write_text("signed too")
    assert cli("open", "--as-of", "0.1.0", "--into", tmp_path / "then", "--project", project).code == 0
    assert (tmp_path / "then" / MINISIG).read_text() == "signed too"
    assert cli("verify", tmp_path / "then").code == 0
    assert cli("withdraw", "other.txt", "--reason", "on request", "--project", project).code == 0
    assert not kept.exists()


def test_an_edition_that_is_the_package_keeps_its_signature(cli: Cli, tmp_path: Path, project: Path) -> None:
    assert cli("edition", "--into", tmp_path / "public", "--project", project).code == 0
    assert (tmp_path / "public" / MINISIG).read_text() == "signed"


@pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is not installed")
def test_minisign_signs_and_verifies(cli: Cli, tmp_path: Path) -> None:
    package = example_project(tmp_path) / "datapackage"
    keys = ["-p", str(tmp_path / "dataset.pub"), "-s", str(tmp_path / "dataset.key")]
    _minisign("-G", "-W", *keys)
    _minisign("-S", *keys[2:], "-m", str(package / "SHA256SUMS"), "-t", "example 0.1.0")
    verify = ["minisign", "-V", *keys[:2], "-m", str(package / "SHA256SUMS")]
    assert subprocess.run(verify, check=False, capture_output=True).returncode == 0
    assert cli("verify", package).code == 0
    with (package / "SHA256SUMS").open("a") as manifest:
        manifest.write("0" * 64 + "  README2.md\n")
    assert subprocess.run(verify, check=False, capture_output=True).returncode != 0


def _minisign(*arguments: str) -> None:
    subprocess.run(["minisign", *arguments], check=True, capture_output=True)
