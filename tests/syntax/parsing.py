"""What the tests of the parser share: stock parso, comparison of trees, checks of every tree, a short dump."""

import functools
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parso import grammar

from pebre_analysis.syntax import driver, nodes

# Broken on purpose, or written for Python 2.
_BROKEN = ("lib2to3/tests/data", "test_lib2to3/data", "badsyntax", "test/bad", "site-packages")


@functools.cache
def stock_grammar() -> Any:
    return grammar.load_grammar(version="3.14")


def parse(text: str, indent: int = 0) -> driver.Parsed:
    """Parse, and check what holds for every text."""
    parsed = driver.parser().parse(text, indent)
    check(parsed)
    return parsed


def leaves(tree: Any) -> Iterator[Any]:
    pending = [tree]
    while pending:
        node = pending.pop()
        children = getattr(node, "children", None)
        if children is None:
            yield node
        else:
            pending.extend(reversed(children))


def error_nodes(tree: Any) -> list[Any]:
    """Error nodes and error leaves."""
    found = []
    pending = [tree]
    while pending:
        node = pending.pop()
        if node.type in ("error_node", "error_leaf"):
            found.append(node)
        pending.extend(getattr(node, "children", ()))
    return found


def check(parsed: driver.Parsed) -> None:
    """Parents are right, and the leaves are the text."""
    pending = [parsed.tree]
    while pending:
        node = pending.pop()
        for child in getattr(node, "children", ()):
            assert child.parent is node
            pending.append(child)
    pieces = [leaf.prefix + ("" if nodes.is_missing(leaf) else leaf.value) for leaf in leaves(parsed.tree)]
    joined = "".join(pieces)
    # An `else if` is an `elif` in the tree; its words are the only ones that may differ.
    assert joined == parsed.text or joined.replace("elif", "else") == parsed.text.replace("elif", "else")


def difference(ours: Any, theirs: Any) -> str | None:
    """What differs between two trees: classes, types, parents, values, positions, prefixes."""
    pending = [(ours, theirs)]
    while pending:
        a, b = pending.pop()
        if type(a) is not type(b) or a.type != b.type:
            return f"{a.type} is {b.type} at {b.start_pos}"
        if hasattr(a, "children"):
            if len(a.children) != len(b.children):
                return f"{a.type} at {b.start_pos} has {len(a.children)} children, not {len(b.children)}"
            for child, other in zip(a.children, b.children, strict=True):
                if child.parent is not a:
                    return f"parent of {child.type} at {child.start_pos}"
                pending.append((child, other))
        elif (a.value, a.prefix, a.line, a.column) != (b.value, b.prefix, b.line, b.column):
            return f"{a.value!r} at {a.start_pos} is {b.value!r} at {b.start_pos}"
    return None


def library_files(every: int = 1) -> list[Path]:
    """Files of this interpreter's standard library, sorted; each n-th of them."""
    root = Path(sysconfig.get_path("stdlib"))
    files = sorted(path for path in root.rglob("*.py") if not any(part in path.as_posix() for part in _BROKEN))
    return files[::every]


def read(path: Path) -> str | None:
    """The text of a file that is UTF-8, line ends untouched."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except UnicodeDecodeError:
        return None


def shape(text: str, indent: int = 0) -> str:
    """The tree in one line per statement: `type(child child …)`, names and operators as they are.

    Line ends are left out; `<x>` is a leaf that the source lacks, `<>` a missing operand.
    """
    tree = parse(text, indent).tree
    return "\n".join(shown for child in tree.children if (shown := _shape(child)))


def _shape(node: Any) -> str:
    if not hasattr(node, "children"):
        if node.type in ("newline", "endmarker"):
            return ""
        if isinstance(node, nodes.MissingOperator | nodes.MissingKeyword):
            return f"<{node.value}>"
        if node.type == "error_leaf":
            return f"<{node.value}>" if node.token_type in ("NAME", "FSTRING_END") else f"<{node.token_type}>"
        return str(node.value)
    inside = " ".join(shown for child in node.children if (shown := _shape(child)))
    return inside if node.type == "simple_stmt" else f"{node.type}({inside})"
