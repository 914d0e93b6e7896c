"""Chunks parsed and lowered on demand; trees that come and go."""

from __future__ import annotations

import pytest

from pebre_analysis.engine import query
from pebre_analysis.source import db as source_db
from pebre_analysis.source import files, overrides, system
from pebre_analysis.syntax import chunk, ir, outline, parsed, trees
from tests.syntax import cutting

METHODS = "".join(f"    def m{n}(self, a: int):\n        return a + {n}\n\n" for n in range(10))
TEXT = f"import a\n\n\n@a.b\nclass A(B, c=1):\n    '''Doc.'''\n{METHODS}\n\ndef f(): return 1\nx = f()\n"


def regions(part: chunk.Chunk) -> list[tuple[str, str]]:
    """(code, text of its own node) of each region that has one."""
    found = []
    for region in parsed.lowered_of(part).regions:
        node = region.node
        if isinstance(node, ir.Node):
            found.append((region.code, part.text[region.spans[2 * node.n] : region.spans[2 * node.n + 1]]))
    return found


# ---- lowering ------------------------------------------------------------------------------------


def test_a_chunk_is_lowered_once_and_its_tree_let_go() -> None:
    part = cutting.build(TEXT).chunks[0]
    assert part.lowered is None
    lowered = parsed.lowered_of(part)
    assert parsed.lowered_of(part) is lowered
    assert part.tree is None


def test_members_are_lowered_by_themselves() -> None:
    whole = cutting.build(TEXT).chunks[1]
    lowered = parsed.lowered_of(whole)
    statement = lowered.block.statements[0]
    assert isinstance(statement, ir.ClassDef)
    assert statement.body.hole == 0
    assert statement.body.statements == ()
    members = [member for _, member in whole.members[0]]
    assert members[0].text == "    '''Doc.'''\n"
    assert [member.lowered for member in members] == [None] * 11
    assert parsed.lowered_of(members[0]).docstrings[0][0] == ir.NO_REGION


def test_spans_of_a_split_chunk_are_those_of_the_chunk() -> None:
    whole = cutting.build(TEXT).chunks[1]
    assert regions(whole) == [("@ a . b \n class A ( B , c = 1 ) :", whole.text.strip())]
    long = "\n".join(f"    name_{n} = {n}" for n in range(45))
    text = f"if a:\n{long}  # c\nelif b.c:\n    d = 3\nelse:\n{long}\n"
    branches = cutting.build(text).chunks[0]
    assert len(branches.members) == 2
    first, second, third = [own for _, own in regions(branches)]
    assert first.startswith("if a:")
    assert first.endswith("name_44 = 44")
    assert second == "elif b.c:\n    d = 3"
    assert third == "d = 3"


def test_a_split_chunk_says_what_the_whole_says() -> None:
    """Regions of the chunks are those of the text lowered in one piece."""
    for text in cutting.short_texts(6):
        chunks = []
        for start, part in cutting.build(text).occurrences():
            chunks += [_described(region, start) for region in parsed.lowered_of(part).regions]
            assert parsed.lowered_of(part).problems == ()
            assert part.rejected == ()
        whole = chunk.Chunk(text, 0, 0, 0, 0, chunk.SIMPLE, chunk.SIMPLE)
        expected = [_described(region, 0) for region in parsed.lowered_of(whole).regions]
        assert sorted(filter(None, chunks)) == sorted(filter(None, expected))


def _described(region: ir.Region, start: int) -> str | None:
    node = region.node
    if isinstance(node, ir.ExprStmt) and isinstance(node.value, ir.Str):
        return None  # a string that stands first in its chunk may be a docstring, and is left out
    return f"{type(node).__name__} {region.code!r} {[start + place for place in region.spans]}"


def test_the_header_of_a_split_class_survives_a_broken_line() -> None:
    for header in ("class A", "class A(B", "class A(B,", "class A:  # c", "class A(: "):
        whole = cutting.build(f"{header}\n{METHODS}").chunks[0]
        statement = parsed.lowered_of(whole).block.statements[0]
        assert isinstance(statement, ir.ClassDef), header
        assert statement.name == "A"
        assert statement.body.hole == 0, header


# ---- problems ------------------------------------------------------------------------------------


def problems(text: str) -> list[str]:
    """Each problem as its text and its message."""
    found = []
    for _, part in cutting.build(text).occurrences():
        for problem in parsed.problems_of(part):
            found.append(f"{part.text[problem.start : problem.end]}: {problem.message}")
    return found


def test_problems_of_the_grammar_and_of_what_it_does_not_see() -> None:
    assert [found.split(":")[0] for found in problems("x = = 1\n")] == ["="]
    assert len(problems("return 1\n")) == 1
    assert problems(TEXT) == []


def test_problems_are_where_they_are_in_a_split_chunk() -> None:
    members = "".join(f"    def m{n}(self): pass\n" for n in range(12))
    long = "\n".join(f"    name_{n} = {n}" for n in range(45))
    text = f"if a:\n{long}\nelif b = 2:\n    c\n"
    part = cutting.build(text).chunks[0]
    assert part.members
    found = parsed.problems_of(part)
    assert len(found) == 1
    assert text.count("\n", 0, found[0].start) == 46
    assert len(problems(f"class A(x=1, y):\n{members}")) == 1


