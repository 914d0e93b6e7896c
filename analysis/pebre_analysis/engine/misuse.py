"""What a declaration may not say: each mistake is a TypeError where it is made, that names the way out.

In:  classes of keys and functions of queries as they are declared.
Does not know: what a function calls does. Of the function itself it sees the names of globals, of what is around it
and of what it imports; that is where a query that opens a file or looks at the clock is found out.
"""

from __future__ import annotations

import opcode
from collections.abc import Iterable, Iterator
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Final

from pebre_analysis.engine import ingredient, memo

# Modules whose functions look outside, and builtins that do.
_OUTSIDE: Final = frozenset(
    [
        "_io",
        "ctypes",
        "fileinput",
        "genericpath",
        "getpass",
        "glob",
        "io",
        "mmap",
        "nt",
        "os",
        "os.path",
        "pathlib",
        "posix",
        "random",
        "secrets",
        "select",
        "shelve",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "tempfile",
        "threading",
        "time",
        "urllib",
        "urllib.request",
        "uuid",
    ]
)
_OUTSIDE_BUILTINS: Final = frozenset(("breakpoint", "input", "open", "print"))
_NOT_PLAIN: Final = {0x20: "a generator", 0x80: "a coroutine", 0x200: "an asynchronous generator"}  # flags of code
_LOAD_GLOBAL: Final = opcode.opmap["LOAD_GLOBAL"]
_IMPORT_NAME: Final = opcode.opmap["IMPORT_NAME"]
_EXTENDED_ARG: Final = opcode.opmap["EXTENDED_ARG"]

_MUTABLE: Final = frozenset(
    [
        "list",
        "dict",
        "set",
        "bytearray",
        "array",
        "deque",
        "defaultdict",
        "OrderedDict",
        "Counter",
        "ChainMap",
        "List",
        "Dict",
        "Set",
        "Deque",
        "DefaultDict",
        "MutableSequence",
        "MutableMapping",
        "MutableSet",
    ]
)


def check_fields(cls: type, annotations: dict[str, object], names: Iterable[str]) -> None:
    """Fields of interned keys never change."""
    for name in names:
        annotation = annotations.get(name, "")
        text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", repr(annotation))
        for part in text.split("|"):
            if part.partition("[")[0].rpartition(".")[2].strip() in _MUTABLE:
                raise TypeError(f"{cls.__name__}.{name}: {part.strip()} can be changed, and keys never change")


def check_options(known: Iterable[str], unknown: dict[str, object]) -> None:
    """Options that there are."""
    import difflib  # for mistakes only

    for name in unknown:
        names = sorted(known)
        meant = difflib.get_close_matches(name, names, 1)
        hint = f"perhaps {meant[0]} is meant" if meant else f"there are {', '.join(names)}"
        raise TypeError(f"a query has no option {name}; {hint}")


def check_query(
    name: object,
    key_type: object,
    *,
    lru: object,
    no_eq: bool,
    reuse: bool,
    untracked: bool,
    cycle_initial: object,
    cycle_recover: object,
    cycle_fallback: object,
    on_too_deep: object,
) -> None:
    """The options of a query, by themselves and together."""
    if not (isinstance(key_type, type) and issubclass(key_type, memo.Keyed)):
        raise TypeError(f"a query is keyed by an Input, Entity or Interned class, not {key_type!r}")
    if name is not None and not isinstance(name, str):
        raise TypeError(f"name is a text, not {name!r}")
    if lru is not None and not isinstance(lru, ingredient.Lru):
        raise TypeError(f"lru is an Lru(limit, weight), not {lru!r}")
    if lru is not None and reuse:
        raise TypeError("lru and reuse exclude each other: a result that may be dropped cannot be given back")
    if lru is not None and untracked:
        raise TypeError("lru and untracked exclude each other: a rerun could give another result")
    if cycle_recover is not None and cycle_initial is None:
        raise TypeError("cycle_recover needs cycle_initial: without it nothing iterates")
    if no_eq and cycle_initial is not None:
        raise TypeError("no_eq and cycle_initial exclude each other: an iteration ends when results are equal")
    for option, function, n_arguments in (
        ("cycle_initial", cycle_initial, 2),
        ("cycle_recover", cycle_recover, 5),
        ("cycle_fallback", cycle_fallback, 2),
        ("on_too_deep", on_too_deep, 2),
    ):
        if function is not None:
            _check_arguments(option, function, n_arguments)


def check_function(fn: object, name: str, *, reuse: bool, untracked: bool) -> None:
    """The function of a query: its arguments, that it returns its result, and what it looks at."""
    _check_arguments(f"query {name}", fn, 3 if reuse else 2)
    if not isinstance(fn, FunctionType):
        return
    for flag, word in _NOT_PLAIN.items():
        if fn.__code__.co_flags & flag:
            raise TypeError(f"query {name} is {word}: a query returns its result, as something that never changes")
    if not untracked:
        around = [
            (name, _content(cell)) for name, cell in zip(fn.__code__.co_freevars, fn.__closure__ or (), strict=True)
        ]
        seen_around = (found for name, value in around if (found := _outside(name, {name: value})))
        for outside in (*seen_around, *_looks_outside(fn.__code__, fn.__globals__)):
            raise TypeError(
                f"query {name} uses {outside}, which the engine cannot see change: "
                "make it an input, or declare the query with untracked=True"
            )


def _check_arguments(what: str, function: object, expected: int) -> None:
    if not callable(function):
        raise TypeError(f"{what} must be a function, not {function!r}")
    if not isinstance(function, FunctionType):
        return  # builtins and callable objects do not say
    code = function.__code__
    most = code.co_argcount
    least = most - len(function.__defaults__ or ())
    takes_more = code.co_flags & 0x04
    needs_named = code.co_kwonlyargcount > len(function.__kwdefaults__ or ())
    if least > expected or (most < expected and not takes_more) or needs_named:
        raise TypeError(f"{what} is called with {expected} arguments, which {function.__name__} does not take")


def _looks_outside(code: CodeType, names: dict[str, object]) -> Iterator[str]:
    suspected = {name: found for name in code.co_names if (found := _outside(name, names))}
    for is_import, name in _names_of(code):
        if not is_import and name in suspected:
            yield suspected[name]
        elif is_import and name in _OUTSIDE:
            yield name
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _looks_outside(each, names)


def _outside(name: str, names: dict[str, object]) -> str:
    """How to call the global `name` if it looks outside; else empty."""
    value = names.get(name)
    if value is None:
        return name if name in _OUTSIDE_BUILTINS and name not in names else ""
    if isinstance(value, ModuleType):
        return value.__name__ if value.__name__ in _OUTSIDE else ""
    module = getattr(value, "__module__", None)
    return f"{module}.{name}" if isinstance(module, str) and module in _OUTSIDE else ""


def _content(cell: CellType) -> object:
    """What a variable of the function around holds; None if it was not bound yet."""
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _names_of(code: CodeType) -> Iterator[tuple[bool, str]]:
    """The modules a function imports and the global names it reads; `co_names` holds those of attributes too."""
    raw = code.co_code
    high = 0
    for at in range(0, len(raw), 2):
        operation, argument = raw[at], raw[at + 1] | high
        high = argument << 8 if operation == _EXTENDED_ARG else 0
        if operation == _LOAD_GLOBAL:
            yield False, code.co_names[argument >> 1]
        elif operation == _IMPORT_NAME:
            yield True, code.co_names[argument]
