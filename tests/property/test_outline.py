"""After any edits the outline is that of the text, whatever came before; and chunks are enough to parse a file."""

from __future__ import annotations

import contextlib
import os
import random

import pytest
from parso.python import tree as parso_tree

from pebre_analysis.engine import cancel
from pebre_analysis.source import blocks, line_table
from pebre_analysis.syntax import (
    chunk,
    chunk_cache,
    difference,
    driver,
    incremental,
    logical_lines,
    nodes,
    outlined,
    trees,
)
from tests.syntax import cutting, parsing

SNIPPETS = (
    "(", ")", "[", "]", "{", "}", '"', "'", '"""', "'''", ":", "\\", "\n", "    ", "\t", " ", "#", "x",
    "=", ",", ".", ";", "lambda x:", "import a\n", "x = (\n", "foo(", "\n\n# c\n", "return 1\n", "@d\n", "    @d\n",
    "def f(a):\n", "    def g(self):\n        pass\n", "class A:\n", "    class B:\n", "if x:\n", "else:\n",
    "elif y:\n",
    "try:\n", "except E:\n", "finally:\n", "with a:\n", "for i in y:\n", "async ", 'f"{', '}"', 'f"""{x',
    "\f", "\r", "\r\n", "\ufeff", "é", "\U0001f600",
)  # fmt: skip
AT_LINE_END = (' + """', " + '''", " + foo(", " {", ' f"{a', ' f"""{', " \\", "'", ")", "'", ":", "  # c")


def edit(text: str, choose: random.Random) -> str:
    """One edit: typing, deleting, pasting, moving lines, changing indentation."""
    at = choose.randrange(len(text) + 1)
    kind = choose.random()
    if kind < 0.2:
        return text[:at] + choose.choice("abcxyz_01 .,:()[]{}\"'=#\n") + text[at:]
    if kind < 0.35:
        return text[:at] + text[at + choose.choice((1, 1, 1, 3, 30)) :]
    if kind < 0.6:
        return text[:at] + choose.choice(SNIPPETS) + text[at:]
    lines = text.split("\n")
    n = choose.randrange(len(lines))
    if kind < 0.75:
        lines[n] += choose.choice(AT_LINE_END)
    elif kind < 0.83:
        del lines[n : n + choose.choice((1, 1, 2, 5))]
    elif kind < 0.88:
        to = choose.randrange(len(lines) + 1)
        lines[to:to] = lines[n : n + choose.choice((1, 3, 8))]
    elif kind < 0.95:
        lines[n : n + 3] = [_reindented(line, choose) for line in lines[n : n + 3]]
    else:
        lines.insert(n, choose.choice(SNIPPETS))
    return "\n".join(lines)


def _reindented(line: str, choose: random.Random) -> str:
    kind = choose.random()
    if kind < 0.4:
        return " " * choose.choice((1, 2, 4, 4)) + line
    return line.removeprefix(" " * choose.choice((1, 2, 4, 4)))


def check_edits(texts: tuple[str, ...], n_texts: int, n_edits: int, seed: int) -> None:
    """Random walks of edits and undos; each outline against one made from nothing."""
    choose = random.Random(seed)
    for _ in range(n_texts):
        cache = chunk_cache.ChunkCache()
        outline = incremental.build(choose.choice(texts), 0, cache)
        undo: list[str] = []
        for n in range(n_edits):
            if undo and choose.random() < 0.3:
                text = undo.pop()
            else:
                undo.append(outline.text)
                text = edit(outline.text, choose)
            before = outline
            now = blocks.of(text)
            told = _told(outline.blocks, now, choose) if choose.random() < 0.5 else None
            if choose.random() < 0.3:
                _stop_somewhere(outline, now, cache, told, choose)
            outline = incremental.update(outline, now, cache, told)
            cutting.check_whole(outline)
            expected = incremental.build(text, 0, chunk_cache.ChunkCache())
            assert cutting.everything(outline) == cutting.everything(expected), (seed, n)
            _check_identity(before, outline)


