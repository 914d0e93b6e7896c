"""What uses in function bodies see, construct by construct."""

import pytest

from tests.semantic.uses import runs_when, sees


def in_function(body: str, parameters: str = "x=None") -> str:
    """The source of a function with this body; its `def` is line 0 of what `sees` counts."""
    lines = body.strip("\n").split("\n")
    indent = len(lines[0]) - len(lines[0].lstrip())
    return f"def f({parameters}):\n" + "\n".join(["    " + line[indent:] for line in lines]) + "\n"


CASES = {
    # straight line
    "a parameter": ("return <|>x", "parameter"),
    "the last assignment counts": ("y = 1\ny = 2\nreturn <|>y", "3"),
    "an assignment reads the old value": ("y = 1\ny = <|>y + 1", "2"),
    "each of several targets is bound": ("a = b = 1\nreturn <|>b", "2"),
    "unpacking binds": ("a, (b, *c) = x\nreturn <|>c", "2"),
    "an annotated assignment": ("y: int = 1\nreturn <|>y", "2"),
    "a bare annotation gives no value": ("y: int\nreturn <|>y", "unbound"),
    "an augmented assignment reads": ("y = 1\n<|>y += 1", "2"),
    "an augmented assignment binds": ("y = 1\ny += 1\nreturn <|>y", "3"),
    "del unbinds": ("y = 1\ndel y\nreturn <|>y", "unbound"),
    "del reads": ("y = 1\ndel <|>y", "2"),
    "a name of another scope": ("return <|>print", "outside"),
    "a function's own name is unbound before it is bound": ("print(<|>y)\ny = 1", "unbound"),
    "import binds the first name": ("import os.path\nreturn <|>os", "2"),
    "import as": ("import os.path as p\nreturn <|>p", "2"),
    "from import": ("from os import path as p, sep\nreturn <|>sep", "2"),
    "a nested function": ("def g(): pass\nreturn <|>g", "2"),
    "a nested class": ("class C: pass\nreturn <|>C", "2"),
    "a type alias": ("type T = int\nreturn <|>T", "2"),
    # global and nonlocal
    "a global name": ("global y\nreturn <|>y", "outside"),
    "a global name that is assigned": ("global y\ny = 1\nreturn <|>y", "3"),
    "a global name assigned on one way": ("global y\nif x: y = 1\nreturn <|>y", "outside ; 3"),
    "a nonlocal name assigned on one way": ("nonlocal y\nif x: y = 1\nreturn <|>y", "outside ; 3"),
    # if
    "if without else": ("y = 1\nif z: y = 2\nreturn <|>y", "2 ; 3"),
    "if and else": ("if z: y = 1\nelse: y = 2\nreturn <|>y", "2 ; 3"),
    "bound on one way only": ("if z: y = 1\nreturn <|>y", "unbound ; 2"),
    "elif": ("if z: y = 1\nelif w: y = 2\nelse: y = 3\nreturn <|>y", "2 ; 3 ; 4"),
    "a way that returns does not arrive": ("y = 1\nif z:\n    y = 2\n    return\nreturn <|>y", "2"),
    "a way that raises does not arrive": ("if z: y = 1\nelse: raise E\nreturn <|>y", "2"),
    # narrowing
    "a test holds in its branch": ("if x is None: return <|>x", "parameter if x is None"),
    "a test fails in the else": ("if x is None: pass\nelse: return <|>x", "parameter if not x is None"),
    "after both ways the test says nothing": ("if x is None: pass\nreturn <|>x", "parameter"),
    "a way that returns leaves the other outcome": ("if x is None: return\nreturn <|>x", "parameter if not x is None"),
    "not turns a test round": ("if not x: return\nreturn <|>x", "parameter if x"),
    "and: all tests hold": ("if x and x.a: return <|>x", "parameter if x and x.a"),
    "and narrows its right side": ("return x and g(<|>x)", "parameter if x"),
    "or narrows its right side": ("return x or <|>x", "parameter if not x"),
    "or: one of the tests holds": (
        "if isinstance(x, A) or isinstance(x, B): return <|>x",
        "parameter if isinstance(x, A) ; parameter if not isinstance(x, A) and isinstance(x, B)",
    ),
    "or fails: none of the tests holds": (
        "if isinstance(x, A) or isinstance(x, B): pass\nelse: return <|>x",
        "parameter if not isinstance(x, A) and not isinstance(x, B)",
    ),
    "a conditional expression": ("return <|>x if x else 1", "parameter if x"),
    "a conditional expression's other side": ("return 1 if x else <|>x", "parameter if not x"),
    "narrowing ends with its expression": ("y = x and x.a\nreturn <|>x", "parameter"),
    "assert": ("assert x is not None\nreturn <|>x", "parameter if x is not None"),
    "an assert's message sees the other outcome": ("assert x, <|>x", "parameter if not x"),
    "binding ends narrowing": ("assert x\nx = y\nreturn <|>x", "3"),
    "isinstance": ("if isinstance(x, int): <|>x", "parameter if isinstance(x, int)"),
    "callable": ("if callable(x): <|>x", "parameter if callable(x)"),
    "a guard function": ("if is_int(x): <|>x", "parameter if is_int(x)"),
    "in": ("if x in (1, 2): <|>x", "parameter if x in (1, 2)"),
    "equality, from either side": ("if 1 == x: <|>x", "parameter if 1 == x"),
    "the type": ("if type(x) is int: <|>x", "parameter if type(x) is int"),
    "the length": ("if len(x) == 2: <|>x", "parameter if len(x) == 2"),
    "an order says nothing of a value": ("if x < 2: <|>x", "parameter"),
    "a chain": ("if None is not x is not y: <|>x", "parameter if None is not x is not y"),
    "a free name": ("if g is not None: <|>g", "outside if g is not None"),
    "comprehension conditions narrow": ("return [x.y for _ in z if x if <|>x]", "parameter if x"),
    "while": ("while x: return <|>x", "parameter if x"),
    "after while": ("while x: pass\nreturn <|>x", "parameter if not x"),
    "two tests": (
        "if x is None: return\nif isinstance(x, int): return\nreturn <|>x",
        "parameter if not x is None and not isinstance(x, int)",
    ),
    # members
    "a member that was never assigned": ("return <|>x.a", "nothing known"),
    "a member that was assigned": ("x.a = 1\nreturn <|>x.a", "2"),
    "an item": ("x[0] = 1\nreturn <|>x[0]", "2"),
    "an item by name": ("x['k'] = 1\nreturn <|>x['k']", "2"),
    "a negative item": ("x[-1] = 1\nreturn <|>x[-1]", "2"),
    "a variable item is no place": ("x[i] = 1\nreturn <|>x[i]", "nothing known"),
    "a member of a member": ("x.a.b = 1\nreturn <|>x.a.b", "2"),
    "a narrowed member": ("if x.a is not None: return <|>x.a", "member if x.a is not None"),
    "a tagged object": ("if x.kind == 'a': return <|>x", "parameter if x.kind == 'a'"),
    "a tagged item": ("if x['kind'] == 'a': return <|>x", "parameter if x['kind'] == 'a'"),
    "binding the object kills its members": ("x.a = 1\nx = y\nreturn <|>x.a", "member"),
    "binding a member kills what hangs on it": ("x.a.b = 1\nx.a = 2\nreturn <|>x.a.b", "member"),
    "binding a member keeps its siblings": ("x.a = 1\nx.ab = 2\nreturn <|>x.a", "2"),
    "a member bound on one way": ("if z: x.a = 1\nreturn <|>x.a", "member ; 2"),
    "del of a member": ("x.a = 1\ndel x.a\nreturn <|>x.a", "member"),
    "an augmented member": ("x.a = 1\nx.a += 1\nreturn <|>x.a", "3"),
    # loops
    "a loop's variable": ("for i in x: return <|>i", "2"),
    "a loop's variable afterwards": ("for i in x: pass\nreturn <|>i", "unbound ; 2"),
    "what a loop carries round": ("y = 1\nfor i in x:\n    print(<|>y)\n    y = 2", "2 ; loop(5)"),
    "what a while carries round": ("y = 1\nwhile z:\n    y = <|>y + 1", "2 ; loop(4)"),
    "bound in the body, then read": ("for i in x:\n    y = 1\n    print(<|>y)", "3"),
    "after the loop": ("y = 1\nfor i in x: y = 2\nreturn <|>y", "2 ; loop(3)"),
    "continue goes round": (
        "y = 1\nfor i in x:\n    <|>y\n    if z:\n        y = 2\n        continue\n    y = 3",
        "2 ; loop(6 ; 8)",
    ),
    "break does not go round": (
        "y = 1\nfor i in x:\n    <|>y\n    y = 2\n    if z: break\n    y = 3",
        "2 ; loop(7)",
    ),
    "break leads out": ("y = 1\nwhile True:\n    y = 2\n    break\nreturn <|>y", "4"),
    "else runs when nothing broke": ("for i in x:\n    if i: break\nelse: y = 1\nreturn <|>y", "unbound ; 4"),
    "a loop without end": ("while True: pass\ny = 1\nreturn <|>y", "3"),
    "the narrowing of a break": ("while True:\n    if x is None: break\nreturn <|>x", "parameter if x is None"),
    "a narrowed place bound in the loop": (
        "y = x\nwhile y is not None:\n    <|>y\n    y = y.next",
        "2 if y is not None ; loop(5) if y is not None",
    ),
    "a member bound in a loop": ("for i in z:\n    <|>x.a\n    x.a = i", "member ; loop(4)"),
    "members of what a loop binds are forgotten": ("x.a = 1\nfor i in z:\n    <|>x.a\n    x = i", "member ; 2"),
    "a walrus in a loop's test": ("while (y := x.read()): <|>y", "2 if y := x.read()"),
    "a walrus later in a loop": ("y = 1\nfor i in x:\n    <|>y\n    print(y := 2)", "2 ; loop(5)"),
    # try
    "a handler sees the states of the body, the last one aside": (
        "y = 1\ntry:\n    y = 2\n    y = 3\nexcept E:\n    <|>y",
        "2 ; 4",
    ),
    "after a try": ("try: y = 1\nexcept E: y = 2\nreturn <|>y", "2 ; 3"),
    "after a handler that returns": ("try: y = 1\nexcept E: return\nreturn <|>y", "2"),
    "the name of a handler": ("try: pass\nexcept E as e: <|>e", "3"),
    "the name of a handler is deleted": ("try: pass\nexcept E as e: pass\nreturn <|>e", "unbound"),
    "else of a try": ("try: y = 1\nexcept E: return\nelse: <|>y", "2"),
    "finally sees everything": ("y = 1\ntry: y = 2\nexcept E: y = 3\nfinally: <|>y", "2 ; 3 ; 4"),
    "after finally only what went well": ("try: y = 1\nfinally: print()\nreturn <|>y", "2"),
    "what finally binds": ("try: y = 1\nfinally: y = 2\nreturn <|>y", "3"),
    "narrowing in a body does not reach the handler": (
        "try:\n    assert x\n    g()\nexcept E:\n    <|>x",
        "parameter",
    ),
    "break through finally": (
        "while True:\n    try: break\n    finally: y = 1\nreturn <|>y",
        "4",
    ),
    # with
    "a with's target": ("with x as y: <|>y", "2"),
    "bound inside a with": ("with x: y = 1\nreturn <|>y", "unbound when x swallows ; 2"),
    "a with that cannot end": ("with x: return\n<|>x", "parameter"),
    # match
    "a capture": ("match x:\n    case [a, *b]: <|>b", "3"),
    "a bare capture": ("match x:\n    case y: <|>y", "3"),
    "a capture beside a pattern": ("match x:\n    case int() as y: <|>y", "3"),
    "the subject in a case": ("match x:\n    case int(): <|>x", "parameter if case int(): x"),
    "the subject in the next case": (
        "match x:\n    case int(): pass\n    case str(): <|>x",
        "parameter if not case int(): pass and case str(): x",
    ),
    "the subject after the cases": (
        "match x:\n    case int(): return\nreturn <|>x",
        "parameter if not case int(): return",
    ),
    "all cases bind": (
        "match x:\n    case int(): y = 1\n    case _: y = 2\nreturn <|>y",
        "3 ; 4",
    ),
    "no case may match": (
        "match x:\n    case int(): y = 1\nreturn <|>y",
        "unbound when nothing matches match x ; 3",
    ),
    "a guard narrows": ("match x:\n    case _ if x is None: <|>x", "parameter if x is None"),
    "after a guard": (
        "match x:\n    case _ if x is None: return\nreturn <|>x",
        "parameter if not x is None",
    ),
    "alternatives bind the same names": ("match x:\n    case A(y) | B(y): <|>y", "3 ; 3"),
    "a keyword in a class pattern": ("match x:\n    case A(k=y): <|>y", "3"),
    "a mapping's rest": ("match x:\n    case {'k': v, **rest}: <|>rest", "3"),
    # walrus
    "a walrus binds": ("if (y := g()): pass\nreturn <|>y", "2"),
    "a walrus narrows": ("if (y := g()) is None: return\nreturn <|>y", "2 if not (y := g()) is None"),
    "a walrus after and may not run": ("z and (y := 1)\nreturn <|>y", "unbound ; 2"),
    "a walrus first in and runs": ("(y := 1) and z\nreturn <|>y", "2"),
    "a walrus in a comprehension": ("[y := i for i in x]\nreturn <|>y", "unbound ; 2"),
    # static tests and early ends
    "a test of the version": (
        "if sys.version_info >= (3, 8): y = 1\nelse: y = 2\nreturn <|>y",
        "2 when sys.version_info >= (3, 8) ; 3 when not sys.version_info >= (3, 8)",
    ),
    "a literal test": ("if True: y = 1\nelse: y = 2\nreturn <|>y", "2"),
    "TYPE_CHECKING": (
        "if TYPE_CHECKING: import a\nreturn <|>a",
        "unbound when not TYPE_CHECKING ; 2 when TYPE_CHECKING",
    ),
    "a call that may not return": (
        "if x is None: die()\nreturn <|>x",
        "parameter if (not x is None unless die() returns)",
    ),
    "an awaited call": (
        "if x is None: await die()\nreturn <|>x",
        "parameter if (not x is None unless await die() returns)",
    ),
    "calls in both branches": (
        "if x is None: die()\nelse: g()\nreturn <|>x",
        "parameter if (not x is None unless die() returns) and (x is None unless g() returns)",
    ),
    "a call in a nested branch": (
        "if z:\n    if x is None: die()\nreturn <|>x",
        "parameter",
    ),
    "a call after a test of another name": ("if z is None: die()\nreturn <|>x", "parameter"),
    "a name bound before a call that may not return": (
        "if x is None:\n    x = 1\n    die()\nreturn <|>x",
        "parameter if not x is None ; 3 when die() returns",
    ),
    "straight-line calls say nothing": ("die()\nif z: y = 1\nelse: y = 2\nreturn <|>y", "3 ; 4"),
    "code after a return still sees": ("y = 1\nreturn\n<|>y", "2"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_use_in_a_function_sees(name: str) -> None:
    body, expected = CASES[name]
    assert sees(in_function(body)) == expected


REACH = {
    "the first statement": ("<|>y = 1", "always"),
    "after a return": ("return\n<|>y = 1", "never"),
    "after both ways returned": ("if z: return\nelse: return\n<|>y = 1", "never"),
    "after a call": ("die()\n<|>y = 1", "die() returns"),
    "after two calls": ("die()\ng()\n<|>y = 1", "die() returns and g() returns"),
    "inside a static branch": ("if TYPE_CHECKING:\n    <|>y = 1", "TYPE_CHECKING"),
    "after a static branch": ("if TYPE_CHECKING: pass\n<|>y = 1", "always"),
    "after a static branch that returns": ("if TYPE_CHECKING: return\n<|>y = 1", "not TYPE_CHECKING"),
    "after a call in one branch": ("if z: die()\n<|>y = 1", "always"),
    "after calls in both branches": ("if z: die()\nelse: g()\n<|>y = 1", "(die() returns or g() returns)"),
    "inside a branch after a call": ("die()\nif z:\n    g()\n    <|>y = 1", "(die() returns and g() returns)"),
    "after an endless loop": ("while True: pass\n<|>y = 1", "never"),
    "after a loop with a break": ("while True:\n    if z: break\n<|>y = 1", "always"),
    "after with": ("with x: return\n<|>y = 1", "x swallows"),
    "after a match": ("match x:\n    case 1: return\n<|>y = 1", "nothing matches match x"),
    "after a full match": ("match x:\n    case _: return\n<|>y = 1", "never"),
    "after static assert": ("assert sys.platform == 'linux'\n<|>y = 1", "sys.platform == 'linux'"),
    "after assert False": ("assert False\n<|>y = 1", "never"),
    "static and": (
        "if TYPE_CHECKING and sys.platform == 'linux':\n    <|>y = 1",
        "TYPE_CHECKING and sys.platform == 'linux'",
    ),
    "static tests come together again": (
        "if TYPE_CHECKING and sys.platform == 'linux': pass\nelse: pass\n<|>y = 1",
        "always",
    ),
}


@pytest.mark.parametrize("name", REACH)
def test_a_statement_in_a_function_runs_when(name: str) -> None:
    body, expected = REACH[name]
    assert runs_when(in_function(body)) == expected


def test_a_lambda_sees_all_bindings_of_the_function() -> None:
    assert sees("def f():\n    y = 1\n    g = lambda: <|>y\n    y = 2\n") == "captured(2 ; 4)"


def test_a_lambda_in_a_lambda_sees_the_outer_parameter() -> None:
    assert sees("def f():\n    return lambda a: lambda b: <|>a\n") == "captured(2)"


def test_a_lambda_sees_names_of_outer_scopes() -> None:
    assert sees("def f():\n    return lambda: <|>print\n") == "captured(outside)"


def test_a_narrowed_name_in_a_lambda() -> None:
    assert sees("def f(x):\n    return lambda: <|>x if x else 1\n") == "captured(parameter) if x"


def test_a_comprehension_sees_the_point_where_it_stands() -> None:
    assert sees("def f():\n    y = 1\n    z = [<|>y for _ in a]\n    y = 2\n") == "2"


def test_a_comprehension_has_its_own_variable() -> None:
    assert sees("def f(i):\n    z = [i for i in a]\n    return <|>i\n") == "parameter"


def test_a_class_in_a_function_sees_its_own_names_first() -> None:
    assert sees("def f(a):\n    class C:\n        a = 1\n        b = <|>a\n") == "3"


def test_a_class_in_a_function_sees_the_function() -> None:
    assert sees("def f(a):\n    class C:\n        b = <|>a\n") == "parameter"


def test_a_class_binds_maybe_and_falls_back_to_the_function() -> None:
    assert sees("def f(a, c):\n    class C:\n        if c: a = 1\n        b = <|>a\n") == "parameter ; 3"


def test_a_class_in_a_class_does_not_see_the_outer_class() -> None:
    assert sees("def f(a):\n    class C:\n        a = 1\n        class D:\n            b = <|>a\n") == "parameter"


def test_a_comprehension_in_a_class_skips_the_class() -> None:
    assert sees("def f(a):\n    class C:\n        a = 1\n        b = [<|>a for _ in a]\n") == "parameter"


def test_names_of_a_class_do_not_leave_it() -> None:
    assert sees("def f(a):\n    class C:\n        a = 1\n    return <|>a\n") == "parameter"


def test_type_parameters_are_seen_in_a_header() -> None:
    assert sees("def f():\n    def g[T](x: <|>T): pass\n") == "2"


def test_an_expression_under_a_static_test_has_a_path() -> None:
    from tests.semantic.harness import Project

    region = Project("def f():\n    return TYPE_CHECKING and g()\n").scope("f").body
    assert region is not None
    assert [region.index.paths[path] for path in region.index.part_paths.values()] == [(1, 0, 0)]
