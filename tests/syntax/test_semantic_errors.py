"""Errors that the grammar does not see: found once, where CPython finds them, and never in right code.

CPython's own compiler is the oracle, as far as the running version knows the syntax.
"""

import sys
import warnings

import pytest

from pebre_analysis.syntax import driver, lower, semantic_errors
from tests.syntax import lowering

_POSITIONAL = "A positional argument cannot come after "
_GENERATOR = "A generator expression needs parentheses unless it is the only argument of a call"
_BARE = "A parameter must follow the bare `*`"
_STAR = "A starred expression cannot be used here"
_STAR_TARGET = "A starred target must stand in a list or tuple"
_EQUAL = "; for a comparison write `==`"
_ASYNC_COMPREHENSION = "An asynchronous comprehension outside an async function"

# (code, line and column of the problem with its message)
WRONG = [
    # calls
    ("f(a=1, b)", f"1:8 {_POSITIONAL}a named one"),
    ("f(**a, b)", f"1:8 {_POSITIONAL}unpacking with `**`"),
    ("f(**a, *b)", "1:8 Unpacking with `*` cannot come after unpacking with `**`"),
    ("f(a=1, a=2)", "1:8 The argument `a` is given twice"),
    ("class A(b=1, c): pass", f"1:14 {_POSITIONAL}a named one"),
    ("class A(metaclass=M, metaclass=N): pass", "1:22 The argument `metaclass` is given twice"),
    ("f(True=1)", "1:3 `True` cannot name an argument"),
    ("f(a.b=1)", f"1:3 An argument is named by a plain name{_EQUAL}"),
    ("f(x for x in y, 1)", f"1:3 {_GENERATOR}"),
    ("f(1, x for x in y)", f"1:6 {_GENERATOR}"),
    ("f(x for x in y,)", f"1:3 {_GENERATOR}"),
    ("class C(x for x in y): pass", f"1:9 {_GENERATOR}"),
    # parameters
    ("def f(*): pass", f"1:7 {_BARE}"),
    ("def f(*, **k): pass", f"1:7 {_BARE}"),
    ("lambda *: 1", f"1:8 {_BARE}"),
    ("def f(a=1, b): pass", "1:12 `b` needs a default, because one before it has one"),
    ("def f(a=1, /, b: int): pass", "1:15 `b` needs a default, because one before it has one"),
    ("lambda a=1, b: 1", "1:13 `b` needs a default, because one before it has one"),
    ("def f(a, *, a): pass", "1:13 There are two parameters named `a`"),
    ("lambda a, **a: 1", "1:13 There are two parameters named `a`"),
    ("def f(**k: *b): pass", f"1:12 {_STAR}"),
    ("def f[T, T](): pass", "1:10 There are two type parameters named `T`"),
    ("type X[T = int, U] = T", "1:17 `U` needs a default, because a type parameter before it has one"),
    # stars
    ("*a", f"1:1 {_STAR}"),
    ("x = *a", f"1:5 {_STAR}"),
    ("x = (*a)", f"1:6 {_STAR}"),
    ("for x in *a: pass", f"1:10 {_STAR}"),
    ("def f(): return *a", f"1:17 {_STAR}"),
    ("f'{*a}'", f"1:4 {_STAR}"),
    ("*a = b", f"1:1 {_STAR_TARGET}"),
    ("for *a in b: pass", f"1:5 {_STAR_TARGET}"),
    ("*a, *b = c", "1:5 Only one target may have a star"),
    ("[a, (*b, *c)] = d", "1:10 Only one target may have a star"),
    ("x = [*a for a in b]", "1:6 `*` cannot unpack into a comprehension"),
    ("x = {**a for a in b}", "1:6 `**` cannot be used in a dict comprehension"),
    # targets
    ("f() = 1", f"1:1 Cannot assign to a call{_EQUAL}"),
    ("x + 1 = 2", f"1:1 Cannot assign to an expression with an operator{_EQUAL}"),
    ("x = y < z = 2", f"1:5 Cannot assign to a comparison{_EQUAL}"),
    ("(a, 1) = 2", "1:5 Cannot assign to a literal"),
    ("f'{x}' = 2", f"1:1 Cannot assign to an f-string{_EQUAL}"),
    ("(a if b else c) = 2", f"1:2 Cannot assign to a conditional expression{_EQUAL}"),
    ("(lambda: 1) = 2", f"1:2 Cannot assign to a lambda{_EQUAL}"),
    ("(x for x in y) = 2", f"1:1 Cannot assign to a generator expression{_EQUAL}"),
    ("{} = 2", f"1:1 Cannot assign to a dict{_EQUAL}"),
    ("(x := 1) = 2", f"1:2 Cannot assign to an assignment expression{_EQUAL}"),
    ("x = yield = 1", f"1:5 Cannot assign to a yield expression{_EQUAL}"),
    ("None = 1", "1:1 Cannot assign to `None`"),
    ("... = 1", "1:1 Cannot assign to `...`"),
    ("__debug__ = 1", "1:1 `__debug__` cannot be assigned"),
    ("x.__debug__ = 1", "1:1 `__debug__` cannot be assigned"),
    ("__debug__ += 1", "1:1 `__debug__` cannot be assigned"),
    ("def f(__debug__): pass", "1:7 `__debug__` cannot be assigned"),
    ("import a as __debug__", "1:8 `__debug__` cannot be assigned"),
    ("f(__debug__=1)", "1:3 `__debug__` cannot be assigned"),
    ("(a, b) += 1", "1:1 `+=` and the like take one target, not a tuple"),
    ("a.b() += 1", "1:1 Cannot assign to a call"),
    ("for 1 in x: pass", "1:5 Cannot assign to a literal"),
    ("with a as f(): pass", "1:11 Cannot assign to a call"),
    ("[x for 1 in y]", "1:8 Cannot assign to a literal"),
    ("(x, y): int = 1", "1:1 Only a single target can be annotated, not a tuple"),
    ("x, y: int = 1", "1:1 Only a single target can be annotated, not a tuple"),
    ("[x]: int", "1:1 Only a single target can be annotated, not a list"),
    ("f(): int", "1:1 A call cannot be annotated"),
    ("(a.b := 1)", "1:2 The target of `:=` is a plain name"),
    ("((a) := 1)", "1:2 The target of `:=` is a plain name, without brackets"),
    ("del f()", "1:5 Cannot delete a call"),
    ("del (a, 1)", "1:9 Cannot delete a literal"),
    ("del *a, b", "1:5 A starred expression cannot be deleted"),
    ("del None", "1:5 Cannot delete `None`"),
    # literals
    ("x = 'a' b'b'", "1:5 Bytes and text literals cannot be joined"),
    ("x = b'é'", "1:7 Bytes can only hold ASCII characters; write others as `\\x` escapes"),
    (r"x = '\N{foo}'", "1:6 No character is named `foo`"),
    (r"x = '\x1'", "1:6 Malformed `\\x` escape in a string"),
    ("'\\u12'", "1:2 Malformed `\\u` escape in a string"),
    (r"x = f'{y}\x1'", "1:10 Malformed `\\x` escape in a string"),
    ("f'{x!z}'", "1:6 `!z` is no conversion; there are `!s`, `!r` and `!a`"),
    ("f'{a:{b:{c:{d}}}}'", "1:12 The replacement fields of this f-string nest too deep"),
    ("x = " + "9" * 4301, "1:5 An integer literal has at most 4,300 digits"),
    # imports
    ("from x import a, b,", "1:19 A comma at the end of an import needs brackets around the names"),
    ("def f():\n    from a import *", "2:19 `import *` is only allowed at the top level of a module"),
    ("class A:\n    from a import *", "2:19 `import *` is only allowed at the top level of a module"),
    ("from __future__ import foo", "1:24 There is no future feature `foo`"),
    ("from __future__ import braces", "1:24 There is no future feature `braces`"),
    ("def f():\n    from __future__ import annotations", "2:5 `from __future__` imports come first in a file"),
    # outside of something
    ("return 1", "1:1 `return` outside a function"),
    ("class A: return", "1:10 `return` outside a function"),
    ("def f():\n    class A: return", "2:14 `return` outside a function"),
    ("yield 1", "1:1 `yield` outside a function"),
    ("class A: x = yield", "1:14 `yield` outside a function"),
    ("await x", "1:1 `await` outside a function"),
    ("def f(): await x", "1:10 `await` outside an async function"),
    ("async def f(): lambda: await x", "1:24 `await` outside an async function"),
    ("async def f():\n    def g(): await x", "2:14 `await` outside an async function"),
    ("def f(): [await x for y in z]", f"1:10 {_ASYNC_COMPREHENSION}"),
    ("[x async for x in y]", f"1:1 {_ASYNC_COMPREHENSION}"),
    ("def f():\n    async with a: pass", "2:5 `async with` outside an async function"),
    ("async for a in b: pass", "1:1 `async for` outside an async function"),
    ("break", "1:1 `break` outside a loop"),
    ("continue", "1:1 `continue` outside a loop"),
    ("while 1:\n    def f(): break", "2:14 `break` outside a loop"),
    ("while 1:\n    class A: continue", "2:14 `continue` outside a loop"),
    ("for x in y:\n    pass\nelse:\n    break", "4:5 `break` outside a loop"),
    # generators and comprehensions
    ("def f(): [(yield) for x in y]", "1:12 `yield` cannot be used in a list comprehension"),
    ("def f(): ((yield x) for x in y)", "1:12 `yield` cannot be used in a generator expression"),
    ("async def f(): yield from x", "1:16 `yield from` cannot be used in an async function"),
    ("async def f():\n    yield 1\n    return 2", "3:5 An async generator cannot return a value"),
    ("[x := 1 for x in z]", "1:2 `:=` cannot bind `x`, the comprehension's own variable"),
    ("[[x := 1 for y in z] for x in z]", "1:3 `:=` cannot bind `x`, the comprehension's own variable"),
    ("[y for y in (x := 1)]", "1:14 `:=` cannot be used in the iterable of a comprehension"),
    ("[y for y in z for w in (x := y)]", "1:25 `:=` cannot be used in the iterable of a comprehension"),
    ("class A: [x := 1 for y in z]", "1:11 `:=` cannot be used in a comprehension in a class body"),
    (
        "[i for i in x if (j := 0) for j in y]",
        "1:31 The inner loop cannot bind `j`, which `:=` binds in this comprehension",
    ),
    ("def f[T: (yield)](): pass", "1:11 `yield` cannot be used in the bound of a type parameter"),
    ("type X = (y := 1)", "1:11 `:=` cannot be used in a type alias"),
    ("def f[T](a: (y := 1)): pass", "1:14 `:=` cannot be used in the header of a generic"),
    ("class A[T]((y := 1)): pass", "1:13 `:=` cannot be used in the header of a generic"),
    # except
    ("try: pass\nexcept: pass\nexcept A: pass", "2:1 A bare `except:` catches everything, so it comes last"),
    ("try: pass\nexcept A: pass\nexcept* B: pass", "3:1 A `try` has either `except` or `except*` clauses, not both"),
    ("try: pass\nexcept*: pass", "2:1 `except*` must name the exceptions it handles"),
    ("while 1:\n    try: pass\n    except* A: break", "3:16 `break` cannot leave an `except*` clause"),
    ("def f():\n    try: pass\n    except* A: return", "3:16 `return` cannot leave an `except*` clause"),
    # global and nonlocal
    ("nonlocal x", "1:1 `nonlocal` outside a function"),
    ("def f(): nonlocal x", "1:19 No enclosing function binds `x`"),
    ("class A:\n    nonlocal x", "2:14 No enclosing function binds `x`"),
    ("def f():\n    global x\n    def g():\n        nonlocal x", "4:18 No enclosing function binds `x`"),
    (
        "def f():\n    class A:\n        x = 1\n        def g(self):\n            nonlocal x",
        "5:22 No enclosing function binds `x`",
    ),
    ("def f(x): global x", "1:18 `x` is a parameter and cannot be declared global"),
    ("def f():\n    x = 1\n    global x", "3:12 `x` is assigned before it is declared global"),
    ("def f():\n    print(x)\n    global x", "3:12 `x` is used before it is declared global"),
    ("x = 1\nglobal x", "2:8 `x` is assigned before it is declared global"),
    ("def f():\n    x: int\n    global x", "3:12 `x` is annotated here and cannot be declared global"),
    ("def f():\n    global x\n    x: int", "3:5 `x` is declared global and cannot be annotated here"),
    ("def f(x):\n    def g():\n        global x\n        nonlocal x", "4:18 `x` is declared both global and nonlocal"),
    ("def f():\n    [x := y for y in z]\n    global x", "3:12 `x` is assigned before it is declared global"),
    # patterns
    (
        "match x:\n    case a: pass\n    case b: pass",
        "2:10 The name `a` matches anything, so the cases below are never reached",
    ),
    (
        "match x:\n    case (_): pass\n    case b: pass",
        "2:11 `_` matches anything, so the cases below are never reached",
    ),
    (
        "match x:\n    case a | 1: pass",
        "2:10 The name `a` matches anything, so the alternatives after it are never tried",
    ),
    ("match x:\n    case [a, a]: pass", "2:14 The pattern binds `a` twice"),
    ("match x:\n    case {'a': b, **b}: pass", "2:21 The pattern binds `b` twice"),
    (
        "match x:\n    case [a] | [b]: pass",
        "2:10 The alternatives of a pattern must bind the same names; only some bind `a`",
    ),
    ("match x:\n    case [*a, *b]: pass", "2:15 Only one name in a sequence pattern may have a star"),
    ("match x:\n    case (*a): pass", "2:11 A starred name must stand in a sequence pattern"),
    ("match x:\n    case {1: a, 1: b}: pass", "2:17 The key `1` stands twice in the pattern"),
    ("match x:\n    case {a: 1}: pass", "2:11 A key in a pattern is a literal or a dotted name"),
    ("match x:\n    case {**r, 1: a}: pass", "2:16 `**` captures the rest of a mapping, so it comes last"),
    ("match x:\n    case {**_}: pass", "2:13 `**_` is not allowed: a mapping pattern ignores other keys anyway"),
    ("match x:\n    case P(a=1, a=2): pass", "2:19 The attribute `a` stands twice in the pattern"),
    ("match x:\n    case P(a=1, b): pass", "2:17 A positional pattern cannot come after one with a name"),
    ("match x:\n    case P(a.b=1): pass", "2:12 An attribute in a class pattern is a plain name"),
    ("match x:\n    case 1 as _: pass", "2:15 `_` cannot be the name after `as` in a pattern"),
    (
        "match x:\n    case 1 + 2: pass",
        "2:14 The sum in a pattern is a complex literal: an imaginary number after the sign",
    ),
    (
        "match x:\n    case 1j + 2j: pass",
        "2:10 The sum in a pattern is a complex literal: a real number before the sign",
    ),
    ("match x:\n    case f'a': pass", "2:10 A pattern cannot be an f-string; it holds literals and dotted names"),
]  # fmt: skip

