"""What is at the cursor: its type first, then what is written about it.

In:  a file and an offset.
Out: Markdown with one block of Python, of what is read where its type comes from, and perhaps a docstring; and the
     range of the name. None where no name is.
The block, by what the name means:
    (variable) x: T      also (parameter), (attribute), (property), (method), (constant), (type variable)
    (type alias) X = T
    def f(a: int) -> T   a function or method; at a call the overload that is chosen, else all, up to five and 30 lines
    class C(a: int)      a class, with what it is called with
    (module) a.b
    (argument) x: T      an argument given by name, where no parameter is known
Always
  - the type is the one at this place, narrowed; long ones are cut, and say so; so does one that inference cut;
  - the docstring is that of the thing, never that of its type; of a parameter, what its function says of it; of an
    attribute without one, what its class says of it; of a variable that holds a function, that of the function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import attributes, calls, docs, lookup, markup, origins, target
from pebre_analysis.modules import module
from pebre_analysis.semantic import definition, scope, use_def
from pebre_analysis.source import ranges
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, display, kinds, limits
from pebre_analysis.types.algebra import classes, signatures

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

_MAX_OVERLOADS: Final = 5
_MAX_LINES: Final = 30  # of all overloads but the first
_FUNCTIONS: Final = (kinds.Function, kinds.BoundMethod)
_CLASSES: Final = (kinds.ClassLiteral, kinds.ClassObject)
_CUT: Final = (
    "*This type grew too large to be worked out: the parts left out are `Unknown`, and nothing is reported of them.*"
)


class HoverResult(msgspec.Struct, frozen=True, gc=False):
    """What is shown at a place."""

    markdown: str
    range: ranges.TextRange | None


def hover(db: database.ProjectDatabase, file: files.File, offset: int) -> HoverResult | None:
    """What is shown at the offset."""
    at = target.at(db, file, offset)
    if at is None:
        return None
    found = origins.of_target(db, at)
    ends = lookup.followed(db, found)
    page = _Page(db, at, found, ends)
    code = page.code()
    if code is None:
        return None
    if page.function is not None:
        prose = docs.of_parameters(db, page.function).get(at.word, "")
    else:
        raw = docs.of_origins(db, ends)
        prose = docs.as_markdown(raw) if raw else ""
        if raw is None and len(ends) == 1 and isinstance(ends[0], definition.Definition):
            prose = docs.of_attribute(db, ends[0]) or _of_function_held(db, page.type)
    if limits.is_cut(page.type):
        prose = "\n\n".join(each for each in (_CUT, prose) if each)
    beside: list[str] = []
    if page.is_value and isinstance(at.node, ir.Expr) and origins.binding_at(at.region, at.node.n) is None:
        from pebre_analysis.ide.common import provenance  # what is called or bound needs it not

        beside = provenance.of(db, at, found)
    return HoverResult(markup.page(code, prose, beside), at.range)


def _of_function_held(db: database.ProjectDatabase, held: kinds.Type) -> str:
    """What is written about the function that a variable stands for."""
    forms = signatures.of(db, held) if isinstance(held, _FUNCTIONS) else None
    own = forms[0].definition if forms else None
    raw = None if own is None else docs.of_origins(db, [own])
    return docs.as_markdown(raw) if raw else ""


class _Page:
    """The block of code for one target: `found` are its origins, `ends` what they are behind imports."""

    def __init__(
        self, db: database.ProjectDatabase, at: target.Target, found: list[lookup.Origin], ends: list[lookup.Origin]
    ) -> None:
        self.db = db
        self.at = at
        self.found = found
        self.ends = ends
        # What is shown, once `code` was asked; of a parameter, whose it is.
        self.type: kinds.Type = kinds.UNKNOWN
        self.function: definition.Definition | None = None
        self.is_value = False  # no function, class or module

    def code(self) -> str | None:
        at, end = self.at, self.end
        if at.role is target.Role.MODULE:
            return f"(module) {end.name if isinstance(end, module.Module) else at.text}"
        if at.role is target.Role.KEYWORD:
            return self._keyword()
        if isinstance(end, module.Module) and len(self.ends) == 1:
            return f"(module) {end.name}"
        ty = self.type = self._type()
        if isinstance(ty, kinds.Module):
            return f"(module) {ty.module.name}"
        own = end if isinstance(end, definition.Definition) and end.exists else None
        kind = own.kind if own is not None else -1
        if own is not None and kind == use_def.PARAMETER and not own.local_scope:
            self.function = own.scope.definition
        if own is not None and kind == use_def.CLASS and len(self.ends) == 1:
            meant = ty if isinstance(ty, _CLASSES) else lookup.type_of(self.db, own)
            if isinstance(meant, _CLASSES):
                return self._class(meant)
        if kind == use_def.FUNCTION and isinstance(ty, _FUNCTIONS):
            return self._function(ty)
        if isinstance(ty, kinds.ClassLiteral) and ty.kind != kinds.DYNAMIC and ty.anchor is own:
            return self._class(ty)  # made by a call, under its own name
        if isinstance(ty, kinds.SpecialForm):
            return f"class {ty.name}"
        if not self.found and ty is kinds.UNKNOWN and at.role is not target.Role.ATTRIBUTE:
            return None
        return self._value(ty, kind)

    @property
    def end(self) -> lookup.Origin | None:
        """The last origin: what counts if there are several."""
        return self.ends[-1] if self.ends else None

    # ---- types --------------------------------------------------------------------------------

    def _type(self) -> kinds.Type:
        """The type at this place; where nothing is known of it (code that cannot run), that of the origins."""
        at, db = self.at, self.db
        ty: kinds.Type = kinds.UNKNOWN
        if at.role in (target.Role.READ, target.Role.ATTRIBUTE) and isinstance(at.node, ir.Expr):
            ty = origins.value_type(db, at.region, at.node)
        elif at.role is target.Role.BOUND and not isinstance(at.parent, ir.Alias) and len(self.found) == 1:
            own = self.found[0]
            if isinstance(own, definition.Definition) and own.kind not in (use_def.FUNCTION, use_def.CLASS):
                ty = db.infer.expression_type(db, at.region, at.node.n)
        elif at.role is target.Role.PARAMETER and isinstance(at.parent, ir.Lambda):
            ty = db.infer.expression_type(db, at.region, at.node.n)  # what is expected says it
        elif isinstance(at.parent, ir.Alias) and len(self.found) == 1:
            ty = lookup.type_of(db, self.found[0])
        if ty is not kinds.UNKNOWN or not self.ends:
            return ty
        types = [self._held(each) for each in self.ends]
        return types[0] if len(set(types)) == 1 else ty

    def _held(self, origin: lookup.Origin) -> kinds.Type:
        """What an origin gives; an attribute that is declared, what it may hold."""
        if isinstance(origin, definition.Definition) and origin.exists and origin.kind == use_def.ANNOTATED:
            said = self.db.infer.definition_type(self.db, origin).declared
            if said is not None and self.at.role is target.Role.ATTRIBUTE:
                return said
        return lookup.type_of(self.db, origin)

    def _text(self, ty: kinds.Type) -> str:
        return display.text(self.db, ty, inferred=True)

    # ---- forms --------------------------------------------------------------------------------

    def _value(self, ty: kinds.Type, kind: int) -> str:
        self.is_value = True
        if isinstance(ty, kinds.Property) and ty.getter is not None:
            getter = signatures.of(self.db, ty.getter)
            if getter:
                returns = signatures.returns(self.db, getter[0])
                return markup.folded(f"(property) {self.at.word}: ", self._text(returns))
        if isinstance(ty, kinds.KnownObject) and ty.kind == kinds.TYPE_VAR_OBJECT:
            return f"(type variable) {self.at.word}: {self._text(ty)}"
        word = self._word(ty, kind)
        meant = self._meaning(ty, kind) if word == "type alias" else None
        if meant is not None:
            return markup.folded(f"({word}) {self.at.word} = ", self._text(meant))
        if isinstance(ty, kinds.ClassLiteral) and word == "type alias":
            return f"({word}) {self.at.word} = {ty.name}"  # nothing is said of its parameters
        return markup.folded(f"({word}) {self.at.word}: ", self._text(ty))

    def _meaning(self, ty: kinds.Type, kind: int) -> kinds.Type | None:
        """What an alias stands for."""
        if kind == use_def.TYPE_ALIAS and isinstance(self.end, definition.Definition):
            return self.db.infer.alias_value(self.db, self.end).value
        if isinstance(ty, kinds.KnownObject) and ty.kind == kinds.ALIAS_OBJECT and isinstance(ty.of, kinds.Alias):
            return self.db.infer.alias_value(self.db, ty.of.definition).value
        if isinstance(ty, kinds.KnownObject) and ty.kind == kinds.FORM_OBJECT:
            return ty.of
        if isinstance(ty, kinds.ClassObject):
            return build.instance(self.db, ty.cls)
        if not isinstance(ty, kinds.ClassLiteral):
            return None
        made = classes.default_type(self.db, ty)
        return None if kinds.UNKNOWN in made.args else build.instance(self.db, made)

    def _word(self, ty: kinds.Type, kind: int) -> str:
        end = self.end
        if kind == use_def.PARAMETER:
            return "parameter"
        if kind == use_def.FUNCTION and self.at.role is target.Role.ATTRIBUTE:
            is_member = isinstance(end, definition.Definition) and end.scope.kind == scope.CLASS
            parts = [each for each in attributes.parts(ty) if not isinstance(each, kinds.Dynamic)]
            if is_member and parts and all(isinstance(each, _FUNCTIONS) for each in parts):
                return "method"  # of several classes, or of one and of what is unknown
            return "property" if is_member else "variable"
        if kind == use_def.TYPE_PARAM:
            return "type variable"
        is_made = isinstance(ty, kinds.ClassLiteral) and ty.kind == kinds.DYNAMIC
        if kind == use_def.ASSIGN and isinstance(ty, (*_CLASSES, kinds.KnownObject)) and not is_made:
            return "type alias"
        if kind == use_def.TYPE_ALIAS or (isinstance(end, definition.Definition) and _is_said_to_be_alias(end)):
            return "type alias"
        if isinstance(end, definition.Definition):
            if self.at.word.isupper() and end.scope.kind != scope.FUNCTION:
                return "constant"
            is_member = end.scope.kind == scope.CLASS or "." in end.place
            return "attribute" if is_member else "variable"
        return "attribute" if self.at.role is target.Role.ATTRIBUTE else "variable"

    def _class(self, meant: kinds.ClassLiteral | kinds.ClassObject) -> str:
        literal = meant.cls.literal if isinstance(meant, kinds.ClassObject) else meant
        name = self._text(meant).removeprefix("<class '").removesuffix("'>")
        called = calls.chosen(self.db, self.at, meant)
        made = (called,) if called is not None else signatures.of(self.db, meant) or ()
        if not made or literal.name in ("object", "type"):
            return f"class {name}"
        own_names = display.signature(self.db, made[0]).replace(f"@{literal.name}", "")
        front, params, _ = markup.split_signature(own_names)
        shown = markup.signature(f"class {name}", f"{front}({', '.join(params)})")
        return shown + _more(len(made) - 1, "way to call it", "ways to call it")

    def _function(self, ty: kinds.Type) -> str:
        chosen = calls.chosen(self.db, self.at, ty)
        if chosen is not None:
            return self._signature(chosen)
        if self.at.role is target.Role.BOUND and len(self.found) == 1:
            own = self.found[0]  # a `def`: one overload shows itself, the implementation all
            if isinstance(own, definition.Definition) and own.kind == use_def.FUNCTION:
                overloads = self.db.infer.overloads(self.db, own).overloads
                if not overloads or own in overloads:
                    return self._signature(signatures.of_def(self.db, own), self._is_async(own))
        found = signatures.of(self.db, ty) or ()
        shown: list[str] = []
        for each in found[:_MAX_OVERLOADS]:
            text = self._signature(each)
            if shown and sum(part.count("\n") + 1 for part in (*shown, text)) > _MAX_LINES:
                break
            shown.append(text)
        return "\n".join(shown) + _more(len(found) - len(shown), "overload", "overloads")

    def _is_async(self, own: definition.Definition) -> bool:
        return isinstance(own.binding.node, ir.FunctionDef) and own.binding.node.is_async

    def _signature(self, found: kinds.Signature, is_async: bool = False) -> str:
        shown = display.signature(self.db, found, inferred=True)
        head = f"def {self.at.word}"
        if is_async:
            front, params, returns = markup.split_signature(shown)
            prefix = " -> CoroutineType[Any, Any, "
            if returns.startswith(prefix) and returns.endswith("]"):
                shown = f"{front}({', '.join(params)}) -> {returns[len(prefix) : -1]}"
            head = f"async {head}"
        return markup.signature(head, shown)

    def _keyword(self) -> str | None:
        """A keyword argument: the parameter it fills, else what is given."""
        outer = self.at.parent
        if not isinstance(outer, ir.Call):
            return None
        rest: str | None = None
        forms: list[kinds.Signature] = []
        for part in attributes.parts(origins.value_type(self.db, self.at.region, outer.func)):
            if not isinstance(part, kinds.Dynamic):
                chosen = calls.of_call(self.db, self.at, outer, part)
                forms += (chosen,) if chosen is not None else signatures.of(self.db, part) or ()
        for found in forms or [each for _, each in calls.forms(self.db, self.at.region, outer.func)]:
            shown = display.parameters(self.db, found)
            for param, text in zip(found.params, shown, strict=True):
                if param.kind == kinds.KEYWORDS:
                    item = attributes.unpacked_item(self.db, param, self.at.word)
                    if item is not None:
                        return markup.folded(f"(parameter) {self.at.word}: ", self._text(item.type))
                    rest = rest or text
                elif param.name == self.at.word and param.kind != kinds.VARIADIC:
                    self.function = found.definition
                    return markup.folded("(parameter) ", text)
        if rest is not None:
            return markup.folded("(parameter) ", rest)
        given = self.at.node
        assert isinstance(given, ir.Argument)
        return markup.folded(
            f"(argument) {self.at.word}: ", self._text(origins.value_type(self.db, self.at.region, given.value))
        )


def _is_said_to_be_alias(found: definition.Definition) -> bool:
    """Whether it is `X: TypeAlias = …`."""
    node = found.binding.node if found.exists else None
    return isinstance(node, ir.AnnAssign) and target.last_name(node.annotation) == "TypeAlias"


def _more(count: int, one: str, many: str) -> str:
    if count <= 0:
        return ""
    return f"\n# and {count} more {one if count == 1 else many}"
