"""Where the places beside a diagnostic are."""

from pebre_analysis.source import overrides, pieces, source_text
from pebre_analysis.types import check
from tests.harness import project


def test_a_declared_parameter_is_in_the_header_of_its_function() -> None:
    text = "def f(x: int):\n    x = 'a'\n"
    db = project.open_project({"main.py": text})
    (found,) = db.run(check.check_file, db, db.files.file(f"{project.ROOT}/main.py"))
    (related,) = found.related
    assert text[related.place.range.start : related.place.range.end] == "x: int"


def test_a_place_in_another_file_moves_with_it() -> None:
    lib = "class A:\n    def f(self, x: int) -> int:\n        return x\n"
    main = "from lib import A\n\nclass B(A):\n    def f(self, x: str) -> int:\n        return 1\n"
    db = project.open_project({"lib.py": lib, "main.py": main})
    here, there = (db.files.file(f"{project.ROOT}/{name}.py") for name in ("main", "lib"))
    join = db.run(check.Join, db, here)

    def place() -> tuple[str, str]:
        (found,) = db.run(join.report).flat()
        (related,) = found.related
        text = source_text.source_text(db, there).text
        return found.rule, text[related.place.range.start : related.place.range.end]

    assert place() == ("invalid-method-override", "f")
    overrides.set_text(db, there, "# moved\n\n" + lib)
    with db.record() as ran:
        assert place() == ("invalid-method-override", "f")
    assert not [each for each in ran if "infer" in each or "reports" in each]


def test_a_place_in_the_same_file_moves_and_the_finding_does_not() -> None:
    text = "def f(a: int): ...\n\ndef x(): ...\n\nf('')\n"
    db = project.open_project({"main.py": text})
    file = db.files.file(f"{project.ROOT}/main.py")
    join = db.run(check.Join, db, file)

    def look() -> tuple[list[pieces.Piece], str]:
        report = db.run(join.report)
        (found,) = report.flat()
        (related,) = found.related
        return [each for group in report.groups for each in group.pieces], related.place.range.slice(text)

    found, named = look()
    assert named == "f"
    for before, after in (("def x", "def z(): ...\ndef xy"), ("def f", "def g(): ...\ndef f"), ("def xy(): ...\n", "")):
        text = text.replace(before, after)
        overrides.set_text(db, file, text)
        assert look() == (found, "f")
    text = text.replace("(a:", "(a, b:")
    overrides.set_text(db, file, text)
    assert look()[1] == "f"
