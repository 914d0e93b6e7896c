"""*Convert import*: the same import in another form, with the uses in its file.

    import a.b          ↔  from a import b          where `b` is a module
    from m import x, y  ↔  import m                 `x` ↔ `m.x`
    from m import *     →  from m import x, y       the names that are used
    from .m import x    ↔  from package.m import x

Offered on the import statement. Left out where a name would mean something else, or is seen from outside: in
`__init__`, and where the file lists it in `__all__`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import edits, import_statements, lookup, origins, target
from pebre_analysis.modules import desperate, module, names, resolve
from pebre_analysis.semantic import definition, exports
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.source import ranges, source_text
from pebre_analysis.syntax import ir

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

KIND: Final = "refactor.rewrite.import"
_MOST: Final = 300  # uses


def actions(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> list[action.Action]:
    """One action for each other form."""
    text = source_text.source_text(db, file).text
    if "import" not in text:
        return []
    for written in import_statements.of_file(db, file):
        if written.range.start <= wanted.start and wanted.end <= written.range.end:
            return list(_Conversion(db, file, text, written).actions())
    return []


class _NotSureError(Exception):
    """A use would mean something else."""


class _Conversion:
    """One import statement."""

    def __init__(
        self, db: database.ProjectDatabase, file: files.File, text: str, written: import_statements.Written
    ) -> None:
        self.db = db
        self.file = file
        self.text = text
        self.written = written
        self.name = import_statements.module_name(db, file)
        self.is_package = file.path.rpartition("/")[2].startswith("__init__.")

    def actions(self) -> Iterator[action.Action]:
        node = self.written.node
        forms: list[Callable[[], action.Action | None]]
        if isinstance(node, ir.Import):
            forms = [lambda: self._from_package(node), lambda: self._from_module(node)]
        elif node.module == "__future__":
            forms = []  # it says how the file is read: no other form does that
        elif node.is_star:
            forms = [lambda: self._listed(node), lambda: self._other_dots(node)]
        else:
            forms = [lambda: self._module(node), lambda: self._whole(node), lambda: self._other_dots(node)]
        for form in forms:
            try:
                found = form()
            except _NotSureError:
                continue
            if found is not None:
                yield found

    def _action(self, statement: str, uses: list[edits.Edit] = []) -> action.Action:  # noqa: B006  # never changed
        change = edits.Edit(self.file.path, self.written.range, statement)
        return action.Action(f"Convert to `{statement}`", KIND, (change, *uses))

    # ---- forms ----

    def _from_package(self, node: ir.Import) -> action.Action | None:
        """`import a.b` as `from a import b`."""
        [alias, *others] = node.names
        package, _, last = alias.name.rpartition(".")
        if others or not package or not self._is_module(package, last):
            return None
        if alias.as_node is not None:
            shown = last if alias.as_node.id == last else f"{last} as {alias.as_node.id}"
            return self._action(f"from {package} import {shown}")
        self._check_private(last)
        return self._action(f"from {package} import {last}", list(self._dotted_uses(alias.name, last)))

    def _from_module(self, node: ir.Import) -> action.Action | None:
        """`import m` as `from m import x, y`, if nothing else is done with `m`."""
        [alias, *others] = node.names
        if others or ("." in alias.name and alias.as_node is None):
            return None
        local = alias.as_node.id if alias.as_node is not None else alias.name
        self._check_private(local)
        taken: dict[str, None] = {}
        uses: list[edits.Edit] = []
        for at in self._uses(local):
            parent = at.parent
            if (
                not isinstance(parent, ir.Attribute)
                or parent.value is not at.node
                or self._is_module(alias.name, parent.attr)
            ):
                raise _NotSureError
            if any(each.place.startswith(f"{local}.") for each in at.region.index.bindings):
                raise _NotSureError  # it is given a value
            if alias.name == "sys" and parent.attr in ("platform", "version_info"):
                raise _NotSureError  # what is tested with another name says nothing to type checkers
            step = at.steps[-2]
            taken[parent.attr] = None
            uses.append(edits.Edit(self.file.path, ranges.TextRange(step.start, step.end), parent.attr))
        if not taken:
            return None
        for name in taken:
            self._check_free(name)
        return self._action(f"from {alias.name} import {', '.join(sorted(taken))}", uses)

    def _module(self, node: ir.ImportFrom) -> action.Action | None:
        """`from a import b` of a module as `import a.b`."""
        of = self._absolute(node)
        if len(node.names) != 1 or of is None:
            return None
        [alias] = node.names
        if not self._is_module(of, alias.name):
            return None
        whole = f"{of}.{alias.name}"
        if alias.as_node is not None:
            return self._action(f"import {whole} as {alias.as_node.id}")
        self._check_private(alias.name)
        self._check_free(names.top(whole))
        return self._action(f"import {whole}", [self._replaced(at, whole) for at in self._uses(alias.name)])

    def _whole(self, node: ir.ImportFrom) -> action.Action | None:
        """`from m import x` as `import m`."""
        of = self._absolute(node)
        if of is None or node.level or any(self._is_module(of, each.name) for each in node.names):
            return None
        self._check_free(names.top(of))
        uses: list[edits.Edit] = []
        for alias in node.names:
            local = alias.as_node.id if alias.as_node is not None else alias.name
            self._check_private(local)
            uses += [self._replaced(at, f"{of}.{alias.name}") for at in self._uses(local)]
        return self._action(f"import {of}", uses)

    def _listed(self, node: ir.ImportFrom) -> action.Action | None:
        """`from m import *` as the names that are used."""
        found = desperate.resolve_import(self.db, self.file, node.level, node.module)
        if self.is_package or not isinstance(found, module.Module) or found.file is None:
            return None
        known = exports.exports(self.db, found.file)
        used: dict[str, None] = {}
        for match in re.finditer(r"(?<![\w.])[^\W\d]\w*", self.text):
            if match[0] in known and match[0] not in used:
                at = target.at(self.db, self.file, match.start())
                meant = origins.of_target(self.db, at) if at is not None else []
                if any(isinstance(each, lookup.Starred) and each.star.binding.node is node for each in meant):
                    used[match[0]] = None
        if not used:
            return None
        where = self.written.module_range(self.text)
        return self._action(f"from {self.text[where.start : where.end]} import {', '.join(sorted(used))}")

    def _other_dots(self, node: ir.ImportFrom) -> action.Action | None:
        """A relative import as an absolute one, or the other way round where both are in one package."""
        of = self._absolute(node)
        if of is None or not self.name:
            return None
        other: str | None = of
        if not node.level:
            package = import_statements.package_of(self.name, is_package=self.is_package)
            other = import_statements.relative_to(package, of)
        if other is None:
            return None
        where = self.written.module_range(self.text)
        title = f"Convert to `from {other} import …`"
        return action.Action(title, KIND, (edits.Edit(self.file.path, where, other),))

    # ---- uses ----

    def _uses(self, local: str) -> Iterator[target.Target]:
        """Where the name is read that the statement binds; not sure if it may be something else there."""
        n = 0
        own = self.written.range
        for match in re.finditer(rf"(?<!\w){re.escape(local)}(?!\w)", self.text):
            at = target.at(self.db, self.file, match.start())
            if at is None or own.start <= match.start() < own.end:
                continue
            meant = origins.of_target(self.db, at)
            if not any(self._is_own(each) for each in meant):
                continue
            n += 1
            if at.role is not target.Role.READ or len(meant) > 1 or n > _MOST or not isinstance(at.node, ir.Name):
                raise _NotSureError
            yield at

    def _is_own(self, origin: lookup.Origin) -> bool:
        if not isinstance(origin, definition.Definition) or not origin.exists or origin.scope.file is not self.file:
            return False
        node = origin.binding.node
        return node is self.written.node or any(node is each for each in self.written.node.names)

    def _dotted_uses(self, dotted: str, last: str) -> Iterator[edits.Edit]:
        """`a.b` as `b`; not sure if `a` is used otherwise."""
        for at in self._uses(names.top(dotted)):
            step = at.steps[-1]
            for outer in reversed(at.steps[:-1]):
                if not isinstance(outer.node, ir.Attribute) or outer.node.value is not step.node:
                    break
                step = outer
                if "".join(self.text[step.start : step.end].split()) == dotted:
                    yield edits.Edit(self.file.path, ranges.TextRange(step.start, step.end), last)
                    break
            else:
                raise _NotSureError
            if "".join(self.text[step.start : step.end].split()) != dotted:
                raise _NotSureError
        self._check_free(last)

    def _replaced(self, at: target.Target, text: str) -> edits.Edit:
        return edits.Edit(self.file.path, at.range, text)

    # ---- what is known ----

    def _absolute(self, node: ir.ImportFrom) -> str | None:
        return (
            names.absolute(node.level, node.module, self.name, self.is_package) if self.name or not node.level else None
        )

    def _is_module(self, of: str, name: str) -> bool:
        found = resolve.resolve(self.db, of)
        if not isinstance(found, module.Module):
            return False
        ends = lookup.followed(self.db, lookup.in_module(self.db, found, name))
        return any(isinstance(each, module.Module) for each in ends)

    def _check_private(self, local: str) -> None:
        """The name must not be one that others take from here."""
        if self.is_package or re.search(rf"^__all__\b[^\]]*[\"']{re.escape(local)}[\"']", self.text, re.M):
            raise _NotSureError

    def _check_free(self, name: str) -> None:
        """The name must mean nothing in the file yet."""
        own = self.written.range
        for match in re.finditer(rf"(?<![\w.]){re.escape(name)}(?!\w)", self.text):
            if own.start <= match.start() < own.end:
                continue
            at = target.at(self.db, self.file, match.start())
            if at is not None and at.role is not target.Role.KEYWORD:
                meant = origins.of_target(self.db, at)
                if not any(self._is_own(each) for each in meant):
                    raise _NotSureError
        if lookup.beyond_module(self.db, semantic_index.semantic_index(self.db, self.file).module, name):
            raise _NotSureError
