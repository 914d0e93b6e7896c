"""Types and names of parameters between the words; put in, they are valid code."""

import ast

from pebre_analysis.ide import inlay_hints
from pebre_analysis.source import ranges
from tests.harness import project
from tests.ide import harness


def hints(source: str) -> tuple[harness.Project, str, list[inlay_hints.Hint]]:
    at = harness.Project(source)
    path = f"{project.ROOT}/main.py"
    text = at.host.line_index(path).text
    return at, text, list(at.host.inlay_hints(path, 0, len(text)))


def shown(source: str) -> str:
    """The code with its hints; those that cannot be inserted in double brackets."""
    _, text, found = hints(source)
    for hint in sorted(found, key=lambda each: -each.at):
        label = "".join(part.text for part in hint.parts)
        text = text[: hint.at] + (f"[{label}]" if hint.edits else f"[[{label}]]") + text[hint.at :]
    return text


@harness.with_all_line_ends
def inserted(source: str, label: str) -> str:
    """The code after a double click on the hint."""
    _, text, found = hints(source)
    [hint] = [each for each in found if "".join(part.text for part in each.parts) == label]
    assert hint.edits
    for edit in sorted(hint.edits, key=lambda each: -each.range.start):
        text = text[: edit.range.start] + edit.text + text[edit.range.end :]
    ast.parse(text)
    return text


def test_types_of_variables() -> None:
    source = "def f() -> int: ...\nvalue = f()\nitems = [f()]\npair = f(), f()\n"
    expected = (
        "def f() -> int: ...\nvalue[: int] = f()\nitems[: list[int]] = [f()]\npair[: tuple[int, int]] = f(), f()\n"
    )
    assert shown(source) == expected


def test_a_union_that_nobody_declared() -> None:
    source = "class A: ...\ndef find(how):\n    if how:\n        return A()\n    return None\nx = find(1)\n"
    assert shown(source) == source.replace("how):", "how)[ -> A | None]:").replace("x =", "x[: A | None] =")


def test_what_is_plain_is_not_said() -> None:
    source = "import sys\nclass A: ...\na = 1\nb = 'x'\nc = A()\ne = A\ng = sys\nh: int = 1\n_i = (1, 2)\n"
    assert shown(source) == source


def test_what_is_not_known_is_not_said() -> None:
    assert shown("from missing import x\ny = x()\nz = [x]\n") == "from missing import x\ny = x()\nz = [x]\n"


def test_a_variable_with_two_values_shows_its_type_and_is_not_annotated() -> None:
    source = "def f() -> int: ...\nx = f()\nx = [f()]\n"
    assert shown(source) == "def f() -> int: ...\nx[[: int]] = f()\nx[[: list[int]]] = [f()]\n"


def test_what_a_base_says_of_an_attribute_is_not_said_otherwise() -> None:
    source = "def f() -> int: ...\nclass A:\n    x = None\nclass B(A):\n    x = [f()]\n    y = [f()]\n"
    assert shown(source).endswith("    x[[: list[int]]] = [f()]\n    y[: list[int]] = [f()]\n")


def test_results_of_functions() -> None:
    source = "def f(a: int, *, b=(1),): return [a]\ndef g(): x = 1\nclass A:\n    def __init__(self): x = 1\n"
    expected = source.replace("(1),):", "(1),)[ -> list[int]]:").replace("g():", "g()[ -> None]:")
    assert shown(source) == expected
    assert inserted(source, " -> None").splitlines()[1] == "def g() -> None: x = 1"


def test_what_a_base_promises_is_not_said_otherwise() -> None:
    source = "class A:\n    def f(self) -> int: ...\n    def g(self): ...\nclass B(A):\n"
    for body, hint in (("f(self){}:\n        return 1", "[ -> int]"), ("f(self){}:\n        return ''", "[[ -> str]]")):
        assert shown(source + f"    def {body.format('')}\n").endswith(body.format(hint) + "\n")
    assert "[ -> str]" in shown(f"{source}    def g(self):\n        return str(self)\n")


