"""After an edit only what it touches runs again: the whole list of queries, each time."""

import pytest

from pebre_analysis.engine import contents
from pebre_analysis.project import database
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.source import overrides, source_text
from pebre_analysis.types import check
from tests.harness import project

FILES = {
    "main.py": (
        "from helper import double\n"
        "import missing\n"
        "\n"
        "\n"
        "# a comment\n"
        "def first(n: int) -> int:\n"
        '    """Says something."""\n'
        "    return double(n) + 1\n"
        "\n"
        "\n"
        "def second(n: int) -> int:\n"
        "    return first(n) + undefined\n"
    ),
    "helper.py": "def double(n: int) -> int:\n    m = n * 2\n    return m\n",
}


def checked() -> database.ProjectDatabase:
    db = project.open_project(FILES)
    assert len(check_main(db)) == 2
    return db


def check_main(db: database.ProjectDatabase) -> list[tuple[int, str, str, str]]:
    return project.report(db, "main.py")


def edit(db: database.ProjectDatabase, path: str, old: str, new: str) -> list[str]:
    """The queries that run when the file is changed and main.py is checked again."""
    file = db.files.file(f"{project.ROOT}/{path}")
    text = source_text.source_text(db, file).text
    assert old in text
    overrides.set_text(db, file, text.replace(old, new, 1), 1)
    with db.record() as ran:
        db.run(check.check_file, db, db.files.file(f"{project.ROOT}/main.py"))
    return ran


def test_a_character_in_a_body_infers_that_body() -> None:
    assert edit(checked(), "main.py", "double(n) + 1", "double(n) + 12") == [
        "source_text(main.py)",
        "outline(main.py)",
        "semantic_index(main.py)",
        "infer_region(main.py.first)",
        "run_reports(main.py.[double])",
    ]


def test_a_finding_in_a_body_is_put_in_words_and_gathered() -> None:
    assert edit(checked(), "main.py", "double(n) + 1", "double(n) + nowhere") == [
        "source_text(main.py)",
        "outline(main.py)",
        "semantic_index(main.py)",
        "infer_region(main.py.first)",
        "public_type(main.py.nowhere)",
        "public_type(builtins.pyi.nowhere)",
        "run_reports(main.py.[double])",
        "region_reports(main.py.first)",
        "stretch_reports(main.py.[double])",
        "file_reports(main.py)",
    ]


def test_a_line_at_the_top_infers_nothing_again() -> None:
    db = checked()
    assert edit(db, "main.py", "from helper", "\n\nfrom helper") == [
        "source_text(main.py)",
        "outline(main.py)",
        "semantic_index(main.py)",
    ]
    assert [line for line, *_ in check_main(db)] == [4, 14]


def test_a_new_function_at_the_top_infers_itself_only() -> None:
    ran = edit(checked(), "main.py", "from helper", "def zero() -> int:\n    return 0\n\n\nfrom helper")
    inferred = [each for each in ran if each.startswith("infer_")]
    assert inferred == ["infer_region(main.py.[zero])", "infer_region(main.py.zero)"]


def test_a_comment_infers_nothing_again() -> None:
    assert edit(checked(), "main.py", "# a comment", "# another comment, longer") == [
        "source_text(main.py)",
        "outline(main.py)",
        "semantic_index(main.py)",
    ]


def test_a_docstring_infers_nothing_again() -> None:
    assert edit(checked(), "main.py", "Says something.", "Says something else.") == [
        "source_text(main.py)",
        "outline(main.py)",
        "semantic_index(main.py)",
    ]


def test_a_body_in_an_imported_module_touches_no_importer() -> None:
    assert edit(checked(), "helper.py", "n * 2", "n * 3") == [
        "source_text(helper.py)",
        "outline(helper.py)",
        "semantic_index(helper.py)",
    ]


