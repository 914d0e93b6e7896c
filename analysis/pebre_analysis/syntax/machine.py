"""The table-driven loop: tokens in, parso nodes out.

A `Machine` holds the levels that are open: the topmost `configuration` with the children it has so
far, and the stack of those below. `run` eats tokens until the end or the first one that the tables
reject; it leaves the machine as it was before that token, so that `recovery` can repair it and go on.

Always: the nodes made are those of stock parso (class, type, children, parents).
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from parso.python import tree

from pebre_analysis.syntax import nodes, tables

Children: TypeAlias = list[nodes.Tree]


class Machine:
    """A parse under way."""

    __slots__ = ("children", "configuration", "stack")

    def __init__(self, start: tables.Configuration) -> None:
        self.configuration = start
        self.children: Children = []
        self.stack: list[tuple[tables.Configuration, Children]] = []

    def release(self) -> None:
        """It is given up: cut the cycles of what was made."""
        for children in (self.children, *[children for _, children in self.stack]):
            for node in children:
                if type(node) not in nodes.LEAVES:
                    nodes.release(node)

    def run(self, labels: list[str], leaves: list[nodes.Tree], first: int, end: int) -> int:
        """Eat the tokens from index `first` on; gives the index of the one that is rejected, or `end`."""
        configuration: Any = self.configuration
        children = self.children
        stack = self.stack
        new = object.__new__
        python_node = tree.PythonNode
        special = _SPECIAL
        node: nodes.Tree
        following: Any  # a configuration wherever it is used
        checked = -1
        for i in range(first, end):
            label = labels[i]
            while True:
                code, following, pushed = configuration[label]
                if code:  # the topmost level cannot take the token
                    if code == 2 and checked != i:
                        # Does any level below take it? If not, nothing may be closed.
                        checked = i
                        depth = -1
                        while code == 2:
                            code = stack[depth][0][label][0]
                            depth -= 1
                        if code != 3:
                            code = 2
                    if code == 3:
                        self.configuration = configuration
                        self.children = children
                        return i
                    if len(children) != 1:
                        rule = configuration.node_type
                        cls = configuration.node_class
                        if cls is None:
                            node = new(python_node)
                            node.type = rule
                        elif rule in special:
                            node = nodes.build(rule, children)
                            children = node.children
                        else:
                            node = new(cls)
                        node.children = children
                        for child in children:
                            child.parent = node
                    else:
                        node = children[0]
                    if code == 2:
                        configuration, children = stack.pop()
                        children.append(node)
                        continue
                    children = [node]
                leaf = leaves[i]
                configuration = following
                if pushed is None:
                    children.append(leaf)
                else:
                    stack.append((configuration, children))
                    configuration = pushed
                    children = [leaf]
                break
        self.configuration = configuration
        self.children = children
        return end


# Rules whose nodes are more than a class and its children.
_SPECIAL: Final = nodes.PREFIXED | {"suite", "funcdef", "lambdef"}
