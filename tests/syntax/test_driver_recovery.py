"""What trees of broken code look like. `<x>` is a leaf the source lacks, `<>` a missing operand or name."""

import pytest

from tests.syntax import parsing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # An operand or a name is missing.
        ("x.\n", "atom_expr(x trailer(. <>))"),
        ("x. + y\n", "arith_expr(atom_expr(x trailer(. <>)) + y)"),
        ("x =\n", "expr_stmt(x = <>)"),
        ("x = = 3\n", "expr_stmt(x = <> = 3)"),
        ("x = 1 +\n", "expr_stmt(x = arith_expr(1 + <>))"),
        ("f(a, , b=)\n", "atom_expr(f trailer(( arglist(a , <> , argument(b = <>)) )))"),
        ("x[]\n", "atom_expr(x trailer([ <> ]))"),
        ("import\n", "import_name(import <>)"),
        ("from x import\n", "import_from(from x import <>)"),
        ("from x\n", "import_from(from x <import> <>)"),
        ("if x.: y\n", "if_stmt(if atom_expr(x trailer(. <>)) : y)"),
        ("for in x: y\n", "for_stmt(for <> in x : y)"),
        ("for x in: y\n", "for_stmt(for x in <> : y)"),
        ("def (a): b\n", "funcdef(def <> parameters(( param(a) )) : b)"),
        ("class: b\n", "classdef(class <> : b)"),
        ("with as x: y\n", "with_stmt(with with_item(<> as x) : y)"),
        ("f'{}'\n", "fstring(f' fstring_expr({ <> }) ')"),
        # A sign or a word is missing.
        ("f(a b)\n", "atom_expr(f trailer(( arglist(a <,> b) )))"),
        ("[1 2]\n", "atom([ testlist_comp(1 <,> 2) ])"),
        ("def f(a b): pass\n", "funcdef(def f parameters(( param(a <,>) param(b) )) : pass)"),
        ("for x range(3): y\n", "for_stmt(for x <in> atom_expr(range trailer(( 3 ))) : y)"),
        ("a if b\n", "test(a if b <else> <>)"),
        ("lambda x\n", "lambdef(lambda param(x) <:> <>)"),
        ("{1: 2, 3}\n", "atom({ dictorsetmaker(1 : 2 , 3 <:> <>) })"),
        ("if x\n  y\n", "if_stmt(if x <:> suite(y))"),
        ("else\n", "error_node(<> else)"),
        ("def f\n  y\n", "funcdef(def f parameters(<(> <)>) <:> suite(y))"),
        ("class\n", "classdef(class <> <:> suite(<>))"),
        ("f(a\n", "atom_expr(f trailer(( a <)>))"),
        ("f(g([a\n", "atom_expr(f trailer(( atom_expr(g trailer(( atom([ a <]>) <)>)) <)>))"),
        ("if f(a:\n  b\n", "if_stmt(if atom_expr(f trailer(( a <)>)) : suite(b))"),
        ("f'{x\n", "fstring(f' fstring_expr({ x <}>) <>)"),
        # A block is missing.
        ("def f():\nx\n", "funcdef(def f parameters(( )) : suite(<>))\nx"),
        ("if x:", "if_stmt(if x : suite(<>))"),
        ("if x:\nelse:\n  y\n", "if_stmt(if x : suite(<>) else : suite(y))"),
        ("try:\n  x\ny\n", "try_stmt(try : suite(x) except_clause(<except> <>) <:> <>)\ny"),
        ("@a\nx\n", "error_node(decorator(@ a) <>)\nx"),
        ("async\nx\n", "error_node(async <>)\nx"),
        # Something is broken as a whole: brackets, a header, a statement.
        ("f(a, $ b.c) + d\n",
         "arith_expr(atom_expr(f trailer(( error_node(arglist(a ,) <ERRORTOKEN>"
         " atom_expr(b trailer(. c))) ))) + d)"),
        ("def f(a, 1, b): pass\n",
         "funcdef(def f parameters(( error_node(typedargslist(a ,) testlist_star_expr(1 , b)) )) : pass)"),
        ("if x = 3:\n  y\n", "if_stmt(if error_node(x = 3) : suite(y))"),
        ("while a ? b:\n  y\n", "while_stmt(while error_node(a <ERRORTOKEN> b) : suite(y))"),
        ("for x of y:\n  z\n", "for_stmt(for x <in> error_node(of y) : suite(z))"),
        ("with a b as c:\n  z\n", "with_stmt(with a <,> with_item(b as c) : suite(z))"),
        ("class A B:\n  z\n", "classdef(class A <(> B <)> : suite(z))"),
        ("def f(a) x y:\n  z\n", "funcdef(def f parameters(( param(a) )) <->> error_node(x y) : suite(z))"),
        ("if a:\n  b\nelse if c:\n  d\n", "if_stmt(if a : suite(b) elif error_node(<> if c) : suite(d))"),
        ("if a:\n  b\nelse c:\n  d\n", "if_stmt(if a : suite(b) else : suite(d))"),
        ("try:\n  a\nexcept A ! B:\n  c\n",
         "try_stmt(try : suite(a) except_clause(except error_node(A ! B)) : suite(c))"),
        ("print x.y, z\n", "error_node(print testlist_star_expr(atom_expr(x trailer(. y)) , z))"),
        ("x = 1 y = f(2); z\n", "error_node(expr_stmt(x = 1) y = atom_expr(f trailer(( 2 )))) ; z"),
        ("if x: for y in z: pass\n", "if_stmt(if x : for_stmt(for y in z : pass))"),
        ("async x = 1\n", "error_node(async x = 1)"),
        # A token stands nowhere.
        ("x\n  y\nz\n", "x\n<INDENT>\ny\nz"),
        ("if x:\n    y\n  z\nw\n", "if_stmt(if x : suite(y <ERROR_DEDENT> z))\nw"),
        (")\n", "error_node(<> <ERRORTOKEN>)"),
        ("else: x\ny\n", "error_node(<> else : x)\ny"),
        # A header keyword is misspelt.
        ("ef f(x):\n  y\n", "funcdef(ef f parameters(( param(x) )) : suite(y))"),
        ("clas A:\n  y\n", "classdef(clas A : suite(y))"),
        ("fro x in y:\n  z\n", "for_stmt(fro x in y : suite(z))"),
    ],
)  # fmt: skip
def test_shape(text: str, expected: str) -> None:
    assert parsing.shape(text) == expected


def test_statements_around_an_error_are_untouched() -> None:
    text = "a = 1\nb = (2,\nc = 3\ndef f(x:\n    return g(x\n\nd = 4\nif e f:\n    h = 5\nelse:\n    i = 6\nj = 7\n"
    assert parsing.shape(text) == (
        "expr_stmt(a = 1)\n"
        "expr_stmt(b = atom(( testlist_comp(2 ,) <)>))\n"
        "expr_stmt(c = 3)\n"
        "funcdef(def f parameters(( param(tfpdef(x : <>)) <)>) <:> suite("
        "return_stmt(return atom_expr(g trailer(( x <)>)))))\n"
        "expr_stmt(d = 4)\n"
        "if_stmt(if error_node(e f) : suite(expr_stmt(h = 5)) else : suite(expr_stmt(i = 6)))\n"
        "expr_stmt(j = 7)"
    )
