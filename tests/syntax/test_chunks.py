"""Where chunks begin, what is split, and what a chunk knows. `+2` counts further lines with text."""

from __future__ import annotations

import pytest

from pebre_analysis.syntax import chunk, chunk_cache, incremental, split
from tests.syntax import cutting
from tests.syntax.cutting import check

# Lines whose crc32 is 0 mod 8, and lines where it is not.
CUT = "a = 7"
PLAIN = ("b = 1", "c = 3", "d = 5")


def test_the_lines_used_here_are_what_they_are_said_to_be() -> None:
    assert len(cutting.build(f"x\n{CUT}\n").chunks) == 2
    for line in PLAIN:
        assert len(cutting.build(f"x\n{line}\n").chunks) == 1


def test_a_compound_statement_is_a_chunk() -> None:
    check(
        """
        import a
        def f():
            return 1
        b = 1
        class A: pass
        if b:
            x
        for b in a:
            x
        while b: x
        with b:
            x
        async with b:
            x
        match b:
            case 1: x
            case _: x
        c = 3
        """,
        """
        import a
        def f(): +1
        b = 1
        class A: pass
        if b: +1
        for b in a: +1
        while b: x
        with b: +1
        async with b: +1
        match b: +2
        c = 3
        """,
    )


def test_branches_belong_to_their_statement() -> None:
    check(
        """
        if a:
            x
        # about b
        elif b:
            y
        else:
            z
        try:
            x
        except A:
            y
        except:
            y
        else:
            z
        finally:
            w
        for a in b:
            x
        else:
            y
        """,
        """
        if a: +6
        try: +9
        for a in b: +3
        """,
    )


def test_decorators_belong_to_their_definition() -> None:
    check(
        """
        @a
        # about b
        @b(
        1)
        def f(): pass
        @c
        async def g(): pass
        @d
        class A: pass
        """,
        """
        @a +4
        @c +1
        @d +1
        """,
    )


def test_a_decorator_without_definition_stands_alone() -> None:
    check("@a\nb = 1\n@c\n@d\nif b: x", "@a\nb = 1\n@c +1\nif b: x")


def test_branches_without_a_head_stand_alone() -> None:
    check(
        "b = 1\nelse:\n    x\nelif c:\n    x\ndef f(): pass\nfinally:\n    y",
        "b = 1\nelse: +3\ndef f(): pass\nfinally: +1",
    )


def test_simple_statements_run_together() -> None:
    check("\n".join(PLAIN), f"{PLAIN[0]} +2")


def test_runs_are_cut_by_the_text_of_a_line_alone() -> None:
    check("\n".join((PLAIN[0], CUT, PLAIN[1], CUT, CUT)), f"{PLAIN[0]}\n{CUT} +1\n{CUT}\n{CUT}")
    assert len(cutting.build(f"x\n{CUT}  \n").chunks) == 2


def test_inserting_a_line_into_a_flat_script_makes_one_chunk() -> None:
    text = "".join(f"name_{n} = compute({n})\n" for n in range(600))
    outline = cutting.build(text)
    assert 40 < len(outline.chunks) < 150
    cache = chunk_cache.ChunkCache()
    before = incremental.build(text, 0, cache)
    for at in (0, 5000, len(text)):
        after = incremental.update(before, text[:at] + "inserted = 1\n" + text[at:], cache)
        assert cutting.n_new(before, after) <= 2


def test_blank_and_comment_lines_go_with_the_statement_below() -> None:
    outline = cutting.build("# a\n\nb = 1\n\n# c\ndef f(): pass\n    # d\n\nx = 1\n# e\n\n# f\n")
    assert [part.text for part in outline.chunks] == [
        "# a\n\nb = 1\n",
        "\n# c\ndef f(): pass\n",
        "    # d\n\nx = 1\n",
        "# e\n\n# f\n",
    ]
    assert outline.chunks[-1].is_empty()


def test_text_without_statements() -> None:
    assert cutting.build("").chunks == ()
    for text in ("\n", "# a\n", "  ", "\ufeff"):
        assert [part.text for part in cutting.build(text).chunks] == [text]


