"""The output formats of `pebre check`, as text."""

import io
import json
import re
import xml.etree.ElementTree as ET

from pebre_server.cli.render import concise, finding, full, github, gitlab, json_list, junit

PLACE = finding.Place("src/a.py", 2, 8, 2, 11)
FOUND = finding.Finding(
    "error",
    "unresolved-import",
    "Cannot find the module `foo`",
    PLACE,
    ((1, "# first"), (2, "import foo"), (3, "\tx = 1")),
    ("searched: src, .venv/lib",),
    (finding.Related(finding.Place("src/b.py", 12, 1, 12, 4), "named here", ("foo = 1",)),),
)


def shown(render, *found: finding.Finding, **options: bool) -> str:  # type: ignore[no-untyped-def]  # any format
    out = io.StringIO()
    render(found, out, **options)
    return out.getvalue()


def test_concise_is_one_line() -> None:
    assert shown(concise.render, FOUND) == ("src/a.py:2:8: error[unresolved-import] Cannot find the module `foo`\n")


def test_full_marks_the_place_and_what_is_related() -> None:
    assert (
        shown(full.render, FOUND)
        == """\
error[unresolved-import]: Cannot find the module `foo`
  --> src/a.py:2:8
   |
 1 | # first
 2 | import foo
   |        ^^^
 3 |     x = 1
  ::: src/b.py:12:1: named here
   |
12 | foo = 1
   | ^^^
   = searched: src, .venv/lib

"""
    )


def test_full_counts_wide_characters_and_tabs_as_the_terminal_does() -> None:
    place = finding.Place("a.py", 1, 4, 1, 6)
    found = finding.Finding("warning", "r", "m", place, ((1, "\t漢 ab"),))
    assert shown(full.render, found).splitlines()[3:5] == ["1 |     漢 ab", "  |        ^^"]


def test_full_marks_every_line_of_a_longer_place() -> None:
    place = finding.Place("a.py", 1, 5, 2, 6)
    found = finding.Finding("error", "r", "m", place, ((1, "x = f("), (2, "    1)")))
    assert shown(full.render, found).splitlines()[3:7] == ["1 | x = f(", "  |     ^^", "2 |     1)", "  |     ^"]


def test_full_cuts_long_lines_around_the_place() -> None:
    place = finding.Place("a.py", 1, 5001, 1, 5004)
    found = finding.Finding("error", "r", "m", place, ((1, "x" * 5000 + "bad" + "y" * 5000),))
    source, mark = shown(full.render, found).splitlines()[3:5]
    assert len(source) < 180
    assert source[mark.index("^") : mark.rindex("^") + 1] == "bad"


def test_colour_is_only_added() -> None:
    plain, coloured = shown(full.render, FOUND), shown(full.render, FOUND, color=True)
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_json_holds_everything() -> None:
    (row,) = json.loads(shown(json_list.render, FOUND))
    assert row["start"] == {"line": 2, "column": 8}
    assert row["related"][0]["path"] == "src/b.py"


def test_github_escapes_what_would_end_the_command() -> None:
    found = finding.Finding("warning", "r", "50%:\nno", finding.Place("a,b.py", 1, 1, 1, 2), ())
    assert shown(github.render, found) == (
        "::warning title=pebre (r),file=a%2Cb.py,line=1,endLine=1,col=1,endColumn=2::a,b.py:1:1: r: 50%25:%0Ano\n"
    )


def test_gitlab_fingerprints_differ_and_do_not_depend_on_lines() -> None:
    first, second = json.loads(shown(gitlab.render, FOUND, FOUND))
    moved = finding.Finding(FOUND.level, FOUND.rule, FOUND.message, finding.Place("src/a.py", 9, 8, 9, 11), ())
    assert first["fingerprint"] != second["fingerprint"]
    assert json.loads(shown(gitlab.render, moved))[0]["fingerprint"] == first["fingerprint"]


def test_junit_is_well_formed_whatever_the_message_holds() -> None:
    found = finding.Finding("error", "r", "<&\x00\"'", finding.Place("a.py", 1, 1, 1, 2), ())
    tree = ET.fromstring(shown(junit.render, found, FOUND))
    assert tree.get("failures") == "2"
    assert [suite.get("name") for suite in tree] == ["a.py", "src/a.py"]
