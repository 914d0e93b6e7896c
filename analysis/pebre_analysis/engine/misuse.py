"""What a declaration may not say: each mistake is a TypeError where it is made, that names the way out.

In:  classes of keys and functions of queries as they are declared; keys that a query is asked about and cannot be.
Does not know: what a function calls does. Of the function itself it sees the names of globals, of what is around it,
of its defaults and of what it imports; that is where a query that opens a file or looks at the clock is found out.
"""

from __future__ import annotations

import opcode
import re
from collections.abc import Iterable, Iterator
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Final

from pebre_analysis.engine import ingredient, memo

# Modules whose functions look outside, and builtins that do.
_OUTSIDE: Final = frozenset(
    [
        "_io",
        "asyncio",
        "ctypes",
        "fileinput",
        "genericpath",
        "getpass",
        "glob",
        "importlib",
        "io",
        "mmap",
        "multiprocessing",
        "nt",
        "os",
        "os.path",
        "pathlib",
        "platform",
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
_OUTSIDE_BUILTINS: Final = frozenset(("__import__", "breakpoint", "input", "open", "print"))
# Modules of which only some names look outside, in the module or in a class of it.
_PARTLY_OUTSIDE: Final = {
    "builtins": _OUTSIDE_BUILTINS,
    "datetime": frozenset(("now", "today", "utcnow")),
    "sys": frozenset(("argv", "modules", "path", "stderr", "stdin", "stdout")),
}
_NOT_PLAIN: Final = {0x20: "a generator", 0x80: "a coroutine", 0x200: "an asynchronous generator"}  # flags of code
_LOAD_GLOBAL: Final = opcode.opmap["LOAD_GLOBAL"]
_IMPORT_NAME: Final = opcode.opmap["IMPORT_NAME"]
_STORE_GLOBAL: Final = opcode.opmap["STORE_GLOBAL"]
_STORE_DEREF: Final = opcode.opmap["STORE_DEREF"]
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
        "Cell",
    ]
)
_WORD: Final = re.compile(r"[^\W\d][\w.]*")
_NOT_HELD: Final = re.compile(r"\b(?:Callable|Literal|type|Type)\[")  # what stands inside is not in the field


def check_fields(cls: type, annotations: dict[str, object], names: Iterable[str]) -> None:
    """Fields of interned keys never change, and neither does what these hold."""
    for name in names:
        annotation = annotations.get(name, "")
        text = annotation if isinstance(annotation, str) else _name_of(annotation)
        text = text[: found.start()] if (found := _NOT_HELD.search(text)) else text
        for word in _WORD.findall(text):
            if word.rpartition(".")[2] in _MUTABLE:
                raise TypeError(f"{cls.__name__}.{name}: {word} can be changed, and keys never change")


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
    common: bool,
    cycle_initial: object,
    cycle_recover: object,
    cycle_fallback: object,
    on_too_deep: object,
) -> None:
    """The options of a query, by themselves and together."""
    if not (isinstance(key_type, type) and issubclass(key_type, memo.Keyed)):
        raise TypeError(f"a query is keyed by an Input, Entity or Interned class, not {key_type!r}")
    memo.check_compared(key_type)  # again: a decorator may have changed it
    if name is not None and not (isinstance(name, str) and name):
        raise TypeError(f"name is a text, not {name!r}")
    for flag, given in (("no_eq", no_eq), ("reuse", reuse), ("untracked", untracked), ("common", common)):
        if not isinstance(given, bool):
            raise TypeError(f"{flag} is True or False, not {given!r}")
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
    if lru is not None and lru.weight is not None:
        _check_arguments("the weight of an Lru", lru.weight, 1)
    for option, function, n_arguments in (
        ("cycle_initial", cycle_initial, 2),
        ("cycle_recover", cycle_recover, 5),
        ("cycle_fallback", cycle_fallback, 2),
        ("on_too_deep", on_too_deep, 2),
    ):
        if function is not None:
            _check_arguments(option, function, n_arguments)
            if isinstance(function, FunctionType):
                _check_text(option, function, untracked=untracked)


