"""What each command imports, and what it does not: a start is felt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_cache import STUBS

# Packages of pebre, by command, when there is nothing to find out; whatever is not listed is not imported.
PACKAGES = {
    "version": {"pebre_server", "pebre_server.cli", "pebre_server.protocol"},
    "check": {
        "pebre_server", "pebre_server.cli",
        "pebre_analysis", "pebre_analysis.cache", "pebre_analysis.modules", "pebre_analysis.project",
        "pebre_analysis.source",
    },
    "reopened": {
        "pebre_server", "pebre_server.notifications", "pebre_server.protocol", "pebre_server.requests",
        "pebre_analysis", "pebre_analysis.cache", "pebre_analysis.ide", "pebre_analysis.ide.common",
        "pebre_analysis.modules",
        "pebre_analysis.project", "pebre_analysis.source",
    },
}  # fmt: skip
# What others bring, and costs a millisecond or more each.
HEAVY = {
    "asyncio", "ast", "attrs", "cattrs", "concurrent", "dataclasses", "difflib", "email", "hashlib", "http", "inspect",
    "logging", "lsprotocol", "parso", "pathlib", "pathspec", "pickle", "pygls", "random", "socket", "ssl",
    "subprocess", "tempfile", "tokenize", "traceback", "typeshed_client", "typing_extensions", "urllib",
}  # fmt: skip
COMMAND = """if 1:
    import sys
    from pebre_server import __main__
    code = __main__.main(sys.argv[1:])
    print(*sys.modules, file=sys.stderr)
"""
SERVER = """if 1:
    import os, sys
    from pebre_server import __main__
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    analysis = __main__.TheAnalysis()
    service = __main__.Service(analysis, ())
    service.initialize({"capabilities": {}})
    from pebre_server import bare_msgspec
    bare_msgspec.load()
    from pebre_server import diagnostics, dispatch, notifications, session
    analysis.load()
    folder, name = sys.argv[1:]
    path = os.path.join(folder, name)
    reopened = analysis.reopened([folder], {}, {})
    with open(path) as file:
        text = file.read()
    told = reopened.told(path, b"form", {path: text}) or reopened.hover(path, 0, {path: text})
    os.write(2, " ".join([repr(told), *sys.modules]).encode())
"""

OUTLINE = """if 1:
    import os, sys
    from pebre_server import bare_msgspec
    bare_msgspec.load()
    from pebre_analysis.ide import api
    from pebre_server import interface
    path = os.path.join(*sys.argv[1:])
    host = api.Host([sys.argv[1]], {}, lambda text: None)
    host.apply([interface.Change("open", path, "x = 1", version=1)])
    print(*[each.name for each in host.document_symbols(path)], *sys.modules, file=sys.stderr)
"""

HOVER = """if 1:
    import os, sys
    from pebre_server import bare_msgspec, lazy_modules
    bare_msgspec.load()
    lazy_modules.install("pebre_analysis")
    from pebre_analysis.ide import api
    from pebre_server import interface
    folder, name, *keep = sys.argv[1:]
    path = os.path.join(folder, name)
    host = api.Host([folder], {}, lambda text: None)
    with open(path) as file:
        host.apply([interface.Change("open", path, file.read(), version=1)])
    found = host.hover(path, 0)
    if keep:
        body = str(host.diagnostics(path)).encode()
        host.keep([interface.Told(path, b"form", body)])
    run = [name for name, module in sys.modules.items() if not isinstance(module, lazy_modules.LazyModule)]
    print(found.markdown.split()[1], *run, file=sys.stderr)
"""


def loaded(code: str, *words: str, cwd: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, *words], cwd=cwd, capture_output=True, text=True, check=False
    )
    return done.stderr.split()


def judge(modules: list[str], name: str) -> None:
    own = {each.rpartition(".")[0] or each for each in modules if each.startswith("pebre_")}
    assert {each for each in own if not each.startswith("pebre_server.cli.")} <= PACKAGES[name]
    assert HEAVY & {each.partition(".")[0] for each in modules} == set()


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\nversion = '0'\n", encoding="utf-8")
    (tmp_path / "a.py").write_text("x: int = ''\n", encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_version(here: Path) -> None:
    modules = loaded(COMMAND, "version", cwd=here)
    judge(modules, "version")
    assert not {"msgspec", "sqlite3"} & set(modules)


@pytest.mark.slow
def test_check_with_nothing_to_find_out(here: Path) -> None:
    words = ("check", "--output-format", "concise", "--typeshed", str(STUBS))
    loaded(COMMAND, *words, cwd=here)
    modules = loaded(COMMAND, *words, cwd=here)
    assert "pebre_analysis.project.recall" in modules
    judge(modules, "check")


@pytest.mark.slow
def test_a_document_that_is_opened_again(here: Path) -> None:
    modules = loaded(SERVER, str(here), "a.py", cwd=here)
    assert modules[0] == "None"
    judge(modules[1:], "reopened")


@pytest.mark.slow
def test_an_outline(here: Path) -> None:
    modules = loaded(OUTLINE, str(here), "a.py", cwd=here)
    assert modules[0] == "x"
    of_types = {each for each in modules if each.startswith("pebre_analysis.types.")}
    assert not {each for each in of_types if each.startswith(("pebre_analysis.types.infer", "pebre_analysis.types.al"))}
    features = {each for each in modules if each.startswith("pebre_analysis.ide.") and each.count(".") == 2}
    assert features == {"pebre_analysis.ide.api", "pebre_analysis.ide.common", "pebre_analysis.ide.document_symbols"}
    assert not {"pygls", "lsprotocol", "pathspec", "dataclasses", "inspect", "hashlib", "logging"} & set(modules)


@pytest.mark.slow
def test_a_hover_over_code_that_was_read_before(here: Path) -> None:
    (here / "a.py").write_text("x: 'list[int]' = [1]\ndef f():\n    return len(x)\n", encoding="utf-8")
    loaded(HOVER, str(here), "a.py", "keep", cwd=here)
    modules = loaded(HOVER, str(here), "a.py", cwd=here)
    assert modules[0] == "(variable)"
    of_syntax = {each.removeprefix("pebre_analysis.syntax.") for each in modules}
    assert not {"driver", "tokenizer", "lower", "lowering", "incremental", "logical_lines", "sketch"} & of_syntax
    assert not {"parso.tree", "pebre_analysis.semantic.builder", "pebre_analysis.types.rules"} & set(modules)
    of_types = {each.removeprefix("pebre_analysis.types.") for each in modules}
    assert not {"algebra.solve", "algebra.protocols", "infer.class_headers", "infer.class_bodies"} & of_types
    assert len([each for each in modules if each.startswith("pebre_analysis.")]) < 212
