"""Drive a machine to the end of the tokens, repairing what the tables reject."""

from __future__ import annotations

from parso import tree as base
from parso.python import tree

from pebre_analysis.syntax import machine, nodes, tables, tokenizer


class Failure:
    """A token that the grammar rejects where it stands."""

    __slots__ = ("expected", "index", "rule")

    def __init__(self, index: int, rule: str, expected: frozenset[str]) -> None:
        self.index = index  # of the token
        self.rule = rule  # grammar rule of the innermost open level
        self.expected = expected  # labels that could stand there


def complete(parse: machine.Machine, tokens: tokenizer.Tokens, grammar: tables.Tables) -> list[Failure]:
    """Eat all tokens."""
    n = len(tokens.labels)
    failures: list[Failure] = []
    i = parse.run(tokens.labels, tokens.leaves, 0, n)
    while i < n:
        failures.append(Failure(i, parse.configuration.state.from_rule, frozenset()))
        # interim: the statement so far becomes an error node; the token is tried as a new statement
        flat: list[base.NodeOrLeaf] = []
        levels = [*parse.stack, (parse.configuration, parse.children)]
        k = len(levels) - 1
        while levels[k][0].state.from_rule not in tables.BLOCKS or (
            levels[k][0].state.from_rule != "file_input" and len(levels[k][1]) < 2
        ):
            k -= 1
        for _, children in levels[k + 1 :]:
            flat += children
        parse.configuration, parse.children = levels[k]
        del parse.stack[k:]
        if flat:
            parse.children.append(tree.PythonErrorNode([c for c in flat if not (c.type == "error_leaf" and not c.value)]))
        label = tokens.labels[i]
        if parse.configuration[label][0] == tables.FAIL:
            if label == "INDENT":
                tokens.labels[tokens.dedents[i]] = "SKIPPED"
            leaf = tokens.leaves[i]
            if label != "SKIPPED":
                parse.children.append(nodes.as_error(leaf, label))
            i += 1
        i = parse.run(tokens.labels, tokens.leaves, i, n)
    return failures
