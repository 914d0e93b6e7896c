"""What inference reports before anybody knows where it stands: a finding names nodes, not places.

In:  rule ids (constants below, so that inference need not import the rules' texts).
Out: `Finding` records, part of the value of a region's inference, compared when it is backdated.
Always: a finding holds no position, no text of the source and no message, only the message's arguments.
"""

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from pebre_analysis.semantic import definition

INVALID_SYNTAX: Final = "invalid-syntax"
UNRESOLVED_IMPORT: Final = "unresolved-import"
UNRESOLVED_REFERENCE: Final = "unresolved-reference"
POSSIBLY_UNRESOLVED_REFERENCE: Final = "possibly-unresolved-reference"
UNRESOLVED_ATTRIBUTE: Final = "unresolved-attribute"
INVALID_ATTRIBUTE_ACCESS: Final = "invalid-attribute-access"
INVALID_TYPE_ARGUMENTS: Final = "invalid-type-arguments"
INVALID_GENERIC_CLASS: Final = "invalid-generic-class"
INVALID_LEGACY_TYPE_VARIABLE: Final = "invalid-legacy-type-variable"
INVALID_TYPE_VARIABLE_BOUND: Final = "invalid-type-variable-bound"
INVALID_TYPE_VARIABLE_CONSTRAINTS: Final = "invalid-type-variable-constraints"
INVALID_TYPE_VARIABLE_DEFAULT: Final = "invalid-type-variable-default"
MISMATCHED_TYPE_NAME: Final = "mismatched-type-name"
INVALID_OVERLOAD: Final = "invalid-overload"
UNBOUND_TYPE_VARIABLE: Final = "unbound-type-variable"
INVALID_ATTRIBUTE_OVERRIDE: Final = "invalid-attribute-override"
UNSUPPORTED_BASE: Final = "unsupported-base"
INVALID_ARGUMENT_TYPE: Final = "invalid-argument-type"
MISSING_ARGUMENT: Final = "missing-argument"
MISSING_TYPE_ARGUMENT: Final = "missing-type-argument"
TOO_MANY_POSITIONAL_ARGUMENTS: Final = "too-many-positional-arguments"
UNKNOWN_ARGUMENT: Final = "unknown-argument"
PARAMETER_ALREADY_ASSIGNED: Final = "parameter-already-assigned"
POSITIONAL_ONLY_PARAMETER_AS_KWARG: Final = "positional-only-parameter-as-kwarg"
NO_MATCHING_OVERLOAD: Final = "no-matching-overload"
CALL_NON_CALLABLE: Final = "call-non-callable"
CALL_TOP_CALLABLE: Final = "call-top-callable"
INVALID_SYNTAX_IN_FORWARD_ANNOTATION: Final = "invalid-syntax-in-forward-annotation"
INVALID_TYPE_FORM: Final = "invalid-type-form"
INVALID_METHOD_OVERRIDE: Final = "invalid-method-override"
FINAL_ON_NON_METHOD: Final = "final-on-non-method"
OVERRIDE_OF_FINAL_METHOD: Final = "override-of-final-method"
INVALID_EXPLICIT_OVERRIDE: Final = "invalid-explicit-override"
SUBCLASS_OF_FINAL_CLASS: Final = "subclass-of-final-class"
INVALID_BASE: Final = "invalid-base"
CYCLIC_CLASS_DEFINITION: Final = "cyclic-class-definition"
DUPLICATE_BASE: Final = "duplicate-base"
INCONSISTENT_MRO: Final = "inconsistent-mro"
INSTANCE_LAYOUT_CONFLICT: Final = "instance-layout-conflict"
INVALID_TYPED_DICT_HEADER: Final = "invalid-typed-dict-header"
INVALID_TYPED_DICT_FIELD: Final = "invalid-typed-dict-field"
INVALID_TYPED_DICT_STATEMENT: Final = "invalid-typed-dict-statement"
MISSING_TYPED_DICT_KEY: Final = "missing-typed-dict-key"
INVALID_ASSIGNMENT: Final = "invalid-assignment"
INVALID_RETURN_TYPE: Final = "invalid-return-type"
INVALID_PARAMETER_DEFAULT: Final = "invalid-parameter-default"
INVALID_YIELD: Final = "invalid-yield"
EMPTY_BODY: Final = "empty-body"
POSSIBLY_MISSING_ATTRIBUTE: Final = "possibly-missing-attribute"
POSSIBLY_MISSING_SUBMODULE: Final = "possibly-missing-submodule"
UNSUPPORTED_OPERATOR: Final = "unsupported-operator"
NOT_ITERABLE: Final = "not-iterable"
NOT_SUBSCRIPTABLE: Final = "not-subscriptable"
INDEX_OUT_OF_BOUNDS: Final = "index-out-of-bounds"
INVALID_KEY: Final = "invalid-key"
UNSUPPORTED_BOOL_CONVERSION: Final = "unsupported-bool-conversion"
INVALID_CONTEXT_MANAGER: Final = "invalid-context-manager"
INVALID_AWAIT: Final = "invalid-await"
INVALID_RAISE: Final = "invalid-raise"
INVALID_EXCEPTION_CAUGHT: Final = "invalid-exception-caught"
FINAL_WITHOUT_VALUE: Final = "final-without-value"
OVERRIDE_OF_FINAL_VARIABLE: Final = "override-of-final-variable"
REDUNDANT_FINAL_CLASSVAR: Final = "redundant-final-classvar"
CYCLIC_TYPE_ALIAS_DEFINITION: Final = "cyclic-type-alias-definition"
INVALID_TYPE_ALIAS_TYPE: Final = "invalid-type-alias-type"
INVALID_NEWTYPE: Final = "invalid-newtype"
ISINSTANCE_AGAINST_PROTOCOL: Final = "isinstance-against-protocol"
ISINSTANCE_AGAINST_TYPED_DICT: Final = "isinstance-against-typed-dict"
CALL_ABSTRACT_METHOD: Final = "call-abstract-method"
INVALID_PROTOCOL: Final = "invalid-protocol"
INVALID_DATACLASS: Final = "invalid-dataclass"
INVALID_FROZEN_DATACLASS_SUBCLASS: Final = "invalid-frozen-dataclass-subclass"
DATACLASS_FIELD_ORDER: Final = "dataclass-field-order"
INVALID_NAMED_TUPLE: Final = "invalid-named-tuple"
INVALID_NAMED_TUPLE_OVERRIDE: Final = "invalid-named-tuple-override"
INVALID_TYPE_GUARD_DEFINITION: Final = "invalid-type-guard-definition"
INVALID_PARAMSPEC: Final = "invalid-paramspec"
INVALID_LEGACY_POSITIONAL_PARAMETER: Final = "invalid-legacy-positional-parameter"
INVALID_ENUM_MEMBER_ANNOTATION: Final = "invalid-enum-member-annotation"
SHADOWED_TYPE_VARIABLE: Final = "shadowed-type-variable"
TYPE_ASSERTION_FAILURE: Final = "type-assertion-failure"
STATIC_ASSERT_ERROR: Final = "static-assert-error"
REDUNDANT_CAST: Final = "redundant-cast"
DEPRECATED: Final = "deprecated"
UNUSED_TYPE_IGNORE_COMMENT: Final = "unused-type-ignore-comment"
UNUSED_IGNORE_COMMENT: Final = "unused-ignore-comment"
INVALID_IGNORE_COMMENT: Final = "invalid-ignore-comment"
IGNORE_COMMENT_UNKNOWN_RULE: Final = "ignore-comment-unknown-rule"
INVALID_MATCH_PATTERN: Final = "invalid-match-pattern"
AMBIGUOUS_PROTOCOL_MEMBER: Final = "ambiguous-protocol-member"
INVALID_METACLASS: Final = "invalid-metaclass"
CONFLICTING_METACLASS: Final = "conflicting-metaclass"
CONFLICTING_DECLARATIONS: Final = "conflicting-declarations"
INVALID_DECLARATION: Final = "invalid-declaration"
UNRESOLVED_GLOBAL: Final = "unresolved-global"
DIVISION_BY_ZERO: Final = "division-by-zero"
ZERO_STEPSIZE_IN_SLICE: Final = "zero-stepsize-in-slice"
UNDEFINED_REVEAL: Final = "undefined-reveal"
REVEALED_TYPE: Final = "revealed-type"  # no rule: always shown, as information
INTERNAL_ERROR: Final = "internal-error"  # no rule: a fault of pebre, never of the code
UNREADABLE_FILE: Final = "unreadable-file"  # no rule: the file could not be read


class Related(msgspec.Struct, frozen=True, gc=False):
    """A definition that explains a finding, and what to say of it."""

    definition: "definition.Definition"
    message: str


class Finding(msgspec.Struct, frozen=True, gc=False):
    """A rule broken at node `n` of a region; with `header` at the return annotation of that function instead."""

    rule: str
    n: int
    arguments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    header: "definition.Definition | None" = None
