"""A type written as an annotation that is valid where it is put.

In:  a type, the file, the scope and the offset where it will stand, whether Python evaluates it there.
Out: an `Annotation`: its text in parts, each with the class it names, and the imports it needs; None where the type
     cannot be written down: what is not known, what has no public name, what another name hides.
Always: names mean there what they are meant to; a class of the same file that is defined further down is not named
     where the annotation is evaluated, and neither are type arguments of classes that may refuse them while code runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pebre_analysis.ide.common import lookup, navigation
from pebre_analysis.modules import reverse
from pebre_analysis.semantic import definition, scope
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.types import display, kinds
from pebre_analysis.types.algebra import classes, literals, sources

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

_DEEPEST: Final = 6
_LONGEST: Final = 80  # code points; a longer one helps nobody
_SUBSCRIPTABLE: Final = frozenset(("list", "dict", "set", "frozenset", "tuple", "type", "deque", "defaultdict"))


class Annotation(NamedTuple):
    """`parts` joined are the text; `imports`: (module, name) pairs."""

    parts: tuple[tuple[str, definition.Definition | None], ...]
    imports: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return "".join([text for text, _ in self.parts])


def is_lazy(db: database.ProjectDatabase, file: files.File) -> bool:
    """Whether no annotation of the file is evaluated when it runs."""
    has_future = semantic_index.semantic_index(db, file).flags.get(db) & semantic_index.FUTURE_ANNOTATIONS
    return bool(has_future) or db.program.python_version.get(db) >= (3, 14)


class _CannotError(Exception):
    """The type has no such form."""


def written(
    db: database.ProjectDatabase, file: files.File, inside: scope.Scope, at: int, ty: kinds.Type, *, evaluated: bool
) -> Annotation | None:
    """The annotation for a type."""
    writer = _Writer(db, file, inside, at, evaluated)
    try:
        writer.type(literals.promoted(db, ty), 0)
    except _CannotError:
        return None
    found = Annotation(tuple(writer.parts), tuple(dict.fromkeys(writer.imports)))
    return found if len(found.text) <= _LONGEST else None


class _Writer:
    def __init__(
        self, db: database.ProjectDatabase, file: files.File, inside: scope.Scope, at: int, evaluated: bool
    ) -> None:
        self.db = db
        self.file = file
        self.inside = inside
        self.at = at
        self.evaluated = evaluated
        self.parts: list[tuple[str, definition.Definition | None]] = []
        self.imports: list[tuple[str, str]] = []

    def put(self, text: str, of: definition.Definition | None = None) -> None:
        self.parts.append((text, of))

    def type(self, ty: kinds.Type, depth: int) -> None:
        if depth > _DEEPEST:
            raise _CannotError
        if isinstance(ty, kinds.Instance):
            self._class(ty.cls, depth)
        elif isinstance(ty, kinds.CallableType) and ty.kind == kinds.PARTIAL:
            made_by = classes.of_instance(self.db, ty)
            if made_by is None:
                raise _CannotError
            self._class(made_by, depth)
        elif isinstance(ty, kinds.Tuple):
            self._tuple(ty, depth)
        elif isinstance(ty, kinds.Union):
            if self.evaluated and self.db.program.python_version.get(self.db) < (3, 10):
                raise _CannotError
            for n, part in enumerate(sorted(display.without_promotions(self.db, ty), key=_is_none)):
                if n:
                    self.put(" | ")
                self.type(part, depth + 1)
        elif isinstance(ty, kinds.SubclassOf) and isinstance(ty.of, kinds.Instance):
            self._name("type", self._builtin("type"))
            self.put("[")
            self.type(ty.of, depth + 1)
            self.put("]")
        else:
            raise _CannotError

    def _class(self, cls: kinds.ClassType, depth: int) -> None:
        literal = cls.literal
        if literal.name == "NoneType":
            self.put("None")
            return
        if literal.kind == kinds.DYNAMIC:
            raise _CannotError
        self._name(literal.name, literal.anchor)
        if cls.args:
            is_own = not navigation.is_library(self.db, literal.anchor.scope.file)
            if self.evaluated and not is_own and literal.name not in _SUBSCRIPTABLE:
                raise _CannotError
            self.put("[")
            self._types(cls.args, depth)
            self.put("]")

    def _tuple(self, ty: kinds.Tuple, depth: int) -> None:
        self._name("tuple", self._builtin("tuple"))
        self.put("[")
        if ty.variadic is not None:
            if ty.prefix or ty.suffix:
                raise _CannotError
            self.type(ty.variadic, depth + 1)
            self.put(", ...")
        elif ty.prefix:
            self._types(ty.prefix, depth)
        else:
            self.put("()")
        self.put("]")

    def _types(self, types: tuple[kinds.Type, ...], depth: int) -> None:
        for n, each in enumerate(types):
            if n:
                self.put(", ")
            self.type(each, depth + 1)

    def _builtin(self, name: str) -> definition.Definition:
        file = sources.stdlib_file(self.db, "builtins")
        found = lookup.beyond_module(self.db, self.inside, name) if file is not None else []
        for each in found:
            if isinstance(each, definition.Definition):
                return each
        raise _CannotError

    def _name(self, name: str, anchor: definition.Definition) -> None:
        """A class by its name, which must mean the class there, or be free to be imported."""
        if not anchor.exists or anchor.place != name or name.startswith("_"):
            raise _CannotError
        seen = lookup.at_end(self.db, self.inside, name)
        ends = lookup.followed(self.db, seen)
        if seen and all(each is anchor for each in ends):
            own = [each for each in seen if isinstance(each, definition.Definition) and each.scope.file is self.file]
            if self.evaluated and any(not self._is_above(each) for each in own):
                raise _CannotError
        elif seen or anchor.scope.kind != scope.MODULE or anchor.scope.file is self.file:
            raise _CannotError
        else:
            module = reverse.file_to_module(self.db, anchor.scope.file)
            if module is None or any(part.startswith("_") for part in module.name.split(".")):
                raise _CannotError
            self.imports.append((module.name, name))
        self.put(name, anchor)

    def _is_above(self, found: definition.Definition) -> bool:
        where = navigation.definition_ranges(self.db, found)
        return where is not None and where[0].end <= self.at


def _is_none(ty: kinds.Type) -> bool:
    return isinstance(ty, kinds.Instance) and ty.cls.literal.name == "NoneType"