RIGHT = [
    "f(a, *b, c=1, *d, **e, f=2, **g)",
    "f(*a, b, c)",
    "f((x for x in y), z=1)",
    "class C(*a, b=1, **c): pass",
    "def f(a, /, b=1, *, c, d=2, e, **k): pass",
    "def f(a=1, *, b): pass",
    "def f(*a: *b): pass",
    "lambda *, a: a",
    "def f[T, *Ts, **P](): pass",
    "def f[T, U = int, *V = *W](): pass",
    "a, *b = [*c], *d = e",
    "x = *a,",
    "x = {*a, *b}, [*a], (*a, b), f(*a)",
    "for x in *a, b: pass",
    "for *a, b in c: pass",
    "def f():\n    return *a, b\n    yield *a, b",
    "a[*b], a[*b, c]",
    "[a.b, c[0], (d, [e])] = f",
    "() = [] = x",
    "(x): int = 1\nx.y: int\nx[0]: int = 2\n(x.y): int",
    "(a) += 1; a.b += 1; a[0] += 1",
    "del a, (b, [c.d, e[0]]), (), []",
    "with a as (b, c), d as e.f, g as h[0]: pass",
    "try: pass\nexcept A as e: pass\nexcept: pass",
    "try: pass\nexcept* A as e: pass",
    "while 1:\n    try: pass\n    except* A:\n        for x in y: break\n        def f(): return 1",
    "x = r'\\x' '\\d' and b'\\d' b''",
    "def f():\n    import x.y\n    global x",
    "f'{x!r}{y!s:>{z}}{w!a}'",
    "f'\\N{BULLET}{x}\\x41\\d' rf'\\x{x}\\N'",
    "from x import (a, b,)",
    "from x import *",
    "from __future__ import annotations, division",
    "def f():\n    for x in y:\n        if x: break\n        else: continue\n    else:\n        return",
    "while 1:\n    with a:\n        try: break\n        finally: pass",
    "def f(): x = yield; yield from y; lambda: (yield)",
    "lambda: (yield)",
    "async def f():\n    await x\n    async for a in b: [c async for c in d if await e]\n"
    "    async with g: yield 1\n    return",
    "async def f(): return [[x async for x in y] for z in w]",
    "async def f(): return {await x: 1 for y in z}, (await x for y in z)",
    "def f(): return (x async for x in y), (await x for x in y)",
    "def f(): [x for x in (yield)]",
    "[x := 1 for y in z]; (a := 1); f(b := 2); c[d := 3]",
    "[[j for j in x] for i in y if (j := 0)]",
    "def f(): return [y := x for x in z], {w: (v := w) for w in u}",
    "class A:\n    x = (y := 1)\n    z = lambda: [w := 1 for u in v]",
    "global x\nx = 1",
    "def f():\n    global x, y\n    x = y\n    del y",
    "def f():\n    def g():\n        nonlocal x\n        x += 1\n    x = 1",
    "def f(x):\n    class A:\n        nonlocal x\n        def g(self):\n            nonlocal x",
    "class A:\n    def f(self):\n        nonlocal __class__\n        __class__ = 1",
    "def f(a=x):\n    global x\n    [x for y in z]",
    "def f():\n    [x for x in y]\n    lambda x: x\n    global x",
    "def f():\n    for x in y: pass\n    with a as z: pass\n    import b.c\n    def g():\n"
    "        nonlocal x, z, b\n        x = z = b = 1",
    "match x:\n    case [a, 1] | [1, a]: pass\n    case {'a': b, c.d: 1, **r}: pass\n    case P(1, a=2, b=c): pass\n"
    "    case -1 | 1 + 2j | -1.5 - 2j: pass\n    case (1 as a) | (2 as a): pass\n    case [_, _, *_]: pass\n"
    "    case a if a: pass\n    case {-1: 1, 1: 2}: pass\n    case _: pass",
    "match x:\n    case a: pass",
    "match x:\n    case (1 | 2) as a: pass\n    case 1 | _: pass",
]


