"""Renaming: what changes, and what is refused."""

import pytest

from pebre_analysis.ide import api
from pebre_analysis.source import ranges
from tests.harness import project
from tests.ide import harness
from tests.ide.renaming import rename, with_library


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


def test_a_name_is_renamed_where_it_is_imported_below_one_like_a_keyword() -> None:
    names = "(\n    from_box,\n    importer,\n    to_box,\n)\nto_box()"
    source = (
        f"#- a.py\ndef to_box<|>(): ...\ndef from_box(): ...\ndef importer(): ...\n#- b.py\nfrom a import {names}\n"
    )
    assert rename(source, "new")["b.py"] == f"from a import {names.replace('to_box', 'new')}\n"


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


@pytest.mark.parametrize("at", ["wid<|>th: int", "Size(wid<|>th=1)"])
def test_a_key_is_refused_since_texts_name_it(at: str) -> None:
    text = "from typing import TypedDict\nclass Size(TypedDict):\n    width: int\ns = Size(width=1)\ns['width']\n"
    found = harness.Project(text.replace(at.replace("<|>", ""), at))
    refusal = "`width` is a key: the texts that name it are not searched for"
    assert found.host.prepare_rename(*found.cursor).refusal == refusal
    assert found.host.rename(*found.cursor, "other").refusal == refusal


def test_uses_that_cannot_be_told_are_counted() -> None:
    at = harness.Project("class A:\n    def run<|>(self): ...\ndef f(x, a: A):\n    x.run()\n    a.run()\n")
    found = at.host.rename(*at.cursor, "go")
    assert (len(found.edits), found.unknown) == (2, 1)


def test_what_a_library_calls_so_too_is_told() -> None:
    source = """
        #- main.py
        from box import Box
        class Mine(Box):
            def send(self, da<|>ta): print(data)
        """
    at = with_library(source, "class Box:\n    def send(self, data): ...\n")
    found = at.host.rename(*at.cursor, "text")
    assert (len(found.edits), found.libraries) == (2, ("Box.send",))


@pytest.mark.parametrize(
    "source",
    [
        "class Mine(box.Box):\n    def se<|>nd(self): ...\n",
        "class Mine(box.Wire):\n    def se<|>nd(self): ...\n",
        "class Mine(box.Box):\n    def send(self): ...\nclass Below(Mine): ...\nBelow().se<|>nd()\n",
        "class Mine(box.Box):\n    def f(self): self.si<|>ze = 1\n",
        "def f():\n    class Mine(box.Box):\n        def se<|>nd(self): ...\n",
    ],
)
def test_a_member_that_a_base_of_a_library_has_is_not_renamed(source: str) -> None:
    library = """
from typing import Protocol
class Box:
    def __init__(self): self.size = 0
    def send(self): ...
class Wire(Protocol):
    def send(self): ...
"""
    at = with_library(f"import box\n{source}", library)
    word = "size" if "si<|>ze" in source else "send"
    owner = "Wire" if "Wire" in source else "Box"
    refused = f"`{word}` is also a member of `{owner}`, which is not defined in this project"
    assert at.host.prepare_rename(*at.cursor).refusal == refused
    assert at.host.rename(*at.cursor, "other").refusal == refused


def test_a_member_that_meets_one_of_a_library_in_a_class_below_is_not_renamed() -> None:
    source = "import box\nclass Mixed:\n    def se<|>nd(self): ...\nclass Below(Mixed, box.Box): ...\n"
    at = with_library(source, "class Box:\n    def send(self): ...\n")
    assert at.host.rename(*at.cursor, "other").refusal.startswith("`send` is also a member of `Box`")
    at = with_library(source, "class Box:\n    def receive(self): ...\n")
    assert len(at.host.rename(*at.cursor, "other").edits) == 1


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


def test_a_module_that_is_not_found_is_not_renamed() -> None:
    at = harness.Project("import nowhere\nprint(nowhere<|>)\n")
    path, offset = at.cursor
    assert at.host.rename(path, offset, "other").refusal


def test_a_name_that_a_plain_import_gives_as_well_is_not_renamed() -> None:
    text = "try:\n    import sys\nexcept ImportError:\n    import os as sys\nprint(sys<|>)\n"
    at = harness.Project(text)
    assert "is a module" in at.host.rename(*at.cursor, "other").refusal


