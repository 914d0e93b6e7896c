"""The grammar of Python 3.14, and the tables the driver runs on.

The text is parso's grammar for 3.14 with a few rules put in place of its own (`RULES`) and some
added. It accepts everything that CPython 3.9 to 3.14 accept, and a little more where one token of
lookahead cannot decide (`with_item` inside any parentheses, `except A, B as c`); `errors` and
`features` judge the rest.

Node types beyond parso's own, children in source order; as everywhere in parso a node that would
have a single child is that child:

    type_stmt         'type' NAME [type_params] '=' test
    match_stmt        'match' subject ':' suite; the subject is an expression or a `testlist_star_expr`
    suite             of a match_stmt: NEWLINE case_block …
    case_block        'case' patterns [guard] ':' suite
    guard             'if' test
    patterns          pattern (',' pattern)* [',']          an open sequence
    star_pattern      '*' NAME
    as_pattern        pattern 'as' NAME
    or_pattern        pattern ('|' pattern)*
    number_pattern    ['-'] NUMBER [('+' | '-') NUMBER]
    dotted_pattern    NAME ('.' NAME)+
    class_pattern     (NAME | dotted_pattern) '(' [pattern_arguments] ')'
    pattern_arguments pattern_argument (',' pattern_argument)* [',']
    pattern_argument  NAME '=' pattern
    group_pattern     '(' [patterns] ')'                    a tuple if empty or with a comma inside
    sequence_pattern  '[' [patterns] ']'
    mapping_pattern   '{' [mapping_items] '}'
    mapping_items     mapping_item (',' mapping_item)* [',']
    mapping_item      key ':' pattern | '**' NAME
    with_item         also inside an `atom` after `with`: 'with' '(' with_item (',' with_item)* [','] ')'
    except_clause     'except' ['*'] [types ['as' NAME]]; types is a test, or a `testlist` for `except A, B`
    star_expr         also in a subscript (`x[*a]`), as `*args` annotation, in `for … in *a, *b`
    fstring           also a template string: its `fstring_start` begins with t, rt, tr in any case

Always: the tables are made once per process, on first use. What costs most of it, the state machine of each rule, is
kept in `grammar.json` (`python -m tests.dev update` writes it): 7 ms, not 25. With another text from parso it is made
anew.
Does not know: tokens of broken code, trees.
"""

from __future__ import annotations

import functools
import json
import pkgutil
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from parso.pgen2 import generator
from parso.python import token

SOFT_KEYWORDS: Final = frozenset(("match", "case", "type"))

# Rule name → right-hand side. A name that parso's text has is replaced, another is added.
RULES: Final[dict[str, str]] = {
    "type_param_default": "'=' (test|star_expr)",
    "tfpdef": "NAME [':' (test|star_expr)]",
    "small_stmt": (
        "expr_stmt | del_stmt | pass_stmt | flow_stmt | import_stmt | global_stmt | nonlocal_stmt | assert_stmt"
        " | type_stmt"
    ),
    "type_stmt": "'type' NAME [type_params] '=' test",
    "compound_stmt": (
        "if_stmt | while_stmt | for_stmt | try_stmt | with_stmt | funcdef | classdef | decorated | async_stmt"
        " | match_stmt"
    ),
    "except_clause": "'except' ['*'] [except_types ['as' NAME]]",
    "except_types": "test (',' test)* [',']",
    "testlist": "(test|star_expr) (',' (test|star_expr))* [',']",
    "testlist_comp": "(item_in_parens|star_expr) ( comp_for | (',' (item_in_parens|star_expr))* [','] )",
    "item_in_parens": "namedexpr_test ['as' expr]",
    "subscript": "test [':=' test] | star_expr | [test] ':' [test] [sliceop]",
    "argument": "test [':=' test] [comp_for] | test '=' test | '**' test | '*' test",
    "comp_op": "'<'|'>'|'=='|'>='|'<='|'!='|'in'|'not' 'in'|'is'|'is' 'not'",
    "match_stmt": "'match' match_subject ':' match_suite",
    "match_subject": "(namedexpr_test|star_expr) (',' (namedexpr_test|star_expr))* [',']",
    "match_suite": "NEWLINE INDENT case_block+ DEDENT",
    "case_block": "'case' patterns [guard] ':' suite",
    "guard": "'if' namedexpr_test",
    "patterns": "(as_pattern|star_pattern) (',' (as_pattern|star_pattern))* [',']",
    "star_pattern": "'*' NAME",
    "as_pattern": "or_pattern ['as' NAME]",
    "or_pattern": "closed_pattern ('|' closed_pattern)*",
    "closed_pattern": (
        "number_pattern | strings | 'None' | 'True' | 'False' | class_pattern"
        " | group_pattern | sequence_pattern | mapping_pattern"
    ),
    "number_pattern": "['-'] NUMBER [('+'|'-') NUMBER]",
    "class_pattern": "dotted_pattern ['(' [pattern_arguments] ')']",
    "dotted_pattern": "NAME ('.' NAME)*",
    "pattern_arguments": "pattern_argument (',' pattern_argument)* [',']",
    "pattern_argument": "as_pattern ['=' as_pattern]",
    "group_pattern": "'(' [patterns] ')'",
    "sequence_pattern": "'[' [patterns] ']'",
    "mapping_pattern": "'{' [mapping_items] '}'",
    "mapping_items": "mapping_item (',' mapping_item)* [',']",
    "mapping_item": "mapping_key ':' as_pattern | '**' NAME",
    "mapping_key": "number_pattern | strings | 'None' | 'True' | 'False' | dotted_pattern",
    # What the rest of a broken statement is read as, piece by piece (`tables`).
    "error_piece": "yield_expr | testlist_star_expr",
}

