"""Protocol classes finished at first use are those of the plain import."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import pytest_lsp

from tests.server.client import ROOT

CLIENTS = Path(pytest_lsp.__file__).parent / "clients"

DESCRIBE = f"""if 1:
    import sys, json, inspect, attrs
    from pebre_server.protocol import lazy_lsprotocol
    lazily = sys.argv[1] == "lazily"
    if lazily:
        assert lazy_lsprotocol.load() is True
        assert lazy_lsprotocol.load() is False
    from lsprotocol import types, converters
    converter = converters.get_converter()
    for name, cls in sorted(types.ALL_TYPES_MAP.items()):
        if isinstance(cls, type) and attrs.has(cls):
            print(name, cls.__match_args__, vars(cls)["__hash__"], cls.__doc__)
            for p in inspect.signature(cls).parameters.values():
                print(" ", p.name, p.kind, p.default)
            for f in attrs.fields(cls):
                print(" ", f.name, f.alias, f.type, f.default, f.validator, f.eq, f.repr, f.kw_only)
    at = types.Position(1, 2)
    assert at == types.Position(1, 2) != types.Position(1, 3) and at < types.Position(2, 0)
    for bad in (lambda: types.Position(-1, 0), lambda: setattr(at, "line", -1)):
        try: bad()
        except ValueError as error: print(error)
    match at:
        case types.Position(1, character): print(character)
    print(attrs.evolve(at, line=5), attrs.asdict(at), types.Range(at, at))
    for name in ("visual_studio_code_v1.65.2", "neovim_v0.11.0"):
        told = json.load(open({str(CLIENTS)!r} + f"/{{name}}.json"))
        capabilities = converter.structure(told.get("capabilities", told), types.ClientCapabilities)
        print(capabilities, json.dumps(converter.unstructure(capabilities)))
"""


def run(code: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, *words], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return re.sub(r" at 0x[0-9a-f]+", "", done.stdout)


@pytest.mark.slow
def test_classes_are_equal_to_those_of_the_plain_import() -> None:
    stock, lazy = run(DESCRIBE, "plainly"), run(DESCRIBE, "lazily")
    assert lazy == stock
    assert stock.count("\n") > 2000


@pytest.mark.slow
def test_only_classes_that_are_used_are_finished() -> None:
    code = """if 1:
        import sys
        from pebre_server.protocol import lazy_lsprotocol
        lazy_lsprotocol.load()
        from lsprotocol import types, converters
        converter = converters.get_converter()
        converter.structure({"textDocument": {"uri": "x"}, "position": {"line": 1, "character": 2}}, types.HoverParams)
        made = [c for c in types.ALL_TYPES_MAP.values() if isinstance(c, type) and "__init__" in vars(c)
                and type(vars(c)["__init__"]).__name__ == "function"]
        print(len(made) < 20, types.HoverParams in made)"""
    assert run(code) == "True True\n"


@pytest.mark.slow
def test_what_is_kept_beside_a_class_is_small() -> None:
    code = """if 1:
        import linecache
        from pebre_server.protocol import lazy_lsprotocol
        lazy_lsprotocol.load()
        from lsprotocol import types
        types.CompletionItem("x")
        names = types.CompletionItem.__init__.__globals__
        print(len(names) < 50, [name for name in linecache.cache if "CompletionItem" in name])"""
    assert run(code) == "True []\n"


@pytest.mark.slow
def test_a_module_that_looks_otherwise_is_imported_plainly() -> None:
    code = """if 1:
        import sys
        from pebre_server.protocol import lazy_lsprotocol
        lazy_lsprotocol._RESOLVED = "renamed in some release"
        print(lazy_lsprotocol.load())
        from lsprotocol import types, converters
        converter = converters.get_converter()
        print(converter.unstructure(converter.structure({"line": 1, "character": 2}, types.Position)))"""
    assert run(code) == "False\n{'line': 1, 'character': 2}\n"


@pytest.mark.slow
def test_threads_that_finish_the_same_classes_at_once() -> None:
    code = """if 1:
        import sys, threading, attrs
        sys.setswitchinterval(1e-5)
        from pebre_server.protocol import lazy_lsprotocol
        lazy_lsprotocol.load()
        from lsprotocol import types
        classes = [c for c in types.ALL_TYPES_MAP.values() if isinstance(c, type)][:150]
        counts, faults = [], []
        def work():
            try: counts.append(sum(len(attrs.fields(c)) for c in classes if attrs.has(c)))
            except BaseException as fault: faults.append(fault)
        threads = [threading.Thread(target=work) for _ in range(8)]
        [t.start() for t in threads]; [t.join() for t in threads]
        print(len(set(counts)), faults)"""
    assert run(code) == "1 []\n"
