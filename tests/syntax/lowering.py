"""What the tests of lowering share: lowered text, what holds for everything lowered, and short forms of nodes."""

import unicodedata
from collections.abc import Iterator

import msgspec

from pebre_analysis.syntax import driver, ir, lower, semantic_errors

_HIDDEN = ("n", "region", "content_at", "name_node", "module_node", "parenthesised")


def lowered(text: str, indent: int = 0) -> ir.Lowered:
    """Parse and lower, and check what holds for every text."""
    found = lower.lower_chunk(driver.parser().parse(text, indent), text, indent)
    check(found, text)
    return found


def statement(text: str) -> ir.Stmt:
    """The first statement."""
    return lowered(text).block.statements[0]


def expression(text: str) -> ir.Expr:
    """The expression that is the first statement; brackets around it do not count."""
    found = statement("_ = " + text + "\n")
    assert isinstance(found, ir.Assign)
    return found.value


def short(node: object) -> str:
    """`Kind(field, …)`; a name is its text, a literal its value, nothing is `-`, what is false is left out."""
    if isinstance(node, tuple):
        return f"[{', '.join([short(item) for item in node])}]"
    if node is None:
        return "-"
    if node is ...:
        return "..."
    if isinstance(node, ir.Block):
        return "{" + "; ".join([short(item) for item in node.statements]) + "}"
    if isinstance(node, ir.Body):
        return short(node.block)
    if isinstance(node, ir.Name):
        return node.id
    if isinstance(node, (ir.Int, ir.Str, ir.Bytes)):
        return repr(node.value)
    if isinstance(node, ir.Constant):
        return short(node.value) if node.value is ... else str(node.value)
    if isinstance(node, ir.Argument) and not node.stars:
        return short(node.value) if node.name is None else f"{node.name}={short(node.value)}"
    if isinstance(node, ir.Argument):
        return "*" * node.stars + short(node.value)
    if isinstance(node, msgspec.Struct):
        parts = []
        for field in node.__struct_fields__:
            value = getattr(node, field)
            if field not in _HIDDEN and value is not False:
                parts.append(field if value is True else short(value))
        return f"{type(node).__name__}({', '.join(parts)})"
    return str(node)


def messages(text: str, in_class: bool = False, in_cell: bool = False) -> list[str]:
    """`line:column message` of what `semantic_errors` finds, counted from 1."""
    problems = semantic_errors.find(lower.lower_chunk(driver.parser().parse(text), text), in_class, in_cell)
    return [f"{place(text, problem.start)} {problem.message}" for problem in problems]


def place(text: str, offset: int) -> str:
    return f"{text.count(chr(10), 0, offset) + 1}:{offset - text.rfind(chr(10), 0, offset)}"


# ---- what always holds ----


def check(found: ir.Lowered, text: str) -> None:
    """Ordinals are dense, children come first, spans lie in the text and in their parents, names are their text."""
    seen: dict[int, list[int]] = {index: [] for index in range(len(found.regions))}
    for statement in found.block.statements:
        _check(found, text, statement, ir.NO_REGION, seen)
    for index, region in enumerate(found.regions):
        assert len(region.spans) == 2 * region.n_nodes
        assert sorted(seen[index]) == list(range(region.n_nodes)), f"region {index}"
    for start, end in [*found.too_deep, *[docstring[2:] for docstring in found.docstrings]]:
        assert 0 <= start <= end <= len(text)
    for problem in found.problems:
        assert 0 <= problem.start <= problem.end <= len(text)


def _check(found: ir.Lowered, text: str, node: ir.Node, region: int, seen: dict[int, list[int]]) -> None:
    inside = region
    if isinstance(node, ir.Statement):
        assert (node.region == ir.NO_REGION) == (region != ir.NO_REGION)
        region = node.region if node.region != ir.NO_REGION else region
    spans = found.regions[region].spans
    start, end = spans[2 * node.n], spans[2 * node.n + 1]
    assert 0 <= start <= end <= len(text)
    if not isinstance(node, (ir.Binary, ir.Compare)):  # numbered as their last step
        seen[region].append(node.n)
    if isinstance(node, ir.Name):
        written = text[start:end]
        assert node.id in (written, unicodedata.normalize("NFKC", written)) or "." in written
    for child in children(node):
        if isinstance(child, (ir.Block, ir.Body)):
            own = child.region if isinstance(child, ir.Body) else inside
            if isinstance(child, ir.Body):
                assert found.regions[child.region].node is child
            for statement in (child.block if isinstance(child, ir.Body) else child).statements:
                _check(found, text, statement, own, seen)
            continue
        is_own = not (isinstance(child, ir.Statement) and child.region != ir.NO_REGION)
        if is_own:
            assert child.n < node.n or isinstance(node, (ir.Binary, ir.Compare, ir.Statement))
            is_comment = isinstance(node, ir.Parameter) and "# type:" in text
            assert is_comment or (start <= spans[2 * child.n] and spans[2 * child.n + 1] <= end)
        _check(found, text, child, inside if isinstance(child, ir.Statement) else region, seen)


def children(node: msgspec.Struct) -> Iterator[ir.Node | ir.Block | ir.Body]:
    """What is directly below a node."""
    for field in node.__struct_fields__:
        value = getattr(node, field)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, (ir.Node, ir.Block, ir.Body)):
                yield item


def nodes(found: ir.Lowered) -> Iterator[tuple[int, ir.Node]]:
    """Every node with the region it belongs to."""
    pending: list[tuple[int, ir.Node | ir.Block | ir.Body]] = [(ir.NO_REGION, found.block)]
    while pending:
        region, node = pending.pop()
        if isinstance(node, (ir.Block, ir.Body)):
            inside = node.region if isinstance(node, ir.Body) else region
            block = node.block if isinstance(node, ir.Body) else node
            pending.extend([(inside, item) for item in block.statements])
            continue
        own = node.region if isinstance(node, ir.Statement) and node.region != ir.NO_REGION else region
        yield own, node
        pending.extend([(own if not isinstance(child, ir.Block) else region, child) for child in children(node)])
