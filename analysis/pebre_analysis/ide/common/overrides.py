"""What a class may override of its base classes: methods, written out, and variables.

In:  a cursor in a class body, or a class and a method that it inherits.
Out: each that the class does not define yet: its name, whose it is; of a method the text that overrides it.
Always: annotations are copied only where the class's file can name all that stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import cursor, lookup, names_in_scope
from pebre_analysis.semantic import definition, navigation, scope, use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import classes, mro

if TYPE_CHECKING:
    from pebre_analysis.project import database

_INDENT: Final = "    "
_WORD: Final = re.compile(r"[^\W\d]\w*")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_LONGEST: Final = 60  # of a default's text


def of_class(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[tuple[str, str, str, definition.Definition]]:
    """(name, text, class it comes from, definition) of each method that may be overridden."""
    for name, owner, found in _inherited(db, at):
        node = found.binding.node
        if found.kind == use_def.FUNCTION and isinstance(node, ir.FunctionDef):
            yield name, text_of(db, at.scope, name, found, node), owner, found


def variables(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[tuple[str, str, definition.Definition]]:
    """(name, class it comes from, definition) of each variable that may be given another value."""
    for name, owner, found in _inherited(db, at):
        if found.kind in (use_def.ASSIGN, use_def.ANNOTATED) and not name.startswith("__"):
            yield name, owner, found


def _inherited(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[tuple[str, str, definition.Definition]]:
    """(name, class it comes from, definition) of what the class body at the cursor inherits and does not bind."""
    inside = at.scope
    own = inside.definition
    if inside.kind != scope.CLASS or own is None:
        return
    literal = build.class_literal(db, own, kinds.STATEMENT, own.name)
    seen = {name for name, each in names_in_scope.of_scope(inside).items() if not _is_here(each, at)}
    for base in mro.of(db, literal)[1:]:
        body = None if base is None else classes.scope(base.literal)
        if base is None or body is None:
            continue
        for name, found in names_in_scope.of_scope(body).items():
            if name not in seen:
                seen.add(name)
                yield name, base.literal.name, found


def _is_here(found: definition.Definition, at: cursor.Cursor) -> bool:
    """Whether it is the definition that is being typed."""
    where = navigation.definition_range(found)
    return where is not None and where[1].start == at.word.start


def text_of(
    db: database.ProjectDatabase, inside: scope.Scope, name: str, found: definition.Definition, node: ir.FunctionDef
) -> str:
    """What overrides a method in a class with the scope `inside`, from behind `def`; lines of the body are indented.
    Of overloads without an implementation it says what they have in common."""
    params: list[str] = []
    passed: list[str] = []
    flags = db.infer.function_facts(db, found).flags
    is_static = bool(flags & queries.STATIC_METHOD)
    forms = _overloads(db, found)
    if any(_shape(of) != _shape(node) for _, of in forms):
        first = [] if is_static or not node.params else [node.params[0].name]
        head = f"{name}({', '.join([*first, '*args', '**kwargs'])}):"
        return f"{head}\n{_INDENT}{_body(name, ['*args', '**kwargs'], node, flags)}"
    starred = False
    for n, param in enumerate(node.params):
        if param.kind == ir.KEYWORD_ONLY and not starred:
            params.append("*")
            starred = True
        stars = {ir.VARIADIC: "*", ir.KEYWORDS: "**"}.get(param.kind, "")
        starred = starred or stars == "*"
        shown = stars + param.name
        annotation = _annotation(db, inside, found, param.annotation)
        if any(_annotation(db, inside, form, of.params[n].annotation) != annotation for form, of in forms):
            annotation = ""
        if annotation:
            shown += f": {annotation}"
        defaults = [(form, of.params[n].default) for form, of in ((found, node), *forms)]
        default = next((_default(form, value) for form, value in defaults if value is not None), "")
        if default:
            shown += (" = " if annotation else "=") + default
        params.append(shown)
        if n or is_static:
            passed.append(f"{param.name}={param.name}" if param.kind == ir.KEYWORD_ONLY else stars + param.name)
        following = node.params[n + 1].kind if n + 1 < len(node.params) else None
        if param.kind == ir.POSITIONAL_ONLY and following != ir.POSITIONAL_ONLY:
            params.append("/")
    returns = _annotation(db, inside, found, node.returns)
    if any(_annotation(db, inside, form, of.returns) != returns for form, of in forms):
        returns = ""
    head = f"{name}({', '.join(params)})" + (f" -> {returns}" if returns else "") + ":"
    return f"{head}\n{_INDENT}{_body(name, passed, node, flags)}"


def _overloads(
    db: database.ProjectDatabase, found: definition.Definition
) -> list[tuple[definition.Definition, ir.FunctionDef]]:
    """The overloads that stand beside a method that is one; none where one function carries them all out."""
    together = db.infer.overloads(db, found)
    others = [] if together.implementation is not None else [each for each in together.overloads if each is not found]
    return [(each, each.binding.node) for each in others if isinstance(each.binding.node, ir.FunctionDef)]


def _shape(node: ir.FunctionDef) -> list[tuple[str, int]]:
    return [(each.name, each.kind) for each in node.params]


def _body(name: str, passed: list[str], node: ir.FunctionDef, flags: int) -> str:
    if flags & queries.ABSTRACT:
        return "raise NotImplementedError"
    call = f"super().{name}({', '.join(passed)})"
    if node.is_async:
        call = f"await {call}"
    gives_nothing = isinstance(node.returns, ir.Constant) and node.returns.value is None
    return call if gives_nothing or name == "__init__" else f"return {call}"


def _annotation(
    db: database.ProjectDatabase, inside: scope.Scope, found: definition.Definition, node: ir.Expr | None
) -> str:
    """The text of an annotation, if every name in it means something in the scope."""
    if node is None:
        return ""
    text = _source(found, node)
    for word in dict.fromkeys(_WORD.findall(re.sub(r"\.\s*\w+", "", _QUOTED.sub("", text)))):
        if word not in ("None", "True", "False") and not lookup.at_end(db, inside, word):
            return ""
    return " ".join(text.split())


def _default(found: definition.Definition, node: ir.Expr) -> str:
    text = _source(found, node)
    return text if len(text) <= _LONGEST and isinstance(node, _PLAIN) else "..."


_PLAIN: Final = (ir.Constant, ir.Int, ir.Float, ir.Str, ir.Bytes)


def _source(found: definition.Definition, node: ir.Expr) -> str:
    where = navigation.span(found.region, node.n)
    outline = found.scope.index.outline
    return outline.text[where.start : where.end] if outline is not None else ""
