"""*Delete*: a function, class, variable or import that nothing names goes.

Offered on the name in its definition; whether it can go is found when it is chosen, since it takes a search of the
project. Refused with a reason: what is named anywhere, or may be named through a value of unknown type, in a text, or
by whoever looks for names (a base class of a library, a decorator, pytest).
The value of a variable stays as a statement where it does something. Imports that only it needed go with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import (
    deletion,
    edits,
    evaluation,
    identity,
    lookup,
    navigation,
    origins,
    reference_search,
    refusals,
    subclasses,
    target,
    unneeded_imports,
)
from pebre_analysis.semantic import definition, scope, use_def
from pebre_analysis.semantic import navigation as positions
from pebre_analysis.source import files, paths, ranges, source_text
from pebre_analysis.syntax import ir
from pebre_analysis.types.algebra import classes, mro

if TYPE_CHECKING:
    from pebre_analysis.project import database

KIND: Final = "refactor.delete"
_BLOCKS: Final = (use_def.FUNCTION, use_def.CLASS)
_IMPORTS: Final = (use_def.IMPORT, use_def.IMPORT_FROM)
_KINDS: Final = (*_BLOCKS, *_IMPORTS, use_def.ASSIGN, use_def.ANNOTATED, use_def.TYPE_ALIAS)

# Decorators that only change how a thing behaves for those who name it.
_HARMLESS: Final = frozenset((
    "abstractmethod", "asynccontextmanager", "cache", "cached_property", "classmethod", "contextmanager", "dataclass",
    "deleter", "deprecated", "final", "frozen", "getter", "lru_cache", "no_type_check", "overload", "override",
    "property", "runtime_checkable", "setter", "staticmethod", "total_ordering", "unique", "wraps",
))  # fmt: skip
# Modules whose classes do not look for names below them, and are told of no class that inherits from them.
_PLAIN: Final = ("builtins.py", "typing.py", "typing_extensions.py", "abc.py", "_collections_abc.py", "collections/")
_TESTS: Final = re.compile(r"(?:test_\w*|\w*_test|conftest)\.py")


def actions(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> list[action.Action]:
    """One action where the cursor is on a name that is defined."""
    found = _definition(db, file, wanted)
    return [] if found is None else [action.Action(f"Delete `{found[0].word}`", KIND, (), late=found[0].word)]


def resolve(
    db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange, places: Sequence[str]
) -> action.Action:
    """The action with its edits, or with the reason why there are none."""
    found = _definition(db, file, wanted)
    if found is None:
        return action.Action("Delete", KIND, (), disabled="nothing that can be deleted is here")
    title = f"Delete `{found[0].word}`"
    try:
        changes = list(_Deletion(db, *found).changes(places))
    except refusals.RefusalError as refusal:
        return action.Action(title, KIND, (), disabled=str(refusal))
    return action.Action(title, KIND, tuple(changes))


def _definition(
    db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange
) -> tuple[target.Target, definition.Definition] | None:
    """What the cursor is on the name of."""
    at = target.at(db, file, wanted.start)
    if at is None or wanted.end > at.range.end or (at.word.startswith("__") and at.word.endswith("__")):
        return None
    node = at.parent if isinstance(at.parent, ir.Alias) else at.node
    found = None if node is None else origins.binding_at(at.region, node.n)
    if found is None or found.kind not in _KINDS or found.place != at.word:
        return None
    if isinstance(found.binding.node, ir.ImportFrom) and found.binding.node.module == "__future__":
        return None
    return at, found


class _Deletion:
    """One name of one scope."""

    def __init__(self, db: database.ProjectDatabase, at: target.Target, found: definition.Definition) -> None:
        self.db = db
        self.at = at
        self.file = at.file
        self.name = at.word
        self.found = found
        self.text = source_text.source_text(db, at.file).text

    def changes(self, places: Sequence[str]) -> Iterator[edits.Edit]:
        """All edits, which are in one file."""
        if self.found.kind in _IMPORTS:
            self._check_import()
        elif self.found.scope.kind == scope.CLASS and not self.found.local_scope:
            self._check_member()
        elif self.found.kind == use_def.CLASS:
            self._check_bases(self.found)
        all_places = list(dict.fromkeys([self.file.path, *places]))
        gone = self._check_uses(all_places)
        if self.found.scope.kind != scope.FUNCTION:
            self._check_texts(all_places, [each for _, each in gone])
        places_gone = [where for _, where in gone]
        changes = [self._without(each, where, places_gone) for each, where in gone]
        yield from changes
        if self.found.kind not in _IMPORTS:
            yield from unneeded_imports.without(self.db, self.file, [each.range for each in changes], all_places)

    # ---- who names it ----

    def _wanted(self) -> reference_search.Wanted:
        wanted = None
        if self.found.kind not in _IMPORTS:
            wanted = reference_search.wanted(self.db, self.at)
        elif (own := identity.of_origin(self.found)) is not None:  # what is imported may be named elsewhere
            is_local = self.found.scope.kind == scope.FUNCTION
            wanted = reference_search.Wanted(self.name, (own,), False, self.file if is_local else None)
        if wanted is None:
            raise refusals.RefusalError(f"it is not known who names `{self.name}`")
        return wanted

    def _check_uses(self, places: Sequence[str]) -> list[tuple[definition.Definition, ranges.TextRange]]:
        """What is to go, with its place: the definition with others that make one thing with it (overloads, a
        property's functions)."""
        wanted = self._wanted()
        found = list(reference_search.search(self.db, wanted, self.db.files.several(places)))
        gone = [(self.found, self._where(self.found))]
        for each in found:
            if each.path == self.file.path and each.declares:
                other = target.at(self.db, self.file, each.range.start)
                more = None if other is None else origins.binding_at(other.region, other.node.n)
                if more is not None and more is not self.found and more.scope is self.found.scope:
                    if more.kind != use_def.FUNCTION or self.found.kind != use_def.FUNCTION:
                        raise refusals.RefusalError(f"`{self.name}` is given more than one value")
                    gone.append((more, self._where(more)))
        others = [
            each
            for each in found
            if each.path != self.file.path or not any(where.start <= each.range.start < where.end for _, where in gone)
        ]
        if others:
            first = self.db.files.file(others[0].path)
            line = source_text.line_index(self.db, first).line_at(others[0].range.start) + 1
            where = f"{paths.name(first.path)}, line {line}"
            more_of_them = f" and {len(others) - 1} more" if len(others) > 1 else ""
            raise refusals.RefusalError(f"`{self.name}` is named in {where}{more_of_them}")
        if wanted.unknown:
            raise refusals.RefusalError(f"`.{self.name}` is read in {wanted.unknown} places of what is not known")
        return gone

    def _check_texts(self, places: Sequence[str], gone: Sequence[ranges.TextRange]) -> None:
        """Texts that name it: `__all__`, `getattr`, annotations in quotes, entry points."""
        quoted = re.compile(rf"[\"'](?:[\w.]*[.:])?{re.escape(self.name)}[\"'(\[ .|,]")
        for path in places:
            text = source_text.source_text(self.db, self.db.files.file(path)).text
            for match in quoted.finditer(text) if self.name in text else ():
                is_own = path == self.file.path and any(each.start <= match.start() < each.end for each in gone)
                if not is_own:
                    raise refusals.RefusalError(f"a text in {paths.name(path)} names it")
        for name in ("pyproject.toml", "setup.cfg"):
            content = self.db.system.read_bytes(paths.join(self.db.project.root, name))
            shown = content.decode(errors="replace") if isinstance(content, bytes) else ""
            if re.search(rf"[.:]{re.escape(self.name)}\b", shown):
                raise refusals.RefusalError(f"{name} names it")

    # ---- who may look for it ----

    def _check_import(self) -> None:
        if paths.name(self.file.path).startswith("__init__.") and self.found.scope.kind == scope.MODULE:
            raise refusals.RefusalError("what a package imports may be meant for others")
        node = self.at.parent
        if isinstance(node, ir.Alias) and node.as_node is not None and node.name == self.name:
            raise refusals.RefusalError(f"`{self.name} as {self.name}` gives it on to others")

    def _check_member(self) -> None:
        outer = self.found.scope.definition
        literal = None if outer is None else subclasses.literal_of(self.db, outer)
        if outer is None or literal is None:
            raise refusals.RefusalError("its class is not known")
        if self.found.kind not in _BLOCKS:
            self._check_decorators(outer, ())  # it may be a field
        for base in mro.of(self.db, literal)[1:]:
            body = None if base is None else classes.scope(base.literal)
            if base is None or body is None:
                raise refusals.RefusalError("a base class is not known")
            if lookup.of_symbol(self.db, body.symbol(self.name)):
                raise refusals.RefusalError(f"`{base.literal.name}` has a member of this name")
            if not self._is_plain(body.file):
                raise refusals.RefusalError(f"`{base.literal.name}` may look for it by its name")

    def _check_bases(self, found: definition.Definition) -> None:
        literal = subclasses.literal_of(self.db, found)
        for base in () if literal is None else mro.of(self.db, literal)[1:]:
            body = None if base is None else classes.scope(base.literal)
            if base is None or body is None:
                raise refusals.RefusalError("a base class is not known")
            if not self._is_plain(body.file):
                raise refusals.RefusalError(f"`{base.literal.name}` may look for the classes below it")

    def _is_plain(self, file: files.File) -> bool:
        """Whether a base class is of the project, or one of the language's own."""
        if not navigation.is_library(self.db, file):
            return True
        return any(file.path.removesuffix("i").endswith(f"/{each}") or f"/{each}" in file.path for each in _PLAIN)

    def _check_decorators(self, found: definition.Definition, harmless: Collection[str] = _HARMLESS) -> None:
        node = found.binding.node
        for each in node.decorators if isinstance(node, ir.FunctionDef | ir.ClassDef) else ():
            called = each.func if isinstance(each, ir.Call) else each
            name = called.attr if isinstance(called, ir.Attribute) else getattr(called, "id", "")
            if name not in harmless:
                raise refusals.RefusalError(f"`@{name}` may look for it" if name else "a decorator may look for it")

    # ---- what goes ----

    def _where(self, found: definition.Definition) -> ranges.TextRange:
        """The statement that makes a definition, if it makes nothing else; of an import the name in it."""
        self._check_decorators(found)
        node = found.binding.node
        is_test = self.name.startswith(("test", "Test")) and found.kind in _BLOCKS
        if is_test and _TESTS.fullmatch(paths.name(self.file.path)):
            raise refusals.RefusalError("it is a test, which is found by its name")
        if found.kind in _IMPORTS:
            return positions.span(found.region, found.binding.n)
        if isinstance(node, ir.Assign) and (len(node.targets) != 1 or not isinstance(node.targets[0], ir.Name)):
            raise refusals.RefusalError(f"`{self.name}` is not all that is assigned")
        if not isinstance(node, ir.Statement):
            raise refusals.RefusalError(f"`{self.name}` is not given by a statement of its own")
        where = positions.span(found.region, node.n)
        if not deletion.is_alone_in_lines(self.text, where):
            raise refusals.RefusalError("it shares its line")
        return where

    def _without(
        self, found: definition.Definition, where: ranges.TextRange, gone: Sequence[ranges.TextRange]
    ) -> edits.Edit:
        node = found.binding.node
        path, text = self.file.path, self.text
        if found.kind in _IMPORTS:
            return self._without_import(found)
        if isinstance(node, ir.Assign | ir.AnnAssign) and node.value is not None and evaluation.does_things(node.value):
            last = node.annotation if isinstance(node, ir.AnnAssign) else node.targets[0]
            before = positions.span(found.region, last.n).end
            value = _with_parentheses(text, before, positions.span(found.region, node.value.n).start)
            return edits.Edit(path, ranges.TextRange(where.start, value), "")
        return deletion.of_statement(text, path, where, is_block=found.kind in _BLOCKS, gone=gone)

    def _without_import(self, found: definition.Definition) -> edits.Edit:
        for edit in deletion.of_imports(self.db, self.file, (positions.span(found.region, found.binding.n).start,)):
            return edit
        raise refusals.RefusalError("it shares its line")


def _with_parentheses(text: str, before: int, value: int) -> int:
    """Where a value begins with the parentheses around it. `before`: the end of what stands before the `=`."""
    opened = text.find("(", text.index("=", before), value)
    return value if opened < 0 else opened
