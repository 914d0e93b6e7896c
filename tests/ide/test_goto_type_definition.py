"""Where the type of something is defined."""

from tests.ide import harness


def check(source: str, *expected: str) -> None:
    at = harness.Project(source)
    found = at.host.type_definition(*at.cursor)
    assert [at.marked(each.path, each.selection.start, each.selection.end) for each in found] == list(expected)


def test_of_a_variable() -> None:
    check("class Box: ...\nb = Box()\nprint(<|>b)", "main.py:1 Box")


def test_of_a_call_s_result_in_another_file() -> None:
    check("#- a.py\nclass Box: ...\ndef make() -> Box: ...\n#- main.py\nimport a\nx = a.make()\n<|>x", "a.py:1 Box")


def test_each_part_of_a_union() -> None:
    check("class A: ...\nclass B: ...\ndef f(x: A | B):\n    <|>x", "main.py:1 A", "main.py:2 B")


def test_of_a_parameter_of_a_lambda() -> None:
    source = "from typing import Callable\nclass A: ...\nf: Callable[[A], object] = lambda "
    check(f"{source}x<|>: x", "main.py:2 A")
    check(f"{source}x: x<|>", "main.py:2 A")


def test_of_an_imported_name() -> None:
    source = "#- a.py\nclass A: ...\nclass B(A): ...\nempty: A = B()\n#- main.py\nfrom a import "
    check(f"{source}<|>empty", "a.py:1 A")
    check(f"{source}<|>B", "a.py:2 B")


def test_a_class_is_its_own() -> None:
    check("class A: ...\n<|>A", "main.py:1 A")


def test_a_function_is_its_own() -> None:
    check("#- a.py\ndef make() -> int: ...\n#- main.py\nimport a\nx = a.make\n<|>x", "a.py:1 make")
    check("def <|>make() -> int: ...", "main.py:1 make")


def test_a_method_is_its_own() -> None:
    check("class A:\n    def size(self) -> int: ...\nA().si<|>ze()", "main.py:2 size")
    check("class A:\n    def size(self) -> int: ...\nA.si<|>ze", "main.py:2 size")


def test_of_a_property_where_it_is_defined() -> None:
    source = "class A: ...\nclass B:\n    @property\n    def size(self) -> A: ...\n"
    check(source.replace("size", "si<|>ze"), "main.py:4 size")
    check(source + "B().si<|>ze", "main.py:1 A")


def test_a_form_of_typing_is_its_own() -> None:
    check("from typing import Any\ndef f(x: <|>Any): ...", "/stubs/typing.pyi:4 Any")
    check("from typing import Final\nx: <|>Final = 1", "/stubs/typing.pyi:33 Final")


def test_an_alias_is_what_it_stands_for() -> None:
    source = "from typing import Union\nclass A: ...\nclass B: ...\nC = %s\ndef f(x: <|>C): ..."
    for made in ("Union[A, B]", "A | B"):
        check(source % made, "main.py:2 A", "main.py:3 B")


def test_a_type_parameter_is_its_own() -> None:
    check("from typing import TypeVar\nT = TypeVar('T')\ndef f(x: <|>T): ...", "main.py:2 T")
    check("def f[T](x: <|>T): ...", "main.py:1 T")


def test_of_an_argument_for_keywords_of_any_name_what_is_given() -> None:
    source = "class A: ...\ndef f(*, a: A, **kw: %s): ...\nf(a=A(), b=A())"
    for declared in ("A", "object"):
        check(source.replace(" b=", " b<|>=") % declared, "main.py:1 A")
    check("class A: ...\ndef f(**kw): ...\nf(b<|>=A())", "main.py:1 A")
    check("class A: ...\ndef f(*, a: A, **kw: int): ...\nf(a<|>=nobody)", "main.py:1 A")
    check("class A: ...\nnobody(b<|>=A())", "main.py:1 A")


def test_where_nothing_is_known() -> None:
    check("<|>nowhere")
    check("# co<|>mment")
