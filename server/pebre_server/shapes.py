"""More of what is sent, as the protocol shapes it: results of requests that not every session makes.

In:  records of the analysis, places as the client counts.
Out: plain data ready to be sent. `convert` has what these are made of.
Does not know: sessions, the host.
"""

from __future__ import annotations

from pebre_server import convert, uris

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pebre_server import records
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message

HINT_KINDS = {"type": 1, "parameter": 2}


def workspace_symbols(
    found: Iterable[records.FoundSymbol], space_of: Callable[[str], records.Space], client: Client
) -> list[Message]:
    """A list of `SymbolInformation`."""
    shapes = []
    spaces: dict[str, records.Space] = {}
    for symbol in found:
        space = spaces.get(symbol.path)
        if space is None:
            space = spaces[symbol.path] = space_of(symbol.path)
        uri, range_ = space.location(symbol.range.start, symbol.range.end)
        kind = convert.symbol_kind(symbol.kind, client)
        shape: Message = {"name": symbol.name, "kind": kind, "location": {"uri": uri, "range": range_}}
        if symbol.container:
            shape["containerName"] = symbol.container
        shapes.append(shape)
    return shapes


def hierarchy_items(
    found: Iterable[records.HierarchyItem], space_of: Callable[[str], records.Space], client: Client
) -> list[Message]:
    """A list of `CallHierarchyItem` or `TypeHierarchyItem`, which have the same shape."""
    shapes = []
    for each in found:
        space = space_of(each.path)
        uri, whole = space.location(each.range.start, each.range.end)
        shape: Message = {
            "name": each.name,
            "kind": convert.symbol_kind(each.kind, client),
            "uri": uri,
            "range": whole,
            "selectionRange": space.range(each.selection.start, each.selection.end),
        }
        if each.detail:
            shape["detail"] = each.detail
        shapes.append(shape)
    return shapes


def calls(
    found: Iterable[records.Call], side: str, space_of: Callable[[str], records.Space], client: Client, caller: str = ""
) -> list[Message]:
    """A list of calls; `side` names the other side's member. The calls are in it, or in the path `caller`."""
    shapes = []
    for each in found:
        [item] = hierarchy_items((each.item,), space_of, client)
        space = space_of(caller or each.item.path)
        shapes.append({side: item, "fromRanges": [space.range(span.start, span.end) for span in each.ranges]})
    return shapes


def links(found: Iterable[records.Link], space: records.Space, uri: str) -> list[Message]:
    """A list of `DocumentLink`, of those that stand in the document `uri`."""
    shapes = []
    for each in found:
        where, range_ = space.location(each.range.start, each.range.end)
        if where == uri:
            shapes.append({"range": range_, "target": uris.uri_of(each.path) if each.path else each.address})
    return shapes


def kinds(found: object) -> list[str]:
    """The kinds of code actions in a filter; empty means all."""
    return [kind for kind in found if isinstance(kind, str)] if isinstance(found, list) else []


def is_kind(kind: str, wanted: Iterable[str]) -> bool:
    """Whether a kind is one of those wanted, or below one."""
    return any(not each or kind == each or kind.startswith(f"{each}.") for each in wanted)


def actions(
    found: Iterable[records.Action],
    reported: object,
    asked: tuple[object, ...],
    space: records.Space,
    space_of: Callable[[str], records.Space],
    versions: records.Versions,
    client: Client,
) -> list[Message]:
    """A list of `CodeAction`, each with those of the reported diagnostics that it mends. `asked`: what has to be known
    again to find the edits of one that is chosen."""
    diagnostics = [each for each in reported if isinstance(each, dict)] if isinstance(reported, list) else []
    shapes = []
    for each in found:
        shape: Message = {"title": each.title, "kind": each.kind}
        if each.disabled:
            if client.shows_disabled_actions:
                shapes.append({**shape, "disabled": {"reason": each.disabled}})
            continue
        if each.late:
            shape["data"] = [each.kind, each.late, *asked]
        else:
            shape["edit"] = action_edit(each, space_of, versions, client)
        if each.at is not None:
            at = space.range(each.at.start, each.at.end)
            mended = [said for said in diagnostics if said.get("code") == each.rule and said.get("range") == at]
            if mended:
                shape["diagnostics"] = mended
        if each.is_preferred and client.has_preferred_actions:
            shape["isPreferred"] = True
        shapes.append(shape)
    return shapes


class Titled:
    """A completed action under the title it was offered with."""

    def __init__(self, title: str, of: records.Action) -> None:
        self.title = title
        self.kind = of.kind
        self.edits = of.edits
        self.rule = of.rule
        self.at = of.at
        self.is_preferred = of.is_preferred
        self.disabled = of.disabled
        self.late = ""
        self.creates = of.creates


def action_edit(
    found: records.Action, space_of: Callable[[str], records.Space], versions: records.Versions, client: Client
) -> Message:
    """The `WorkspaceEdit` of an action; new files come first."""
    edit = convert.workspace_edit(found.edits, space_of, versions, client)
    if found.creates:
        made = [{"kind": "create", "uri": uris.uri_of(path)} for path in found.creates]
        edit["documentChanges"] = [*made, *edit["documentChanges"]]
    return edit


def hints(
    found: Iterable[records.Hint], uri: str, space: records.Space, space_of: Callable[[str], records.Space]
) -> list[Message]:
    """A list of `InlayHint`, of those that are shown in the document `uri`."""
    shapes: list[Message] = []
    for each in found:
        where, at = space.location(each.at, each.at)
        if where != uri:
            continue
        parts: list[Message] = []
        for part in each.parts:
            parts.append({"value": part.text})
            if part.target is not None:
                selection = part.target.selection
                there, range_ = space_of(part.target.path).location(selection.start, selection.end)
                parts[-1]["location"] = {"uri": there, "range": range_}
        edits = [(space.location(edit.range.start, edit.range.end), edit.text) for edit in each.edits]
        shape: Message = {"position": at["start"], "kind": HINT_KINDS[each.kind], "label": parts}
        if edits and all(place[0] == uri for place, _ in edits):
            shape["textEdits"] = [{"range": place[1], "newText": text} for place, text in edits]
        shapes.append(shape)
    return shapes