def test_a_member_at_a_wrong_column_is_reported_once() -> None:
    text = f"class A:\n    x = 1\n  y = 2\n  z = 3\n{METHODS}"
    assert problems(text) == ["  : This indentation matches no block around it"]
    assert problems(f"class A:\n        x = 1\n{METHODS}") == ["    : This indentation matches no block around it"]


def test_newer_syntax_is_kept_with_its_version() -> None:
    parts = cutting.build("match a:\n    case 1: pass\n").chunks
    parsed.lowered_of(parts[0])
    assert [problem.version for problem in parts[0].features] == [(3, 10)]
    assert parsed.problems_of(parts[0]) == ()


# ---- trees ---------------------------------------------------------------------------------------


@query.query(files.File)
def n_statements(db: source_db.Db, file: files.File) -> int:
    """A query that looks at trees."""
    return sum(len(tree.tree.children) for _, _, tree in parsed.parsed_module(db, file).load())


def make_db(text: str = TEXT) -> tuple[source_db.Db, files.File, trees.Trees]:
    db = source_db.Db(system.MemorySystem({"/a.py": text}))
    return db, db.files.file("/a.py"), trees.of(db)


def test_load_gives_a_tree_for_each_chunk() -> None:
    db, file, held = make_db()
    module = parsed.parsed_module(db, file)
    pieces = []
    for start, part, tree in module.load():
        assert tree.is_valid
        assert part.tree is tree
        assert TEXT.startswith(part.text, start)
        pieces.append(tree.text)
    assert pieces[1] == "\n\n@a.b\nclass A(B, c=1):\n    pass\n"
    assert held.n_parsed == len(pieces)
    assert held.n_reparsed == 0


def test_trees_that_were_asked_for_are_kept_also_by_lowering() -> None:
    db, file, held = make_db()
    module = parsed.parsed_module(db, file)
    list(module.load())
    for _, part in module.outline.occurrences():
        parsed.lowered_of(part)
        assert part.tree is not None
    n_parsed = held.n_parsed
    list(module.load())
    assert held.n_parsed == n_parsed


def test_trees_may_be_dropped_at_any_moment_and_come_back() -> None:
    db, file, held = make_db()
    module = parsed.parsed_module(db, file)
    n_chunks = len([parsed.lowered_of(part) for _, part in module.outline.occurrences()])
    shapes = [len(tree.tree.children) for _, _, tree in module.load()]
    module.clear()
    assert (len(held), held.n_lines) == (0, 0)
    again = []
    for _, _, tree in module.load():
        again.append(len(tree.tree.children))
        module.clear()  # also while they are being read
    assert again == shapes
    assert held.n_reparsed == 2 * n_chunks


def test_dropping_trees_inside_a_query_changes_no_answer() -> None:
    db, file, held = make_db()
    expected = n_statements(db, file)
    held.clear()
    overrides.set_text(db, file, TEXT + "y = 2\n")
    assert n_statements(db, file) == expected + 1
    held.limit = 1
    overrides.set_text(db, file, TEXT)
    assert n_statements(db, file) == expected


def test_reading_trees_leaves_no_edge() -> None:
    db, file, _ = make_db()
    n_statements(db, file)
    with db.record() as ran:
        overrides.set_text(db, file, TEXT.replace("m5", "m55"))
        n_statements(db, file)
    assert ran == ["source_text(/a.py)", "outline(/a.py)", "parsed_module(/a.py)", "n_statements(/a.py)"]
    with db.record() as ran:
        trees.of(db).clear()
        n_statements(db, file)
    assert ran == []


def test_held_lines_stay_below_the_limit() -> None:
    db, file, held = make_db()
    held.limit = 10
    for _, part, _ in parsed.parsed_module(db, file).load():
        assert held.n_lines <= max(10, part.n_lines)
    assert held.n_lines <= 10
    held.shrink(0)
    assert (len(held), held.n_lines) == (0, 0)


def test_the_last_trees_asked_for_are_kept() -> None:
    outline_ = cutting.build("".join(f"def f{n}():\n    pass\n" for n in range(4)))
    held = trees.Trees(limit=6)
    one, two, three, four = outline_.chunks
    for part in (one, two, three, one, four):
        held.tree(part)
    assert [part.tree is not None for part in outline_.chunks] == [True, False, True, True]


def test_a_tree_somebody_holds_is_not_taken_apart() -> None:
    part = cutting.build("def f():\n    return 1\n").chunks[0]
    held = trees.Trees()
    tree = held.tree(part)
    held.clear()
    assert part.tree is None
    assert len(tree.tree.children) == 2
    module = held.tree(part).tree
    held.clear()
    assert module.children == []  # nobody held this one's `Parsed`


@pytest.mark.parametrize("depth", [50, 3000])
def test_deep_trees_are_released_without_recursion(depth: int) -> None:
    part = cutting.build("x = " + "(" * depth + ")" * depth + "\n").chunks[0]
    held = trees.Trees()
    held.tree(part)
    held.clear()
    parsed.lowered_of(part)


def test_the_outline_is_that_of_the_file() -> None:
    db, file, _ = make_db()
    assert parsed.parsed_module(db, file).outline is outline.outline(db, file)
