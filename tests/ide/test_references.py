"""Where things are named: references, highlights, renaming."""

import pytest

from pebre_analysis.ide import api, references
from pebre_analysis.modules import program, search_paths
from pebre_analysis.source import ranges
from tests.harness import project
from tests.ide import harness


def places(source: str, *, with_declaration: bool = True) -> list[str]:
    """`path:line` of each reference, with `=` where the name is written."""
    at = harness.Project(source)
    found = at.host.references(*at.cursor, with_declaration)
    return [at.marked(each.path, each.range.start, each.range.end).split(" ")[0] + "=" * each.writes for each in found]


def rename(source: str, name: str) -> dict[str, str]:
    """The files that change, as they are afterwards."""
    at = harness.Project(source)
    found = at.host.rename(*at.cursor, name)
    assert not found.refusal
    texts: dict[str, str] = {}
    for edit in sorted(found.edits, key=lambda each: (each.path, -each.range.start)):
        path = edit.path.removeprefix(f"{project.ROOT}/")
        text = texts.get(path, at.host.line_index(edit.path).text)
        texts[path] = text[: edit.range.start] + edit.text + text[edit.range.end :]
    return texts


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


# ---- highlights ---------------------------------------------------------------------------------


def test_highlights_stay_in_the_file() -> None:
    at = harness.Project("#- a.py\nx<|> = 1\nprint(x)\n#- b.py\nfrom a import x\n")
    assert [(each.range.start, each.writes) for each in at.host.highlights(*at.cursor)] == [(0, True), (12, False)]


# ---- renaming -----------------------------------------------------------------------------------


def test_rename_in_all_files() -> None:
    source = """
        #- a.py
        class Box<|>: ...
        #- b.py
        from a import Box
        def f(b: "Box") -> Box: ...
        #- c.py
        import a
        a.Box()
        """
    assert rename(source, "Crate") == {
        "a.py": "class Crate: ...",
        "b.py": 'from a import Crate\ndef f(b: "Crate") -> Crate: ...',
        "c.py": "import a\na.Crate()\n",
    }


def test_an_import_as_the_same_name_is_no_alias() -> None:
    for source in ("from a import Box<|> as Box", "from a import Box as Box<|>"):
        assert rename(f"#- a.py\nclass Box: ...\n#- b.py\n{source}", "Crate") == {
            "a.py": "class Crate: ...",
            "b.py": "from a import Crate as Crate",
        }


def test_what_is_renamed_from_any_of_its_places() -> None:
    for use in ("def f(si<|>ze): return size\nf(size=1)\n", "def f(size): return si<|>ze\nf(size=1)\n"):
        assert rename(use, "n") == {"main.py": "def f(n): return n\nf(n=1)\n"}
    assert rename("def f(size): return size\nf(si<|>ze=1)\n", "n") == {"main.py": "def f(n): return n\nf(n=1)\n"}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("prin<|>t()", "`print` is not defined in this project"),
        ("import o<|>s\n#- os.py\n", "`os` is a module: rename its file instead"),
        ("nowh<|>ere", "it is not known where `nowhere` comes from"),
        ("# com<|>ment", "no name is here"),
        ("class A:\n    def __ini<|>t__(self): ...", "`__init__` means something to Python"),
    ],
)
def test_refusals(source: str, reason: str) -> None:
    at = harness.Project(source)
    assert at.host.prepare_rename(*at.cursor).refusal == reason
    assert at.host.rename(*at.cursor, "fine").refusal == reason


def test_a_bad_name_is_refused() -> None:
    at = harness.Project("x<|> = 1")
    for name in ("", "1x", "class", "a b"):
        assert at.host.rename(*at.cursor, name).refusal == f"`{name}` is not a name in Python"
    assert at.host.prepare_rename(*at.cursor).range == ranges.TextRange(0, 1)


def test_uses_that_cannot_be_told_are_counted() -> None:
    at = harness.Project("class A:\n    def run<|>(self): ...\ndef f(x, a: A):\n    x.run()\n    a.run()\n")
    found = at.host.rename(*at.cursor, "go")
    assert (len(found.edits), found.unknown) == (2, 1)


