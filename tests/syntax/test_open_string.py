"""A triple-quoted string that is never closed costs a statement, not the file."""

from __future__ import annotations

from pebre_analysis.syntax import chunk_cache, incremental, logical_lines, open_string, parsed
from tests.syntax import cutting

FUNCTIONS = "".join(f'def f{n}(x):\n    """Doc."""\n    return {n}\n\n\n' for n in range(20))
METHODS = "".join(f'    def m{n}(self):\n        """Doc."""\n        return {n}\n\n' for n in range(20))


def cut(text: str) -> tuple[list[str], str | None]:
    """The line each cut string opens on with the line it is cut before, and the line of one that stays open."""
    cuts, still_open = open_string.string_cuts(text)
    shown = [f"{line_at(text, start)} | {line_at(text, end)}" for start, end in cuts]
    return shown, None if still_open < 0 else line_at(text, still_open)


def line_at(text: str, offset: int) -> str:
    return text[text.rfind("\n", 0, offset) + 1 :].lstrip("\n").split("\n", 1)[0].strip()


def opened(text: str, line: str, quotes: str = '"""') -> str:
    """`text` with quotes at the end of a line."""
    assert text.count(line + "\n") == 1
    return text.replace(line + "\n", line + quotes + "\n")


def test_text_that_is_read_to_its_end_is_never_touched() -> None:
    for text in ("", "a = 1\n", FUNCTIONS, 'x = """\ndef f\n"""\n', "'''\nclass A\n'''\n\"\"\"\n@a\n\"\"\"\n"):
        assert cut(text) == ([], None)


def test_it_is_cut_before_a_definition_at_column_0() -> None:
    for line in ("def g():", "async def g():", "class G:", "@g"):
        text = f'x = """\na = 1\n  {line}\n{line}\n  pass\n'
        assert cut(text) == ([f'x = """ | {line}'], None)


def test_comments_above_the_definition_go_with_it() -> None:
    for end in ("\n", "\r\n", "\r"):
        text = end.join(['x = """', "a = 1", "", "# about g", "  # more", "def g(): pass"])
        cuts, _ = open_string.string_cuts(text)
        assert text[cuts[0][1] :].split(end) == ["", "# about g", "  # more", "def g(): pass"]
    assert cut('x = """\n# about g\ndef g(): pass\n') == (['x = """ | # about g'], None)


def test_docstrings_below_keep_their_meaning() -> None:
    assert cut(opened(FUNCTIONS, "    return 7")) == (['return 7""" | def f8(x):'], None)
    assert cut(opened(FUNCTIONS, "    return 7", " '''")) == (["return 7 ''' | def f8(x):"], None)
    assert cut(opened(FUNCTIONS, "    return 7", ' f"""{')) == (['return 7 f"""{ | def f8(x):'], None)


def test_a_string_in_a_method_is_cut_before_the_next_method() -> None:
    text = "class A:\n    x = 1\n\n" + METHODS
    assert cut(opened(text, "        return 7")) == (['return 7""" | def m8(self):'], None)
    assert cut(opened(text, "    x = 1")) == (['x = 1""" | def m0(self):'], None)


def test_a_definition_inside_a_function_cuts_nothing() -> None:
    text = 'def f():\n    x = """\n    def g():\n        pass\n    return g\n'
    assert cut(text) == ([], 'x = """')


def test_a_string_without_a_definition_stays_open() -> None:
    assert cut('a = 1\nb = """\nc = 2\n') == ([], 'b = """')


def test_strings_of_two_kinds_left_open() -> None:
    text = opened(opened(FUNCTIONS, "    return 3"), "    return 9", "'''")
    assert cut(text) == (['return 3""" | def f4(x):', "return 9''' | def f10(x):"], None)


def test_of_three_quotes_the_first_is_cut_and_the_others_find_each_other() -> None:
    text = opened(opened(opened(FUNCTIONS, "    return 3"), "    return 9"), "    return 14")
    assert cut(text) == (['return 3""" | def f4(x):'], None)


def test_two_quotes_that_find_each_other_are_a_string() -> None:
    assert cut(opened(opened(FUNCTIONS, "    return 3"), "    return 9")) == ([], None)


def test_lines_go_on_after_the_cut() -> None:
    text = opened(FUNCTIONS, "    return 7")
    cuts, _ = open_string.string_cuts(text)
    found = logical_lines.scan_between(text, [end for _, end in cuts])
    assert found.open_string < 0
    assert len(found.lines) == 60


def test_only_the_chunk_with_the_string_is_new() -> None:
    for text, line in (
        (FUNCTIONS, "    return 7"),
        ("class A:\n" + METHODS + "\nx = 1\n", "        return 7"),
        ("class A:\n    class B:\n" + METHODS.replace("\n    ", "\n        ").replace("    def m0", "        def m0", 1)
         + "\n\ny = 2\n", "            return 7"),
    ):  # fmt: skip
        cache = chunk_cache.ChunkCache()
        before = incremental.build(text, 0, cache)
        after = incremental.update(before, opened(text, line), cache)
        cutting.check_whole(after)
        assert cutting.n_new(before, after) == 1, text[:20]


def test_typing_quotes_in_a_long_file_makes_few_chunks() -> None:
    """In the middle of 5,000 lines; and so does typing on, and closing the string."""
    text = "".join(f'def f{n}(x):\n    """Doc."""\n    return {n}\n\n\n' for n in range(1000))
    for quotes in ('"""', "'''", " (", " [", ' f"{', ' f"""'):
        cache = chunk_cache.ChunkCache()
        outline = incremental.build(text, 0, cache)
        made = cache.n_made
        with_quotes = opened(text, "    return 500", quotes)
        outline = incremental.update(outline, with_quotes, cache)
        outline = incremental.update(outline, with_quotes.replace(quotes + "\n", quotes + "a\n", 1), cache)
        outline = incremental.update(outline, text, cache)
        assert cache.n_made - made <= 4, quotes
        assert cutting.everything(outline) == cutting.everything(cutting.build(text))


def test_there_is_one_problem_and_it_is_where_the_string_begins() -> None:
    text = opened(FUNCTIONS, "    return 7")
    found = [
        (start + problem.start, problem.message)
        for start, part in cutting.build(text).occurrences()
        for problem in parsed.problems_of(part)
    ]
    assert [line_at(text, at) for at, _ in found] == ['return 7"""']


def test_a_class_is_split_the_same_way_wherever_it_stands() -> None:
    """What is cut in a class is known from its own text."""
    text = opened("class A:\n" + METHODS, "        return 7")
    alone = cutting.build(text)
    among = cutting.build(FUNCTIONS + text + "\n\n" + FUNCTIONS.replace("f1", "g1"))
    assert alone.chunks[0].members
    found = [part for part in among.chunks if part.members]
    assert [len(group) for group in found[0].members] == [len(group) for group in alone.chunks[0].members]
