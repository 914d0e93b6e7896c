"""Classes made by calls: `NamedTuple("P", […])`, `namedtuple("P", "x y")`, `TypedDict("D", {…})`,
`NewType("N", base)`, `Enum("E", "A B")`, `type("C", bases, {…})`.

In:  the call and its context.
Out: bases and fields; `complete` False when the fields could not be read.
"""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING

from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import known, tuples, type_forms
from pebre_analysis.types.infer import annotation

if TYPE_CHECKING:
    from pebre_analysis.types.infer.annotation_context import Context


def _positional(call: ir.Call) -> list[ir.Expr]:
    return [each.value for each in call.args if each.name is None and not each.stars]


def _keyword(call: ir.Call, name: str) -> ir.Expr | None:
    return next((each.value for each in call.args if each.name == name), None)


def _items(node: ir.Expr | None) -> tuple[ir.Expr, ...] | None:
    return node.items if isinstance(node, (ir.List, ir.Tuple)) else None


def _text(node: ir.Expr) -> str | None:
    return node.value if isinstance(node, ir.Str) else None


def _constant(c: Context, node: ir.Expr) -> str | None:
    """A text, also by the name of a constant."""
    if isinstance(node, ir.Name):
        value = c.names.value(node)
        return value.value if isinstance(value, kinds.StrLiteral) else None
    return _text(node)


# ---- named tuples --------------------------------------------------------------------------------------


def _tuple_base(c: Context) -> tuple[kinds.Type, ...]:
    """The fallback with the methods that all named tuples have; it derives from `tuple`."""
    return (known.value(c.db, "NamedTupleFallback", "_typeshed._type_checker_internals"),)


def named_tuple(c: Context, call: ir.Call, callee: kinds.Type) -> queries.Synthesised:
    given = _positional(call)
    node = given[1] if len(given) > 1 else _keyword(call, "fields")
    items = _items(node)
    if items is None:
        return queries.Synthesised(_tuple_base(c), (), (), False)
    fields: list[queries.Field] = []
    for item in items:
        pair = _items(item)
        name = _constant(c, pair[0]) if pair is not None and len(pair) == 2 else None
        if pair is None or name is None:
            return queries.Synthesised(_tuple_base(c), (), (), False)
        fields.append(queries.Field(name, annotation.evaluate(c, pair[1])))
    return queries.Synthesised(_tuple_base(c), tuple(fields))


def untyped_named_tuple(c: Context, call: ir.Call, callee: kinds.Type) -> queries.Synthesised:
    given = _positional(call)
    names = _names(c, given[1] if len(given) > 1 else _keyword(call, "field_names"))
    if names is None:
        return queries.Synthesised(_tuple_base(c), (), (), False)
    rename = _keyword(call, "rename")
    if isinstance(rename, ir.Constant) and rename.value is True:
        names = _renamed(names)
    defaults = _keyword(call, "defaults")
    n_defaults = 0
    if defaults is not None:
        shape = tuples.shape(c.db, c.names.value(defaults))
        items = _items(defaults)
        n_defaults = len(items) if items is not None else tuples.min_length(shape) if shape is not None else len(names)
    first = len(names) - n_defaults
    fields = tuple(
        queries.Field(name, kinds.ANY, kinds.UNKNOWN if at >= first else None) for at, name in enumerate(names)
    )
    return queries.Synthesised(_tuple_base(c), fields)


def _names(c: Context, node: ir.Expr | None) -> list[str] | None:
    """Field or member names: a string with blanks or commas, or a sequence of strings."""
    if node is None:
        return None
    text = _text(node)
    if text is not None:
        return text.replace(",", " ").split()
    items = _items(node)
    if items is not None:
        found = [_text(each) for each in items]
        return None if None in found else [each for each in found if each is not None]
    value = c.names.value(node)
    if isinstance(value, kinds.StrLiteral):
        return value.value.replace(",", " ").split()
    shape = tuples.shape(c.db, value)
    if shape is None or shape.variadic is not None:
        return None
    names = [each.value for each in shape.prefix if isinstance(each, kinds.StrLiteral)]
    return names if len(names) == len(shape.prefix) else None


def _renamed(names: list[str]) -> list[str]:
    seen: set[str] = set()
    result: list[str] = []
    for at, name in enumerate(names):
        bad = not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_") or name in seen
        result.append(f"_{at}" if bad else name)
        seen.add(name)
    return result


