"""What an editor shows between the words of the code: types that are not written, names of parameters.

In:  a file and a range of it.
Out: `Hint`s in source order. A hint that can be put into the code has the edits for it, imports among them.
Always
  - what stands there already is not said again: the type of a literal or of `A()`, a parameter that is called
    like its argument;
  - nothing is said about what is not known;
  - an inserted hint is valid code, and means what was shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import edits, imports, navigation, written_types
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import region as regions
from pebre_analysis.semantic import scope, symbols, use_def
from pebre_analysis.source import ranges
from pebre_analysis.syntax import ir, outline, visit
from pebre_analysis.types import build, display, kinds, positions
from pebre_analysis.types.algebra import (
    arguments,
    call,
    class_members,
    classes,
    literals,
    mro,
    relation,
    signatures,
    union,
)

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

TYPE: Final = "type"
PARAMETER: Final = "parameter"
_LONGEST: Final = 60  # code points of a label
_OBVIOUS: Final = (ir.Int, ir.Float, ir.Complex, ir.Str, ir.Bytes, ir.FString, ir.TString, ir.Constant, ir.Lambda)
_CLOSING: Final = re.compile(r"(?:[\s,\\/*]|\#[^\r\n]*)*\)")
_OPENING: Final = re.compile(r"\s*\(")


class Part(msgspec.Struct, frozen=True, gc=False):
    """A piece of a label, perhaps with a place to go to."""

    text: str
    target: navigation.NavigationTarget | None = None


class Hint(msgspec.Struct, frozen=True, gc=False):
    """What is shown at an offset. `edits` are empty where it cannot be inserted."""

    at: int
    kind: str
    parts: tuple[Part, ...]
    edits: tuple[edits.Edit, ...] = ()


def inlay_hints(db: database.ProjectDatabase, file: files.File, within: ranges.TextRange) -> list[Hint]:
    """The hints of a range."""
    of = outline.outline(db, file)
    page = _Page(db, file, of.text, within)
    found: list[Hint] = []
    for region in semantic_index.semantic_index(db, file).regions.get(db):
        db.check_cancelled()
        base = positions.start_of(of, region.occurrence)
        if base <= within.end and within.start <= base + len(region.occurrence.chunk.text):
            found += page.region(region, base)
    return sorted([each for each in found if within.start <= each.at <= within.end], key=_place)


def _place(hint: Hint) -> int:
    return hint.at


class _Page:
    """One request."""

    def __init__(self, db: database.ProjectDatabase, file: files.File, text: str, within: ranges.TextRange) -> None:
        self.db = db
        self.file = file
        self.text = text
        self.within = within
        self.is_lazy = written_types.is_lazy(db, file)

    def region(self, region: regions.Region, base: int) -> Iterator[Hint]:
        lowered = region.lowered
        spans = lowered.spans
        for node in visit.in_region(lowered):
            start, end = base + spans[2 * node.n], base + spans[2 * node.n + 1]
            if end < self.within.start or start > self.within.end:
                continue
            if isinstance(node, ir.Assign):
                yield from self._assignment(region, node, base)
            elif isinstance(node, ir.FunctionDef):
                yield from self._result(region, node, base)
            elif isinstance(node, ir.Call):
                yield from self._arguments(region, node, base)

    # ---- types ----

    def _assignment(self, region: regions.Region, node: ir.Assign, base: int) -> Iterator[Hint]:
        target = node.targets[0]
        if len(node.targets) != 1 or not isinstance(target, ir.Name) or node.annotation is not None:
            return
        if isinstance(node.value, _OBVIOUS) or target.id.startswith("_"):
            return
        number = region.index.marks[target.n] - 1
        if not 0 <= number < len(region.index.bindings):
            return
        binding = region.index.bindings[number]
        given = self.db.infer.definition_type(self.db, region.definition(number))
        ty = given.binding
        if ty is None or given.declared is not None or binding.flags & (use_def.GLOBAL | use_def.NONLOCAL):
            return
        ty = literals.promoted(self.db, ty)
        if not _is_worth(ty) or _says_it(node.value, ty):
            return
        at = base + region.lowered.spans[2 * target.n + 1]
        is_only = binding.scope == 0 and self._is_bound_once(region, target.id)
        is_only = is_only and not self._is_inherited(region.scope, target.id)
        evaluated = region.scope.kind != scope.FUNCTION and not self.is_lazy
        yield from self._type(region, at, ": ", ty, evaluated=evaluated, is_insertable=is_only)

    def _is_bound_once(self, region: regions.Region, name: str) -> bool:
        """Whether nothing else gives the name a value or says what it is: an annotation would hold for that too."""
        if region.scope.kind == scope.FUNCTION:
            return sum(1 for each in region.index.bindings if each.place == name and not each.scope) == 1
        return len(symbols.bound_as(region.scope, name)) == 1 and name not in region.scope.index.global_binders()

    def _is_inherited(self, inside: scope.Scope, name: str) -> bool:
        """Whether a base of the class has the attribute: it says what it is, and an annotation might say otherwise."""
        own = inside.definition
        if inside.kind != scope.CLASS or own is None or not own.exists:
            return False
        literal = build.class_literal(self.db, own, kinds.STATEMENT, own.name)
        above = [each.literal.anchor.body_scope for each in mro.of(self.db, literal)[1:] if each is not None]
        return any(each is not None and each.symbol(name).state.get(self.db) is not None for each in above)

    def _result(self, region: regions.Region, node: ir.FunctionDef, base: int) -> Iterator[Hint]:
        if node.returns is not None or node.name == "__init__" or node.body.is_generator or node.is_async:
            return
        at = self._behind_parameters(node, base, region)
        number = region.index.marks[node.name_node.n] - 1
        if at is None or not 0 <= number < len(region.index.bindings):
            return
        definition = region.definition(number)
        function = self.db.infer.definition_type(self.db, definition).binding
        if not isinstance(function, kinds.Function):
            return  # decorated
        ty = literals.promoted(self.db, self.db.infer.return_type(self.db, definition))
        if _is_worth(ty):
            is_kept = self._keeps_promise(region.scope, definition.name, ty)
            yield from self._type(region, at, " -> ", ty, evaluated=not self.is_lazy, is_insertable=is_kept)

    def _keeps_promise(self, inside: scope.Scope, name: str, ty: kinds.Type) -> bool:
        """Whether a method may say that it gives this: a base may have promised something else."""
        own = inside.definition
        if inside.kind != scope.CLASS or own is None or not own.exists:
            return True
        literal = build.class_literal(self.db, own, kinds.STATEMENT, own.name)
        above = class_members.member_behind(self.db, classes.identity(self.db, literal), literal, name)
        if above is None or not isinstance(above.type, kinds.Function):
            return True
        promised = [each.returns for each in signatures.of(self.db, above.type) or ()]
        return all(each is None or relation.is_assignable(self.db, ty, each) for each in promised)

    def _behind_parameters(self, node: ir.FunctionDef, base: int, region: regions.Region) -> int | None:
        """Where the parenthesis behind the parameters ends."""
        spans = region.lowered.spans
        last = max([node.name_node.n, *(each.n for each in node.params), *(each.n for each in node.type_params)])
        at = base + spans[2 * last + 1]
        if node.params:
            found = _CLOSING.match(self.text, at)
        elif node.type_params:
            at = self.text.find("]", at) + 1
            opened = _OPENING.match(self.text, at)
            found = None if opened is None else _CLOSING.match(self.text, opened.end())
        else:
            opened = _OPENING.match(self.text, at)
            found = None if opened is None else _CLOSING.match(self.text, opened.end())
        return None if found is None else found.end()

    def _type(
        self, region: regions.Region, at: int, before: str, ty: kinds.Type, *, evaluated: bool, is_insertable: bool
    ) -> Iterator[Hint]:
        made = written_types.written(self.db, self.file, region.scope, at, ty, evaluated=evaluated)
        if made is None:
            shown = display.text(self.db, ty)
            if "Unknown" not in shown:
                short = shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
                yield Hint(at, TYPE, (Part(before + short),))
            return
        parts = [Part(before)]
        for text, definition in made.parts:
            where = () if definition is None else navigation.targets(self.db, (definition,))
            parts.append(Part(text, next(iter(where), None)))
        changes = [edits.insert(self.file.path, at, before + made.text)]
        for module, name in made.imports:
            changes += imports.add(self.db, self.file, module, name)
        # Two imports may go into one statement: each edit is right by itself, but not both.
        is_apart = len({each.range.start for each in changes}) == len(changes)
        yield Hint(at, TYPE, tuple(parts), tuple(changes) if is_insertable and is_apart else ())

    # ---- names of parameters ----

    def _arguments(self, region: regions.Region, node: ir.Call, base: int) -> Iterator[Hint]:
        positional = [each for each in node.args if each.name is None and not each.stars]
        if not positional or len(node.args) < 2 or any(each.stars == 1 for each in node.args):
            return
        db = self.db
        callee = db.infer.expression_type(db, region, node.func.n)
        forms = signatures.of(db, callee)
        if not forms:
            return
        given = [
            arguments.Argument(db.infer.expression_type(db, region, each.value.n), each.name, each.stars)
            for each in node.args
        ]
        form = forms[0] if len(forms) == 1 else call.call(db, callee, given).signature
        if form is None:
            return
        taken = {pair.argument: pair.parameter for pair in arguments.match(db, form, given).pairs}
        names = [taken.get(n) for n, each in enumerate(node.args) if each in positional]
        spans = region.lowered.spans
        starts = [base + spans[2 * each.n] for each in positional]
        for n, (argument, parameter) in enumerate(zip(positional, names, strict=True)):
            if parameter is None or parameter.kind != kinds.POSITIONAL_OR_KEYWORD or parameter.name.startswith("_"):
                continue
            if _is_alike(argument.value, parameter.name):
                continue
            # Behind a named argument all must be named.
            rest = names[n:]
            can_insert = all(each is not None and each.kind == kinds.POSITIONAL_OR_KEYWORD for each in rest)
            changes = tuple(
                edits.insert(self.file.path, start, f"{each.name}=")
                for start, each in zip(starts[n:], rest, strict=True)
                if each is not None
            )
            yield Hint(starts[n], PARAMETER, (Part(f"{parameter.name}="),), changes if can_insert else ())


def _is_worth(ty: kinds.Type) -> bool:
    """Whether a type says something: it is known, and no function, class or module, whose names say what they are."""
    for part in union.named_parts(ty):
        if isinstance(
            part, kinds.Dynamic | kinds.Function | kinds.BoundMethod | kinds.ClassLiteral | kinds.ClassObject
        ):
            return False
        if isinstance(part, kinds.Module | kinds.SpecialForm | kinds.KnownObject | kinds.Alias | kinds.Atom):
            return False
    return True


def _says_it(value: ir.Expr, ty: kinds.Type) -> bool:
    """Whether the value is a call of the class by its name."""
    if not isinstance(value, ir.Call) or not isinstance(ty, kinds.Instance) or ty.cls.args:
        return False
    func = value.func
    name = func.id if isinstance(func, ir.Name) else func.attr if isinstance(func, ir.Attribute) else ""
    return name == ty.cls.literal.name


def _is_alike(value: ir.Expr, name: str) -> bool:
    """Whether an argument is called like the parameter, as far as a reader needs."""
    while isinstance(value, ir.Call | ir.Subscript):
        value = value.func if isinstance(value, ir.Call) else value.value
    said = value.id if isinstance(value, ir.Name) else value.attr if isinstance(value, ir.Attribute) else ""
    plain, other = said.replace("_", "").casefold(), name.replace("_", "").casefold()
    return bool(plain) and (plain.endswith(other) or other.endswith(plain) or plain.startswith(other))
