"""Extracting variables and functions: what comes out, and what is refused."""

from collections.abc import Mapping

import pytest

from pebre_analysis.ide.code_actions import action
from tests.harness import project
from tests.ide import harness

START, END = "«", "»"


def offered(
    source: str, kind: str, settings: Mapping[str, object] = harness.SETTINGS
) -> tuple[str, action.Action | None]:
    """The text without the marks of the selection, and the action of a kind for it."""
    source = harness.with_line_ends(source)
    start = source.index(START)
    end = source.index(END) - 1
    text = source.replace(START, "").replace(END, "")
    at = harness.Project(f"#- main.py\n{text}", settings=settings)
    found = at.host.code_actions(f"{project.ROOT}/main.py", start, end, lambda each: each == kind)
    return text, found[0] if found else None


@harness.with_all_line_ends
def changed(source: str, kind: str, settings: Mapping[str, object] = harness.SETTINGS) -> str:
    text, found = offered(source, kind, settings)
    assert found is not None
    assert not found.disabled, found.disabled
    for edit in sorted(found.edits, key=lambda each: -each.range.start):
        text = text[: edit.range.start] + edit.text + text[edit.range.end :]
    compile(text, "main.py", "exec", dont_inherit=True)
    return text


def refused(source: str, kind: str) -> str:
    _, found = offered(source, kind)
    assert found is not None
    assert found.disabled
    assert not found.edits
    return found.disabled


def variable(source: str) -> str:
    return changed(source, "refactor.extract.variable")


def function(source: str) -> str:
    return changed(source, "refactor.extract.function")


# ---- variables ---------------------------------------------------------------------------------------------


def test_an_expression_gets_a_name_above_its_statement() -> None:
    assert variable("def f(a):\n    return a, «a + 1»\n") == (
        "def f(a):\n    extracted = a + 1\n    return a, extracted\n"
    )
    assert variable("print(«1 + 2»)\n") == "extracted = 1 + 2\nprint(extracted)\n"


def test_blanks_and_parentheses_around_it_do_not_count() -> None:
    assert variable("x = 2 *« (1 + 2) »\n") == "extracted = 1 + 2\nx = 2 * (extracted) \n"


def test_a_name_that_is_free() -> None:
    assert variable("extracted = 1\nprint(«extracted + 1»)\n") == (
        "extracted = 1\nextracted_2 = extracted + 1\nprint(extracted_2)\n"
    )


def test_an_expression_of_several_lines_and_a_generator_get_parentheses() -> None:
    assert variable("print(«1 +\n      2», 3)\n") == "extracted = (1 +\n      2)\nprint(extracted, 3)\n"
    assert variable("print(«x for x in 'a'»)\n") == "extracted = (x for x in 'a')\nprint(extracted)\n"


def test_inside_an_f_string() -> None:
    assert variable("a = 1\nprint(f'{«a + 1»!r}')\n") == "a = 1\nextracted = a + 1\nprint(f'{extracted!r}')\n"


@pytest.mark.parametrize(
    "source",
    [
        "print([«x + 1» for x in 'a'])\n",
        "a = 1\nprint(a and «a + 1»)\n",
        "a = 1\nprint(1 if a else «a + 1»)\n",
        "print(lambda: «1 + 2»)\n",
        "a = 1\nwhile «a + 1»:\n    break\n",
        "def g(): ...\nprint(g(), «g()»[0])\n",
        "class A:\n    x = «1 + 2»\n",
        "def f(x: «list[int]»): ...\n",
        "def f(x=«1 + 2»): ...\n",
        "a = [1]\n«a[0]» = 2\n",
        "if a := «1 + 2»: pass\n",
        "a = 1\nprint(f'{«a + 1»=}')\n",
        "a = 1; print(«a + 1»)\n",
        "import sys\nif «sys.version_info» > (3, 9): pass\n",
        "a: int | str = 1\nif «isinstance(a, int)»: a\n",
        "print(«1 + 2»)  # type: ignore\n",
        "print(\n    «1 + 2»,\n)  # type: ignore\n",
    ],
)
def test_what_is_not_the_same_with_a_name_is_refused(source: str) -> None:
    assert refused(source, "refactor.extract.variable")


