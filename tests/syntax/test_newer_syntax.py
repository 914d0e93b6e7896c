"""Syntax that parso 0.8.7 does not know: valid, cut at each token, damaged; and the versions it needs."""

import ast
import itertools
import sys

import pytest

from pebre_analysis.syntax import driver, errors, features
from tests.syntax import parsing

# name → (code, the first version that accepts it)
CONSTRUCTS: dict[str, tuple[str, tuple[int, int]]] = {
    "match": ("match x:\n    case 1:\n        pass\n    case _:\n        pass\n", (3, 10)),
    "match with every pattern": (
        "match f(x), *y:\n"
        "    case [a, *_, b] | (c, d) if a > 1:\n        pass\n"
        "    case {'k': 1 | -2 + 3j, a.b: c, **rest}:\n        pass\n"
        "    case P(1, q=Q() as r, s=None,):\n        pass\n"
        "    case a.b.c | 'x' 'y' | True:\n        pass\n"
        "    case x, *y,:\n        pass\n"
        "    case (x):\n        pass\n    case ():\n        pass\n    case {}:\n        pass\n",
        (3, 10),
    ),
    "match before a bracket": ("match (x):\n    case 1: pass\n", (3, 10)),
    "match before a list": ("match [x, y]:\n    case 1: pass\n", (3, 10)),
    "match before a sign": ("match -x:\n    case 1: pass\n", (3, 10)),
    "match before a star": ("match *x, y:\n    case 1: pass\n", (3, 10)),
    "match before not": ("match not x:\n    case 1: pass\n", (3, 10)),
    "match with walrus": ("match x := y:\n    case 1: pass\n", (3, 10)),
    "match named match": ("match match:\n    case case:\n        match = case\n", (3, 10)),
    "with in parentheses": ("with (a as b, c() as d.e, f, (g, h) as i,):\n    pass\n", (3, 9)),
    "with one item in parentheses": ("with (a as b):\n    pass\n", (3, 9)),
    "with a yield": ("def f():\n    with (yield x) as y, (z):\n        pass\n", (3, 9)),
    "except star": ("try: pass\nexcept* E: pass\nexcept *(F, G) as e: pass\n", (3, 11)),
    "star in a subscript": ("x: tuple[*Ts]\nt[*a, 1:2, *b]\n", (3, 11)),
    "star in args": ("def f(a, *args: *Ts, b=1): pass\n", (3, 11)),
    "star in for": ("for x in *a, b: pass\n", (3, 9)),
    "star in return": ("def f():\n    return 1, *a\n    yield *a, 1\n", (3, 9)),
    "star in augmented assignment": ("x += *a, b\n", (3, 9)),
    "type parameters of a function": ("def f[T, *Ts, **P](x: T) -> T: ...\n", (3, 12)),
    "bounds of type parameters": ("async def f[T: int, S: (str, bytes),](x: T): ...\n", (3, 12)),
    "type parameters of a class": ("class A[T](B[T], metaclass=M): pass\n", (3, 12)),
    "type alias": ("type X = int\ntype Y[T] = list[T]\n", (3, 12)),
    "type alias named type": ("type type = int\ntype match = int\ntype case[type] = type\n", (3, 12)),
    "defaults of type parameters": ("class A[T = int, *Ts = *tuple[int], **P = [int]]: pass\n", (3, 13)),
    "same quotes in an f-string": ('x = f"{d["a"]} {f"{y}"}"\n', (3, 12)),
    "backslash in an f-string": ("x = f'{\"\\n\".join(a)}'\n", (3, 12)),
    "comment in an f-string": ('x = f"{\n    a # c\n}"\n', (3, 12)),
    "debug in an f-string": ('x = f"{a = !r:>{w}}"\n', (3, 9)),
    "nested format specs": ('x = f"{a:{b}.{c!r}}"\n', (3, 9)),
    "deeply nested format specs": ('x = f"{a:{b}.{c:{d}}}"\n', (3, 12)),
    "raw f-string": ("x = rf'\\{a}\\d'\n", (3, 9)),
    "yield in an f-string": ("def f():\n    return f'{yield x} {*a, b}'\n", (3, 9)),
    "walrus in a subscript": ("a[b := 1, c]\n", (3, 10)),
    "walrus in a set": ("{b := 1, 2}\n", (3, 10)),
    "walrus in a comprehension": ("{y := f(x) for x in z}\nf(y := g(x) for x in z)\n", (3, 10)),
    "except without parentheses": ("try: pass\nexcept A, B: pass\nexcept* C, D, : pass\n", (3, 14)),
    "t-string": ("x = t'{a}' rt\"{b!r:c}\"\n", (3, 14)),
    "positional only": ("def f(a, b=1, /, c=2, *, d): pass\nlambda a, /: a\n", (3, 9)),
    "any decorator": ("@a[0].b(c)(d)\n@lambda f: f\n@(x := y)\ndef f(): pass\n", (3, 9)),
}
# The same words as names: no feature, and stock parso agrees.
NAMES = (
    "match = 1\nmatch(x)\nmatch[0]\nmatch.x\nmatch: int = 1\nmatch, case = type\nmatch(x)[y] = 1\n",
    "match(x).y: int\nmatch[x]: int = 3\nmatch -x\nmatch *y\nmatch not in x\nmatch if match else match\n",
    "case = 1\ncase(x)\ncase.type\nprint(match, case, type, _)\n",
    "type = 1\ntype(x)\ntype[x]\ntype.x = 2\ntype: int\ntype in x\ntype is y\ntype or z\n",
    "x = type if type else match\nfor type in case: pass\nimport match.case as type\n",
    "def match(case, type=1): pass\nclass type(match): case: type\n",
    "if x:\n    match\n    case\n    type\nmatch\n",
    "print = exec = 1\nprint >> x, y\n",
)


