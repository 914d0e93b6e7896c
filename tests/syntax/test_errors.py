"""Problems of broken programs: what is said, where, and that it is said once."""

import bisect
import re
import warnings

import pytest

from pebre_analysis.syntax import errors, problems, tokenizer
from tests.syntax import parsing

# One broken program each. The line with carets says which part of the line above it is marked, and the message.
# Where Python marks a place more than a token away, the program's head says why.
CASES = r'''
---
x = (1, 2
    ^ `(` was never closed
y = 3
---
foo(a, [b)
         ^ `)` does not match the open `[`
---
foo(a, b]
        ^ `]` does not match the open `(`
---
x = 1)
     ^ Unmatched `)`
---
if x
   ^ Expected `:` at the end of the `if` line
    pass
---
if x = 3:
     ^ `=` does not compare: did you mean `==` or `:=`?
    pass
---
while True
      ^^^^ Expected `:` at the end of the `while` line
    pass
---
def f()
      ^ Expected `:` at the end of the `def` line
    pass
---
def f(a, b:
     ^ `(` was never closed
    pass
---
class A
      ^ Expected `:` at the end of the `class` line
    pass
---
if x:
    ^ Expected an indented block after `if`
pass
---
def f():
       ^ Expected an indented block after `def f`
x = 1
---
for x in y:
          ^ Expected an indented block after `for`
---
x = 1
    y = 2
    ^ Unexpected indentation
---
if x:
    y
  z
  ^ This indentation matches no block around it
---
x = 'abc
    ^^^^ The string is not closed in its line
---
x = """abc
    ^^^ The string that begins with this `"""` is never closed
def
---
print(foo bar)
      ^^^^^^^ Perhaps a comma is missing here
---
x = [1 2]
     ^^^ Perhaps a comma is missing here
---
x = {1: 2 3: 4}
        ^^^ Perhaps a comma is missing here
---
class = 3
^^^^^ `class` is a keyword and cannot be used as a name
---
def class(): pass
    ^^^^^ `class` is a keyword and cannot be used as a name
---
x.class = 3
  ^^^^^ `class` is a keyword and cannot be used as a name
---
import class
       ^^^^^ `class` is a keyword and cannot be used as a name
---
print "x"
^^^^^^^^^ `print` is a function: its arguments stand in parentheses
---
print x
^^^^^^^ `print` is a function: its arguments stand in parentheses
---
try:
    a
except A, B as e:
^^^^^^ Several exception types with `as` stand in parentheses
    b
---
x = 1_
    ^^ Invalid number `1_`: an underscore stands between two digits
---
x = 0777
    ^^^^ A decimal number has no leading zeros; an octal one begins with `0o`: `0o777`
---
x = 1abc
    ^^^^ Invalid number `1abc`: a name cannot begin with a digit
---
x = 0b12
    ^^^^ Invalid digit `2` in a binary number
---
x = 0o8
    ^^^ Invalid digit `8` in an octal number
---
x = 0xg
    ^^^ Invalid hexadecimal number `0xg`
---
x = “abc”
    ^ Invalid character `“` (U+201C); a string is quoted by `"`
---
if a:
    b
else if c:
^^^^^^^ Python writes `else if` as `elif`
    d
---
for x range(3):
      ^^^^^ Expected `in` after the target of `for`
    pass
---
for x of y:
      ^^ Expected `in` after the target of `for`
    pass
---
f"{x"
    ^ Expected `}` before the end of the f-string
---
f"{}"
  ^^ Expected an expression in the `{…}` of the f-string
---
f"{a b}"
   ^^^ Perhaps a comma is missing here
---
f"}"
  ^ A single `}` in an f-string is written `}}`
---
f"{x!}"
     ^ Expected `s`, `r` or `a` after the `!` of the f-string
---
f"abc
^^^^^ The f-string is not closed
---
x = 5 +
      ^ Expected an expression after `+`
---
x = = 3
    ^ Expected an expression between `=` and `=`
---
x.
 ^ Expected a name after `.`
---
x = a ? b : c
      ^ `?` is not an operator; a choice is written `a if condition else b`
---
x = a if b
         ^ Expected `else` after the condition: a choice is written `a if condition else b`
---
x = a if b c
           ^ Expected `else` after the condition: a choice is written `a if condition else b`
---
from x
     ^ Expected `import` after the name of the module
---
from x imp y
       ^^^ Expected `import` after the name of the module
---
import
^^^^^^ Expected a name after `import`
---
x = lambda a b: 3
           ^^^ Perhaps a comma is missing here
--- the `try` is marked, not what follows it
try:
^^^ This `try` has neither `except` nor `finally`
    a
b = 1
---
else:
^^^^ This `else` belongs to no `if`, `for`, `while` or `try`
    a
---
@foo
^^^^ A decorator stands before a function or a class
x = 3
---
async x = 3
^^^^^ `async` stands before `def`, `for` or `with`
---
x := 3
  ^^ `:=` stands only inside an expression in parentheses; a statement assigns with `=`
---
x = a && b
      ^^ Python writes `&&` as `and`
---
x = a || b
      ^^ Python writes `||` as `or`
---
x = !a
    ^ Python writes `!` as `not`
---
x = a <> b
      ^^ Python writes `<>` as `!=`
---
x++
 ^^ Python has no `++`; write `x += 1`
---
return return
       ^^^^^^ `return` is a keyword and cannot be used as a name
---
raise A, "b"
^^^^^^^^^^^^ `raise` takes one exception: write `raise Error(value)`
---
exec "x"
^^^^^^^^ `exec` is a function: its arguments stand in parentheses
---
{1: 2, 3}
        ^ Expected `:` and a value after the key
---
{1: }
  ^ Expected an expression after `:`
---
foo(a, for)
       ^^^ Expected an expression after `,`, not `for`
---
x = $
    ^ `$` has no meaning in Python
---
x = `a`
    ^ Backticks are not Python; use `repr(…)`
---
x = \ a
    ^^^ Only the end of the line may follow a `\`
---
def f(a, (b, c)): pass
         ^ A parameter is a name; it cannot be unpacked here
---
def f(a.b): pass
       ^ Unexpected `.`
---
def f:
     ^ Expected `(` after the name of the function
    pass
---
match x:
    a = 1
    ^ Only `case` blocks can stand in a `match` block
---
match x:
    case 1
         ^ Expected `:` at the end of the `case` line
        pass
---
case x:
^^^^ This `case` belongs to no `match`
    pass
---
with open(x) as f
                ^ Expected `:` at the end of the `with` line
    pass
---
import a from b
^^^^^^^^^^^^^^^ Write `from … import …`
---
x = [i for i range(3)]
             ^^^^^ Expected `in` after the target of `for`
---
del
^^^ Expected an expression after `del`
---
elseif x:
^^^^^^ Python writes `elseif` as `elif`
    a
---
function f():
^^^^^^^^ A function begins with `def`
    pass
---
type X
     ^ Expected `=` and a type after the name
---
x = 1 y = 2
      ^ Expected an operator or a new line before `y`
---
a = b =
      ^ Expected an expression after `=`
---
with open(x) as f, :
                   ^ Expected an expression between `,` and `:`
    pass
---
lambda x
       ^ Expected `:` after the parameters of the `lambda`
---
if True:
    x = (1,
        ^ `(` was never closed
    y = 2
    z = 3
w = 4
---
x = foo(1, 2
       ^ `(` was never closed
def g():
    pass
---
d = {"a": 1, "b" 2}
                 ^ Expected `:` and a value after the key
---
x = not
    ^^^ Expected an expression after `not`
---
x = a not b
          ^ Expected `in` after `not`
---
1.2.3
^^^^^ Invalid number `1.2.3`
---
x = 1__0
    ^^^^ Invalid number `1__0`: an underscore stands between two digits
---
x = 1e
    ^^ Invalid number `1e`: the exponent has no digits
---
x"abc"
 ^^^^^ Expected an operator or a new line before the string
---
global
^^^^^^ Expected a name after `global`
---
a = (b = 3)
       ^ `=` does not compare: did you mean `==` or `:=`?
---
while x = 3: pass
        ^ `=` does not compare: did you mean `==` or `:=`?
---
return x = 3
         ^ `=` does not compare: did you mean `==` or `:=`?
---
f(a for a)
         ^ Expected `in` after the target of `for`
---
x = [1, 2, 3
    ^ `[` was never closed
print(x)
---
try:
    a
except:
      ^ Expected an indented block after `except`
---
if x: for y in z: pass
      ^^^ `for` begins a line of its own
---
foo(**)
    ^^ Expected an expression after `**`
---
f(a, b=)
      ^ Expected an expression after `=`
---
x =! 3
  ^^ `=!` is no operator; did you mean `!=`?
---
print("hello"))
              ^ Unmatched `)`
---
"abc" def
      ^^^ Expected an operator or a new line before `def`
---
def f(x) -> :
            ^ Expected an expression between `->` and `:`
    pass
---
class A(B C):
        ^^^ Perhaps a comma is missing here
    pass
---
with x as 1 + : pass
              ^ Expected an expression between `+` and `:`
---
None.
    ^ Expected a name after `.`
---
for in x: pass
    ^^ Expected an expression after `for`, not `in`
---
for x in : pass
         ^ Expected an expression between `in` and `:`
---
while : pass
      ^ Expected an expression between `while` and `:`
---
assert
^^^^^^ Expected an expression after `assert`
---
x[
 ^ `[` was never closed
---
x[1
 ^ `[` was never closed
y = 2
---
a = 5 if b else
           ^^^^ Expected an expression after `else`
---
x = “
    ^ Invalid character `“` (U+201C); a string is quoted by `"`
---
（x）
^ Invalid character `（` (U+FF08); did you mean `(`?
---
foo(a,, b)
      ^ Expected an expression between `,` and `,`
---
f"{x:{y}"
        ^ Expected `}` before the end of the f-string
---
f"{x[}"
     ^ `}` does not match the open `[`
---
x = {
    ^ `{` was never closed
---
ef f():
^^ Did you mean `def`?
    pass
---
whiel x:
^^^^^ Did you mean `while`?
    y
---
>>> x = 1
^^^ `>>>` is the prompt of a Python session and no part of the code
---
x = 12L
    ^^^ A number has no `L` at its end: integers are of any size
---
let x = 3
^^^ A variable needs no `let`
---
x = fb"a"
    ^^^^^ `fb` is not a prefix of strings
---
from a import b as
                ^^ Expected a name after `as`
---
class A(:
       ^ `(` was never closed
    pass
---
f(x, *)
     ^ Expected an expression after `*`
---
x = a.0
     ^^ Expected a name after `.`
---
x = [a for a in]
             ^^ Expected an expression after `in`
---
x = {a: b for a}
               ^ Expected `in` after the target of `for`
---
if a == b c:
          ^ Expected an operator or `:` before `c`
    pass
---
elif x:
^^^^ This `elif` belongs to no `if`
    pass
--- the `try` is marked, not what follows it
try:
^^^ This `try` has neither `except` nor `finally`
    a
else:
    b
---
while x:
    a
except E:
^^^^^^ This `except` belongs to no `try`
    b
---
print(f"{x:{y}")
              ^ Expected `}` before the end of the f-string
---
x = """
    ^^^ The string that begins with this `"""` is never closed
abc" + c
---
x = f"""{a
        ^ `{` was never closed
---
a, b += = 3
        ^ Expected an expression between `+=` and `=`
---
def f(a, a=, b): pass
           ^ Expected an expression between `=` and `,`
---
import a,, b
         ^ Expected a name between `,` and `,`
---
x = (a b, c d)
     ^^^ Perhaps a comma is missing here
---
raise E from
        ^^^^ Expected an expression after `from`
---
with open(f) as : pass
                ^ Expected an expression between `as` and `:`
---
@
^ Expected an expression after `@`
def f(): pass
---
del x y
      ^ Expected an operator or a new line before `y`
---
lambda: = 3
        ^ Expected an expression between `:` and `=`
---
if x: pass else: pass
           ^^^^ Unexpected `else`
---
x = 3 if y else:
               ^ Expected an expression between `else` and `:`
---
for i in range(10) print(i)
                 ^ Expected `:` at the end of the `for` line
---
x === y
  ^^^ Python writes `===` as `==` or `is`
---
a => b
  ^^ `=>` is no operator; did you mean `>=`?
---
x = a @ @ b
        ^ Expected an expression between `@` and `@`
---
f(a)(b
    ^ `(` was never closed
g = 3
---
x = 1 +* 2
       ^ Expected an expression after `+`, not `*`
---
except:
^^^^^^ This `except` belongs to no `try`
    pass
---
return
    x
    ^ Unexpected indentation
---
def f(:
     ^ `(` was never closed
    pass
---
x = [
    ^ `[` was never closed
    1,
    2
y = 3
---
d = {
    "a": 1
         ^ Perhaps a comma is missing here
    "b": 2,
}
---
x = "a" "b
        ^^ The string is not closed in its line
---
a = b'abc
    ^^^^^ The string is not closed in its line
---
x = ‘abc’
    ^ Invalid character `‘` (U+2018); a string is quoted by `'`
---
x = 5；
     ^ Invalid character `；` (U+FF1B); did you mean `;`?
---
x = 3 − 2
      ^ Invalid character `−` (U+2212); did you mean `-`?
---
x = a -> b
      ^^ `->` stands only before the return type of a function
---
import a b
         ^ Expected `,` or a new line before `b`
---
global x y
         ^ Expected `,` or a new line before `y`
'''