def check_function(fn: object, name: str, *, reuse: bool, untracked: bool) -> None:
    """The function of a query: its arguments, that it returns its result, what it looks at and what it changes."""
    _check_arguments(f"query {name}", fn, 3 if reuse else 2)
    if not isinstance(fn, FunctionType):
        raise TypeError(f"query {name} must be a function made by def or lambda, not {fn!r}")
    _check_text(f"query {name}", fn, untracked=untracked)


def wrong_key(query: ingredient.QueryIngredient, key: object) -> TypeError:
    """What to say of something that a query was asked about and that holds no memos."""
    if isinstance(key, query.key_type):
        return TypeError(f"{type(key).__name__} was not initialised: its __init__ has to call super().__init__")
    return TypeError(f"{query.name} is asked about {query.key_type.__name__}, not {type(key).__name__}")


def _check_text(what: str, fn: FunctionType, *, untracked: bool) -> None:
    for flag, word in _NOT_PLAIN.items():
        if fn.__code__.co_flags & flag:
            raise TypeError(f"{what} is {word}: a query returns its result, as something that never changes")
    for changed in _changes(fn.__code__, frozenset(fn.__code__.co_freevars)):
        raise TypeError(f"{what} changes {changed}: a query changes nothing, and is not run as often as it is asked")
    if not untracked:
        for outside in _seen_outside(fn):
            raise TypeError(
                f"{what} uses {outside}, which the engine cannot see change: "
                "make it an input, or declare the query with untracked=True"
            )


def _seen_outside(fn: FunctionType) -> Iterator[str]:
    around = {name: _content(cell) for name, cell in zip(fn.__code__.co_freevars, fn.__closure__ or (), strict=True)}
    code = fn.__code__
    defaults = fn.__defaults__ or ()
    given = dict(zip(code.co_varnames[code.co_argcount - len(defaults) : code.co_argcount], defaults, strict=True))
    for name, value in {**around, **given, **(fn.__kwdefaults__ or {})}.items():
        if found := _outside(name, {name: value}):
            yield found
    yield from _looks_outside(code, fn.__globals__, around)


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


def _looks_outside(code: CodeType, names: dict[str, object], around: dict[str, object]) -> Iterator[str]:
    suspected = {name: found for name in code.co_names if (found := _outside(name, names))}
    for is_import, name in _names_of(code):
        if not is_import and name in suspected:
            yield suspected[name]
        elif is_import and name in _OUTSIDE:
            yield name
    partly = {name: home for name in code.co_names if (home := _partly_outside(names.get(name)))}
    partly |= {name: home for name in code.co_freevars if (home := _partly_outside(around.get(name)))}
    if partly:
        yield from _attributes_outside(code, partly)
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _looks_outside(each, names, around)


def _attributes_outside(code: CodeType, partly: dict[str, str]) -> Iterator[str]:
    """`sys.argv`, `datetime.datetime.now`, where the first word is one of `partly`."""
    import dis  # for the few queries that name such a module

    words: list[str] = []
    for each in dis.get_instructions(code):
        if each.opname in ("LOAD_GLOBAL", "LOAD_DEREF"):
            words = [each.argval] if each.argval in partly else []
        elif words and each.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            words.append(each.argval)
            if each.argval in _PARTLY_OUTSIDE[partly[words[0]]]:
                yield ".".join(words)
        else:
            words = []


def _changes(code: CodeType, around: frozenset[str]) -> Iterator[str]:
    """Globals, and variables of functions around it, that a function binds."""
    operations = code.co_code[::2]
    if _STORE_GLOBAL in operations or (_STORE_DEREF in operations and not around.isdisjoint(code.co_freevars)):
        import dis  # for the few that do

        for each in dis.get_instructions(code):
            if each.opname == "STORE_GLOBAL":
                yield f"the global {each.argval}"
            elif each.opname == "STORE_DEREF" and each.argval in around:
                yield f"{each.argval} of the function around it"
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _changes(inner, around.difference(code.co_cellvars))


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


def _partly_outside(value: object) -> str:
    """The key of `_PARTLY_OUTSIDE` that a module, or a class of one, belongs to; else empty."""
    if isinstance(value, ModuleType):
        home: object = value.__name__
    elif isinstance(value, type):
        home = value.__module__
    else:
        return ""
    return home if isinstance(home, str) and home in _PARTLY_OUTSIDE else ""


def _name_of(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else repr(annotation)


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