def _stop_somewhere(
    outline: outlined.Outline,
    now: blocks.Text,
    cache: chunk_cache.ChunkCache,
    told: line_table.Edit | None,
    choose: random.Random,
) -> None:
    """Who is stopped on the way to another outline leaves nothing of it."""
    left = choose.randrange(40)

    def check() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise cancel.Cancelled

    with contextlib.suppress(cancel.Cancelled):
        incremental.update(outline, now, cache, told, check)


def _told(old: blocks.Text, new: blocks.Text, choose: random.Random) -> line_table.Edit:
    """How a text came from another, as an editor may tell it: not always the smallest difference."""
    start, old_end, new_end = difference.of(old.whole, new.whole)
    less = min(start, choose.choice((0, 0, 1, 30)))
    more = min(old.length - old_end, choose.choice((0, 0, 1, 30)))
    return line_table.Edit(old, new, start - less, old_end + more, new_end + more)


def _check_identity(before: outlined.Outline, after: outlined.Outline) -> None:
    """Equal text in equal surroundings is the same object."""
    known = {_key(part): part for _, part in before.occurrences()}
    for _, part in after.occurrences():
        assert known.get(_key(part), part) is part


def _key(part: chunk.Chunk) -> tuple[str, int, int, int, int]:
    return part.text, part.indent, part.context, part.head, part.tail


def test_reading_a_long_text_looks_again_and_again_whether_to_stop() -> None:
    text = "".join([f"x{n} = [f('a')]\n" for n in range(10_000)])
    cache = chunk_cache.ChunkCache()
    outline = incremental.build(text, 0, cache)
    looks: list[int] = []
    for new in (text.replace("x0 ", "x ").replace("x9999 ", "x "), text):
        looks.clear()
        outline = incremental.update(outline, new, cache, check=lambda: looks.append(0))
        assert len(looks) > 150


def test_so_does_looking_for_a_string_that_was_left_open() -> None:
    text = "".join([f"def f{n}():\n    '''Says {n}.'''\n" for n in range(1000)])
    cache = chunk_cache.ChunkCache()
    outline = incremental.build(text, 0, cache)
    looks: list[int] = []
    incremental.update(outline, "y = '''\n" + text, cache, check=lambda: looks.append(0))
    assert len(looks) > 1000


def test_where_the_editor_says_what_changed_no_texts_are_compared_or_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join([f"def f{n}():\n    return {n}\n" for n in range(1000)])
    table = line_table.LineTable(text)
    cache = chunk_cache.ChunkCache()
    outline = incremental.build(table.give()[0], 0, cache)
    compared: list[str] = []
    of, whole = difference.of, blocks.Text.whole
    monkeypatch.setattr(difference, "of", lambda *texts: compared.extend(texts) or of(*texts))
    monkeypatch.setattr(blocks.Text, "whole", property(_of_one_block))
    for _ in range(2):
        at = text.index("return 100")
        table.edit(at, at, "x")
        outline = incremental.update(outline, *_as_given(table, cache))
    assert compared == ["", "x", "", "x"]
    monkeypatch.setattr(blocks.Text, "whole", whole)
    fresh = incremental.build(outline.text, 0, chunk_cache.ChunkCache())
    assert cutting.everything(outline) == cutting.everything(fresh)


def _as_given(
    table: line_table.LineTable, cache: chunk_cache.ChunkCache
) -> tuple[blocks.Text, chunk_cache.ChunkCache, line_table.Edit | None]:
    text, edit = table.give()
    return text, cache, edit


def _of_one_block(text: blocks.Text) -> str:
    assert len(text._blocks) == 1, "a text was joined"
    return text._blocks[0]


@pytest.mark.parametrize("seed", range(8))
def test_edited_outlines_are_those_of_the_text(seed: int) -> None:
    check_edits(cutting.short_texts(20), n_texts=2, n_edits=20, seed=seed)


