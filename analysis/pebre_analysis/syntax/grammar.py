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

Always: generated once per process, on first use (about 17 ms).
Does not know: tokens of broken code, trees.
"""

from __future__ import annotations

import functools
import pkgutil
import re
from typing import Final

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


def grammar_text() -> str:
    """parso's grammar with our rules in it."""
    data = pkgutil.get_data("parso", "python/grammar314.txt")
    if data is None:
        raise RuntimeError("parso's grammar file is missing: the installation is damaged")
    text = data.decode("utf-8").replace("\r\n", "\n")
    for name, body in RULES.items():
        rule = f"{name}: {body}\n"
        # A rule runs to the next line that starts with a name or a comment, or is empty.
        old = re.search(rf"^{name}:.*\n(?:[ \t|)].*\n)*", text, re.M)
        text = text + rule if old is None else text[: old.start()] + rule + text[old.end() :]
    return text


@functools.cache
def generated() -> generator.Grammar[token.PythonTokenTypes]:
    """The state machines as parso's generator makes them, without what they were made from (1.5 MB)."""
    made = generator.generate_grammar(grammar_text(), token.PythonTokenTypes)
    for states in made.nonterminal_to_dfas.values():
        for state in states:
            state.nfa_set = set()
    return made
