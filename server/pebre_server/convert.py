"""The analysis's data → the protocol's shapes, here and in `shapes`. `fields` is the way back, `uris` both.

In:  offsets, ranges and records of the analysis.
Out: plain data ready to be sent.
Always: offsets count code points, columns count units of the client's encoding.
Does not know: sessions, the host.
"""

from __future__ import annotations

from pebre_server.protocol import jsonrpc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pebre_analysis.source import diagnostic, lines
    from pebre_server import records
    from pebre_server.protocol.client import Client
    from pebre_server.protocol.jsonrpc import Message


SYMBOL_KINDS = {
    "module": 2,
    "class": 5,
    "method": 6,
    "property": 7,
    "field": 8,
    "constructor": 9,
    "enum": 10,
    "protocol": 11,
    "function": 12,
    "variable": 13,
    "constant": 14,
    "enum-member": 22,
    "type-alias": 26,
    "type-parameter": 26,
}
COMPLETION_KINDS = {
    "method": 2,
    "function": 3,
    "field": 5,
    "variable": 6,
    "parameter": 6,
    "class": 7,
    "module": 9,
    "property": 10,
    "value": 12,
    "keyword": 14,
    "enum-member": 20,
    "constant": 21,
    "type-alias": 22,
    "type-parameter": 25,
}
_AS_IS = 1  # an insert text mode: lines are indented already
_OLD_SYMBOL_KINDS = range(1, 19)  # what a client without a list of kinds knows
_SEVERITIES = {"error": 1, "warn": 2, "info": 3}
_UNUSED, _HINT = 1, 4  # a tag, and a severity
_TAGS = {"unnecessary": _UNUSED, "deprecated": 2}


def range_in(table: lines.Lines, start: int, end: int, encoding: lines.Encoding) -> Message:
    """A range of a text."""
    first, last = table.position(start, encoding), table.position(end, encoding)
    return {
        "start": {"line": first[0], "character": first[1]},
        "end": {"line": last[0], "character": last[1]},
    }


def hover(found: records.HoverResult, space: records.Space, client: Client) -> Message:
    """A `Hover`."""
    shape: Message = {"contents": _markup(found.markdown, is_shown=client.has_markdown)}
    if found.range is not None:
        shape["range"] = space.range(found.range.start, found.range.end)
    return shape


def definitions(
    found: Iterable[records.NavigationTarget], space_of: Callable[[str], records.Space], client: Client
) -> list[Message]:
    """A list of `LocationLink` where the client takes them, else of `Location`."""
    shapes = []
    for target in found:
        space = space_of(target.path)
        uri, selection = space.location(target.selection.start, target.selection.end)
        if client.has_definition_links:
            whole = space.location(target.range.start, target.range.end)
            shapes.append(
                {
                    "targetUri": uri,
                    "targetRange": whole[1] if whole[0] == uri else selection,
                    "targetSelectionRange": selection,
                }
            )
        else:
            shapes.append({"uri": uri, "range": selection})
    return shapes


def symbols(found: Sequence[records.Symbol], space: records.Space, uri: str, client: Client) -> list[Message]:
    """A tree of `DocumentSymbol` where the client takes one, else a flat list of `SymbolInformation`."""
    top: list[Message] = []
    flat: list[Message] = []
    stack: list[tuple[records.Symbol, list[Message], str]] = [(symbol, top, "") for symbol in reversed(found)]
    while stack:
        symbol, siblings, container = stack.pop()
        where, whole = space.location(symbol.range.start, symbol.range.end)
        if where != uri:
            continue  # in another cell of the notebook
        kind = symbol_kind(symbol.kind, client)
        name = symbol.name or "_"  # an empty name is an error to some clients
        if client.has_symbol_tree:
            children: list[Message] = []
            shape = {
                "name": name,
                "detail": symbol.detail,
                "kind": kind,
                "range": whole,
                "selectionRange": space.range(symbol.selection.start, symbol.selection.end),
                "children": children,
            }
            siblings.append(shape)
        else:
            children = flat
            flat.append({"name": name, "kind": kind, "location": {"uri": uri, "range": whole}})
            if container:
                flat[-1]["containerName"] = container
        stack.extend((child, children, name) for child in reversed(symbol.children))
    return top if client.has_symbol_tree else flat


INFO = 3  # a kind of message to the user
_READ, _WRITE = 2, 3  # kinds of highlights


def refused(reason: str) -> jsonrpc.RequestError:
    """The failure of a request that makes no sense at its place; clients show the reason."""
    return jsonrpc.RequestError(jsonrpc.REQUEST_FAILED, reason)


