"""Above which definitions something is shown."""

from tests.harness import project
from tests.ide import harness


def test_definitions_outside_of_functions() -> None:
    text = "class A:\n    x = 1\n    def f(self):\n        def inner(): ...\ndef g(): ...\ny = 1\n"
    at = harness.Project(text)
    found = at.host.code_lens(f"{project.ROOT}/main.py")
    assert [text[each.start : each.end] for each in found] == ["A", "f", "g"]
