"""*Move to another module*: a class, function or variable of a module goes to the end of another one, or to a new one.

The imports that its code needs are written where it goes, those that only it needed go; whoever imports it, or names it
behind the module, names the new place. Offered on the name in its definition; the edits are found when it is chosen,
since they take a search of the project. Refused with a reason: what is bound more than once or changed from elsewhere,
what would make modules import each other, names that mean something else in the other module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import (
    dead_code,
    deletion,
    edits,
    import_graph,
    import_statements,
    imports,
    lookup,
    needed_names,
    reference_search,
    refusals,
    reshape,
    target,
    unneeded_imports,
)
from pebre_analysis.modules import names, reverse
from pebre_analysis.semantic import definition, navigation, scope, symbols, use_def
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.source import paths, ranges, source_text, system
from pebre_analysis.syntax import ir, outline

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

KIND: Final = "refactor.move"
_MOST: Final = 4  # modules that are offered
_MANY: Final = 200  # modules of a folder whose texts are looked at
_KINDS: Final = (use_def.FUNCTION, use_def.CLASS, use_def.ASSIGN, use_def.ANNOTATED, use_def.TYPE_ALIAS)
_MAIN: Final = re.compile(r"^if __name__\b", re.M)
_LINE_END: Final = re.compile(r"\r\n|[\r\n]")
_FUTURE: Final = imports.LAZY


def actions(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> list[action.Action]:
    """One action for each module that is near, and one for a new module; their edits come with `resolve`."""
    found = _definition(db, file, wanted)
    own = import_statements.module_name(db, file)
    if found is None or not own or not names.is_plain(own):
        return []
    if db.system.stat(f"{file.path}i").kind is not system.Kind.MISSING:
        return []  # a stub says what is in it, and would have to change as well
    return [
        action.Action(f"Move `{found.place}` to {name}", KIND, (), late=path)
        for path, name in _near(db, file, found.place)
    ]


def resolve(
    db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange, to: str, places: Sequence[str]
) -> action.Action:
    """The action with its edits, or with the reason why there are none. `to`: the path of the other module."""
    found = _definition(db, file, wanted)
    if found is None:
        return action.Action("Move", KIND, (), disabled="nothing that can be moved is here")
    title = f"Move `{found.place}`"
    try:
        move = _Move(db, file, found, db.files.file(to))
        changes = edits.joined(move.changes(places))
    except refusals.RefusalError as refusal:
        return action.Action(title, KIND, (), disabled=str(refusal))
    return action.Action(title, KIND, changes, creates=(to,) if move.is_new else ())


def _definition(
    db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange
) -> definition.Definition | None:
    """What the statement of a module binds whose name the cursor is on."""
    at = target.at(db, file, wanted.start)
    if at is None or at.region.scope.kind != scope.MODULE or at.region.is_body or wanted.end > at.range.end:
        return None
    if at.word.startswith("__") and at.word.endswith("__"):
        return None
    for number, binding in enumerate(at.region.index.bindings):
        if binding.n == at.node.n and binding.kind in _KINDS and not binding.scope and binding.place == at.word:
            return at.region.definition(number)
    return None


def _near(db: database.ProjectDatabase, file: files.File, name: str) -> Iterator[tuple[str, str]]:
    """(path, shown name) of modules in the same folder, and of one that is not there yet."""
    folder = paths.parent(file.path)
    listed = db.system.list_dir(folder)
    found = [entry for entry, _ in listed] if isinstance(listed, tuple) else []
    others = [paths.join(folder, each) for each in found if each.endswith(".py") and not each.startswith("__")][:_MANY]
    others = [path for path in others if path != file.path and f"{paths.name(path)}i" not in found]  # without a stub
    here = set(re.findall(r"\w+", source_text.source_text(db, file).text))
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")

    def order(path: str) -> tuple[bool, bool]:
        """First those that name it, then those that this module names."""
        there = source_text.source_text(db, db.files.file(path)).text
        is_user = name in there and word.search(there) is not None
        return not is_user, paths.name(path).removesuffix(".py") not in here

    for path in sorted(others, key=order)[:_MOST]:
        other = reverse.file_to_module(db, db.files.file(path))
        if other is not None and names.is_plain(other.name):
            yield path, f"`{other.name}`"
    stem = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")
    if f"{stem}.py" not in found and stem.isidentifier() and names.is_plain(stem):
        yield paths.join(folder, f"{stem}.py"), f"a new module `{stem}`"


class _Move:
    def __init__(
        self, db: database.ProjectDatabase, file: files.File, found: definition.Definition, to: files.File
    ) -> None:
        self.db = db
        self.file = file
        self.to = to
        self.name = found.place
        self.found = found
        self.text = source_text.source_text(db, file).text
        self.is_new = db.system.stat(to.path).kind is system.Kind.MISSING
        self.there = "" if self.is_new else source_text.source_text(db, to).text
        self.is_empty = self.is_new or imports.holds_nothing(outline.outline(db, to))
        self.old = import_statements.module_name(db, file)
        is_package = file.path.rpartition("/")[2].startswith("__init__.")
        package = import_statements.package_of(self.old, is_package=is_package)
        new = names.join(package, paths.name(to.path).removesuffix(".py"))
        self.new = new if self.is_new else import_statements.module_name(db, to)
        self.is_relative = any(
            isinstance(each.node, ir.ImportFrom) and each.node.level for each in import_statements.of_file(db, file)
        )
        self.where = self._statement()

    def _statement(self) -> ranges.TextRange:
        """The statement, with what makes it movable checked."""
        name, found = self.name, self.found
        module = found.scope
        bound = symbols.bound_as(module, name)
        if len(bound) != 1 or name in module.index.global_binders():
            raise refusals.RefusalError(f"`{name}` is bound more than once")
        dead_code.check(self.db, found.region)
        dead_code.check_end(self.db, self.to)
        node = found.binding.node
        if isinstance(node, ir.Assign) and (len(node.targets) != 1 or not isinstance(node.targets[0], ir.Name)):
            raise refusals.RefusalError(f"`{name}` is not all that is assigned")
        whole = navigation.definition_range(found)
        if whole is None:
            raise refusals.RefusalError("it is gone")
        where = whole[0] if isinstance(node, ir.Statement) else navigation.span(found.region, node.n)
        where = navigation.span(found.region, node.n) if isinstance(node, ir.Assign | ir.AnnAssign) else where
        end = reshape.line_end(self.text, where.end)
        rest = self.text[where.end : end].strip()
        if reshape.line_start(self.text, where.start) != where.start or rest[:1] not in ("", "#"):
            raise refusals.RefusalError("it is not a statement of the module by itself")
        if re.search(r"(?<!\w)(?:__name__|__file__|globals|global)(?!\w)", self.text[where.start : where.end]):
            raise refusals.RefusalError("its code depends on the module it is in")
        if any(
            isinstance(each.node, ir.ImportFrom) and (each.node.level or each.node.is_star)
            for each in import_statements.of_file(self.db, self.file)
            if where.start <= each.range.start < where.end
        ):
            raise refusals.RefusalError("its code imports relative to the module it is in")
        return ranges.TextRange(where.start, end)

    # ---- the edits ----

    def changes(self, places: Sequence[str]) -> Iterator[edits.Edit]:
        """All edits, of this module, the other one, and those that name it."""
        needed = needed_names.needed(self.db, self.file, self.where, self.name)
        self._check_future()
        others = self._others(places)
        uses_here = any(path == self.file.path for path, _ in others) or self._is_listed()
        wishes = [each for each in needed if not self._is_there(each)]
        self._check_cycles(wishes, uses_here=uses_here, others=others)
        start = reshape.above_comments(self.text, self.where.start)
        code = self.text[start : self.where.end]
        behind = deletion.behind_blank(self.text, reshape.after_line(self.text, self.where.end))
        gone = ranges.TextRange(start, behind)
        yield edits.Edit(self.file.path, gone, "")
        unneeded = list(unneeded_imports.without(self.db, self.file, [gone], places))
        yield from unneeded
        if uses_here:
            wishes_here = [imports.Wish(self._spelled(self.new, self.file), self.name)]
            yield from imports.add_all(self.db, self.file, wishes_here, list(self._changed(unneeded)))
        yield from self._write(code, wishes)
        yield from self._name_anew(others)

    def _changed(self, changes: Sequence[edits.Edit]) -> Iterator[int]:
        """Where those imports of this module start that go, or name the other module and change."""
        for each in import_statements.of_file(self.db, self.file):
            is_from = isinstance(each.node, ir.ImportFrom) and self._module(self.file, each.node) == self.new
            if any(edit.range.covers(each.range) or (is_from and each.range.covers(edit.range)) for edit in changes):
                yield each.range.start

    def _write(self, code: str, wishes: Sequence[needed_names.Needed]) -> Iterator[edits.Edit]:
        """The code and what it needs, in the other module."""
        newline = reshape.newline_of(self.there or self.text)
        code = newline.join(_LINE_END.split(code))
        plain = [self._wish(each) for each in wishes if not each.for_types]
        typed = [self._wish(each) for each in wishes if each.for_types]
        path = self.to.path
        if self.is_empty:
            head = imports.head(self.db, plain, typed, newline, is_lazy=_FUTURE in self.text)
            end = len(self.there.rstrip())
            above = 2 * newline if end and head else 3 * newline if end else ""
            text = above + (head + 3 * newline if head else "") + code + newline
            yield edits.Edit(path, ranges.TextRange(end, len(self.there)), text)
            return
        if typed:
            guard = re.search(r"^if (?:typing\.)?TYPE_CHECKING:[ \t]*(?:#.*)?(?:\r?\n|\r)([ \t]+)", self.there, re.M)
            if guard is None:
                raise refusals.RefusalError(f"`{typed[0].shown}` is imported for type checkers only")
            lines = [line + newline + guard[1] for _, line in imports.statements(self.db, typed)]
            yield edits.insert(path, guard.end(), "".join(lines))
        changing = [
            each.range.start
            for each in import_statements.of_file(self.db, self.to)
            if isinstance(each.node, ir.ImportFrom) and any(alias.name == self.name for alias in each.node.names)
        ]
        yield from imports.add_all(self.db, self.to, plain, changing)
        main = _MAIN.search(self.there)
        if main is not None:
            yield edits.insert(path, main.start(), code + 3 * newline)
            return
        end = len(self.there.rstrip())
        yield edits.Edit(path, ranges.TextRange(end, len(self.there)), 3 * newline + code + newline)

    def _wish(self, of: needed_names.Needed) -> imports.Wish:
        is_from = bool(of.wish.name)
        return of.wish._replace(module=self._spelled(of.wish.module, self.to)) if is_from else of.wish

    def _spelled(self, of: str, file: files.File) -> str:
        """A module as a file writes it: with dots where this module does that for its own package."""
        own = self.new if file is self.to else import_statements.module_name(self.db, file)
        is_package = file.path.rpartition("/")[2].startswith("__init__.")
        near = import_statements.relative_to(import_statements.package_of(own, is_package=is_package), of)
        return near if near is not None and self.is_relative and names.top(of) == names.top(own) else of

    # ---- who names it ----

    def _others(self, places: Iterable[str]) -> list[tuple[str, reference_search.Found]]:
        """Where it is named outside of its own statement."""
        own = navigation.definition_range(self.found)
        at = target.at(self.db, self.file, own[1].start) if own is not None else None
        wanted = reference_search.wanted(self.db, at) if at is not None else None
        if wanted is None:
            raise refusals.RefusalError(f"it is not known who names `{self.name}`")
        searched = dict.fromkeys([self.file, *self.db.files.several(places)])
        found = [
            (each.path, each)
            for each in reference_search.search(self.db, wanted, searched)
            if not (each.path == self.file.path and self.where.start <= each.range.start < self.where.end)
        ]
        for path, each in found:
            if each.writes and not each.declares:
                raise refusals.RefusalError(f"`{self.name}` is given another value in {paths.name(path)}")
            if path.endswith(".ipynb"):
                raise refusals.RefusalError(f"a notebook names it: {paths.name(path)}")
        return found

    def _name_anew(self, others: Sequence[tuple[str, reference_search.Found]]) -> Iterator[edits.Edit]:
        by_path: dict[str, list[reference_search.Found]] = {}
        for path, each in others:
            if path != self.file.path:
                by_path.setdefault(path, []).append(each)
        for path, found in by_path.items():
            yield from self._in_file(self.db.files.file(path), found)

    def _in_file(self, file: files.File, found: list[reference_search.Found]) -> Iterator[edits.Edit]:
        text = source_text.source_text(self.db, file).text
        taken: list[import_statements.Written] = []
        for written in import_statements.of_file(self.db, file):
            node = written.node
            if not isinstance(node, ir.ImportFrom) or self._module(file, node) != self.old:
                continue
            if node.is_star:
                raise refusals.RefusalError(f"{paths.name(file.path)} imports all names of the module")
            gone = [alias for alias in node.names if alias.name == self.name]
            if gone:
                taken.append(written)
                yield from self._from_elsewhere(text, file, written, gone)
        imported = [each.range for each in taken]
        is_bound = False
        for each in found:
            if any(span.start <= each.range.start < span.end for span in imported):
                continue
            at = target.at(self.db, file, each.range.start)
            if at is not None and at.role is target.Role.ATTRIBUTE:
                start = at.steps[-1].start
                if not taken and re.search(rf"(?<![\w.]){re.escape(self.name)}(?!\w)", text):
                    raise refusals.RefusalError(f"`{self.name}` means something else in {paths.name(file.path)}")
                yield edits.Edit(file.path, ranges.TextRange(start, each.range.end), self.name)
                is_bound = True
        if is_bound and not taken and file is not self.to:
            yield from imports.add_all(self.db, file, [imports.Wish(self.new, self.name)])

    def _module(self, file: files.File, node: ir.ImportFrom) -> str | None:
        return import_statements.module_of(self.db, file, node)

    def _from_elsewhere(
        self, text: str, file: files.File, written: import_statements.Written, gone: list[ir.Alias]
    ) -> Iterator[edits.Edit]:
        """The name, imported from where it is now; in the other module, imported no longer."""
        node = written.node
        assert isinstance(node, ir.ImportFrom)
        if file is self.to:
            if any(alias.as_node is not None for alias in gone):
                raise refusals.RefusalError(f"{paths.name(file.path)} calls it otherwise")
            yield import_statements.without(text, file.path, written, gone)
            return
        shown = ", ".join([text[written.span(each).start : written.span(each).end] for each in gone])
        own = import_statements.module_name(self.db, file)
        is_package = file.path.rpartition("/")[2].startswith("__init__.")
        near = import_statements.relative_to(import_statements.package_of(own, is_package=is_package), self.new)
        of = near if node.level and near is not None else self.new
        if len(gone) == len(node.names):
            yield edits.Edit(file.path, written.module_range(text), of)
            return
        yield import_statements.without(text, file.path, written, gone)
        indent = reshape.indentation(text, written.range.start)
        line = f"{reshape.newline_of(text)}{indent}from {of} import {shown}"
        yield edits.insert(file.path, written.range.end, line)

    # ---- whether ----

    def _is_listed(self) -> bool:
        """Whether a text elsewhere in the module names it: in `__all__`, or a type in quotes."""
        rest = self.text[: self.where.start] + self.text[self.where.end :]
        name = rf"(?<!\w){re.escape(self.name)}(?!\w)"
        return re.search(rf"\"[\w.\[\], |]*{name}[^\"\n]*\"|'[\w.\[\], |]*{name}[^'\n]*'", rest) is not None

    def _check_future(self) -> None:
        lazy = self.db.program.python_version.get(self.db) >= (3, 14)
        if not self.is_empty and not lazy and (_FUTURE in self.text) != (_FUTURE in self.there):
            raise refusals.RefusalError("one of the modules evaluates annotations, the other does not")

    def _is_there(self, of: needed_names.Needed) -> bool:
        """Whether the other module has the name already; a refusal if it means something else there."""
        if self.is_new:
            return False
        module = semantic_index.semantic_index(self.db, self.to).module
        bound = lookup.of_symbol(self.db, module.symbol(of.name))
        if not bound:
            if re.search(rf"(?<![\w.]){re.escape(of.name)}(?!\w)", self.there) and of.name in module.names.get(self.db):
                raise refusals.RefusalError(f"`{of.name}` means something else there")
            return False
        here = lookup.followed(self.db, [of.origin])
        if lookup.followed(self.db, bound) == here:
            return True
        raise refusals.RefusalError(f"`{of.name}` means something else there")

    def _check_cycles(
        self,
        wishes: Sequence[needed_names.Needed],
        *,
        uses_here: bool,
        others: Sequence[tuple[str, reference_search.Found]],
    ) -> None:
        """Modules that would import each other do not always load."""
        db, to = self.db, self.to
        needs = {
            import_graph.file_of(db, each.wish.module, each.wish.name) for each in wishes if not each.for_types
        } - {None}
        if uses_here and self.file in needs:
            raise refusals.RefusalError("the two modules would import each other")
        reached = import_graph.reached_from(db, [each for each in needs if each is not None])
        importers = {db.files.file(path) for path, _ in others if path != to.path}
        if uses_here:
            importers.add(self.file)
        if to in reached or importers & reached:
            raise refusals.RefusalError("modules would import each other")
        if not self.is_new and importers & import_graph.reached_from(db, [to]):
            raise refusals.RefusalError("modules would import each other")
        if not self.is_new:
            self._check_name_there(others)

    def _check_name_there(self, others: Sequence[tuple[str, reference_search.Found]]) -> None:
        """The other module must not have such a name, nor need it before its end."""
        module = semantic_index.semantic_index(self.db, self.to).module
        for each in lookup.of_symbol(self.db, module.symbol(self.name)):
            if not isinstance(each, definition.Definition) or each.kind != use_def.IMPORT_FROM:
                raise refusals.RefusalError(f"`{self.name}` means something else there")
            if self.found not in lookup.followed(self.db, [each]):
                raise refusals.RefusalError(f"`{self.name}` means something else there")
        for path, use in others:
            if path == self.to.path and not use.writes:
                at = target.at(self.db, self.to, use.range.start)
                if at is None or at.region.scope.kind != scope.FUNCTION:
                    raise refusals.RefusalError(f"{paths.name(path)} needs it while it is loaded")