def test_without_a_folder_a_rename_says_that_it_saw_only_what_is_open() -> None:
    disk = harness.Project("#- main.py\ndef name(): ...\ndef f(): own = 1; return own\n").disk
    host = api.Host([], harness.SETTINGS, lambda line: None, disk)
    path = f"{project.ROOT}/main.py"
    text = host.line_index(path).text
    assert host.rename(path, text.index("name"), "other").is_partial
    assert not host.rename(path, text.index("own"), "other").is_partial
    at = harness.Project("def na<|>me(): ...")
    assert not at.host.rename(*at.cursor, "other").is_partial


@pytest.mark.parametrize(
    ("library", "is_asked"),
    [
        ("class Wire(\n    Protocol,\n):\n    '''A\nclass for all.'''\n    if X:\n        def send(self): ...", True),
        ("class Other: ...\nclass Wire(Protocol):\n    class Part: ...\n    send: int", True),
        ("from typing import Protocol as P\nclass Wire(P):\n    def send(self): ...", True),
        ("class Other(Protocol): ...\nclass Wire:\n    def send(self): ...", False),
        ("class Other(Protocol): ...\ndef send(): ...", False),
        ("class Wire(Protocol):\n    def sender(self): ...", False),
    ],
)
def test_only_where_a_protocol_of_a_library_has_the_member_are_arguments_inferred(library: str, is_asked: bool) -> None:
    mine = "from box import *\nclass Mine:\n    def se<|>nd(self) -> int: ...\n"
    source = f"#- main.py\n{mine}#- more.py\nfrom main import *\ndef f(made=Mine()): print(made)\n"
    at = with_library(source, f"from typing import Protocol\n{library}\n")
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        assert len(at.host.rename(*at.cursor, "other").edits) == 1
    assert any(each.startswith("public_type(more.py") for each in ran) is is_asked


def test_a_rename_looks_for_classes_below_once_and_only_where_one_may_be() -> None:
    source = """
        #- main.py
        class Mine:
            def se<|>nd(self): ...
        #- below.py
        from main import Mine
        class Below(Mine):
            def send(self): ...
        #- more.py
        from main import Mine
        class Other:
            def f(self, mine: Mine): return Mine()
        """
    at = harness.Project(source)
    db = at.host._workspaces.all()[0].db
    with db.record() as ran:
        assert len(at.host.rename(*at.cursor, "other").edits) == 2
    assert [each for each in ran if each.startswith("classes_of")] == ["classes_of(below.py)", "classes_of(main.py)"]
    with db.record() as ran:
        assert len(at.host.rename(*at.cursor, "third").edits) == 2
    assert ran == ["resolve_standard(_typeshed)"] * 2  # nobody holds its key


@pytest.mark.parametrize(
    ("source", "is_refused"),
    [
        ("use(Mine())", True), ("use(3)", False), ("other(Mine())", False), ("def f(x: Mine | None): use(of=x)", True),
        ("class Below(Mine): ...\nuse(Below())", True), ("use_all([], Mine())", True), ("use", False),
    ],
)  # fmt: skip
def test_a_member_that_a_protocol_of_a_library_asks_for_is_not_renamed(source: str, is_refused: bool) -> None:
    library = """
from typing import Protocol, TypeVar
class Wire(Protocol):
    def send(self) -> int: ...
T = TypeVar("T", bound=Wire)
def use(of: Wire | int | None): ...
def use_all(first: object, *rest: T) -> T: ...
def other(of: object): ...
"""
    mine = "from box import *\nclass Mine:\n    def se<|>nd(self) -> int: ...\n"
    at = with_library(f"#- main.py\n{mine}#- more.py\nfrom main import *\n{source}\n", library)
    refusal = at.host.rename(*at.cursor, "other").refusal
    name = "Below" if "Below" in source else "Mine"
    line = 3 if "Below" in source else 2
    assert refusal == is_refused * (
        "`send` is also a member of `Wire`, which is not defined in this project, and for which a "
        f"`{name}` is taken in more.py, line {line}"
    )
