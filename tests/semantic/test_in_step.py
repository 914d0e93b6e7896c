"""Chunks that are in step with the last pass of the flow: they are those whose key is the same, and most are."""

from __future__ import annotations

import random

import pytest

from pebre_analysis.semantic import in_step, link_flow
from pebre_analysis.semantic.occurrence import Occurrence
from pebre_analysis.semantic.walked import Walked
from tests.semantic import random_edits
from tests.semantic.harness import Project


def proven(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Let each answer be proven by the key; the answers."""
    answers: list[bool] = []
    flows: list[link_flow.LinkFlow] = []
    run, holds = link_flow.LinkFlow._run_in, in_step.InStep.holds

    def run_noted(self: link_flow.LinkFlow, step: in_step.InStep, occurrence: Occurrence) -> None:
        flows[:] = [self]
        run(self, step, occurrence)

    def holds_proven(self: in_step.InStep, occurrence: Occurrence, done: Walked) -> bool:
        answers.append(holds(self, occurrence, done))
        assert not answers[-1] or flows[0]._key(occurrence) == done.key
        return answers[-1]

    monkeypatch.setattr(link_flow.LinkFlow, "_run_in", run_noted)
    monkeypatch.setattr(in_step.InStep, "holds", holds_proven)
    return answers


@pytest.mark.parametrize("seed", range(4))
def test_what_is_in_step_has_the_key_it_had(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(500 + seed)
    answers = proven(monkeypatch)
    random_edits.check(random_edits.random_file(rng) + random_edits.random_file(rng), rng, 8)
    assert True in answers


@pytest.mark.long
@pytest.mark.parametrize("seed", range(300))
def test_what_is_in_step_has_the_key_it_had_after_many_edits(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(5_000 + seed)
    proven(monkeypatch)
    random_edits.check("".join([random_edits.random_file(rng) for _ in range(3)]), rng, 25)


ANNOTATED = "if a:\n    x: int = 1\nelse:\n    x: str = ''\n"


@pytest.mark.parametrize("above", ["", ANNOTATED, "x.a = 1\n"])
def test_a_new_name_has_the_states_of_its_readers_looked_up(above: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = above + "".join([f"def f{n}(a):\n    return a + {n}\n" for n in range(200)]) + "class A:\n    y = new\n"
    project = Project("")
    project.index().flow_is_needed()
    for edit in (text, text.replace("def f90(", "def old(): ...\ndef f90(")):
        project.edit(edit)
        project.index()
    looked: list[Occurrence] = []
    key = link_flow.LinkFlow._key
    monkeypatch.setattr(link_flow.LinkFlow, "_key", lambda self, of: looked.append(of) or key(self, of))
    project.edit(text.replace("def f90(", "def new(): ...\ndef f90("))
    project.index()
    assert 1 < len(looked) <= 4 + above.count("\n")
    assert any(each.chunk.text.strip().startswith("class A") for each in looked)
