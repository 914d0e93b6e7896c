"""What is wrong with a type expression, in words.

In:  a node, what it was found to mean, and the context it stands in.
Out: nothing; findings of the rule `invalid-type-form`.
Always: a value of which too little is known is no mistake: Unknown, class objects that a variable holds,
unions that hold a type.
Source: the typing specification, "Type and annotation expressions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, display, findings, kinds, queries
from pebre_analysis.types.algebra import classes, known, mro

if TYPE_CHECKING:
    from pebre_analysis.types.infer.annotation_context import Context


class Reporter(Protocol):
    """Who takes findings: a context of annotations, or the inference of a region."""

    def report(self, rule: str, node: ir.Node, *arguments: str) -> None: ...


_EXPRESSIONS: Final[dict[type[ir.Node], str]] = {
    ir.Int: "A number",
    ir.Float: "A number",
    ir.Complex: "A number",
    ir.Bytes: "A bytes literal",
    ir.FString: "An f-string",
    ir.TString: "A template string",
    ir.List: "A list",
    ir.Tuple: "A tuple",
    ir.Set: "A set",
    ir.Dict: "A dictionary",
    ir.Comprehension: "A comprehension",
    ir.Lambda: "A lambda",
    ir.Call: "A call",
    ir.BoolOp: "`and` or `or`",
    ir.Compare: "A comparison",
    ir.Unary: "An operator",
    ir.Conditional: "A conditional expression",
    ir.Await: "`await`",
    ir.Yield: "`yield`",
    ir.YieldFrom: "`yield from`",
    ir.Walrus: "An assignment",
    ir.Slice: "A slice",
}
_QUALIFIERS: Final = {
    queries.CLASS_VAR: "ClassVar",
    queries.FINAL: "Final",
    queries.REQUIRED: "Required",
    queries.NOT_REQUIRED: "NotRequired",
    queries.READ_ONLY: "ReadOnly",
}
_NEEDING: Final = frozenset(("Optional", "Union", "Literal", "Annotated", "TypeGuard", "TypeIs", "Unpack"))
_QUALIFYING: Final = frozenset(_QUALIFIERS.values())
_MEANT: Final = {"any": "typing.Any", "callable": "collections.abc.Callable"}


def say(c: Context, node: ir.Node, text: str) -> None:
    c.report(findings.INVALID_TYPE_FORM, node, text)


def expression(c: Context, node: ir.Expr) -> None:
    """An expression of a kind that is never a type."""
    if isinstance(node, ir.Constant):
        shown = "`...`" if node.value is ... else f"`{node.value}`"
        say(c, node, f"{shown} is no type")
        return
    named = _EXPRESSIONS.get(node.__class__)
    if named is None:
        return
    hint = ""
    if isinstance(node, ir.Tuple):
        hint = "; did you mean `tuple[…]`?"
    elif isinstance(node, ir.List) and len(node.items) == 1:
        hint = "; did you mean `list[…]`?"
    say(c, node, f"{named} is no type{hint}")


def value(c: Context, node: ir.Expr, found: kinds.Type) -> None:
    """A name or attribute whose value is no type."""
    if isinstance(found, kinds.SpecialForm):
        _form(c, node, found.name)
    elif isinstance(found, kinds.Module):
        name = found.module.name
        last = name.rpartition(".")[2]
        say(c, node, f"Module `{name}` is no type{_did_you_mean(f'{last}.{last}') if _has_namesake(c, found) else ''}")
    elif isinstance(found, (kinds.Function, kinds.BoundMethod)):
        name = node.id if isinstance(node, ir.Name) else node.attr if isinstance(node, ir.Attribute) else "it"
        say(c, node, f"Function `{name}` is no type{_did_you_mean(_MEANT.get(name))}")
    elif c.is_value and isinstance(found, kinds.Tuple):
        pass  # `Union[args]` is made where it runs
    elif _is_surely_no_type(c.db, found):
        say(c, node, f"A variable of type `{display.text(c.db, found)}` is no type")


def union_with_text(c: Context, node: ir.Binary) -> None:
    """`"A" | int` where it runs: a text and a class make no union, nor do a text and None."""
    if c.binding is None and not c.is_value and c.names.region.is_body:
        return  # annotations of local variables do not run
    left = node.first
    for step in node.rest:
        pair = _text_or_class(c, left), _text_or_class(c, step.right)
        if None in pair:
            return  # the objects of the typing module take texts
        if any(isinstance(each, kinds.StrLiteral) for each in pair):
            shown = [display.text(c.db, each) for each in pair if each is not None]
            c.report(findings.UNSUPPORTED_OPERATOR, step, "|", *shown)
            return
        left = step.right


def _text_or_class(c: Context, node: ir.Expr) -> kinds.Type | None:
    if isinstance(node, ir.Str):
        return None if node.value is None else build.str_literal(c.db, node.value)
    if isinstance(node, ir.Constant) and node.value is None:
        return known.none(c.db)
    found = c.value(node) if isinstance(node, ir.Name | ir.Attribute) else None
    is_class = isinstance(found, kinds.ClassLiteral) and classes.facts(c.db, found).metaclass is None
    return found if is_class else None


def _did_you_mean(name: str | None) -> str:
    return "" if name is None else f"; did you mean `{name}`?"


def _has_namesake(c: Context, module: kinds.Module) -> bool:
    """Does the module hold a class of its own name, like `datetime`?"""
    place = c.db.infer.module_member(c.db, module, module.module.name.rpartition(".")[2])
    return place is not None and isinstance(place.type, kinds.ClassLiteral)


def _is_surely_no_type(db: queries.Db, ty: kinds.Type) -> bool:
    if isinstance(ty, (kinds.IntLiteral, kinds.BoolLiteral, kinds.BytesLiteral, kinds.EnumLiteral, kinds.Tuple)):
        return True
    if not isinstance(ty, kinds.Instance):
        return False
    literal = ty.cls.literal
    if mro.has_unknown(db, literal) or known.is_object(db, ty) or mro.has(db, literal, known.literal(db, "type")):
        return False
    if literal.name in ("Sentinel", "sentinel") and literal.durable:
        return False  # PEP 661: a sentinel is its own type
    return not classes.is_protocol(db, literal)


def _form(c: Context, node: ir.Expr, name: str) -> None:
    if name in _NEEDING:
        say(c, node, f"`{name}` needs type arguments: `{name}[…]`")
    elif name in _QUALIFYING:
        say(c, node, f"`{name}` qualifies a declaration and is no type; it cannot stand here")
    elif name == "TypeAlias":
        say(c, node, "`TypeAlias` is the whole annotation of an alias and cannot stand here")
    elif name in ("Generic", "Protocol", "TypedDict", "Concatenate"):
        say(c, node, f"`{name}` is no type and cannot stand here")


def bare(c: Context, node: ir.Expr, found: kinds.Type) -> None:
    """A generic class, or `Callable`, without type arguments."""
    if isinstance(found, kinds.ClassLiteral):
        without_arguments(c.db, c, node, found)
    elif isinstance(found, kinds.SpecialForm) and found.name == "Callable":
        c.report(findings.MISSING_TYPE_ARGUMENT, node, "Callable", "its parameters and its result")


def without_arguments(db: queries.Db, reporter: Reporter, node: ir.Node, literal: kinds.ClassLiteral) -> None:
    """The class stands where a type is meant; of parameters that have defaults nothing is missing."""
    params = classes.type_params(db, literal)
    needed = [each for each in params if db.infer.type_variable(db, each.definition).default is None]
    if needed:
        named = ", ".join(f"`{each.name}`" for each in needed)
        reporter.report(findings.MISSING_TYPE_ARGUMENT, node, literal.name, named)


def special_variable(c: Context, node: ir.Expr, variable: kinds.TypeVar) -> None:
    """A ParamSpec or TypeVarTuple by itself stands for no type."""
    if variable.kind == kinds.TYPE_VAR_TUPLE:
        say(c, node, f"`{variable.name}` stands for several types and must be unpacked: `*{variable.name}`")
    else:
        say(c, node, f"`{variable.name}` stands for parameters and is no type")


def qualifier(c: Context, node: ir.Subscript) -> None:
    """`ClassVar[…]` and the like where no declaration is."""
    form = c.value(node.value)
    if isinstance(form, kinds.SpecialForm):
        _form(c, node, form.name)


def qualifiers(c: Context, node: ir.Expr, found: int) -> None:
    """Qualifiers in the annotation of a parameter, where none may be."""
    for bit, name in _QUALIFIERS.items():
        if found & bit:
            say(c, node, f"`{name}` cannot qualify a parameter")


def nested(c: Context, node: ir.Expr, outer: int, inner: int) -> None:
    """A qualifier around others: none is said twice, an item is required or not, `ClassVar` is the outer one."""
    requiring = queries.REQUIRED | queries.NOT_REQUIRED
    is_twofold = outer & inner or (outer & requiring and inner & requiring)
    if is_twofold or (outer == queries.FINAL and inner & queries.CLASS_VAR):
        say(c, node, f"`{_QUALIFIERS[outer]}` cannot stand around `{_QUALIFIERS[_first(inner)]}`")


def _first(qualifiers: int) -> int:
    return next(bit for bit in _QUALIFIERS if qualifiers & bit)


def parameters(c: Context, node: ir.Expr, found: kinds.Type, wanted_by: str) -> None:
    """What stands where the parameters of a callable are wanted: a list, `...`, a ParamSpec, `Concatenate[…]`."""
    if isinstance(found, kinds.Dynamic) and isinstance(node, (ir.Name, ir.Attribute, ir.Subscript, ir.Missing, ir.Str)):
        return
    if isinstance(found, kinds.TypeVar) and found.kind != kinds.TYPE_VAR:
        return
    if isinstance(found, kinds.CallableType):
        return
    if wanted_by:
        c.report(findings.INVALID_TYPE_ARGUMENTS, node, wanted_by, display.text(c.db, found))
        return
    say(c, node, "The parameters of a callable are a list of types, `...`, a ParamSpec or `Concatenate[…]`")
