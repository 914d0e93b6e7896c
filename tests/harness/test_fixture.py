"""The fixture language itself."""

from pebre_analysis.source import ranges
from tests.harness import fixture


def test_files_cursor_and_spans() -> None:
    found = fixture.parse("""
        #- shapes.py
        class Box: ...
        #     ^^^ target
        #- main.py
        from shapes import Box
        b = Bo<|>x()
    """)
    assert found.files == {"shapes.py": "class Box: ...\n", "main.py": "from shapes import Box\nb = Box()\n"}
    assert found.cursor == ("main.py", 29)
    assert found.spans == {"target": ("shapes.py", ranges.TextRange(6, 9))}


def test_without_a_heading_it_is_main() -> None:
    assert fixture.parse("x = 1").files == {"main.py": "x = 1"}