_LABEL = re.compile(r" *(\^+) (.*)\n")


def programs() -> list[tuple[str, str]]:
    """(head, program with labels) of each case."""
    found = []
    for case in re.split(r"^---", CASES, flags=re.M)[1:]:
        head, _, body = case.partition("\n")
        found.append((head.strip(), body))
    return found


def without_labels(body: str) -> str:
    return "".join(line for line in body.splitlines(keepends=True) if not _LABEL.fullmatch(line))


def labelled(text: str, found: tuple[problems.Problem, ...]) -> str:
    """The text with a label below each line that has a problem."""
    for problem in reversed(found):
        line_start = text.rfind("\n", 0, problem.start) + 1
        line_end = text.find("\n", problem.start) + 1
        carets = "^" * max(1, min(problem.end, line_end - 1) - problem.start)
        label = " " * (problem.start - line_start) + f"{carets} {problem.message}\n"
        text = text[:line_end] + label + text[line_end:]
    return text


@pytest.mark.parametrize("body", [body for _, body in programs()])
def test_one_problem_with_its_cause(body: str) -> None:
    text = without_labels(body)
    parsed = parsing.parse(text)
    assert labelled(text, errors.found_in(parsed)) == body


def _token(text: str, offset: int) -> int:
    """How many tokens with a width begin at or before the offset."""
    tokens = tokenizer.tokenize(text)
    starts = [start for start, leaf in zip(tokens.starts, tokens.leaves, strict=True) if leaf.value.strip()]
    return bisect.bisect_right(starts, offset)


