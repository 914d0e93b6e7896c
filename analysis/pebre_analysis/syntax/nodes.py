"""parso's node classes by grammar rule and token label; leaves for what the source lacks; freeing trees.

Trees are parso's: `Module` at the root, `PythonNode` and its kin inside, leaves with (line, column)
counted from 1 and 0, and a prefix holding blanks and comments.

A tree of broken source keeps the shape of the grammar. One symbol may be replaced:
  - an `error_node` (its children are the pieces that were read, some of them nodes) stands where a
    small statement, an expression, the inside of a bracket, or a whole definition after decorators
    would stand; it has two children or more;
  - an `error_leaf` with an empty value stands where a name, an expression or the statement of a block
    is missing, one with a value is a token that is no Python; among statements, an empty one with
    the token type INDENT or ERROR_DEDENT marks a line that is indented without reason;
  - a `MissingOperator` or `MissingKeyword` is an ordinary operator or keyword with its usual value
    which the source does not have: it ends where it starts;
  - the block of a header may be a compound statement (`if x: for …`), and a keyword may have a
    misspelt value (`ef f():` is a funcdef).

Trees hold parent links, so they are cycles: give them to `release` instead of leaving them to the
cyclic collector (1.4 µs a line against full collections).
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import parso.tree as base
from parso.python import token, tree

# Any node or leaf: parso's annotations do not say which attributes each has.
Tree: TypeAlias = Any

LABELS: Final = {kind.name: kind for kind in token.PythonTokenTypes}

# Node class by rule, where it is not PythonNode.
NODE_CLASSES: Final[dict[str, type[base.BaseNode]]] = {
    "expr_stmt": tree.ExprStmt,
    "classdef": tree.Class,
    "funcdef": tree.Function,
    "file_input": tree.Module,
    "import_name": tree.ImportName,
    "import_from": tree.ImportFrom,
    "break_stmt": tree.KeywordStatement,
    "continue_stmt": tree.KeywordStatement,
    "return_stmt": tree.ReturnStmt,
    "raise_stmt": tree.KeywordStatement,
    "yield_expr": tree.YieldExpr,
    "del_stmt": tree.KeywordStatement,
    "pass_stmt": tree.KeywordStatement,
    "global_stmt": tree.GlobalStmt,
    "nonlocal_stmt": tree.KeywordStatement,
    "assert_stmt": tree.AssertStmt,
    "if_stmt": tree.IfStmt,
    "with_stmt": tree.WithStmt,
    "for_stmt": tree.ForStmt,
    "while_stmt": tree.WhileStmt,
    "try_stmt": tree.TryStmt,
    "sync_comp_for": tree.SyncCompFor,
    "decorator": tree.Decorator,
    "lambdef": tree.Lambda,
    "namedexpr_test": tree.NamedExpr,
    "error_node": tree.PythonErrorNode,
    "suite": tree.PythonNode,
    "decorated": tree.PythonNode,
    "async_stmt": tree.PythonNode,
    "async_funcdef": tree.PythonNode,
}


# Rules whose node needs a function, class or statement as its last child.
PREFIXED: Final = frozenset(("decorated", "async_stmt", "async_funcdef"))


class MissingOperator(tree.Operator):
    """An operator the source lacks; zero wide."""

    __slots__ = ()

    @property
    def end_pos(self) -> tuple[int, int]:
        return self.line, self.column


class MissingKeyword(tree.Keyword):
    """A keyword the source lacks; zero wide."""

    __slots__ = ()

    @property
    def end_pos(self) -> tuple[int, int]:
        return self.line, self.column


LEAVES: Final[frozenset[Any]] = frozenset(
    {
        tree.Name, tree.Keyword, tree.Operator, tree.Number, tree.String, tree.Newline, tree.EndMarker,
        tree.FStringStart, tree.FStringString, tree.FStringEnd, tree.PythonErrorLeaf, MissingOperator, MissingKeyword,
    }
)  # fmt: skip


def error_leaf(label: str) -> Tree:
    """An error leaf still without value, position and prefix."""
    leaf: tree.PythonErrorLeaf = object.__new__(tree.PythonErrorLeaf)
    leaf.token_type = label
    return leaf


def error_leaf_at(label: str, value: str, start: tuple[int, int], prefix: str = "") -> Tree:
    """An error leaf."""
    return tree.PythonErrorLeaf(label, value, start, prefix)  # type: ignore[no-untyped-call]  # parso


def is_missing(leaf: Tree) -> bool:
    """Does the source lack this leaf?"""
    return isinstance(leaf, (MissingOperator, MissingKeyword)) or bool(leaf.type == "error_leaf" and not leaf.value)


def leaf_length(leaf: Tree) -> int:
    """Code points the leaf covers in the source."""
    return 0 if is_missing(leaf) else len(leaf.value)


def build(rule: str, children: list[Tree]) -> Tree:
    """The node of a rule, from children whose `parent` becomes it.

    Functions and lambdas group their parameters into `param` nodes as parso does, unless what stands
    there is broken as a whole.
    """
    if rule == "suite":
        # INDENT and DEDENT are no leaves of the tree.
        if len(children) > 1 and getattr(children[1], "token_type", "") == "INDENT":
            children = [children[0], *children[2:-1]]
    elif rule in PREFIXED:
        # Decorators or `async` without what they stand before are no statement.
        if children[-1].type in ("error_leaf", "error_node"):
            rule = "error_node"
    elif (rule == "funcdef" and _broken_parameters(_parameters(children))) or (
        rule == "lambdef" and _broken_parameters(children[1:-2])
    ):
        node: Tree = object.__new__(NODE_CLASSES[rule])
        node.children = children
        node.parent = None
        for child in children:
            child.parent = node
        return node
    cls = NODE_CLASSES.get(rule)
    return python_node(rule, children) if cls is None or cls is tree.PythonNode else cls(children)


def python_node(rule: str, children: list[Tree]) -> Tree:
    """A node of a rule that has no class of its own."""
    return tree.PythonNode(rule, children)  # type: ignore[no-untyped-call]  # parso


def _parameters(children: list[Tree]) -> list[Tree] | None:
    for child in children:
        if child.type == "parameters":
            return list(child.children[1:-1])
    return None


def _broken_parameters(inside: list[Tree] | None) -> bool:
    return inside is None or (len(inside) > 0 and inside[0].type in ("error_leaf", "error_node"))


def release(root: Tree) -> None:
    """Cut the tree's cycles, so that it is freed at once. The tree must not be used any more."""
    pending: list[Tree] = [root]
    leaves = LEAVES
    while pending:
        node = pending.pop()
        children = node.children
        node.children = []
        pending += [child for child in children if type(child) not in leaves]


def as_error(leaf: Tree, label: str) -> Tree:
    """The leaf of a token that stands nowhere."""
    if leaf.type == "error_leaf":
        return leaf
    return error_leaf_at(label, leaf.value, (leaf.line, leaf.column), leaf.prefix)
