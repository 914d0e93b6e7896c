"""Syntax that older supported versions of Python do not have.

In:  a parsed text.
Out: problems in source order, each with the first version that accepts the code; they count only
where the target is older. 3.9 is the oldest target, so nothing it has is listed.
Cost: a scan of the labels at C speed, and a look at the few tokens that may matter.
Does not know: the target.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pebre_analysis.syntax import driver, lexical, nodes, problems, tokenizer

_SIGNS: Final = frozenset(("match", "type", "except", "def", "class", "*", ":=", "FSTRING_START"))


def newer_syntax(parsed: driver.Parsed) -> tuple[problems.Problem, ...]:
    """What the text uses that came after 3.9."""
    tokens = parsed.tokens
    present = _SIGNS.intersection(tokens.labels)
    if not present:
        return ()
    found: list[problems.Problem] = []
    for sign in present:
        find = _FINDERS[sign]
        for i in _positions(tokens.labels, sign):
            found += find(tokens, i)
    found.sort(key=lambda problem: problem.start)
    return tuple(found)


def _positions(labels: list[str], sign: str) -> Iterator[int]:
    i = -1
    while True:
        try:
            i = labels.index(sign, i + 1)
        except ValueError:
            return
        yield i


def _feature(
    tokens: tokenizer.Tokens, first: int, last: int, what: str, version: tuple[int, int]
) -> Iterator[problems.Problem]:
    end = tokens.starts[last] + nodes.leaf_length(tokens.leaves[last])
    yield problems.Problem(
        tokens.starts[first], end, f"{what} needs Python {version[0]}.{version[1]} or newer", version=version
    )


def _parent(leaf: nodes.Tree) -> nodes.Tree:
    return getattr(leaf, "parent", None)


def _match(tokens: tokenizer.Tokens, i: int) -> Iterator[problems.Problem]:
    yield from _feature(tokens, i, i, "The `match` statement", (3, 10))


def _type(tokens: tokenizer.Tokens, i: int) -> Iterator[problems.Problem]:
    yield from _feature(tokens, i, i, "The `type` statement", (3, 12))
    if tokens.labels[i + 2] == "[":
        yield from _defaults(tokens, i + 2)


def _definition(tokens: tokenizer.Tokens, i: int) -> Iterator[problems.Problem]:
    if tokens.labels[i + 1] == "NAME" and tokens.labels[i + 2] == "[":
        end = _closing(tokens, i + 2)
        yield from _feature(tokens, i + 2, end, "A list of type parameters", (3, 12))
        yield from _defaults(tokens, i + 2)


def _defaults(tokens: tokenizer.Tokens, bracket: int) -> Iterator[problems.Problem]:
    for i in range(bracket, _closing(tokens, bracket)):
        if tokens.labels[i] == "=":
            parent = _parent(tokens.leaves[i])
            if parent is not None and parent.type == "type_param_default":
                yield from _feature(tokens, i, i, "A default of a type parameter", (3, 13))


def _closing(tokens: tokenizer.Tokens, bracket: int) -> int:
    """The bracket that closes the one at `bracket`, or the token before the line's end."""
    depth = 0
    for i in range(bracket, len(tokens.labels)):
        label = tokens.labels[i]
        if label in lexical.OPENING:
            depth += 1
        elif label in lexical.CLOSING:
            depth -= 1
            if depth == 0:
                return i
        elif label == "NEWLINE":
            return i - 1
    return bracket


def _except(tokens: tokenizer.Tokens, i: int) -> Iterator[problems.Problem]:
    clause = _parent(tokens.leaves[i])
    if clause is None or clause.type != "except_clause":
        return
    if tokens.labels[i + 1] == "*":
        yield from _feature(tokens, i, i + 1, "`except*`", (3, 11))
    if any(child.type == "testlist" for child in clause.children) and len(clause.children) < 4:
        last = i + 1
        while tokens.labels[last + 1] not in (":", "NEWLINE"):
            last += 1
        yield from _feature(tokens, i + 1, last, "A list of exception types without parentheses", (3, 14))


