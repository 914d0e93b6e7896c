"""The project's own source files, for the tests that read them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (ROOT / "server" / "pebre_server", ROOT / "analysis" / "pebre_analysis")
TESTS = ROOT / "tests"


def product_files() -> list[Path]:
    """Every Python file of the two packages, sorted."""
    return sorted(path for package in PACKAGES for path in package.rglob("*.py"))


def test_files() -> list[Path]:
    """Every Python file under `tests/`, sorted."""
    return sorted(TESTS.rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
