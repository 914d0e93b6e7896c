"""What is wrong with a call, as findings: each error of the algebra at the argument it speaks of.

In:  a Call, the callee's type, the arguments and the result with its errors.
Out: findings of the region. Their arguments are texts: how the callee is called, parameters, types.
Always: an argument that was not understood is not judged; nothing is worked out unless findings are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.syntax import ir
from pebre_analysis.types import display, findings, kinds, queries
from pebre_analysis.types.algebra import arguments, known, relation, signatures, union, unknowns
from pebre_analysis.types.infer import assignments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pebre_analysis.types.algebra.call import CallResult
    from pebre_analysis.types.infer.region import RegionInference

MAX_FORMS: Final = 5


def report(
    r: RegionInference, node: ir.Call, callee: kinds.Type, given: Sequence[arguments.Argument], result: CallResult
) -> None:
    report_at(r, node, node.args, callee, given, result)


def report_at(
    r: RegionInference,
    node: ir.Node,
    nodes: Sequence[ir.Node],
    callee: kinds.Type,
    given: Sequence[arguments.Argument],
    result: CallResult,
) -> None:
    """The same of a call that is not written as one; `nodes`: where each argument stands."""
    if not r.check or r.muted:
        return
    part = result.part or callee
    name = display.spoken(part)
    for error in result.errors:
        _one(r, node, nodes, part, name, given, result.signature, error)


def _one(
    r: RegionInference,
    node: ir.Node,
    nodes: Sequence[ir.Node],
    callee: kinds.Type,
    name: str,
    given: Sequence[arguments.Argument],
    signature: kinds.Signature | None,
    error: arguments.Error,
) -> None:
    kind = error.kind
    at = nodes[error.argument] if 0 <= error.argument < len(nodes) else node
    related = _declared(r.db, signature)
    if kind == arguments.NOT_CALLABLE:
        meant = ("did you mean `NotImplementedError`?",) if known.is_not_implemented(r.db, callee) else ()
        r.report(findings.CALL_NON_CALLABLE, node, display.text(r.db, callee), *meant)
    elif kind == arguments.TOP_CALLABLE:
        assert error.given is not None
        r.report(findings.CALL_TOP_CALLABLE, node, display.text(r.db, error.given))
    elif kind == arguments.NO_OVERLOAD:
        if not any(unknowns.is_guess(each.type) for each in given):
            forms = signatures.of(r.db, callee) or ()
            related = _declared(r.db, forms[0] if forms else None)
            r.report(findings.NO_MATCHING_OVERLOAD, node, name, notes=_forms(r.db, callee, given), related=related)
    elif kind == arguments.MISSING:
        r.report(findings.MISSING_ARGUMENT, node, name, *error.names, related=related)
    elif kind == arguments.TOO_MANY:
        taken = -1 if signature is None else _n_positional(signature)
        n_given = sum(each.name is None and each.stars == 0 for each in given)
        r.report(findings.TOO_MANY_POSITIONAL_ARGUMENTS, at, name, str(taken), str(n_given), related=related)
    elif kind == arguments.WRONG_TYPE:
        if error.names and error.given is not None:
            is_held_back = unknowns.is_guess(error.given)
        else:
            is_held_back = assignments.is_held_back(r, error.given, error.expected)
        if is_held_back:
            return
        _wrong_type(r, at, name, error, related)
    else:
        r.report(kind, at, name, error.parameter, related=related)


def _wrong_type(
    r: RegionInference, at: ir.Node, name: str, error: arguments.Error, related: tuple[findings.Related, ...]
) -> None:
    assert error.expected is not None
    assert error.given is not None
    expected, found = display.two(r.db, error.expected, error.given)
    if error.names:
        r.report(findings.INVALID_ARGUMENT_TYPE, at, name, "", expected, found, error.names[0], related=related)
        return
    notes = why_not(r.db, error.given, error.expected)
    r.report(findings.INVALID_ARGUMENT_TYPE, at, name, error.parameter, expected, found, notes=notes, related=related)


def why_not(db: queries.Db, given: kinds.Type, expected: kinds.Type) -> tuple[str, ...]:
    """Lines that say which parts of a union do not fit, when others do."""
    parts = union.parts(given)
    if len(parts) < 2:
        return ()
    wrong = [part for part in parts if not relation.is_assignable(db, part, expected)]
    if not 0 < len(wrong) < len(parts):
        return ()
    return (f"{', '.join(f'`{display.text(db, part)}`' for part in wrong)} of the union does not fit",)


def _declared(db: queries.Db, signature: kinds.Signature | None) -> tuple[findings.Related, ...]:
    if signature is None or signature.definition is None:
        return ()
    return (findings.Related(signature.definition, f"`{signature.definition.name}` is defined here"),)


def _n_positional(signature: kinds.Signature) -> int:
    return sum(param.kind <= kinds.POSITIONAL_OR_KEYWORD for param in signature.params)


def _forms(db: queries.Db, callee: kinds.Type, given: Sequence[arguments.Argument]) -> tuple[str, ...]:
    """The arguments' types, and the forms there are."""
    shown = []
    for each in given:
        front = f"{each.name}=" if each.name else "*" * each.stars
        shown.append(f"{front}{display.text(db, each.type)}")
    lines = [f"given: ({', '.join(shown)})"]
    forms = signatures.of(db, callee) or ()
    lines += [f"form: {display.signature(db, each)}" for each in forms[:MAX_FORMS]]
    if len(forms) > MAX_FORMS:
        lines.append(f"and {len(forms) - MAX_FORMS} more forms")
    return tuple(lines)
