"""Methods that a class leaves to its subclasses.

In:  a class.
Out: names of abstract methods that neither it nor a class before their own implements.
Always: nothing is said of a class behind a base that is not understood; only `@abstractmethod` counts, and in the
body of a protocol a method that says nothing though it promises a result.
"""

from __future__ import annotations

from pebre_analysis.engine import query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, kinds, queries
from pebre_analysis.types.algebra import class_members, classes, known, mro, relation, sources


def _none(db: queries.Db, definition: definitions.Definition) -> tuple[str, ...]:
    return ()


@query.query(definitions.Definition, cycle_initial=_none)
def own(db: queries.Db, definition: definitions.Definition) -> tuple[str, ...]:
    """Abstract methods that the body of the class itself holds, in source order."""
    scope = definition.body_scope
    if scope is None:
        return ()
    literal = build.class_literal(db, definition, kinds.STATEMENT, definition.name)
    is_open = classes.is_protocol(db, literal) and not is_stub(db, definition)
    found: dict[str, None] = {}
    for each in sources.class_definitions(db, scope):
        node = each.binding.node
        if each.kind != use_def.FUNCTION or not isinstance(node, ir.FunctionDef):
            continue
        if not node.decorators and not is_open:
            continue
        if not db.infer.can_run(db, each):
            continue
        facts = db.infer.function_facts(db, each)
        if facts.flags & queries.ABSTRACT or (is_open and _says_nothing(db, facts)):
            found[each.name] = None
    return tuple(found)


def is_stub(db: queries.Db, definition: definitions.Definition) -> bool:
    """Does the definition stand in a stub, where bodies say nothing?"""
    return bool(semantic_index.semantic_index(db, sources.file(definition)).flags.get(db) & semantic_index.STUB)


def _says_nothing(db: queries.Db, facts: queries.FunctionFacts) -> bool:
    """Is the body empty though the result is not?"""
    returns = facts.signature.returns
    if not facts.flags & queries.STUB_BODY or facts.flags & (queries.OVERLOAD | queries.DECORATED) or returns is None:
        return False
    return not may_be_none(db, returns)


def may_be_none(db: queries.Db, returns: kinds.Type) -> bool:
    """Is what an empty body gives a proper result?"""
    return relation.is_assignable(db, known.none(db), returns)


def unimplemented(db: queries.Db, literal: kinds.ClassLiteral) -> tuple[str, ...]:
    """Methods that still have no body, those of the furthest base first; () when the class can have instances.

    Classes of stubs are taken to have them.
    """
    if literal.kind != kinds.STATEMENT or is_stub(db, literal.anchor):
        return ()
    order = mro.of(db, literal)
    flags = classes.facts(db, literal).flags
    if None in order or flags & (classes.TYPED_DICT | classes.NAMED_TUPLE | classes.ENUM):
        return ()
    is_abstract = bool(flags & classes.ABSTRACT_META)
    found: list[str] = []
    cls = classes.identity(db, literal)
    for base in reversed(order):
        assert base is not None
        if base.literal.kind != kinds.STATEMENT:
            continue
        if not is_abstract and not classes.is_protocol(db, base.literal):
            continue
        for name in own(db, base.literal.anchor):
            meant = class_members.class_member(db, cls, name)
            if meant is None or meant.owner is None or meant.owner.literal is not base.literal:
                continue
            # A value that a derived class assigns is of the type that is declared here, but it is there.
            if meant.definition is None or meant.definition.scope.definition is base.literal.anchor:
                found.append(name)
    return tuple(found)
