"""Where things are named: references and highlights."""

from collections.abc import Callable

from pebre_analysis.ide import references
from pebre_analysis.modules import program, search_paths
from tests.harness import project
from tests.ide import harness


def places(source: str, *, with_declaration: bool = True) -> list[str]:
    """`path:line` of each reference, with `=` where the name is written."""
    at = harness.Project(source)
    found = at.host.references(*at.cursor, with_declaration)
    return [at.marked(each.path, each.range.start, each.range.end).split(" ")[0] + "=" * each.writes for each in found]


# ---- names --------------------------------------------------------------------------------------


def test_a_local_name() -> None:
    source = """
        def f(x):
            y = x
            <|>y += 1
            return y
        y = 3
        """
    assert places(source) == ["main.py:2=", "main.py:3=", "main.py:4"]
    assert places(source, with_declaration=False) == ["main.py:4"]


def test_a_module_s_name_in_all_files() -> None:
    source = """
        #- a.py
        def helper<|>(): ...
        helper()
        #- b.py
        from a import helper
        helper()
        import a
        a.helper()
        #- c.py
        from a import helper as h
        h()
        def helper(): ...
        helper()
        """
    assert places(source) == ["a.py:1=", "a.py:2", "b.py:1=", "b.py:2", "b.py:4", "c.py:1="]


def test_an_alias_is_a_name_of_its_own() -> None:
    source = """
        #- a.py
        def helper(): ...
        #- b.py
        from a import helper as h
        <|>h()
        """
    assert places(source) == ["b.py:1=", "b.py:2"]


def test_parameters_and_keyword_arguments() -> None:
    source = """
        def f(size<|>, other=1):
            return size
        f(size=1)
        f(other=2, size=3)
        size = 4
        """
    assert places(source) == ["main.py:1=", "main.py:2", "main.py:3", "main.py:4"]


def test_comprehensions_have_names_of_their_own() -> None:
    source = "x = 1\ny = [<|>x for x in ()]\nz = [x for x in ()]\nprint(x)\n"
    assert places(source) == ["main.py:2", "main.py:2="]


def test_global_and_nonlocal() -> None:
    assert places("n<|> = 1\ndef f():\n    global n\n    n = 2\n") == ["main.py:1=", "main.py:3", "main.py:4="]
    source = "def f():\n    n<|> = 1\n    def g():\n        nonlocal n\n        n = 2\n"
    assert places(source) == ["main.py:2=", "main.py:4", "main.py:5="]


def test_text_in_strings_and_comments_is_no_reference() -> None:
    assert places("x<|> = 1\n# x\ny = 'x'\nz: 'x'\n") == ["main.py:1=", "main.py:4"]


def test_names_in_quotes_in_the_brackets_of_types() -> None:
    text = """
        from typing import Callable, Generic, Literal, TypeVar
        T = TypeVar("T")
        class Box(Generic[T]): ...
        class A<|>(Box["A"]): ...
        F = Callable[["A", int], "list[A] | None"]
        L = Literal["A"]
        D = {"A": 1}["A"]
        M = dict[str, tuple["A | int", ...]]
        """
    assert places(text) == ["main.py:4=", "main.py:4", "main.py:5", "main.py:5", "main.py:8"]


def test_what_a_class_reads_before_it_binds_the_name_is_what_stands_outside() -> None:
    source = """
        from __future__ import annotations
        import sock
        class Factory:
            def sock(self, family: sock.Family = sock.INET): ...
            def other(self, family: Part, default=sock): ...
            class Part: ...
        class Part: ...
        """
    files = "#- sock.py\nINET = 1\nclass Family: ...\n#- main.py\n"
    lines = [line[8:] for line in source.strip("\n").split("\n")]

    def at(line: int, word: str) -> list[str]:
        here = [*lines]
        here[line - 1] = here[line - 1].replace(word, f"{word}<|>", 1)
        return places(files + "\n".join(here))

    assert at(2, "import sock") == ["main.py:2", "main.py:4", "main.py:4"]
    assert at(4, "def sock") == ["main.py:4=", "main.py:5"]
    assert at(6, "class Part") == ["main.py:5", "main.py:6="]
    assert at(7, "class Part") == ["main.py:7="]


# ---- members ------------------------------------------------------------------------------------


def test_attributes_and_methods() -> None:
    source = """
        class A:
            size = 0
            def __init__(self):
                self.size<|> = 1
            def f(self, other):
                return self.size + other.size
        A().size
        class B:
            size = 2
        B().size
        """
    assert places(source) == ["main.py:2=", "main.py:4=", "main.py:6", "main.py:7"]


def test_a_method_and_what_overrides_it() -> None:
    source = """
        class A:
            def run<|>(self): ...
        class B(A):
            def run(self): ...
        class C:
            def run(self): ...
        def f(a: A, b: B, c: C):
            a.run(); b.run(); c.run()
        """
    assert places(source) == ["main.py:2=", "main.py:4=", "main.py:8", "main.py:8"]


