"""Curves on two logarithmic axes, as SVG that needs no script."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 150, 16, 48
_LABEL = 15  # pixels between two labels at least


@dataclass(frozen=True)
class Curve:
    """`points`: (x, y), both above 0, by x. `color`: a class of the page's style. `detail`: for the label's title."""

    label: str
    points: tuple[tuple[float, float], ...]
    color: str
    is_dashed: bool = False


def svg(curves: Sequence[Curve], x_name: str, y_name: str, title: str) -> str:
    """The picture."""
    x_axis = _Axis([x for each in curves for x, _ in each.points], _LEFT, WIDTH - _RIGHT)
    y_axis = _Axis([y for each in curves for _, y in each.points], HEIGHT - _BOTTOM, _TOP)
    rows = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">']
    bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
    for value in x_axis.ticks():
        at = x_axis.at(value)
        rows.append(f'<line class="grid" x1="{at:.1f}" y1="{_TOP}" x2="{at:.1f}" y2="{bottom}"/>')
        rows.append(f'<text class="tick" x="{at:.1f}" y="{bottom + 18}" text-anchor="middle">{_short(value)}</text>')
    for value in y_axis.ticks():
        at = y_axis.at(value)
        rows.append(f'<line class="grid" x1="{_LEFT}" y1="{at:.1f}" x2="{right}" y2="{at:.1f}"/>')
        rows.append(f'<text class="tick" x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{_short(value)}</text>')
    middle = (_LEFT + right) / 2
    rows.append(f'<text class="name" x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x_name)}</text>')
    rows.append(
        f'<text class="name" transform="translate(14 {(_TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(y_name)}</text>"
    )
    for each in curves:
        rows += _curve(each, x_axis, y_axis)
    for each, y in _spaced((each, y_axis.at(each.points[-1][1])) for each in curves):
        x = x_axis.at(each.points[-1][0])
        rows.append(f'<line class="lead {each.color}" x1="{x + 4:.1f}" y1="{y_axis.at(each.points[-1][1]):.1f}" '
                    f'x2="{right + 8}" y2="{y:.1f}"/>')  # fmt: skip
        rows.append(f'<text class="label {each.color}" x="{right + 12}" y="{y + 4:.1f}">{escape(each.label)}</text>')
    return "\n".join([*rows, "</svg>"])


def _curve(curve: Curve, x_axis: _Axis, y_axis: _Axis) -> list[str]:
    points = " ".join(f"{x_axis.at(x):.1f},{y_axis.at(y):.1f}" for x, y in curve.points)
    dashed = " dashed" if curve.is_dashed else ""
    rows = [f'<polyline class="curve {curve.color}{dashed}" points="{points}"/>']
    for x, y in curve.points:
        rows.append(
            f'<circle class="{curve.color}" cx="{x_axis.at(x):.1f}" cy="{y_axis.at(y):.1f}" r="3.5">'
            f"<title>{escape(curve.label)}: {x:,.0f} lines, {y:,.3g}</title></circle>"
        )
    return rows


def _spaced(labels: Iterable[tuple[Curve, float]]) -> list[tuple[Curve, float]]:
    """Places for labels, in their order, none on another."""
    order = sorted(labels, key=lambda each: each[1])
    placed: list[tuple[Curve, float]] = []
    last = -math.inf
    for curve, y in order:
        last = max(y, last + _LABEL)
        placed.append((curve, last))
    beyond = max(0.0, last - (HEIGHT - _BOTTOM))
    return [(curve, y - beyond) for curve, y in placed]


class _Axis:
    """A logarithmic scale of values to pixels."""

    def __init__(self, values: Sequence[float], first: float, last: float) -> None:
        low, high = math.log10(min(values)), math.log10(max(values))
        if high - low < 0.3:  # less than a doubling
            low, high = low - 0.15, high + 0.15
        margin = 0.04 * (high - low)
        self._low, self._high = low - margin, high + margin
        self._first, self._last = first, last

    def at(self, value: float) -> float:
        part = (math.log10(value) - self._low) / (self._high - self._low)
        return self._first + part * (self._last - self._first)

    def ticks(self) -> list[float]:
        """1, 2, 5, 10 …; fewer where there would be many."""
        powers = range(math.floor(self._low), math.ceil(self._high) + 1)
        for steps in ((1, 2, 5), (1,)):
            found = [step * 10.0**power for power in powers for step in steps]
            shown = [each for each in found if self._low <= math.log10(each) <= self._high]
            if len(shown) <= 9:
                break
        return shown


def _short(value: float) -> str:
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"
