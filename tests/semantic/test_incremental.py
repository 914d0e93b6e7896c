"""What an edit changes, cell by cell; and that an edited index equals a fresh one."""

import random

import pytest

from pebre_analysis.semantic import dump
from tests.semantic import random_edits
from tests.semantic.harness import Project, changed_by

FILE = """\
import os
from typing import overload
LIMIT = 10

def first(a):
    x = a + LIMIT
    return x

class Box:
    size = 1

    def grow(self, by):
        self.width = by
        return self.size

    def shrink(self, by):
        global last
        last = by

def second(b):
    return first(b)

if LIMIT:
    mode = os.name
"""


def edit(old: str, new: str) -> tuple[str, str]:
    assert FILE.count(old) == 1
    return FILE, FILE.replace(old, new)


def test_an_edit_in_a_body_changes_its_code_alone() -> None:
    assert changed_by(*edit("a + LIMIT", "a - LIMIT")) == ["first: code"]


def test_an_edit_in_a_method_changes_its_code_alone() -> None:
    assert changed_by(*edit("return self.size", "return self.size + 1")) == ["Box.grow: code"]


def test_a_comment_changes_nothing() -> None:
    assert changed_by(*edit("    x = a", "    # why\n    x = a")) == []
    assert changed_by(*edit("size = 1", "size = 1  # one")) == []
    assert changed_by(*edit("class Box", "# a box\nclass Box")) == []


def test_a_blank_line_changes_nothing() -> None:
    assert changed_by(*edit("import os\n", "\n\nimport os\n\n")) == []
    assert changed_by(*edit("    return x\n", "\n    return x\n")) == []


def test_a_docstring_changes_nothing() -> None:
    assert changed_by(*edit("    x = a", "    '''Text.'''\n    x = a")) == []


def test_a_new_function_changes_no_other_entity() -> None:
    assert changed_by(*edit("class Box", "def new(): ...\n\nclass Box")) == [
        ": names",
        "regions",
        "+ [new]: code",
        "+ [new]: entry",
        "+ new.absent: state",
        "+ new: code",
        "+ new: entry",
        "+ new: names",
        "+ new: state",
    ]


def test_a_function_that_goes_takes_its_entities_along() -> None:
    assert changed_by(*edit("def second(b):\n    return first(b)\n", "")) == [
        ": names",
        "regions",
        "second: state",
        "- [second]: code",
        "- [second]: entry",
        "- second.absent: state",
        "- second.b: state",
        "- second: code",
        "- second: entry",
        "- second: names",
    ]


def test_a_changed_value_of_a_global_changes_its_code_alone() -> None:
    assert changed_by(*edit("LIMIT = 10", "LIMIT = 11")) == ["[LIMIT]: code"]


def test_a_header_changes_its_code_alone() -> None:
    assert changed_by(*edit("def first(a):", "def first(a: int):")) == [
        "[first]: code",
        "first.a: state",
    ]


def test_a_declaration_on_one_way_reaches_what_is_given_a_value_behind_it() -> None:
    text = FILE.replace("mode = os.name", "mode: str = os.name\n    size: int = 1\nmode = size = None")
    assert changed_by(text, text.replace("if LIMIT:\n    mode: str", "if LIMIT:\n    mode")) == [
        "[mode#1]: entry",
        "[mode]: code",
        "mode: state",
    ]


def test_a_declaration_that_says_something_else_changes_nothing_behind_it() -> None:
    text = FILE.replace("mode = os.name", "mode: str = os.name\nelse:\n    mode: int = 1\nmode = 2")
    assert changed_by(text, text.replace("mode: int", "mode: bytes")) == ["[mode#1]: code"]


def test_an_attribute_set_in_a_method() -> None:
    assert changed_by(*edit("self.width = by", "self.size = by")) == ["Box.grow: code", "Box.size: sites"]


