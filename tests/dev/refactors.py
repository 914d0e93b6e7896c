"""Code actions that give code another shape, tried at random places of real projects.

    python -m tests.dev refactors KIND PROJECT… [--cases N] [--seed N] [--python ENVIRONMENT] [--show]

KIND is `variable`, `function`, `statements` (of a module, as a function), `inline`, `move` (of what a module
defines), `delete` (of names that a file holds once), `file`, which renames and moves modules, `rename`, of names, or
`hint`, which puts inlay hints into the code. Each case is applied to a copy of the project as it was, and judged: the
text compiles, and nothing is reported that was not before. `--show` prints the edits of cases that fail.
"""

import argparse
import keyword
import os
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence

from pebre_analysis.ide import api
from pebre_analysis.ide.code_actions import action
from pebre_analysis.source import system
from pebre_analysis.syntax import ir, outline, outlined, parsed, visit
from tests.ide import harness

_KINDS = {
    "variable": "refactor.extract.variable",
    "function": "refactor.extract.function",
    "statements": "refactor.extract.function",
    "inline": "refactor.inline",
    "move": "refactor.move",
    "delete": "refactor.delete",
}
_NEW = "renamed_"  # what new names begin with; in a message it makes no difference
_FUNCTION = re.compile(r"Self@\w+")
Span = tuple[int, int]


def main(words: list[str]) -> int:
    """Print a line for each project, and one for each failure; 1 if there is any."""
    parser = argparse.ArgumentParser(prog="tests.dev refactors", description=__doc__)
    parser.add_argument("kind", choices=[*_KINDS, "file", "hint", "rename"])
    parser.add_argument("projects", nargs="+")
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--python")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(words)
    failed = 0
    for path in options.projects:
        with tempfile.TemporaryDirectory() as folder:
            copy = f"{folder}/{os.path.basename(os.path.abspath(path))}"
            shutil.copytree(path, copy)
            trial = Trial(copy, options.python, options.seed)
            others = {"file": trial.rename_files, "rename": trial.rename, "hint": trial.hints}
            if options.kind in others:
                failed += others[options.kind](options.cases, options.show)
            else:
                failed += trial.run(options.kind, options.cases, options.show)
    return int(failed > 0)


