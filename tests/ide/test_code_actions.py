"""What is offered to do about a place."""

import pytest

from pebre_analysis.ide.code_actions import action
from tests.harness import project
from tests.ide import harness


def offered(source: str) -> tuple[harness.Project, list[action.Action]]:
    at = harness.Project(source)
    path, offset = at.cursor
    return at, list(at.host.code_actions(path, offset, offset))


def titles(source: str) -> list[str]:
    return [each.title for each in offered(source)[1]]


@harness.with_all_line_ends
def applied(source: str, title: str, path: str = "main.py") -> str:
    """The file after the action whose title contains this."""
    at, found = offered(source)
    [wanted] = [each for each in found if title in each.title][:1] or [found]
    assert isinstance(wanted, action.Action), [each.title for each in found]
    text = at.host.line_index(f"{project.ROOT}/{path}").text
    for edit in sorted(wanted.edits, key=lambda each: -each.range.start):
        assert edit.path == f"{project.ROOT}/{path}"
        text = text[: edit.range.start] + edit.text + text[edit.range.end :]
    return text


def is_clean(text: str, others: str = "") -> bool:
    at = harness.Project(f"{others}\n#- main.py\n{text}" if others else text)
    return not at.host.diagnostics(f"{project.ROOT}/main.py")


# ---- ignore this rule --------------------------------------------------------------------------------------


def test_a_rule_is_ignored_on_its_line() -> None:
    changed = applied("x: int = <|>'a'\n", "Ignore")
    assert changed == "x: int = 'a'  # pebre: ignore[invalid-assignment]\n"
    assert is_clean(changed)


def test_the_comment_stands_at_the_end_of_the_logical_line() -> None:
    changed = applied("print(\n    <|>missing,\n    1,\n)  # why\n", "Ignore")
    assert changed == "print(\n    missing,\n    1,\n)  # why  # pebre: ignore[unresolved-reference]\n"
    assert is_clean(changed)


def test_a_rule_joins_others() -> None:
    changed = applied("x: int = <|>missing + 'a'.b  # pebre: ignore[unresolved-attribute]\n", "Ignore")
    assert changed.endswith("# pebre: ignore[unresolved-attribute, unresolved-reference]\n")
    assert is_clean(changed)
    assert applied("<|>missing  # pebre: ignore[]\n", "Ignore").endswith("ignore[unresolved-reference]\n")


def test_in_a_member_of_a_class() -> None:
    changed = applied("class A:\n    def f(self) -> int:\n        return <|>''\n    x = 1\n", "Ignore")
    assert changed.splitlines()[2] == "        return ''  # pebre: ignore[invalid-return-type]"
    assert is_clean(changed)


def test_a_header_and_a_last_line_without_end() -> None:
    assert is_clean(applied("if <|>missing:\n    pass\n", "Ignore"))
    assert is_clean(applied("1\n<|>missing", "Ignore"))


def test_syntax_errors_cannot_be_ignored() -> None:
    assert titles("x = <|>(\n") == []


def test_nothing_is_offered_where_nothing_is_reported() -> None:
    assert titles("x = <|>1\nmissing\n") == []


# ---- did you mean ------------------------------------------------------------------------------------------


def test_a_misspelt_name() -> None:
    assert applied("value = 1\nprint(<|>vaule)\n", "Change to `value`") == "value = 1\nprint(value)\n"


@pytest.mark.parametrize(
    "text",
    ["value = <|>valeu\n", "def f():\n    value = <|>valeu\n", "for value in <|>valeu: ...\n",
     "def f(a):\n    for value in g(<|>valeu):\n        value\n", "class A:\n    value: int = <|>valeu\n"],
)  # fmt: skip
def test_a_name_that_has_no_value_yet_was_not_meant(text: str) -> None:
    assert not [title for title in titles(text) if title.startswith("Change to")]


@pytest.mark.parametrize(
    "text",
    ["value = 1\nvalue = <|>valeu\n", "def f(value):\n    value = <|>valeu\n",
     "def f():\n    for value in x:\n        <|>valeu\n", "def f():\n    value = 1\n    value = <|>valeu + 1\n"],
)  # fmt: skip
def test_a_name_that_has_another_value_before_may_be_meant(text: str) -> None:
    assert "Change to `value`" in titles(text)


def test_a_misspelt_attribute() -> None:
    source = "class A:\n    colour = 1\nA() . coluor<|>\n"
    assert applied(source, "Change to") == "class A:\n    colour = 1\nA() . colour\n"


def test_a_name_that_a_part_of_a_union_has_is_right() -> None:
    source = "class A:\n    cross = cosh = 1\ndef f(a: A | None):\n    return a.<|>{}\n"
    assert not [title for title in titles(source.format("cross")) if title.startswith("Change to")]
    assert "Change to `cross`" in titles(source.format("croos"))


def test_a_misspelt_argument() -> None:
    source = "def f(*, width): ...\nf(<|>widht=1)\n"
    assert applied(source, "Change to `width`") == "def f(*, width): ...\nf(width=1)\n"


def test_a_misspelt_import() -> None:
    source = """
        #- shapes.py
        def area(): ...
        #- main.py
        from shapes import <|>aera
        """
    assert applied(source, "Change to") == "from shapes import area\n"
    source = """
        #- shapes.py
        def area(): ...
        #- main.py
        import <|>shaeps
        """
    assert applied(source, "Change to") == "import shapes\n"
    others = "#- pkg/__init__.py\n#- pkg/shapes/__init__.py\n#- pkg/shapes/flat.py\nx = 1\n"
    written = "from pkg.shapes.flat import x"
    for line in ("from pk.<|>shapes.flat import x", "from pkg.sha<|>eps.flat import x"):
        assert applied(f"{others}#- main.py\n{line}\n", "Change to") == f"{written}\n"
    relative = "from .shaeps.<|>flat import x\n"
    found = applied(f"{others}#- pkg/main.py\n{relative}", "Change to", "pkg/main.py")
    assert found == "from .shapes.flat import x\n"


