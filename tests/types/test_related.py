"""Where the places beside a diagnostic are."""

from pebre_analysis.types import check
from tests.harness import project


def test_a_declared_parameter_is_in_the_header_of_its_function() -> None:
    text = "def f(x: int):\n    x = 'a'\n"
    db = project.open_project({"main.py": text})
    (found,) = db.run(check.check_file, db, db.files.file(f"{project.ROOT}/main.py"))
    (related,) = found.related
    assert text[related.place.range.start : related.place.range.end] == "x: int"
