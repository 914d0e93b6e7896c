"""Regions in runs: all of them once, in order, and an edit changes the run it is in."""

from tests.semantic.harness import Project

MANY = "".join([f"def f{n}(a):\n    return a + {n}\n" for n in range(400)])


def runs_of(project: Project) -> list[tuple[object, ...]]:
    return [head.run.value for head in project.index().heads.value]


def test_runs_hold_all_regions_in_order() -> None:
    project = Project(MANY)
    found = runs_of(project)
    assert [each for run in found for each in run] == list(project.index().regions.value)
    assert 15 < len(found) < 40
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
