"""The dump is what snapshots compare and `pebre dump tree` shows."""

from pebre_analysis.syntax import dump
from tests.syntax import lowering

_TEXT = '''"""Module."""
x: int = 1
@dec
def f(a, *, b=None):
    "f"
    return a.b["c", ...] + x
class C(B, k=v):
    pass
x = (1, 2
'''

_EXPECTED = """\
AnnAssign [0:3] ‹x: int = 1›
  target: Name id='x' [0:0] ‹x›
  annotation: Name id='int' [0:1] ‹int›
  value: Int value=1 [0:2] ‹1›
FunctionDef name='f' [1:5] ‹@dec⏎def f(a, *, b=None):⏎    "f"⏎    return a.b["c", ...] +…›
  decorators.0: Name id='dec' [1:0] ‹dec›
  params.0: Parameter name='a' kind=1 [1:2] ‹a›
  params.1: Parameter name='b' kind=3 [1:4] ‹b=None›
    default: Constant value=None [1:3] ‹None›
  body: region 2 docstring
    Return [2:8] ‹return a.b["c", ...] + x›
      value: Binary [2:7] ‹a.b["c", ...] + x›
        first: Subscript [2:5] ‹a.b["c", ...]›
          value: Attribute attr='b' [2:1] ‹a.b›
            value: Name id='a' [2:0] ‹a›
          index: Tuple [2:4] ‹"c", ...›
            items.0: Str value='c' content_at=1 [2:2] ‹"c"›
            items.1: Constant value=... [2:3] ‹...›
        rest.0: OpStep op='+' [2:7] ‹a.b["c", ...] + x›
          right: Name id='x' [2:6] ‹x›
ClassDef name='C' [3:5] ‹class C(B, k=v):⏎    pass›
  args.0: Argument stars=0 [3:2] ‹B›
    value: Name id='B' [3:1] ‹B›
  args.1: Argument name='k' stars=0 [3:4] ‹k=v›
    value: Name id='v' [3:3] ‹v›
  body:
    Pass [4:0] ‹pass›
Assign [5:4] ‹x = (1, 2›
  targets.0: Name id='x' [5:0] ‹x›
  value: Tuple parenthesised=True [5:3] ‹(1, 2›
    items.0: Int value=1 [5:1] ‹1›
    items.1: Int value=2 [5:2] ‹2›
docstring of module ‹\"""Module.\"""›
docstring of [1:5] ‹"f"›
code of 0: 'x : int = 1'
code of 1: '@ dec \\n def f ( a , * , b = None ) :'
code of 2: 'return a . b [ "c" , ... ] + x \\n'
code of 3: 'class C ( B , k = v ) :'
code of 4: 'pass'
code of 5: 'x = ( 1 , 2'
"""


def test_every_node_is_a_line() -> None:
    assert dump.dump(lowering.lowered(_TEXT), _TEXT, with_code=True).replace(" )'", "'") == _EXPECTED


def test_problems_and_what_is_too_deep_come_last() -> None:
    text = "f(a=1, b)\n" + "(" * 300 + "x" + ")" * 300 + "\n"
    last = dump.dump(lowering.lowered(text), text).splitlines()[-2:]
    assert last[0].startswith("too deep ‹((((")
    assert last[1] == "problem: A positional argument cannot come after a named one ‹b›"


def test_long_source_is_shortened() -> None:
    text = "x = '" + "a" * 100 + "'\n"
    lines = dump.dump(lowering.lowered(text), text).splitlines()
    assert all(len(line) < 200 for line in lines)
    assert lines[0].endswith("…›")
