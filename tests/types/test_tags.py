"""What editors draw in their own way: rules say of what is deprecated and of what can go that it is so."""

from pebre_analysis.source.diagnostic import Tag
from pebre_analysis.types import check
from tests.harness import project

TEXT = """\
from warnings import deprecated

@deprecated("use `area`")
def size(): ...

size()
a = 1  # type: ignore
b = 1  # pebre: ignore
c: int = ""
"""


def test_tags_are_those_of_the_rule() -> None:
    db = project.open_project({"main.py": TEXT}, real_typeshed=True)
    found = db.run(check.check_file, db, db.files.file(f"{project.ROOT}/main.py"))
    assert {each.rule: each.tags for each in found} == {
        "deprecated": (Tag.DEPRECATED,),
        "unused-type-ignore-comment": (Tag.UNNECESSARY,),
        "unused-ignore-comment": (Tag.UNNECESSARY,),
        "invalid-assignment": (),
    }