def test_a_global_bound_in_a_method() -> None:
    assert changed_by(*edit("        last = by", "        last = last = by")) == [
        "Box.shrink: code",
        "last: state",
    ]


def test_a_name_bound_between_keeps_inner_functions_from_the_outer_one() -> None:
    text = "def f():\n  a = 1\n  def g():\n    b = 1\n    def h():\n      nonlocal a\n      a = 2\n"
    assert "f.a: state" in changed_by(text, text.replace("b = 1", "a = 1"))


def test_a_function_inside_is_another_definition_when_its_name_was_bound_before() -> None:
    text = "def f():\n  a = 1\n  def g(): return a\n"
    assert "f.g: code" in changed_by(text, text.replace("a = 1", "a = 1; g = 1"))
    assert "f.g: code" not in changed_by(text, text.replace("a = 1", "a = 1; h = 1"))


def test_a_binding_before_a_global_one_changes_no_global() -> None:
    assert changed_by(*edit("        last = by", "        first = by\n        last = by")) == [
        "Box.shrink: code",
        "Box.shrink: names",
        "+ Box.shrink.first: state",
    ]


def test_a_binding_before_an_attribute_changes_no_attribute() -> None:
    assert changed_by(*edit("self.width = by", "x = 1; self.width = by")) == [
        "Box.grow: code",
        "Box.grow: names",
        "+ Box.grow.x: state",
    ]


def test_a_decorator_that_makes_a_method_static_takes_its_attributes() -> None:
    text = FILE.replace("self.width", "self.size")
    changed = changed_by(text, text.replace("    def grow", "    @staticmethod\n    def grow"))
    assert changed == ["Box.[grow]: code", "Box.size: sites"]


def test_a_binding_in_a_branch_reaches_what_reads_it() -> None:
    before, after = edit("if LIMIT:", "if LIMIT:\n    LIMIT = 1")
    assert changed_by(before, after) == ["LIMIT: state", "regions", "+ [LIMIT#1]: code", "+ [LIMIT#1]: entry"]


def test_a_narrowed_name_reaches_what_reads_it() -> None:
    text = "x = f()\nif x is None:\n    pass\nprint(x)\n"
    assert changed_by(text, text.replace("pass", "raise E")) == [
        "[print ( x )]: entry",
        "regions",
        "x: state",
        "- [= pass]: code",
        "- [= pass]: entry",
        "+ [raise E]: code",
        "+ [raise E]: entry",
    ]


def test_an_overload_before_others_moves_only_its_name() -> None:
    before = "def f(a): ...\ndef f(b): ...\ndef g(): ...\n"
    changed = changed_by(before, "def f(x): ...\n" + before)
    assert all(name.lstrip("+- ").lstrip("[").startswith(("f", ": names", "regions")) for name in changed), changed


def test_entities_stay_the_same_objects() -> None:
    project = Project(FILE)
    before = {region.debug_name(): region for region in project.index().regions.value}
    definition = project.scope("Box.grow").definition
    project.edit("x = 1\n" + FILE.replace("return self.size", "return 1"))
    after = {region.debug_name(): region for region in project.index().regions.value}
    assert {name for name, region in before.items() if after.get(name) is not region} == set()
    assert project.scope("Box.grow").definition is definition


def test_a_scope_that_comes_back_is_a_new_one() -> None:
    project = Project(FILE)
    before = project.scope("second")
    project.edit(FILE.replace("def second(b):\n    return first(b)\n", ""))
    project.index()
    project.edit(FILE)
    assert before.is_dead()
    assert project.scope("second") is not before


def test_a_class_becomes_a_function_and_back() -> None:
    project = Project("class f:\n    x = 1\n")
    project.index()
    project.edit("def f():\n    x = 1\n")
    assert dump.dump_scopes(project.index()) == dump.dump_scopes(Project("def f():\n    x = 1\n").index())
    project.edit("class f:\n    x = 1\n")
    assert dump.dump_scopes(project.index()) == dump.dump_scopes(Project("class f:\n    x = 1\n").index())


