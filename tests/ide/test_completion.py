"""What is offered while somebody types."""

import pytest

from pebre_analysis.ide import completion
from pebre_analysis.memory import budget
from tests.harness import project
from tests.ide import harness


def complete(source: str) -> tuple[harness.Project, completion.Completions]:
    at = harness.Project(source)
    return at, at.host.completion(*at.cursor)


def labels(source: str) -> list[str]:
    """All labels, in order, without names with two underscores and builtins."""
    found = complete(source)[1]
    return [each.label for each in found.items if not each.label.startswith("__") and each.sort[0] not in "56"]


def check(source: str, *expected: str) -> None:
    assert labels(source) == list(expected)


# ---- behind a dot -------------------------------------------------------------------------------


def test_members_of_an_instance() -> None:
    check(
        """
        class Base:
            def run(self): ...
            _hidden = 1
        class Box(Base):
            size: int = 0
            def __init__(self):
                self.items = []
            @property
            def area(self): ...
        b = Box()
        b.<|>
        """,
        "area",
        "items",
        "run",
        "size",
        "_hidden",
    )


def test_members_of_a_union() -> None:
    two = "class A:\n    x = 1\n    z = 1\nclass B:\n    y = 1\n    z = 1\n"
    check(f"{two}def f(u: A | B | None):\n    u.<|>\n", "z")
    check(f"{two}def f(u: A, other):\n    v = u if u else other\n    v.<|>\n", "x", "z")
    # Which of them it is, is not said: what any of them has may be meant.
    check(f"{two}def f(how):\n    if how:\n        return A() if how > 1 else B()\nf(1).<|>", "x", "y", "z")


def test_an_attribute_begun_is_narrowed_by_its_letters() -> None:
    check("class A:\n    alpha = 1\n    beta = 2\n    big_table = 3\nA().b<|>", "beta", "big_table")
    check("class A:\n    alpha = 1\n    beta = 2\n    big_table = 3\nA().bt<|>", "beta", "big_table")


def test_members_before_other_code() -> None:
    check("class A:\n    x = 1\ndef f(a: A):\n    a.<|>\n    print(a)\n", "x")
    check("class A:\n    x = 1\ndef f(a: A):\n    if a.<|>:\n        pass\n", "x")
    check("class A:\n    x = 1\ndef f(a: A):\n    g(a.<|>, 1)\n", "x")
    check("class A:\n    x = 1\ndef f(a: A):\n    return [a.<|> for b in a]\n", "x")


def test_of_a_union_what_all_parts_have_but_none() -> None:
    check(
        """
        class A:
            x = 1
            y = 1
        class B:
            y = 1
            z = 1
        def f(v: A | B | None):
            v.<|>
        """,
        "y",
    )


def test_members_of_a_class_and_of_a_module() -> None:
    check("class A:\n    x = 1\n    def f(self):\n        self.y = 2\nA.<|>", "f", "x", "mro")
    check(
        "#- pkg/__init__.py\nimport os\nvalue = 1\n#- pkg/inner.py\n#- main.py\nimport pkg\npkg.<|>",
        "inner",
        "os",
        "value",
    )


def test_kinds_of_members() -> None:
    found = complete(
        """
        class A:
            x = 1
            def f(self): ...
            @property
            def p(self): ...
            class C: ...
        A().<|>
        """
    )[1]
    assert [(each.label, each.kind) for each in found.items if not each.label.startswith("__")] == [
        ("C", "class"),
        ("f", "method"),
        ("p", "property"),
        ("x", "field"),
    ]


def test_super_offers_what_it_reaches() -> None:
    check(
        """
        class A:
            def one(self): ...
        class B(A):
            def two(self):
                super().<|>
        """,
        "one",
    )


@pytest.mark.parametrize(
    "source",
    [
        "x = 1.<|>",
        "# a.<|>",
        "x = 'a.<|>'",
        "def na<|>",
        "class Na<|>",
        "import a as b<|>",
        '"""One.\n\np<|> two.\n"""\n',
        'class A:\n    """One.\n\n    p<|> two.\n    """\n    def f(self): ...\n',
        'def f():\n    "p<|>"\n',
    ],
)
def test_nothing_is_offered(source: str) -> None:
    assert complete(source)[1].items == ()