# Rules that exist for the tables' sake; their nodes carry a name that readers of the tree know.
NODE_TYPES: Final[dict[str, str]] = {
    "except_types": "testlist",
    "item_in_parens": "with_item",
    "match_subject": "testlist_star_expr",
    "match_suite": "suite",
}


KEPT: Final = "grammar.json"
_HERE: Final = "pebre_analysis.syntax"

# Of each state of a rule, whether the rule may end there, and where each label leads: the number of a state.
States: TypeAlias = Sequence[tuple[bool, Mapping[str, int]]]
State: TypeAlias = generator.DFAState[token.PythonTokenTypes]
Grammar: TypeAlias = generator.Grammar[token.PythonTokenTypes]


def _of_parso() -> bytes:
    data = pkgutil.get_data("parso", "python/grammar314.txt")
    if data is None:
        raise RuntimeError("parso's grammar file is missing: the installation is damaged")
    return data.replace(b"\r\n", b"\n")


def grammar_text() -> str:
    """parso's grammar with our rules in it."""
    text = _of_parso().decode("utf-8")
    for name, body in RULES.items():
        rule = f"{name}: {body}\n"
        # A rule runs to the next line that starts with a name or a comment, or is empty.
        old = re.search(rf"^{name}:.*\n(?:[ \t|)].*\n)*", text, re.M)
        text = text + rule if old is None else text[: old.start()] + rule + text[old.end() :]
    return text


@functools.cache
def generated() -> Grammar:
    """The state machines as parso's generator makes them, without what they were made from (1.5 MB)."""
    kept = _kept()
    return from_text() if kept is None else _linked(kept)


def from_text() -> Grammar:
    """`generated`, from the text of the grammar."""
    made = generator.generate_grammar(grammar_text(), token.PythonTokenTypes)
    for states in made.nonterminal_to_dfas.values():
        for state in states:
            state.nfa_set = set()
    return made


def to_keep() -> str:
    """What `grammar.json` is to hold: JSON, a rule a line, behind a checksum of parso's text."""
    lines = []
    for name, [start, *_] in from_text().nonterminal_to_dfas.items():
        states = in_order(start)
        number = {id(state): n for n, state in enumerate(states)}
        of_rule = [
            [each.is_final, {label: number[id(each.arcs[label])] for label in sorted(each.arcs)}] for each in states
        ]
        lines.append(f"{json.dumps(name)}: {json.dumps(of_rule, separators=(',', ':'))}")
    body = ",\n".join(lines)
    return f"[{zlib.crc32(_of_parso())}, {{\n{body}\n}}]\n"


def in_order(start: State) -> list[State]:
    """The states of a rule, in an order that follows from the rule alone; the generator's does not."""
    found = [start]
    known = {id(start)}
    for state in found:
        for label in sorted(state.arcs):
            to = state.arcs[label]
            if id(to) not in known:
                known.add(id(to))
                found.append(to)
    return found


def _kept() -> Mapping[str, States] | None:
    """What is kept, if it was made of the text that parso has."""
    data = pkgutil.get_data(_HERE, KEPT)
    checksum, rules = json.loads(data) if data is not None else (None, None)
    return rules if checksum == zlib.crc32(_of_parso()) else None


def _linked(kept: Mapping[str, States]) -> Grammar:
    """As the generator goes on when it has the state machine of each rule."""
    rules: dict[str, list[State]] = {}
    for name, states in kept.items():
        made = rules[name] = [generator.DFAState.__new__(generator.DFAState) for _ in states]
        for state, (is_final, arcs) in zip(made, states, strict=True):
            state.from_rule, state.is_final, state.nfa_set = name, is_final, set()
            state.arcs = {label: made[n] for label, n in arcs.items()}
            state.nonterminal_arcs, state.transitions = {}, {}
    reserved: dict[str, generator.ReservedString] = {}
    known: dict[str, token.PythonTokenTypes | generator.ReservedString] = {}  # what stands for a label
    for made in rules.values():
        for state in made:
            for label, to in state.arcs.items():
                if label in kept:
                    state.nonterminal_arcs[label] = to
                else:
                    key = known.get(label)
                    if key is None:
                        key = generator._make_transition(token.PythonTokenTypes, reserved, label)  # type: ignore[no-untyped-call]  # parso's
                        known[label] = key
                    state.transitions[key] = generator.DFAPlan(to)
    generator._calculate_tree_traversal(rules)  # type: ignore[no-untyped-call]  # parso's
    return generator.Grammar(next(iter(rules)), rules, reserved)
