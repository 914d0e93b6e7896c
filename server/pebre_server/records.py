"""What the server reads of the records that the analysis gives; and how places are shown to the client.

Protocols only, so that nothing of the analysis is imported for them. Offsets are code points of a path's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pebre_server.protocol.jsonrpc import Message


class Range(Protocol):
    """Two offsets of a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class HoverResult(Protocol):
    """What is shown at a place."""

    @property
    def markdown(self) -> str: ...
    @property
    def range(self) -> Range | None: ...


class NavigationTarget(Protocol):
    """Where to go: a whole definition, and the name in it."""

    @property
    def path(self) -> str: ...
    @property
    def range(self) -> Range: ...
    @property
    def selection(self) -> Range: ...


class Named(Protocol):
    """A place where something is named."""

    @property
    def path(self) -> str: ...
    @property
    def range(self) -> Range: ...
    @property
    def writes(self) -> bool: ...


class Edit(Protocol):
    """A text that replaces another."""

    @property
    def path(self) -> str: ...
    @property
    def range(self) -> Range: ...
    @property
    def text(self) -> str: ...


class Prepared(Protocol):
    """What would be renamed; or why not."""

    @property
    def range(self) -> Range: ...
    @property
    def refusal(self) -> str: ...


class Renamed(Protocol):
    """The edits of a rename; uses left out, and methods of libraries that keep the old name; or why there are none."""

    @property
    def edits(self) -> Sequence[Edit]: ...
    @property
    def unknown(self) -> int: ...
    @property
    def libraries(self) -> Sequence[str]: ...
    @property
    def is_partial(self) -> bool: ...
    @property
    def refusal(self) -> str: ...


class Action(Protocol):
    """Something to do about a place. `at`: where what it mends is reported, by `rule`; `disabled`: why it cannot;
    `late`: what finds its edits; `creates`: paths of files that are made first."""

    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def edits(self) -> Sequence[Edit]: ...
    @property
    def rule(self) -> str: ...
    @property
    def at(self) -> Range | None: ...
    @property
    def is_preferred(self) -> bool: ...
    @property
    def disabled(self) -> str: ...
    @property
    def late(self) -> str: ...
    @property
    def creates(self) -> Sequence[str]: ...


class LabelPart(Protocol):
    """A piece of a hint; `target`: what it names."""

    @property
    def text(self) -> str: ...
    @property
    def target(self) -> NavigationTarget | None: ...


class Hint(Protocol):
    """What is shown between words. `kind` is a key of `shapes.HINT_KINDS`; `edits` put it into the code."""

    @property
    def at(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def parts(self) -> Sequence[LabelPart]: ...
    @property
    def edits(self) -> Sequence[Edit]: ...


class Signature(Protocol):
    """One way to call something. `active` is -1 where no parameter takes what is being written."""

    @property
    def label(self) -> str: ...
    @property
    def parameters(self) -> Sequence[Range]: ...
    @property
    def active(self) -> int: ...
    @property
    def documentation(self) -> str: ...
    @property
    def details(self) -> Sequence[str]: ...


class SignatureHelp(Protocol):
    """What a call takes."""

    @property
    def signatures(self) -> Sequence[Signature]: ...
    @property
    def active(self) -> int: ...


class Completion(Protocol):
    """An item of a list. `kind` is a key of COMPLETION_KINDS; `insert` None means the label."""

    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def sort(self) -> str: ...
    @property
    def insert(self) -> str | None: ...
    @property
    def detail(self) -> str: ...


class Completions(Protocol):
    """What may be typed; `word` is replaced."""

    @property
    def items(self) -> Sequence[Completion]: ...
    @property
    def word(self) -> Range: ...
    @property
    def is_cut(self) -> bool: ...
    @property
    def number(self) -> int: ...


class Symbol(Protocol):
    """A named thing of a file and what it contains. `kind` is a key of SYMBOL_KINDS."""

    @property
    def name(self) -> str: ...
    @property
    def detail(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def range(self) -> Range: ...
    @property
    def selection(self) -> Range: ...
    @property
    def children(self) -> Sequence[Symbol]: ...


class FoundSymbol(Protocol):
    """A named thing of some file. `container`: the name of what it stands in."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def container(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def range(self) -> Range: ...


class HierarchyItem(Protocol):
    """A function, class or module in a hierarchy. `kind` is a key of SYMBOL_KINDS."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def detail(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def range(self) -> Range: ...
    @property
    def selection(self) -> Range: ...


class Call(Protocol):
    """The other side of calls, and where they are."""

    @property
    def item(self) -> HierarchyItem: ...
    @property
    def ranges(self) -> Sequence[Range]: ...


class Unused(Protocol):
    """A name that is imported for nothing."""

    @property
    def name(self) -> str: ...
    @property
    def range(self) -> Range: ...


class Link(Protocol):
    """A text that leads to a file, or to an address."""

    @property
    def range(self) -> Range: ...
    @property
    def address(self) -> str: ...
    @property
    def path(self) -> str: ...


class Fold(Protocol):
    """Lines that can be hidden below the first. `kind` is one of the protocol's, or empty."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> str: ...


class Versioned(Protocol):
    @property
    def version(self) -> int | None: ...


class Versions(Protocol):
    """The open documents."""

    def get(self, uri: str, /) -> Versioned | None: ...


class Space(Protocol):
    """How the offsets of one path are shown to the client."""

    def range(self, start: int, end: int) -> Message:
        """A range; in a notebook, of the cell where it starts."""
        ...

    def location(self, start: int, end: int) -> tuple[str, Message]:
        """The URI and range of a place."""
        ...
