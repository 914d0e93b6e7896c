"""Where a type expression stands: how its names are looked up and which definition binds its variables.

In:  the names of a region (`queries.Names`), and whose header or body the expression belongs to.
Out: values of names; types with their variables bound.
Always
  - text in strings and deferred annotations sees names as they are at the end of the scopes;
  - a variable belongs to the innermost enclosing class or function that has it as a parameter, else to
    the function, class or alias whose header is being read; in a body it may stay unbound.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.syntax import ir
from pebre_analysis.types import build, display, findings, kinds, queries
from pebre_analysis.types.algebra import decorators, generics, known, members, mro, sources, type_variables
from pebre_analysis.types.infer import annotation_strings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pebre_analysis.semantic import definition as definitions


class Context:
    """See the module's docstring. `binding`: the definition whose header is being read, None in a body.

    `is_value`: the expression is evaluated where it stands, as `cast(A, x)` and `list[A]` are, unless it is in a stub.
    """

    __slots__ = (
        "_own_names", "binding", "db", "in_string", "is_lazy", "is_value", "names", "quiet", "scope", "takes_sets",
        "text",
    )  # fmt: skip

    def __init__(
        self, names: queries.Names, binding: definitions.Definition | None = None, is_value: bool = False
    ) -> None:
        self.names = names
        self.db = names.db
        self.binding = binding
        self.in_string = False
        self.is_value = is_value
        self.is_lazy = binding is not None and isinstance(binding.binding.node, ir.TypeAliasDef)
        self.text: ir.Str | None = None  # the string whose text is being read
        self.quiet = 0  # above 0 nothing is reported
        self.takes_sets = False  # may `A & B` and `~A` stand here?
        # Where the expression stands: around the definition whose header it is in.
        self.scope: scopes.Scope = names.region.scope if binding is None else sources.enclosing(binding)
        self._own_names: dict[str, kinds.Type] | None = None

    @property
    def is_late(self) -> bool:
        if self.in_string or self.is_lazy:
            return True
        return self.names.is_stub if self.is_value else self.names.deferred

    @property
    def judges(self) -> bool:
        """Does anybody want to hear of findings?"""
        return self.names.check and not self.quiet

    def report(
        self, rule: str, node: ir.Node, *arguments: str, related: tuple[findings.Related, ...] = ()
    ) -> None:  # fmt: skip
        """A finding at the node; what stands in a string is reported at the string."""
        if not self.quiet:
            self.names.report(rule, self.text or node, *arguments, related=related)

    @contextlib.contextmanager
    def reading(self, node: ir.Str) -> Iterator[None]:
        """While the text of the string is read as an expression."""
        before = self.in_string, self.text
        self.in_string = True
        self.text = self.text or node
        try:
            yield
        finally:
            self.in_string, self.text = before

    # ---- names ----

    def value(self, node: ir.Expr) -> kinds.Type:
        """The value of a name or of an attribute of one; anything else is inferred where it stands."""
        if isinstance(node, ir.Name):
            return self._name(node)
        if isinstance(node, ir.Attribute) and self.is_late:
            owner = self.value(node.value)
            found = members.member(self.db, owner, node.attr)
            if found is None and node.attr and isinstance(owner, kinds.Module):
                self.report(findings.UNRESOLVED_ATTRIBUTE, node, display.text(self.db, owner), node.attr)
            ty = kinds.UNKNOWN if found is None else found.type
            self._note(node, ty)
            self._mention(node, ty)
            return ty
        return kinds.UNKNOWN if self.in_string else self.names.value(node)

    def _mention(self, node: ir.Expr, ty: kinds.Type) -> None:
        if isinstance(ty, kinds.ClassLiteral) and not self.quiet:
            self.names.mention(self.text or node, ty)

    def _name(self, node: ir.Name) -> kinds.Type:
        own = self._type_parameter(node.id)
        if own is not None:
            self._note(node, own)
            return own
        if not self.is_late:
            return self.names.name(node)
        found = self.names.late_name(node.id, self.scope)
        is_method = self.scope.kind == scopes.CLASS and isinstance(found, kinds.Function | kinds.Property)
        if is_method and not self.in_string:
            # A method further down has the name of a type: what is meant is what the name means here, as for
            # whoever evaluates annotations at once.
            here = self.names.name(node)
            if not isinstance(here, kinds.Dynamic):
                found = here
        if found is None:
            self.report(findings.UNRESOLVED_REFERENCE, node, node.id)
        ty = kinds.UNKNOWN if found is None else found
        self._note(node, ty)
        self._mention(node, ty)
        return ty

    def _note(self, node: ir.Expr, ty: kinds.Type) -> None:
        """Nodes of text in strings have no number in the region."""
        if not self.in_string:
            self.names.store(node.n, ty)

    def _type_parameter(self, name: str) -> kinds.Type | None:
        """A PEP 695 parameter of the header being read."""
        if self.binding is None:
            return None
        if self._own_names is None:
            self._own_names = {
                each.name: build.known_object(
                    self.db, kinds.TYPE_VAR_OBJECT, parameter_variable(self.db, each, self.binding)
                )
                for each in own_parameters(self.binding)
            }
        return self._own_names.get(name)

    # ---- variables ----

    def bound(self, ty: kinds.Type) -> kinds.Type:
        """The type with each free variable bound to the definition it belongs to."""
        if not ty.generic:
            return ty
        values: dict[kinds.TypeVar, kinds.Type] = {}
        for var in generics.variables([ty]):
            if var.binding is None and var.kind != kinds.SELF:
                owner = self._owner(var)
                if owner is not None:
                    values[var] = bound_form(self.db, var, owner)
        return generics.substitute(self.db, ty, values)

    def _owner(self, var: kinds.TypeVar) -> definitions.Definition | None:
        in_class = self.binding is not None and self.binding.kind == use_def.CLASS
        for outer in sources.outer_definitions(self.scope):
            if outer is self.binding:
                continue
            if outer.kind == use_def.CLASS:
                # Those of a class are not known to a class in it, unless they are names that stand around it.
                if in_class and var.definition.kind != use_def.TYPE_PARAM:
                    continue
                in_class = True
                params = self.db.infer.class_type_params(self.db, outer)
            else:
                params = self.db.infer.function_facts(self.db, outer).signature.type_params
            if any(param.definition is var.definition and param.kind != kinds.SELF for param in params):
                return outer
        return self.binding

    def self_type(self) -> kinds.Type:
        """What `Self` means here."""
        if self.binding is not None and self.binding.kind == use_def.CLASS:
            return type_variables.self_of(self.db, self.binding, None)
        for outer in sources.outer_definitions(self.scope):
            if outer.kind == use_def.CLASS:
                return type_variables.self_of(self.db, outer, self._enclosing_method(outer) or self.binding)
        return kinds.UNKNOWN

    def no_self(self, found: kinds.Type) -> str:
        """Why `Self` means nothing here; "" where it does."""
        if not isinstance(found, kinds.TypeVar):
            return "`Self` has a meaning only inside a class"
        literal = build.class_literal(self.db, found.definition, kinds.STATEMENT, found.definition.name)
        if mro.has(self.db, literal, known.literal(self.db, "type")):
            return "`Self` has no meaning in a metaclass"
        binding = self.binding
        if binding is None or binding.kind != use_def.FUNCTION or sources.owner_class(binding) is not found.definition:
            return ""
        node = binding.binding.node
        assert isinstance(node, ir.FunctionDef)
        values = [self.names.value(each) for each in node.decorators]
        if any((decorators.flag(self.db, each) or 0) & queries.STATIC_METHOD for each in values):
            return "`Self` has no meaning in a static method"
        first = node.params[0].annotation if node.params else None
        if first is not None and not annotation_strings.mentions(first, "Self", True):
            return f"`Self` has no meaning beside an annotation of `{node.params[0].name}` that is not `Self` itself"
        return ""

    def _enclosing_method(self, cls: definitions.Definition) -> definitions.Definition | None:
        """In the body of a method, headers of functions in it included, `Self` is that method's."""
        for outer in sources.outer_definitions(self.scope):
            if outer.kind == use_def.FUNCTION and sources.owner_class(outer) is cls:
                return outer
        return None