# ---- names --------------------------------------------------------------------------------------


def test_names_by_distance() -> None:
    check(
        """
        first = 1
        def outer(argument):
            middle = 2
            def inner(own):
                value = 3
                <|>
        """,
        "own",
        "value",
        "argument",
        "first",
        "inner",
        "middle",
        "outer",
    )


def test_a_class_body_is_not_seen_from_its_methods() -> None:
    found = labels("class A:\n    hidden = 1\n    def f(self):\n        <|>\n")
    assert "hidden" not in found
    assert "self" in found


def test_the_word_being_typed_is_no_name() -> None:
    assert "val" not in labels("value = 1\nval<|> = 2\n")
    assert "value" in labels("value = 1\nval<|>\n")


def test_a_parameter_is_offered_wherever_it_is_read() -> None:
    for n in range(6):  # its number in the header may be that of the word in the body
        assert "size" in labels(f"def f(size):\n    return {'(' * n}s<|>{')' * n}\n")


def test_names_in_lambdas_and_comprehensions() -> None:
    assert "item" in labels("xs = [it<|> for item in ()]")
    assert "argument" in labels("f = lambda argument: ar<|>")


def test_builtins_and_words_come_last() -> None:
    found = [each.label for each in complete("int_value = 1\nin<|>")[1].items]
    assert found[:2] == ["int_value", "int"]


def test_words_where_they_may_stand() -> None:
    def words(source: str) -> list[str]:
        return [each.label for each in complete(source)[1].items if each.kind == "keyword"]

    assert "return" in words("def f():\n    re<|>\n")
    assert "return" not in words("re<|>\n")
    assert "await" in words("async def f():\n    x = aw<|>\n")
    assert "await" not in words("def f():\n    x = aw<|>\n")
    assert words("x = [a f<|>]") == ["for"]
    assert "else" in words("x = 1 if a el<|>")


# ---- arguments ----------------------------------------------------------------------------------


def test_arguments_by_name_come_first() -> None:
    source = "def f(first: int, second: str = '', *, third=None): ...\nf(1, <|>)"
    assert [(each.label, each.detail) for each in complete(source)[1].items[:2]] == [
        ("second=", 'str = ""'),
        ("third=", ""),
    ]
    assert labels("def f(first, second): ...\nf(second=1, fi<|>)")[0] == "first="
    assert labels("class C:\n    def __init__(self, size): ...\nC(<|>)")[0] == "size="


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("f(bi<|>g=1)", ["big=", "bits="]),
        ("f(1, big=1, bi<|>ts=2)", ["bits="]),
        ("f(\n    1,\n    bi<|>g=2,\n)", ["big=", "bits="]),
    ],
)
def test_the_name_of_an_argument_that_is_there(call: str, expected: list[str]) -> None:
    found = complete(f"def f(a=1, *, big=None, bits=1): ...\n{call}\n")[1]
    assert [each.label for each in found.items if each.kind == "parameter"] == expected
    assert all(f"{each.insert}=" == each.label for each in found.items if each.kind == "parameter")


def test_no_statement_begins_inside_of_brackets() -> None:
    def has_def(source: str) -> bool:
        return any(each.label == "def" for each in complete(source)[1].items)

    assert not has_def("f(\n    de<|>\n)\n")
    assert not has_def("x = [\n    1,\n    de<|>\n]\n")
    assert has_def("if x:\n    de<|>\n")


def test_variables_of_base_classes_in_a_class_body() -> None:
    source = "class A:\n    lang = 1\n    late: int\n    lazy = 2\n    def last(self): ...\nclass B(A):\n    lazy = 1\n"
    assert [each for each in labels(f"{source}    la<|>\n") if each != "lambda"] == ["lazy", "lang", "late"]
    assert "lang" not in labels(f"{source}    x = la<|>\n")
    found = complete(f"{source}    lan<|>\n")[1].items[0]
    assert (found.label, found.detail) == ("lang", "overrides A")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("d = {'a': 1, 'b': 2, 3: 4}\nd['<|>']\n", ["a", "b"]),
        ("def f():\n    d = {'a': 1}\n    d['b'] = 2\n    d['<|>']\ndef g(d):\n    d['c']\n", ["a", "b"]),
        (
            "class A:\n    def __init__(self):\n        self.d = {'a': 1}\n    def f(self):\n        self.d['<|>']\n",
            ["a"],
        ),
        ("d = dict(a=1, b=2)\nd.get('<|>')\n", ["a", "b"]),
        ("def f(d):\n    d['a']\n    d['<|>']\n", ["a"]),
        ("from m import d\nd['<|>']\n#- m.py\nd = {'a': 1}\n", ["a"]),
        ("d = {'a': 1}\nd['b<|>']\n", []),
        ("d = 1\nd['<|>']\n", []),
    ],
)
def test_keys_of_a_plain_dictionary(source: str, expected: list[str]) -> None:
    assert labels(source) == expected