def test_nothing_is_offered_for_a_name_a_statement_and_a_torn_piece() -> None:
    for source in ("print(«a»)\n", "«print(1)»\n", "print(1 «+ 2»)\n", "x = 1«»\n", "«  »\n"):
        assert offered(source, "refactor.extract.variable")[1] is None


# ---- functions ---------------------------------------------------------------------------------------------


def test_what_is_read_becomes_a_parameter_and_what_is_used_later_a_result() -> None:
    source = "def f(a, b):\n    «x = a + 1\n    y = x * 2»\n    return x, y, b\n"
    assert function(source) == (
        "def extracted(a):\n    x = a + 1\n    y = x * 2\n    return x, y\n\n\n"
        "def f(a, b):\n    x, y = extracted(a)\n    return x, y, b\n"
    )


def test_a_value_that_may_stay_as_it_was_goes_in_and_out() -> None:
    source = "def f(a, x):\n    «if a:\n        x = 1»\n    return x\n"
    assert function(source) == (
        "def extracted(a, x):\n    if a:\n        x = 1\n    return x\n\n\n"
        "def f(a, x):\n    x = extracted(a, x)\n    return x\n"
    )


def test_a_value_that_a_loop_brings_round() -> None:
    source = "def f(a):\n    n = 0\n    for _ in a:\n        «n = n + 1»\n    return a\n"
    assert "n = extracted(n)" in function(source)
    source = "def f(a):\n    n = 0\n    for _ in a:\n        «print(n)\n        n = 1»\n    return a\n"
    assert "n = extracted(n)" in function(source)


def test_code_that_returns_on_every_way() -> None:
    source = "def f(a):\n    «if a:\n        return 1\n    else:\n        raise ValueError»\n"
    assert "    return extracted(a)\n" in function(source)


def test_the_result_that_is_declared_is_declared_again() -> None:
    assert "def extracted(a) -> None:" in function("def f(a) -> int:\n    «print(a)»\n    return 1\n")
    assert "def extracted(a) -> int:" in function("def f(a) -> int:\n    «return a»\n")
    source = "class A: ...\ndef f(a: A) -> A:\n    «print(a)\n    return a»\n"
    assert "def extracted(a: A) -> A:" in function(source)  # the version that is checked looks at annotations late
    old = {"environment": {**harness.SETTINGS["environment"], "pythonVersion": "3.12"}}  # type: ignore[dict-item]
    assert 'def extracted(a: "A") -> "A":' in changed(source, "refactor.extract.function", old)


def test_the_end_of_what_never_ends_never_ends() -> None:
    source = "from typing import NoReturn\ndef f(a) -> NoReturn:\n    print(a)\n    «while True:\n        print(a)»\n"
    assert "def extracted(a) -> NoReturn:" in function(source)
    source = "from typing import NoReturn\ndef f(a) -> NoReturn:\n    «print(a)»\n    while True:\n        print(a)\n"
    assert "def extracted(a) -> None:" in function(source)


def test_parameters_say_what_they_hold_if_those_of_the_function_do() -> None:
    source = "def f(a: int | None, b: list[str], *c: int):\n    d = [b]\n    «print(a, b, c, d)»\n"
    assert "def extracted(a: int | None, b: list[str], c: tuple[int, ...], d: list[list[str]]) -> None:" in function(
        source
    )
    source = "def f(a: int | None, b=1):\n    if a is not None:\n        return «a + 1»\n"
    assert "def extracted(a: int) -> int:" in function(source)
    source = "class A:\n    def f(self, a: 'A'):\n        m = 'r'\n        «print(self, a, m)»\n"
    assert "def _extracted(self, a: 'A', m) -> None:" in function(source)
    source = "class A:\n    x: int | None\ndef f(a: A):\n    assert a.x is not None\n    «print(a.x + 1)»\n"
    assert "def extracted(a) -> None:" in function(source)
    source = "def f(a: int | str) -> int | str:\n    while a:\n        «a = str(a)»\n    return a\n"
    assert "def extracted(a):" in function(source)  # what it is given is no `str`
    assert "def extracted(a, b):" in function("def f(a, b=1):\n    «print(a, b)»\n")
    source = "from typing import TypedDict\ndef f(a: type['TypedDict'], b: int):\n    «print(a, b)»\n"
    assert "def extracted(a, b: int) -> None:" in function(source)  # that is no type