FAMILY = """
    #- base.py
    class Shape:
        def scale(self, factor, /, *, keep=True): ...
        def draw(self, colour="red"):
            return colour
    #- round.py
    from base import Shape
    class Circle(Shape):
        def draw(self, colour="blue"):
            return super().draw(colour=colour)
    class Dot(Circle):
        def draw(self, shade=None): ...
    class Disc(Dot):
        def draw(self, *, colour):
            print(colour)
    #- main.py
    from base import Shape
    from round import Circle, Disc
    class Other:
        def draw(self, colour): ...
    def all(shape: Shape, circle: Circle, disc: Disc, other: Other, it):
        shape.draw(colour=1)
        circle.draw(colour=2)
        disc.draw(colour=3)
        other.draw(colour=4)
        it.draw(colour=5)
        it.fill(colour=6)
    """


@pytest.mark.parametrize("at", ['draw(self, col<|>our="red', 'draw(self, col<|>our="blue', "circle.draw(col<|>our=2"])
def test_a_parameter_is_renamed_in_the_methods_that_override(at: str) -> None:
    found = harness.Project(FAMILY.replace(at.replace("<|>", ""), at))
    renamed = found.host.rename(*found.cursor, "ink")
    places = sorted({found.marked(each.path, each.range.start, each.range.end) for each in renamed.edits})
    assert places == [
        "base.py:3 colour", "base.py:4 colour", "main.py:6 colour", "main.py:7 colour", "main.py:8 colour",
        "round.py:3 colour", "round.py:4 colour", "round.py:8 colour", "round.py:9 colour",
    ]  # fmt: skip
    assert len(renamed.edits) == 10  # two in line 4
    assert renamed.unknown == 1


def test_what_nobody_passes_by_name_is_renamed_alone() -> None:
    source = """
        class A:
            def __init__(self, size): ...
            def go(se<|>lf, x, /): ...
        class B(A):
            def __init__(self, size):
                super().__init__(size=size)
            def go(self, x, /): ...
        B(size=1)
        """
    assert sorted(rename(source, "this")) == ["main.py"]
    assert rename(source, "this")["main.py"].count("this") == 1
    assert rename(source.replace("<|>", "").replace("(self, x", "(self, <|>x"), "y")["main.py"].count("y") == 1
    own = rename(source.replace("<|>", "").replace("size): ...", "si<|>ze): ..."), "n")["main.py"]
    assert own.count("n):") == 1
    assert "super().__init__(n=size)" in own


def test_a_parameter_is_renamed_in_all_overloads() -> None:
    source = """
        from typing import overload
        @overload
        def f(x: int) -> int: ...
        @overload
        def f(x: str) -> str: ...
        def f(<|>x): return x
        f(x=1)
        f(x="")
        def g(x): ...
        """
    found = rename(source, "value")["main.py"]
    assert found.count("value") == 6
    assert "def g(x)" in found


