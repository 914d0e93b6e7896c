"""What a text refers to."""

from tests.harness import project
from tests.ide import harness


def links(source: str) -> list[tuple[str, str]]:
    at = harness.Project(source)
    path = f"{project.ROOT}/pkg/main.py"
    text = at.host.line_index(path).text
    return [
        (text[each.range.start : each.range.end], each.address or each.path.removeprefix(f"{project.ROOT}/"))
        for each in at.host.document_links(path)
    ]


def test_numbers() -> None:
    source = (
        '#- pkg/main.py\n"""See PEP 8, PEP-695 and RFC 2616."""\n# bpo-1234, gh-123456: not PEPs 9, PEP8x or xRFC 1\n'
    )
    assert links(source) == [
        ("PEP 8", "https://peps.python.org/pep-0008/"),
        ("PEP-695", "https://peps.python.org/pep-0695/"),
        ("RFC 2616", "https://www.rfc-editor.org/rfc/rfc2616"),
        ("bpo-1234", "https://bugs.python.org/issue1234"),
        ("gh-123456", "https://github.com/python/cpython/issues/123456"),
    ]


def test_files_that_are_there() -> None:
    source = """
        #- pkg/main.py
        a = "page.html", 'pkg/page.html', "../data/x.csv", "data/x.csv"
        b = "gone.html", "a sentence.", "1.5", "os.path", page.html
        #- pkg/page.html
        #- data/x.csv
        """
    assert links(source) == [
        ("page.html", "pkg/page.html"),
        ("pkg/page.html", "pkg/page.html"),
        ("../data/x.csv", "data/x.csv"),
        ("data/x.csv", "data/x.csv"),
    ]
