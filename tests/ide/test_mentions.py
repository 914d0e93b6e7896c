"""What roles of docstrings and `__all__` name."""

from tests.ide.test_references import places
from tests.ide.test_rename import rename

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