def test_what_a_library_calls_so_too_is_told() -> None:
    at = harness.Project(
        """
        #- main.py
        from box import Box
        class Mine(Box):
            def send(self, da<|>ta): print(data)
        """
    )
    at.disk.write(f"{project.ROOT}/.venv/site/box.py", "class Box:\n    def send(self, data): ...\n")
    db = at.host._workspaces.all()[0].db
    libraries = search_paths.SearchPath(search_paths.PathKind.SITE_PACKAGES, f"{project.ROOT}/.venv/site")
    program.configure(db, paths=(*db.program.search_paths.value, libraries))
    found = at.host.rename(*at.cursor, "text")
    assert (len(found.edits), found.libraries) == (2, ("Box.send",))


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("ol<|>d = 1\nnew = 2\n", 2),
        ("def f(ol<|>d):\n    new = old\n", 2),
        ("new = 1\ndef f(ol<|>d):\n    return old + new\n", 1),
        ("ol<|>d = 1\ndef f(new):\n    return old + new\n", 2),
        ("ol<|>d = 1\ndef f():\n    def g(): return old\n    new = 1\n    return g\n", 4),
        ("ol<|>d = 1\ndef f(): return [old for new in ()]\n", 2),
        ("class A:\n    def ol<|>d(self): ...\n    def go(self): self.new = 1\n", 3),
        ("class A:\n    new = 1\nclass B(A):\n    def ol<|>d(self): ...\n", 2),
        ("class A:\n    def ol<|>d(self): ...\nclass B(A):\n    new = 1\n", 4),
        ("#- a.py\ndef ol<|>d(): ...\n#- main.py\nfrom a import old\nnew = old\n", 2),
    ],
)
def test_a_name_that_is_taken_is_refused(source: str, line: int) -> None:
    at = harness.Project(source)
    assert at.host.rename(*at.cursor, "new").refusal == f"`new` is taken: main.py, line {line}"
    assert not at.host.rename(*at.cursor, "fresh").refusal


@pytest.mark.parametrize(
    "source",
    [
        "ol<|>d = 1\nprint(new)\n",  # it was not defined
        "def f(ol<|>d): return old\nnew = 1\nprint(new)\n",
        "class A:\n    ol<|>d = 1\nclass B:\n    new = 1\nnew = 1\n",
        "ol<|>d = 1\ndef f(new): return new\nx.new, dict(new=old)\n",
        "ol<|>d = 1\nprint([new for new in ()])\n",
    ],
)
def test_a_name_that_means_something_elsewhere_is_not_taken(source: str) -> None:
    at = harness.Project(source)
    assert not at.host.rename(*at.cursor, "new").refusal


def test_a_builtin_that_is_used_is_taken() -> None:
    at = harness.Project("def f(item<|>s): return len(items)\n")
    assert at.host.rename(*at.cursor, "len").refusal.startswith("`len` is taken: ")
    assert not at.host.rename(*at.cursor, "list").refusal


def test_the_text_that_tells_a_type_variable_its_name_is_renamed() -> None:
    at = harness.Project("from typing import TypeVar\nT<|> = TypeVar('T', bound=int)\ndef f(x: T) -> T: ...\n")
    path, offset = at.cursor
    found = at.host.rename(path, offset, "New").edits
    assert sorted([each.range.start for each in found]) == [27, 40, 64, 70]


def test_what_no_name_makes_is_not_renamed() -> None:
    at = harness.Project("from enum import Enum\nA = Enum('A', 'NO YES')\nprint(A.NO<|>)\n")
    path, offset = at.cursor
    assert at.host.rename(path, offset, "NEW").refusal


def test_names_in_quoted_types_and_in_all_are_renamed() -> None:
    text = "from typing import cast\n__all__ = ['A', \"A\", 'B']\nclass A<|>: ...\ncast('A', 1)\nx: 'A'\nprint('A')\n"
    at = harness.Project(f"#- main.py\n{text}\n#- b.py\nfrom main import A\n__all__ = ['A']\n")
    path, offset = at.cursor
    found = at.host.rename(path, offset, "New").edits
    assert len([each for each in found if each.path == path]) == 5
    assert len([each for each in found if each.path != path]) == 2


def test_what_other_imports_of_the_name_lead_to_is_renamed_too() -> None:
    """On each system another module gives it."""
    source = """
        #- one.py
        def wait<|>(): ...
        #- two.py
        def wait(): ...
        #- __init__.py
        def wait(): ...
        import sys
        if sys.platform == "linux":
            from one import wait
        else:
            from two import wait
        wait()
        """
    found = rename(source, "go")
    assert sorted(found) == ["__init__.py", "one.py", "two.py"]
    assert not any("wait" in text for text in found.values())


def test_names_in_quotes_in_the_brackets_of_types_are_renamed() -> None:
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


def test_a_module_that_is_not_found_is_not_renamed() -> None:
    at = harness.Project("import nowhere\nprint(nowhere<|>)\n")
    path, offset = at.cursor
    assert at.host.rename(path, offset, "other").refusal


