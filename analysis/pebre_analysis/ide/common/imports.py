"""Where an import goes, and the edits that write it.

In:  a file, a module, a name of it (or none: the module itself).
Out: edits: one more name in the statement that imports from the module, or a new statement among the imports at the
     top, in the order of sections (`__future__`, standard library, installed, the project's own), names in order.
Always: only the imports that the file begins with are looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pebre_analysis.ide.common import edits
from pebre_analysis.modules import module, resolve, search_paths
from pebre_analysis.syntax import ir, outline, parsed

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files
    from pebre_analysis.syntax.outlined import Outline

LAZY: Final = "from __future__ import annotations"
_Key: TypeAlias = tuple[int, bool, str]  # section, `from`, module
_FUTURE, _STANDARD, _INSTALLED, _OWN, _RELATIVE = range(5)
_SECTIONS: Final = {
    search_paths.PathKind.STANDARD_STUBS: _STANDARD,
    search_paths.PathKind.STANDARD_SOURCE: _STANDARD,
    search_paths.PathKind.SITE_PACKAGES: _INSTALLED,
    search_paths.PathKind.EDITABLE: _INSTALLED,
}


class Written(NamedTuple):
    """An import at the top of a file: where it stands, where its last name ends, and where each name stands."""

    node: ir.Import | ir.ImportFrom
    start: int
    end: int
    last_name: int
    names: tuple[tuple[int, int], ...]


class Top(NamedTuple):
    """What a file begins with. `docstring`: where it ends, else -1; `first`: where the first other statement starts."""

    imports: list[Written]
    docstring: int
    first: int


def add(db: database.ProjectDatabase, file: files.File, of: str, name: str, alias: str = "") -> tuple[edits.Edit, ...]:
    """The edits for `from of import name as alias`, or `import of as alias` where there is no name."""
    source = outline.outline(db, file)
    top = top_of(source)
    wish = Wish(of, name, alias)
    if name:
        for each in top.imports:
            if _imports_from(each.node, of):
                return (edits.insert(file.path, each.last_name, f", {wish.shown}"),)
    return (_statement(db, file, source, top, _key(db, of, is_from=bool(name)), wish.statement),)


def top_of(source: Outline) -> Top:
    """The imports that a file begins with, after its docstring."""
    imports: list[Written] = []
    docstring = -1
    for base, part in zip(source.starts, source.chunks, strict=True):
        lowered = parsed.lowered_of(part)
        if docstring < 0 and not imports:
            docstring = max(
                (base + end for region, _, _, end in lowered.docstrings if region == ir.NO_REGION), default=-1
            )
        for node in lowered.block.statements:
            spans = lowered.regions[node.region].spans
            start, end = base + spans[2 * node.n], base + spans[2 * node.n + 1]
            if isinstance(node, ir.Import | ir.ImportFrom):
                last = node.names[-1].n if node.names else node.n
                names = tuple([(base + spans[2 * each.n], base + spans[2 * each.n + 1]) for each in node.names])
                imports.append(Written(node, start, end, base + spans[2 * last + 1], names))
            else:
                return Top(imports, docstring, start)
    return Top(imports, docstring, -1)


class Wish(NamedTuple):
    """`from module import name as alias`, or `import module as alias` where there is no name; dots are relative."""

    module: str
    name: str
    alias: str = ""

    @property
    def shown(self) -> str:
        """What stands behind `import`."""
        return (self.name or self.module) + (f" as {self.alias}" if self.alias else "")

    @property
    def statement(self) -> str:
        return f"from {self.module} import {self.shown}" if self.name else f"import {self.shown}"


def add_all(
    db: database.ProjectDatabase, file: files.File, wishes: Sequence[Wish], changing: Collection[int] = ()
) -> list[edits.Edit]:
    """The edits for several imports; those that go to one place are one edit, in order. `changing`: where statements
    start that others change; these are left alone."""
    source = outline.outline(db, file)
    top = top_of(source)
    top = top._replace(imports=[each for each in top.imports if each.start not in changing])
    found: list[edits.Edit] = []
    joined: dict[int, list[Wish]] = {}  # by where the last name of a statement ends
    new: list[Wish] = []
    for wish in dict.fromkeys(wishes):
        known = [each for each in top.imports if wish.name and _imports_from(each.node, wish.module)]
        if known:
            joined.setdefault(known[0].last_name, []).append(wish)
        else:
            new.append(wish)
    for at, names in joined.items():
        found.append(edits.insert(file.path, at, "".join([f", {each.shown}" for each in names])))
    places: dict[int, list[tuple[_Key, str, edits.Edit]]] = {}
    for key, statement in statements(db, new):
        edit = _statement(db, file, source, top, key, statement)
        places.setdefault(edit.range.start, []).append((key, statement, edit))
    for at, wanted in places.items():
        found.append(edits.insert(file.path, at, _block(source.text, wanted)))
    return found


def _block(text: str, wanted: list[tuple[_Key, str, edits.Edit]]) -> str:
    """Statements that go to one place, which begins or ends with what stands there."""
    newline = "\r\n" if "\r\n" in text[:2000] else "\n"
    lines = sectioned([(key, statement) for key, statement, _ in wanted], newline)
    _, first, before = wanted[0]
    _, last, behind = wanted[-1]
    return before.text[: before.text.index(first)] + lines + behind.text[behind.text.rindex(last) + len(last) :]


def holds_nothing(source: Outline) -> bool:
    """Whether a module has no statement but a docstring."""
    top = top_of(source)
    return not top.imports and top.first < 0


def head(
    db: database.ProjectDatabase, plain: Iterable[Wish], typed: Collection[Wish], newline: str, *, is_lazy: bool
) -> str:
    """The imports that a module begins with. `typed`: for type checkers only; `is_lazy`: annotations are not run."""
    guard = [Wish("typing", "TYPE_CHECKING")] if typed else []
    found = sectioned(statements(db, dict.fromkeys([*plain, *guard])), newline)
    if is_lazy:
        found = LAZY + (2 * newline + found if found else "")
    if typed:
        lines = [f"{newline}    {line}" for _, line in statements(db, dict.fromkeys(typed))]
        found += f"{2 * newline}if TYPE_CHECKING:" + "".join(lines)
    return found


def sectioned(found: Iterable[tuple[_Key, str]], newline: str) -> str:
    """Statements in order, a blank line between sections."""
    lines: list[str] = []
    section: int | None = None
    for key, statement in found:
        if section is not None and section != key[0]:
            lines.append("")
        section = key[0]
        lines.append(statement)
    return newline.join(lines)


def statements(db: database.ProjectDatabase, wishes: Iterable[Wish]) -> list[tuple[_Key, str]]:
    """Import statements with their keys, in order; one for all names of a module."""
    by_module: dict[str, list[Wish]] = {}
    found: list[tuple[_Key, str]] = []
    for wish in wishes:
        if wish.name:
            by_module.setdefault(wish.module, []).append(wish)
        else:
            found.append((_key(db, wish.module, is_from=False), f"import {wish.shown}"))
    for of, names in by_module.items():
        shown = ", ".join(sorted([each.shown for each in names], key=str.casefold))
        found.append((_key(db, of, is_from=True), f"from {of} import {shown}"))
    return sorted(found)


def _imports_from(node: ir.Import | ir.ImportFrom, of: str) -> bool:
    return isinstance(node, ir.ImportFrom) and bool(node.names) and "." * node.level + node.module == of


def _statement(
    db: database.ProjectDatabase,
    file: files.File,
    source: Outline,
    top: Top,
    key: _Key,
    statement: str,
) -> edits.Edit:
    newline = "\r\n" if "\r\n" in source.text[:2000] else "\n"
    before: tuple[Written, int] | None = None
    for each in top.imports:
        own = key_of(db, each.node)
        if own[0] < key[0] or own < key:
            before = each, own[0]
    if before is not None:
        last, section = before
        gap = newline if section == key[0] else 2 * newline
        return edits.insert(file.path, _line_end(source.text, last.end), gap + statement)
    if top.imports:
        first = top.imports[0]
        gap = newline if key_of(db, first.node)[0] == key[0] else 2 * newline
        return edits.insert(file.path, _line_start(source.text, first.start), statement + gap)
    if top.docstring >= 0:
        return edits.insert(file.path, _line_end(source.text, top.docstring), 2 * newline + statement)
    at = _line_start(source.text, top.first) if top.first >= 0 else len(source.text)
    return edits.insert(file.path, at, statement + 2 * newline)


def key_of(db: database.ProjectDatabase, node: ir.Import | ir.ImportFrom) -> _Key:
    """The order of a statement among others, see `_key`."""
    if isinstance(node, ir.Import):
        return _key(db, node.names[0].name if node.names else "", is_from=False)
    if node.level:
        return _RELATIVE, True, ("." * node.level + node.module).casefold()
    return _key(db, node.module, is_from=True)


def _key(db: database.ProjectDatabase, of: str, *, is_from: bool) -> _Key:
    """The order of import statements: by section, `import` before `from`, by name."""
    if of.startswith("."):
        return _RELATIVE, is_from, of.casefold()
    top = of.partition(".")[0]
    if top == "__future__":
        return _FUTURE, is_from, of
    found = resolve.resolve(db, top) if top.isidentifier() else None
    kind = found.search_path.kind if isinstance(found, module.Module) else None
    section = _INSTALLED if kind is None else _SECTIONS.get(kind, _OWN)
    return section, is_from, of.casefold()


def _line_end(text: str, at: int) -> int:
    """The end of the line, without its line end; what follows a semicolon on it is part of it."""
    ends = [end for end in (text.find("\n", at), text.find("\r", at)) if end >= 0]
    return min(ends, default=len(text))


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
