"""The join put together again after each edit equals one made from nothing, in files of many runs."""

from __future__ import annotations

import random

import pytest

from pebre_analysis.semantic import runs
from pebre_analysis.source import pieces
from pebre_analysis.types import comments
from pebre_analysis.types.join import commented, sides, stretch
from pebre_analysis.types.join import run as join_runs
from tests.ide import harness
from tests.server import test_shown

MAIN = test_shown.MAIN


@pytest.fixture(autouse=True)
def runs_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every third region begins a run, every third run a stretch; sides take whatever they can."""
    monkeypatch.setattr(runs, "_NEAR", 1)
    monkeypatch.setattr(runs, "_NEAR_HEADS", 1)
    monkeypatch.setattr(sides, "_MANY", 1)


COMMENTS = ["type: ignore", "pebre: ignore", "pebre: ignore[unresolved-reference]", "pebre: ignore[no-such-rule]"]


def text_of(rng: random.Random) -> list[str]:
    """Lines with a finding in many of them; equal statements stand in several places."""
    lines: list[str] = []
    for n in range(40):
        kind = rng.randrange(6)
        if kind == 0:
            lines += [f"def f{n}(x: int) -> int:", f"    return x + missing_{n % 3}", ""]
        elif kind == 1:
            lines += [f"class C{n}:", "    def m(self):", f"        unknown_{n % 2}", "    y = absent", ""]
        elif kind == 2:
            lines += [rng.choice(["print(nothing)", "from __future__ import annotations"])]
        elif kind == 3:
            lines += [f"w{n} = " + rng.choice(["absent", "1"]) + "  # " + rng.choice(COMMENTS)]
        elif kind == 4:
            lines += [
                f"def g{n}(x: int):",
                "    if x is None:",
                "        return x.real  # type: ignore",
                "    return 1",
                "",
            ]
        else:
            lines += [f"v{n % 5}: int = ''"]
    return lines


def edit(lines: list[str], rng: random.Random) -> None:
    at = rng.randrange(len(lines) + 1)
    kind = rng.randrange(7)
    if kind == 0:
        lines.insert(at, rng.choice(["", "# a comment", "print(nothing)", "v1: int = ''"]))
    elif kind == 1 and lines:
        del lines[min(at, len(lines) - 1)]
    elif kind == 2 and lines:
        at = min(at, len(lines) - 1)
        lines[at] += rng.choice(["  ", "  # more", "1", " ", "  # type: ignore"])
    elif kind == 3:
        lines[at:at] = ["    zq = len(other_missing)"]
    elif kind == 4 and len(lines) > 10:
        cut = lines[at : at + 3]
        del lines[at : at + 3]
        to = rng.randrange(len(lines))
        lines[to:to] = cut
    elif kind == 5 and lines:
        at = min(at, len(lines) - 1)
        lines[at] = lines[at].replace("x is None", "x").replace("absent", "1").partition("#")[0]
    else:
        lines[at:at] = ["def late():", "    return gone", ""]


def run(seed: int, n_edits: int) -> None:
    rng = random.Random(seed)
    lines = text_of(rng)
    at = harness.Project("#- main.py\npass\n")
    for _ in range(n_edits):
        text = "\n".join(lines) + "\n"
        at.open("main.py", text)
        found = at.host.diagnostics(MAIN).flat()
        fresh = harness.Project("#- main.py\npass\n")
        fresh.open("main.py", text)
        assert [repr(each) for each in found] == [repr(each) for each in fresh.host.diagnostics(MAIN).flat()]
        for _ in range(rng.choice([1, 1, 2])):
            edit(lines, rng)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_after_edits_it_is_that_of_a_fresh_database(seed: int) -> None:
    run(seed, 12)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 120))
def test_after_many_edits_it_is_that_of_a_fresh_database(seed: int) -> None:
    run(seed, 150)


def test_an_edit_elsewhere_leaves_a_run_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join([f"def f{n}():\n    return missing_{n}\n" for n in range(200)])
    at = harness.Project("#- main.py\npass\n")
    at.open("main.py", text)
    assert len(at.host.diagnostics(MAIN).groups) > 20
    looked: list[object] = []
    gathered: list[int] = []
    holds, gather = join_runs.Run.holds, stretch.Stretch.gather
    monkeypatch.setattr(join_runs.Run, "holds", lambda self, outline: bool(looked.append(self)) or holds(self, outline))
    monkeypatch.setattr(stretch.Stretch, "gather", lambda self, of: gathered.append(len(of)) or gather(self, of))

    def groups_after(old: str, new: str) -> list[pieces.Group]:
        nonlocal text
        looked.clear()
        gathered.clear()
        text = text.replace(old, new)
        at.open("main.py", text)
        return at.host.diagnostics(MAIN).groups

    first = groups_after("return missing_100", "return 1 + missing_100")
    assert len(first) == 3  # what stands above, the stretch, what stands below
    assert len(looked) <= 1
    assert len(gathered) == 3
    then = groups_after("return 1 + missing_100", "return missing_100")
    assert len(looked) <= 1
    assert len(gathered) == 1
    assert then[0] is first[0]
    assert then[2].pieces is first[2].pieces
    assert then[2].above == first[2].above - len("1 + ")
    elsewhere = groups_after("return missing_190", "return 1 + missing_190")
    assert len(elsewhere) <= 5
    assert len(looked) <= 1
    assert len(gathered) < 5


def test_a_new_function_is_looked_at_with_its_neighbours_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join([f"def f{n}():\n    return missing_{n}\n" for n in range(200)])
    at = harness.Project("#- main.py\npass\n")
    at.open("main.py", text)
    before = at.host.diagnostics(MAIN)
    looked: list[object] = []
    holds = join_runs.Run.holds
    monkeypatch.setattr(join_runs.Run, "holds", lambda self, outline: bool(looked.append(self)) or holds(self, outline))
    at.open("main.py", text.replace("def f100(", "def g():\n    return 1\ndef f100("))
    after = at.host.diagnostics(MAIN)
    assert len(looked) <= 4
    assert len(after.flat()) == len(before.flat()) == 200
    fresh = harness.Project("#- main.py\npass\n")
    fresh.open("main.py", text.replace("def f100(", "def g():\n    return 1\ndef f100("))
    assert [repr(each) for each in after.flat()] == [repr(each) for each in fresh.host.diagnostics(MAIN).flat()]


def test_a_definition_put_above_others_of_its_name() -> None:
    """They are told apart by their number, so each takes the place of the one before."""
    text = "".join([f"def f{n % 10}():\n    return missing_{n}\nx = gone_{n}\n" for n in range(60)])
    at = harness.Project("#- main.py\npass\n")
    at.open("main.py", text)
    at.host.diagnostics(MAIN)
    for version, now in enumerate(("x = 1\ndef f3(): ...\n" + text, text, text.replace("x = gone_5\n", "")), 2):
        at.open("main.py", now, version)
        fresh = harness.Project("#- main.py\npass\n")
        fresh.open("main.py", now)
        found = at.host.diagnostics(MAIN).flat()
        assert [repr(each) for each in found] == [repr(each) for each in fresh.host.diagnostics(MAIN).flat()]


def test_an_edit_elsewhere_judges_no_comment_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join([f"def f{n}():\n    return missing_{n}\nv{n} = {n}  # pebre: ignore\n" for n in range(50)])
    at = harness.Project("#- main.py\npass\n")
    at.open("main.py", text)
    assert len(at.host.diagnostics(MAIN).flat()) == 100
    monkeypatch.setattr(comments, "Judged", None)  # none is judged any more
    monkeypatch.setattr(commented.Commented, "_judged", None)
    at.open("main.py", text.replace("return missing_20", "return 1 + missing_20"))
    assert len(at.host.diagnostics(MAIN).flat()) == 100


def test_equal_statements_that_take_each_other_s_place() -> None:
    at = harness.Project("#- main.py\npass\n")
    for text in (
        "print(nothing)\nclass C:\n    x = 1\nprint(nothing)\nprint(nothing)\n",
        "print(nothing)\nprint(nothing)\n",
    ):
        at.open("main.py", text)
        starts = [each.range.start for each in at.host.diagnostics(MAIN).flat()]
        assert starts == [n + 6 for n in range(len(text)) if text.startswith("print(nothing)", n)]


def test_what_is_stopped_on_the_way_is_right_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join([f"def f{n}():\n    return missing_{n}\n" for n in range(100)])
    at = harness.Project("#- main.py\npass\n")
    at.open("main.py", text)
    at.host.diagnostics(MAIN)
    text = "# moved\n" + text.replace("return missing_50", "return 1 + missing_50")
    at.open("main.py", text)
    with monkeypatch.context() as patch:
        patch.setattr(join_runs.Run, "add", None)  # a fault, or a cancellation, in the middle
        with pytest.raises(TypeError):
            at.host.diagnostics(MAIN)
    fresh = harness.Project("#- main.py\npass\n")
    fresh.open("main.py", text)
    assert list(map(repr, at.host.diagnostics(MAIN).flat())) == list(map(repr, fresh.host.diagnostics(MAIN).flat()))


def test_what_is_put_above_an_import_from_the_future_makes_it_late() -> None:
    at = harness.Project("#- main.py\npass\n")
    imports = "".join(f"from __future__ import division  # {n}\n" for n in range(40))  # several chunks, see `borders`
    for above, is_late in (("", False), ("x = 1\n", True), ("", False), ('"More."\n', True), ("# more\n", False)):
        at.open("main.py", f'"""Doc."""\n{above}{imports}x = 1\n')
        messages = [each.message for each in at.host.diagnostics(MAIN).flat() if each.rule == "invalid-syntax"]
        assert messages == ["`from __future__` imports come first in a file"] * (40 * is_late)


def test_while_the_quotes_of_a_docstring_are_typed_nothing_is_said_of_what_they_took_in() -> None:
    above = "import sys\n\n\ndef f() -> Later:\n    "
    below = '\n    word = "a"\n    return Later(word)\n\n\nclass Later:\n    def __init__(self, x: int): ...\n\n\n'
    below += 'y: int = ""\nf().x = sys.nope, gone\n'
    at = harness.Project("#- main.py\npass\n")
    found = []
    for version, quotes in enumerate(("", '"', '""', '"""', '"""D', '"""Doc."""'), 1):
        at.open("main.py", above + quotes + below, version)
        found.append([each.rule for each in at.host.diagnostics(MAIN).flat()])
    whole = ["invalid-argument-type", "invalid-assignment", "unresolved-attribute", "unresolved-attribute"]
    whole.append("unresolved-reference")
    open_ = ["invalid-syntax", "invalid-assignment"]
    assert found == [whole, ["invalid-syntax", *whole], whole, open_, open_, whole]