METHOD = "    def m(self):\n" + 12 * "        ...\n"  # with so many lines a class is cut into chunks
LONG = "".join([f"    v{n} = 1\n" for n in range(40)])  # … and the body of a statement
DONE_AGAIN = {
    "a class binds a global in a chunk that stays": (
        f"class A:\n    global x\n    x = 1\n{METHOD}y = x\n",
        f"class A:\n    global x\n    x = 1\n{METHOD}    z = 1\ny = x\n",
    ),
    "a class declares a global in a chunk that stays": (
        f"class A:\n    global x\n{METHOD}    x = 1\ny = x\n",
        f"class A:\n    global x\n{METHOD}    x = z = 2\ny = x\n",
    ),
    "a class declares a global no more": (
        f"class A:\n    global x\n{METHOD}    x = 1\ny = x\n",
        f"class A:\n    pass\n{METHOD}    x = 1\ny = x\n",
    ),
    "a class declares a global now": (
        f"class A:\n    pass\n{METHOD}    x = 1\ny = x\n",
        f"class A:\n    global x\n{METHOD}    x = 1\ny = x\n",
    ),
    "a class within a class binds a global": (
        f"class A:\n    class B:\n        global x\n        x = 1\n{METHOD}y = x\n",
        f"class A:\n    class B:\n        global x\n        x = 1\n{METHOD}    z = 1\ny = x\n",
    ),
    "an annotation without a value, declared before": (
        "x: int = 1\nx: str = ''\nif a:\n    x: int\n",
        "if b:\n    x: int = 1\n    x: str = ''\nif a:\n    x: int\n",
    ),
    "a state on the way, seen by a handler": (
        f"try:\n    if a:\n        x = 1\n        x = 2\n{LONG}except E:\n    y = x\n",
        f"try:\n    if a:\n        x = 1\n        x = 2\n{LONG}    z = 1\nexcept E:\n    y = x\n",
    ),
    "a state on a way that ends, seen by a handler": (
        f"try:\n    if a:\n        x = 1\n        raise\n{LONG}except E:\n    y = x\n",
        f"try:\n    if a:\n        x = 1\n        raise\n{LONG}    z = 1\nexcept E:\n    y = x\n",
    ),
}


@pytest.mark.parametrize("name", DONE_AGAIN)
def test_what_a_chunk_did_is_done_again_in_full(name: str) -> None:
    before, after = DONE_AGAIN[name]
    project = Project("")
    project.index()
    for text in (before, after):  # what was done is kept once a file is being edited
        project.edit(text)
        index, fresh = project.index(), Project(text).index()
        assert dump.dump_uses(index) + dump.dump_scopes(index) == dump.dump_uses(fresh) + dump.dump_scopes(fresh)


def _bound_inside(project: Project, name: str) -> list[str]:
    state = project.scope("f").symbol(name).state.value
    assert state is not None
    return [dump.definition_name(each) for each in state.others]


def test_bindings_in_functions_inside_are_in_source_order() -> None:
    project = Project("def f(a):\n    class B:\n        nonlocal a\n        a = 1\n")
    assert _bound_inside(project, "a") == ["f.<1>.a (assign)"]
    inner = "        def i():\n            nonlocal a\n            a = 3\n        nonlocal a\n        a = 2\n"
    project.edit(f"def f(a):\n    def g():\n{inner}    class B:\n        nonlocal a\n        a = 1\n")
    assert _bound_inside(project, "a") == ["f.g.a (assign)", "f.g.i.a (assign)", "f.<1>.a (assign)"]


def test_a_method_of_a_class_inside_binds_what_is_nonlocal() -> None:
    project = Project("def f(a):\n    class B:\n        def m(self):\n            nonlocal a\n            a = 1\n")
    assert _bound_inside(project, "a") == ["f.B.m.a (assign)"]


