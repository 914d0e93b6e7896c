"""What is offered where the place asks for something: arguments by name, keys, values of the expected type."""

import pytest

from tests.ide.test_completion import complete, labels


def test_arguments_by_name_come_first() -> None:
    source = "def f(first: int, second: str = '', *, third=None): ...\nf(1, <|>)"
    assert [(each.label, each.detail) for each in complete(source)[1].items[:2]] == [
        ("second=", 'str = ""'),
        ("third=", ""),
    ]
    assert labels("def f(first, second): ...\nf(second=1, fi<|>)")[0] == "first="
    assert labels("class C:\n    def __init__(self, size): ...\nC(<|>)")[0] == "size="


def test_arguments_by_name_that_a_decorator_or_a_typed_dictionary_hides() -> None:
    source = """
        from typing import Any, TypedDict, Unpack
        class Options(TypedDict, total=False):
            headers: str
        class Client:
            def post(self, url: str, **options: Unpack[Options]): ...
            @wrap
            def get(self, url: str): ...
        class Wrapper:
            def __call__(self, *args: Any, **more: Any) -> int: ...
        def cached(function) -> Wrapper: ...
        @cached
        def f(warn: bool): ...
        """

    def names(call: str) -> list[str]:
        return [each.label for each in complete(f"{source}{call}\n")[1].items if each.kind == "parameter"]

    assert names("Client().post('', <|>)") == ["headers="]
    assert names("Client().get(<|>)") == ["url="]
    assert names("f(<|>)") == ["warn="]


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


def test_exceptions_come_first_where_one_is_raised_or_caught() -> None:
    names = "class MyError(Exception): ...\nclass Other: ...\nvalue = MyError()\n"
    for line in ("raise <|>", "try: ...\nexcept <|>", "try: ...\nexcept (OSError, <|>", "try: ...\nexcept* <|>"):
        found = [each.label for each in complete(names + line)[1].items]
        assert found.index("MyError") < found.index("Other")
        assert found.index("ValueError") < found.index("value")
    module = "#- m.py\nAny = 1\nclass ParseError: ...\nclass Zero: ...\n#- main.py\nimport m\n"
    assert labels(f"{module}raise m.<|>") == ["ParseError", "Any", "Zero"]
    assert labels(f"{module}try: ...\nexcept (ValueError, m.P<|>") == ["ParseError"]
    assert labels(f"{module}x = m.<|>") == ["Any", "ParseError", "Zero"]


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
