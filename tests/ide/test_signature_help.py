"""What a call takes, while it is being written."""

import pytest

from tests.ide import harness


def shown(source: str) -> list[str]:
    """Each signature, its active parameter between stars; the active signature first."""
    at = harness.Project(source)
    found = at.host.signature_help(*at.cursor)
    if found is None:
        return []
    lines = []
    for each in found.signatures:
        label = each.label
        if each.active >= 0:
            where = each.parameters[each.active]
            label = f"{label[: where.start]}*{label[where.start : where.end]}*{label[where.end :]}"
        lines.append(label)
    return [lines[found.active], *lines[: found.active], *lines[found.active + 1 :]]


F = "def f(a: int, b: str = '', *rest: int, c: bool = False, **more: int) -> None: ...\n"


@pytest.mark.parametrize(
    ("call", "active"),
    [
        ("f(<|>)", "a: int"),
        ("f(<|>", "a: int"),
        ("f(1, <|>)", 'b: str = ""'),
        ("f(1, 'x'<|>)", 'b: str = ""'),
        ("f(1, 'x', <|>)", "*rest: int"),
        ("f(1, c=<|>)", "c: bool = False"),
        ("f(1, d=<|>)", "**more: int"),
        ("f(<|>\n    c=True)", "c: bool = False"),
        ("f(1, <|> c=True)", "c: bool = False"),
        ("f(<|>, c=True)", "a: int"),
        ("f(b='', <|>)", "a: int"),
        ("f(g(<|>1))", None),
        ("f(a=1, b=[x for x in (<|>)])", 'b: str = ""'),
    ],
)
def test_the_parameter_at_the_cursor(call: str, active: str | None) -> None:
    found = shown(F + call)
    if active is None:
        assert found == []
    else:
        assert f"*{active}*" in found[0]


@pytest.mark.parametrize("source", ["<|>f(1)", "f(1)<|>", "f<|>(1)", "(<|>)", "class A(<|>): ..."])
def test_outside_of_calls(source: str) -> None:
    assert shown(F + source) == []


DECLARED = """
class A:
    def f(self, size: int) -> str: ...
class B:
    def f(self, size: int) -> str: ...
    def g(self) -> str: ...
x: A | None = None
x = nobody()
assert x
y: A | B = A()
class C:
    a: "A | None" = None
    def h(self):
        self.a = nobody()
        assert self.a
        self.a.f(1)
c: C = C()
c = nobody
"""


@pytest.mark.parametrize(
    "call",
    [
        "x.f(<|>)",
        "c.a.f(<|>)",
        "def g():\n    x.f(<|>)",
        "def g():\n    global x\n    x = nobody()\n    x.f(<|>)",
        "def g(p: A):\n    p = nobody(p)\n    p.f(<|>)",
        "def g(n):\n    z: A | None = None\n    z = n\n    assert z\n    z.f(<|>",
        "def g():\n    y.f(<|>)",
    ],
)
def test_of_an_unknown_value_what_is_declared_counts(call: str) -> None:
    assert shown(DECLARED + call) == ["f(*size: int*) -> str"]


def test_of_an_unknown_attribute_what_is_declared_counts() -> None:
    assert shown(DECLARED.replace("f(1)", "f(<|>1)")) == ["f(*size: int*) -> str"]
    assert shown("def f(x):\n    x.f.g(<|>)") == []
    assert shown(DECLARED + "n = nobody\nn(<|>)") == []


def test_a_class_and_a_method() -> None:
    assert shown("class C:\n    def __init__(self, size: int): ...\nC(<|>)") == ["C(*size: int*) -> C"]
    assert shown("class C:\n    def f(self, size: int) -> str: ...\nC().f(<|>)") == ["f(*size: int*) -> str"]


def test_the_overload_that_fits_comes_first() -> None:
    source = """
        from typing import overload
        @overload
        def f(a: int) -> int: ...
        @overload
        def f(a: int, b: str) -> str: ...
        def f(a, b=""): ...
        f(1, <|>)
        """
    assert shown(source) == ["f(a: int, *b: str*) -> str", "f(a: int) -> int"]


