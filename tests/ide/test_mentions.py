"""What roles of docstrings and `__all__` name."""

from tests.ide import harness
from tests.ide.renaming import rename
from tests.ide.test_references import places

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


SLOTS = """
    class Box:
        __slots__ = (
            "size",
            "other",
        )
        def __init__(self):
            self.size = "size"
    class Lid:
        __slots__ = ["size"]
        size: int
    Box().size
    """


def test_slots_are_attributes_of_their_class() -> None:
    assert places(SLOTS.replace("self.size", "self.size<|>")) == ["main.py:3", "main.py:7=", "main.py:11"]
    assert places(SLOTS.replace("size: int", "size<|>: int")) == ["main.py:9", "main.py:10="]
    found = rename(SLOTS.replace("self.size", "self.size<|>"), "width")
    assert '"width",' in found["main.py"]
    assert '= "size"' in found["main.py"]


def test_a_slot_leads_to_its_attribute() -> None:
    at = harness.Project(SLOTS.replace('"size",', '"si<|>ze",'))
    [found] = at.host.definition(*at.cursor)
    assert at.marked(found.path, found.selection.start, found.selection.end) == "main.py:7 size"


def test_mentions_are_highlighted() -> None:
    at = harness.Project("class A<|>: ...\n__all__ = ['A']\nprint('A')\n")
    assert [(each.range.start, each.writes) for each in at.host.highlights(*at.cursor)] == [(6, True), (25, False)]


WITHOUT_PARENTHESES = """
    #- main.py
    import other
    class Box:
        __slots__ = "size", "other"
        def __init__(self):
            self.size = self.other = 1
    class Lid:
        __slots__ = Box.__slots__ + ("size",)
        size: int
    class Pin: __slots__ = "size"; size: int; other: int
    def f(): ...
    def g(): ...
    __all__ = "Box", \\
        "f"
    __all__ += other.__all__ + ["g"]
    print("f", "g")
    #- other.py
    __all__ = ["x"]
    """


def test_lists_of_names_without_parentheses() -> None:
    assert places(WITHOUT_PARENTHESES.replace("self.size", "self.size<|>")) == ["main.py:3", "main.py:5="]
    assert places(WITHOUT_PARENTHESES.replace("self.other", "self.other<|>")) == ["main.py:3", "main.py:5="]
    assert places(WITHOUT_PARENTHESES.replace("    size: int", "    size<|>: int")) == ["main.py:7", "main.py:8="]
    assert places(WITHOUT_PARENTHESES.replace("; size", "; size<|>")) == ["main.py:9", "main.py:9="]
    assert places(WITHOUT_PARENTHESES.replace("def f", "def f<|>")) == ["main.py:10=", "main.py:13"]
    assert places(WITHOUT_PARENTHESES.replace("def g", "def g<|>")) == ["main.py:11=", "main.py:14"]
    at = harness.Project(WITHOUT_PARENTHESES.replace("self.other", "self.other<|>"))
    assert [each.writes for each in at.host.highlights(*at.cursor)] == [False, True]
