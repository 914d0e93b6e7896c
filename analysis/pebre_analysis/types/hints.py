"""What helps with a finding: names that were perhaps meant, and where an import was looked for.

In:  a finding and its region, when it is about to be shown. Out: short lines.
Always: nothing here is part of a result that is remembered, so it may look at whatever it likes; it
costs only where there is a finding.
"""

from __future__ import annotations

import builtins
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from pebre_analysis.modules import desperate, listing, module, resolve, script, suggest
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import symbols, use_def
from pebre_analysis.syntax import ir, visit
from pebre_analysis.types import findings, kinds
from pebre_analysis.types.algebra import member_names, signatures

if TYPE_CHECKING:
    from pebre_analysis.semantic import scope as scopes
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.types.db import Db

_MAX_FOLDERS = 6


def is_allowed(db: Db, finding: findings.Finding) -> bool:
    """Is it an import that the settings allow to be missing?"""
    if finding.rule != findings.UNRESOLVED_IMPORT or finding.arguments[0] != "module":
        return False
    name = finding.arguments[1]
    return any(fnmatchcase(name, each) or name.startswith(f"{each}.") for each in db.rules.allowed_imports.get(db))


def notes(db: Db, region: Region, finding: findings.Finding) -> list[str]:
    """Lines to show below the message."""
    if finding.rule == findings.UNRESOLVED_IMPORT and finding.arguments[0] == "module":
        return _module(db, region, finding.arguments[1])
    return _meant(meant(db, region, finding))


def meant(db: Db, region: Region, finding: findings.Finding) -> list[str]:
    """Names that were perhaps meant where one is not known, the likeliest first; of a module, full names."""
    if finding.rule in (findings.UNRESOLVED_REFERENCE, findings.POSSIBLY_UNRESOLVED_REFERENCE):
        visible = _visible(db, region.scope)
        close = suggest.close_names(finding.arguments[0], visible)
        late = {name for name in close if _is_bound_there(db, region, finding.n, name)}
        return suggest.close_names(finding.arguments[0], set(visible) - late) if late else close
    if finding.rule == findings.UNRESOLVED_IMPORT:
        if finding.arguments[0] == "module":
            found = _unresolved(db, region, finding.arguments[1])
            return [] if found is None else _modules(db, found, finding.arguments[1])
        return suggest.close_names(finding.arguments[1], _members(db, finding.arguments[2]))
    if finding.rule == findings.UNRESOLVED_ATTRIBUTE:
        if any(finding.arguments[2:]):
            return []  # a part of the union has it, so the name is right
        return suggest.close_names(finding.arguments[1], _of_owner(db, region, finding.n))
    if finding.rule == findings.UNKNOWN_ARGUMENT:
        return suggest.close_names(finding.arguments[1], _parameters(db, region, finding.n))
    return []


def _of_owner(db: Db, region: Region, n: int) -> set[str]:
    """The names of the value whose attribute is looked for at a node."""
    for node in visit.in_region(region.lowered):
        if node.n == n and isinstance(node, ir.Attribute):
            return member_names.of(db, db.infer.expression_type(db, region, node.value.n))
    return set()


def _parameters(db: Db, region: Region, n: int) -> list[str]:
    """The parameters that the call with this argument can name."""
    for node in visit.in_region(region.lowered):
        if isinstance(node, ir.Call) and any(each.n == n or each.value.n == n for each in node.args):
            callee = db.infer.expression_type(db, region, node.func.n)
            given = {each.name for each in node.args}
            found = [param for each in signatures.of(db, callee) or () for param in each.params]
            return [param.name for param in found if param.kind in _NAMED and param.name not in given]
    return []


_NAMED: Final = (kinds.POSITIONAL_OR_KEYWORD, kinds.KEYWORD_ONLY)


def _meant(names: list[str] | tuple[str, ...]) -> list[str]:
    if not names:
        return []
    return [f"did you mean {' or '.join(f'`{name}`' for name in names[:2])}?"]


_BUILTINS: Final = dir(builtins)


def _visible(db: Db, scope: scopes.Scope | None) -> list[str]:
    found: list[str] = []
    while scope is not None:
        found += scope.names.get(db)
        scope = scope.parent
    return found + _BUILTINS


def _is_bound_there(db: Db, region: Region, n: int, name: str) -> bool:
    """Whether a name gets its only value from the statement that asks: `x = y`, `for x in y`."""
    region.code.get(db)
    spans = region.lowered.spans
    at = spans[2 * n]
    around = [node.n for node in visit.statements_in_region(region.lowered) if spans[2 * node.n] <= at]
    around = [each for each in around if at < spans[2 * each + 1]]
    if not around:
        return False
    start, end = spans[2 * around[-1]], spans[2 * around[-1] + 1]
    bound = [each for each in region.index.bindings if each.place == name and not each.scope]
    if not bound or any(each.kind == use_def.PARAMETER or not start <= spans[2 * each.n] < end for each in bound):
        return False
    return region.is_body or all(each is region for each, _ in symbols.bound_as(region.scope, name))


def _members(db: Db, name: str) -> list[str]:
    found = resolve.resolve(db, name)
    if not isinstance(found, module.Module):
        return []
    names = list(listing.submodules(db, resolve.request(db, name)))
    if found.file is not None:
        names += semantic_index.semantic_index(db, found.file).module.names.get(db)
    return names


def _unresolved(db: Db, region: Region, name: str) -> module.Unresolved | None:
    level = len(name) - len(name.lstrip("."))
    found = desperate.resolve_import(db, region.scope.file, level, name[level:])
    return found if isinstance(found, module.Unresolved) else None


def _modules(db: Db, found: module.Unresolved, name: str) -> list[str]:
    """Modules that may have been meant, with what follows the part that is missing; with leading dots only those
    beside, as they are written there."""
    meant = list(listing.did_you_mean(db, found))
    tail = name.lstrip(".")
    head, rest = tail, ""
    while not f".{found.missing}".endswith(f".{head}"):
        head, dot, last = head.rpartition(".")
        if not dot:
            return [] if tail != name else meant
        rest = dot + last + rest
    full = [each + rest for each in meant]
    if rest:  # what stands below must be there as well
        full = [each for each in full if isinstance(resolve.resolve(db, each), module.Module)]
    above = found.missing.removesuffix(head)
    if tail == name:
        return full
    return [name.removesuffix(tail) + each.removeprefix(above) for each in full if each.startswith(above)]


def _module(db: Db, region: Region, name: str) -> list[str]:
    found = _unresolved(db, region, name)
    if found is None:
        return []
    said = [f"{found.reason.value}: `{found.missing}`"] if found.missing and found.missing != name else []
    if found.versions is not None:
        first, last = (None if v is None else ".".join(map(str, v)) for v in found.versions)
        said.append(f"the standard library has it from {first}" + (f" to {last}" if last else " on"))
    needed = next((each for each in db.rules.declared.get(db) if script.gives(each, name)), None)
    if needed is not None:
        said.insert(0, f"the script says that it needs `{needed}`, which is not installed in its environment")
    said += _meant(_modules(db, found, name))
    if found.tried:
        shown = ", ".join(found.tried[:_MAX_FOLDERS])
        more = len(found.tried) - _MAX_FOLDERS
        said.append(f"searched: {shown}" + (f" and {more} more" if more > 0 else ""))
    environment = db.program.environment.get(db)
    said.append(environment.problem or f"environment: {environment.summary()}")
    return said