def test_a_parameter_holds_what_came_before_the_tests_in_the_code() -> None:
    source = "def f(a: int | str):\n    b = «[a] if isinstance(a, str) else a»\n    print(b)\n"
    assert "def extracted(a: int | str) -> list[str] | int:" in function(source)
    source = "def f(a: int | str):\n    «if isinstance(a, str):\n        print(a)»\n"
    assert "def extracted(a: int | str) -> None:" in function(source)


def test_await_and_yield() -> None:
    source = "async def f(a):\n    «x = await a»\n    return x\n"
    assert function(source) == (
        "async def extracted(a):\n    x = await a\n    return x\n\n\n"
        "async def f(a):\n    x = await extracted(a)\n    return x\n"
    )
    source = "async def f(a):\n    return g(«await a», 1)\n"
    assert "return g((await extracted(a)), 1)" in function(source)
    source = "def f(a):\n    «x = yield a»\n    return x\n"
    assert "x = yield from extracted(a)" in function(source)
    assert refused("async def f(a):\n    «yield a»\n    await a\n", "refactor.extract.function")


def test_code_that_needs_its_object_becomes_a_method_behind() -> None:
    source = "class A:\n    def f(self, a):\n        «self.x = a»\n        return a\n\n    def g(self): ...\n"
    assert function(source) == (
        "class A:\n    def f(self, a):\n        self._extracted(a)\n        return a\n\n"
        "    def _extracted(self, a):\n        self.x = a\n\n    def g(self): ...\n"
    )
    source = "class A:\n    @classmethod\n    def f(cls):\n        return «cls()»\n"
    assert "    @classmethod\n    def _extracted(cls):\n        return cls()" in function(source)
    source = "class A:\n    def f(self, a):\n        return «a.__b»\n"
    assert "return self._extracted(a)" in function(source)


def test_a_static_method_is_one_whatever_its_decorator_is_called() -> None:
    source = "law = staticmethod\nclass A:\n    @law\n    def f(a: int, b: int) -> int:\n        return «a + b»\n"
    assert function(source) == (
        "law = staticmethod\ndef extracted(a: int, b: int) -> int:\n    return a + b\n\n\n"
        "class A:\n    @law\n    def f(a: int, b: int) -> int:\n        return extracted(a, b)\n"
    )


@pytest.mark.parametrize("said", ["Self", '"list[Self]"'])
def test_a_function_of_the_module_does_not_return_self(said: str) -> None:
    source = f"""
from typing import Self
class A:
    def f(self, make) -> {said}:
        «a = make()
        return a»
"""
    assert "def extracted(make):\n" in function(source)


def test_what_a_method_says_of_its_object_is_said_again() -> None:
    source = """
class A:
    def g(self: "B", b: int) -> int:
        return «self.x + b»
class B(A):
    x: int
"""
    assert 'return self._extracted(b)\n\n    def _extracted(self: "B", b: int) -> int:\n' in function(source)
    source = """
class P:
    x: int
class A:
    def g(self: P, b: int) -> int:
        return «self.x + b»
"""
    assert "is said to be something else" in refused(source, "refactor.extract.function")


def test_a_method_has_a_name_that_no_base_has() -> None:
    source = "import b\nclass A(b.B):\n    def f(self):\n        «print(self)»\n"
    text = source.replace(START, "").replace(END, "")
    at = harness.Project(f"#- main.py\n{text}\n#- b.py\nclass B:\n    def _extracted(self): ...\n")
    start, end = source.index(START), source.index(END) - 1
    [found] = at.host.code_actions(f"{project.ROOT}/main.py", start, end, "refactor.extract.function".__eq__)
    assert any("def _extracted_2(self)" in each.text for each in found.edits)


def test_code_of_a_method_without_its_object_stands_before_the_class() -> None:
    source = "# Words.\nclass A:\n    def f(self, a):\n        «print(a)»\n"
    assert function(source) == (
        "def extracted(a):\n    print(a)\n\n\n# Words.\nclass A:\n    def f(self, a):\n        extracted(a)\n"
    )


def test_names_of_functions_around_become_parameters() -> None:
    source = "def f(a):\n    def g(b):\n        «print(a, b)»\n    return g\n"
    assert "def extracted(b, a):" in function(source)


