"""How the server starts: what it imports, what may shadow it, how fast it answers."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from pebre_server import env, notifications, requests
from pebre_server.protocol import identity
from tests.server.client import ROOT, Client

Make = Callable[..., Client]
PACKAGE = ROOT / "server" / "pebre_server"
# What costs more than a millisecond and is not needed to answer `initialize`.
HEAVY = (
    "asyncio",
    "attrs",
    "cattrs",
    "lsprotocol",
    "pygls",
    "logging",
    "typing",
    "dataclasses",
    "inspect",
    "msgspec",
    "traceback",
    "pebre_server.notifications",
    "pebre_server.session",
    "pebre_server.documents",
    "pebre_analysis.engine",
    "pebre_analysis.source",
    "argparse",
    "tempfile",
    "subprocess",
)


def python(code: str, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-I", *options, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )
    return done.stdout


def test_answering_initialize_imports_nothing_heavy() -> None:
    code = f"""if 1:
        import os, sys
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        out = os.fdopen(os.dup(1), "w")
        from pebre_server import __main__
        service = __main__.Service(None, ())
        service.initialize({{"capabilities": {{}}}})
        print([name for name in {HEAVY!r} if name in sys.modules], len(sys.modules), file=out)"""
    heavy, _, n_modules = python(code).strip().rpartition(" ")
    assert heavy == "[]"
    assert int(n_modules) < 120  # each request has one


def test_other_words_import_nothing_of_the_server() -> None:
    code = """if 1:
        import sys
        import pebre_server.__main__
        print([name for name in sys.modules if name.startswith(("pebre_server.", "json", "threading"))])"""
    assert python(code) == "['pebre_server.__main__']\n"


def test_the_version_is_the_project_s() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["name"], project["version"]) == (identity.NAME, identity.VERSION)


def test_a_project_cannot_shadow_the_server(tmp_path: Path) -> None:
    for name in ("typing", "json", "threading", "server", "pebre_server", "pebre_analysis", "re", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('run')", encoding="utf-8")
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('run')", encoding="utf-8")
    client = Client(command=[sys.executable, "-I", "-m", "pebre_server", "server", "--stdio"], cwd=tmp_path)
    os.environ.pop("PYTHONPATH", None)
    try:
        assert client.initialize()["serverInfo"] == {"name": "pebre", "version": identity.VERSION}
    finally:
        client.kill()


def test_initialize_is_answered_before_the_analysis_is_loaded(make: Make) -> None:
    code = (
        "import time; from tests.server import fake_host; from pebre_server import __main__\n"
        "class Slow(fake_host.FakeAnalysis):\n"
        "    def load(self): time.sleep(0.5)\n"
        "__main__.serve(Slow())"
    )
    client = make(command=[sys.executable, "-c", code])
    client.begin()
    client.open("word")
    assert client.word() == "word"
    assert client.seen[1] - client.seen[0] > 0.4


@pytest.mark.parametrize("folder", ["requests", "notifications"])
def test_every_handler_is_listed(folder: str) -> None:
    registry = {"requests": requests.REQUESTS, "notifications": notifications.NOTIFICATIONS}[folder]
    listed = {handler.run.__module__.rpartition(".")[2] for handler in registry}
    if folder == "requests":
        listed.add(requests.execute_command.__name__.rpartition(".")[2])
    files = {path.stem for path in (PACKAGE / folder).glob("*.py")} - {"__init__"}
    assert listed == files
    methods = [handler.method for handler in registry]
    assert len(set(methods)) == len(methods)


def test_every_environment_variable_is_declared() -> None:
    used = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name != "env.py" and path.parent.name != "cli":  # a terminal's variables are the command line's
            assert "os.environ" not in text, path
            assert "getenv" not in text, path
        if path.name == "env.py":
            used = set(re.findall(r'environ\.get\("(\w+)"', text))
    for path in (PACKAGE.parents[1] / "analysis").rglob("*.py"):  # reads them through its System
        used.update(re.findall(r'= "(PEBRE_\w+)"', path.read_text(encoding="utf-8")))
    assert used == set(env.VARIABLES)


def test_the_log_level_comes_from_the_environment() -> None:
    code = "from pebre_server import env; print(env.log_level())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PEBRE_LOG": " Debug "},
        text=True,
        capture_output=True,
        check=True,
    )
    assert done.stdout == "debug\n"


def test_recorded_clients_are_the_package_s() -> None:
    for name in ("visual_studio_code_v1.65.2", "neovim_v0.11.0"):
        assert "textDocument" in json.dumps(recorded(name))


def recorded(name: str) -> dict[str, object]:
    """The capabilities a real client announced, as the pytest-lsp package keeps them."""
    import pytest_lsp

    text = (Path(pytest_lsp.__file__).parent / "clients" / f"{name}.json").read_text(encoding="utf-8")
    found = json.loads(text)
    return dict(found.get("capabilities", found))
