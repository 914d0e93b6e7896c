"""The outline of a file."""

import textwrap

import pytest

from pebre_analysis.ide.common import outline_symbols
from tests.harness import project
from tests.ide import harness


def outline(source: str) -> list[str]:
    at = harness.Project(source)
    path = f"{project.ROOT}/main.py"
    text = at.host.line_index(path).text
    lines: list[str] = []

    def show(symbols: list[outline_symbols.Symbol], indent: str) -> None:
        for symbol in symbols:
            assert text[symbol.selection.start : symbol.selection.end] == symbol.name
            assert symbol.range.covers(symbol.selection)
            lines.append(f"{indent}{symbol.kind} {symbol.name}{symbol.detail and f' {symbol.detail}'}")
            show(list(symbol.children), indent + "  ")

    show(list(at.host.document_symbols(path)), "")
    return lines


def check(source: str, expected: str) -> None:
    assert outline(source) == textwrap.dedent(expected).strip("\n").split("\n")


def test_functions_and_variables() -> None:
    check(
        """
        import os
        LIMIT = 3
        name: str = ""
        first, (second, *rest) = stuff
        def run(a, *args, b=1, **kw) -> int:
            local = 1
            def inner(): ...
        async def wait(): ...
        """,
        """
        constant LIMIT
        variable name str
        variable first
        variable second
        variable rest
        function run (a, *args, b, **kw) -> int
          function inner ()
        function wait ()
        """,
    )


def test_classes_and_their_fields() -> None:
    check(
        """
        class Box(Base, metaclass=M):
            size: int
            KIND = 1
            def __init__(self, x):
                self.x = x
                if x:
                    self.late, other.y = 1, 2
                self.x = 2
            @property
            def area(self): ...
            @area.setter
            def area(self, value): ...
            def grow(self):
                self.other = 1
            class Lid: ...
        """,
        """
        class Box (Base)
          field size int
          constant KIND
          constructor __init__ (self, x)
          field x
          field late
          property area (self)
          method grow (self)
          class Lid
        """,
    )


def test_special_classes_and_aliases() -> None:
    check(
        """
        from enum import Enum
        class Color(Enum):
            RED = 1
            label: str
            def show(self): ...
        class Sized(Protocol): ...
        T = TypeVar("T")
        P = namedtuple("P", "a b")
        Number: TypeAlias = "int | float"
        type Pair[X] = tuple[X, X]
        """,
        """
        enum Color (Enum)
          enum-member RED
          field label str
          method show (self)
        protocol Sized (Protocol)
        type-parameter T
        class P
        type-alias Number TypeAlias
        type-alias Pair tuple[X, X]
        """,
    )


def test_a_name_is_listed_once_but_each_definition_of_a_function_is() -> None:
    check(
        """
        x = 1
        x = 2
        @overload
        def f(a): ...
        @overload
        def f(a, b): ...
        if c:
            x = 3
            y = 4
        else:
            y = 5
        """,
        """
        variable x
        function f (a)
        function f (a, b)
        variable y
        """,
    )


def test_what_stands_in_compound_statements() -> None:
    check(
        """
        try:
            import fast
        except ImportError:
            slow = True
            class Fast: ...
        with open(x) as f:
            text = f.read()
        for i in y:
            last = i
        match y:
            case 1:
                found = True
        """,
        """
        variable slow
        class Fast
        variable text
        variable last
        variable found
        """,
    )


def test_in_broken_code() -> None:
    check(
        """
        class A(
            def m(self:
                return
        x = = 1
        def g(a, b
            pass
        def h(): ...
        """,
        """
        class A
          method m (self)
        variable x
        function g (a, b)
        function h ()
        """,
    )


def test_a_large_class_is_cut_into_pieces_but_stays_one() -> None:
    methods = "\n".join(f"    def m{n}(self):\n        self.x{n} = 1\n" for n in range(30))
    found = outline(f"class A:\n    # a comment\n{methods}\nx = 1\n")
    assert found == ["class A", *(f"  method m{n} (self)" for n in range(30)), "variable x"]


def test_after_an_edit_what_follows_has_moved() -> None:
    at = harness.Project("def f(): ...\nclass A:\n    y = 1\n")
    path = f"{project.ROOT}/main.py"
    before = at.host.document_symbols(path)
    at.open("main.py", "# more\ndef f(): ...\nclass A:\n    y = 1\n")
    after = at.host.document_symbols(path)
    assert [each.selection.start + 7 for each in before] == [each.selection.start for each in after]
    assert after[1].children[0].selection.start == before[1].children[0].selection.start + 7


@pytest.mark.parametrize("source", ["", "\n\n", "# only a comment", "'doc'", "(", "x"])
def test_files_with_nothing_in_them(source: str) -> None:
    assert outline(source) == []


def test_a_file_that_is_not_there() -> None:
    at = harness.Project("x = 1")
    assert at.host.document_symbols(f"{project.ROOT}/other.py") == []