def test_text_without_a_last_line_end() -> None:
    assert [part.text for part in cutting.build("def f(): pass\nx = 1").chunks] == ["def f(): pass\n", "x = 1"]
    assert [part.text for part in cutting.build("def f(): pass  # a").chunks] == ["def f(): pass  # a"]


def test_indented_lines_belong_to_the_statement_above() -> None:
    check("b = 1\n    c = 3\nd = 5", "b = 1 +1\nd = 5")
    check("x\nb = 1\n    c = 3\nd = 5", "x\nb = 1 +1\nd = 5")


def test_a_file_that_begins_indented() -> None:
    outline = cutting.build("    b = 1\nc = 3\n")
    assert [part.text for part in outline.chunks] == ["    b = 1\n", "c = 3\n"]
    assert [part.indent for part in outline.chunks] == [0, 0]


# ---- splitting -----------------------------------------------------------------------------------

BODY = "\n".join(f"    x{n} = {n}" for n in range(12))
LONG = "\n".join(f"    name_{n} = {n}" for n in range(45))


def test_small_classes_are_not_split() -> None:
    outline = cutting.build("class A:\n" + "    b = 1\n" * 10)
    assert outline.chunks[0].shell is None
    outline = cutting.build("# a\n" * 12 + "class A:\n" + "    b = 1\n" * 3)
    assert outline.chunks[0].shell is None


def test_a_class_of_12_lines_is_split() -> None:
    text = "@a\nclass A(B):\n    '''Doc.'''\n    b = 1\n\n    def f(self):\n        return 1\n\n    # c\n"
    text += "    @d\n    def g(self):\n        return 2\n"
    whole = cutting.build(text).chunks[0]
    assert whole.shell is not None
    assert whole.shell.text == "@a\nclass A(B):\n    pass\n"
    assert [member.text for _, member in whole.members[0]] == [
        "    '''Doc.'''\n    b = 1\n",
        "\n    def f(self):\n        return 1\n",
        "\n    # c\n    @d\n    def g(self):\n        return 2\n",
    ]
    assert [text[start:].startswith(member.text) for start, member in whole.members[0]] == [True] * 3
    assert {member.context for _, member in whole.members[0]} == {chunk.IN_CLASS}
    assert {member.indent for _, member in whole.members[0]} == {4}
    assert whole.context == 0


def test_classes_are_split_recursively() -> None:
    inner = "\n".join("    " + line for line in ["class B:", *BODY.splitlines()])
    whole = cutting.build(f"class A:\n    y = 1\n{inner}\n").chunks[0]
    nested = whole.members[0][-1][1]
    assert nested.shell is not None
    assert {member.indent for _, member in nested.members[0]} == {8}


def test_functions_and_loops_are_never_split() -> None:
    for header in ("def f():", "async def f():", "for a in b:", "while a:", "async for a in b:", "match a:"):
        assert cutting.build(f"{header}\n{LONG}\n").chunks[0].shell is None, header
    nested = "\n".join("    " + line for line in ["class B:", *BODY.splitlines()])
    assert cutting.build(f"def f():\n{nested}\n").chunks[0].shell is None


def test_long_branches_are_cut_out_and_short_ones_stay() -> None:
    text = f"if a:\n{LONG}\nelif b:\n    c = 3\n    # d\nelse:\n{LONG}\n"
    whole = cutting.build(text).chunks[0]
    assert whole.shell is not None
    assert whole.shell.text == "if a:\n    pass\nelif b:\n    c = 3\n    # d\nelse:\n    pass\n"
    assert len(whole.members) == 2
    assert [hole.line for hole in whole.shell.holes] == [2, 7]
    assert {member.context for group in whole.members for _, member in group} == {0}


@pytest.mark.parametrize(
    "text",
    [
        "try:\n{}\nexcept A:\n{}\nexcept B as c: pass\nelse:\n{}\nfinally:\n{}\n",
        "with a as b, c:\n{}\n",
        "async with a:\n{}\n",
        "if a: b\nelse:\n{}\n",
    ],
)
def test_what_else_is_split(text: str) -> None:
    whole = cutting.build(text.replace("{}", LONG)).chunks[0]
    assert len(whole.members) == text.count("{}")


