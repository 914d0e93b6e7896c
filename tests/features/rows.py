"""What is asked of the server, row by row: each gives the cell of the table, and what it must be.

A row is one that at least one of ty, basedpyright and pyrefly has. `docs/features.md` is written from this list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.features.asking import Check, Session


class Row(NamedTuple):
    """`expected`: what the table says, and the check must give."""

    title: str
    expected: str
    check: Check


METHODS: list[Row] = []
BEHAVIOUR: list[Row] = []
_FROM = "from pkg.shapes import Base, Circle, Options, Square, choose, helper\n"


def _row(table: list[Row], title: str, expected: str = "yes") -> Callable[[Check], Check]:
    def add(check: Check) -> Check:
        table.append(Row(title, expected, check))
        return check

    return add


def method(title: str, expected: str = "yes") -> Callable[[Check], Check]:
    return _row(METHODS, title, expected)


def behaviour(title: str, expected: str = "yes") -> Callable[[Check], Check]:
    return _row(BEHAVIOUR, title, expected)


def yes(found: object) -> str:
    return "yes" if found else "no"


# ---- methods ------------------------------------------------------------------------------------------


@method("hover")
def _(at: Session) -> str:
    return yes("helper" in at.hover(f"{_FROM}hel<|>per(1)\n"))


@method("completion, with resolve")
def _(at: Session) -> str:
    at.write("len<|>")
    found = at.ask("textDocument/completion")["items"]
    item = next(each for each in found if each["label"] == "len")
    return yes(at.client.ask("completionItem/resolve", item).get("documentation"))


@method("definition, declaration, type definition, implementation")
def _(at: Session) -> str:
    text = f"{_FROM}c = Circle()\nc<|>.run(1)\n"
    names = ("definition", "declaration", "typeDefinition")
    found = [at.targets(text, f"textDocument/{name}") for name in names]
    found.append(at.targets(f"{_FROM}Ba<|>se\n", "textDocument/implementation"))
    return yes(all(found))


@method("references, document highlight")
def _(at: Session) -> str:
    at.write(f"{_FROM}hel<|>per(1)\n")
    found = at.ask("textDocument/references", context={"includeDeclaration": True})
    return yes(found and at.ask("textDocument/documentHighlight"))


@method("rename, with prepare")
def _(at: Session) -> str:
    at.write(f"{_FROM}hel<|>per(1)\n")
    return yes(at.ask("textDocument/prepareRename") and at.ask("textDocument/rename", newName="other"))


@method("document symbol, workspace symbol")
def _(at: Session) -> str:
    at.write("def here(): ...\n")
    return yes(at.ask("textDocument/documentSymbol") and at.client.ask("workspace/symbol", {"query": "Circle"}))


@method("signature help")
def _(at: Session) -> str:
    at.write(f"{_FROM}helper(<|>\n")
    return yes(at.ask("textDocument/signatureHelp")["signatures"])


@method("call hierarchy, type hierarchy")
def _(at: Session) -> str:
    at.write(f"{_FROM}hel<|>per(1)\n")
    calls = at.ask("textDocument/prepareCallHierarchy")
    at.write(f"{_FROM}Ba<|>se\n")
    return yes(calls and at.ask("textDocument/prepareTypeHierarchy"))


@method("semantic tokens", "full, range, delta")
def _(at: Session) -> str:
    at.write("x = 1\n")
    full = at.ask("textDocument/semanticTokens/full")
    range_ = {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}
    part = at.ask("textDocument/semanticTokens/range", range=range_)
    at.write("xy = 1\n")
    delta = at.ask("textDocument/semanticTokens/full/delta", previousResultId=full["resultId"])
    found = {"full": full["data"], "range": part["data"], "delta": delta.get("edits")}
    return ", ".join([name for name, value in found.items() if value])


@method("inlay hints")
def _(at: Session) -> str:
    at.write(f"{_FROM}x = helper(1)\n")
    range_ = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
    return yes(at.ask("textDocument/inlayHint", range=range_))


@method("folding, selection range")
def _(at: Session) -> str:
    at.write("def f():\n    return (1 + 2)\n")
    folds = at.ask("textDocument/foldingRange")
    return yes(folds and at.ask("textDocument/selectionRange", positions=[{"line": 1, "character": 12}]))


@method("code actions", "quickfix, delete, extract, inline, move, rewrite, fix all, organize imports")
def _(at: Session) -> str:
    kinds = at.capabilities["codeActionProvider"]["codeActionKinds"]
    shown = [each.removeprefix("refactor.").removeprefix("source.") for each in kinds]
    words = {"organizeImports": "organize imports", "fixAll": "fix all"}
    return ", ".join([words.get(each, each) for each in shown if each != "fixAll.pebre"])


@method("pull diagnostics, also of related files")
def _(at: Session) -> str:
    at.write("missing\n")
    found = at.ask("textDocument/diagnostic")
    return yes(found["items"] and at.capabilities["diagnosticProvider"]["interFileDependencies"])


@method("diagnostics of the workspace", "by setting, pulled with result ids and held until there is news")
def _(at: Session) -> str:
    at.write("")
    assert at.workspace_report() == {"more.py": "full"}
    return "by setting, pulled with result ids and held until there is news"


@method("imports follow renamed files")
def _(at: Session) -> str:
    return yes("willRename" in at.capabilities["workspace"]["fileOperations"])


@method("position encodings", "utf-8, utf-16, utf-32; utf-16 where the client offers it, else its first")
def _(at: Session) -> str:
    alone = [at.encoding_for(each) for each in ("utf-8", "utf-16", "utf-32")]
    assert at.encoding_for("utf-8", "utf-16") == "utf-16"
    assert at.encoding_for("utf-32", "utf-8") == "utf-32"
    return f"{', '.join(alone)}; utf-16 where the client offers it, else its first"


@method("notebooks")
def _(at: Session) -> str:
    return yes(at.capabilities.get("notebookDocumentSync"))


@method("code lens", "by setting: how often what is defined is named")
def _(at: Session) -> str:
    at.write("def here(): ...\nhere()\n")
    [found] = at.ask("textDocument/codeLens")
    title = at.client.ask("codeLens/resolve", found)["command"]["title"]
    return "by setting: how often what is defined is named" if title == "1 reference" else title


@method("document links")
def _(at: Session) -> str:
    at.write("# see PEP 8\n")
    return yes(at.ask("textDocument/documentLink"))


# ---- behaviour ----------------------------------------------------------------------------------------


@behaviour("completion: members")
def _(at: Session) -> str:
    return yes("run" in at.labels(f"{_FROM}Circle().<|>\n"))


@behaviour("completion: names to be imported, of the workspace and the standard library")
def _(at: Session) -> str:
    return yes(at.offers("Circ<|>\n", "Circle") and at.offers("PurePosix<|>\n", "PurePosixPath"))


@behaviour("completion: keys of a dictionary")
def _(at: Session) -> str:
    typed = at.labels(f'{_FROM}def f(o: Options):\n    o["<|>"]\n')
    plain = at.labels('d = {"alpha": 1}\nd["beta"] = 2\nd["<|>"]\n')
    assert plain == ["alpha", "beta"]
    return yes("width" in "".join(typed))


@behaviour("completion: values that fit", "`Literal` arguments, comparisons, cases, results")
def _(at: Session) -> str:
    head = f"{_FROM}from typing import Literal\ndef f(m: Literal['fast', 'slow']) -> Literal['fast', 'slow']:\n"
    texts = {
        "`Literal` arguments": f'{_FROM}choose("<|>")\n',
        "comparisons": f"{head}    if m == <|>\n",
        "cases": f'{head}    match m:\n        case "<|>":\n            ...\n',
        "results": f"{head}    return <|>\n",
    }
    found = {name: [each.strip('"') for each in at.labels(text)[:2]] for name, text in texts.items()}
    return ", ".join([name for name, labels in found.items() if labels == ["fast", "slow"]])


@behaviour("completion: arguments by name")
def _(at: Session) -> str:
    return yes("b=" in at.labels(f"{_FROM}helper(1, <|>)\n"))


@behaviour("completion: overriding methods", "signature and body")
def _(at: Session) -> str:
    at.write(f"{_FROM}class Mine(Circle):\n    def ru<|>\n")
    found = next(each for each in at.ask("textDocument/completion")["items"] if each["label"].startswith("run"))
    text = found["textEdit"]["newText"]
    wanted = {"signature": "(self, n: int) -> str:", "body": "return super().run(n)"}
    return " and ".join([name for name, part in wanted.items() if part in text])


@behaviour("completion: paths of imports")
def _(at: Session) -> str:
    return yes("shapes" in at.labels("from pkg.<|>\n") and "helper" in at.labels("from pkg.shapes import <|>\n"))


@behaviour("completion behind broken code")
def _(at: Session) -> str:
    return yes("run" in at.labels(f"{_FROM}def f(:\n    x = (\nCircle().<|>\n"))


@behaviour("hover: docstring", "own, standard library, builtin, C module")
def _(at: Session) -> str:
    texts = {
        "own": (f"{_FROM}hel<|>per\n", "Repeat a text"),
        "standard library": ("import os\nos.path.jo<|>in\n", "Join"),
        "builtin": ("''.upp<|>er\n", "uppercase"),
        "C module": ("import math\nmath.sq<|>rt\n", "square root"),
    }
    return ", ".join([name for name, (text, wanted) in texts.items() if wanted in at.hover(text)])


@behaviour("hover: inferred type of a variable")
def _(at: Session) -> str:
    return yes("str" in at.hover(f"{_FROM}tex<|>t = helper(1)\n"))


@behaviour("hover: where a type comes from", "the lines that gave the value, the tests that narrowed it")
def _(at: Session) -> str:
    found = at.hover(f"{_FROM}def f(c: bool):\n    x = Circle() if c else None\n    if x:\n        <|>x\n")
    given, tested = "From line 3: `x = Circle() if c else None`", "Narrowed in line 4: `x`"
    names = {"the lines that gave the value": given, "the tests that narrowed it": tested}
    return ", ".join([name for name, text in names.items() if text in found])


@behaviour("definition of `os.path.join` lands in", ".py")
def _(at: Session) -> str:
    return _suffix(at, "import os\nos.path.jo<|>in\n", "definition")


@behaviour("definition of `str.upper` lands in", ".pyi")
def _(at: Session) -> str:
    return _suffix(at, "''.upp<|>er\n", "definition")


@behaviour("declaration of `os.path.join` lands in", ".pyi")
def _(at: Session) -> str:
    return _suffix(at, "import os\nos.path.jo<|>in\n", "declaration")


def _suffix(at: Session, text: str, method_name: str) -> str:
    found = at.targets(text, f"textDocument/{method_name}")
    return ", ".join(dict.fromkeys([f".{each.rpartition('.')[2]}" for each in found]))


@behaviour("rename across files that are not open", "7 edits in 3 files")
def _(at: Session) -> str:
    at.write("")
    edit = at.client.ask("textDocument/rename", {**at.place("pkg/shapes.py", "helper(a"), "newName": "other"})
    found = at.edits(edit)
    return f"{sum(found.values())} edits in {len(found)} files"


@behaviour("rename of a parameter", "overriding methods, calls by name; refused where the new name is taken")
def _(at: Session) -> str:
    text = f"{_FROM}class Mine(Base):\n    def run(self, n<|>: int) -> str: ...\nMine().run(n=1)\n"
    at.write(text)
    found = at.edits(at.ask("textDocument/rename", newName="times"))
    assert found == {"main.py": 2, "shapes.py": 5}, found
    at.write("def f(a<|>, b): ...\n")
    answer = at.client.answer(at.client.request("textDocument/rename", {**at.at, "newName": "b"}))
    assert answer["error"]["message"] == "`b` is taken: main.py, line 1"
    return "overriding methods, calls by name; refused where the new name is taken"


@behaviour("references in texts", "`__all__`, roles of docstrings")
def _(at: Session) -> str:
    at.write('__all__ = ["here"]\ndef here():\n    """See :func:`here`, not here."""\n')
    line = at.client.at(1, 5, at.uri)
    found = at.client.ask("textDocument/references", {**line, "context": {"includeDeclaration": True}})
    return "`__all__`, roles of docstrings" if [each["range"]["start"]["line"] for each in found] == [0, 1, 2] else "no"


@behaviour("references across files that are not open", "7 in 3 files")
def _(at: Session) -> str:
    at.write("")
    asked = {**at.place("pkg/shapes.py", "helper(a"), "context": {"includeDeclaration": True}}
    found = at.client.ask("textDocument/references", asked)
    return f"{len(found)} in {len({each['uri'] for each in found})} files"


@behaviour("inlay hints", "types, parameters, insertable, clickable")
def _(at: Session) -> str:
    at.write(f"{_FROM}one = Circle\nx = [one()]\ny = helper(2, 'z')\n")
    range_ = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
    found = at.ask("textDocument/inlayHint", range=range_)
    kinds = {
        "types": any(each["kind"] == 1 for each in found),
        "parameters": any(each["kind"] == 2 for each in found),
        "insertable": any(each.get("textEdits") for each in found),
        "clickable": any("location" in part for each in found for part in each["label"]),
    }
    return ", ".join([name for name, is_so in kinds.items() if is_so])


@behaviour("errors of types and names", "assignment, argument, undefined name")
def _(at: Session) -> str:
    at.write(f'{_FROM}x: int = "a"\nhelper("a")\nmissing\n')
    codes = [each["code"] for each in at.ask("textDocument/diagnostic")["items"] if "code" in each]
    names = {
        "invalid-assignment": "assignment",
        "invalid-argument-type": "argument",
        "unresolved-reference": "undefined name",
    }
    return ", ".join([names.get(code, code) for code in codes])


@behaviour("what is imported and not used", "drawn in grey; quick fixes remove one, or all of a file")
def _(at: Session) -> str:
    text = "import os\nimport <|>sys\nx = 1\n"
    at.write(text)
    found = at.ask("textDocument/diagnostic")["items"]
    assert [(each["severity"], each["tags"]) for each in found] == [(4, [1])] * 2
    titles = [each["title"] for each in at.actions(text, "quickfix")]
    assert titles == ["Remove the import of `sys`", "Remove all imports that are not used"]
    return "drawn in grey; quick fixes remove one, or all of a file"


@behaviour("quick fix: import an undefined name", "from pathlib import Path")
def _(at: Session) -> str:
    found = [each["title"] for each in at.actions("<|>Path\n", "quickfix")]
    return found[0].partition("`")[2].rstrip("`")


@behaviour("quick fix: ignore this rule here")
def _(at: Session) -> str:
    return yes(any(each["title"].startswith("Ignore") for each in at.actions("<|>missing\n", "quickfix")))


@behaviour("quick fix: what was perhaps meant")
def _(at: Session) -> str:
    return yes(any("helper" in each["title"] for each in at.actions(f"{_FROM}<|>helpr(1)\n", "quickfix")))


@behaviour("quick fix: implement abstract methods")
def _(at: Session) -> str:
    return yes(
        [each for each in at.actions(f"{_FROM}class Mine(<|>Base): ...\n", "quickfix") if "run" in each["title"]]
    )


@behaviour("refactoring: extract", "variable, function")
def _(at: Session) -> str:
    found = at.actions("def f(a):\n    return a, <|>a + 1<|>\n", "refactor.extract")
    return ", ".join([each["kind"].rpartition(".")[2] for each in found if "edit" in each])


@behaviour("refactoring: extract statements of a module", "function")
def _(at: Session) -> str:
    [found] = at.actions("<|>x = 1\ny = x + 1<|>\n", "refactor.extract.function")
    return found["kind"].rpartition(".")[2] if "edit" in found else "no"


@behaviour("quick fix: remove what silences nothing")
def _(at: Session) -> str:
    return yes("edit" in at.actions("x = 1  # pebre: ignore<|>\n", "quickfix")[0])


@behaviour("refactoring: inline variable")
def _(at: Session) -> str:
    return yes("edit" in at.actions("def f(a):\n    x<|> = a\n    return x\n", "refactor.inline")[0])


@behaviour("refactoring: move to another module", "2 files")
def _(at: Session) -> str:
    at.write("")
    where = at.place("pkg/more.py", "VALUE")
    range_ = {"start": where["position"], "end": where["position"]}
    asked = {**where, "range": range_, "context": {"diagnostics": [], "only": ["refactor.move"]}}
    found = at.client.ask("textDocument/codeAction", asked)
    new = next(each for each in found if "new module" in each["title"])
    return f"{len(at.edits(at.client.ask('codeAction/resolve', new)['edit']))} files"


@behaviour("refactoring: delete what nothing names", "yes; else it says: `f` is named in main.py, line 2")
def _(at: Session) -> str:
    [unused] = at.actions("def <|>f(): ...\nx = 1\n", "refactor.delete")
    done = at.client.ask("codeAction/resolve", unused)
    [used] = at.actions("def <|>f(): ...\nf()\n", "refactor.delete")
    refused = at.client.answer(at.client.request("codeAction/resolve", used))
    return f"{yes('edit' in done)}; else it says: {refused['error']['message']}"


@behaviour("all that can be mended in a file, as when it is saved", "ignore comments and casts that do nothing")
def _(at: Session) -> str:
    text = "from typing import cast\ndef f(a: int):\n    return cast(int, a)<|>\nx = 1  # pebre: ignore\n"
    [found] = at.actions(text, "source.fixAll")
    assert len(found["edit"]["documentChanges"][0]["edits"]) == 2
    return "ignore comments and casts that do nothing"


@behaviour("refactoring: another form of import; imports in order")
def _(at: Session) -> str:
    forms = at.actions("import o<|>s\nos.getcwd()\n", "refactor.rewrite")
    return yes(forms and at.actions("import sys\nimport os<|>\n", "source.organizeImports"))


@behaviour("a renamed file rewrites imports", "2 files")
def _(at: Session) -> str:
    at.write("")
    files = [{"oldUri": at.path("pkg/shapes.py"), "newUri": at.path("pkg/forms.py")}]
    return f"{len(at.edits(at.client.ask('workspace/willRenameFiles', {'files': files})))} files"


@behaviour("signature help in `helper(1, b=`", "active 1, docs, parameter docs")
def _(at: Session) -> str:
    at.write(f"{_FROM}helper(1, b=<|>)\n")
    found = at.ask("textDocument/signatureHelp")
    signature = found["signatures"][0]
    docs = signature.get("documentation")
    active = signature["parameters"][found["activeParameter"]].get("documentation")
    return f"active {found['activeParameter']}" + ", docs" * bool(docs) + ", parameter docs" * bool(active)


@behaviour("hover: what the docstring says of a parameter", "where it is declared, used, and given by name")
def _(at: Session) -> str:
    text = 'def f(a: int):\n    """Do.\n\n    Args:\n        a: How often.\n    """\n    return a\nf(a=1)\n'
    found = [at.hover(text.replace(*each, 1)) for each in (("a:", "<|>a:"), ("n a", "n <|>a"), ("f(a=", "f(<|>a="))]
    assert all("How often." in each and "Do." not in each for each in found)
    return "where it is declared, used, and given by name"


@behaviour("callers of `helper`", "5 callers")
def _(at: Session) -> str:
    at.write("")
    [item] = at.client.ask("textDocument/prepareCallHierarchy", at.place("pkg/shapes.py", "helper(a"))
    return f"{len(at.client.ask('callHierarchy/incomingCalls', {'item': item}))} callers"


@behaviour("subtypes of `Base`", "2 subtypes")
def _(at: Session) -> str:
    at.write("")
    [item] = at.client.ask("textDocument/prepareTypeHierarchy", at.place("pkg/shapes.py", "Base(ABC)"))
    return f"{len(at.client.ask('typeHierarchy/subtypes', {'item': item}))} subtypes"


@behaviour("implementations of `Base.run`", "2")
def _(at: Session) -> str:
    at.write("")
    found = at.client.ask("textDocument/implementation", at.place("pkg/shapes.py", "run(self"))
    return str(len(found))


@behaviour("document highlight", "read and write")
def _(at: Session) -> str:
    at.write("x<|> = 1\nprint(x)\n")
    kinds = {each["kind"] for each in at.ask("textDocument/documentHighlight")}
    return "read and write" if kinds == {2, 3} else str(kinds)


@behaviour("cells of a notebook share names")
def _(at: Session) -> str:
    cells = ["cell:a", "cell:b"]
    notebook = {
        "uri": at.path("n.ipynb"),
        "notebookType": "jupyter-notebook",
        "version": 1,
        "cells": [{"kind": 2, "document": cell} for cell in cells],
    }
    documents = [
        {"uri": cell, "languageId": "python", "version": 1, "text": text}
        for cell, text in zip(cells, ("first = 1", "first"), strict=True)
    ]
    at.client.notify("notebookDocument/didOpen", {"notebookDocument": notebook, "cellTextDocuments": documents})
    found = at.client.ask("textDocument/hover", at.client.at(0, 1, "cell:b"))
    return yes("Literal[1]" in found["contents"]["value"])