@pytest.mark.parametrize(
    ("typed", "label", "insert"),
    [("d[<|>]", '"key"', '"key"'), ("d[<|>", '"key"', '"key"'), ("d['<|>", "key", "key'"), ('d["k<|>', "key", 'key"')],
)
def test_keys_before_there_are_quotes(typed: str, label: str, insert: str) -> None:
    found = complete(f"d = {{'key': 1}}\nx = {typed}\ny = 2\n")[1].items[0]
    assert (found.label, found.insert) == (label, insert)


def test_values_of_the_expected_type() -> None:
    source = """
        from typing import Literal
        def f(mode: Literal["read", "write"]): ...
        f(<|>)
        """
    assert labels(source)[:2] == ['"read"', '"write"']
    assert labels(source.replace("f(<|>)", "f('<|>')")) == ["read", "write"]
    assert labels(source.replace("f(<|>)", "f(mode='w<|>')")) == ["write"]
    compared = "from typing import Literal\ndef g(m: Literal['a', 'b']):\n    if m == '<|>': ..."
    assert labels(compared) == ["a", "b"]


def test_members_of_an_enum_are_offered_where_it_is_expected() -> None:
    source = """
        from enum import Enum
        class Color(Enum):
            RED = 1
            BLUE = 2
        def f(c: Color): ...
        f(<|>)
        """
    for place in (
        "f(<|>)",
        "def h(c: Color):\n    if c is <|>",
        "c: Color = <|>",
        "def g(c: Color):\n    return c == <|>\n",
    ):
        assert labels(source.replace("f(<|>)", place.replace("\n", "\n        ")))[:2] == ["Color.RED", "Color.BLUE"]
    for case in ("<|>", "<|>:\n                    ...", "Color.RED | <|>", "Co<|>:\n                    ..."):
        found = labels(source.replace("f(<|>)", f"def g(c: Color):\n            match c:\n                case {case}"))
        assert found[:2] == ["Color.RED", "Color.BLUE"]


def test_members_of_an_enum_come_before_what_its_class_can() -> None:
    found = complete("from enum import Enum\nclass C(Enum):\n    RED = 1\n    BLUE = 2\nC.<|>")[1].items
    assert [(each.label, each.kind) for each in found[:2]] == [("RED", "enum-member"), ("BLUE", "enum-member")]


def test_strings_of_a_case() -> None:
    source = """
        from typing import Literal
        def f(mode: Literal["slow", "fast"]):
            match mode:
                case "<|>":
                    ...
        """
    assert labels(source) == ["slow", "fast"]


@pytest.mark.parametrize(
    "line", ["return <|>", "x = <|>", "return local == <|>", "return (<|>", "raise local from <|>", "if <|>", "x +<|>"]
)
@pytest.mark.parametrize("behind", ["", "\n", "\n\nother = 1\n"])
def test_names_of_a_function_behind_the_blank_at_its_end(line: str, behind: str) -> None:
    assert "local" in labels(f"def f(local):\n    {line}{behind}")


def test_words_that_were_begun_come_before_builtins() -> None:
    found = [each.label for each in complete("def f():\n    re<|>")[1].items]
    assert found[0] == "return"
    assert "__name__" in [each.label for each in complete("__na<|>")[1].items]


def test_exceptions_come_first_where_one_is_raised_or_caught() -> None:
    names = "class MyError(Exception): ...\nclass Other: ...\nvalue = MyError()\n"
    for line in ("raise <|>", "try: ...\nexcept <|>", "try: ...\nexcept (OSError, <|>", "try: ...\nexcept* <|>"):
        found = [each.label for each in complete(names + line)[1].items]
        assert found.index("MyError") < found.index("Other")
        assert found.index("ValueError") < found.index("value")


