"""A small sample of the random mutations of a package that benchmarks/mutations.py makes by the thousand."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

MUTATIONS = 150
PATH = Path(__file__).resolve().parents[1] / "benchmarks" / "mutations.py"


@pytest.fixture(scope="module")
def mutations() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_mutations", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def test_every_mutation_of_a_package_is_found(mutations: ModuleType, tmp_path: Path) -> None:
    verdicts = mutations.run(MUTATIONS, 6, tmp_path)
    assert verdicts.missed == []
    found, neutral = sum(verdicts.found.values()), sum(verdicts.neutral.values())
    assert found + neutral == MUTATIONS
    assert neutral < MUTATIONS // 10
    assert len({kind for kind, _ in verdicts.found}) > 15