def versions(text: str) -> set[tuple[int, int]]:
    found = features.newer_syntax(driver.parser().parse(text))
    return {problem.version for problem in found if problem.version is not None}


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_valid(name: str) -> None:
    text, version = CONSTRUCTS[name]
    parsed = parsing.parse(text)
    assert parsing.error_nodes(parsed.tree) == []
    assert parsed.failures == []
    assert errors.found_in(parsed) == ()
    assert max(versions(text), default=(3, 9)) == version
    if version <= sys.version_info[:2]:
        ast.parse(text)


@pytest.mark.parametrize("text", NAMES)
def test_soft_keywords_as_names(text: str) -> None:
    parsed = parsing.parse(text)
    assert parsing.difference(parsed.tree, parsing.stock_grammar().parse(text)) is None
    assert versions(text) == set()


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_cut_at_each_token(name: str) -> None:
    text = CONSTRUCTS[name][0]
    for start in driver.parser().parse(text).tokens.starts:
        parsing.parse(text[:start])
        assert_survives(text[:start].rstrip(" ") + "\n")


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_damaged_at_each_token(name: str) -> None:
    """A token is taken out, or a bracket is put in its place."""
    for damage in ("", "("):
        check_damage(name, damage)


@pytest.mark.long
@pytest.mark.parametrize("name", CONSTRUCTS)
@pytest.mark.parametrize("damage", ["$", ")", "x y", ":", "=", "for", '"', "\n", "f'{", "else"])
def test_anything_in_place_of_each_token(name: str, damage: str) -> None:
    check_damage(name, damage)


def check_damage(name: str, damage: str) -> None:
    text = CONSTRUCTS[name][0]
    starts = driver.parser().parse(text).tokens.starts
    for start, end in itertools.pairwise(starts):
        parsing.parse(text[:start] + damage + text[end:])
        if damage not in ('"', "f'{"):
            assert_survives(text[:start] + damage + text[end:])


