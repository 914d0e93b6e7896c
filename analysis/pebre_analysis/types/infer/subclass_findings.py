"""What a `class` statement hands to `__init_subclass__` of its bases: the keywords in its header.

In:  a region's inference, a `class` statement of it and its class.
Out: the findings of a call, at the keyword or at the name of the class.
Always: where a metaclass may take keywords for itself, or a base is not understood, nothing is said.
Source: the data model of the Python reference, "Customizing class creation".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.types import build, kinds
from pebre_analysis.types.algebra import arguments, call, class_members, classes, dataclasses, known, members, mro
from pebre_analysis.types.infer import call_findings

if TYPE_CHECKING:
    from pebre_analysis.syntax import ir
    from pebre_analysis.types import queries
    from pebre_analysis.types.infer.region import RegionInference

_PLAIN: Final = (("type", "builtins"), ("object", "builtins"), ("ABCMeta", "abc"))
_OF_OTHER_KINDS: Final = classes.TYPED_DICT | classes.NAMED_TUPLE | classes.ENUM | classes.UNKNOWN_BASE


def check(r: RegionInference, node: ir.ClassDef, literal: kinds.ClassLiteral) -> None:
    """See the module's docstring."""
    db = r.db
    facts = classes.facts(db, literal)
    if facts.flags & _OF_OTHER_KINDS or not _is_plain(db, facts.metaclass) or mro.has_unknown(db, literal):
        return
    made = dataclasses.options(db, literal)
    if made is not None and not made.is_standard:
        return  # the keywords are options of `dataclass_transform`
    own = classes.identity(db, literal)
    found = class_members.member_behind(db, own, literal, "__init_subclass__")
    if found is None or found.owner is None or not isinstance(found.type, kinds.Function):
        return
    nodes = [each for each in node.args if each.name not in (None, "metaclass") or each.stars == 2]
    if not nodes and known.is_class(db, found.owner.literal, "object"):
        return
    given = [arguments.Argument(r.infer(each.value), each.name, each.stars) for each in nodes]
    callee = members.bind(db, found.type, None, own, build.class_object(db, own))
    result = call.call(db, callee, given)
    call_findings.report_at(r, node.name_node, nodes, callee, given, result)


def _is_plain(db: queries.Db, metaclass: kinds.Type | None) -> bool:
    """Does the metaclass leave all keywords to `__init_subclass__`?"""
    if metaclass is None:
        return True
    if not isinstance(metaclass, kinds.ClassLiteral) or mro.has_unknown(db, metaclass):
        return False
    own = classes.identity(db, metaclass)
    makers = [class_members.class_member(db, own, name) for name in ("__new__", "__init__", "__prepare__")]
    return all(
        each is None or (each.owner is not None and any(known.is_class(db, each.owner.literal, *of) for of in _PLAIN))
        for each in makers
    )
