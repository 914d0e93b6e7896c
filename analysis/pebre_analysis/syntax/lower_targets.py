"""Targets that cannot be assigned, deleted or annotated.

Called by the lowering for each target that is not a plain name; what is broken already is left alone.
"""

from __future__ import annotations

from typing import Final

from pebre_analysis.syntax import ir
from pebre_analysis.syntax.lower_context import Context

_KINDS: Final[dict[type[ir.Node], str]] = {
    ir.Int: "a literal",
    ir.Float: "a literal",
    ir.Complex: "a literal",
    ir.Str: "a literal",
    ir.Bytes: "a literal",
    ir.FString: "an f-string",
    ir.TString: "a template string",
    ir.Call: "a call",
    ir.Unary: "an expression with an operator",
    ir.Binary: "an expression with an operator",
    ir.BoolOp: "an expression with an operator",
    ir.Compare: "a comparison",
    ir.Conditional: "a conditional expression",
    ir.Walrus: "an assignment expression",
    ir.Set: "a set",
    ir.Dict: "a dict",
    ir.Lambda: "a lambda",
    ir.Await: "an await expression",
    ir.Yield: "a yield expression",
    ir.YieldFrom: "a yield expression",
}
_PLACES: Final = (ir.Name, ir.Attribute, ir.Subscript)
ALWAYS_FINE: Final = frozenset(_PLACES)  # unless named `__debug__`
_BROKEN: Final = (ir.Missing, ir.TooDeep)


def assigned(c: Context, target: ir.Expr, is_plain: bool = False) -> None:
    """A target of `=`, `for`, `with … as` or a comprehension; `is_plain`: of `=`, where `==` may have been meant."""
    if isinstance(target, (ir.Tuple, ir.List)):
        stars = 0
        for item in target.items:
            if isinstance(item, ir.Starred):
                stars += 1
                if stars == 2:
                    _report(c, item, "Only one target may have a star")
                assigned(c, item.value)
            else:
                assigned(c, item)
    elif isinstance(target, ir.Starred):
        assigned(c, target.value)
    elif isinstance(target, _PLACES):
        _debug(c, target, "assigned")
    elif not isinstance(target, _BROKEN):
        hint = "; for a comparison write `==`" if is_plain and not isinstance(target, ir.Constant) else ""
        _report(c, target, f"Cannot assign to {_kind(target)}{hint}")


def augmented(c: Context, target: ir.Expr) -> None:
    """The target of `+=` and the like."""
    if isinstance(target, (ir.Tuple, ir.List)):
        _report(c, target, f"`+=` and the like take one target, not {_kind(target)}")
    elif not isinstance(target, (ir.Starred, ir.Attribute)):
        assigned(c, target)


def annotated(c: Context, target: ir.Expr) -> None:
    """The target of `target: type`."""
    if isinstance(target, (ir.Tuple, ir.List)):
        _report(c, target, f"Only a single target can be annotated, not {_kind(target)}")
    elif isinstance(target, _PLACES):
        _debug(c, target, "assigned")
    elif not isinstance(target, (*_BROKEN, ir.Starred)):
        _report(c, target, f"{_kind(target).capitalize()} cannot be annotated")


def deleted(c: Context, target: ir.Expr) -> None:
    """A target of `del`."""
    if isinstance(target, (ir.Tuple, ir.List)):
        for item in target.items:
            deleted(c, item)
    elif isinstance(target, _PLACES):
        _debug(c, target, "deleted")
    elif isinstance(target, ir.Starred):
        _report(c, target, "A starred expression cannot be deleted")
    elif not isinstance(target, _BROKEN):
        _report(c, target, f"Cannot delete {_kind(target)}")


def bound(c: Context, name: str, n: int) -> None:
    """A name bound by `def`, `class`, an import, a parameter or an argument; `n` is the node to point at."""
    if name == "__debug__":
        c.problem(c.starts[n], c.ends[n], "`__debug__` cannot be assigned")


def _debug(c: Context, target: ir.Expr, done: str) -> None:
    if (isinstance(target, ir.Name) and target.id == "__debug__") or (
        isinstance(target, ir.Attribute) and target.attr == "__debug__"
    ):
        _report(c, target, f"`__debug__` cannot be {done}")


def _kind(node: ir.Expr) -> str:
    if isinstance(node, ir.Constant):
        return "`...`" if node.value is ... else f"`{node.value}`"
    if isinstance(node, ir.Comprehension):
        return "a generator expression" if node.kind == "generator" else f"a {node.kind} comprehension"
    if isinstance(node, (ir.Tuple, ir.List)):
        return "a tuple" if isinstance(node, ir.Tuple) else "a list"
    return _KINDS.get(type(node), "an expression")


def _report(c: Context, node: ir.Expr, message: str) -> None:
    c.problem(c.starts[node.n], c.ends[node.n], message)