@pytest.mark.parametrize(("code", "expected"), WRONG, ids=[code for code, _ in WRONG])
def test_wrong(code: str, expected: str) -> None:
    assert lowering.messages(code + "\n") == [expected]


@pytest.mark.parametrize("code", RIGHT)
def test_right(code: str) -> None:
    assert lowering.messages(code + "\n") == []


def _refusal(code: str) -> SyntaxError | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(code + "\n", "code", "exec", dont_inherit=True)
        except SyntaxError as error:
            return error
    return None


def _is_known(code: str) -> bool:
    """Whether the running Python knows the syntax."""
    newer = ("type X", "def f[", "class A[", "class C[")
    return sys.version_info >= (3, 13) or not any(mark in code for mark in newer)


@pytest.mark.parametrize(("code", "expected"), WRONG, ids=[code for code, _ in WRONG])
def test_python_refuses_it_at_about_that_place(code: str, expected: str) -> None:
    if not _is_known(code):
        return
    error = _refusal(code)
    assert error is not None
    line, column = map(int, expected.split()[0].split(":"))
    assert error.lineno is not None
    assert abs(error.lineno - line) <= ("both global" in expected)  # there it points to the first of the two
    if error.offset is not None and error.offset > 0 and "\\" not in code:
        assert abs(error.offset - column) <= 24, (error.offset, error.msg)