class Trial:
    """One project behind a host."""

    def __init__(self, folder: str, environment: str | None, seed: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)
        settings = {"environment": {"python": environment}} if environment else {}
        self.host = api.Host([folder], settings, lambda line: None, system.OsSystem())
        self.paths = [path for path in self.host.files() if path.endswith(".py") and "/test" not in path]
        self.why: Counter[str] = Counter()

    def run(self, kind: str, cases: int, show: bool) -> int:
        """How many cases fail."""
        done = failed = refused = 0
        for path, text, (start, end) in self.places(kind):
            if done >= cases:
                break
            offered = self.host.code_actions(path, start, end, _KINDS[kind].__eq__)
            if not offered:
                continue
            found = self.random.choice(offered)
            if found.late:
                found = self.host.resolve_action(path, start, end, found.kind, found.late) or found
            if found.disabled:
                refused += 1
                self.why[_without_names(found.disabled)] += 1
                continue
            done += 1
            fault = self.judge(path, text, found)
            if fault:
                failed += 1
                print(f"{path}:{text.count(chr(10), 0, start) + 1}: {fault}")
                if show:
                    print(f"    {text[start:end]!r}")
                    print(*[f"    {each.path}:{each.range.start}: {each.text}" for each in found.edits], sep="\n")
        print(f"{os.path.basename(self.folder)} {kind}: {done} done, {failed} failed, {refused} refused")
        for reason, n in self.why.most_common(12):
            print(f"  {n:5} {reason}")
        return failed

    def judge(self, path: str, text: str, found: action.Action) -> str:
        """What is wrong with a case; empty if nothing is."""
        paths = dict.fromkeys([each.path for each in found.edits])
        texts = {each: self.host.line_index(each).text for each in paths}
        paths.update(dict.fromkeys(self.concerned(found)))
        moved = found.title.split("`")[1] if found.kind == _KINDS["move"] else ""
        before = sum([self.reported(each, moved) for each in paths if each not in found.creates], Counter[str]())
        after = {each: applied(old, each, found) for each, old in texts.items()}
        for each, changed in after.items():
            try:
                compile(changed, each, "exec", dont_inherit=True)
            except SyntaxError as error:
                return f"{error} in {changed.splitlines()[(error.lineno or 1) - 1]!r}"
        for each in found.creates:
            _write(each, after[each])
        made = [harness.Change("created", each) for each in found.creates]
        self.host.apply([*made, *[harness.Change("open", each, text, version=1) for each, text in after.items()]])
        try:
            new = sum([self.reported(each, moved) for each in paths], Counter[str]()) - before
        finally:
            for each in found.creates:
                os.remove(each)
            gone = [harness.Change("deleted", each) for each in found.creates]
            self.host.apply([*[harness.Change("close", each) for each in after], *gone])
        return f"reported anew: {dict(new)}" if new else ""

    def concerned(self, found: action.Action) -> list[str]:
        """Some files with the name that is deleted."""
        if found.kind != _KINDS["delete"]:
            return []
        word = found.title.split("`")[1]
        return [path for path in self.paths if word in self.host.line_index(path).text][:10]

    def reported(self, path: str, moved: str = "") -> Counter[str]:
        """The reports of a file, without what only names the function they are in, or helps; and without the module
        of what is moved."""
        found = [f"{each.rule}: {each.message.replace(_NEW, '')}" for each in self.host.diagnostics(path).flat()]
        if moved:
            found = [re.sub(rf"(?:\w+\.)+(?={re.escape(moved)}\b)", "", each) for each in found]
        return Counter([_FUNCTION.sub("Self", each.partition("\ndid you mean")[0]) for each in found])

    # ---- names and hints ----

    def rename(self, cases: int, show: bool) -> int:
        """Give names of functions, classes and variables others; how many programs are not what they were, though
        nothing was said of uses that cannot be told."""
        done = failed = told = refused = 0
        while done < cases:
            path = self.random.choice(self.paths)
            text = self.host.line_index(path).text
            names = [match for match in re.finditer(r"[^\W\d]\w+", text) if not keyword.iskeyword(match[0])]
            if not names:
                continue
            match = self.random.choice(names)
            found = self.host.rename(path, match.start(), f"{_NEW}{match[0]}")
            if found.refusal or not found.edits:
                refused += 1
                continue
            done += 1
            fault = self.judge(path, text, action.Action("", "", tuple(found.edits)))
            if fault and (found.unknown or found.libraries):
                told += 1
            elif fault:
                failed += 1
                print(f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}: {fault}")
        shown = f"{done} done, {failed} failed, {told} failed and said that they might, {refused} refused"
        print(f"{os.path.basename(self.folder)} rename: {shown}")
        return failed

    def hints(self, cases: int, show: bool) -> int:
        """Put inlay hints into the code; how many make it wrong."""
        done = failed = 0
        while done < cases:
            path = self.random.choice(self.paths)
            text = self.host.line_index(path).text
            hints = [each for each in self.host.inlay_hints(path, 0, len(text)) if each.edits]
            for hint in self.random.sample(hints, min(10, len(hints))):
                done += 1
                fault = self.judge(path, text, action.Action("", "", tuple(hint.edits)))
                if fault:
                    failed += 1
                    shown = "".join([part.text for part in hint.parts])
                    print(f"{path}:{text.count(chr(10), 0, hint.at) + 1}: {shown}: {fault}")
        print(f"{os.path.basename(self.folder)} hints: {done} done, {failed} failed")
        return failed

    # ---- files ----

    def rename_files(self, cases: int, show: bool) -> int:
        """Rename and move modules; how many imports of them are not right afterwards."""
        everything = list(self.host.files())
        packages = sorted({os.path.dirname(path) for path in everything if path.endswith("/__init__.py")})
        modules = [path for path in self.paths if not path.endswith(("__init__.py", "__main__.py", "conftest.py"))]
        failed = n_edits = 0
        for case in range(cases):
            old = self.random.choice(modules)
            is_far = self.random.random() < 0.5
            folder = self.random.choice(packages) if is_far else os.path.dirname(old)
            new = (
                f"{folder}/renamed_{case}.py" if folder == os.path.dirname(old) else f"{folder}/{os.path.basename(old)}"
            )
            if os.path.exists(new):
                new = f"{folder}/renamed_{case}.py"
            word = os.path.basename(old).removesuffix(".py")
            touched = [path for path in everything if path == old or word in self.host.line_index(path).text]
            before = {path: self.reported(path) for path in touched}
            texts = {path: self.host.line_index(path).text for path in touched}
            found = action.Action("", "", tuple(self.host.will_rename_files([(old, new)])))
            n_edits += len(found.edits)
            after = {path: applied(text, path, found) for path, text in texts.items()}
            assert {each.path for each in found.edits} <= after.keys()
            fault = self._renamed(old, new, texts, before, after)
            if fault:
                failed += 1
                print(f"{old} -> {new}: {fault}")
                if show:
                    print(*[f"    {each.path}:{each.range.start}: {each.text}" for each in found.edits], sep="\n")
        print(f"{os.path.basename(self.folder)} file: {cases} done, {failed} failed, {n_edits} edits")
        return failed

    def _renamed(
        self, old: str, new: str, texts: dict[str, str], before: dict[str, Counter[str]], after: dict[str, str]
    ) -> str:
        for path, text in after.items():
            try:
                compile(text, path, "exec", dont_inherit=True)
            except SyntaxError as error:
                return f"{path}: {error} in {text.splitlines()[(error.lineno or 1) - 1]!r}"
        moved = {new if path == old else path: text for path, text in after.items()}
        for path, text in moved.items():
            _write(path, text)
        os.remove(old)
        changes = [harness.Change("changed", path) for path in moved if path != new]
        self.host.apply([*changes, harness.Change("created", new), harness.Change("deleted", old)])
        try:
            for path, reports in before.items():
                found = self.reported(new if path == old else path) - reports
                if found:
                    return f"{path}: reported anew: {dict(found)}"
        finally:
            for path, text in texts.items():
                _write(path, text)
            os.remove(new)
            changes = [harness.Change("changed", path) for path in texts if path != old]
            self.host.apply([*changes, harness.Change("created", old), harness.Change("deleted", new)])
        return ""

    # ---- places ----

    def places(self, kind: str) -> Iterator[tuple[str, str, Span]]:
        """Files and ranges of them, at random."""
        while True:
            path = self.random.choice(self.paths)
            text = self.host.line_index(path).text
            spans = list(_SPANS[kind](self.outline(path), self.random))
            for span in self.random.sample(spans, min(3, len(spans))):
                yield path, text, span

    def outline(self, path: str) -> outlined.Outline:
        return self.host._ask(path, outline.outline)  # pyright: ignore[reportPrivateUsage]  # a test of the host