def locations(found: Iterable[records.Named], space_of: Callable[[str], records.Space]) -> list[Message]:
    """A list of `Location`."""
    shapes = []
    spaces: dict[str, records.Space] = {}
    for each in found:
        space = spaces.get(each.path)
        if space is None:
            space = spaces[each.path] = space_of(each.path)
        uri, range_ = space.location(each.range.start, each.range.end)
        shapes.append({"uri": uri, "range": range_})
    return shapes


def highlights(found: Iterable[records.Named], space: records.Space, uri: str) -> list[Message]:
    """A list of `DocumentHighlight`, of those that are shown in the document `uri`."""
    shapes = []
    for each in found:
        where, range_ = space.location(each.range.start, each.range.end)
        if where == uri:
            shapes.append({"range": range_, "kind": _WRITE if each.writes else _READ})
    return shapes


def folds(found: Iterable[records.Fold]) -> list[Message]:
    """A list of `FoldingRange`, by lines."""
    return [
        {"startLine": each.start, "endLine": each.end} | ({"kind": each.kind} if each.kind else {}) for each in found
    ]


def selection_range(found: Sequence[records.Range], space: records.Space) -> Message:
    """A `SelectionRange` with its parents."""
    shape: Message = {}
    for each in reversed(found):
        shape = {"range": space.range(each.start, each.end)} | ({"parent": shape} if shape else {})
    return shape


def workspace_edit(
    found: Iterable[records.Edit], space_of: Callable[[str], records.Space], versions: records.Versions, client: Client
) -> Message:
    """A `WorkspaceEdit`, with the versions the ranges are meant for where the client takes them."""
    edits: dict[str, list[Message]] = {}
    spaces: dict[str, records.Space] = {}
    for each in found:
        space = spaces.get(each.path)
        if space is None:
            space = spaces[each.path] = space_of(each.path)
        uri, range_ = space.location(each.range.start, each.range.end)
        edits.setdefault(uri, []).append({"range": range_, "newText": each.text})
    if not client.has_versioned_edits:
        return {"changes": edits}
    changes = []
    for uri, in_document in edits.items():
        document = versions.get(uri)
        version = None if document is None else document.version
        changes.append({"textDocument": {"uri": uri, "version": version}, "edits": in_document})
    return {"documentChanges": changes}


def signature_help(found: records.SignatureHelp, client: Client) -> Message:
    """A `SignatureHelp`. Offsets in labels count UTF-16 units, whatever the client's encoding."""
    shapes: list[Message] = []
    for each in found.signatures:
        parameters: list[Message] = []
        for param, details in zip(each.parameters, each.details, strict=True):
            label: object = each.label[param.start : param.end]
            if client.has_label_offsets:
                label = [_utf16(each.label[:at]) for at in (param.start, param.end)]
            parameters.append({"label": label})
            if details:
                parameters[-1]["documentation"] = _markup(details, is_shown=client.has_markdown)
        shape: Message = {"label": each.label, "parameters": parameters}
        if client.has_active_parameter and each.active >= 0:
            shape["activeParameter"] = each.active
        if each.documentation:
            shape["documentation"] = _markup(each.documentation, is_shown=client.has_markdown)
        shapes.append(shape)
    active = found.signatures[found.active].active
    # A number past the last parameter highlights none.
    number = active if active >= 0 else len(found.signatures[found.active].parameters)
    return {"signatures": shapes, "activeSignature": found.active, "activeParameter": number}


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def completions(found: records.Completions, offset: int, space: records.Space, client: Client) -> Message:
    """A `CompletionList`. The word up to `offset` is replaced; where the client can choose, all of it."""
    inserted = space.range(found.word.start, offset)
    both = {"insert": inserted, "replace": space.range(found.word.start, found.word.end)}
    where: Message = both if client.has_insert_and_replace else inserted
    shapes: list[Message] = []
    for n, item in enumerate(found.items):
        shape: Message = {
            "label": item.label,
            "kind": COMPLETION_KINDS.get(item.kind, 1),
            "sortText": item.sort,
            "data": [found.number, n],
        }
        text = item.label if item.insert is None else item.insert
        if client.has_default_range:
            if item.insert is not None:
                shape["textEditText"] = text
        else:
            edit: Message = {"newText": text}
            edit.update(both if client.has_insert_and_replace else {"range": inserted})
            shape["textEdit"] = edit
        if "\n" in text and client.has_insert_modes:
            shape["insertTextMode"] = _AS_IS
        if item.detail and client.has_label_details:
            shape["labelDetails"] = {"description": item.detail}
        shapes.append(shape)
    answer: Message = {"isIncomplete": found.is_cut, "items": shapes}
    if client.has_default_range:
        answer["itemDefaults"] = {"editRange": where}
    return answer


