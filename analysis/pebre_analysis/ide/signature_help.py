"""What the call around the cursor takes, and which of its parameters is being written.

In:  a file and an offset.
Out: the signatures the callee has, the one that fits what is written so far, and in it the parameter at the
     cursor; None outside of calls.
Always: the innermost call whose parentheses hold the offset, also in broken code; its own docstring, or that of
the class it makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import calls, declared_values, docs, docstrings, lookup, markup, target
from pebre_analysis.semantic import navigation
from pebre_analysis.semantic import region as regions
from pebre_analysis.source import ranges
from pebre_analysis.syntax import covering, ir, outline
from pebre_analysis.types import display, kinds
from pebre_analysis.types.algebra import arguments, classes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pebre_analysis.project import database
    from pebre_analysis.source import files

_MAX_SIGNATURES: Final = 50
_NO_PARAMETER: Final = -1


class Signature(msgspec.Struct, frozen=True, gc=False):
    """`parameters`: where each stands in the label. `active`: number of the one at the cursor, or -1.
    `details`: what is written about each parameter, as Markdown."""

    label: str
    parameters: tuple[ranges.TextRange, ...]
    active: int
    documentation: str  # Markdown
    details: tuple[str, ...]


class SignatureHelp(msgspec.Struct, frozen=True, gc=False):
    signatures: tuple[Signature, ...]
    active: int


def signature_help(db: database.ProjectDatabase, file: files.File, offset: int) -> SignatureHelp | None:
    """See the module's docstring."""
    found = _call(db, file, offset)
    if found is None:
        return None
    call, region = found
    forms = calls.forms(db, region, call.func)
    if not forms:
        forms = calls.forms_of(db, declared_values.type_of(db, region, call.func))
    if not forms:
        return None
    before = [each for each in call.args if navigation.span(region, each.n).end < offset]
    given = [arguments.Argument(kinds.UNKNOWN, each.name, each.stars) for each in before]
    text = outline.outline(db, file).text
    at = next((each for each in call.args if each not in before and _holds(region, each, offset, text)), None)
    given.append(arguments.Argument(kinds.UNKNOWN, None if at is None else at.name, 0 if at is None else at.stars))
    shown: list[Signature] = []
    best, fit = 0, 0
    name = _name(call.func)
    for callee, signature in forms[:_MAX_SIGNATURES]:
        matching = arguments.match(db, signature, given)
        filled = next((pair.parameter for pair in matching.pairs if pair.argument == len(before)), None)
        fits = 0 if any(error.kind != arguments.MISSING for error in matching.errors) else 1 + (filled is not None)
        entry = _shown(db, name, callee, signature, filled)
        if entry in shown:  # of several classes
            continue
        if fits > fit:
            best, fit = len(shown), fits
        shown.append(entry)
    return SignatureHelp(tuple(shown), best)


def _call(db: database.ProjectDatabase, file: files.File, offset: int) -> tuple[ir.Call, regions.Region] | None:
    """The innermost call whose parentheses hold the offset."""
    of = outline.outline(db, file)
    found = covering.node_at(of, offset)
    if found is None or not found.steps:
        return None
    for n in range(len(found.steps) - 1, -1, -1):
        step = found.steps[n]
        if isinstance(step.node, ir.FunctionDef | ir.ClassDef):
            return None
        if not isinstance(step.node, ir.Call):
            continue
        region = target.region_of(db, file, covering.Found(found.chunks, found.steps[: n + 1]))
        if region is None:
            return None
        opened = navigation.span(region, step.node.func.n).end
        is_closed = of.text[step.end - 1 : step.end] == ")"
        if opened < offset and (offset < step.end or not is_closed):
            return step.node, region
    return None


def _name(callee: ir.Expr) -> str:
    if isinstance(callee, ir.Attribute):
        return callee.attr
    return callee.id if isinstance(callee, ir.Name) else ""


def _holds(region: regions.Region, argument: ir.Argument, offset: int, text: str) -> bool:
    """Whether the offset is in an argument, or before it with nothing but space between."""
    where = navigation.span(region, argument.n)
    return offset <= where.end and (where.start <= offset or text[offset : where.start].isspace())


def _shown(
    db: database.ProjectDatabase,
    name: str,
    callee: kinds.Type,
    signature: kinds.Signature,
    filled: kinds.Parameter | None,
) -> Signature:
    text = display.signature(db, signature, inferred=True)
    made = classes.of_value(db, callee)
    if made is not None:
        text = text.replace(f"@{made.name}", "")  # its own variables need not say whose they are
    front, params, returns = markup.split_signature(text)
    label = f"{name}{front}("
    places: list[ranges.TextRange] = []
    names: list[str] = []
    for n, param in enumerate(params):
        label += ", " if n else ""
        if param not in ("*", "/"):
            places.append(ranges.TextRange(len(label), len(label) + len(param)))
            names.append(param.partition(":")[0].partition("=")[0].strip())
        label += param
    label += f"){returns}"
    active = _NO_PARAMETER
    if filled is not None:
        stars = {kinds.VARIADIC: "*", kinds.KEYWORDS: "**"}.get(filled.kind, "")
        if stars + filled.name in names:
            active = names.index(stars + filled.name)
        elif filled in signature.params:  # it is shown without a name
            active = signature.params.index(filled)
        elif names and names[-1].startswith("**"):  # of a typed dictionary that is unpacked there
            active = len(names) - 1
    known = _of_fields(db, callee) if signature.definition is None else docs.of_parameters(db, signature.definition)
    details = tuple([known.get(each.lstrip("*"), "") for each in names])
    return Signature(label, tuple(places), active, _documentation(db, callee, signature), details)


def _of_fields(db: database.ProjectDatabase, callee: kinds.Type) -> Mapping[str, str]:
    """What is written about the fields of a class that is called with them."""
    text = docs.of_origins(db, [callee.anchor]) if isinstance(callee, kinds.ClassLiteral) else None
    return {} if text is None else docstrings.of_attributes(text)


def _documentation(db: database.ProjectDatabase, callee: kinds.Type, signature: kinds.Signature) -> str:
    ends: list[lookup.Origin] = [] if signature.definition is None else [signature.definition]
    text = docs.of_origins(db, ends) if ends else None
    if text is None and isinstance(callee, kinds.ClassLiteral):
        text = docs.of_origins(db, [callee.anchor])
    return docstrings.to_markdown(text) if text else ""