def test_documentation_of_parameters() -> None:
    doc = '"""Makes.\n\n    Args:\n        size: How *large*.\n        more (int): Others.\n    """'
    at = harness.Project(f"class A:\n    {doc}\n    def __init__(self, size, *more, last=1): ...\nA(<|>)")
    found = at.host.signature_help(*at.cursor)
    assert found is not None
    assert found.signatures[0].details == ("How *large*.", "Others.", "")


def test_documentation() -> None:
    at = harness.Project('def f(a):\n    """Does *it*."""\nf(<|>)')
    found = at.host.signature_help(*at.cursor)
    assert found is not None
    assert found.signatures[0].documentation == "Does *it*."


def test_fields_are_told_of_as_the_class_does() -> None:
    at = harness.Project(
        '''
        from dataclasses import dataclass
        @dataclass
        class Box:
            """A box.

            Attributes:
                size: How large.
            """
            size: int
            colour: str
        Box(<|>)
        '''
    )
    found = at.host.signature_help(*at.cursor)
    assert found is not None
    assert found.signatures[0].details == ("How large.", "")


def test_type_variables_of_the_class_that_is_called_need_no_owner() -> None:
    head = "from typing import Generic, TypeVar\nT = TypeVar('T')\n"
    source = f"{head}class Box(Generic[T]):\n    def __init__(self, item: T): ...\n"
    assert shown(f"{source}Box(<|>)") == ["Box[T](*item: T*) -> Box[T]"]


def test_what_a_decorator_hides_is_shown_as_it_was_written() -> None:
    source = """
        class A:
            @unknown
            def f(self, a: int) -> str: ...
        class Any: ...
        def cached(function) -> "Wrapper": ...
        class Wrapper:
            def __call__(self, *args, **more) -> int: ...
        @cached
        def g(b: int): ...
        """
    assert shown(f"{source}A().f(<|>)") == ["f(*a: int*) -> str"]
    assert shown(f"{source}g(<|>)") == ["g(*b: int*) -> Unknown"]
    assert shown(f"{source}nothing(<|>)") == []


def test_keys_of_a_typed_dictionary_that_is_unpacked() -> None:
    source = """
from typing import TypedDict, Unpack
class Options(TypedDict):
    width: int
def f(x: int, **more: Unpack[Options]) -> None: ...
f(1, width=<|>)
"""
    assert shown(source) == ["f(x: int, ***more: Unpack[Options]*) -> None"]


def test_parameters_without_names() -> None:
    source = "from typing import Callable\ndef f(g: Callable[[int, int, str], None]):\n    g(HERE<|>)\n"
    assert shown(source.replace("HERE", "")) == ["g(*int*, int, str, /) -> None"]
    assert shown(source.replace("HERE", "1, ")) == ["g(int, *int*, str, /) -> None"]
    assert shown(source.replace("HERE", "1, 2, ")) == ["g(int, int, *str*, /) -> None"]


def test_marks_between_parameters_are_none() -> None:
    at = harness.Project("def f(a: int, /, b: int, *, c: int): ...\nf(1, <|>)")
    found = at.host.signature_help(*at.cursor)
    assert found is not None
    [only] = found.signatures
    assert [only.label[each.start : each.end] for each in only.parameters] == ["a: int", "b: int", "c: int"]
    assert only.active == 1
    assert len(only.details) == 3


def test_the_overload_that_takes_the_argument_counts() -> None:
    source = "from typing import overload\n@overload\ndef f(a): ...\n@overload\ndef f(a, b): ...\ndef f(*a): ...\n"
    assert shown(f"{source}f(1, <|>*x)") == ["f(a, *b*) -> Unknown", "f(a) -> Unknown"]
    assert shown(f"{source}f(<|>)") == ["f(*a*) -> Unknown", "f(*a*, b) -> Unknown"]