def test_details_are_those_of_the_value() -> None:
    source = """
        class Box[T]:
            size: T
            def put(self, item: T) -> T: ...
            @property
            def area(self) -> T: ...
        def f(box: Box[int]):
            box.<|>
        """
    at, found = complete(source)
    shown = {each.label: at.host.completion_details(found.number, n)[0] for n, each in enumerate(found.items[:3])}
    assert shown == {"area": "int", "put": "def put(item: int) -> int", "size": "int"}


def test_keys_of_a_typed_dictionary() -> None:
    source = """
        from typing import TypedDict
        class Movie(TypedDict):
            name: str
            year: int
        def f(m: Movie):
            m["<|>"]
        """
    assert labels(source) == ["name", "year"]
    assert labels(source.replace('m["<|>"]', 'm.get("y<|>")')) == ["year"]


# ---- imports ------------------------------------------------------------------------------------

FILES = """
    #- pkg/__init__.py
    value = 1
    def helper(): ...
    #- pkg/inner.py
    #- pkg/deep/__init__.py
    #- main.py
    """


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("import pk<|>", ["pkg"]),
        ("import pkg.<|>", ["deep", "inner"]),
        ("from pkg.d<|>", ["deep"]),
        ("from pkg <|>", ["import"]),
        ("from pkg import <|>", ["helper", "value", "deep", "inner"]),
        ("from pkg import (value, he<|>", ["helper"]),
        ("from pkg import (\n        value,\n        in<|>\n    )", ["inner"]),
        ("from pkg import value as <|>", []),
    ],
)
def test_imports(typed: str, expected: list[str]) -> None:
    check(FILES + typed, *expected)


def test_what_a_module_imports_for_itself_comes_late() -> None:
    source = """
        #- pkg/__init__.py
        from __future__ import annotations
        import sys
        from pkg.inner import thing
        value = 1
        #- pkg/inner.py
        thing = 1
        #- main.py
        from pkg import <|>
        """
    found = [each.label for each in complete(source)[1].items if not each.label.startswith("__")]
    assert found == ["thing", "value", "inner", "sys"]


def test_what_begins_with_the_letters_comes_first() -> None:
    check("class A:\n    setter = 1\n    state = 2\n    abst = 3\nA().st<|>", "state", "setter")


def test_relative_imports() -> None:
    check("#- pkg/__init__.py\nvalue = 1\n#- pkg/other.py\n#- pkg/mod.py\nfrom . import <|>", "value", "mod", "other")
    check("#- pkg/__init__.py\n#- pkg/other.py\nthing = 1\n#- pkg/mod.py\nfrom .other import <|>", "thing")
    check("#- pkg/__init__.py\n#- pkg/other.py\n#- pkg/mod.py\nfrom .o<|>", "other")


# ---- overrides ----------------------------------------------------------------------------------


def test_a_method_is_overridden_whole() -> None:
    _, found = complete(
        """
        from abc import abstractmethod
        class Base:
            def run(self, n: int, *, deep: bool = False) -> str: ...
            async def wait(self) -> None: ...
        class Box(Base):
            def wa(self): ...
            def <|>
        """
    )
    texts = {each.label: each.insert for each in found.items}
    assert texts["run"] == (
        "run(self, n: int, *, deep: bool = False) -> str:\n        return super().run(n, deep=deep)"
    )
    assert texts["wait"] == "wait(self) -> None:\n        await super().wait()"


def test_annotations_that_mean_nothing_here_are_left_out() -> None:
    _, found = complete(
        """
        #- base.py
        class Hidden: ...
        class Base:
            def run(self, h: Hidden) -> int: ...
        #- main.py
        from base import Base
        class Box(Base):
            def ru<|>
        """
    )
    assert [each.insert for each in found.items] == ["run(self, h) -> int:\n        return super().run(h)"]


# ---- details ------------------------------------------------------------------------------------


def test_details_of_an_item() -> None:
    at, found = complete('def helper(n: int) -> str:\n    """Says *n*."""\nhelp<|>')
    n = next(n for n, each in enumerate(found.items) if each.label == "helper")
    assert at.host.completion_details(found.number, n) == ("def helper(n: int) -> str", "Says *n*.")
    assert at.host.completion_details(found.number + 1, n) == ("", "")


