"""Names, constants, numbers and strings, f-strings included.

Side by side literals are one node. What is wrong inside a literal is recorded as a problem here,
because the lowered form keeps the value only.
"""

from __future__ import annotations

from sys import intern
from typing import Final

from parso.python import tree

from pebre_analysis.syntax import ir, lower_checks, lower_context, strings
from pebre_analysis.syntax.lower_context import Context, Tree

_MAX_DEPTH: Final = ir.MAX_DEPTH
_MAX_SPECS: Final = 3  # CPython's limit since 3.12
_CONSTANTS = lower_context.CONSTANTS
_add = lower_context.add


def name(c: Context, node: Tree, d: int) -> ir.Name:
    starts = c.starts
    n = len(starts)
    start = c.lines[node.line] + node.column
    value = node.value
    starts.append(start)
    c.ends.append(start + len(value))
    return ir.Name(n, intern(value) if c.is_ascii else lower_context.identifier(c, value))


def keyword(c: Context, node: Tree, d: int) -> ir.Expr:
    """A constant, or a bare `yield`; any other keyword is no expression."""
    value = node.value
    start = c.lines[node.line] + node.column
    n = _add(c, start, start if type(node) in lower_context.MISSING else start + len(value))
    if value in _CONSTANTS:
        return ir.Constant(n, _CONSTANTS[value])
    if value == "yield":
        c.has_yield = True
        return ir.Yield(n, None)
    return ir.Missing(n, ())


def operator(c: Context, node: Tree, d: int) -> ir.Expr:
    """`...`, or the colon that is all there is of `x[:]`."""
    value = node.value
    start = c.lines[node.line] + node.column
    n = _add(c, start, start if type(node) in lower_context.MISSING else start + len(value))
    if value == "...":
        return ir.Constant(n, ...)
    if value == ":":
        return ir.Slice(n, None, None, None)
    return ir.Missing(n, ())


def number(c: Context, node: Tree, d: int) -> ir.Expr:
    start = c.lines[node.line] + node.column
    text = node.value
    n = _add(c, start, start + len(text))
    if text.isdigit():
        if len(text) > strings.MAX_DIGITS:
            c.problem(start, start + len(text), f"An integer literal has at most {strings.MAX_DIGITS:,} digits")
        return ir.Int(n, strings.integer(text))
    if text[-1] in "jJ":
        return ir.Complex(n)
    if text[:2] not in ("0x", "0X") and ("." in text or "e" in text or "E" in text):
        return ir.Float(n)
    return ir.Int(n, strings.integer(text))


def string(c: Context, node: Tree, d: int) -> ir.Expr:
    start = c.lines[node.line] + node.column
    text = node.value
    starts = c.starts
    n = len(starts)
    starts.append(start)
    c.ends.append(start + len(text))
    quote = text[0]
    if (quote == '"' or quote == "'") and "\\" not in text and 2 <= len(text) < strings.MAX_LENGTH:
        if text[-1] == quote and (text[1] != quote or len(text) < 6):  # not in triple quotes
            return ir.Str(n, text[1:-1], 1)
    value, content_at, fault = strings.decode(text)
    if fault is not None:
        c.problem(start + fault.start, start + fault.end, fault.message)
    if strings.is_bytes(text):
        return ir.Bytes(n, value if isinstance(value, bytes) else None)
    return ir.Str(n, value if isinstance(value, str) else None, content_at)


def check(c: Context, node: Tree) -> None:
    """Report what is wrong in literals that are not lowered: those of a docstring."""
    for leaf in [node] if type(node) is tree.String else node.children:
        if "\\" in leaf.value:
            fault = strings.decode(leaf.value).fault
            if fault is not None:
                start = c.lines[leaf.line] + leaf.column
                c.problem(start + fault.start, start + fault.end, fault.message)