@pytest.mark.parametrize("seed", range(6))
def test_an_edited_index_equals_a_fresh_one(seed: int) -> None:
    rng = random.Random(seed)
    random_edits.check(random_edits.random_file(rng), rng, 6)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(400))
def test_an_edited_index_equals_a_fresh_one_after_many_edits(seed: int) -> None:
    rng = random.Random(1000 + seed)
    random_edits.check(random_edits.random_file(rng), rng, 25)


def test_numbers_are_given_anew_when_most_are_of_what_is_gone() -> None:
    project = Project(FILE)
    random_edits.as_text(project)
    flow = project.index().flow
    assert flow is not None
    flow._regions.extend([None] * 20_000)  # as if many regions had come and gone
    flow._region_starts.extend([len(flow.plain)] * 20_000)
    project.edit(FILE.replace("size = 1", "size = LIMIT"))
    text = random_edits.as_text(project)
    assert project.index().flow is not flow
    assert text == random_edits.as_text(Project(FILE.replace("size = 1", "size = LIMIT")))


def regions_of(project: Project) -> list[tuple[object, str]]:
    return [(each, each.debug_name().removeprefix("/main.py.")) for each in project.index().regions.value]


THREE = "x = 1\nif a:\n    x = 2\nx = 3\n"


@pytest.mark.parametrize(
    ("edited", "stays"),
    [
        ("x = 1\n" + THREE, {1: 0, 3: 2, 4: 3}),
        (THREE + "x = 3\n", {0: 0, 2: 2, 4: 3}),  # what comes behind sees the last
        (THREE.replace("x = 1\n", ""), {1: 2, 2: 3}),
        (THREE.replace("x = 3\n", ""), {0: 0, 2: 2}),
        (THREE.replace("    x = 2\n", "    x = 2\n    x = 2\n"), {0: 0, 4: 3}),
        (THREE.replace("x = 1", "x = 4"), {0: 0, 2: 2, 3: 3}),
    ],
)
def test_those_of_one_name_stay_what_they_are(edited: str, stays: dict[int, int]) -> None:
    """`stays`: where a region stands afterwards -> where it stood."""
    project = Project(THREE)
    before = regions_of(project)
    project.edit(edited)
    after = regions_of(project)
    assert {at: after[at][0] for at in stays} == {at: before[stood][0] for at, stood in stays.items()}
    assert [name for _, name in after] == [name for _, name in regions_of(Project(edited))]


def test_one_more_above_changes_none_of_those_below() -> None:
    above = "x = 1\n\ndef f(a): ...\n\nclass A:\n    y = 1\n\n"
    text = above + "print(x)\n\ndef f(b): ...\n\nclass A:\n    z = 1\n\nA, f\n"
    changed = changed_by(text, "x = 2\n\ndef f(c): ...\n\nclass A: ...\n\n" + text)
    assert [each for each in changed if not each.startswith("+")] == ["A: state", "f: state", "regions"]


def test_which_one_is_before_is_a_cell() -> None:
    project = Project(THREE)
    first, second, third = project.index().module.regions["x"]  # type: ignore[misc]  # a list
    assert (first.before.value, second.before.value, third.before.value) == (None, first, second)
    project.edit(THREE.replace("x = 1\n", ""))
    project.index()
    assert (second.before.value, third.before.value) == (None, second)
    project.edit("x = 1\n" + THREE.replace("x = 1\n", ""))
    project.index()
    assert second.before.value is project.index().module.regions["x"][0]  # type: ignore[index]  # a list


def test_an_inner_function_with_others_of_its_name_before_it_is_that_of_a_fresh_index() -> None:
    text = "def f(a):\n    g = 1\n    def g(): return a\n"
    project = Project(text)
    random_edits.as_text(project)
    for edited in (text.replace("return a", "return 1"), text.replace("g = 1", "h = 1"), text):
        project.edit(edited)
        assert random_edits.as_text(project) == random_edits.as_text(Project(edited))