def _offset(text: str, line: int, column: int) -> int:
    return sum(map(len, text.splitlines(keepends=True)[: line - 1])) + max(column - 1, 0)


def _error_of_python(text: str) -> SyntaxError:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "<text>", "exec")
        except SyntaxError as error:
            return error
    raise AssertionError("Python accepts it")


@pytest.mark.parametrize("body", [body for head, body in programs() if not head])
def test_place_is_within_a_token_of_pythons(body: str) -> None:
    text = without_labels(body)
    error = _error_of_python(text)
    if "f-string" in error.msg:
        return  # before 3.12 the place is one of the inner text
    problem = errors.found_in(parsing.parse(text))[0]
    first, last = _token(text, problem.start), _token(text, max(problem.start, problem.end - 1))
    assert error.lineno is not None
    theirs = _token(text, _offset(text, error.lineno, error.offset or 1))
    end = theirs
    if error.end_lineno and error.end_offset and error.end_offset > 0:
        end = max(theirs, _token(text, _offset(text, error.end_lineno, error.end_offset - 1)))
    assert first - 1 <= end
    assert theirs <= last + 1


def check(text: str, *expected: str) -> None:
    """`line: marked text: message` of each problem."""
    found = errors.found_in(parsing.parse(text))
    shown = [f"{text.count(chr(10), 0, p.start) + 1}: {text[p.start : p.end]}: {p.message}" for p in found]
    assert shown == list(expected)