def test_indentation_comments_and_texts_go_along() -> None:
    source = "def f(a):\n    if a:\n        «x = '''\n  text\n'''  # one\n\n        # two\n        print(x)  # three»\n"
    assert function(source) == (
        "def extracted():\n    x = '''\n  text\n'''  # one\n\n    # two\n    print(x)  # three\n\n\n"
        "def f(a):\n    if a:\n        extracted()\n"
    )


SWALLOWING = "class S:\n    def __enter__(self): ...\n    def __exit__(self, *a) -> bool: ...\n"


def test_a_with_that_may_swallow_an_exception_may_bind_nothing() -> None:
    source = f"{SWALLOWING}def f(a):\n    x = 1\n    «with S():\n        x = a()»\n    return x\n"
    assert "x = extracted(a, x)" in function(source)
    assert "x = extracted(a)" in function(source.replace("bool", "None"))
    assert "may have no value" in refused(source.replace("    x = 1\n", ""), "refactor.extract.function")
    source = f"{SWALLOWING}x = 1\n«with S():\n    x = len('')»\nprint(x)\n"
    assert "may have no value" in refused(source, "refactor.extract.function")
    assert "x = extracted()" in function(source.replace("bool", "None"))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def f(a):\n    for x in a:\n        «if x: break»\n", "loop"),
        ("def f(a):\n    «if a: return 1»\n    return 2\n", "returns"),
        ("def f(a):\n    if a:\n        x = 1\n    «print(x)»\n", "may have no value"),
        ("def f(a):\n    «if a:\n        x = 1»\n    print(x)\n", "may have no value"),
        ("def f(a):\n    «del a»\n", "deletes"),
        ("def f():\n    global g\n    «g = 1»\n", "global"),
        ("def f(a):\n    def g():\n        nonlocal a\n        a = 2\n    «g()\n    print(a)»\n", "inner function"),
        ("def f(a):\n    «g = lambda: a»\n    a = 2\n    return g\n", "inner function"),
        ("def f(a):\n    g = lambda: a\n    «a = 2»\n    return g\n", "inner function"),
        ("def f():\n    «print(locals())»\n", "locals"),
        ("class A:\n    @staticmethod\n    def f():\n        «return __class__»\n", "class"),
        ("def f(a): «print(a)»\n", "begin a line"),
        ("def f(a) -> int:\n    «...»\n", "does nothing"),
        ("def f(a) -> int:\n    «pass»\n", "does nothing"),
        ("def f[T](a: T):\n    «x: T = a»\n    return x\n", "type parameter"),
        (
            "class A:\n    x: int | None\n    def f(self):\n        if self.x:\n            «print(self.x + 1)»\n",
            "relies",
        ),
        ("def f(a: list[int | str]):\n    if isinstance(a[0], int):\n        print(a[«0»] + 1)\n", "would be lost"),
        ("def f(a):\n    print(«a.x»)  # type: ignore\n", "a comment"),
        ("def f(a):\n    print(\n        «a.x»,\n    )  # type: ignore\n", "a comment"),
        ("def f(a: int | None):\n    «assert a is not None»\n    return a + 1\n", "finds out"),
        ("def f(a: int | None):\n    «if a is None:\n        raise ValueError»\n    return a + 1\n", "finds out"),
    ],
)
def test_what_is_not_sure_is_refused(source: str, reason: str) -> None:
    assert reason in refused(source, "refactor.extract.function")


def test_nothing_is_offered_in_classes_and_for_names() -> None:
    for source in ("class A:\n    «x = 1»\n", "def f(a):\n    return «a»\n", "«'''Doc.'''\nx = 1»\n"):
        assert offered(source, "refactor.extract.function")[1] is None


# ---- statements of a module ----------------------------------------------------------------------------------


def test_statements_of_a_module_give_back_what_they_bind() -> None:
    assert function("import sys\n# Why.\n«x = len(sys.argv)\ny = x + 1»  # two\nprint(x, y)\n") == (
        "import sys\ndef extracted():\n    x = len(sys.argv)\n    y = x + 1  # two\n    return x, y\n\n\n"
        "# Why.\nx, y = extracted()\nprint(x, y)\n"
    )