def test_a_class_of_another_module_is_imported() -> None:
    source = """
        #- shapes.py
        class Circle: ...
        def make() -> list[Circle]: ...
        #- main.py
        from shapes import make
        circles = make()
        """
    assert inserted(source, ": list[Circle]") == "from shapes import make, Circle\ncircles: list[Circle] = make()\n"


def test_a_class_that_cannot_be_named_there_is_shown_only() -> None:
    source = """
        #- shapes.py
        class Circle: ...
        def make() -> list[Circle]: ...
        #- main.py
        from shapes import make
        Circle = 1
        circles = make()
        """
    assert "circles[[: list[Circle]]]" in shown(source)
    local = "def f():\n    class Inner: ...\n    return [Inner()]\nx = f()\n"
    assert "x[[: list[Inner]]]" in shown(local)


def test_a_class_further_down_is_not_named_where_it_is_evaluated() -> None:
    source = "def f(): return [A()]\nclass A: ...\n"
    settings = {"environment": {**harness.SETTINGS["environment"], "pythonVersion": "3.12"}}  # type: ignore[dict-item]  # reason: a table
    at = harness.Project(f"#- main.py\n{source}", settings=settings)
    [hint] = at.host.inlay_hints(f"{project.ROOT}/main.py", 0, 99)
    assert not hint.edits
    assert "f()[ -> list[A]]" in shown(source)  # 3.14 evaluates when asked


def test_names_of_parameters() -> None:
    source = "def f(width, height=1, /, depth=2, *rest, other=3): ...\nf(1, 2, 3, 4, other=5)\n"
    assert "f(1, 2, [[depth=]]3, 4, other=5)" in shown(source)
    source = "def f(width, height): ...\nf(1, 2)\n"
    assert "f([width=]1, [height=]2)" in shown(source)
    assert inserted(source, "width=").endswith("f(width=1, height=2)\n")


def test_arguments_that_are_called_like_the_parameter() -> None:
    source = "def f(width, height): ...\nwidth = 1\nf(width, f.height)\nf(the_width, height())\nf(1)\n"
    assert shown(source).splitlines()[2:] == source.splitlines()[2:]


def test_methods_and_overloads() -> None:
    source = """
        from typing import overload
        class A:
            def move(self, x, y): ...
        A().move(1, 2)
        @overload
        def g(one: int, two: int) -> int: ...
        @overload
        def g(three: str, four: str) -> str: ...
        def g(a, b): ...
        g('', '')
        """
    found = shown(source)
    assert "A().move([x=]1, [y=]2)" in found
    assert "g([three=]'', [four=]'')" in found


def test_parts_lead_to_classes() -> None:
    source = "class A: ...\ndef f() -> A: ...\nx = [f()]\n"
    _, _, found = hints(source)
    [hint] = [each for each in found if each.kind == "type"]
    places = [(part.text, part.target.path.rpartition("/")[2]) for part in hint.parts if part.target is not None]
    assert places == [("list", "builtins.pyi"), ("A", "main.py")]


def test_only_hints_of_the_range() -> None:
    at, text, _ = hints("def f() -> int: ...\nx = f()\ny = f()\n")
    start = text.index("y")
    assert [each.at for each in at.host.inlay_hints(f"{project.ROOT}/main.py", start, len(text))] == [start + 1]


def test_what_the_stub_of_builtins_imports_for_itself_is_no_builtin() -> None:
    db = project.open_project({"main.py": "d: dict[str, int] = {}\nk = d.keys()\n"}, real_typeshed=True)
    file = db.files.file(f"{project.ROOT}/main.py")
    [hint] = db.run(inlay_hints.inlay_hints, db, file, ranges.TextRange(0, 40))
    assert "".join(part.text for part in hint.parts) == ": dict_keys[str, int]"
    assert not hint.edits