def bound_form(db: queries.Db, var: kinds.TypeVar, owner: definitions.Definition) -> kinds.Type:
    """The variable as bound by `owner`, in the form that substitution wants."""
    return build.type_var(db, var.name, var.definition, var.kind, owner)


def own_parameters(definition: definitions.Definition) -> list[definitions.Definition]:
    """The PEP 695 parameters written in the header of a `def`, `class` or `type` statement."""
    region = definition.region
    node = definition.binding.node
    if not isinstance(node, (ir.FunctionDef, ir.ClassDef, ir.TypeAliasDef)) or not node.type_params:
        return []
    wanted = {param.n for param in node.type_params}
    return [
        region.definition(number)
        for number, each in enumerate(region.index.bindings)
        if each.kind == use_def.TYPE_PARAM and each.n in wanted
    ]


_KINDS = {"TypeVar": kinds.TYPE_VAR, "ParamSpec": kinds.PARAM_SPEC, "TypeVarTuple": kinds.TYPE_VAR_TUPLE}


def parameter_variable(
    db: queries.Db, definition: definitions.Definition, owner: definitions.Definition | None
) -> kinds.TypeVar:
    """The variable of a PEP 695 parameter."""
    node = definition.binding.node
    kind = _KINDS.get(node.kind, kinds.TYPE_VAR) if isinstance(node, ir.TypeParam) else kinds.TYPE_VAR
    return build.type_var(db, definition.name, definition, kind, owner)