# ---- typed dictionaries ----------------------------------------------------------------------------------


def typed_dict(c: Context, call: ir.Call, callee: kinds.Type) -> queries.Synthesised:
    base = (build.special_form(c.db, "TypedDict"),)
    given = _positional(call)
    node = given[1] if len(given) > 1 else None
    total = _keyword(call, "total")
    options = (("total", kinds.FALSE),) if isinstance(total, ir.Constant) and total.value is False else ()
    extra: queries.Field | None = None
    for each in call.args:
        if each.name in ("closed", "extra_items"):
            extra = extra_items(c, each.name, each.value) or extra
    if not isinstance(node, ir.Dict):
        return queries.Synthesised(base, (), options, False, extra)
    fields: list[queries.Field] = []
    for item in node.items:
        name = None if item.key is None else _constant(c, item.key)
        if name is None:
            return queries.Synthesised(base, (), options, False, extra)
        said = annotation.declaration(c, item.value)
        fields.append(queries.Field(name, said.type or kinds.UNKNOWN, None, said.qualifiers))
    return queries.Synthesised(base, tuple(fields), options, True, extra)


def extra_items(c: Context, name: str, node: ir.Expr) -> queries.Field | None:
    """What `extra_items=T` or `closed=True` says of keys beyond those declared; None when it says nothing."""
    if name == "closed":
        is_closed = isinstance(node, ir.Constant) and node.value is True
        return queries.Field("", kinds.NEVER, None, queries.NOT_REQUIRED) if is_closed else None
    said = annotation.declaration(c, node)
    return queries.Field("", c.bound(said.type or kinds.UNKNOWN), None, queries.NOT_REQUIRED | said.qualifiers)


# ---- others ----------------------------------------------------------------------------------------------


def new_type(c: Context, call: ir.Call, callee: kinds.Type) -> queries.Synthesised:
    given = _positional(call)
    node = given[1] if len(given) > 1 else _keyword(call, "tp")
    ty = kinds.UNKNOWN if node is None else annotation.evaluate(c, node)
    if isinstance(ty, kinds.Union):
        # `NewType("N", float)`: the class itself, not what an annotation with it takes.
        value = c.value(node) if isinstance(node, (ir.Name, ir.Attribute)) else kinds.UNKNOWN
        return queries.Synthesised((value,))
    return queries.Synthesised((type_forms.as_value(c.db, ty, "class"),))


def enum(c: Context, call: ir.Call, callee: kinds.Type) -> queries.Synthesised:
    db = c.db
    given = _positional(call)
    node = given[1] if len(given) > 1 else _keyword(call, "names")
    mixed = _keyword(call, "type")
    bases = (callee,) if mixed is None else (c.names.value(mixed), callee)
    if isinstance(node, ir.Dict):
        pairs = [(_text(item.key), c.names.value(item.value)) for item in node.items if item.key is not None]
    else:
        items = _items(node)
        listed = [_items(each) for each in items or ()]
        if items and all(pair is not None and len(pair) == 2 for pair in listed):
            pairs = [(_text(pair[0]), c.names.value(pair[1])) for pair in listed if pair is not None]
        else:
            names = _names(c, node)
            if names is None:
                return queries.Synthesised(bases, (), (), False)
            pairs = [(name, build.int_literal(db, at + 1)) for at, name in enumerate(names)]
    fields = tuple(queries.Field(name, value) for name, value in pairs if name is not None)
    return queries.Synthesised(bases, fields, (), len(fields) == len(pairs))


def dynamic(c: Context, call: ir.Call, callee: kinds.Type) -> queries.Synthesised:
    """`type("C", bases, namespace)`: any member may exist that the namespace gives."""
    given = _positional(call)
    shape = tuples.shape(c.db, c.names.value(given[1])) if len(given) > 1 else None
    bases = shape.prefix if shape is not None and shape.variadic is None else (kinds.UNKNOWN,)
    namespace = given[2] if len(given) > 2 else None
    fields: list[queries.Field] = []
    complete = isinstance(namespace, ir.Dict)
    for item in namespace.items if isinstance(namespace, ir.Dict) else ():
        name = None if item.key is None else _text(item.key)
        if name is None:
            complete = False
        else:
            fields.append(queries.Field(name, c.names.value(item.value)))
    return queries.Synthesised(bases if complete else (*bases, kinds.UNKNOWN), tuple(fields), (), complete)
