"""Regions: what is one, in which order they come, and where placeholders stand."""

from pebre_analysis.syntax import driver, ir, lower
from tests.syntax import lowering

_TEXT = """x = 1; y = 2
@dec
def f(a=[i for i in x]):
    def g(b=lambda: 1):
        return b
    class D:
        z = 3
        def h(self): pass
    return g
class C(x):
    m: int
    if x:
        n = 1
    elif y:
        n = 2
    else:
        n = 3
    def k(self): return 1
try:
    a
except E:
    b
match x:
    case 1 if y:
        c
"""


def test_what_is_a_region() -> None:
    found = lowering.lowered(_TEXT)
    kinds = []
    for region in found.regions:
        name = getattr(region.node, "name", "")
        kinds.append(f"{type(region.node).__name__}{' ' + name if isinstance(name, str) and name else ''}")
    assert kinds == [
        "Assign", "Assign", "FunctionDef f", "Body", "Body", "Body", "ClassDef C", "AnnAssign",
        "Branch", "Assign", "Branch", "Assign", "Assign", "FunctionDef k", "Body",
        "Try", "ExprStmt", "Handler", "ExprStmt", "Match", "Case", "ExprStmt",
    ]  # fmt: skip


def test_a_function_body_comes_directly_after_its_header() -> None:
    found = lowering.lowered(_TEXT)
    for index, region in enumerate(found.regions):
        if isinstance(region.node, ir.FunctionDef):
            assert region.node.body.region == index + 1


def test_a_nested_header_belongs_to_the_body_around_it() -> None:
    found = lowering.lowered("def f():\n    def g(a=b): c\n")
    outer, inner = found.regions[1], found.regions[2]
    assert isinstance(outer.node, ir.Body)
    definition = outer.node.block.statements[0]
    assert isinstance(definition, ir.FunctionDef)
    assert definition.region == ir.NO_REGION
    assert definition.body.region == 2
    assert outer.n_nodes == 4  # g, b, the parameter, the definition
    assert inner.n_nodes == 2


def test_spans_of_compound_statements_reach_to_their_end() -> None:
    text = "if a:\n    b\nelse:\n    c  # d\n\nx\n"
    found = lowering.lowered(text)
    statement = found.block.statements[0]
    assert isinstance(statement, ir.If)
    spans = found.regions[statement.region].spans
    branch = statement.branches[0]
    assert statement.region == branch.region == 0
    assert text[spans[2 * statement.n] : spans[2 * statement.n + 1]] == "if a:\n    b\nelse:\n    c"
    assert text[spans[2 * branch.n] : spans[2 * branch.n + 1]] == "if a:\n    b"


def test_offsets_hold_for_all_line_ends_and_indentations() -> None:
    for end in ("\n", "\r\n", "\r"):
        lowering.lowered(f"x = 1{end}y = é{end}")
        lowering.lowered(f"def f():{end}\treturn '''a{end}b''', x{end}{end}y{end}")
    lowering.lowered("\ufeffx = y\n")
    lowering.lowered("    def f(self):\n        return 1\n\n    x = 2\n", indent=4)


def test_a_placeholder_becomes_a_hole() -> None:
    text = "@dec\nclass C(B):\n    pass\n"
    found = lower.lower_chunk(driver.parser().parse(text), text, holes={3: 0})
    definition = found.block.statements[0]
    assert isinstance(definition, ir.ClassDef)
    assert (definition.body.statements, definition.body.hole) == ((), 0)
    assert len(found.regions) == 1

    text = "try:\n pass\nexcept E:\n pass\nelse:\n  pass\n"
    found = lower.lower_chunk(driver.parser().parse(text), text, holes={2: 0, 4: 1, 6: 2})
    statement = found.block.statements[0]
    assert isinstance(statement, ir.Try)
    assert statement.body.hole == 0
    assert statement.handlers[0].body.hole == 1
    assert statement.orelse is not None
    assert statement.orelse.hole == 2
    assert len(found.regions) == 2


def test_without_holes_a_block_has_none() -> None:
    found = lowering.lowered("class C:\n    pass\n")
    definition = found.block.statements[0]
    assert isinstance(definition, ir.ClassDef)
    assert definition.body.hole == ir.NO_HOLE
