"""What names are, for colours."""

import itertools
import keyword
import re

from pebre_server import tokens
from tests.harness import project
from tests.ide import harness

SHORT = {"definition": "!", "readonly": "'", "async": "~"}


def told(source: str, path: str = "main.py", within: tuple[int, int] | None = None) -> list[str]:
    """`name:kind` of each token, with marks for its modifiers."""
    at = harness.Project(source)
    return shown(at, path, within)


def shown(at: harness.Project, path: str = "main.py", within: tuple[int, int] | None = None) -> list[str]:
    text = at.host.line_index(f"{project.ROOT}/{path}").text
    found = []
    for start, length, kind, modifiers in at.host.semantic_tokens(f"{project.ROOT}/{path}", within):
        marks = "".join(SHORT[name] for bit, name in enumerate(tokens.MODIFIERS) if modifiers >> bit & 1)
        found.append(f"{text[start : start + length]}:{tokens.KINDS[kind]}{marks}")
    return found


def test_definitions_and_uses() -> None:
    source = """
        class Circle:
            radius = 1
            def area(self, *, scale: int = 1) -> int:
                half = self.radius * scale
                return half
        def make(): return Circle()
        make().area(scale=2)
        LIMIT = 3
        LIMIT
        """
    assert told(source) == [
        "Circle:class!", "radius:property!",
        "area:method!", "self:parameter!", "scale:parameter!", "int:class", "int:class",
        "half:variable!", "self:parameter", "radius:property", "scale:parameter", "half:variable",
        "make:function!", "Circle:class", "make:function", "area:method", "scale:parameter",
        "LIMIT:variable!'", "LIMIT:variable'",
    ]  # fmt: skip


def test_imports() -> None:
    source = """
        #- pkg/__init__.py
        #- pkg/inner.py
        class A: ...
        def f(): ...
        #- main.py
        import pkg.inner as p, pkg . inner
        from pkg.inner import A, f as g
        from pkg import inner
        p.A, pkg.inner.f, g
        """
    assert told(source) == [
        "pkg:namespace", "inner:namespace", "p:namespace!", "pkg:namespace", "inner:namespace",
        "pkg:namespace", "inner:namespace", "A:class", "f:function", "g:function!",
        "pkg:namespace", "inner:namespace",
        "p:namespace", "A:class", "pkg:namespace", "inner:namespace", "f:method", "g:function",
    ]  # fmt: skip


def test_enums_and_type_parameters() -> None:
    source = """
        import enum
        class Colour(enum.Enum):
            RED = 1
        Colour.RED
        def first[T](x: T) -> T:
            return x
        """
    assert told(source)[1:] == [
        "Colour:enum!", "enum:namespace", "Enum:class", "RED:property!'",
        "Colour:enum", "RED:enumMember'",
        "first:function!", "T:typeParameter!", "x:parameter!", "T:typeParameter", "T:typeParameter", "x:parameter",
    ]  # fmt: skip


def test_parameters_of_lambdas_and_names_in_comprehensions() -> None:
    assert told("f = lambda a, *b: a\n[x for x in f]\n") == [
        "f:variable!", "a:parameter!", "b:parameter!", "a:parameter", "x:variable", "x:variable!", "f:variable",
    ]  # fmt: skip


def test_async_functions_and_inner_classes() -> None:
    source = "async def f():\n    class A:\n        async def g(self): ...\n"
    assert told(source) == ["f:function!~", "A:class!", "g:method!~", "self:parameter!"]


def test_a_range_gives_the_tokens_that_touch_it() -> None:
    source = "one = 1\ntwo = 2\nthree = 3\n"
    assert told(source, within=(8, 11)) == ["two:variable!"]


def test_every_name_of_real_code_is_told_once() -> None:
    """No keyword, no literal, no comment; in order and apart."""
    text = harness.__loader__.get_source(harness.__name__)  # type: ignore[union-attr]  # reason: a source file
    assert text is not None
    at = harness.Project("#- main.py\n")
    at.open("main.py", text)
    found = list(at.host.semantic_tokens(f"{project.ROOT}/main.py"))
    assert all(a[0] + a[1] <= b[0] for a, b in itertools.pairwise(found))
    for start, length, _, _ in found:
        assert text[start : start + length].isidentifier()
        assert not keyword.iskeyword(text[start : start + length])
    code = re.sub(r'"""(?:.|\n)*?"""|f?"[^"\n]*"|#.*', "", text)
    names = [word for word in re.findall(r"[^\W\d]\w*", code) if not keyword.iskeyword(word)]
    assert len(found) >= 0.97 * len(names)


def test_a_keystroke_tells_its_own_region_anew() -> None:
    body = "def f() -> object:\n    return 1\ndef g():\n    return f()\n"
    at = harness.Project(f"#- main.py\n{body}")
    at.open("main.py", body)
    shown(at)
    db = at.host._workspaces.all()[0].db
    at.open("main.py", body.replace("return 1", "return len"), 2)
    with db.record() as ran:
        assert "len:function" in shown(at)
    assert sorted(each for each in ran if each.startswith("region_tokens")) == ["region_tokens(main.py.f)"]


def test_broken_code_is_coloured_too() -> None:
    assert told("def f(x:\n    y = x.\nclass A(: ...\nz = f(1\n")