def test_a_signature_reruns_the_bodies_that_call_it() -> None:
    ran = edit(checked(), "helper.py", "(n: int) -> int", "(n: int) -> str")
    regions = [each for each in ran if each.startswith("infer_region(main.py")]
    assert regions == ["infer_region(main.py.first)"]


def test_equal_text_runs_nothing() -> None:
    assert edit(checked(), "main.py", "double", "double") == []


AROUND = "def outer(x: int | None):\n    if x is None:\n        return\n    def inner():\n        return x + 1\n"


def test_a_test_before_an_inner_function_reruns_it() -> None:
    db = project.open_project({"main.py": AROUND})
    assert check_main(db) == []
    file = db.files.file(f"{project.ROOT}/main.py")
    overrides.set_text(db, file, AROUND.replace("is None", "is not None"), 1)
    assert [(line, rule) for line, _, rule, _ in check_main(db)] == [(5, "unsupported-operator")]
    overrides.set_text(db, file, AROUND, 2)
    assert check_main(db) == []


def test_what_an_inner_function_does_not_read_leaves_it_alone() -> None:
    db = project.open_project({"main.py": AROUND})
    assert check_main(db) == []
    file = db.files.file(f"{project.ROOT}/main.py")
    overrides.set_text(db, file, AROUND.replace("        return\n", "        return 12\n", 1), 1)
    with db.record() as ran:
        db.run(check.check_file, db, file)
    assert "infer_region(main.py.outer.inner)" not in ran


def test_a_finding_in_a_long_file_is_gathered_by_its_run_and_stretch() -> None:
    """Its other runs and stretches are proven to hold, and of runs no more than those of one stretch."""
    text = "".join([f"x{n} = {n}\n" for n in range(500)]) + "missing\n"
    db = project.open_project({"main.py": text})
    file = db.files.file(f"{project.ROOT}/main.py")
    db.run(check.check_file, db, file)
    overrides.set_text(db, file, text.replace("x250 = 250", "x250 = nowhere"), 1)
    with db.record() as ran:
        db.run(check.check_file, db, file)
    assert ran == [
        "source_text(main.py)",
        "outline(main.py)",
        "semantic_index(main.py)",
        "infer_region(main.py.[x250])",
        "public_type(builtins.pyi.nowhere)",
        "run_reports(main.py.[x248])",
        "region_reports(main.py.[x250])",
        "stretch_reports(main.py.[x193])",
        "file_reports(main.py)",
    ]
    heads = semantic_index.semantic_index(db, file).heads.value
    assert len(heads) > 20
    asked = [each for key in (file, *heads) for each in contents.memos(key)]
    memos = {each.query.name: each for each in asked if each.debug_name() in ran}
    n_edges = [len(memos[name].edges) for name in ("stretch_reports", "file_reports")]
    assert sum(n_edges) < len(heads)


def test_a_type_variable_that_is_bound_again_depends_on_those_above_it_alone() -> None:
    text = "from typing import TypeVar\nT = TypeVar('T')\nT = TypeVar('T')\ndef f(): ...\n"
    db = project.open_project({"main.py": text})
    file = db.files.file(f"{project.ROOT}/main.py")
    assert [rule for _, _, rule, _ in project.report(db, "main.py")] == ["invalid-legacy-type-variable"]
    overrides.set_text(db, file, text + "def g(): ...\n", 1)
    with db.record() as ran:
        db.run(check.check_file, db, file)
    assert not [each for each in ran if each.startswith("infer_region(main.py.[T")]
    overrides.set_text(db, file, text.replace("T = TypeVar('T')\n", "", 1), 2)
    assert project.report(db, "main.py") == []


NUMBERS = "import a\nimport b\n\n" + "".join([f"name{n}: int = a.x + b.x\n" for n in range(40)])


