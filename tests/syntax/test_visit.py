"""Walking the lowered form."""

from __future__ import annotations

import msgspec

from pebre_analysis.syntax import chunk, ir, parsed, visit
from tests.syntax import cutting

TEXT = """
@a(1)
class A[T](B, c=d):
    x: int = 1

    @e
    async def f(self, g: h = i, *args, **kw) -> j:
        if k:
            return [l for m in n if o]
        elif p:
            def q(r): return lambda s: t
        match u:
            case [v, *w] | A(x=y) if z: pass
        try:
            with aa as ab: del ac
        except AD as ae: raise af from ag
        return (b1 if b2 else b3), f"{b4!r:{b5}}", {**b6, b7: b8}, b9[c1:c2], c3(*c4)
type X[T: int] = T
for d1, d2 in d3: import d4.d5 as d6
else: from d7 import d8
"""


def lowered() -> ir.Lowered:
    """The whole text as one chunk."""
    return parsed.lowered_of(chunk.Chunk(TEXT, 0, 0, 0, 0, chunk.SIMPLE, chunk.SIMPLE))


def names(nodes: list[ir.Node]) -> list[str]:
    return [node.id for node in nodes if isinstance(node, ir.Name)]


def test_all_nodes_in_source_order() -> None:
    found = names(list(visit.walk(lowered().block)))
    single = ["a", "A", "B", "d", "x", "int", "e", "f", "h", "i", "j", "k"]
    assert [name for name in found if name in single][: len(single)] == single
    assert "b2" in found
    assert found.index("b1") < found.index("b2") < found.index("b3")
    assert found[-2:] == ["d7", "d8"]


def test_each_node_is_met_once_and_none_is_left_out() -> None:
    met = [id(node) for node in visit.walk(lowered().block)]
    assert len(met) == len(set(met))
    for text in (TEXT, *cutting.short_texts(6)):
        for _, part in cutting.build(text).occurrences():
            block = parsed.lowered_of(part).block
            assert {id(node) for node in visit.walk(block)} == set(_all_nodes(block))


def _all_nodes(value: object) -> dict[int, None]:
    """Every node below, by looking at every field."""
    found: dict[int, None] = {}
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, tuple):
            stack += value
        elif isinstance(value, msgspec.Struct):
            if isinstance(value, ir.Node):
                found[id(value)] = None
            stack += [getattr(value, name) for name in value.__struct_fields__]
    return found


def test_a_region_numbers_what_it_holds() -> None:
    for text in (TEXT, *cutting.short_texts(6)):
        for _, part in cutting.build(text).occurrences():
            for region in parsed.lowered_of(part).regions:
                numbers = [node.n for node in visit.in_region(region)]
                assert len(set(numbers)) <= region.n_nodes
                assert set(numbers) <= set(range(region.n_nodes))
                steps = [node for node in visit.in_region(region) if not isinstance(node, ir.OpStep)]
                own = [node.n for node in steps]
                assert len(own) == len(set(own))
                statements = [node for node in steps if isinstance(node, ir.Statement)]
                assert list(visit.statements_in_region(region)) == statements


def test_a_function_body_is_another_region() -> None:
    found = lowered()
    headers = [region for region in found.regions if isinstance(region.node, ir.FunctionDef)]
    assert names(list(visit.in_region(headers[0]))) == ["e", "f", "h", "i", "j"]
    bodies = [region for region in found.regions if isinstance(region.node, ir.Body)]
    assert "q" in names(list(visit.in_region(bodies[0])))
    assert "t" not in names(list(visit.in_region(bodies[0])))
    assert names(list(visit.in_region(bodies[1]))) == ["t"]


def test_the_children_of_a_node() -> None:
    statement = lowered().block.statements[0]
    assert isinstance(statement, ir.ClassDef)
    assert [type(child).__name__ for child in visit.children(statement)] == [
        "Call", "Name", "TypeParam", "Argument", "Argument", "AnnAssign", "FunctionDef",
    ]  # fmt: skip
    assert visit.children(ir.Pass(0, 0)) == []


def test_deep_code_is_walked_without_recursion() -> None:
    text = "x = " + "-" * 199 + "1\n"
    assert len(list(visit.walk(parsed.lowered_of(cutting.build(text).chunks[0]).block))) == 202
