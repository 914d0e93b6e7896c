"""Which imports are shown as not used."""

import random

import pytest

from pebre_analysis.ide import unused_imports
from pebre_analysis.source import files, overrides
from tests.harness import project
from tests.ide import harness, test_code_actions


def unused(text: str, path: str = "main.py") -> list[str]:
    at = harness.Project(f"#- {path}\n{text}")
    where = f"{project.ROOT}/{path}"
    source = at.host.line_index(where).text
    return [source[each.range.start : each.range.end] for each in at.host.unused_imports(where)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os\nimport sys\nsys.path\n", ["os"]),
        ("from a import b, c as d, e\nb\n", ["c as d", "e"]),
        ("import a.b\n", ["a.b"]),
        ("import a.b as c\n", ["a.b as c"]),
        ("def f():\n    import os\n    class A:\n        from a import b\n", ["os", "b"]),
        ("if x:\n    from a import b\nelse:\n    from c import b\n", []),
        ("from a import b\n__all__ = ['b']\n", []),
        ("from a import b\nx: 'b | None'\n", []),
        ("from a import b\nbb = ab = 1\n", ["b"]),
        ("from a import b as b\n", []),
        ("from a import *\nfrom __future__ import annotations\n", []),
        ("from a import (  # noqa: F401\n    b,\n)\nfrom c import d\n", ["d"]),
    ],
)
def test_what_is_not_named_again(text: str, expected: list[str]) -> None:
    assert unused(text) == expected


def test_what_gives_names_on_is_left_alone() -> None:
    assert unused("import os\n", "pkg/__init__.py") == []
    assert unused("import os\n", "a.pyi") == []


def test_an_edit_elsewhere_is_seen() -> None:
    text = "import os\n" + "".join(f"def f{n}(): ...\n" for n in range(40))
    at = harness.Project(f"#- main.py\n{text}")
    path = f"{project.ROOT}/main.py"
    for version, (more, expected) in enumerate([("", ["os"]), ("x = os\n", []), ("x = 0\n", ["os"])], 1):
        at.open("main.py", text + more, version)
        assert [each.name for each in at.host.unused_imports(path)] == expected
    at.open("main.py", f"class A:\n    x = 1\n{text}", 4)
    assert [each.range.start for each in at.host.unused_imports(path)] == [at.offset("main.py", "os")]


@pytest.mark.parametrize(
    ("text", "title", "left"),
    [
        ("import <|>os\nx = 1\n", "of `os`", "x = 1\n"),
        ("from a import b, <|>c\nb\n", "of `c`", "from a import b\nb\n"),
        ("from a import (\n    b,\n    <|>c,\n    d,\n)\nx = b, d\n", "of `c`",
         "from a import (\n    b,\n    d,\n)\nx = b, d\n"),
        ("import <|>os\nfrom a import b, c\nif b:\n    import sys\n", "all", "from a import b\nif b:\n    pass\n"),
        ("def f():\n    import <|>os\n    return 1\n", "of `os`", "def f():\n    return 1\n"),
        ("from a import (\n    b,  # one\n    <|>c,  # two\n)\nx = b\n", "of `c`",
         "from a import (\n    b,  # one\n)\nx = b\n"),
        ("from a import (b,  # one\n    <|>c,  # two\n)\nx = b\n", "of `c`",
         "from a import (b,  # one\n)\nx = b\n"),
        ("from a import (b,  # one\n    d, <|>c,  # two\n)\nx = b, d\n", "of `c`",
         "from a import (b,  # one\n    d,  # two\n)\nx = b, d\n"),
        ("from a import (b,  # one\n    <|>c, )\nx = b\n", "of `c`", "from a import (b,  # one\n    )\nx = b\n"),
        ("from a import b, \\\n    <|>c\nx = b\n", "of `c`", "from a import b\nx = b\n"),
    ],
)  # fmt: skip
def test_they_can_be_removed(text: str, title: str, left: str) -> None:
    assert test_code_actions.applied(text, title) == left


def test_nothing_is_offered_elsewhere() -> None:
    assert not [each for each in test_code_actions.titles("import os\nimport sys\nx<|> = 1\n") if "Remove" in each]
    assert not [each for each in test_code_actions.titles("import os; <|>import sys\n") if "Remove" in each]


def test_a_suite_of_imports_is_not_left_empty() -> None:
    text = "if x:\n    import <|>a1\n    # why\n    from b1 import c1\n\n    import d1\ny = 1\n"
    changed = test_code_actions.applied(text, "Remove all")
    assert changed == "if x:\n    pass\n    # why\n\ny = 1\n"
    text = "def f():\n    import <|>a1\n    import b1\n    return 1\ndef g():\n    import c1\n"
    assert test_code_actions.applied(text, "Remove all") == "def f():\n    return 1\ndef g():\n    pass\n"


def test_a_class_that_is_cut_into_members() -> None:
    members = "".join(f"    def f{n}(self): ...\n" for n in range(20))
    assert unused(f"class A:\n    import os\n    import sys\n{members}    sys.path\n") == ["os"]


def test_a_key_has_the_words_of_one_chunk_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "import os\nimport sys\n" + "".join([f"def f{n}():\n    return {n}\n" for n in range(200)]) + "os.sep\n"
    at = harness.Project(f"#- main.py\n{text}")
    path = f"{project.ROOT}/main.py"
    assert [each.name for each in at.host.unused_imports(path)] == ["sys"]
    read: list[object] = []
    words = unused_imports._words
    monkeypatch.setattr(unused_imports, "_words", lambda known: read.append(known) or words(known))
    at.open("main.py", text.replace("return 100", "return 100 + len(os.name)"))
    assert [each.name for each in at.host.unused_imports(path)] == ["sys"]
    assert len(read) == 1
    at.open("main.py", text.replace("return 100", "return sys.path"))
    assert at.host.unused_imports(path) == []
    assert len(read) == 2


PIECES = [
    "import os\n", "import sys\n", "from a import os, b\n", "os.path\n", "b = sys\n", "def f():\n    return os\n",
    "class A:\n    import sys\n    def m(self):\n        return b\n", "# os\n", "x = 1\n",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_after_edits_they_are_those_of_the_text(seed: int) -> None:
    rng = random.Random(seed)
    db = project.open_project({"main.py": ""})
    file = db.files.file(f"{project.ROOT}/main.py")
    lines: list[str] = []
    for version in range(25):
        if lines and rng.random() < 0.4:
            del lines[rng.randrange(len(lines))]
        else:
            lines.insert(rng.randrange(len(lines) + 1), rng.choice(PIECES))
        text = "".join(lines)
        overrides.set_text(db, file, text, version)
        fresh = project.open_project({"main.py": text})
        right = fresh.run(unused_imports.unused_imports, fresh, fresh.files.file(file.path))
        assert db.run(unused_imports.unused_imports, db, file) == right


def test_files_with_equal_lines_do_not_disturb_each_other() -> None:
    db = project.open_project({"a.py": "", "b.py": ""})
    a, b = (db.files.file(f"{project.ROOT}/{path}") for path in ("a.py", "b.py"))

    def unused_in(file: files.File, text: str, version: int) -> list[str]:
        overrides.set_text(db, file, text, version)
        return [each.name for each in db.run(unused_imports.unused_imports, db, file)]

    assert unused_in(a, "import os\nos.path\n", 1) == []
    assert unused_in(b, "import sys\nos.path\n", 1) == ["sys"]
    assert unused_in(b, "import sys\n", 2) == ["sys"]
    assert unused_in(a, "import os\n", 2) == ["os"]
