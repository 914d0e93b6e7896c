"""The lowered form as text, for snapshot tests and `pebre dump tree`.

One line per node: the field it stands in, its kind and plain fields, `[region:ordinal]`, and the
source text of its span, shortened. Children are indented below. At the end come docstrings, what
was too deep, problems, and, if asked for, the code of each region.
"""

from __future__ import annotations

from typing import Final

import msgspec

from pebre_analysis.syntax import ir

_WIDTH: Final = 60  # code points of source shown per node
_STRUCTURE: Final = frozenset(("n", "region", "name_node", "module_node", "as_node"))

_LITERALS: Final = (ir.Constant, ir.Str, ir.Bytes, ir.Int, ir.MatchSingleton)


def dump(lowered: ir.Lowered, text: str, with_code: bool = False) -> str:
    """The whole of a lowered chunk; `text` is the chunk's."""
    lines: list[str] = []
    _block(lowered, lowered.block, text, ir.NO_REGION, "", lines)
    for region, n, start, end in lowered.docstrings:
        owner = "module" if region == ir.NO_REGION else f"[{region}:{n}]"
        lines.append(f"docstring of {owner} {_shown(text, start, end)}")
    for start, end in lowered.too_deep:
        lines.append(f"too deep {_shown(text, start, end)}")
    for problem in lowered.problems:
        lines.append(f"problem: {problem.message} {_shown(text, problem.start, problem.end)}")
    if with_code:
        for index, region_ in enumerate(lowered.regions):
            lines.append(f"code of {index}: {region_.code!r}")
    return "\n".join(lines) + "\n"


def _block(lowered: ir.Lowered, block: ir.Block, text: str, region: int, margin: str, lines: list[str]) -> None:
    if block.hole != ir.NO_HOLE:
        lines.append(f"{margin}hole {block.hole}")
    for statement in block.statements:
        _node(lowered, statement, text, region, margin, "", lines)


def _node(
    lowered: ir.Lowered, node: ir.Node, text: str, region: int, margin: str, label: str, lines: list[str]
) -> None:
    """One node and what is below it; `region` is the one it belongs to unless it names its own."""
    own = node.region if isinstance(node, ir.Statement) and node.region != ir.NO_REGION else region
    plain: list[str] = []
    below: list[tuple[str, object]] = []
    for field in node.__struct_fields__:
        value = getattr(node, field)
        if field in _STRUCTURE:
            continue
        if isinstance(value, msgspec.Struct):
            below.append((field, value))
        elif isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
            below.extend([(f"{field}.{i}", item) for i, item in enumerate(value)])
        elif isinstance(node, _LITERALS) or (value is not None and value != () and value is not False):
            plain.append(f"{field}={_plain(value)}")
    spans = lowered.regions[own].spans
    source = _shown(text, spans[2 * node.n], spans[2 * node.n + 1])
    words = [type(node).__name__, *plain, f"[{own}:{node.n}]", source]
    lines.append(f"{margin}{label}{' '.join(words)}")
    inner = margin + "  "
    for field, value in below:
        if isinstance(value, ir.Body):
            marks = " generator" * value.is_generator + " docstring" * value.has_docstring
            lines.append(f"{inner}body: region {value.region}{marks}")
            _block(lowered, value.block, text, value.region, inner + "  ", lines)
        elif isinstance(value, ir.Block):
            lines.append(f"{inner}{field}:")
            _block(lowered, value, text, own, inner + "  ", lines)
        elif isinstance(value, ir.Node):
            _node(lowered, value, text, own, inner, f"{field}: ", lines)


def _plain(value: object) -> str:
    if isinstance(value, (str, bytes)) and len(value) > _WIDTH:
        return repr(value[: _WIDTH - 3]) + "…"
    if value is ...:
        return "..."
    return repr(value)


def _shown(text: str, start: int, end: int) -> str:
    source = text[start : min(end, start + _WIDTH)]
    shortened = source.replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎")
    return f"‹{shortened}{'…' if end - start > _WIDTH else ''}›"