def test_another_binding_above_reruns_nothing_that_reads_the_one_below() -> None:
    """It was the first of its name and becomes the second; what it is does not depend on that."""
    db = project.open_project({"main.py": NUMBERS, "a.py": "x = 1\n", "b.py": "x = 2\n"})
    assert check_main(db) == []
    assert edit(db, "main.py", "import a", "import b\nimport a") == [
        "source_text(main.py)",
        "outline(main.py)",
        "semantic_index(main.py)",
        "file_reports(main.py)",
        "stretch_reports(main.py.[b])",
        "run_reports(main.py.[b])",
        "infer_region(main.py.[b])",
        "stretch_reports(main.py.[name38])",
    ]
    assert edit(db, "main.py", "import b\nimport a", "import a") == [
        "source_text(main.py)",
        "outline(main.py)",
        "semantic_index(main.py)",
        "file_reports(main.py)",
        "stretch_reports(main.py.[a])",
        "run_reports(main.py.[a])",
        "stretch_reports(main.py.[name38])",
    ]


@pytest.mark.parametrize(
    ("text", "above"),
    [
        ("from typing import TypeVar\n\n\nT = TypeVar('T')\n", "T = 1\n\n\n"),
        ("x: int\nx.nothing\n", "x = ''\n\n\n"),
        ("class A:\n    x: int\n    x.nothing\n", "    x = ''\n"),
    ],
)
def test_what_looks_at_the_binding_above_sees_it_come_and_go(text: str, above: str) -> None:
    more = text.replace("    x:", f"{above}    x:") if above.startswith(" ") else above + text
    without, with_it = (project.report(project.open_project({"main.py": each}), "main.py") for each in (text, more))
    assert without != with_it
    db = project.open_project({"main.py": text})
    file = db.files.file(f"{project.ROOT}/main.py")
    for version, (edited, said) in enumerate([(text, without), (more, with_it), (text, without), (more, with_it)]):
        overrides.set_text(db, file, edited, version + 1)
        assert check_main(db) == said


def test_what_is_only_named_is_not_read_for_a_mark() -> None:
    """Of what is imported, the header is read when somebody calls it or asks for a member."""
    db = project.open_project({
        "main.py": "from helper import Plain, plain\nboth = Plain, plain\n",
        "helper.py": "class Plain(int): ...\ndef plain(n: int) -> str: return str(n)\n",
    })  # fmt: skip
    with db.record() as ran:
        assert check_main(db) == []
    assert [each for each in ran if each.startswith(("class_header", "function_facts", "of_definition"))] == [
        "of_definition(helper.py.Plain)",
        "of_definition(helper.py.plain)",
    ]


def test_whoever_keeps_facts_has_one_edge_for_the_target() -> None:
    """Facts about the standard library hold for one version, platform and search paths."""
    db = project.open_project({"main.py": "def f(x: str) -> int:\n    return len(x) + x.count(x)\n"})
    with db.record() as ran:
        assert check_main(db) == []
    assert ran.count("target_of(program)") == 1
    [body] = [
        each
        for region in semantic_index.semantic_index(db, db.files.file(f"{project.ROOT}/main.py")).regions.value
        if region.is_body
        for each in contents.memos(region)
        if each.query.name == "infer_region"
    ]
    of_program = [edge for edge in body.edges if "program" in repr(edge)]
    assert [repr(each) for each in of_program] == ["<memo target_of(program)>"]


def test_what_a_plain_class_makes_asks_for_no_argument_and_no_header() -> None:
    db = project.open_project(
        {
            "main.py": "from made import box\nbox.size\n",
            "made.py": (
                "from sizes import wide, Mode\n"
                "class Box:\n"
                "    def __init__(self, mode: Mode, size: int) -> None:\n"
                "        self.size = size\n"
                "box = Box(Mode(), wide())\n"
            ),
            "sizes.py": "class Mode: ...\ndef wide(): return 1\n",
        }
    )
    with db.record() as ran:
        assert check_main(db) == []
    assert [each for each in ran if "made.py" in each or "sizes.py" in each] == [
        "semantic_index(made.py)", "outline(made.py)", "source_text(made.py)",
        "public_type(made.py.box)", "infer_definition(made.py.box)", "infer_definition(made.py.Box)",
        "statement_mro(made.py.Box)", "statement_facts(made.py.Box)", "class_header(made.py.Box)",
        "class_type_params(made.py.Box)",
        "instance_attribute(made.py.Box.size)", "infer_definition(made.py.Box.__init__.self.size)",
        "public_type(made.py.Box.int)", "public_type(made.py.int)",
    ]  # fmt: skip


