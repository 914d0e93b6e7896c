"""Imports as they must be once files or folders have another name or place.

In:  pairs of paths, as they are and as they will be, and the project's files.
Out: edits of the files as they are now, before anything moved.
Always
  - an import that still leads to the same file afterwards is not touched, and a relative one stays relative where the
    two modules still have a package in common;
  - only what means a moved module is changed: words in comments and strings are not;
  - what will be no module, or was none, changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import edits, identity, import_statements, imports, lookup, origins, reshape, target
from pebre_analysis.modules import module, names, program, resolve, reverse, search_paths
from pebre_analysis.semantic import definition
from pebre_analysis.source import paths, ranges, source_text, system
from pebre_analysis.syntax import ir, outline

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

_ROOTS: Final = (search_paths.PathKind.EXTRA, search_paths.PathKind.FIRST_PARTY, search_paths.PathKind.EDITABLE)
_INIT: Final = "/__init__.py"


def will_rename_files(
    db: database.ProjectDatabase, renames: Sequence[tuple[str, str]], places: Iterable[str]
) -> list[edits.Edit]:
    """The edits that keep all imports of the project right."""
    moves = Moves(db, renames)
    found: list[edits.Edit] = []
    for path in places if moves.names else ():
        db.check_cancelled()
        if path.endswith((".py", ".pyi")):
            found += _File(db, moves, db.files.file(path)).changes()
    return found


class Moves:
    """Which module will be called how. `names`: old name → new name, of files and of folders."""

    def __init__(self, db: database.ProjectDatabase, renames: Sequence[tuple[str, str]]) -> None:
        self.names: dict[str, str] = {}
        for old, new in renames:
            is_folder = db.system.stat(old).kind is system.Kind.DIRECTORY
            ends = [f"{path}{_INIT}" if is_folder else path for path in (old, new)]
            before, after = (_name(db, path) for path in ends)
            is_plain = is_folder or not any(path.endswith(_INIT) for path in ends)
            if before and after and before != after and is_plain:
                self.names[before] = after

    def of(self, name: str) -> str:
        """The new name of a module; the same if it does not move."""
        known, rest = name, ""
        while known:
            new = self.names.get(known)
            if new is not None:
                return new + rest
            known, dot, last = known.rpartition(".")
            rest = f"{dot}{last}{rest}"
        return name


def _name(db: database.ProjectDatabase, path: str) -> str | None:
    """The name of the module at a path, whether it exists or not."""
    roots = [each.folder for each in program.all_paths(db, db.program) if each.kind in _ROOTS and not each.mapping]
    for folder in sorted(roots, key=len, reverse=True):
        if paths.is_below(path, folder):
            return reverse.name_in(folder, path)
    return None


class _File:
    """One file of the project."""

    def __init__(self, db: database.ProjectDatabase, moves: Moves, file: files.File) -> None:
        self.db = db
        self.moves = moves
        self.file = file
        self.text = source_text.source_text(db, file).text
        self.name = _name(db, file.path) or ""
        self.is_package = file.path.rpartition("/")[2].startswith("__init__.")
        self.imported: set[str] = set()  # new names of modules that have to be imported by themselves
        self.kept_names: set[str] = set()  # modules that keep their name here: `new as old`

    def changes(self) -> Iterator[edits.Edit]:
        is_moved = self.moves.of(self.name) != self.name
        if not is_moved and not any(old.rpartition(".")[2] in self.text for old in self.moves.names):
            return
        for written in import_statements.all_of(outline.outline(self.db, self.file)):
            if isinstance(written.node, ir.ImportFrom):
                yield from self._from(written, written.node)
            else:
                yield from self._import(written, written.node)
        for old, new in self.moves.names.items():
            yield from self._uses(old, new)
        wishes = [imports.Wish(*new.rpartition(".")[::2]) for new in sorted(self.imported)]
        yield from imports.add_all(self.db, self.file, wishes)

    # ---- statements ----

    def _import(self, written: import_statements.Written, node: ir.Import) -> Iterator[edits.Edit]:
        for alias in node.names:
            new = self.moves.of(alias.name)
            if new != alias.name:
                yield edits.Edit(self.file.path, written.span(alias.name_node), new)

    def _from(self, written: import_statements.Written, node: ir.ImportFrom) -> Iterator[edits.Edit]:
        of = names.absolute(node.level, node.module, self.name, self.is_package)
        if of is None:
            return
        new = self.moves.of(of)
        away: list[tuple[ir.Alias, str, str]] = []
        for alias in node.names:
            inner = f"{of}.{alias.name}"
            moved = self.moves.of(inner)
            if moved == f"{new}.{alias.name}" or not self._is_module(of, alias.name):
                continue
            package, _, last = moved.rpartition(".")
            if package == new:
                yield edits.Edit(self.file.path, written.span(alias), self._alias(alias, inner, last))
            else:
                away.append((alias, package, self._alias(alias, inner, last)))
        where = written.module_range(self.text)
        written_now = "".join(self.text[where.start : where.end].replace("\\", "").split())
        wanted = self._spelled(new, is_relative=node.level > 0)
        if not away:
            if wanted != written_now:
                yield edits.Edit(self.file.path, where, wanted)
            return
        indent = reshape.indentation(self.text, written.range.start)
        newline = reshape.newline_of(self.text)
        lines = [self._statement(package, name, is_relative=node.level > 0) for _, package, name in away]
        if len(away) == len(node.names):
            yield edits.Edit(self.file.path, written.range, f"{newline}{indent}".join(lines))
            return
        if wanted != written_now:
            yield edits.Edit(self.file.path, where, wanted)
        yield import_statements.without(self.text, self.file.path, written, [alias for alias, _, _ in away])
        yield edits.insert(self.file.path, written.range.end, "".join([f"{newline}{indent}{line}" for line in lines]))

    def _statement(self, package: str, name: str, *, is_relative: bool) -> str:
        if not package:
            return f"import {name}"
        return f"from {self._spelled(package, is_relative=is_relative)} import {name}"

    def _spelled(self, of: str, *, is_relative: bool) -> str:
        """A module as this file will write it."""
        own = self.moves.of(self.name)
        if is_relative:
            package = import_statements.package_of(own, is_package=self.is_package)
            found = import_statements.relative_to(package, of)
            if found is not None:
                return found
        return of

    def _alias(self, alias: ir.Alias, old: str, last: str) -> str:
        """A name behind `import`, as it will be; where the new name is taken, the old one stays in use."""
        if alias.as_node is not None:
            return f"{last} as {alias.as_node.id}"
        if last != alias.name and re.search(rf"(?<!\w){re.escape(last)}(?!\w)", self.text):
            self.kept_names.add(old)
            return f"{last} as {alias.name}"
        return last

    def _is_module(self, of: str, name: str) -> bool:
        found = resolve.resolve(self.db, of)
        if not isinstance(found, module.Module):
            return isinstance(resolve.resolve(self.db, f"{of}.{name}"), module.Module)
        ends = lookup.followed(self.db, lookup.in_module(self.db, found, name))
        return any(isinstance(each, module.Module) for each in ends)

    # ---- uses ----

    def _uses(self, old: str, new: str) -> Iterator[edits.Edit]:
        """Where a moved module is named outside of import statements."""
        last, new_last = old.rpartition(".")[2], new.rpartition(".")[2]
        for match in re.finditer(rf"(?<!\w){re.escape(last)}(?!\w)", self.text):
            at = target.at(self.db, self.file, match.start())
            if at is None or at.range.start != match.start() or not self._means(at, old):
                continue
            is_first = at.role is target.Role.TEXT and at.text == last  # of a dotted name in a string annotation
            if at.role is target.Role.READ or is_first:
                bound = [self._binds(each) for each in origins.of_target(self.db, at)]
                if bound and all(each == "from" for each in bound) and old not in self.kept_names:
                    if last != new_last:
                        yield edits.Edit(self.file.path, at.range, new_last)
                elif bound and all(each == "import" for each in bound) and "." not in old:
                    yield edits.Edit(self.file.path, at.range, new)
            elif at.role is target.Role.TEXT and self.text.endswith(old, 0, at.range.end):
                yield edits.Edit(self.file.path, ranges.TextRange(at.range.end - len(old), at.range.end), new)
            elif at.role is target.Role.ATTRIBUTE:
                start = at.steps[-1].start
                if "".join(self.text[start : at.range.end].split()) == old:
                    yield edits.Edit(self.file.path, ranges.TextRange(start, at.range.end), new)
                elif old.rpartition(".")[0] == new.rpartition(".")[0]:
                    yield edits.Edit(self.file.path, at.range, new_last)
                elif self._is_free(new_last) or new in self.imported:
                    self.imported.add(new)
                    yield edits.Edit(self.file.path, ranges.TextRange(start, at.range.end), new_last)

    def _is_free(self, name: str) -> bool:
        return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", self.text) is None

    def _means(self, at: target.Target, old: str) -> bool:
        return any(isinstance(each, module.Module) and each.name == old for each in identity.of_target(self.db, at))

    def _binds(self, origin: lookup.Origin) -> str:
        """How an import gives a name that is spelled like the module."""
        if not isinstance(origin, definition.Definition) or not origin.exists:
            return ""
        node = origin.binding.node
        if isinstance(node, ir.Alias):
            return "import" if node.as_node is None else ""
        if isinstance(node, ir.ImportFrom):
            alias = next((each for each in node.names if each.n == origin.binding.n), None)
            return "from" if alias is not None and alias.as_node is None else ""
        return ""
