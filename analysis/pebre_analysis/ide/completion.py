"""What may be typed at a place: the list an editor shows while somebody types.

In:  a file and an offset.
Out: a `Completions`: the word to be replaced, and items in the order they should be seen; nothing in
     comments, in numbers, and where a new name is being made.
Always
  - what fits best comes first: values the place asks for, arguments of the call by name, then names by how
    near their scope is, public before private, words of the language last;
  - an item's documentation is looked up when it is asked for (`details`), never for the list;
  - names that would have to be imported stand behind those that are there, from the third letter on and only once
    nobody waits long for them; until then, and when more of them could follow, the list says that it is cut;
  - a list longer than MAX_ITEMS is cut and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from pebre_analysis.ide.common import (
    cursor,
    declared_values,
    docs,
    docstrings,
    edits,
    expected,
    import_offers,
    imports,
    keywords,
    lookup,
    matching,
    names_in_scope,
    names_of_value,
    navigation,
    overrides,
)
from pebre_analysis.modules import desperate, listing, module, resolve
from pebre_analysis.semantic import definition, exports, use_def
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import navigation as positions
from pebre_analysis.source import ranges
from pebre_analysis.syntax import ir, outline
from pebre_analysis.types import display, kinds
from pebre_analysis.types.algebra import enums, members, signatures
from pebre_analysis.types.infer import names

if TYPE_CHECKING:
    from pebre_analysis.project import database, library_names
    from pebre_analysis.source import files

MAX_ITEMS: Final = 1000

# Groups of items, in the order they are shown.
_FITTING, _ARGUMENT, _LOCAL, _NEAR, _FAR, _BUILTIN, _WORD, _PRIVATE, _SPECIAL = range(9)


class Item(msgspec.Struct, frozen=True, gc=False):
    """One line of the list. `kind` is a word of the server's list; `insert` None means the label itself.

    `sort` orders the list as text. `origin` says what it is, for `details`.
    """

    label: str
    kind: str
    sort: str
    insert: str | None = None
    detail: str = ""  # shown beside the label
    origin: lookup.Origin | None = None
    choice: imports.Wish | None = None  # what has to be imported for it
    value: kinds.Type | None = None  # what it is an attribute of


class Completions(msgspec.Struct, frozen=True, gc=False):
    """`word`: what is replaced, in the text as it is; what stands behind the cursor is part of it.

    `number` tells one list from another, for those who ask for the details of an item.
    """

    items: tuple[Item, ...]
    word: ranges.TextRange
    is_cut: bool = False
    number: int = 0


NONE: Final = Completions((), ranges.TextRange(0, 0))


def completion(
    db: database.ProjectDatabase,
    file: files.File,
    offset: int,
    places: Sequence[str] = (),
    libraries: library_names.Libraries | None = None,
) -> Completions:
    """What may be typed at the offset; with `libraries` also names that would have to be imported."""
    at = cursor.at(db, file, offset)
    if at is None:
        return NONE
    wanted = at.prefix.casefold()
    found: dict[str, Item] = {}
    for item in _BY_KIND[at.kind](db, at):
        if item.label not in found and _matches(wanted, item.label):
            found[item.label] = item if _begins(wanted, item.label) else _later(item)
    items = sorted(found.values(), key=_by_sort)
    is_cut = False
    if libraries is not None and at.kind is cursor.Kind.NAME:
        is_cut = True  # the editor is to ask again with more letters
        if len(at.prefix) >= import_offers.MIN_TYPED and import_offers.are_at_hand(db, places, libraries):
            choices = import_offers.beginning(db, file, at.prefix, places, libraries)
            items += [_to_import(n, each) for n, each in enumerate(choices) if _bound_by(each) not in found]
            is_cut = len(choices) >= import_offers.MAX_NAMES or not libraries.is_whole
    return Completions(tuple(items[:MAX_ITEMS]), at.word, is_cut or len(items) > MAX_ITEMS)


def _bound_by(choice: imports.Wish) -> str:
    """The name that the import gives."""
    return choice.alias or choice.name or choice.module.partition(".")[0]


def _to_import(n: int, choice: imports.Wish) -> Item:
    name = _bound_by(choice)
    kind = "class" if name[:1].isupper() and not name.isupper() else "function"
    detail = choice.module if choice.name else choice.statement
    # Behind the words of the language, before what is private.
    return Item(name, kind if choice.name else "module", f"{_WORD}~{n:03}", detail=detail, choice=choice)


def changes(db: database.ProjectDatabase, file: files.File, item: Item) -> tuple[edits.Edit, ...]:
    """What else has to be changed where an item is taken: the import of its name."""
    choice = item.choice
    return () if choice is None else imports.add(db, file, choice.module, choice.name, choice.alias)


def details(db: database.ProjectDatabase, item: Item) -> tuple[str, str]:
    """An item's signature or type, and its documentation as Markdown; empty where there is none."""
    origin = item.origin if item.choice is None else _imported(db, item.choice)
    if origin is None or (isinstance(origin, definition.Definition) and not _is_there(db, origin)):
        return "", ""
    ends = lookup.followed(db, (origin,))
    text = docs.of_origins(db, ends)
    shown = docstrings.to_markdown(text) if text else ""
    if not ends or isinstance(ends[-1], module.Module):
        return "", shown
    found = None if item.value is None else members.type_of(db, item.value, item.label)
    return _described(db, item.label, found or lookup.type_of(db, ends[-1])), shown