def applied(text: str, path: str, found: action.Action) -> str:
    """A text with the edits of an action in it."""
    for edit in sorted([each for each in found.edits if each.path == path], key=lambda each: -each.range.start):
        text = text[: edit.range.start] + edit.text + text[edit.range.end :]
    return text


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def _without_names(reason: str) -> str:
    return "`".join(["…" if n % 2 else part for n, part in enumerate(reason.split("`"))])


def _regions(of: outlined.Outline) -> Iterator[tuple[int, ir.Region]]:
    for start, part in of.occurrences():
        for region in parsed.lowered_of(part).regions:
            yield start, region


def _expressions(of: outlined.Outline, chance: random.Random) -> Iterator[Span]:
    for base, region in _regions(of):
        for node in visit.in_region(region):
            if isinstance(node, ir.Expr) and not isinstance(node, ir.Name):
                yield base + region.spans[2 * node.n], base + region.spans[2 * node.n + 1]


def _runs(of: outlined.Outline, chance: random.Random) -> Iterator[Span]:
    """Statements in a row inside functions, and expressions there."""
    for base, region in _regions(of):
        if not isinstance(region.node, ir.Body):
            continue
        suites: list[Sequence[ir.Node]] = [region.node.block.statements]
        while suites:
            suite = suites.pop()
            for node in suite:
                suites += visit.suites(node)
            if suite and not isinstance(suite[0], ir.Branch | ir.Handler | ir.Case):
                first = chance.randrange(len(suite))
                last = min(first + chance.randrange(4), len(suite) - 1)
                yield base + region.spans[2 * suite[first].n], base + region.spans[2 * suite[last].n + 1]
        for node in visit.in_region(region):
            if isinstance(node, ir.Expr) and not isinstance(node, ir.Name) and not chance.randrange(8):
                yield base + region.spans[2 * node.n], base + region.spans[2 * node.n + 1]


