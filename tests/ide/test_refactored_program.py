"""A small program does the same after each refactoring that is offered anywhere in it."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator

import pytest

from pebre_analysis.ide.code_actions import action
from pebre_analysis.syntax import ir, outline, parsed, visit
from tests.harness import project
from tests.ide import harness

TOOLS = """
LIMIT = 10


def clamp(value, low=0, high=LIMIT):
    result = value
    if result < low:
        result = low
    elif result > high:
        result = high
    return result


def spread(values):
    smallest = min(values)
    largest = max(values)
    width = largest - smallest
    return width
"""
MAIN = '''
import tools
from tools import clamp

seen = []


class Account:
    """Counts."""

    rate = 2

    def __init__(self, start):
        self.total = start
        self.log = []

    def add(self, n):
        before = self.total
        gain = n * self.rate
        self.total = before + gain
        self.log.append((before, self.total))
        return self

    def summary(self):
        names = ["low" if low < 5 else "high" for low, _ in self.log]
        text = ", ".join(names)
        return f"{self.total}: {text}"

    @classmethod
    def empty(cls):
        made = cls(0)
        made.log.append((0, 0))
        return made


def walk(items):
    total = 0
    last = None
    for n, item in enumerate(items):
        if item is None:
            continue
        if item < 0:
            break
        step = item * n
        total += step
        last = item
    else:
        total = -total
    return total, last


def pairs(items):
    first = items[0]
    for item in items[1:]:
        both = (first, item)
        yield both
        first = item
    return len(items)


def make(n):
    factor = n + 1

    def scaled(x):
        raised = x * factor
        return raised + n

    values = [scaled(each) for each in range(n)]
    seen.append(len(values))
    return scaled, values


def safely(text):
    try:
        number = int(text)
        parts = [number, number + 1]
    except ValueError as error:
        reason = str(error)
        return reason[:7]
    finally:
        seen.append(text)
    with_limit = clamp(number)
    return with_limit, parts, tools.spread(parts)


def check():
    seen.clear()
    account = Account(1).add(2).add(30)
    assert account.summary() == "65: low, high", account.summary()
    assert Account.empty().log == [(0, 0)]
    assert walk([3, None, 4, -1, 9]) == (8, 4)
    assert walk([1, 2, 3]) == (-8, 3)
    found = []
    generator = pairs("abc")
    while True:
        try:
            found.append(next(generator))
        except StopIteration as end:
            assert end.value == 3
            break
    assert found == [("a", "b"), ("b", "c")]
    scaled, values = make(3)
    assert (scaled(5), values) == (23, [3, 7, 11])
    assert safely("12") == (10, [12, 13], 1)
    assert safely("x") == "invalid"
    assert seen == [3, "12", "x"]
'''
KINDS = ("refactor.extract.function", "refactor.extract.variable", "refactor.inline", "refactor.move")
FILES = {"main.py": MAIN.lstrip(), "tools.py": TOOLS.lstrip(), "other.py": "there = 1\n"}


def places(text: str) -> Iterator[tuple[int, int]]:
    """Each run of up to three statements, each expression, each name that is bound."""
    db = project.open_project({"main.py": text})
    of = db.run(outline.outline, db, db.files.file(f"{project.ROOT}/main.py"))
    for base, part in of.occurrences():
        for region in parsed.lowered_of(part).regions:
            span = region.spans
            suites = [region.node.block.statements] if isinstance(region.node, ir.Body) else []
            while suites:
                suite = suites.pop()
                suites += [below for node in suite for below in visit.suites(node)]
                for n, first in enumerate(suite):
                    for last in suite[n : n + 3]:
                        yield base + span[2 * first.n], base + span[2 * last.n + 1]
            for node in visit.in_region(region):
                if isinstance(node, ir.Name):
                    yield base + span[2 * node.n], base + span[2 * node.n]
                elif isinstance(node, ir.Expr):
                    yield base + span[2 * node.n], base + span[2 * node.n + 1]


def after(files: dict[str, str], found: action.Action) -> dict[str, str]:
    texts = dict(files)
    for edit in sorted(found.edits, key=lambda each: -each.range.start):
        name = edit.path.removeprefix(f"{project.ROOT}/")
        before = texts.get(name, "")
        texts[name] = before[: edit.range.start] + edit.text + before[edit.range.end :]
    return texts


def run(texts: dict[str, str]) -> None:
    """The program's own test; its modules are looked for nowhere else."""
    loaded = {name.removesuffix(".py"): text for name, text in texts.items()}
    before = {name: sys.modules.pop(name, None) for name in loaded}

    class Finder:
        @staticmethod
        def find_spec(name: str, path: object = None, target: object = None) -> object:
            if name not in loaded:
                return None
            module = types.SimpleNamespace(
                create_module=lambda spec: None, exec_module=lambda made: exec(loaded[name], made.__dict__)
            )
            return __import__("importlib.machinery", fromlist=["x"]).ModuleSpec(name, module)

    sys.meta_path.insert(0, Finder)  # type: ignore[arg-type]  # enough of one
    try:
        __import__("main")
        sys.modules["main"].check()
    finally:
        sys.meta_path.remove(Finder)  # type: ignore[arg-type]  # as above
        for name, module in before.items():
            sys.modules.pop(name, None)
            if module is not None:
                sys.modules[name] = module


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["main.py", "tools.py"])
def test_it_does_the_same(kind: str, name: str) -> None:
    run(FILES)
    at = harness.Project("".join([f"#- {each}\n{text}" for each, text in FILES.items()]))
    path = f"{project.ROOT}/{name}"
    text = at.host.line_index(path).text
    done = 0
    for start, end in dict.fromkeys(places(text)):
        if "def check" in text[: start + len("check")]:
            continue  # the test itself
        for found in at.host.code_actions(path, start, end, kind.__eq__):
            if found.late:
                found = at.host.resolve_action(path, start, end, kind, found.late) or found
            if found.disabled:
                continue
            texts = after({each: at.host.line_index(f"{project.ROOT}/{each}").text for each in FILES}, found)
            try:
                run(texts)
            except BaseException as fault:
                shown = "\n".join([f"{each.range.start}: {each.text}" for each in found.edits])
                raise AssertionError(f"{found.title} at {text[start:end]!r}: {fault!r}\n{shown}") from fault
            done += 1
    assert done > 1