def test_what_nobody_else_reads_becomes_the_function_s() -> None:
    assert function("«for _n in 'ab':\n    print(_n)»\n") == (
        "def extracted() -> None:\n    for _n in 'ab':\n        print(_n)\n\n\nextracted()\n"
    )
    assert "x = extracted()" in function("«x = 1»\n")
    assert "def extracted() -> None" in function("if __name__ == '__main__':\n    «for n in 'ab':\n        print(n)»\n")
    loop = "    «for n in 'ab':\n        print(n)»\n"
    for others in (
        "«for n in 'ab':\n    print(n)»\n",
        f"if __name__ != '__main__':\n{loop}",
        f"if __name__ == 'main':\n{loop}",
        f"if __name__ == '__main__':\n    pass\nelse:\n{loop}",
    ):
        assert "other modules" in refused(others, "refactor.extract.function")


def test_a_name_that_has_a_value_before_is_a_parameter() -> None:
    assert function("x = 1\n«x = x + 1»\nprint(x)\n") == (
        "x = 1\ndef extracted(x):\n    x = x + 1\n    return x\n\n\nx = extracted(x)\nprint(x)\n"
    )
    assert "x = extracted(x)" in function("x = 1\n«x += 1»\nprint(x)\n")
    assert "x = extracted(x)" in function("x = 1\n«while x < 3:\n    x = x + 1»\nprint(x)\n")


def test_statements_in_a_suite_of_the_module() -> None:
    assert function("if __name__ == '__main__':\n    «text = '''a\n b'''\n    print(text)»\n") == (
        "def extracted() -> None:\n    text = '''a\n b'''\n    print(text)\n\n\n"
        "if __name__ == '__main__':\n    extracted()\n"
    )


def test_a_name_that_the_module_may_not_have_at_its_end_is_a_parameter() -> None:
    assert "    extracted(n)\n" in function("for n in 'ab':\n    «print(n)\n    print(n)»\n")
    source = "try:\n    print()\nexcept ValueError as error:\n    «print(error)»\n"
    assert "    extracted(error)\n" in function(source)
    source = "import sys\nif sys.argv:\n    n = len(sys.argv)\n    «print(n)»\n"
    assert "    extracted(n)\n" in function(source)


def test_a_range_that_begins_in_the_docstring_of_the_module_covers_no_statement() -> None:
    source = '"""A.\n\nB «b.\n"""\n\ntry:\n    i»mport a\nexcept ImportError:\n    import b\n'
    assert offered(source, "refactor.extract.function")[1] is None


def test_statements_of_several_chunks() -> None:
    source = "import sys\n«" + "".join([f"print({n}, sys.argv)\n" for n in range(60)]) + "»done = 1\n"
    assert function(source).endswith("\n\n\nextracted()\ndone = 1\n")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("«import os»\nos\n", "imports"),
        ("«def f(): ...»\n", "defines"),
        ("«x: int = 1»\nx\n", "declares"),
        ("«__all__ = ['x']»\nx = 1\n", "__all__"),
        ("«x = 1\nlen('a')»\ndef f():\n    return x\n", "sees `x`"),
        ("try:\n    «x = 1\n    len('a')»\nexcept ValueError:\n    pass\nprint(x)\n", "exception"),
        ("import sys\n«if sys.argv:\n    x = 1»\nprint(x)\n", "behind it"),
        ("«for x in 'ab':\n    pass»\nprint(x)\n", "behind it"),
        ("«print(x)\nx = 1»\nprint(x)\n", "before it"),
        ("«x = 1\nprint((x for _ in 'ab'))»\nx = 2\n", "shares"),
        ("«x = 1\ndel x»\nx = 2\n", "behind it"),
        ("for x in 'ab':\n    «if x:\n        break»\n", "loop"),
        ("x = 1; «print(x)»\n", "begin a line"),
        ("«print(locals())»\n", "locals"),
        ("«x = int»\ny: x\n", "looked at"),
        ("x: int | None = None\nx = 1\n«print(x + 1)»\n", "known of `x`"),
        ("«print(y := 1)»\ny\n", "inside an expression"),
        ("import sys\n«assert sys.platform != 'win32'»\n", "finds out"),
        ("import sys\nif sys.platform == 'win32':\n    import abc\n    «print(abc)»\n", "never runs"),
        ("from typing import NoReturn\ndef stop() -> NoReturn: ...\n«stop()»\n", "to its end"),
    ],
)
def test_what_is_not_sure_of_a_module_is_refused(source: str, reason: str) -> None:
    assert reason in refused(source, "refactor.extract.function")