def _described(db: database.ProjectDatabase, name: str, ty: kinds.Type) -> str:
    """What is shown of a type beside a name."""
    if isinstance(ty, kinds.Function | kinds.BoundMethod):
        forms = signatures.of(db, ty)
        if forms:
            first = display.signature(db, forms[0], inferred=True)
            return f"def {name}{first}" + (f"  (and {len(forms) - 1} more)" if len(forms) > 1 else "")
    if isinstance(ty, kinds.Property) and ty.getter is not None:
        forms = signatures.of(db, ty.getter)
        if forms:
            return display.text(db, signatures.returns(db, forms[0]), inferred=True)
    shown = display.text(db, ty, inferred=True)
    made = _MADE.fullmatch(shown)
    return shown if made is None else f"{made[1]} {made[2]}"


_MADE: Final = re.compile(r"<(class|module) '([^']*)'>")


def _imported(db: database.ProjectDatabase, choice: imports.Wish) -> lookup.Origin | None:
    """What an import would give."""
    found = resolve.resolve(db, choice.module)
    if not isinstance(found, module.Module):
        return None
    return next(iter(lookup.in_module(db, found, choice.name)), None) if choice.name else found


def _is_there(db: database.ProjectDatabase, found: definition.Definition) -> bool:
    """Whether the definition is still in its file, which may have been edited since."""
    file = found.scope.file
    if navigation.is_library(db, file):
        return True
    return found.region in semantic_index.semantic_index(db, file).regions.get(db) and found.exists


def _by_sort(item: Item) -> str:
    return item.sort


def _matches(wanted: str, label: str) -> bool:
    """Whether the letters typed so far occur in the label in their order, the first one at a word's begin."""
    if not wanted:
        return True
    label = label.casefold()
    if label.startswith(wanted):
        return True
    if label.lstrip("_\"'")[:1] != wanted[0]:
        return False
    return matching.is_in_order(wanted, label)


def _begins(wanted: str, label: str) -> bool:
    return label.casefold().startswith(wanted)


def _later(item: Item) -> Item:
    """The item behind those of its group that begin with what was typed."""
    return msgspec.structs.replace(item, sort=f"{item.sort[0]}~{item.sort[1:]}")


def _item(label: str, kind: str, group: int, origin: lookup.Origin | None = None, detail: str = "") -> Item:
    if label.startswith("__") and label.endswith("__"):
        group = _SPECIAL
    elif label.startswith("_") and group > _ARGUMENT:
        group = max(group, _PRIVATE)
    return Item(label, kind, f"{group}{label.casefold()}", detail=detail, origin=origin)