def test_details_after_an_edit_are_right_or_absent() -> None:
    at, found = complete('def helper(n: int) -> str:\n    """Says *n*."""\nhelp<|>')
    n = next(n for n, each in enumerate(found.items) if each.label == "helper")
    at.open("main.py", "# new\ndef helper(n: str) -> str: ...\nhelpe")
    assert at.host.completion_details(found.number, n)[0] == "def helper(n: str) -> str"
    at.open("main.py", "helpe")
    assert at.host.completion_details(found.number, n) == ("", "")


def test_the_word_to_be_replaced() -> None:
    found = complete("value = 1\nprint(va<|>lue)")[1]
    assert (found.word.start, found.word.end) == (16, 21)


def test_completion_anywhere_never_fails() -> None:
    text = (
        "import os\nclass A(B):\n    x: int = 1\n    def f(self, *a, k=[1]):\n        return {'a': self.x for b in c}\n"
    )
    at = harness.Project("")
    for cut in range(len(text) + 1):
        for tail in ("", text[cut:]):
            at.open("main.py", text[:cut] + tail)
            at.host.completion(f"{project.ROOT}/main.py", cut)


# ---- names that would have to be imported ---------------------------------------------------------

SHAPES = """
#- shapes.py
class Circle:
    \"\"\"Round.\"\"\"
def circumference(): ...
#- pkg/__init__.py
#- pkg/circular.py
#- main.py
"""


def to_import(source: str) -> tuple[harness.Project, completion.Completions]:
    at = harness.Project(f"{SHAPES}{source}")
    path, offset = at.cursor
    at.open("main.py", at.host.line_index(path).text)
    at.host.completion(path, offset, True)
    at.host.pause()  # libraries are looked through when nobody waits
    return at, at.host.completion(path, offset, True)


def taken(source: str, label: str) -> str:
    """The text after the item was taken."""
    at, found = to_import(source)
    n = next(n for n, each in enumerate(found.items) if each.label == label)
    path, offset = at.cursor
    text = at.host.line_index(path).text
    text = text[: found.word.start] + found.items[n].label + text[offset:]
    for edit in at.host.completion_edits(found.number, n):
        text = text[: edit.range.start] + edit.text + text[edit.range.end :]
    return text


def offered_imports(source: str) -> list[str]:
    return [f"{each.detail}:{each.label}" for each in to_import(source)[1].items if each.choice is not None]


def test_names_of_other_modules_come_behind_those_that_are_there() -> None:
    found = to_import("circle = 1\ncir<|>")[1]
    assert [each.label for each in found.items] == ["circle", "Circle", "circular", "circumference"]
    assert offered_imports("cir<|>") == ["shapes:Circle", "pkg:circular", "shapes:circumference"]


def test_the_import_is_written_with_the_name() -> None:
    assert taken("import sys\ncir<|>", "Circle") == "import sys\n\nfrom shapes import Circle\nCircle"
    assert taken("cached_pro<|>", "cached_property") == "from functools import cached_property\n\ncached_property"


def test_what_is_imported_already_is_not_offered_again() -> None:
    assert offered_imports("from shapes import Circle\nCircl<|>") == []


def test_details_of_what_would_be_imported() -> None:
    at, found = to_import("Circl<|>")
    assert at.host.completion_details(found.number, 0) == ("class Circle", "Round.")


def test_a_list_without_imports_so_far_says_that_it_is_cut() -> None:
    assert to_import("ci<|>")[1].is_cut
    assert not to_import("circum<|>")[1].is_cut
    at = harness.Project(f"{SHAPES}circum<|>")
    assert at.host.completion(*at.cursor, True).is_cut
    assert not at.host.completion(*at.cursor).is_cut


def test_a_process_that_holds_too_much_offers_imports_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget.process, "resident", lambda: 1 << 40)
    monkeypatch.setattr(budget, "DEFAULT", 1_000)
    assert offered_imports("circumf<|>") == ["shapes:circumference"]
    assert taken("cached_pro<|>", "cached_property") == "from functools import cached_property\n\ncached_property"


def test_behind_a_dot_nothing_is_imported() -> None:
    assert offered_imports("x = 1\nx.cir<|>") == []
