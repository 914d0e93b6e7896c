"""Members that must keep their names, since a library may ask for them: those of its classes that a class is made of,
and of its protocols for which a value of the class is an argument somewhere.

In:  a member's name, classes that have it, for arguments the files of the project.
Out: why it keeps its name, for people; empty if it need not.
Cost: for arguments, looking through the libraries that files which name one of the classes import, and what these
     import; if a protocol with such a member is among that, inferring the arguments of all calls in these files.
Does not know: values that become one of a protocol by other ways than as an argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import attributes, file_words, identity, name_conflicts, navigation, origins, subclasses
from pebre_analysis.modules import module, resolve
from pebre_analysis.project import import_uses
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import navigation as places_in
from pebre_analysis.semantic import region, scope
from pebre_analysis.source import source_text
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types import kinds
from pebre_analysis.types.algebra import aliases, classes, mro, signatures, sources, type_variables

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

_RENAMED: Final = re.compile(r"\bProtocol[ \t]+as\b|=[ \t]*(?:\w+\.)*Protocol\b")
_HEADER: Final = re.compile(r"^([ \t]*)class[ \t]+\w+[ \t]*[\[(:]", re.M)
_END_OF_HEADER: Final = re.compile(r":[ \t]*(?:#[^\r\n]*)?[\r\n]|:[ \t]*\.\.\.")
_DEEPEST: Final = 2  # imports on the way from a file to a protocol in whose terms a library speaks


def class_of(db: database.ProjectDatabase, of: identity.Identity) -> kinds.ClassLiteral | None:
    """The class of which something is a member."""
    own = of.scope.definition if isinstance(of, identity.Name) and of.scope.kind == scope.CLASS else None
    return None if own is None else subclasses.literal_of(db, own)


def refusal(db: database.ProjectDatabase, name: str, among: Iterable[kinds.ClassLiteral]) -> str:
    """See the module's docstring."""
    for literal in among:
        owner = _library_with(db, literal, name)
        if owner:
            return f"`{name}` is also a member of `{owner}`, which is not defined in this project"
    return ""


def _library_with(db: database.ProjectDatabase, literal: kinds.ClassLiteral, name: str) -> str:
    """The class of a library that a class has the member from, or might have."""
    for base in mro.of(db, literal):
        body = None if base is None else classes.scope(base.literal)
        if base is not None and body is not None and navigation.is_library(db, body.file):
            if name_conflicts.member_of(db, body, name) is not None:
                return base.literal.name
    return ""


def refusal_of_arguments(
    db: database.ProjectDatabase, name: str, among: Iterable[kinds.ClassLiteral], places: Iterable[files.File]
) -> str:
    """The same for the sake of calls that take values of the classes for a protocol of a library."""
    wanted = dict.fromkeys(among)
    searched = list(places)
    named = {file: None for each in wanted for file, _ in file_words.holding(db, searched, each.name)}
    for file in named if _is_in_protocols(db, name, named) else ():
        for where in semantic_index.semantic_index(db, file).regions.get(db):
            db.check_cancelled()
            found = _asked_for(db, where, name, wanted)
            if found:
                return found
    return ""


def _is_in_protocols(db: database.ProjectDatabase, name: str, importing: Iterable[files.File]) -> bool:
    """Whether a library that files use, or one that it uses, shows a protocol with a member of that name."""
    member = re.compile(rf"^([ \t]+)(?:async[ \t]+)?(?:def[ \t]+{re.escape(name)}\b|{re.escape(name)}[ \t]*:)", re.M)
    of_stubs = sources.stdlib_file(db, "_typeshed")
    pending = [(each, 0) for each in importing] + [(each, 1) for each in (of_stubs,) if each is not None]
    seen = {file for file, _ in pending}
    while pending:
        db.check_cancelled()
        file, depth = pending.pop()
        if depth:
            text = source_text.source_text(db, file).text
            if "Protocol" in text and any(_is_of_protocol(text, found) for found in member.finditer(text)):
                return True
        for of in _imported(db, file) if depth <= _DEEPEST else ():
            if of not in seen and navigation.is_library(db, of):
                seen.add(of)
                pending.append((of, depth + 1))
    return False


def _is_of_protocol(text: str, member: re.Match[str]) -> bool:
    """Whether the class around a member may be a protocol, as far as the text shows: that must stand in its header."""
    if _RENAMED.search(text) is not None:
        return True
    wide = len(member[1].expandtabs())
    around = [each for each in _HEADER.finditer(text, 0, member.start()) if len(each[1].expandtabs()) < wide]
    if not around:
        return False
    end = _END_OF_HEADER.search(text, around[-1].end() - 1)
    return "Protocol" in text[around[-1].start() : len(text) if end is None else end.start()]


def _imported(db: database.ProjectDatabase, file: files.File) -> Iterator[files.File]:
    of_file = import_uses.imported(db, file)
    named = {*of_file.absolute, *[each.module for each in of_file.found]}
    named.update([f"{each.module}.{each.name}" for each in of_file.found if each.name])
    for name in sorted(named):
        found = resolve.resolve(db, name, resolve.Mode.TYPING)
        if isinstance(found, module.Module) and found.file is not None:
            yield found.file


def _asked_for(
    db: database.ProjectDatabase, where: region.Region, name: str, wanted: Iterable[kinds.ClassLiteral]
) -> str:
    calls = [each for each in visit.in_region(where.lowered) if isinstance(each, ir.Call) and each.args]
    if not calls:
        return ""
    inferred = origins.of_region(db, where)
    for call in calls:
        given = [literal for each in call.args for literal in classes_of(db, inferred.infer(each.value))]
        handed = next((each for each in given for base in mro.of(db, each) if base and base.literal in wanted), None)
        protocol = _protocol_with(db, inferred.infer(call.func), name) if handed is not None else ""
        if handed is not None and protocol:
            line = source_text.line_index(db, where.scope.file).line_at(places_in.span(where, call.n).start) + 1
            return (
                f"`{name}` is also a member of `{protocol}`, which is not defined in this project, and for which a "
                f"`{handed.name}` is taken in {where.scope.file.name}, line {line}"
            )
    return ""


def classes_of(db: database.ProjectDatabase, ty: kinds.Type) -> list[kinds.ClassLiteral]:
    """The classes of which a value may be."""
    found: list[kinds.ClassLiteral] = []
    for part in attributes.parts(ty):
        if isinstance(part, kinds.Alias):
            found += classes_of(db, aliases.resolved(db, part))
            continue
        if isinstance(part, kinds.TypeVar):
            part = type_variables.upper_bound(db, part)
        cls = classes.of_instance(db, part) if isinstance(part, kinds.Instance) else None
        if cls is not None:
            found.append(cls.literal)
    return found


def _protocol_with(db: database.ProjectDatabase, callee: kinds.Type, name: str) -> str:
    """A protocol of a library with the member, that a parameter of a function asks for."""
    for signature in signatures.of(db, callee) or ():
        for param in signature.params:
            for literal in classes_of(db, param.type) if param.type is not None else ():
                if classes.is_protocol(db, literal) and _library_with(db, literal, name):
                    return literal.name
    return ""
