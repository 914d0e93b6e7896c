"""`# type:` comments are annotations, with spans in the comment."""

from pebre_analysis.syntax import ir
from tests.syntax import lowering


def annotations(text: str) -> list[tuple[str, str]]:
    """(what is annotated, source of the annotation) for all annotations, in order of place."""
    found = lowering.lowered(text)
    pairs = []
    for region, node in lowering.nodes(found):
        spans = found.regions[region].spans

        def source(part: ir.Node, spans: object = spans) -> str:
            return text[spans[2 * part.n] : spans[2 * part.n + 1]]  # type: ignore[index]

        annotation = getattr(node, "annotation", None) or getattr(node, "returns", None)
        if isinstance(annotation, ir.Node):
            pairs.append((spans[2 * annotation.n], getattr(node, "name", type(node).__name__), source(annotation)))
    return [(what, source) for _, what, source in sorted(pairs)]


def test_on_assignments() -> None:
    text = "x = []  # type: List[int]\ny = z = f()  #type:\tA  # more\na, b = c # type: int, str\n"
    assert annotations(text) == [("Assign", "List[int]"), ("Assign", "A"), ("Assign", "int, str")]


def test_on_for_and_with() -> None:
    text = (
        "for x in y:  # type: int\n    pass\nwith a as b:  # type: A\n    pass\n"
        "async def f():\n    async for x in y: # type: B\n        pass\n"
    )
    assert annotations(text) == [("For", "int"), ("With", "A"), ("For", "B")]


def test_on_signatures() -> None:
    assert annotations("def f(a, *b, c=1, **d):  # type: (int, *str, A[B], **C) -> D\n    pass\n") == [
        ("a", "int"), ("b", "str"), ("c", "A[B]"), ("d", "C"), ("f", "D")
    ]  # fmt: skip
    assert annotations("def f(a):\n    # type: (int) -> None\n    'doc'\n") == [("a", "int"), ("f", "None")]
    assert annotations("class C:\n    def f(self, a):\n        # type: (int) -> None\n        pass\n") == [
        ("a", "int"), ("f", "None")
    ]  # fmt: skip
    assert annotations("def f(a, b):  # type: (...) -> int\n    pass\n") == [("f", "int")]
    assert annotations("def f():  # type: () -> int\n    pass\n") == [("f", "int")]


def test_on_parameters() -> None:
    text = (
        "def f(a,  # type: int\n      b=1,  # type: str\n      *c  # type: A\n      ):\n"
        "    # type: (...) -> B\n    pass\n"
    )
    assert annotations(text) == [("a", "int"), ("b", "str"), ("c", "A"), ("f", "B")]


def test_what_is_no_annotation() -> None:
    for text in (
        "x = 1  # type: ignore\n",
        "x = 1  # type: ignore[attr-defined]  # why\n",
        "x = 1  # type: (\n",
        "x = 1  # type: a b\n",
        "x = 1  # type:\n",
        "x  # type: int\n",
        "x += 1  # type: int\n",
        "# type: int\nx = 1\n",
        "x = '# type: int'\n",
        "def f(a):  # type: int\n    pass\n",
        "def f(a, b, c):  # type: (int) ->\n    pass\n",
        "def f(a):\n    x\n    # type: (int) -> int\n",
    ):
        assert annotations(text) == [], text
    assert annotations("x = 1  # type: ignored\n") == [("Assign", "ignored")]


def test_annotations_in_the_code_come_first() -> None:
    assert annotations("def f(a: int, b):  # type: (A, B) -> C\n    pass\n") == [("a", "int")]


def test_a_signature_that_does_not_fit_gives_its_result_only() -> None:
    assert annotations("def f(a, b, c):  # type: (int) -> A\n    pass\n") == [("f", "A")]
