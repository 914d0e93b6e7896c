"""Parameters are renamed with those that must be called so, too: in overrides, overloads, protocols of callables."""

import pytest

from tests.ide import harness
from tests.ide.renaming import rename, with_library

FAMILY = """
    #- base.py
    class Shape:
        def scale(self, factor, /, *, keep=True): ...
        def draw(self, colour="red"):
            return colour
    #- round.py
    from base import Shape
    class Circle(Shape):
        def draw(self, colour="blue"):
            return super().draw(colour=colour)
    class Dot(Circle):
        def draw(self, shade=None): ...
    class Disc(Dot):
        def draw(self, *, colour):
            print(colour)
    #- main.py
    from base import Shape
    from round import Circle, Disc
    class Other:
        def draw(self, colour): ...
    def all(shape: Shape, circle: Circle, disc: Disc, other: Other, it):
        shape.draw(colour=1)
        circle.draw(colour=2)
        disc.draw(colour=3)
        other.draw(colour=4)
        it.draw(colour=5)
        it.fill(colour=6)
    """


@pytest.mark.parametrize("at", ['draw(self, col<|>our="red', 'draw(self, col<|>our="blue', "circle.draw(col<|>our=2"])
def test_a_parameter_is_renamed_in_the_methods_that_override(at: str) -> None:
    found = harness.Project(FAMILY.replace(at.replace("<|>", ""), at))
    renamed = found.host.rename(*found.cursor, "ink")
    places = sorted({found.marked(each.path, each.range.start, each.range.end) for each in renamed.edits})
    assert places == [
        "base.py:3 colour", "base.py:4 colour", "main.py:6 colour", "main.py:7 colour", "main.py:8 colour",
        "round.py:3 colour", "round.py:4 colour", "round.py:8 colour", "round.py:9 colour",
    ]  # fmt: skip
    assert len(renamed.edits) == 10  # two in line 4
    assert renamed.unknown == 1


def test_what_nobody_passes_by_name_is_renamed_alone() -> None:
    source = """
        class A:
            def __init__(self, size): ...
            def go(se<|>lf, x, /): ...
        class B(A):
            def __init__(self, size):
                super().__init__(size=size)
            def go(self, x, /): ...
        B(size=1)
        """
    assert sorted(rename(source, "this")) == ["main.py"]
    assert rename(source, "this")["main.py"].count("this") == 1
    assert rename(source.replace("<|>", "").replace("(self, x", "(self, <|>x"), "y")["main.py"].count("y") == 1
    own = rename(source.replace("<|>", "").replace("size): ...", "si<|>ze): ..."), "n")["main.py"]
    assert own.count("n):") == 1
    assert "super().__init__(n=size)" in own


def test_a_parameter_is_renamed_in_all_overloads() -> None:
    source = """
        from typing import overload
        @overload
        def f(x: int) -> int: ...
        @overload
        def f(x: str) -> str: ...
        def f(<|>x): return x
        f(x=1)
        f(x="")
        def g(x): ...
        """
    found = rename(source, "value")["main.py"]
    assert found.count("value") == 6
    assert "def g(x)" in found


def test_a_parameter_is_renamed_in_overloads_of_a_class_in_a_function() -> None:
    source = """
        from typing import overload
        class A:
            def f(self, <|>x): ...
        def test():
            class B(A):
                @overload
                def f(self, x: int) -> int: ...
                @overload
                def f(self, x: str) -> str: ...
                def f(self, x): return x
            def x(): ...
        """
    found = rename(source, "value")["main.py"]
    assert found.count("value") == 5
    assert "def x()" in found


CALLBACKS = """
    #- wire.py
    from dataclasses import dataclass
    from typing import Protocol
    class Handler(Protocol):
        def __call__(self, text: str, *, size: int = 0) -> None: ...
    def use(handler: Handler | None = None):
        if handler is not None:
            handler(text="")
    def taking(handler: Handler) -> Handler: return handler
    @dataclass
    class Wire:
        handler: Handler
    #- main.py
    import wire
    from wire import Handler, Wire, taking, use
    def argument(text: str, *, size: int = 0) -> None: print(text)
    use(argument)
    class A:
        def method(self, text: str, *, size: int = 0) -> None: print(text)
        def go(self): Wire(handler=self.method)
    def value(text: str, *, size: int = 0) -> None: print(text)
    given: Handler = value
    @taking
    def decorated(text: str, *, size: int = 0) -> None: print(text)
    def result() -> Handler:
        def inner(text: str, *, size: int = 0) -> None: print(text)
        return inner
    def other(text: str, *, size: int = 0) -> None: print(text)
    other(text="")
    use(print(other))
    """


@pytest.mark.parametrize(
    "at",
    ["__call__(self, te<|>xt", "argument(te<|>xt", "method(self, te<|>xt", "value(te<|>xt", "inner(te<|>xt",
     "handler(te<|>xt", "decorated(te<|>xt"],
)  # fmt: skip
def test_a_parameter_of_what_is_taken_for_a_protocol_is_renamed_with_that_of_the_protocol(at: str) -> None:
    found = rename(CALLBACKS.replace(at.replace("<|>", ""), at), "words")
    assert found["wire.py"].count("words") == 2
    assert found["main.py"].count("words") == 10
    assert found["main.py"].count("text") == 3


def test_a_parameter_of_what_is_taken_for_no_protocol_is_renamed_alone() -> None:
    found = rename(CALLBACKS.replace("other(text: str", "other(te<|>xt: str"), "words")
    assert list(found) == ["main.py"]
    assert found["main.py"].count("words") == 3


def test_a_protocol_of_a_library_that_goes_on_calling_its_parameter_so_is_told() -> None:
    source = "from box import compiles\n@compiles(int)\ndef visit(el<|>ement, compiler, **kw): return element\n"
    library = """
from typing import Any, Callable, Protocol
class Compiler(Protocol):
    def __call__(self, element: Any, compiler: Any, **kw: Any) -> str: ...
def compiles(cls: type) -> Callable[[Compiler], Compiler]: ...
"""
    at = with_library(f"#- main.py\n{source}", library)
    found = at.host.rename(*at.cursor, "new")
    assert (len(found.edits), found.libraries) == (2, ("Compiler.__call__",))