@pytest.mark.parametrize("code", RIGHT)
def test_python_accepts_it(code: str) -> None:
    assert not _is_known(code) or _refusal(code) is None


def test_await_at_the_top_of_a_cell() -> None:
    code = "await x\nasync with a: pass\nasync for b in c: pass\n[d async for d in e]\n"
    assert lowering.messages(code, in_cell=True) == []
    assert lowering.messages("def f(): await x\n", in_cell=True) == ["1:10 `await` outside an async function"]
    assert lowering.messages("return\n", in_cell=True) == ["1:1 `return` outside a function"]


def test_a_member_stands_in_a_class() -> None:
    assert lowering.messages("from a import *\n", in_class=True) == [
        "1:15 `import *` is only allowed at the top level of a module"
    ]
    assert lowering.messages("[x := y for y in z]\n", in_class=True) == [
        "1:2 `:=` cannot be used in a comprehension in a class body"
    ]
    assert lowering.messages("def f(self):\n    nonlocal __class__\n", in_class=True) == []
    assert lowering.messages("nonlocal x\n", in_class=True) == ["1:10 No enclosing function binds `x`"]


def test_several_problems_are_each_reported_once() -> None:
    code = "def f(a, a):\n    break\n    f(b=1, b=2)\nreturn\n"
    assert lowering.messages(code) == [
        "1:10 There are two parameters named `a`",
        "2:5 `break` outside a loop",
        "3:12 The argument `b` is given twice",
        "4:1 `return` outside a function",
    ]