def joined(c: Context, node: Tree, d: int) -> ir.Expr:
    """Literals side by side (`strings`)."""
    if d > _MAX_DEPTH:
        return lower_context.too_deep(c, node)
    children = node.children
    parts: list[ir.Expr] = []
    values: list[str | bytes | None] = []
    n_bytes = n_formatted = n_template = 0
    for child in children:
        if type(child) is tree.String:
            text = child.value
            value, _, fault = strings.decode(text)
            if fault is not None:
                at = c.lines[child.line] + child.column
                c.problem(at + fault.start, at + fault.end, fault.message)
            n_bytes += strings.is_bytes(text)
            values.append(value)
        elif child.type == "fstring":
            _parts(c, child.children, d + 1, parts, _has_prefix(child, "r"))
            if _has_prefix(child, "t"):
                n_template += 1
            else:
                n_formatted += 1
    start, end = lower_context.start_of(c, children[0]), lower_context.end_of(c, children[-1])
    if n_bytes and n_bytes < len(children):
        c.problem(start, end, "Bytes and text literals cannot be joined")
    elif n_template and n_template < len(children):
        c.problem(start, end, "Template strings cannot be joined with other literals")
    n = _add(c, start, end)
    if n_template:
        return ir.TString(n, tuple(parts))
    if n_formatted:
        return ir.FString(n, tuple(parts))
    texts = [value for value in values if isinstance(value, str)]
    pieces = [value for value in values if isinstance(value, bytes)]
    length = sum([len(value) for value in texts]) + sum([len(value) for value in pieces])
    is_known = None not in values and length <= strings.MAX_LENGTH
    if n_bytes == len(children):
        return ir.Bytes(n, b"".join(pieces) if is_known else None)
    return ir.Str(n, "".join(texts) if is_known and not n_bytes else None, -1)


def formatted(c: Context, node: Tree, d: int) -> ir.Expr:
    """One f-string or template string (`fstring`)."""
    if d > _MAX_DEPTH:
        return lower_context.too_deep(c, node)
    children = node.children
    parts: list[ir.Expr] = []
    _parts(c, children, d + 1, parts, _has_prefix(node, "r"))
    n = _add(c, lower_context.start_of(c, children[0]), lower_context.end_of(c, children[-1]))
    return ir.TString(n, tuple(parts)) if _has_prefix(node, "t") else ir.FString(n, tuple(parts))


def _has_prefix(node: Tree, letter: str) -> bool:
    return letter in node.children[0].value.lower()


def _parts(c: Context, children: list[Tree], d: int, parts: list[ir.Expr], is_raw: bool, level: int = 0) -> None:
    """Append the interpolated expressions among the children of an f-string or a format spec.

    `level`: how many format specs we are in.
    """
    for child in children:
        if child.type != "fstring_expr":
            if type(child) is tree.FStringString and not is_raw and "\\" in child.value:
                fault = strings.fault_in(child.value)
                if fault is not None:
                    start = c.lines[child.line] + child.column
                    c.problem(start + fault.start, start + fault.end, fault.message)
            continue
        if d > _MAX_DEPTH:
            parts.append(lower_context.too_deep(c, child))
            continue
        if level == _MAX_SPECS:
            start, end = lower_context.start_of(c, child), lower_context.end_of(c, child)
            c.problem(start, end, "The replacement fields of this f-string nest too deep")
        for piece in child.children:
            kind = piece.type
            if kind == "fstring_conversion":
                lower_checks.conversion(c, piece)
            elif kind == "fstring_format_spec":
                _parts(c, piece.children, d + 1, parts, is_raw, level + 1)
            elif kind != "operator" or piece.value == "...":
                parts.append(lower_context.expression(c, piece, d))


HANDLERS: Final = {
    "name": name,
    "keyword": keyword,
    "operator": operator,
    "number": number,
    "string": string,
    "strings": joined,
    "fstring": formatted,
}
BY_CLASS: Final[dict[type, lower_context.Lower]] = {
    tree.Name: name, tree.Keyword: keyword, tree.Operator: operator, tree.Number: number, tree.String: string,
}  # fmt: skip