def assert_survives(broken: str) -> None:
    """The statement after broken code is what it is alone."""
    parsed = parsing.parse(broken + "\nsurvivor = f(1)\n")
    statement = parsed.tree.children[-2]
    alone = driver.parser().parse("survivor = f(1)\n").tree.children[0]
    assert [leaf.value for leaf in parsing.leaves(statement)] == [leaf.value for leaf in parsing.leaves(alone)], broken
    assert statement.children[0].type == "expr_stmt"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("match x:\n    case 1: pass\n", "match_stmt(match x : suite(case_block(case 1 : pass)))"),
        (
            "match x, y:\n    case A(b=1) if c: pass\n",
            "match_stmt(match testlist_star_expr(x , y) : suite(case_block(case class_pattern(A ("
            " pattern_argument(b = 1) )) guard(if c) : pass)))",
        ),
        ("type X[T] = list[T]\n", "type_stmt(type X type_params([ T ]) = atom_expr(list trailer([ T ])))"),
        ("with (a as b): pass\n", "with_stmt(with atom(( with_item(a as b) )) : pass)"),
        (
            "try: pass\nexcept A, B: pass\n",
            "try_stmt(try : pass except_clause(except testlist(A , B)) : pass)",
        ),
        ("try: pass\nexcept* A: pass\n", "try_stmt(try : pass except_clause(except * A) : pass)"),
        ("x[*a]\n", "atom_expr(x trailer([ star_expr(* a) ]))"),
        ("t'{x}'\n", "fstring(t' fstring_expr({ x }) ')"),
    ],
)
def test_shapes(text: str, expected: str) -> None:
    assert parsing.shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("match x\n    case 1: pass\n", "match_stmt(match x <:> suite(case_block(case 1 : pass)))"),
        ("match x:\n", "match_stmt(match x : suite(<>))"),
        ("match x:\n    case\n", "match_stmt(match x : suite(case))"),
        ("match x:\n    case 1\n", "match_stmt(match x : suite(case_block(case 1 <:> suite(<>))))"),
        ("match x:\n    case [a b]: pass\n", "match_stmt(match x : suite(case_block(case sequence_pattern([ "
         "patterns(a <,> b) ]) : pass)))"),
        ("match (x):\n    y = 1\n    case 1: pass\n",
         "match_stmt(match atom(( x )) : suite(expr_stmt(y = 1) case_block(case 1 : pass)))"),
        ("type X\n", "type_stmt(type X <=> <>)"),
        ("type X[T = int\n", "type_stmt(type X type_params([ type_param(T type_param_default(= int)) <]>) <=> <>)"),
    ],
)  # fmt: skip
def test_soft_keywords_in_broken_code(text: str, expected: str) -> None:
    assert parsing.shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("match x:\n    case 1: pass\n", ["match: The `match` statement needs Python 3.10 or newer"]),
        ("try: pass\nexcept* A: pass\n", ["except*: `except*` needs Python 3.11 or newer"]),
        ("x[*a]\n", ["*: Unpacking in a subscript needs Python 3.11 or newer"]),
        ("def f(*a: *Ts): pass\n", ["*: Unpacking in the annotation of `*args` needs Python 3.11 or newer"]),
        (
            "class A[T = int]: pass\n",
            [
                "[T = int]: A list of type parameters needs Python 3.12 or newer",
                "=: A default of a type parameter needs Python 3.13 or newer",
            ],
        ),
        ("type X = int\n", ["type: The `type` statement needs Python 3.12 or newer"]),
        ('f"{x["a"]}"\n', ['"a": The same quote inside an f-string needs Python 3.12 or newer']),
        ("f'{x:\\n}'\n", []),
        ('f"""{\nx}"""\n', []),
        ("f'{\"a\" * b}'\n", []),
        (
            "try: pass\nexcept A, B: pass\n",
            ["A, B: A list of exception types without parentheses needs Python 3.14 or newer"],
        ),
        ('t"{x}"\n', ['t": A template string needs Python 3.14 or newer']),
        ("x * y, [*a], (*b,), f(*c), {*d}\n", []),
    ],
)
def test_versions(text: str, expected: list[str]) -> None:
    found = features.newer_syntax(driver.parser().parse(text))
    assert [f"{text[problem.start : problem.end]}: {problem.message}" for problem in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "(a as b)\n",
        "with (a as b), c: pass\n",
        "with (a as b) as c: pass\n",
        "[a as b]\n",
        "with (a as b for c in d): pass\n",
        "f((a as b))\n",
        "try: pass\nexcept A, B as c: pass\n",
    ],
)
def test_what_the_tables_let_through_is_reported(text: str) -> None:
    with pytest.raises(SyntaxError):
        ast.parse(text)
    parsed = parsing.parse(text)
    assert parsed.is_valid
    assert len(errors.found_in(parsed)) == 1