def test_a_second_one_points_to_the_first() -> None:
    for code in ("def f(a, *, a): pass\n", "f(b=1, b=2)\n", "lambda c, c: 1\n", "def f[T, T](): pass\n"):
        (problem,) = semantic_errors.find(lower.lower_chunk(driver.parser().parse(code), code))
        assert code[problem.start] == code[problem.related_start]
        assert problem.related_start < problem.start
        assert problem.related_message == "The first is here"


def test_where_the_parser_has_failed_nothing_more_is_said() -> None:
    assert lowering.messages("f(a=1, b) c\n") == []
    assert lowering.messages("f(a=1, b) c\nf(a=1, b)\n") == [f"2:8 {_POSITIONAL}a named one"]
    assert lowering.messages("x = f(*\n") == []
    assert lowering.messages("deff f():\n    return 1\n") == []


def test_futures_come_first() -> None:
    def misplaced(*chunks: str) -> list[int]:
        lowered = [lower.lower_chunk(driver.parser().parse(text), text) for text in chunks]
        return [n for n, here in enumerate(lowered) for _ in semantic_errors.late_futures(lowered[:n], here)]

    future = "from __future__ import annotations\n"
    assert misplaced('"""Doc."""\n' + future, future, "import a\n") == []
    assert misplaced("", "# comment\n", future) == []
    assert misplaced("import a\n", future) == [1]
    assert misplaced("import a\n" + future) == [0]
    assert misplaced('"""Doc."""\n', '"""Another."""\n', future) == [2]
    assert misplaced(future, "x = 1\n", future) == [2]
