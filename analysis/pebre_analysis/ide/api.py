"""The façade of the analysis for an editor: `Host` takes changes and answers questions.

In:  what happened, as the workbench takes it; paths and offsets.
Out: plain records: markdown, ranges, targets, symbols, diagnostics.
Always
  - offsets are code points of the path's text as the analysis sees it now;
  - any path may be asked about: of one that is not there, or not understood, nothing is known.
A new feature is one file beside this one and one method here, which imports it: the first question of a session does
not wait for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from pebre_analysis.ide.common import workbench
from pebre_analysis.source import lines, ranges, source_text, system

if TYPE_CHECKING:
    from pebre_analysis.ide import (
        call_hierarchy,
        completion,
        document_links,
        folding,
        hover,
        inlay_hints,
        rename,
        semantic_tokens,
        signature_help,
        unused_imports,
        workspace_symbols,
    )
    from pebre_analysis.ide.code_actions import action
    from pebre_analysis.ide.common import edits, hierarchy, navigation, outline_symbols, reference_search
    from pebre_analysis.project import database


class Host(workbench.Workbench):
    """See the module's docstring."""

    def __init__(
        self,
        folders: Sequence[str],
        settings: Mapping[str, object],
        log: Callable[[str], object],
        disk: system.System | None = None,
        opened: Callable[[database.ProjectDatabase], object] = lambda db: None,
    ) -> None:
        """`opened` is told of the database of every project."""
        super().__init__(folders, settings, log, disk, opened)
        self._n_listed = 0
        self._listed: completion.Completions | None = None  # what may be asked about in detail
        self._listed_for = ""

    # ---- the last list --------------------------------------------------------------------------

    def _item(self, number: int, n: int) -> completion.Item | None:
        """The n-th item of a list, if it is the last one."""
        listed = self._listed
        return (
            listed.items[n] if listed is not None and number == listed.number and 0 <= n < len(listed.items) else None
        )

    def close(self) -> None:
        super().close()
        self._listed = None

    def _begin_anew(self) -> None:
        self._listed = None
        super()._begin_anew()

    # ---- questions ------------------------------------------------------------------------------

    def hover(self, path: str, offset: int) -> hover.HoverResult | None:
        """What is at a place."""
        from pebre_analysis.ide import hover

        return self._ask(path, hover.hover, offset)

    def definition(self, path: str, offset: int) -> Sequence[navigation.NavigationTarget]:
        """Where what is at a place is defined: in source where there is one, else in a stub."""
        from pebre_analysis.ide import goto_definition

        return self._ask(path, goto_definition.goto_definition, offset)

    def declaration(self, path: str, offset: int) -> Sequence[navigation.NavigationTarget]:
        """Where what is at a place is declared: in a stub where there is one."""
        from pebre_analysis.ide import goto_declaration

        return self._ask(path, goto_declaration.goto_declaration, offset)

    def type_definition(self, path: str, offset: int) -> Sequence[navigation.NavigationTarget]:
        """Where the type of what is at a place is defined."""
        from pebre_analysis.ide import goto_type_definition

        return self._ask(path, goto_type_definition.goto_type_definition, offset)

    def implementation(self, path: str, offset: int) -> Sequence[navigation.NavigationTarget]:
        """What carries out what is at a place: classes below a class, methods that override a method."""
        from pebre_analysis.ide import goto_implementation

        return self._ask(path, goto_implementation.goto_implementation, offset, self._files_searched(path))

    def prepare_calls(self, path: str, offset: int) -> Sequence[hierarchy.Item]:
        """The function at a place."""
        from pebre_analysis.ide import call_hierarchy

        return self._ask(path, call_hierarchy.prepare, offset)

    def incoming_calls(self, path: str, offset: int) -> Sequence[call_hierarchy.Call]:
        """Who calls the function at a place."""
        from pebre_analysis.ide import call_hierarchy

        return self._ask(path, call_hierarchy.incoming, offset, self._files_searched(path))

    def outgoing_calls(self, path: str, offset: int) -> Sequence[call_hierarchy.Call]:
        """What the function at a place calls."""
        from pebre_analysis.ide import call_hierarchy

        return self._ask(path, call_hierarchy.outgoing, offset)

    def prepare_types(self, path: str, offset: int) -> Sequence[hierarchy.Item]:
        """The class at a place."""
        from pebre_analysis.ide import type_hierarchy

        return self._ask(path, type_hierarchy.prepare, offset)

    def supertypes(self, path: str, offset: int) -> Sequence[hierarchy.Item]:
        """The bases of the class at a place."""
        from pebre_analysis.ide import type_hierarchy

        return self._ask(path, type_hierarchy.supertypes, offset)

    def subtypes(self, path: str, offset: int) -> Sequence[hierarchy.Item]:
        """The classes of the project that name the class at a place as a base."""
        from pebre_analysis.ide import type_hierarchy

        return self._ask(path, type_hierarchy.subtypes, offset, self._files_searched(path))

    def references(self, path: str, offset: int, with_declaration: bool) -> Sequence[reference_search.Found]:
        """Where what is at a place is named in the project."""
        from pebre_analysis.ide import references

        return self._ask(path, references.references, offset, self._files_searched(path), with_declaration)

    def highlights(self, path: str, offset: int) -> Sequence[reference_search.Found]:
        """Where what is at a place is named in its file."""
        from pebre_analysis.ide import highlights

        return self._ask(path, highlights.highlights, offset)

    def prepare_rename(self, path: str, offset: int) -> rename.Prepared:
        """The word that would be renamed, or why not."""
        from pebre_analysis.ide import rename

        return self._ask(path, rename.prepare, offset)

    def rename(self, path: str, offset: int, name: str) -> rename.Renamed:
        """What is at a place under another name, in the whole project."""
        from pebre_analysis.ide import rename

        is_all = not self._workspaces.of(path).is_loose
        return self._ask(path, rename.rename, offset, name, self._files_searched(path), is_all)

    def will_rename_files(self, renames: Sequence[tuple[str, str]]) -> Sequence[edits.Edit]:
        """The imports of the project as they must be once files or folders, (old path, new path), are renamed."""
        from pebre_analysis.ide import will_rename_files

        if not renames:
            return ()
        workspace = self._workspaces.of(renames[0][0])
        around = self._files_in(workspace)
        return workspace.db.run(will_rename_files.will_rename_files, workspace.db, renames, around)

    def signature_help(self, path: str, offset: int) -> signature_help.SignatureHelp | None:
        """The call around a place."""
        from pebre_analysis.ide import signature_help

        return self._ask(path, signature_help.signature_help, offset)

    def completion(self, path: str, offset: int, with_imports: bool = False) -> completion.Completions:
        """What may be typed at a place; with names that would have to be imported, if that is wished."""
        from pebre_analysis.ide import completion

        around = self._files_around(path) if with_imports else ()
        libraries = self._libraries_of(path) if with_imports else None
        self._offers_imports = self._offers_imports or with_imports
        found = self._ask(path, completion.completion, offset, around, libraries)
        self._n_listed += 1
        self._listed = listed = msgspec.structs.replace(found, number=self._n_listed)
        self._listed_for = path
        return listed

    def completion_edits(self, number: int, n: int) -> Sequence[edits.Edit]:
        """What else has to be changed where an item of the last list is taken."""
        from pebre_analysis.ide import completion

        item = self._item(number, n)
        return () if item is None else self._ask(self._listed_for, completion.changes, item)

    def completion_details(self, number: int, n: int) -> tuple[str, str]:
        """Signature or type, and documentation, of an item of the last list; empty for those of others."""
        from pebre_analysis.ide import completion

        item = self._item(number, n)
        return ("", "") if item is None else self._ask(self._listed_for, lambda db, _: completion.details(db, item))

    def code_actions(
        self, path: str, start: int, end: int, wants: Callable[[str], bool] = lambda kind: True,
        told: Sequence[tuple[int, int]] = (),
    ) -> Sequence[action.Action]:  # fmt: skip
        """What is offered to do about a range, of the kinds that are wanted; and to mend what is reported at other
        places that were `told`."""
        from pebre_analysis.ide.code_actions import offer

        around = self._files_around(path)
        places = [ranges.TextRange(*each) for each in dict.fromkeys(((start, end), *told))]
        return self._ask(path, offer.code_actions, places, around, self._libraries_of(path), wants)

    def resolve_action(self, path: str, start: int, end: int, kind: str, late: str) -> action.Action | None:
        """An action that was offered without its edits, with them, or with the reason why there are none."""
        from pebre_analysis.ide.code_actions import offer

        around, at = self._files_around(path), ranges.TextRange(start, end)
        return self._ask(path, offer.resolve, at, kind, late, around)

    def code_lens(self, path: str) -> Sequence[ranges.TextRange]:
        """The names of what a file defines, above which is shown how often each is named."""
        from pebre_analysis.ide import code_lens

        return self._ask(path, code_lens.code_lens)

    def document_symbols(self, path: str) -> Sequence[outline_symbols.Symbol]:
        """The outline of a file."""
        from pebre_analysis.ide import document_symbols

        return self._ask(path, document_symbols.document_symbols)

    def workspace_symbols(self, wanted: str) -> Sequence[workspace_symbols.Found]:
        """What is defined in the project under a name that fits."""
        from pebre_analysis.ide import workspace_symbols

        self._lists_symbols = True
        found: list[workspace_symbols.Found] = []
        for workspace in self._workspaces.all():
            places = self._files_in(workspace)
            found += workspace.db.run(workspace_symbols.workspace_symbols, workspace.db, wanted, places)
        return found

    def unused_imports(self, path: str) -> Sequence[unused_imports.Unused]:
        """What a file imports and does not name again."""
        from pebre_analysis.ide import unused_imports

        return self._ask(path, unused_imports.unused_imports)

    def document_links(self, path: str) -> Sequence[document_links.Link]:
        """What a file's text refers to."""
        from pebre_analysis.ide import document_links

        return self._ask(path, document_links.document_links)

    def folding(self, path: str) -> Sequence[folding.Fold]:
        """What can be folded away in a file."""
        from pebre_analysis.ide import folding

        return self._ask(path, folding.folding)

    def inlay_hints(self, path: str, start: int, end: int) -> Sequence[inlay_hints.Hint]:
        """Types and names of parameters that are not written, of a range."""
        from pebre_analysis.ide import inlay_hints

        return self._ask(path, inlay_hints.inlay_hints, ranges.TextRange(start, end))

    def semantic_tokens(self, path: str, within: tuple[int, int] | None = None) -> Sequence[semantic_tokens.Token]:
        """The names of a file, or of a range of it, with what they are."""
        from pebre_analysis.ide import semantic_tokens

        return self._ask(path, semantic_tokens.semantic_tokens, None if within is None else ranges.TextRange(*within))

    def selection_range(self, path: str, offset: int) -> Sequence[ranges.TextRange]:
        """What to select around a place, step by step."""
        from pebre_analysis.ide import selection_range

        return self._ask(path, selection_range.selection_range, offset)

    def line_index(self, path: str) -> lines.Lines:
        """The lines of a path's current text."""
        return self._ask(path, source_text.line_index)