def test_a_name_that_a_plain_import_gives_as_well_is_not_renamed() -> None:
    text = "try:\n    import sys\nexcept ImportError:\n    import os as sys\nprint(sys<|>)\n"
    at = harness.Project(text)
    assert "is a module" in at.host.rename(*at.cursor, "other").refusal


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


def test_what_a_lambda_is_given_is_known_in_a_closed_file_too() -> None:
    assert places(CLOSED) == ["a.py:2=", "b.py:5", "b.py:6"]


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
    db = project.open_project({"main.py": source}, real_typeshed=True)
    file = db.files.file(f"{project.ROOT}/main.py")

    def lines(needle: str) -> list[int]:
        found = db.run(references.references, db, file, source.index(needle) + 1, [], True)
        return [source.count("\n", 0, each.range.start) + 1 for each in found]

    assert lines("file: str") == [4, 6, 7, 7]
    assert lines("file):") == [8, 8, 9]


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


MENTIONS = '''
    #- pack/__init__.py
    """Holds a :class:`Box` (:class:`~pack.box.Box`), not a Box or `Box`.

    See :meth:`Box.open`, :meth:`the method <.Box.open>`, :py:func:`pack.box.Box.open()` and :attr:`!open`.
    """
    from pack.box import Box
    __all__ = ["Box", "open"]
    __all__ += ("Box",)
    print("Box", ["Box"])
    #- pack/box.py
    class Box:
        """A box, to :meth:`open`; it has a :attr:`size`."""
        def __init__(self):
            self.size = 1
        def open(self):
            """Like :func:`open`, the builtin? No: Sphinx finds :meth:`Box.open`."""
    def open(box: Box):
        """Opens a :class:`Box`: :meth:`.Box.open`; :func:`open`."""
    '''


def test_roles_in_docstrings_and_lists_of_names() -> None:
    assert places(MENTIONS.replace("class Box:", "class Box<|>:")) == [
        "pack/box.py:1=", "pack/box.py:6", "pack/box.py:7", "pack/box.py:8", "pack/box.py:8",
        "pack/__init__.py:1", "pack/__init__.py:1", "pack/__init__.py:3", "pack/__init__.py:3", "pack/__init__.py:3",
        "pack/__init__.py:5=", "pack/__init__.py:6", "pack/__init__.py:7",
    ]  # fmt: skip
    assert places(MENTIONS.replace("def open(self)", "def open<|>(self)")) == [
        "pack/box.py:2", "pack/box.py:5=", "pack/box.py:6", "pack/box.py:8",
        "pack/__init__.py:3", "pack/__init__.py:3", "pack/__init__.py:3",
    ]  # fmt: skip
    assert places(MENTIONS.replace("self.size", "self.size<|>")) == ["pack/box.py:2", "pack/box.py:4="]
    assert places(MENTIONS.replace("open(box", "open<|>(box")) == ["pack/box.py:6", "pack/box.py:7=", "pack/box.py:8"]


def test_roles_are_renamed_along() -> None:
    found = rename(MENTIONS.replace("def open(self)", "def open<|>(self)"), "lift")
    assert (
        ":meth:`Box.lift`, :meth:`the method <.Box.lift>`, :py:func:`pack.box.Box.lift()`" in found["pack/__init__.py"]
    )
    assert '["Box", "open"]' in found["pack/__init__.py"]


def test_without_a_folder_a_rename_says_that_it_saw_only_what_is_open() -> None:
    disk = harness.Project("#- main.py\ndef name(): ...\ndef f(): own = 1; return own\n").disk
    host = api.Host([], harness.SETTINGS, lambda line: None, disk)
    path = f"{project.ROOT}/main.py"
    text = host.line_index(path).text
    assert host.rename(path, text.index("name"), "other").is_partial
    assert not host.rename(path, text.index("own"), "other").is_partial
    at = harness.Project("def na<|>me(): ...")
    assert not at.host.rename(*at.cursor, "other").is_partial