# ---- behind a dot ----------------------------------------------------------------------------------------


def _attributes(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[Item]:
    node = at.above(ir.Attribute)
    if not isinstance(node, ir.Attribute) or at.region is None:
        return
    value = declared_values.type_of(db, at.region, node.value)
    values = enums.member_names(db, value) or () if isinstance(value, kinds.ClassLiteral) else ()
    for n, name in enumerate(values):
        own = enums.member(db, value, name) if isinstance(value, kinds.ClassLiteral) else None
        origin = None if own is None else enums.definition(db, own)
        yield Item(name, "enum-member", f"{_FITTING}{n:03}", origin=origin, value=value)
    is_raised = _is_raised(outline.outline(db, at.file).text, positions.span(at.region, node.n).start)
    given_on = _given_on(db, value.module) if isinstance(value, kinds.Module) else None
    for name, found in names_of_value.names(db, value).items():
        group = _LOCAL if found.distance < 100 else _FAR
        if given_on is not None and found.definition is not None and names_in_scope.is_from_elsewhere(found.definition):
            if names_in_scope.is_of_future(found.definition):
                continue
            group = group if name in given_on else _FAR
        if found.definition is None:
            yield _item(name, "module" if found.is_module else "field", group)
        else:
            kind = names_in_scope.kind_of(found.definition, name)
            item = _item(name, kind, _FITTING if is_raised and _is_error(name, kind) else group, found.definition)
            yield msgspec.structs.replace(item, value=value)


def _given_on(db: database.ProjectDatabase, found: module.Module) -> frozenset[str]:
    """The names that a module lists as its own, whatever it has them from."""
    return (exports.names_in_all(db, found.file) if found.file is not None else None) or frozenset()


# ---- names -----------------------------------------------------------------------------------------------


def _names(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[Item]:
    for n, value in enumerate(expected.values(db, at)):
        yield Item(value, "value", f"{_FITTING}{n:03}")
    text = outline.outline(db, at.file).text
    before, behind = text[at.word.start - 1 : at.word.start], text[at.word.end : at.word.end + 2]
    quote = before if before in ("'", '"') else ""
    for key, detail in expected.keys(db, at):
        shown = display.quoted(key)
        insert = shown[1:-1] + quote if quote else shown
        yield Item(key if quote else shown, "value", f"{_FITTING}{key}", insert, detail=detail)
    is_named = behind[:1] == "=" and behind != "=="
    for n, (name, detail) in enumerate(expected.keywords(db, at)):
        yield Item(f"{name}=", "parameter", f"{_ARGUMENT}{n:02}", name if is_named else None, detail=detail)
    yield from _locals(at)
    if at.is_first:
        for name, owner, found in overrides.variables(db, at):
            yield _item(name, "field", _NEAR, found, f"overrides {owner}")
    is_raised = _is_raised(text, at.word.start)
    nearest: dict[str, None] = {}
    for name, found, distance in names_in_scope.seen_from(db, at.scope):
        if name in nearest or _is_typed_here(found, at) or names_in_scope.is_of_future(found):
            continue
        nearest[name] = None
        group = _BUILTIN if distance == names_in_scope.BUILTINS else _NEAR if distance else _LOCAL
        kind = names_in_scope.kind_of(found, name)
        if is_raised and _is_error(name, kind):
            group = _FITTING
        yield _item(name, kind, group, found)
    for name in names.MODULE_NAMES if at.prefix.startswith("_") else ():
        yield _item(name, "variable", _BUILTIN)
    for word in keywords.beginning(at):
        # One that somebody has begun to type is more likely than a builtin that begins so too.
        yield Item(word, "keyword", f"{_FAR}~{word}" if at.prefix and word.startswith(at.prefix) else f"{_WORD}{word}")


_RAISED: Final = re.compile(r"[ \t]*(?:raise|except\*?)\s+(?:\(\s*(?:[\w.]+\s*,\s*)*)?\Z")
_ERROR: Final = re.compile(r"(?:Error|Exception|Exit|Interrupt|Iteration|Group|Timeout|Cancelled|Expired)\Z")


def _is_raised(text: str, start: int) -> bool:
    """Whether what begins there in the text is raised or caught."""
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    return _RAISED.match(text, line_start, start) is not None


def _is_error(name: str, kind: str) -> bool:
    """Whether a name looks like one of an exception: nothing is inferred for that."""
    return kind == "class" and _ERROR.search(name) is not None


def _locals(at: cursor.Cursor) -> Iterator[Item]:
    """Parameters of lambdas and targets of comprehensions around the cursor."""
    for step in reversed(at.steps):
        if isinstance(step.node, ir.Lambda):
            for param in step.node.params:
                yield _item(param.name, "variable", _LOCAL)
        elif isinstance(step.node, ir.Comprehension):
            for clause in step.node.clauses:
                targets: list[ir.Node] = [clause.target]
                while targets:
                    target = targets.pop()
                    if isinstance(target, ir.Name) and target.id:
                        yield _item(target.id, "variable", _LOCAL)
                    elif isinstance(target, ir.Tuple | ir.List):
                        targets.extend(target.items)
                    elif isinstance(target, ir.Starred):
                        targets.append(target.value)


def _is_typed_here(found: definition.Definition, at: cursor.Cursor) -> bool:
    """Whether the word at the cursor is what binds the name."""
    if at.region is not found.region or not at.steps:
        return False
    binding = found.binding
    if binding.kind == use_def.PARAMETER and not binding.scope:
        return False  # numbered in the header of its function
    return binding.n == at.steps[-1].node.n


def _operators(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[Item]:
    for word in keywords.joining(at):
        yield Item(word, "keyword", f"{_WORD}{word}")


# ---- imports ---------------------------------------------------------------------------------------------


def _modules(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[Item]:
    if not at.level and not at.module:
        names: Iterable[str] = listing.top_level(db, db.program)
    else:
        package = desperate.resolve_import(db, at.file, at.level, at.module)
        names = _submodules(db, package) if isinstance(package, module.Module) else ()
    for name in names:
        yield _item(name, "module", _NEAR)


def _submodules(db: database.ProjectDatabase, package: module.Module) -> tuple[str, ...]:
    return listing.submodules(db, resolve.request(db, package.name))


def _members(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[Item]:
    found = desperate.resolve_import(db, at.file, at.level, at.module)
    if not isinstance(found, module.Module):
        return
    if found.file is not None and found.file is not at.file:
        public = exports.names_in_all(db, found.file)
        for name, own in names_in_scope.of_module(db, found.file).items():
            if name in public if public is not None else not names_in_scope.is_from_elsewhere(own):
                group = _NEAR
            else:
                group = _BUILTIN
            if not names_in_scope.is_of_future(own):
                yield _item(name, names_in_scope.kind_of(own, name), group, own)
    if found.is_package or found.file is None:
        for name in _submodules(db, found):
            yield _item(name, "module", _FAR)


def _import_word(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[Item]:
    yield Item("import", "keyword", "0import", insert="import ")


# ---- the rest --------------------------------------------------------------------------------------------


def _overrides(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[Item]:
    for name, text, owner, origin in overrides.of_class(db, at):
        item = _item(name, "method", _NEAR, origin, f"overrides {owner}")
        yield msgspec.structs.replace(item, insert=text.replace("\n", f"\n{at.indent}"))


def _text(db: database.ProjectDatabase, at: cursor.Cursor) -> Iterator[Item]:
    for n, (text, detail) in enumerate(expected.texts(db, at)):
        yield Item(text, "value", f"{_FITTING}{n:03}", detail=detail)


_BY_KIND: Final = {
    cursor.Kind.ATTRIBUTE: _attributes,
    cursor.Kind.NAME: _names,
    cursor.Kind.OPERATOR: _operators,
    cursor.Kind.MODULE: _modules,
    cursor.Kind.MEMBER: _members,
    cursor.Kind.IMPORT: _import_word,
    cursor.Kind.OVERRIDE: _overrides,
    cursor.Kind.TEXT: _text,
}