def test_members_of_branches_in_a_class_are_class_members() -> None:
    inner = "\n".join("    " + line for line in ["if a:", *LONG.splitlines()])
    whole = cutting.build(f"class A:\n{inner}\n").chunks[0]
    branch = whole.members[0][0][1]
    assert {member.context for _, member in branch.members[0]} == {chunk.IN_CLASS}


def test_deep_nesting_is_split_only_so_far() -> None:
    depth = 300
    text = "".join(" " * n + "class A:\n" for n in range(depth)) + " " * depth + "pass\n"
    outline = cutting.build(text)
    cutting.check_whole(outline)
    assert max(len(outline.path_to(offset)) for offset in range(0, len(text), 997)) <= split.MAX_COLUMN + 1


def test_a_member_indented_by_mistake_is_a_member() -> None:
    members = "".join(f"    def f{n}(self):\n        return {n}\n" for n in range(6))
    check(
        f"class A:\n    b = 1\n  c = 3\n{members}",
        "class A:\n    b = 1\n    c = 3\n" + "\n".join(f"    def f{n}(self): +1" for n in range(6)),
    )
    check(
        f"class A:\n        b = 1\n{members}",
        "class A:\n    b = 1\n" + "\n".join(f"    def f{n}(self): +1" for n in range(6)),
    )


def test_the_shell_knows_the_offsets_of_the_chunk() -> None:
    text = f"if a:\n{LONG}  # b\nelif b:\n    c = 3\nelse:\n{LONG}\n"
    whole = cutting.build(text).chunks[0]
    shell = whole.shell
    assert shell is not None
    for word in ("if a", "elif b", "c = 3", "else"):
        start = shell.start(shell.text.index(word))
        assert text[start:].startswith(word)
        assert shell.end(shell.text.index(word) + len(word)) == start + len(word)
    first = shell.holes[0]
    assert text[: shell.end(first.shell_end)].endswith("name_44 = 44")
    assert "".join([text[start:end] for start, end in shell.pieces(len(text))]) == "if a:\nelif b:\n    c = 3\nelse:\n"


# ---- the table -----------------------------------------------------------------------------------


def test_equal_text_in_the_same_surroundings_is_one_chunk() -> None:
    cache = chunk_cache.ChunkCache()
    one = incremental.build("def f(): pass\nclass A: pass\ndef f(): pass\n", 0, cache)
    assert one.chunks[0] is one.chunks[2]
    other = incremental.build("x = 1\ndef f(): pass\n", 0, cache)
    assert other.chunks[1] is one.chunks[0]
    stub = incremental.build("def f(): pass\n", chunk.STUB, cache)
    assert stub.chunks[0] is not one.chunks[0]


def test_the_table_holds_what_lives_and_what_fell_out_last() -> None:
    cache = chunk_cache.ChunkCache()
    outline = incremental.build("def f(): return 1\n", 0, cache)
    first = outline.chunks[0]
    outline = incremental.update(outline, "def f(): return 2\n", cache)
    assert (len(cache), cache.n_retained) == (2, 1)

    outline = incremental.update(outline, "def f(): return 1\n", cache)
    assert outline.chunks[0] is first
    for n in range(600):
        outline = incremental.update(outline, f"def f(): return {n}\n", cache)
    assert len(cache) <= chunk_cache.RETAINED + 2
    del outline, first
    cache.clear()
    assert len(cache) == 0


def test_large_chunks_are_not_retained_without_bound() -> None:
    cache = chunk_cache.ChunkCache()
    outline = incremental.build("x = [1]\n", 0, cache)
    for n in range(20):
        outline = incremental.update(outline, f"x = [{'1, ' * 50_000}{n}]\n", cache)
    assert sum(len(part.text) for part in cache.chunks()) < 2 * chunk_cache.MAX_RETAINED_TEXT
