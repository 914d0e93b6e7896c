"""What the server needs of the analysis: what it is told, what it is asked.

Always: questions may raise `cancel.Cancelled` after `request_cancel`, and take any path: of one that is not
there, or not understood, nothing is known. Offsets are code points of the path's current text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

if TYPE_CHECKING:
    from pebre_analysis.source import blocks, line_table, lines, pieces
    from pebre_server import records
    from pebre_server.protocol.log import Log


class Change(msgspec.Struct, frozen=True):
    """One thing that happened. `path` is normalised, or a virtual path (`untitled:Untitled-1`)."""

    kind: Literal["open", "close", "saved", "created", "changed", "deleted", "settings", "folders"]
    path: str = ""
    text: blocks.Text | str | None = None  # open: the editor's text; an edit is an "open" of the new text
    cells: tuple[tuple[int, str, str], ...] | None = None  # open, of a notebook: index, id, text of code cells
    version: int | None = None
    # settings: the section `pebre`, as the client wrote it; with `path` that of one folder.
    settings: Mapping[str, object] | None = None
    folders: tuple[str, ...] = ()  # folders: paths, the first most important
    edit: line_table.Edit | None = None  # open: how the text came from the one that was told last, if that is known


class Told(msgspec.Struct, frozen=True):
    """What the client was told about an open document: a JSON list, of its diagnostics or, if it is no report, of
    something else that its types tell. `form`: what else that JSON depends on."""

    path: str
    form: bytes
    body: bytes
    is_report: bool = True


class Reopened(Protocol):
    """What earlier sessions told; known before the analysis is loaded."""

    def told(self, path: str, form: bytes, documents: Mapping[str, str], /) -> bytes | None:
        """What was told about a document, if it still holds. `documents`: the texts of all that are open, by path."""
        ...

    def hover(self, path: str, offset: int, documents: Mapping[str, str], /) -> records.HoverResult | None:
        """What is at a place, if that is known; likewise."""
        ...

    def close(self) -> None:
        """The session is over, or its settings are others now."""


class Host(Protocol):
    """The analysis of a workspace."""

    def apply(self, changes: Sequence[Change], /) -> None:
        """All changes as one revision."""

    def request_cancel(self) -> None:
        """From any thread: every question raises `cancel.Cancelled` soon, until `clear_cancel`."""

    def clear_cancel(self) -> None:
        """From any thread: questions are answered again."""

    def diagnostics(self, path: str, listen: Callable[[], Sequence[bytes]] | None = None, /) -> pieces.FileReport:
        """What is reported about a file; the same object as last time if nothing changed. `listen`: what another
        process tells of the same text, since the last time it was asked."""
        ...

    def hover(self, path: str, offset: int) -> records.HoverResult | None:
        """What is at a place."""
        ...

    def definition(self, path: str, offset: int) -> Sequence[records.NavigationTarget]:
        """Where what is at a place is defined."""
        ...

    def declaration(self, path: str, offset: int) -> Sequence[records.NavigationTarget]:
        """Where what is at a place is declared."""
        ...

    def type_definition(self, path: str, offset: int) -> Sequence[records.NavigationTarget]:
        """Where the type of what is at a place is defined."""
        ...

    def implementation(self, path: str, offset: int) -> Sequence[records.NavigationTarget]:
        """What carries out what is at a place."""
        ...

    def prepare_calls(self, path: str, offset: int) -> Sequence[records.HierarchyItem]:
        """The function at a place."""
        ...

    def incoming_calls(self, path: str, offset: int) -> Sequence[records.Call]:
        """Who calls the function at a place; the calls are in the callers."""
        ...

    def outgoing_calls(self, path: str, offset: int) -> Sequence[records.Call]:
        """What the function at a place calls; the calls are in it."""
        ...

    def prepare_types(self, path: str, offset: int) -> Sequence[records.HierarchyItem]:
        """The class at a place."""
        ...

    def supertypes(self, path: str, offset: int) -> Sequence[records.HierarchyItem]:
        """The bases of the class at a place."""
        ...

    def subtypes(self, path: str, offset: int) -> Sequence[records.HierarchyItem]:
        """The classes that name the class at a place as a base."""
        ...

    def references(self, path: str, offset: int, with_declaration: bool) -> Sequence[records.Named]:
        """Where what is at a place is named in the project."""
        ...

    def highlights(self, path: str, offset: int) -> Sequence[records.Named]:
        """Where what is at a place is named in its file."""
        ...

    def prepare_rename(self, path: str, offset: int) -> records.Prepared:
        """The word that would be renamed, or why not."""
        ...

    def rename(self, path: str, offset: int, name: str) -> records.Renamed:
        """What is at a place under another name, in the whole project."""
        ...

    def will_rename_files(self, renames: Sequence[tuple[str, str]]) -> Sequence[records.Edit]:
        """The imports of the project as they must be once files or folders, (old path, new path), are renamed."""
        ...

    def code_actions(
        self, path: str, start: int, end: int, wants: Callable[[str], bool], told: Sequence[tuple[int, int]] = (), /
    ) -> Sequence[records.Action]:
        """What is offered to do about a range, of the kinds that are wanted; and to mend what is reported at other
        places that were `told`."""
        ...

    def resolve_action(self, path: str, start: int, end: int, kind: str, late: str) -> records.Action | None:
        """An action that was offered without its edits, with them, or with the reason why there are none."""
        ...

    def signature_help(self, path: str, offset: int) -> records.SignatureHelp | None:
        """The call around a place."""
        ...

    def completion(self, path: str, offset: int, with_imports: bool = False, /) -> records.Completions:
        """What may be typed at a place; with names that would have to be imported, if that is wished."""
        ...

    def completion_edits(self, number: int, n: int) -> Sequence[records.Edit]:
        """What else is changed where the n-th item of a list is taken; nothing if it is not the last list."""
        ...

    def completion_details(self, number: int, n: int) -> tuple[str, str]:
        """Signature or type, and documentation, of the n-th item of a list; empty if it is not the last list."""
        ...

    def code_lens(self, path: str) -> Sequence[records.Range]:
        """The names of what a file defines, above which is shown how often each is named."""
        ...

    def document_symbols(self, path: str) -> Sequence[records.Symbol]:
        """The outline of a file."""
        ...

    def workspace_symbols(self, wanted: str) -> Sequence[records.FoundSymbol]:
        """What is defined in the project under a name that fits, best first."""
        ...

    def unused_imports(self, path: str) -> Sequence[records.Unused]:
        """What a file imports and does not name again."""
        ...

    def document_links(self, path: str) -> Sequence[records.Link]:
        """What a file's text refers to."""
        ...

    def folding(self, path: str) -> Sequence[records.Fold]:
        """What can be folded away in a file."""
        ...

    def inlay_hints(self, path: str, start: int, end: int) -> Sequence[records.Hint]:
        """Types and names of parameters that are not written, of a range."""
        ...

    def semantic_tokens(
        self, path: str, within: tuple[int, int] | None = None, /
    ) -> Sequence[tuple[int, int, int, int]]:
        """The names of a file or of a part of it: start, length, kind, modifiers; see `tokens.KINDS`."""
        ...

    def selection_range(self, path: str, offset: int) -> Sequence[records.Range]:
        """What to select around a place, the smallest first."""
        ...

    def line_index(self, path: str) -> lines.Lines:
        """The lines of a path's current text."""
        ...

    def files(self) -> Sequence[str]:
        """Paths of the project's own files, for workspace diagnostics."""
        ...

    def look_around(self) -> bool:
        """Whether files on the disk are not what they were; nothing if the client tells of that."""
        ...

    def keep(
        self, told: Sequence[Told], looked: tuple[str, int] | None = None, seen: Sequence[int] = (),
        rest: Literal["none", "short", "long"] = "short", /,
    ) -> None:  # fmt: skip
        """Let later sessions know what was told about open documents, all of which are saved, and what is around the
        place, path and offset, that the client looked at last, and at those `seen` in that file; in a long `rest`
        in all of it. May be stopped like a question."""

    def keep_facts(self) -> None:
        """Let later sessions know what was looked for in all files of a project. May be stopped like a question."""

    def pause(self) -> None:
        """Nothing was asked for a moment: memory may be given back."""

    def idle(self) -> bool:
        """Nothing was asked for long: garbage may be looked for, a cache written. Whether the process is worn by what
        was typed, and better begun anew."""
        ...

    def renew(self) -> None:
        """Where it cannot be begun anew: give up what is known, and find it again. May be stopped like a question."""

    def report(self) -> str:
        """What is held, as text for people."""
        ...

    def memory_report(
        self,
        more: Sequence[tuple[str, object]] = (),
        aside: Sequence[object] = (),
        statm: bytes = b"",
        modules: Collection[str] = (),
        /,
    ) -> str:
        """How many bytes that takes, by kind, as text for people; `more`: what the caller holds, with names, `aside`:
        what is no part of that although it knows it; `statm`, `modules`: what the process was at its start."""
        ...

    def close(self) -> None:
        """The session is over."""


class Analysis(Protocol):
    """The analysis before it is loaded."""

    def load(self) -> bool:
        """Import a part of what `open` needs, first what `reopened` needs; whether there is more."""
        ...

    def reopened(
        self, folders: Sequence[str], settings: Mapping[str, object], of_folders: Mapping[str, Mapping[str, object]]
    ) -> Reopened:
        """What earlier sessions told, under these settings; `of_folders`: those of single folders."""
        ...

    def open(self, folders: Sequence[str], settings: Mapping[str, object], log: Log) -> Host:
        """A host for a workspace."""
        ...
