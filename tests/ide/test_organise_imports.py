"""The order of the imports that a file begins with."""

from hypothesis import given
from hypothesis import strategies as st

from tests.harness import project
from tests.ide import harness

KIND = "source.organizeImports"


@harness.with_all_line_ends
def organised(text: str) -> str:
    """The file afterwards; doing it again changes nothing."""
    text = harness.with_line_ends(text)
    for _ in range(2):
        at = harness.Project(f"#- main.py\n{text}\n#- own.py\nx = y = Z = A = 1\n#- other.py\n")
        found = at.host.code_actions(f"{project.ROOT}/main.py", 0, 0, KIND.__eq__)
        if not found:
            return text
        [edit] = found[0].edits
        text = text[: edit.range.start] + edit.text + text[edit.range.end :]
    raise AssertionError("it changes each time")


def test_sections_and_order() -> None:
    assert organised(
        "from own import x\nimport sys\nfrom . import q\nfrom __future__ import annotations\nimport abc\n"
    ) == ("from __future__ import annotations\n\nimport abc\nimport sys\n\nfrom own import x\n\nfrom . import q\n")


def test_names_in_order_and_lines_once() -> None:
    assert organised("from own import y, x, A, Z\nimport sys\nimport sys\n") == (
        "import sys\n\nfrom own import A, Z, x, y\n"
    )
    assert organised("from own import (\n    y,\n    x as b,\n)\n") == "from own import (\n    x as b,\n    y,\n)\n"


def test_comments_go_along() -> None:
    assert organised("import sys  # one\n# two\nimport abc\n") == "# two\nimport abc\nimport sys  # one\n"
    source = "import sys\n# alone\n\nimport abc\n"
    assert organised(source) == source
    assert organised("# head\nimport sys\nimport abc\nx = 1\n") == "# head\nimport abc\nimport sys\nx = 1\n"


def test_what_is_in_order_or_not_understood_stays() -> None:
    for source in (
        "import abc\nimport sys\n",
        "import sys; import abc\n",
        "x = 1\nimport sys\nimport abc\n",
        "",
        "import sys, abc\n",
    ):
        assert organised(source) == source


@given(st.lists(st.sampled_from(["import sys", "import own", "from own import y, x", "# c", "", "from . import a"])))
def test_again_changes_nothing(lines: list[str]) -> None:
    text = "\n".join(lines)
    now = organised(text)
    assert sorted(set(now.split("\n")) - {""}) == sorted({line.replace("y, x", "x, y") for line in lines} - {""})