def test_what_an_annotated_function_gives_asks_for_no_argument_and_no_parameter() -> None:
    db = project.open_project(
        {
            "main.py": "from made import box\nbox.size\n",
            "made.py": (
                "from sizes import wide, Mode\n"
                "class Box:\n"
                "    size: int\n"
                "def make(mode: Mode, size: int) -> Box: return Box()\n"
                "box = make(Mode(), wide())\n"
            ),
            "sizes.py": "class Mode: ...\ndef wide(): return 1\n",
        }
    )
    with db.record() as ran:
        assert check_main(db) == []
    assert [each for each in ran if "made.py" in each or "sizes.py" in each] == [
        "semantic_index(made.py)", "outline(made.py)", "source_text(made.py)",
        "public_type(made.py.box)", "infer_definition(made.py.box)",
        "infer_definition(made.py.make)", "overloads(made.py.make)",
        "public_type(made.py.Box)", "infer_definition(made.py.Box)",
        "class_type_params(made.py.Box)", "statement_mro(made.py.Box)", "statement_facts(made.py.Box)",
        "class_header(made.py.Box)",
        "public_type(made.py.Box.size)", "infer_definition(made.py.Box.size)",
        "public_type(made.py.Box.int)", "public_type(made.py.int)",
    ]  # fmt: skip


HELPED = {
    "main.py": "from helper import Box, grown\n\n\ndef used(box: Box) -> int:\n    return grown(2) + box.size\n",
    "helper.py": (
        "class Box:\n"
        "    def __init__(self) -> None:\n"
        "        self.size = 1\n"
        "\n"
        "\n"
        "def grown(n: int, by: int = 1) -> int:\n"
        "    return n + by\n"
    ),
}


def test_without_a_default_callers_lack_an_argument_with_another_one_nothing_follows() -> None:
    db = project.open_project(HELPED)
    assert check_main(db) == []
    assert edit(db, "helper.py", "by: int = 1", "by: int = 2") == [
        "source_text(helper.py)",
        "outline(helper.py)",
        "semantic_index(helper.py)",
        "infer_definition(helper.py.grown)",
        "of_definition(helper.py.grown)",
        "function_facts(helper.py.grown)",
        "infer_region(main.py.used)",  # signatures are shown with their defaults; its result is the same
    ]
    ran = edit(db, "helper.py", "by: int = 2", "by: int")
    assert "infer_region(main.py.used)" in ran
    assert [rule for _, _, rule, _ in check_main(db)] == ["missing-argument"]


@pytest.mark.parametrize("comment", ["class Box:  # a box\n", "# a box\nclass Box:\n", "class Box:\n    # a box\n"])
def test_a_comment_in_a_class_touches_no_user_of_its_attributes(comment: str) -> None:
    db = project.open_project(HELPED)
    assert check_main(db) == []
    assert edit(db, "helper.py", "class Box:\n", comment) == [
        "source_text(helper.py)",
        "outline(helper.py)",
        "semantic_index(helper.py)",
    ]


def test_another_type_of_an_attribute_reruns_its_users() -> None:
    db = project.open_project(HELPED)
    assert check_main(db) == []
    ran = edit(db, "helper.py", "self.size = 1", "self.size = 'large'")
    assert "infer_region(main.py.used)" in ran
    assert [rule for _, _, rule, _ in check_main(db)] == ["unsupported-operator"]
