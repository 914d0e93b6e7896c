"""Types as text, the way ty shows them.

In:  a type.
Out: one line of text: `int | None`, `Literal[1, "a"]`, `<class 'X'>`, `def f(x: int) -> str`,
     `bound method A.f() -> int`, `list[T@f]`, `(x: int) -> str`.
Always: bounded: deeper than MAX_DEPTH or longer than MAX_TEXT is cut with `...`; the text of a type
     depends on its content alone, except for inferred results, which are not asked for here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import classes, known, literals, signatures, sources, union

if TYPE_CHECKING:
    from pebre_analysis.semantic import definition as definitions

MAX_DEPTH: Final = 12
MAX_TEXT: Final = 4000
MAX_LITERAL: Final = 200


def text(db: queries.Db, ty: kinds.Type, *, inferred: bool = False) -> str:
    """The type as text. `inferred`: unannotated functions show what their bodies return."""
    return _bounded(_Display(db, inferred).type(ty, 0))


def two(db: queries.Db, left: kinds.Type, right: kinds.Type) -> tuple[str, str]:
    """Two types that were compared; classes of one name in several modules are told apart by their modules, and a
    function without annotation shows what it returns: that may be what does not fit."""
    display = _Display(db, any(isinstance(each, kinds.Function | kinds.BoundMethod) for each in (left, right)))
    shown = display.type(left, 0), display.type(right, 0)
    alike = [literal for found in display.met.values() if len(found) > 1 for literal in found]
    if alike:
        display.told_apart = frozenset(alike)
        shown = display.type(left, 0), display.type(right, 0)
    return _bounded(shown[0]), _bounded(shown[1])


def spoken(callee: kinds.Type) -> str:
    """How a message speaks of what is called: "function `f`", "class `C`"; "" for what has no name."""
    if isinstance(callee, kinds.Function):
        return f"function `{callee.definition.name}`"
    if isinstance(callee, kinds.BoundMethod) and isinstance(callee.function, kinds.Function):
        return f"method `{callee.function.definition.name}`"
    if isinstance(callee, kinds.ClassLiteral):
        return f"class `{callee.name}`"
    if isinstance(callee, kinds.ClassObject):
        return f"class `{callee.cls.literal.name}`"
    return ""


def _bounded(shown: str) -> str:
    return shown if len(shown) <= MAX_TEXT else shown[: MAX_TEXT - 3] + "..."


def signature(db: queries.Db, ty: kinds.Signature, name: str | None = None, *, inferred: bool = False) -> str:
    """One signature; with a name as `def name(…)`."""
    display = _Display(db, inferred)
    shown = display.signature(ty, 0)
    return shown if name is None else f"def {name}{shown}"


def parameters(db: queries.Db, ty: kinds.Signature) -> list[str]:
    """Each parameter as text, for signature help; markers (`/`, `*`) left out."""
    display = _Display(db, False)
    return [display.parameter(param, 0) for param in ty.params]


class _Display:
    """One rendering. `binder`: inside the signature of this definition its variables need no `@f`.

    `met`: the classes named so far, by their names; those in `told_apart` are shown with their modules.
    """

    __slots__ = ("binders", "db", "inferred", "met", "told_apart")

    def __init__(self, db: queries.Db, inferred: bool) -> None:
        self.db = db
        self.inferred = inferred
        self.binders: list[definitions.Definition] = []
        self.met: dict[str, set[kinds.ClassLiteral]] = {}
        self.told_apart: frozenset[kinds.ClassLiteral] = frozenset()

    def type(self, ty: kinds.Type, depth: int) -> str:
        if depth > MAX_DEPTH:
            return "..."
        return _BY_KIND[ty.__class__](self, ty, depth)

    def types(self, each: Iterable[kinds.Type], depth: int) -> str:
        return ", ".join(self.type(ty, depth) for ty in each)

    def in_union(self, ty: kinds.Type, depth: int) -> str:
        """A part of a union or intersection: arrows and other operators in parentheses."""
        shown = self.type(ty, depth)
        is_arrow = isinstance(ty, (kinds.BoundMethod, kinds.Function)) or (
            isinstance(ty, kinds.CallableType) and ty.kind not in (kinds.PARTIAL, kinds.TOP)
        )
        return f"({shown})" if is_arrow or (isinstance(ty, kinds.Intersection) and " & " in shown) else shown

    def excluded(self, ty: kinds.Type, depth: int) -> str:
        """What an intersection excludes: of a generic class whatever its arguments are."""
        shown = self.in_union(ty, depth)
        return f"Top[{shown}]" if isinstance(ty, kinds.Instance) and kinds.UNKNOWN in ty.cls.args else shown

    # ---- classes ----

    def class_type(self, cls: kinds.ClassType, depth: int) -> str:
        if cls.shape is not None:
            return self.tuple_(cls.shape, depth)
        if not cls.args:
            return self.class_name(cls.literal)
        last = cls.args[-1]
        if isinstance(last, kinds.TypeVar) and last.kind == kinds.PARAM_SPEC and cls.literal.name == "dict":
            return f"{self.variable(last)}.kwargs"
        shown = self.arguments(classes.type_params(self.db, cls.literal), cls.args, depth)
        return f"{self.class_name(cls.literal)}[{shown}]"

    def class_name(self, literal: kinds.ClassLiteral) -> str:
        self.met.setdefault(literal.name, set()).add(literal)
        if literal not in self.told_apart:
            return literal.name
        return f"{sources.module_name(self.db, literal.anchor) or '?'}.{literal.name}"

    def arguments(self, params: tuple[kinds.TypeVar, ...], args: tuple[kinds.Type, ...], depth: int) -> str:
        """The arguments of a class or alias; those for `*Ts` stand without their tuple."""
        shown: list[str] = []
        for at, arg in enumerate(args):
            is_spread = at < len(params) and params[at].kind == kinds.TYPE_VAR_TUPLE
            if is_spread and isinstance(arg, kinds.Tuple):
                shown += self.elements(arg, depth)
            else:
                shown.append(self.argument(arg, depth + 1))
        return ", ".join(shown) or "()"

    def elements(self, ty: kinds.Tuple, depth: int) -> list[str]:
        """What stands between the brackets of a tuple, or in place of `*Ts`."""
        parts = [self.type(each, depth + 1) for each in ty.prefix]
        if ty.variadic is not None:
            inner = self.type(ty.variadic, depth + 1)
            parts.append(f"*{inner}" if _is_spread(ty.variadic) else f"*tuple[{inner}, ...]")
        return [*parts, *(self.type(each, depth + 1) for each in ty.suffix)]

    def argument(self, ty: kinds.Type, depth: int) -> str:
        """A type argument; the values of a ParamSpec and of a TypeVarTuple lose their shells."""
        if isinstance(ty, kinds.CallableType) and len(ty.signatures) == 1 and ty.signatures[0].returns is kinds.UNKNOWN:
            shown = self.signature(ty.signatures[0], depth).rpartition(" -> ")[0]
            if shown == "(...)":
                return "..."
            return shown[3:-1] if shown.startswith("(**") else shown
        return self.type(ty, depth)

    def tuple_(self, ty: kinds.Tuple, depth: int) -> str:
        if isinstance(ty.variadic, kinds.TypeVar) and ty.variadic.kind == kinds.PARAM_SPEC:
            return f"{self.variable(ty.variadic)}.args"
        if ty.variadic is None:
            return f"tuple[{self.types(ty.prefix, depth + 1) or '()'}]"
        if not ty.prefix and not ty.suffix and not _is_spread(ty.variadic):
            return f"tuple[{self.type(ty.variadic, depth + 1)}, ...]"
        return f"tuple[{', '.join(self.elements(ty, depth))}]"

    # ---- unions ----

    def union(self, ty: kinds.Union, depth: int) -> str:
        """Literals are gathered where the first stands; None comes where it stands; `float | int` is `float`."""
        parts = without_promotions(self.db, ty)
        constants = [part for part in parts if literals.is_literal(part)]
        subclasses = [part for part in parts if isinstance(part, kinds.SubclassOf)]
        shown: list[str] = []
        for part in parts:
            if isinstance(part, kinds.SubclassOf):
                if part is subclasses[0]:
                    of = build.union(self.db, tuple(dict.fromkeys(each.of for each in subclasses)))
                    shown.append(f"type[{self.type(of, depth + 1)}]")
            elif literals.is_literal(part):
                if part is constants[0]:
                    shown.append(f"Literal[{', '.join(self.literal(each) for each in constants)}]")
            else:
                shown.append(self.in_union(part, depth + 1))
        return " | ".join(dict.fromkeys(shown))

    def literal(self, ty: kinds.Type) -> str:
        if isinstance(ty, kinds.StrLiteral):
            return quoted(ty.value)
        if isinstance(ty, kinds.BytesLiteral):
            return _cut(f"b{quoted(ty.value.decode('latin-1'), True)}")
        if isinstance(ty, (kinds.IntLiteral, kinds.BoolLiteral)):
            return str(ty.value)
        assert isinstance(ty, kinds.EnumLiteral)
        return f"{ty.cls.name}.{ty.name}"

    # ---- variables ----

    def variable(self, ty: kinds.TypeVar) -> str:
        if ty.binding is None or ty.binding in self.binders:
            return ty.name
        return f"{ty.name}@{ty.binding.name}"

    # ---- callables ----

    def signature(self, ty: kinds.Signature, depth: int) -> str:
        """`(x: int, *, y: str = "") -> int`; variables the signature binds are listed in front."""
        binder = ty.definition or (ty.type_params[0].binding if ty.type_params else None)
        if binder is not None:
            self.binders.append(binder)
        try:
            listed = self._type_params(ty, depth)
            params = self._parameters(ty, depth)
            returns = self._returns(ty, depth)
        finally:
            if binder is not None:
                self.binders.pop()
        return f"{listed}({params}) -> {returns}"

    def _type_params(self, ty: kinds.Signature, depth: int) -> str:
        if not ty.type_params:
            return ""
        stars = {kinds.PARAM_SPEC: "**", kinds.TYPE_VAR_TUPLE: "*"}
        return f"[{', '.join(stars.get(var.kind, '') + var.name for var in ty.type_params)}]"

    def _returns(self, ty: kinds.Signature, depth: int) -> str:
        if ty.returns is None:
            found = signatures.returns(self.db, ty) if self.inferred else kinds.UNKNOWN
        else:
            found = ty.returns
        return self.in_union(found, depth + 1)

    def _parameters(self, ty: kinds.Signature, depth: int) -> str:
        spec = _only_spec(ty)
        if spec is not None:
            return f"**{self.variable(spec)}"
        shown: list[str] = []
        star = False
        previous = -1
        for param in ty.params:
            if previous == kinds.POSITIONAL_ONLY and param.kind != kinds.POSITIONAL_ONLY:
                shown.append("/")
            if param.kind == kinds.VARIADIC:
                star = True
            elif param.kind == kinds.KEYWORD_ONLY and not star:
                shown.append("*")
                star = True
            shown.append(self.parameter(param, depth))
            previous = param.kind
        if previous == kinds.POSITIONAL_ONLY:
            shown.append("/")
        if ty.gradual:
            shown.append("...")
        return ", ".join(shown)

    def parameter(self, param: kinds.Parameter, depth: int) -> str:
        ty = param.type
        if isinstance(ty, kinds.TypeVar) and ty.kind == kinds.PARAM_SPEC:
            if param.kind == kinds.VARIADIC:
                return f"*{param.name}: {self.variable(ty)}.args"
            if param.kind == kinds.KEYWORDS:
                return f"**{param.name}: {self.variable(ty)}.kwargs"
        stars = {kinds.VARIADIC: "*", kinds.KEYWORDS: "**"}.get(param.kind, "")
        if param.kind == kinds.POSITIONAL_ONLY and param.name.startswith("__") and param.name[2:].isdigit():
            return self.type(ty or kinds.UNKNOWN, depth + 1)
        name = stars + param.name
        if ty is None:
            return name if param.default is None else f"{name}={self.default(param.default)}"
        shown = self.type(ty, depth + 1)
        if param.unpacked:
            if isinstance(ty, kinds.Tuple) and ty.variadic is not None and not ty.prefix and not ty.suffix:
                shown = self.type(ty.variadic, depth + 1)
            if not param.name:
                return f"*{shown}"
            shown = f"*{shown}" if param.kind == kinds.VARIADIC else f"Unpack[{shown}]"
        return f"{name}: {shown}" if param.default is None else f"{name}: {shown} = {self.default(param.default)}"

    def default(self, ty: kinds.Type) -> str:
        if literals.is_literal(ty):
            return self.literal(ty)
        return "None" if known.is_none(self.db, ty) else "..."

    def overloads(self, found: tuple[kinds.Signature, ...], depth: int) -> str:
        return f"Overload[{', '.join(self.signature(each, depth + 1) for each in found)}]"


def _is_spread(ty: kinds.Type) -> bool:
    return isinstance(ty, kinds.TypeVar) and ty.kind == kinds.TYPE_VAR_TUPLE


def _only_spec(ty: kinds.Signature) -> kinds.TypeVar | None:
    """The ParamSpec of a signature that has nothing else."""
    if len(ty.params) == 2 and ty.params[0].kind == kinds.VARIADIC and ty.params[1].kind == kinds.KEYWORDS:
        found = ty.params[0].type
        if isinstance(found, kinds.TypeVar) and found.kind == kinds.PARAM_SPEC and found is ty.params[1].type:
            return found if ty.definition is None else None
    return None


def without_promotions(db: queries.Db, ty: kinds.Union) -> list[kinds.Type]:
    """The parts as they are shown: `float | int` was written `float`, `complex | float | int` was written `complex`."""
    parts = union.named_parts(ty)
    names = {name for name in ("float", "complex") for part in parts if known.is_instance(db, part, name)}
    hidden: set[str] = set()
    if "complex" in names:
        hidden = {"float", "int"}
    elif "float" in names:
        hidden = {"int"}
    if not hidden:
        return list(parts)
    return [part for part in parts if not any(known.is_instance(db, part, name) for name in hidden)]


def quoted(value: str, is_bytes: bool = False) -> str:
    """In double quotes (single ones where that saves escapes), escaped where needed; long texts are cut."""
    quote = "'" if '"' in value and "'" not in value else '"'
    cut = value[:MAX_LITERAL]
    shown = "".join(_ESCAPES.get(char) or _plain(char, is_bytes) for char in cut)
    if quote == '"':
        shown = shown.replace('"', '\\"')
    return f"{quote}{shown}{quote}" if len(value) <= MAX_LITERAL else f"{quote}{shown}...{quote}"


def _plain(char: str, is_bytes: bool) -> str:
    code = ord(char)
    if is_bytes:
        return char if 32 <= code < 127 else f"\\x{code:02x}"
    if char.isprintable():
        return char
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


_ESCAPES: Final = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _cut(shown: str) -> str:
    return shown if len(shown) <= MAX_LITERAL + 4 else shown[:MAX_LITERAL] + "..."


# ---- by kind -----------------------------------------------------------------------------------------


def _dynamic(d: _Display, ty: kinds.Dynamic, depth: int) -> str:
    return "Unknown" if ty is kinds.DIVERGENT else ty.name


def _atom(d: _Display, ty: kinds.Atom, depth: int) -> str:
    return ty.name


def _instance(d: _Display, ty: kinds.Instance, depth: int) -> str:
    if known.is_none(d.db, ty):
        return "None"
    return d.class_type(ty.cls, depth)


def _class_literal(d: _Display, ty: kinds.ClassLiteral, depth: int) -> str:
    return f"<class '{d.class_name(ty)}'>"


def _class_object(d: _Display, ty: kinds.ClassObject, depth: int) -> str:
    return f"<class '{d.class_type(ty.cls, depth)}'>"


def _subclass_of(d: _Display, ty: kinds.SubclassOf, depth: int) -> str:
    return "type" if known.is_object(d.db, ty.of) else f"type[{d.type(ty.of, depth + 1)}]"


def _tuple(d: _Display, ty: kinds.Tuple, depth: int) -> str:
    return d.tuple_(ty, depth)


def _literal(d: _Display, ty: kinds.Type, depth: int) -> str:
    return f"Literal[{d.literal(ty)}]"


def _function(d: _Display, ty: kinds.Function, depth: int) -> str:
    found = signatures.of_function(d.db, ty)
    if len(found) == 1:
        return f"def {ty.definition.name}{d.signature(found[0], depth)}"
    return d.overloads(found, depth)


def _bound_method(d: _Display, ty: kinds.BoundMethod, depth: int) -> str:
    found = signatures.of(d.db, ty) or ()
    if len(found) != 1:
        return d.overloads(found, depth) if found else "bound method"
    if not isinstance(ty.function, kinds.Function):
        return d.signature(found[0], depth)
    name = ty.function.definition.name
    return f"bound method {d.in_union(ty.receiver, depth + 1)}.{name}{d.signature(found[0], depth)}"


def _callable(d: _Display, ty: kinds.CallableType, depth: int) -> str:
    if ty.kind == kinds.PARTIAL:
        return f"partial[{_forms(d, ty, depth + 1)}]"
    if ty.kind == kinds.TOP:
        return f"Top[{_forms(d, ty, depth)}]"
    return _forms(d, ty, depth)


def _forms(d: _Display, ty: kinds.CallableType, depth: int) -> str:
    if len(ty.signatures) == 1:
        return d.signature(ty.signatures[0], depth)
    return d.overloads(ty.signatures, depth)


def _property(d: _Display, ty: kinds.Property, depth: int) -> str:
    return "property"


def _wrapper(d: _Display, ty: kinds.Wrapper, depth: int) -> str:
    name = "staticmethod" if ty.static else "classmethod"
    return f"{name}[{d.type(ty.wrapped, depth + 1)}]"


def _decorator(d: _Display, ty: kinds.Decorator, depth: int) -> str:
    return {
        "dataclass": "<decorator produced by dataclass>",
        "dataclass_transform": "<decorator produced by typing.dataclass_transform>",
    }.get(ty.kind, "<decorator produced by dataclass-like function>")


def _module(d: _Display, ty: kinds.Module, depth: int) -> str:
    return f"<module '{ty.module.name}'>"


def _special_form(d: _Display, ty: kinds.SpecialForm, depth: int) -> str:
    return f"<special-form 'typing.{ty.name}'>"


def _known_object(d: _Display, ty: kinds.KnownObject, depth: int) -> str:
    if ty.kind == kinds.TYPE_VAR_OBJECT and isinstance(ty.of, kinds.TypeVar):
        return ("TypeVar", "ParamSpec", "TypeVarTuple", "TypeVar")[ty.of.kind]
    inner = d.type(ty.of, depth + 1)
    if ty.kind == kinds.NEW_TYPE_OBJECT:
        return f"<NewType pseudo-class '{inner}'>"
    if ty.kind == kinds.ALIAS_OBJECT:
        is_bare = isinstance(ty.of, kinds.Alias) and not ty.of.args
        return "TypeAliasType" if is_bare else f"<type alias '{inner}'>"
    if ty.form == "UnionType":
        return f"<types.UnionType special-form '{inner}'>"
    if ty.form == "Annotated":
        return f"<special-form 'typing.Annotated[{inner}, <metadata>]'>"
    return f"<Callable special-form '{inner}'>" if ty.form == "Callable" else f"<special-form '{inner}'>"


def _type_var(d: _Display, ty: kinds.TypeVar, depth: int) -> str:
    return d.variable(ty)


def _alias(d: _Display, ty: kinds.Alias, depth: int) -> str:
    if not ty.args:
        return ty.definition.name
    params = d.db.infer.alias_value(d.db, ty.definition).type_params
    return f"{ty.definition.name}[{d.arguments(params, ty.args, depth)}]"


def _guard(d: _Display, ty: kinds.Guard, depth: int) -> str:
    return f"{'TypeIs' if ty.exact else 'TypeGuard'}[{d.type(ty.of, depth + 1)}]"


def _super(d: _Display, ty: kinds.Super, depth: int) -> str:
    return f"<super: {d.type(ty.pivot, depth + 1)}, {d.type(ty.owner, depth + 1)}>"


def _union(d: _Display, ty: kinds.Union, depth: int) -> str:
    return d.union(ty, depth)


def _intersection(d: _Display, ty: kinds.Intersection, depth: int) -> str:
    parts = [d.in_union(each, depth + 1) for each in ty.positive]
    parts += [f"~{d.excluded(each, depth + 1)}" for each in ty.negative]
    return " & ".join(parts)


# `Any`: each function takes the class of types that it is listed for.
_BY_KIND: Final[dict[type[kinds.Type], Callable[[_Display, Any, int], str]]] = {
    kinds.Dynamic: _dynamic,
    kinds.Atom: _atom,
    kinds.Instance: _instance,
    kinds.ClassLiteral: _class_literal,
    kinds.ClassObject: _class_object,
    kinds.SubclassOf: _subclass_of,
    kinds.Tuple: _tuple,
    kinds.IntLiteral: _literal,
    kinds.BoolLiteral: _literal,
    kinds.StrLiteral: _literal,
    kinds.BytesLiteral: _literal,
    kinds.EnumLiteral: _literal,
    kinds.Function: _function,
    kinds.BoundMethod: _bound_method,
    kinds.CallableType: _callable,
    kinds.Property: _property,
    kinds.Wrapper: _wrapper,
    kinds.Decorator: _decorator,
    kinds.Module: _module,
    kinds.SpecialForm: _special_form,
    kinds.KnownObject: _known_object,
    kinds.TypeVar: _type_var,
    kinds.Alias: _alias,
    kinds.Guard: _guard,
    kinds.Super: _super,
    kinds.Union: _union,
    kinds.Intersection: _intersection,
}