def _module_runs(of: outlined.Outline, chance: random.Random) -> Iterator[Span]:
    """Statements in a row at the top of a module, and in suites there."""
    for base, part in zip(of.starts, of.chunks, strict=True):
        lowered = parsed.lowered_of(part)
        suites: list[Sequence[ir.Node]] = [lowered.block.statements]
        while suites:
            suite = [node for node in suites.pop() if isinstance(node, ir.Statement)]
            for node in suite:
                if not isinstance(node, ir.FunctionDef | ir.ClassDef):
                    suites += visit.suites(node)
            if suite and not isinstance(suite[0], ir.Branch | ir.Handler | ir.Case):
                first = chance.randrange(len(suite))
                last = min(first + chance.randrange(4), len(suite) - 1)
                begin, end = lowered.regions[suite[first].region].spans, lowered.regions[suite[last].region].spans
                yield base + begin[2 * suite[first].n], base + end[2 * suite[last].n + 1]


def _variables(of: outlined.Outline, chance: random.Random) -> Iterator[Span]:
    for base, region in _regions(of):
        if isinstance(region.node, ir.Body):
            for node in visit.in_region(region):
                if isinstance(node, ir.Assign) and isinstance(node.targets[0], ir.Name):
                    at = base + region.spans[2 * node.targets[0].n]
                    yield at, at


def _named_once(of: outlined.Outline, chance: random.Random) -> Iterator[Span]:
    """Names of functions, classes, imports and variables, wherever they are defined."""
    for base, region in _regions(of):
        for node in visit.in_region(region):
            names: list[ir.Node | None] = []
            if isinstance(node, ir.FunctionDef | ir.ClassDef):
                names = [node.name_node]
            elif isinstance(node, ir.Assign):
                names = [each for each in node.targets if isinstance(each, ir.Name)]
            elif isinstance(node, ir.Alias):
                names = [node.as_node or node]
            for each in names:
                if each is not None:
                    start, end = base + region.spans[2 * each.n], base + region.spans[2 * each.n + 1]
                    if of.text.count(of.text[start:end]) == 1:
                        yield start, start


def _defined(of: outlined.Outline, chance: random.Random) -> Iterator[Span]:
    for base, part in zip(of.starts, of.chunks, strict=True):
        lowered = parsed.lowered_of(part)
        for node in lowered.block.statements:
            spans = lowered.regions[node.region].spans
            if isinstance(node, ir.FunctionDef | ir.ClassDef):
                yield base + spans[2 * node.name_node.n], base + spans[2 * node.name_node.n]
            elif isinstance(node, ir.Assign | ir.AnnAssign):
                target = node.target if isinstance(node, ir.AnnAssign) else node.targets[0]
                yield base + spans[2 * target.n], base + spans[2 * target.n]


_SPANS = {
    "move": _defined, "delete": _named_once, "variable": _expressions, "function": _runs, "statements": _module_runs,
    "inline": _variables,
}  # fmt: skip