def completion_details(
    item: Message,
    detail: str,
    documentation: str,
    edits: Iterable[records.Edit],
    space_of: Callable[[str], records.Space],
    client: Client,
) -> Message:
    """The item with what is known of it, and what else is changed where it is taken."""
    shape = dict(item)
    more = [
        {"range": space_of(edit.path).range(edit.range.start, edit.range.end), "newText": edit.text} for edit in edits
    ]
    if more:
        shape["additionalTextEdits"] = more
    if detail:
        shape["detail"] = detail
    if documentation:
        shape["documentation"] = _markup(documentation, is_shown=client.has_markdown_items)
    return shape


def symbol_kind(kind: str, client: Client) -> int:
    number = SYMBOL_KINDS.get(kind, 13)
    known = client.has_symbol_kinds or _OLD_SYMBOL_KINDS
    return number if number in known else 13


def diagnostics(
    found: Iterable[diagnostic.Diagnostic],
    space: records.Space,
    space_of: Callable[[str], records.Space],
    client: Client,
    uri: str,
) -> list[Message]:
    """A list of `Diagnostic`, of those that are shown in the document `uri`."""
    shapes = []
    for item in found:
        where, range_ = space.location(item.range.start, item.range.end)
        shape = diagnostic_shape(item, client) if where == uri else None
        if shape is not None:
            if item.related and client.has_related:
                shape["relatedInformation"] = [related_shape(related, space_of) for related in item.related]
            shapes.append({"range": range_, **shape})
    return shapes


def diagnostic_shape(item: diagnostic.Diagnostic, client: Client) -> Message | None:
    """A `Diagnostic` without its range and related places; None if it is not to be shown."""
    severity = _SEVERITIES.get(item.level.value)
    if severity is None:
        return None
    shape: Message = {"severity": severity, "code": item.rule, "source": "pebre", "message": item.message}
    if item.tags:
        tags = [number for tag in item.tags if (number := _TAGS[tag.value]) in client.diagnostic_tags]
        if tags:
            shape["tags"] = tags
    return shape


def unused(found: Iterable[records.Unused], space: records.Space, uri: str) -> list[Message]:
    """A list of `Diagnostic` that grey names out and say nothing else, of those in the document `uri`."""
    shapes: list[Message] = []
    for each in found:
        where, range_ = space.location(each.range.start, each.range.end)
        if where == uri:
            message = f"`{each.name}` is not used"
            shapes.append(
                {"range": range_, "severity": _HINT, "source": "pebre", "message": message, "tags": [_UNUSED]}
            )
    return shapes


def greys_out(client: Client) -> bool:
    """Whether the client draws what is not used in grey, so that it may be told where nothing is reported."""
    return _UNUSED in client.diagnostic_tags


def related_shape(related: diagnostic.Related, space_of: Callable[[str], records.Space]) -> Message:
    """A `DiagnosticRelatedInformation`."""
    place = related.place
    uri, range_ = space_of(place.file.path).location(place.range.start, place.range.end)
    return {"location": {"uri": uri, "range": range_}, "message": related.message}


def _markup(markdown: str, *, is_shown: bool) -> Message:
    """A `MarkupContent`; for a client that does not show Markdown without the fences of code."""
    if is_shown:
        return {"kind": "markdown", "value": markdown}
    plain = "\n".join(line for line in markdown.split("\n") if not line.startswith("```"))
    return {"kind": "plaintext", "value": plain}


class TextSpace:
    """The places of a document or file."""

    __slots__ = ("_encoding", "_lines", "uri")

    def __init__(self, uri: str, table: lines.Lines, encoding: lines.Encoding) -> None:
        self.uri = uri
        self._lines = table
        self._encoding = encoding

    def range(self, start: int, end: int) -> Message:
        return range_in(self._lines, start, end, self._encoding)

    def location(self, start: int, end: int) -> tuple[str, Message]:
        return self.uri, range_in(self._lines, start, end, self._encoding)


class WholeSpace:
    """The places of what is opened as a whole: all are at its beginning."""

    __slots__ = ("uri",)

    def __init__(self, uri: str) -> None:
        self.uri = uri

    def range(self, start: int, end: int) -> Message:
        zero = {"line": 0, "character": 0}
        return {"start": zero, "end": zero}

    def location(self, start: int, end: int) -> tuple[str, Message]:
        return self.uri, self.range(start, end)