@pytest.mark.parametrize("seed", range(8))
def test_edited_outlines_of_hand_made_text(seed: int) -> None:
    """Small text with every kind of chunk in it, so that edits meet."""
    methods = "".join(f"    def m{n}(self):\n        '''Doc.'''\n        return f'{{self}}{n}'\n\n" for n in range(5))
    branch = "".join(f"    name_{n} = {n}\n" for n in range(41))
    text = (
        f"'''Doc.'''\nimport a\nb = 1\n\n\nclass A(B):\n    x = 1\n    y: int\n{methods}    class C:\n"
        + methods.replace("    ", "        ").replace("        def", "        def")
        + f"\nif a:\n{branch}else:\n    c\n\n@d\ndef f(): pass\n\nx = [\n    1,\n]\n# end\n"
    )
    check_edits((text,), n_texts=1, n_edits=40, seed=100 + seed)


@pytest.mark.long
def test_ten_thousand_edits() -> None:
    for seed in range(1000, 1050):
        check_edits(cutting.real_texts(), n_texts=5, n_edits=40, seed=seed + int(os.environ.get("PEBRE_SEED", "0")))


# ---- chunks against the whole --------------------------------------------------------------------


def _has_error(module: object) -> bool:
    return any(node.type in ("error_node", "error_leaf") for node in _descendants(module))


def _descendants(node: object) -> list[nodes.Tree]:
    found: list[nodes.Tree] = [node]
    for each in found:
        found.extend(getattr(each, "children", ()))
    return found


def test_the_trees_of_chunks_are_those_of_the_file() -> None:
    """Each statement of a module, and of a split class, is in order a statement of a chunk."""
    _check_trees(cutting.short_texts(4, longest=5_000))


@pytest.mark.long
def test_the_trees_of_chunks_are_those_of_long_files() -> None:
    _check_trees(cutting.real_texts())


def _check_trees(texts: tuple[str, ...]) -> None:
    for text in texts:
        whole = parsing.stock_grammar().parse(text)
        if not _has_error(whole):
            outline = cutting.build(text)
            _check_statements(_statements(whole), list(zip(outline.starts, outline.chunks, strict=True)))


def _statements(node: nodes.Tree) -> list[nodes.Tree]:
    return [child for child in node.children if child.type not in ("endmarker", "newline")]


def _check_statements(expected: list[nodes.Tree], chunks: list[outlined.Occurrence]) -> None:
    """`expected`: the statements of a body in the tree of the file; `chunks`: the body's chunks."""
    found: list[tuple[nodes.Tree, chunk.Chunk]] = []
    for _, part in chunks:
        found += [(statement, part) for statement in _statements(trees.parse(part).tree)]
    assert len(found) == len(expected)
    for (statement, part), other in zip(found, expected, strict=True):
        if part.shell is None:
            assert _leaves(statement) == _leaves(other)
        elif (body := _class_body(other)) is not None:
            members = list(part.members[0])
            _check_statements(_statements(body), members)


def _class_body(node: nodes.Tree) -> nodes.Tree | None:
    if node.type == "decorated":
        node = node.children[-1]
    return node.children[-1] if isinstance(node, parso_tree.Class) else None


def _leaves(node: nodes.Tree) -> list[tuple[str, str, str]]:
    """The kind of the node above, the prefix and the text of each leaf; the blanks before the first aside."""
    first, *others = [(leaf.parent.type, leaf.prefix, leaf.value) for leaf in parsing.leaves(node)]
    return [("", "", first[2]), *others]


def test_chunks_of_broken_text_hold_all_of_it() -> None:
    choose = random.Random(5)
    for text in cutting.short_texts(10):
        for _ in range(4):
            text = edit(text, choose)
        for _, part in cutting.build(text).leaves():
            parsed = driver.parser().parse(part.text, part.indent)
            assert "".join([leaf.prefix + leaf.value for leaf in parsed.tokens.leaves]) == part.text
            assert logical_lines.scan(part.text).end <= len(part.text)