def test_characters_that_cannot_be_seen_are_named() -> None:
    check("x = a\u00a0+ b\n", "1: \u00a0: Invalid invisible character U+00A0 (no-break space)")
    check("x = \u200b1\n", "1: \u200b: Invalid invisible character U+200B (zero width space)")
    check("x = a\x00\n", "1: \x00: Invalid invisible character U+0000")


def test_tabs_and_spaces() -> None:
    check("if x:\n\ta\n        b\n", "3:         : Tabs and spaces are mixed in the indentation")


def test_the_bracket_that_was_open_is_told() -> None:
    problem = errors.found_in(parsing.parse("f(a, [b)\n"))[0]
    assert (problem.related_start, problem.related_end, problem.related_message) == (5, 6, "`[` opens here")


def test_errors_in_different_statements_are_all_reported() -> None:
    check(
        "a b\nx = 1\ny = = 2\nz = 3\nif a\n    b\n",
        "1: b: Expected an operator or a new line before `b`",
        "3: =: Expected an expression between `=` and `=`",
        "5: a: Expected `:` at the end of the `if` line",
    )


def test_valid_code_has_no_problem() -> None:
    check("x = (1,\n     2)\nif x:\n    y\nelse:\n    z\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What follows from a broken header.
        ("if a b:\n    c\nelif d:\n    e\nelse:\n    f\n", "1: b: Expected an operator or `:` before `b`"),
        ("try\n    a\nexcept b:\n    c\nfinally:\n    d\n", "1: try: Expected `:` at the end of the `try` line"),
        ("def f(a, b:\n    return a\n\ndef g():\n    return b\n", "1: (: `(` was never closed"),
        ("class A(\n    def f(self):\n        pass\n    x = 1\n", "1: (: `(` was never closed"),
        ("a b:\n    return c\nelse:\n    d\n", "1: b: Expected an operator or a new line before `b`"),
        # What follows from a broken block.
        ("def f():\n        a\n    b\n    c\nd\n", "3: b: This indentation matches no block around it"),
        ("x = 1\n    y = 2\n    z = 3\nw = 4\n", "2: y: Unexpected indentation"),
        # What follows from a bracket or colon that is on the wrong line, or was taken out.
        ("x = f\n    r'a',\n)\ny = 1\n", "2: r'a': Unexpected indentation"),
        ("if x\n    : y\nz = 1\n", "1: x: Expected `:` at the end of the `if` line"),
        ("from a import\n    b,\n)\ny = 1\n", "1: import: Expected an expression after `import`"),
        # What follows from an open bracket or string.
        ("f(a,\nb = 1\nc = 2\nif d:\n    e\n", "1: (: `(` was never closed"),
        ("x = '''a\nif b:\n  c\n", "1: ''': The string that begins with this `'''` is never closed"),
        # Text that is no code.
        (
            "This prose is text.\nSo is this line.\nAnd this other.\nx = 1\n",
            "1: prose: Expected an operator or a new line before `prose`",
        ),
        (
            'x = "Some text.\nMore text here.\nAnd more of it."\n',
            '1: "Some text.: The string is not closed in its line',
        ),
    ],
)
def test_what_follows_from_an_error_is_not_reported(text: str, expected: str) -> None:
    check(text, *([expected] if expected else []))
