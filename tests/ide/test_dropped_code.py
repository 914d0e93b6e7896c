"""What is asked about much code whose lowered forms are gone makes only those that the answer speaks of."""

from __future__ import annotations

import pytest

from pebre_analysis.project import database
from pebre_analysis.semantic import definition, symbols, use_def
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.syntax import chunk_cache
from tests.harness import project
from tests.ide import harness

pytestmark = pytest.mark.usefixtures("own_chunks")

METHODS = "".join(
    f"    {decorator}def m{n}(self):\n        self.a{n} = {n}\n        return self.a{n}\n\n\n"
    for n, decorator in enumerate(["", "@property\n    ", "@functools.cached_property\n    ", "@other\n    "] * 10)
)
CLASS = f"import functools\n\n\ndef other(f): return f\n\n\nclass Wide:\n{METHODS}\n"


def database_of(at: harness.Project) -> database.ProjectDatabase:
    [workspace] = at.host._workspaces.loaded()
    return workspace.db


def let_go(at: harness.Project) -> chunk_cache.ChunkCache:
    chunks = chunk_cache.of(database_of(at))
    chunks.shrink(0)
    return chunks


def lowered(chunks: chunk_cache.ChunkCache) -> set[str]:
    """The first words of the code that has its lowered form."""
    return {" ".join(each.text.split()[:3]) for each in chunks.chunks() if each.lowered is not None}


def items(at: harness.Project) -> list[tuple[str, str]]:
    return [(item.label, item.kind) for item in at.host.completion(*at.cursor).items]


def test_the_members_of_a_class_are_offered_without_their_code() -> None:
    at = harness.Project(f"#- wide.py\n{CLASS}#- main.py\nimport wide\n\nx = wide.Wide()\nx.<|>\n")
    first = items(at)
    assert ("m0", "method") in first
    assert ("m1", "property") in first
    assert ("m2", "property") in first
    assert ("m3", "method") in first
    assert ("a1", "field") in first
    chunks = let_go(at)
    assert items(at) == first
    assert not [each for each in lowered(chunks) if "def" in each or "@" in each]


def test_the_names_of_a_module_are_offered_without_their_code() -> None:
    functions = "".join(f"def f{n}(): ...\nclass C{n}: ...\nc{n} = {n}\nfrom m import d{n}\n\n\n" for n in range(10))
    at = harness.Project(f"{functions}x = <|>\n")
    first = items(at)
    assert {("f1", "function"), ("C1", "class"), ("c1", "variable"), ("d1", "variable")} < set(first)
    chunks = let_go(at)
    assert items(at) == first
    assert not [each for each in lowered(chunks) if "def" in each or "class" in each]


def test_other_names_that_are_the_same_word_are_told_apart_without_their_code() -> None:
    functions = "".join(f"def f{n}(same):\n    return same + {n}\n\n\n" for n in range(10))
    at = harness.Project(f"{functions}def last(same):\n    return <|>same\n")
    first = at.host.highlights(*at.cursor)
    assert len(first) == 2
    chunks = let_go(at)
    assert at.host.highlights(*at.cursor) == first
    assert lowered(chunks) == {"def last(same): return"}


def test_a_definition_knows_its_kind_when_its_code_is_gone() -> None:
    text = f"{CLASS}x = 1\ny: int\nfor z in x: ...\ndef g(a, *b):\n    global w\n    w = 1\n    c = 2\n"
    db = project.open_project({"main.py": text})
    index = db.run(semantic_index.semantic_index, db, db.files.file(f"{project.ROOT}/main.py"))
    found: list[definition.Definition] = []
    for region in index.module.all_regions():
        found += [region.definition(number) for number in range(len(region.index.bindings))]
    expected = [(each.binding.kind, each.binding.flags) for each in found]
    chunks = chunk_cache.of(db)
    chunks.shrink(0)
    assert [(each.kind, each.flags) for each in found] == expected
    assert [each.region.definition(each.number) for each in found] == found
    assert lowered(chunks) == set()


def test_what_is_only_known_by_name_tells_its_kind_and_decorators_without_being_read() -> None:
    stub = "def f(a: int) -> int: ...\nclass C:\n    def g(self): ...\n    @property\n    def h(self): ...\n"
    db = project.open_project({"m.pyi": stub})
    module = db.run(semantic_index.semantic_index, db, db.files.file(f"{project.ROOT}/m.pyi")).module
    kinds = {name: symbols.bound_as(module, name)[0][0].definition(0).kind for name in ("f", "C")}
    assert kinds == {"f": use_def.FUNCTION, "C": use_def.CLASS}
    [function] = [each for each in module.child_scopes() if each.name == "f"]
    assert function.decorators == ()
    assert function.occurrence is not None
    assert function.occurrence.pending is not None
    [cls] = [each for each in module.child_scopes() if each.name == "C"]
    cls.settle()
    assert {each.name: each.decorators for each in cls.child_scopes()} == {"g": (), "h": ("property",)}


def test_a_name_of_one_function_is_looked_for_in_its_text_alone() -> None:
    functions = "".join(f"def f{n}(same):\n    return same + {n}\n\n\n" for n in range(10))
    at = harness.Project(f"{functions}def last(a, same):\n    same = a\n    return <|>same\n\n\nlast(1, same=2)\n")
    at.host.hover(*at.cursor)
    chunks = let_go(at)
    found = at.host.highlights(*at.cursor)
    assert [at.fixture.files["main.py"][each.range.start : each.range.end] for each in found] == ["same"] * 4
    assert lowered(chunks) == {"def last(a, same):", "last(1, same=2)"}
