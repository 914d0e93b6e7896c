"""Regions in runs: all of them once, in order, and an edit changes the run it is in."""

import random

from pebre_analysis.semantic import runs, symbols
from tests.semantic.harness import Project

MANY = "".join([f"def f{n}(a):\n    return a + {n}\n" for n in range(400)])


def runs_of(project: Project) -> list[tuple[object, ...]]:
    return [head.run.value for head in project.index().heads.value]


def test_runs_hold_all_regions_in_order() -> None:
    project = Project(MANY)
    found = runs_of(project)
    assert [each for run in found for each in run] == list(project.index().regions.value)
    assert 40 < len(found) < 60
    assert max(map(len, found)) < 50
    assert all(head.run.value[0] is head for head in project.index().heads.value)


def test_stretches_hold_all_runs_in_order() -> None:
    index = Project("".join([f"x{n} = {n}\n" for n in range(1000)])).index()
    heads = index.heads.value
    found = index.stretches(heads)
    assert [head for stretch in found.values() for head in stretch] == list(heads)
    assert 3 < len(found) < 20 < 40 < len(heads) < 90
    assert all(stretch[0] is first for first, stretch in found.items())
    assert index.stretches(heads) is found


def test_an_edit_in_a_body_changes_no_run() -> None:
    project = Project(MANY)
    before = runs_of(project)
    project.edit(MANY.replace("a + 200", "a - 200"))
    assert all(old is new for old, new in zip(before, runs_of(project), strict=True))


def test_a_new_function_changes_one_run_or_parts_it() -> None:
    project = Project(MANY)
    before = runs_of(project)
    for n in range(40):
        project.edit(MANY.replace("def f200", f"def g{n}(): ...\ndef f200"))
        assert len([run for run in runs_of(project) if run not in before]) in (1, 2)


def test_a_file_without_statements_has_no_run() -> None:
    assert runs_of(Project("# nothing\n")) == []


def test_the_first_region_begins_a_run() -> None:
    for n in range(20):
        project = Project(f"x{n} = 1\n")
        assert [len(run) for run in runs_of(project)] == [1]


def test_after_edits_they_are_cut_as_they_would_be_anew() -> None:
    chance = random.Random(1)
    many = "".join([f"    z{n} = {n}\n" for n in range(45)])
    pieces = [
        "x = 1\n", "y: int\n", "def f(a):\n    return a\n", "class A:\n    x = 1\n    def m(self): ...\n",
        "del x\n", f"if y:\n{many}else:\n    x = 2\n",
    ]  # fmt: skip
    parts = [chance.choice(pieces).replace("x", f"x{n % 7}").replace("f", f"f{n}", 1) for n in range(60)]
    project = Project("".join(parts))
    runs_of(project)
    for _ in range(120):
        at = chance.randrange(len(parts))
        if chance.random() < 0.4:
            del parts[at : at + chance.randrange(4)]
        elif chance.random() < 0.3:
            parts[at:at] = parts[chance.randrange(len(parts)) :][:5]
        else:
            parts.insert(at, chance.choice(pieces))
        project.edit("".join(parts))
        index = project.index()
        regions = [each for body in index.module.bodies for each in symbols.regions_of(body)]
        anew = runs.Runs([regions])
        assert list(index.regions.value) == regions
        assert index.heads.value == anew.heads()
        assert {head: head.run.value for head in index.heads.value} == anew.by_head == index.runs().by_head
