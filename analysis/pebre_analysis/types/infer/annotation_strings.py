"""Text in a string annotation as an expression; names in type expressions.

In:  the string's value, or an expression.
Out: the lowered expression, or None when it is none. Its ordinals belong to no region.
Always: a pure function of the text, remembered for the texts used most.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from pebre_analysis.syntax import ir, visit
from pebre_analysis.types.infer import plain_annotations

MAX_LENGTH: Final = 4096


@lru_cache(maxsize=2048)
def expression(text: str) -> ir.Expr | None:
    """See the module's text."""
    if len(text) > MAX_LENGTH:
        return None
    plain = plain_annotations.expression(text)
    return parsed(text) if plain is None else plain


def parsed(text: str) -> ir.Expr | None:
    """The same, read by the parser."""
    from pebre_analysis.syntax import driver, lower  # not before a text needs them

    # Parentheses let the text span lines and start with blanks; assigned, a string is no docstring.
    source = f"_ = ({text}\n)\n"
    lowered = lower.lower_chunk(driver.parser().parse(source), source)
    statements = lowered.block.statements
    if len(statements) != 1 or not isinstance(statements[0], ir.Assign):
        return None
    found = statements[0].value
    return None if any(isinstance(node, ir.Missing) for node in visit.walk(found)) else found


def mentions(node: ir.Expr, name: str, as_attribute: bool = False, *, in_text: bool = False) -> bool:
    """Does the type expression name it, in strings too? `as_attribute`: an attribute of that name counts; `in_text`:
    only what stands in strings does."""
    pending: list[tuple[ir.Expr, bool]] = [(node, not in_text)]
    while pending:
        each, counts = pending.pop()
        if isinstance(each, ir.Name):
            if counts and each.id == name:
                return True
        elif isinstance(each, ir.Attribute):
            if counts and as_attribute and each.attr == name:
                return True
        elif isinstance(each, ir.Subscript):
            if not isinstance(each.value, ir.Name) or each.value.id != "Literal":
                pending += [(each.value, counts), (each.index, counts)]
        elif isinstance(each, (ir.Tuple, ir.List)):
            pending += [(item, counts) for item in each.items]
        elif isinstance(each, ir.Binary):
            pending += [(each.first, counts), *((step.right, counts) for step in each.rest)]
        elif isinstance(each, ir.Str) and each.value is not None and name in each.value:
            parsed = expression(each.value)
            if parsed is not None:
                pending.append((parsed, True))
    return False