def test_no_module_is_meant_that_has_not_what_stands_below() -> None:
    source = "#- tools.py\n#- main.py\nimport <|>toolz.flow\n"
    at = harness.Project(source)
    path, offset = at.cursor
    assert not [each.title for each in at.host.code_actions(path, offset, offset) if each.title.startswith("Change")]


def test_a_module_beside_that_was_perhaps_meant() -> None:
    at = harness.Project(
        """
        #- pack/__init__.py
        #- pack/shapes.py
        area = 1
        #- pack/sub/__init__.py
        #- pack/sub/main.py
        from ..shp<|>aes import area
        """
    )
    path, offset = at.cursor
    [found] = [each for each in at.host.code_actions(path, offset, offset) if each.title.startswith("Change to")]
    assert found.title == "Change to `..shapes`"
    assert [at.marked(each.path, each.range.start, each.range.end) for each in found.edits] == [
        "pack/sub/main.py:1 shpaes"
    ]
    assert [each.text for each in found.edits] == ["shapes"]


# ---- add import --------------------------------------------------------------------------------------------

SHAPES = """
#- shapes.py
class Circle: ...
#- pkg/__init__.py
from .inner import Deep
#- pkg/inner.py
class Deep: ...
class Hidden: ...
_Private = 1
"""


def imported(text: str, title: str = "Import: ") -> str:
    changed = applied(f"{SHAPES}#- main.py\n{text}", title)
    assert is_clean(changed, SHAPES), changed
    return changed


def test_a_name_of_the_project_is_imported() -> None:
    assert imported("<|>Circle()\n") == "from shapes import Circle\n\nCircle()\n"


def test_a_package_s_own_name_comes_before_where_it_is_defined() -> None:
    found = [title for title in titles(f"{SHAPES}#- main.py\n<|>Deep()\n") if "Import" in title]
    assert found == ["Import: `from pkg import Deep`", "Import: `from pkg.inner import Deep`"]


def test_modules_are_imported() -> None:
    assert imported("<|>shapes.Circle()\n") == "import shapes\n\nshapes.Circle()\n"
    assert imported("<|>inner.Deep()\n") == "from pkg import inner\n\ninner.Deep()\n"


def test_what_the_project_imports_already_comes_first() -> None:
    source = """
        #- a.py
        def helper(): ...
        #- b.py
        def helper(): ...
        #- c.py
        from b import other
        #- main.py
        <|>helper()
        """
    assert next(title for title in titles(source) if "Import" in title) == "Import: `from b import helper`"


def test_the_standard_library_s_usual_modules_come_first() -> None:
    found = [title for title in titles("<|>cached_property\n") if "Import" in title]
    assert found == ["Import: `from functools import cached_property`"]


def test_a_statement_that_imports_from_the_module_gets_one_more_name() -> None:
    source = "from shapes import (\n    Circle as C,  # why\n)\nC, <|>Circle\n"
    assert imported(source) == "from shapes import (\n    Circle as C, Circle,  # why\n)\nC, Circle\n"


def test_imports_are_in_sections_and_in_order() -> None:
    source = '"""Doc."""\n\nimport sys\n\nimport shapes\n\nsys, shapes, <|>cached_property\n'
    assert imported(source) == (
        '"""Doc."""\n\nimport sys\nfrom functools import cached_property\n\n'
        "import shapes\n\nsys, shapes, cached_property\n"
    )
    source = "import sys\n\nprint(sys, <|>Circle)\n"
    assert imported(source) == "import sys\n\nfrom shapes import Circle\n\nprint(sys, Circle)\n"
    source = "import shapes\n\nprint(shapes, <|>cached_property)\n"
    assert (
        imported(source) == "from functools import cached_property\n\nimport shapes\n\nprint(shapes, cached_property)\n"
    )


def test_an_import_goes_below_a_docstring_and_comments() -> None:
    assert imported('"""Doc."""\n<|>Circle()\n') == '"""Doc."""\n\nfrom shapes import Circle\nCircle()\n'
    source = "#!/usr/bin/python\n# Words.\n<|>Circle()\n"
    assert imported(source) == "#!/usr/bin/python\n# Words.\nfrom shapes import Circle\n\nCircle()\n"


def test_an_unsaved_file_gives_its_names() -> None:
    at = harness.Project(f"{SHAPES}#- main.py\nSquare()\n")
    at.open("shapes.py", "class Square: ...\n")
    found = at.host.code_actions(f"{project.ROOT}/main.py", 0, 0)
    assert "Import: `from shapes import Square`" in [each.title for each in found]


def test_what_is_reported_elsewhere_is_mended_where_it_was_told() -> None:
    at = harness.Project("#- main.py\none = tow + three\n")
    path = f"{project.ROOT}/main.py"
    assert not at.host.code_actions(path, 0, 0, "quickfix".__eq__)
    found = at.host.code_actions(path, 12, 12, "quickfix".__eq__, ((6, 9), (12, 17)))
    assert [each.at and each.at.start for each in found if "Ignore" in each.title] == [12]  # one comment is enough
    found = at.host.code_actions(path, 0, 0, "quickfix".__eq__, ((6, 9),))
    assert [each.title for each in found] == ["Change to `pow`", "Ignore `unresolved-reference` on this line"]
