"""What is offered while somebody types."""

import pytest

from pebre_analysis.ide import completion
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
    for operator in ("==", "in", "is not", "+", "|", "**"):
        check(f"class A:\n    x = 1\ndef f(a: A, b):\n    return not a.<|> {operator} b.c\n", "x")


@pytest.mark.parametrize(
    "rest",
    [
        "with f(a.<|>\n        yield 1\n    return 2\n",
        "if f(a.<|>\n        b = 1\n",
        "b = {\n        1: a.<|>\n        2: a.x,\n    }\n",
        "b = f(\n        a.<|>\n        b=a.x,\n    )\n",
        "f(a.<|>\n    'text'\n",
        "if a:\n        f(a.<|>\n    else:\n        pass\n",
        "f(a.x.y, a.<|> 1)\n",
    ],
)
def test_members_before_what_does_not_belong_there(rest: str) -> None:
    check(f"class A:\n    x = 1\ndef f(a: A):\n    {rest}", "x")
    check(f"class A:\n    x = 1\nclass B:\n    c = A()\ndef f(a: B):\n    {rest.replace('a.<|>', 'a.c.<|>')}", "x")


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
        "value",
        "os",
    )


def test_members_of_the_class_that_a_method_is_called_on() -> None:
    source = """
        class Box:
            size = 1
            def run(self): ...
            @classmethod
            def make(cls, other):
                cls.kind = other
                self = cls()
                self.own = 1
                cls.<|>
            def copy(self):
                self.mine = 1
        """
    members = ["copy", "kind", "make", "run", "size"]
    assert labels(source)[:5] == members
    assert labels(source.replace("cls.<|>", "cls.<|> = other"))[:5] == members
    assert labels(source.replace("cls.<|>", "...").replace("self.mine = 1", "type(self).<|>"))[:5] == members
    assert labels(f"{source.replace('cls.<|>', '...')}\ndef f[T: Box](cls: type[T]):\n    cls.<|>")[:5] == members


def test_what_a_module_has_for_itself_comes_late() -> None:
    files = """
        #- tools.py
        from __future__ import annotations
        import argparse
        from enum import Enum
        from other import given, kept
        __all__ = ["given", "use", "zero"]
        def use(): ...
        zero = 0
        #- other.py
        given = kept = 1
        #- main.py
        import tools
        tools.<|>
        """
    assert labels(files) == ["given", "use", "zero", "argparse", "Enum", "kept"]
    everything = [each.label for each in complete(files)[1].items]
    assert "__name__" in everything
    assert "annotations" not in everything


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
    "line", ["return <|>", "x = <|>", "return local == <|>", "return (<|>", "raise local from <|>", "if <|>", "x +<|>"]
)
@pytest.mark.parametrize("behind", ["", "\n", "\n\nother = 1\n"])
def test_names_of_a_function_behind_the_blank_at_its_end(line: str, behind: str) -> None:
    assert "local" in labels(f"def f(local):\n    {line}{behind}")


def test_words_that_were_begun_come_before_builtins() -> None:
    found = [each.label for each in complete("def f():\n    re<|>")[1].items]
    assert found[0] == "return"
    assert "__name__" in [each.label for each in complete("__na<|>")[1].items]


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


def test_what_begins_with_the_letters_comes_first() -> None:
    check("class A:\n    setter = 1\n    state = 2\n    abst = 3\nA().st<|>", "state", "setter")


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


def test_of_an_unknown_value_what_its_declaration_says_is_offered() -> None:
    source = "class A:\n    size = 1\nx: A | None = None\nx = nobody()\nassert x\nx.si<|>"
    assert "size" in labels(source)
