"""What can be folded away."""

import textwrap

from tests.harness import project
from tests.ide import harness


def check(source: str, *expected: tuple[int, int, str]) -> None:
    at = harness.Project("")
    at.open("main.py", textwrap.dedent(source).lstrip("\n"))
    found = at.host.folding(f"{project.ROOT}/main.py")
    assert [(each.start, each.end, each.kind) for each in found] == list(expected)


def test_suites() -> None:
    check(
        """
        class A:
            def f(self):
                pass

            def g(self): pass

        if x:
            y
        else:
            z
        """,
        (0, 4, ""),
        (1, 2, ""),
        (6, 7, ""),
        (8, 9, ""),
    )


def test_a_header_of_several_lines_folds_its_suite_below_it() -> None:
    check("def f(\n    a,\n):\n    pass\n    pass\n", (0, 2, ""), (2, 4, ""))


def test_brackets_and_strings() -> None:
    check('x = [\n  1,\n  2,\n]\n"""\ndoc\n"""\n', (0, 3, ""), (4, 6, "comment"))


def test_imports_and_comments() -> None:
    check(
        "import a\nimport b\nfrom c import (\n  d,\n)\n\n# one\n# two\nx\n",
        (0, 4, "imports"),
        (2, 4, ""),
        (6, 7, "comment"),
    )


def test_regions() -> None:
    check("# region one\nx = 1\n# endregion\n", (0, 2, "region"))


def test_broken_code_and_nothing() -> None:
    check("")
    check("def f(:\n    x\n    y\nclass\n", (0, 2, ""))


def test_any_text() -> None:
    at = harness.Project("")
    for text in ("\n\n", "\t x\n  y", "(((\n", '"""', "a\\\nb", "\f\nx:\n y\r\n z\r"):
        at.open("main.py", text)
        assert all(each.start < each.end for each in at.host.folding(f"{project.ROOT}/main.py"))
