"""The figures of a run as one page that needs nothing from elsewhere: curves by size, tables of all numbers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.bench import figures, plot

_COLORS = ("c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7")
_PICTURES = (
    ("What a keystroke costs", (("CPU of a keystroke", ""),), "lines of the file", "ms of CPU"),
    ("How long a keystroke takes until its diagnostics are there", (("keystroke to diagnostics", ""),),
     "lines of the file", "ms"),
    ("What checking a project costs", (("check, cold, CPU", "cold"), ("check, warm, CPU", "warm")),
     "lines of the project", "s of CPU"),
    ("Memory of a cold check", (("check, cold, at most", ""),), "lines of the project", "MB at most"),
    ("Memory of the server", (("server with the file open", ""),), "lines of the file", "MB"),
)  # fmt: skip


def html(run: figures.Run) -> str:
    """The page."""
    tools = list(dict.fromkeys(each.tool for each in run.figures))
    colors = {tool: _COLORS[n % len(_COLORS)] for n, tool in enumerate(sorted(tools, key=lambda tool: tool != "pebre"))}
    parts = [_picture(run, colors, *each) for each in _PICTURES]
    alone = [each for each in run.figures if not each.x]
    if alone:
        rows = [(each.group, each.name, f"{each.median:,.3f}", each.unit) for each in alone]
        parts.append(_section("Parts of it", _table(("benchmark", "figure", "median", ""), rows)))
    template = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
    about = f"{run.revision or 'unknown revision'} · {run.machine} · medians"
    return template.replace("{{about}}", escape(about)).replace("{{parts}}", "\n".join(filter(None, parts)))


def _picture(
    run: figures.Run,
    colors: dict[str, str],
    title: str,
    names: Sequence[tuple[str, str]],
    x_name: str,
    y_name: str,
) -> str:
    curves: list[plot.Curve] = []
    rows: dict[str, dict[int, figures.Figure]] = {}
    for name, kind in names:
        for tool, color in colors.items():
            found = sorted(
                (each for each in run.figures if each.name == name and each.tool == tool and each.median > 0),
                key=lambda each: each.x,
            )
            if found:
                label = f"{tool} {kind}".strip()
                points = tuple([(float(each.x), each.median) for each in found])
                curves.append(plot.Curve(label, points, color, is_dashed=kind == "warm"))
                rows[label] = {each.x: each for each in found}
    if not curves:
        return ""
    sizes = sorted({size for row in rows.values() for size in row})
    table = _table(
        (y_name, *[f"{size:,}" for size in sizes]),
        [(label, *[_number(row[size].median) if size in row else "" for size in sizes]) for label, row in rows.items()],
    )
    return _section(title, plot.svg(curves, x_name, y_name, title) + table)


def _number(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _section(title: str, inner: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{inner}</section>"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def cells(kind: str, row: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<{kind}>{escape(each)}</{kind}>" for each in row) + "</tr>"

    body = "".join(cells("td", row) for row in rows)
    return f'<div class="wide"><table><thead>{cells("th", head)}</thead><tbody>{body}</tbody></table></div>'