def _star(tokens: tokenizer.Tokens, i: int) -> Iterator[problems.Problem]:
    if tokens.labels[i - 1] not in ("[", ",", ":"):
        return
    star = _parent(tokens.leaves[i])
    if star is None or star.type != "star_expr":
        return
    holder = star.parent
    if holder.type == "subscriptlist" or (holder.type == "trailer" and holder.children[0].value == "["):
        yield from _feature(tokens, i, i, "Unpacking in a subscript", (3, 11))
    elif holder.type == "tfpdef":
        yield from _feature(tokens, i, i, "Unpacking in the annotation of `*args`", (3, 11))


def _walrus(tokens: tokenizer.Tokens, i: int) -> Iterator[problems.Problem]:
    holder = _parent(tokens.leaves[i])
    if holder is not None and holder.type == "subscript":
        yield from _feature(tokens, i, i, "`:=` without parentheses in a subscript", (3, 10))
    elif holder is not None and holder.type == "dictorsetmaker":
        yield from _feature(tokens, i, i, "`:=` without parentheses in a set", (3, 10))


def _string(tokens: tokenizer.Tokens, i: int) -> Iterator[problems.Problem]:
    """Template strings, and what only PEP 701 allows in f-strings."""
    opening = tokens.leaves[i].value
    if opening[0] in "tT" or opening[1] in "tT":
        yield from _feature(tokens, i, i, "A template string", (3, 14))
        return
    if i and _is_inside(tokens, i):
        return  # judged with the f-string around it
    quote = opening.lstrip("fFrR")
    depth = 1  # of f-strings
    fields: list[int] = [0]  # open replacement fields of each
    j = i
    while depth:
        j += 1
        label = tokens.labels[j]
        if label == "NEWLINE" or label == "ENDMARKER":
            return
        leaf = tokens.leaves[j]
        inside = depth > 1 or fields[0] > 0
        if label == "FSTRING_END":
            depth -= 1
            fields.pop()
            if not depth:
                return
        elif label == "FSTRING_START":
            depth += 1
            fields.append(0)
        elif label == "FSTRING_STRING":
            # Between the quotes of the outermost, or in a format spec of one of its fields.
            inside = depth > 1
        elif label == "{" and _starts_field(leaf):
            fields[-1] += 1
        elif label == "}" and _starts_field(leaf):
            fields[-1] -= 1
        if not inside:
            continue
        what = ""
        if fields[-1] > 2:
            what = "A field nested in the format of a nested field"
        elif quote in leaf.value:
            what = "The same quote inside an f-string"
        elif "\\" in leaf.value or "\\" in leaf.prefix:
            what = "A backslash inside the `{…}` of an f-string"
        elif "#" in leaf.prefix:
            what = "A comment inside an f-string"
        elif len(quote) == 1 and ("\n" in leaf.prefix or "\r" in leaf.prefix):
            what = "A line end inside an f-string of one line"
        if what:
            yield from _feature(tokens, j, j, what, (3, 12))
            return


def _starts_field(leaf: nodes.Tree) -> bool:
    parent = _parent(leaf)
    return parent is not None and parent.type == "fstring_expr" and leaf in (parent.children[0], parent.children[-1])


def _is_inside(tokens: tokenizer.Tokens, i: int) -> bool:
    """Does the f-string stand in a field of another?"""
    node = tokens.leaves[i]
    node = _parent(node)
    node = _parent(node)  # what holds the f-string
    while node is not None and node.type not in ("fstring", "simple_stmt", "suite", "file_input"):
        node = _parent(node)
    return node is not None and node.type == "fstring"


_FINDERS: Final = {
    "match": _match,
    "type": _type,
    "except": _except,
    "def": _definition,
    "class": _definition,
    "*": _star,
    ":=": _walrus,
    "FSTRING_START": _string,
}