def test_a_constructor_is_that_of_its_class() -> None:
    source = """
        class A:
            def __init__(self): ...
        class B(A):
            def __init__<|>(self):
                super().__init__()
        class C(B):
            def __init__(self):
                super().__init__()
                B.__init__(self)
        """
    assert places(source) == ["main.py:4=", "main.py:8", "main.py:9"]


def test_a_class_in_a_function_is_one_of_the_family() -> None:
    source = """
        class A:
            def run<|>(self): ...
        def test():
            class B(A):
                size = 0
                def run(self):
                    self.size = 1
                class C(A):
                    def run(self): ...
            B().run()
            return B().size
        """
    assert places(source) == ["main.py:2=", "main.py:6=", "main.py:9=", "main.py:10"]
    size = source.replace("<|>", "").replace("B().size", "B().size<|>")
    assert places(size) == ["main.py:5=", "main.py:7=", "main.py:11"]


# ---- highlights ---------------------------------------------------------------------------------


def test_highlights_stay_in_the_file() -> None:
    at = harness.Project("#- a.py\nx<|> = 1\nprint(x)\n#- b.py\nfrom a import x\n")
    assert [(each.range.start, each.writes) for each in at.host.highlights(*at.cursor)] == [(0, True), (12, False)]


# ---- files that are not open ----------------------------------------------------------------------


CLOSED = """
    #- a.py
    class Box:
        def open<|>(self): ...
    #- b.py
    from a import Box
    import c
    def test(other):
        c.long(1)
        Box().open()
        other.map(lambda box=Box(): box.open())
    #- c.py
    def long(x): return x.y.z
    """


def test_in_a_closed_file_only_what_a_use_needs_is_inferred() -> None:
    lines = CLOSED.splitlines(keepends=True)
    at = harness.Project("".join(line for line in lines if "lambda" not in line))
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        found = at.host.references(*at.cursor, True)
    assert [at.marked(each.path, each.range.start, each.range.end).split(" ")[0] for each in found] == [
        "a.py:2", "b.py:5",
    ]  # fmt: skip
    assert "outline(c.py)" not in ran
    assert not [each for each in ran if each.startswith("infer_region")]


def test_in_an_open_file_too() -> None:
    source = """
        #- main.py
        class Box:
            def open<|>(self): ...
            def twice(self, other): return other.z.y
        def test(other, box: Box):
            other.long(1)
            kept = [box]
            for each in other.x: kept.append(other)
            box.open()
        """
    at = harness.Project(source)
    path, offset = at.cursor
    at.open("main.py", at.host.line_index(path).text)
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        found = at.host.references(path, offset, True)
    assert [each.range.start for each in found] == [offset - 4, at.offset("main.py", "open()")]
    assert not [each for each in ran if each.startswith("infer_region")]
    at.host.diagnostics(path)
    assert at.host.references(path, offset, True) == found


def test_names_of_lambdas_and_comprehensions_in_a_class_are_no_attributes() -> None:
    source = """
        class A:
            e = 1
            x = {
                1: lambda self, e: e.a,
                2: lambda self, e: e.b,
                3: [e for e in y],
            }
        A.e
        """
    for line, word in ((4, "e.a"), (5, "e.b"), (6, "e for")):
        at = source.replace(word, f"<|>{word}")
        assert sorted(places(at)) == [f"main.py:{line}", f"main.py:{line}="], word
    assert places(source.replace("A.e", "A.<|>e")) == ["main.py:2=", "main.py:8"]


def test_what_a_lambda_is_given_is_known_in_a_closed_file_too() -> None:
    assert places(CLOSED) == ["a.py:2=", "b.py:5", "b.py:6"]


def lines_in(source: str) -> Callable[[str], list[int]]:
    """Of a file that uses the standard library: gives the lines of the references to what a text begins with."""
    db = project.open_project({"main.py": source}, real_typeshed=True)
    file = db.files.file(f"{project.ROOT}/main.py")

    def lines(needle: str) -> list[int]:
        found = db.run(references.references, db, file, source.index(needle) + 1, [], True)
        return [source.count("\n", 0, each.range.start) + 1 for each in found]

    return lines


def test_keyword_arguments_of_named_tuples_and_partial_calls() -> None:
    source = """from functools import partial
from typing import NamedTuple
class Key(NamedTuple):
    file: str
    @classmethod
    def make(cls): return cls(file="")
Key(file="").file
def f(file): return file
partial(f, file=1)
"""
    lines = lines_in(source)
    assert lines("file: str") == [4, 6, 7, 7]
    assert lines("file):") == [8, 8, 9]


