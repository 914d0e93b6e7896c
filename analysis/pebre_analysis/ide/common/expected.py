"""What the place of a cursor asks for: values of the expected type, arguments by name, keys.

In:  a cursor.
Out: texts that can be typed there, with what each is.
Always: nothing where the place asks for nothing in particular; of values only those that can be written down
as they are: literals, members of enums, `True`, `False`, `None`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import attributes, calls, cursor, lookup, origins, target, written_keys
from pebre_analysis.semantic import navigation
from pebre_analysis.semantic import region as regions
from pebre_analysis.syntax import covering, ir, outline
from pebre_analysis.types import display, kinds
from pebre_analysis.types.algebra import aliases, arguments, callables, classes, enums, typed_dicts, union
from pebre_analysis.types.infer import declared, returns
from pebre_analysis.types.infer import region as inference

if TYPE_CHECKING:
    from pebre_analysis.project import database


def values(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[str]:
    """Expressions of the type that is expected at the cursor."""
    for part in _parts(db, _expected(db, at)):
        if isinstance(part, kinds.StrLiteral | kinds.BytesLiteral | kinds.IntLiteral):
            yield display.text(db, part).removeprefix("Literal[").removesuffix("]")
        elif isinstance(part, kinds.BoolLiteral):
            yield str(part.value)
        elif isinstance(part, kinds.EnumLiteral):
            yield from _members(db, at, part.cls, (part.name,))
        elif isinstance(part, kinds.Instance):
            yield from _members(db, at, part.cls.literal, enums.member_names(db, part.cls.literal) or ())


def _members(
    db: database.ProjectDatabase, at: cursor.Cursor, literal: kinds.ClassLiteral, names: Iterable[str]
) -> Iterator[str]:
    """Members of an enum, if the code at the cursor can name the class."""
    own = lookup.followed(db, lookup.at_end(db, at.scope, literal.name))
    if literal.anchor in own:
        for name in names:
            yield f"{literal.name}.{name}"


def texts(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[tuple[str, str]]:
    """What may stand between the quotes: strings of the expected type, keys of a typed dictionary."""
    node = at.steps[-1].node
    outer = at.steps[-2].node if len(at.steps) > 1 else None
    if isinstance(outer, ir.Subscript) and outer.index is node:
        yield from _keys(db, at, outer.value)
        return
    for part in _parts(db, _expected(db, at)):
        if isinstance(part, kinds.StrLiteral):
            yield part.value, ""
    call = _call(at)
    if call is not None and at.region is not None and isinstance(call[0].func, ir.Attribute):
        if call[0].func.attr in ("get", "pop", "setdefault") and call[1] == 0:
            yield from _keys(db, at, call[0].func.value)


def keys(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[tuple[str, str]]:
    """What may stand in quotes in the brackets at the cursor, where nothing else does yet."""
    steps = at.steps
    n = len(steps) - 1
    while n >= 0 and steps[n].start >= at.word.start - 1 and not isinstance(steps[n].node, ir.Subscript):
        n -= 1
    outer = steps[n].node if n >= 0 else None
    if isinstance(outer, ir.Subscript) and isinstance(outer.index, ir.Name | ir.Missing) and at.region is not None:
        if at.word.start > navigation.span(at.region, outer.value.n).end:
            yield from _keys(db, at, outer.value)


def _keys(db: database.ProjectDatabase, at: cursor.Cursor, value: ir.Expr) -> Iterator[tuple[str, str]]:
    is_typed = False
    for part in attributes.parts(origins.value_type(db, at.region, value)) if at.region is not None else ():
        cls = classes.of_instance(db, part)
        if cls is not None and typed_dicts.is_typed_dict(db, cls.literal):
            is_typed = True
            for name, field in typed_dicts.items(db, cls).items():
                yield name, display.text(db, field.type)
    if not is_typed:
        for name in written_keys.keys(db, at, value):
            yield name, ""


# ---- calls -----------------------------------------------------------------------------------------------


def keywords(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[tuple[str, str]]:
    """Names of parameters that the call around the cursor does not fill yet, with their types."""
    call = _call(at)
    if call is None or call[2] is not None or at.region is None:
        return
    node, position, _ = call
    given = {each.name for each in node.args if navigation.span(at.region, each.n).start != at.word.start}
    position = len([each for each in node.args[:position] if each.name is None])
    seen: set[str] = set()
    for signature in _signatures(db, at, node):
        shown = display.parameters(db, signature)
        n = -1
        for param, text in zip(signature.params, shown, strict=True):
            n += 1
            if param.kind not in (kinds.POSITIONAL_OR_KEYWORD, kinds.KEYWORD_ONLY) or param.name in given:
                continue
            if param.kind == kinds.POSITIONAL_OR_KEYWORD and n < position:
                continue
            if param.name not in seen and not param.name.startswith("_"):
                seen.add(param.name)
                yield param.name, text.partition(": ")[2]


def _signatures(db: database.ProjectDatabase, at: cursor.Cursor, call: ir.Call) -> Iterator[kinds.Signature]:
    if at.region is not None:
        for _, signature in calls.forms(db, at.region, call.func):
            yield callables.expanded(db, signature)


def _call(at: cursor.Cursor) -> tuple[ir.Call, int, str | None] | None:
    """The call whose argument begins at the cursor, how many arguments stand before, and the keyword it is for."""
    steps = at.steps
    n = len(steps) - 1
    while n > 0 and steps[n].start >= at.word.start - 3 and not isinstance(steps[n].node, ir.Call | ir.Argument):
        n -= 1
    keyword = None
    if n > 0 and isinstance(steps[n].node, ir.Argument):
        argument = steps[n].node
        assert isinstance(argument, ir.Argument)
        if argument.stars:
            return None
        keyword = argument.name if steps[n].start != at.word.start else None  # its name is being written
        n -= 1
    call = steps[n].node if n >= 0 else None
    if not isinstance(call, ir.Call) or at.region is None:
        return None
    if at.word.start <= navigation.span(at.region, call.func.n).end:
        return None
    before = [each for each in call.args if navigation.span(at.region, each.n).end < at.word.start]
    return call, len(before), keyword


# ---- the expected type -----------------------------------------------------------------------------------


def _parts(db: database.ProjectDatabase, types: Iterable[kinds.Type]) -> Iterator[kinds.Type]:
    for ty in types:
        for part in union.parts(aliases.resolved(db, ty)):
            yield from union.parts(aliases.resolved(db, part))


def _expected(db: database.ProjectDatabase, at: cursor.Cursor) -> list[kinds.Type]:
    """The types that the expression at the cursor may be expected to have."""
    call = _call(at) if at.steps else None
    if call is not None:
        return _of_argument(db, at, *call)
    outer, region = _around(db, at)
    if region is None:
        subject = _subject_above(db, at)
        return [] if subject is None else [subject]
    while outer and isinstance(outer[0], _PARTS):
        del outer[0]
    around = outer[0] if outer else None
    r = inference.RegionInference(db, region)
    if isinstance(around, ir.Compare):
        return [r.infer(around.first)]
    if isinstance(around, ir.Case) and len(outer) > 1 and isinstance(outer[1], ir.Match):
        return [r.infer(outer[1].subject)]
    found: kinds.Type | None = None
    if isinstance(around, ir.Return):
        found = returns.declared(r)
    elif isinstance(around, ir.Assign) and len(around.targets) == 1:
        found = declared.of_target(r, around.targets[0])
    elif isinstance(around, ir.AnnAssign) and around.value is not None and _is_value(at, around):
        found = declared.of_target(r, around.target)
    return [] if found is None else [found]


_PARTS: Final = (ir.OpStep, ir.MatchAs, ir.MatchValue, ir.MatchOr)
_OPENS: Final = re.compile(r"(?:[=!]=|\bis(?:\s+not)?|(?<![=!<>:+\-*/%&|^@])=|\breturn)\Z")
_CASE: Final = re.compile(r"[ \t]*case\s+(?:[^:\r\n]*\|\s*)?\Z")
_MATCH: Final = re.compile(r"(?:\A|[\r\n])([ \t]*)match[ \t]+([^\r\n]*?)[ \t]*:[ \t]*(?:\#[^\r\n]*)?(?=[\r\n])")
_FAR: Final = 2_000  # code points between a `case` and its `match`


def _is_value(at: cursor.Cursor, around: ir.AnnAssign) -> bool:
    return at.word.start == at.word.end or around.value is at.steps[-1].node


def _around(db: database.ProjectDatabase, at: cursor.Cursor) -> tuple[list[ir.Node], regions.Region | None]:
    """The nodes around the expression at the cursor, innermost first, and what numbers them; where nothing is typed
    yet, what the text before it has opened."""
    if at.kind is cursor.Kind.NAME and at.word.start == at.word.end:
        of = outline.outline(db, at.file)
        end = len(of.text[: at.word.start].rstrip(" \t"))
        if _OPENS.search(of.text, max(0, end - 20), end):
            found = covering.node_at(of, end)
            if found is not None and found.steps:
                return [step.node for step in reversed(found.steps)], target.region_of(db, at.file, found)
        return [], None
    return [step.node for step in reversed(at.steps[:-1])], at.region


def _subject_above(db: database.ProjectDatabase, at: cursor.Cursor) -> kinds.Type | None:
    """What the `match` is about to whose cases one is being added at the cursor, which the parser does not see yet."""
    text = outline.outline(db, at.file).text
    start = max(text.rfind("\n", 0, at.word.start), text.rfind("\r", 0, at.word.start)) + 1
    if _CASE.match(text, start, at.word.start) is None:
        return None
    above = [each for each in _MATCH.finditer(text, max(0, start - _FAR), start) if len(each[1]) < len(at.indent)]
    subject = target.at(db, at.file, above[-1].end(2)) if above else None
    if subject is None or not isinstance(subject.node, ir.Expr):
        return None
    return origins.value_type(db, subject.region, subject.node)


def _of_argument(
    db: database.ProjectDatabase, at: cursor.Cursor, call: ir.Call, position: int, keyword: str | None
) -> list[kinds.Type]:
    found: list[kinds.Type] = []
    before = [arguments.Argument(kinds.UNKNOWN, each.name, each.stars) for each in call.args[:position]]
    for signature in _signatures(db, at, call):
        matching = arguments.match(db, signature, [*before, arguments.Argument(kinds.UNKNOWN, keyword, 0)])
        for pair in matching.pairs:
            if pair.argument == position and pair.parameter.type is not None:
                found.append(pair.parameter.type)
    return found
