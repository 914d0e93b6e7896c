"""What a function's body is on the whole, as far as its header needs to know.

In:  the lowered body. Out: whether it says nothing; a mark that differs where what callers see of it differs.
Always: the mark is part of the header's code (`fingerprint`), so who reads that may ask for what is marked.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.syntax import ir

_GENERATOR: Final = "\x04"
_NOTHING: Final = "\x05"


def says_nothing(body: ir.Body) -> bool:
    """Is it `...`, `pass`, a docstring alone, `raise NotImplementedError`?"""
    statements = body.block.statements
    if not statements:
        return body.has_docstring
    only, *more = statements
    if more:
        return False
    if isinstance(only, ir.Pass):
        return True
    if isinstance(only, ir.ExprStmt):
        return isinstance(only.value, ir.Constant) and only.value.value is ...
    if isinstance(only, ir.Raise) and only.exception is not None:
        raised = only.exception.func if isinstance(only.exception, ir.Call) else only.exception
        return isinstance(raised, ir.Name) and raised.id == "NotImplementedError"
    return False


def mark(body: ir.Body) -> str:
    """Empty for most bodies."""
    found = _GENERATOR if body.is_generator else ""
    return found + _NOTHING if says_nothing(body) else found
