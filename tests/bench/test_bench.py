"""What the benchmarks measure is what they say, and their page needs nothing from elsewhere."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path

import pytest

from tests.bench import __main__ as command
from tests.bench import corpus, figures, page, plot

NAME = "check, cold, CPU"


def figure(name: str, *values: float, x: int = 0, tool: str = "pebre") -> figures.Figure:
    return figures.Figure("cold", name, "s", values, tool, x)


@pytest.mark.parametrize("n_lines", [200, 1_000, 5_000])
def test_a_file_has_the_wanted_size_and_a_place_to_type(n_lines: int) -> None:
    text, line = corpus.file_of(n_lines)
    assert n_lines <= text.count("\n") <= 1.6 * n_lines + 200
    lines = text.split("\n")
    assert lines[line - 1 : line + 1] == corpus.TYPED_HERE.split("\n")[:2]
    lines[line] += corpus.TYPED
    ast.parse("\n".join(lines))


def test_no_two_copies_hold_equal_functions() -> None:
    seen: set[str] = set()
    for n in range(2):
        for module in corpus.modules()[1:4]:
            for statement in module.numbered(n):
                for node in ast.walk(ast.parse(statement)):
                    if isinstance(node, ast.FunctionDef) and node.args.args:
                        seen.add(f"{n} {ast.unparse(node)}")
    first, second = ({each[2:] for each in seen if each[0] == n} for n in "01")
    assert len(first & second) < len(first) / 10  # functions without `self` inside others


@pytest.mark.slow
def test_a_project_has_the_wanted_size_and_imports_itself(tmp_path: Path) -> None:
    n_lines = corpus.write_project(tmp_path, 20_000)
    texts = {path: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.py")}
    assert 20_000 <= n_lines == sum(text.count("\n") for text in texts.values()) <= 23_000
    imports = [name for text in texts.values() for name in re.findall(r"^from (pack_\d+) import", text, re.MULTILINE)]
    assert imports
    assert all((tmp_path / name).is_dir() for name in imports)
    for text in texts.values():
        ast.parse(text)


def test_a_run_is_read_back(tmp_path: Path) -> None:
    run = figures.Run("abc", "here", (figure("a", 1.0, 2.0, x=10), figure("b", 3.0)))
    run.save(tmp_path / "run.json")
    assert figures.load(tmp_path / "run.json") == run


def test_runs_of_a_revision_are_joined() -> None:
    runs = [figures.Run("abc", "here", (figure("a", value),)) for value in (1.0, 2.0)]
    assert figures.joined(runs) == figures.Run("abc", "here", (figure("a", 1.0, 2.0),))


def both(less: float, more: float) -> tuple[figures.Figure, figures.Figure]:
    return figure("less", less), figure("more", more)


def test_two_runs_are_compared() -> None:
    before = figures.Run("old", "here", (*both(2.0, 1.0), figure("same", 1.0, 1.1), figure("x", 1)))
    after = figures.Run("new", "here", (*both(1.0, 2.0), figure("same", 1.1, 1.0), figure("y", 1)))
    ends = [re.sub(r".* s  ", "", line) for line in figures.compared(before, after)[1:]]
    assert ends == ["was 2.000, × 0.50  less", "was 1.000, × 2.00  MORE", "was 1.050, × 1.00", "new", "gone"]


def test_the_page_shows_curves_and_needs_nothing_from_elsewhere(tmp_path: Path) -> None:
    found = [figure(NAME, value, x=x) for x, value in ((1_000, 1.0), (10_000, 5.0))]
    found += [figure(NAME, value, x=x, tool="peer & co") for x, value in ((1_000, 2.0), (10_000, 3_000.4))]
    found.append(figures.Figure("engine", "hit", "ns", (80.0,)))
    figures.Run("a<b", "here", tuple(found)).save(tmp_path / "run.json")
    assert command.main(["page", str(tmp_path / "run.json"), str(tmp_path / "page.html")]) == 0
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert text.count("<polyline") == 2
    assert text.count("<circle") == 4
    assert "peer &amp; co cold" in text
    assert "a&lt;b" in text
    assert "<td>3,000</td>" in text
    assert "<td>hit</td>" in text
    assert not re.search(r"https?:|<script|<link|@import|url\(", text)
    assert "{{" not in text


def test_labels_do_not_cover_each_other() -> None:
    curves = [plot.Curve(f"tool {n}", ((10.0, 1.0), (1_000.0, 5.0 + n / 100)), "c0") for n in range(8)]
    picture = plot.svg(curves, "x", "y", "t")
    places = [float(each) for each in re.findall(r'class="label c0" x="[\d.]+" y="([\d.]+)"', picture)]
    assert len(places) == 8
    assert all(below - above >= 14 for above, below in itertools.pairwise(places))
    assert max(places) <= plot.HEIGHT


def test_a_page_without_figures_is_a_page() -> None:
    assert "<section>" not in page.html(figures.Run("", "here", ()))


@pytest.mark.long
def test_all_benchmarks_run(tmp_path: Path) -> None:
    sizes = ["--rounds", "1", "--lines", "200", "--sizes", "2000"]
    assert command.main([*sizes, "--json", str(tmp_path / "run.json"), "--page", str(tmp_path / "page.html")]) == 0
    run = figures.load(tmp_path / "run.json")
    assert {each.group for each in run.figures} == set(command.NAMES)
    assert all(each.median > 0 for each in run.figures)