def test_copies_with_other_values_name_the_fields() -> None:
    source = """import copy
import dataclasses
from dataclasses import dataclass, replace
from typing import NamedTuple
class Key(NamedTuple):
    file: str
    def moved(self): return self._replace(file="")
Key(file="")._replace(file="b")
@dataclass
class Box:
    width: int
box = Box(width=1)
replace(box, width=2)
dataclasses.replace(box, width=3)
copy.replace(box, width=4)
class Other:
    file = ""
    def _replace(self, file): ...
Other()._replace(file=1)
"""
    lines = lines_in(source)
    assert lines("file: str") == [6, 7, 8, 8]
    assert lines("width: int") == [11, 12, 13, 14, 15]
    assert lines("file): ...") == [18, 19]


def test_source_of_libraries_is_not_read_for_what_the_project_defines() -> None:
    at = harness.Project(
        """
        #- main.py
        from box import Box
        class Mine:
            def se<|>nd(self) -> None: ...
        def all(box: Box, mine: Mine) -> None:
            box.send()
            mine.send()
        """
    )
    site = f"{project.ROOT}/.venv/site"
    at.disk.write(f"{site}/box.pyi", "class Box:\n    def send(self) -> None: ...\n")
    at.disk.write(f"{site}/box.py", "class Box:\n    def send(self): ...\n")
    db = at.host._workspaces.all()[0].db
    libraries = search_paths.SearchPath(search_paths.PathKind.SITE_PACKAGES, site)
    program.configure(db, paths=(*db.program.search_paths.value, libraries))
    path, offset = at.cursor
    found = [at.marked(each.path, each.range.start, each.range.end) for each in at.host.references(path, offset, True)]
    assert found == ["main.py:3 send", "main.py:6 send"]
    assert f"read {site}/box.pyi" in at.disk.log
    assert f"read {site}/box.py" not in at.disk.log
    [found_there] = at.host.references(path, at.offset("main.py", "send()"), True)
    assert found_there.path == path
    assert f"read {site}/box.py" in at.disk.log


def test_a_file_that_only_speaks_of_the_name_is_not_parsed() -> None:
    source = """
        #- a.py
        def he<|>lper(): ...
        #- b.py
        '''The helper does it.'''
        x = 1  # helper(x)
        #- c.py
        # helper
        from a import helper
        """
    at = harness.Project(source)
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        found = at.host.references(*at.cursor, True)
    assert [each.path.rpartition("/")[2] for each in found] == ["a.py", "c.py"]
    assert [each for each in ran if each.startswith("outline")] == ["outline(a.py)", "outline(c.py)"]


def test_types_in_comments_and_names_in_long_texts_are_references() -> None:
    source = """
        #- a.py
        class Bo<|>x: ...
        #- b.py
        from a import Box
        x = []  # type: list[Box]
        y = f'''
        # {Box}
        '''
        """
    assert places(source) == ["a.py:1=", "b.py:1=", "b.py:2", "b.py:4"]


def test_headers_are_read_only_where_the_type_of_a_receiver_stands() -> None:
    source = """
        #- a.py
        class Box:
            def open<|>(self, how: Mode, where: Place) -> Handle: ...
        class Holder:
            def __init__(self, mode: Mode, box: Box) -> None:
                self.box = box
            def use(self, handle: Handle) -> Place:
                return self.box.open(1, 2)
        class Mode: ...
        class Place: ...
        class Handle: ...
        """
    at = harness.Project(source)
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        found = at.host.references(*at.cursor, True)
    assert [at.marked(each.path, each.range.start, each.range.end) for each in found] == ["a.py:2 open", "a.py:7 open"]
    assert [each for each in ran if each.startswith(("function_facts", "public_type", "infer_definition"))] == [
        "public_type(builtins.pyi.object)", "infer_definition(builtins.pyi.object)",
        "infer_definition(a.py.Holder.__init__.self.box)",
        "public_type(a.py.Holder.Box)", "public_type(a.py.Box)", "infer_definition(a.py.Box)",
    ]  # fmt: skip


def test_methods_of_properties_conditions_and_unknown_bases() -> None:
    source = """
        #- a.py
        import sys
        from gone import Base
        class Box:
            @property
            def size<|>(self) -> int: ...
            @size.setter
            def size(self, to: int) -> None: ...
        class Open(Box):
            if sys.version_info >= (3,):
                def size(self) -> int: ...
            else:
                def size(self) -> str: ...
        class Lost(Base, Box): ...
        class Set(Box):
            def __init__(self) -> None:
                self.size = 1
        def f(a: Box, b: Open, c: Lost, d: Set):
            a.size, b.size, c.size, d.size
        """
    assert places(source) == [
        "a.py:5=", "a.py:6", "a.py:7=", "a.py:10=", "a.py:12=", "a.py:16=", *["a.py:18"] * 3,
    ]  # fmt: skip
