"""A region: what is inferred at once. An entity known by its name path.

Identity: a statement region is known by its scope and its *key*: the first place it binds, or its code when it binds
nothing; a function body by its scope. Among several of one key an edit leaves each what it was, as far as can be told
(`alignment`): so one more above changes nothing of those below but their number.

`code` is the only edge through which anything above reads a region: read it, then look at `lowered`
and `index`, which are always the current ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pebre_analysis.engine import cells
from pebre_analysis.semantic import chunk_index, chunks, kept, live, use_def
from pebre_analysis.semantic.definition import Definition, traits_of
from pebre_analysis.syntax import ir, parsed

if TYPE_CHECKING:
    from pebre_analysis.semantic.flow_numbers import Base
    from pebre_analysis.semantic.link_regions import Arrival
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.scope import Scope

BODY_KEY: Final = ""
_MANY: Final = 64


def digest(code: str) -> int:
    """Stands for a code where it is only compared, within this process: two codes have the same one time in 2**64."""
    return hash(code)


class Region(kept.Kept):
    """See the module's docstring. Made and brought up to date by the link step."""

    __slots__ = ("_before", "_by_number", "_code", "_definitions", "_entry", "_run", "arrival", "flow_base", "is_body",
                 "key", "nth", "number", "occurrence", "scope", "version")  # fmt: skip

    def __init__(self, scope: Scope, key: str, nth: int, occurrence: Occurrence, number: int) -> None:
        super().__init__()
        self.scope = scope  # where its code runs
        self.key = key  # first bound place, or code; BODY_KEY for a function body
        self.nth = nth  # of those of its key, as they stand now
        self.occurrence = occurrence
        self.number = number  # in its chunk
        self.version = 0  # grows when other content is found there
        # Of a function.
        self.is_body = key == BODY_KEY and (occurrence.pending is not None or self.lowered.node.__class__ is ir.Body)
        self._code: cells.Cell[int] | None = None
        self._entry: cells.Cell[live.Entry] | None = None
        self._run: cells.Cell[tuple[Region, ...]] | None = None
        self._before: cells.Cell[Region | None] | None = None
        self._definitions: dict[tuple[int, str, int], Definition] | Definition | None = None
        self._by_number: dict[int, Definition] | None = None
        # Of the file's flow: what reached it in the last pass, and the numbers it has there.
        self.arrival: Arrival | None = None
        self.flow_base: Base | None = None

    # ---- cells ----

    @property
    def code(self) -> cells.Cell[int]:
        """What stands for `lowered.code`: equal for equal code (`code_value`)."""
        found = self._code
        if found is None:
            found = self._code = kept.new_cell(self.scope.index.memo, self, self.code_value())
        return found

    def code_value(self) -> int:
        """What `code` says now. A function inside of one is another when more or fewer of its name stand before it."""
        value = digest(self.lowered.code)
        around = self.scope.parent if self.is_body else None
        while around is not None and around.own_body is None:
            around = around.parent
        definition = None if around is None else self.scope.definition
        return value if definition is None else value + definition.nth

    @property
    def entry(self) -> cells.Cell[live.Entry]:
        """What reaches it; NO_ENTRY for a function body."""
        found = self._entry
        if found is None:
            found = self._entry = kept.new_cell(self.scope.index.memo, self, self.scope.index.entry_of(self))
        return found

    @property
    def run(self) -> cells.Cell[tuple[Region, ...]]:
        """Of the head of a run: the regions from here to the next head. Empty for others."""
        found = self._run
        if found is None:
            value = self.scope.index.runs().by_head.get(self, ())
            found = self._run = kept.new_cell(self.scope.index.memo, self, value)
        return found

    @property
    def before(self) -> cells.Cell[Region | None]:
        """The one of the same key that stands before it in its scope."""
        found = self._before
        if found is None:
            known = self.scope.regions.get(self.key)
            value = known[self.nth - 1] if self.nth and isinstance(known, list) else None
            found = self._before = kept.new_cell(self.scope.index.memo, self, value)
        return found

    @property
    def before_cell(self) -> cells.Cell[Region | None] | None:
        """`before` if somebody asked for it."""
        return self._before

    @property
    def run_cell(self) -> cells.Cell[tuple[Region, ...]] | None:
        """`run` if somebody asked for it."""
        return self._run

    @property
    def code_cell(self) -> cells.Cell[int] | None:
        """`code` if somebody asked for it."""
        return self._code

    @property
    def entry_cell(self) -> cells.Cell[live.Entry] | None:
        """`entry` if somebody asked for it."""
        return self._entry

    # ---- content ----

    @property
    def lowered(self) -> ir.Region:
        """Its code. It may be another object each time: what belongs together is fetched once."""
        occurrence = self.occurrence
        if occurrence.pending is not None:
            occurrence.settle()
        part = occurrence.chunk
        lowered = part.lowered
        return (parsed.lowered_of(part) if lowered is None else lowered).regions[self.number]

    @property
    def index(self) -> use_def.StatementIndex | use_def.BodyIndex:
        """Its use-def map; likewise."""
        occurrence = self.occurrence
        if occurrence.pending is not None:
            occurrence.settle()
        part = occurrence.chunk
        part.is_used = True
        maps = part.use_def
        if not isinstance(maps, chunk_index.ChunkUseDef):
            maps = chunks.use_def_of(part)
        return maps.regions[self.number]

    def definition(self, number: int) -> Definition:
        """The definition behind a binding of the current index; the same object for the same one."""
        if self.occurrence.pending is not None and self.key:  # a header, which binds its name and nothing else
            known = self._definitions
            if known is None:
                known = self._definitions = Definition(self, 0, self.key, 0, 0)
            if isinstance(known, Definition):
                return known
        only, by_number = self._definitions, self._by_number
        if isinstance(only, Definition):
            if only.number == number:
                return only
        elif by_number is not None and number in by_number:
            return by_number[number]
        bindings = self.index.bindings
        if only is None and len(bindings) == 1:
            binding = bindings[0]
            only = self._definitions = Definition(self, binding.scope, binding.place, 0, 0, traits_of(binding))
            return only
        if by_number is None:
            by_number = self._by_number = {}
        found = by_number.get(number)
        if found is None:
            binding = bindings[number]
            key = (binding.scope, binding.place, self._nth(number))
            known = self._known()
            found = known.get(key)
            if found is None:
                found = known[key] = Definition(self, *key, number, traits_of(binding))
            by_number[number] = found
            if len(by_number) == _MANY < len(bindings):
                self._number_all(known, by_number)
        return found

    def _known(self) -> dict[tuple[int, str, int], Definition]:
        known = self._definitions
        if isinstance(known, Definition):
            known = self._definitions = {(known.local_scope, known.place, known.nth): known}
        elif known is None:
            known = self._definitions = {}
        return known

    def _nth(self, number: int) -> int:
        bindings = self.index.bindings
        place, scope = bindings[number].place, bindings[number].scope
        return sum([1 for other in bindings[:number] if other.place == place and other.scope == scope])

    def _number_all(self, known: dict[tuple[int, str, int], Definition], by_number: dict[int, Definition]) -> None:
        """All definitions at once, where there are many: one by one would count again and again."""
        counts: dict[tuple[int, str], int] = {}
        for number, binding in enumerate(self.index.bindings):
            seen = counts.get((binding.scope, binding.place), 0)
            counts[binding.scope, binding.place] = seen + 1
            if number not in by_number:
                key = (binding.scope, binding.place, seen)
                found = known.get(key)
                if found is None:
                    found = known[key] = Definition(self, *key, number, traits_of(binding))
                by_number[number] = found

    def number_of(self, local_scope: int, place: str, nth: int) -> int:
        """The number of a binding in the current index; -1 if there is none."""
        for number, binding in enumerate(self.index.bindings):
            if binding.place == place and binding.scope == local_scope:
                if not nth:
                    return number
                nth -= 1
        return -1

    def attached(self) -> list[Definition]:
        """Its definitions that somebody asked for."""
        known = self._definitions
        if known is None:
            return []
        return [known] if isinstance(known, Definition) else list(known.values())

    def sibling(self, number: int) -> Region:
        """The region with that number in the same chunk: of a FunctionDef's body, of a Case's Match."""
        return self.occurrence.regions[number]

    def scope_of(self, binding: int) -> Scope | None:
        """The scope of the `def` or `class` that makes a binding."""
        return self.occurrence.scope_of(self.number, binding)

    @property
    def match_region(self) -> Region | None:
        """Of a Case in a module or class body: the region of its Match."""
        index = self.index
        if isinstance(index, use_def.StatementIndex) and index.match_region >= 0:
            return self.sibling(index.match_region)
        return None

    def rebind(self, occurrence: Occurrence, number: int) -> None:
        """It is now found there. Only the link step calls this."""
        if occurrence.chunk is self.occurrence.chunk and number == self.number:
            self.occurrence = occurrence
            return
        before = self.index
        self.occurrence = occurrence
        self.number = number
        self.version += 1
        self._by_number = None
        index = self.index
        if isinstance(index, use_def.StatementIndex) and isinstance(before, use_def.StatementIndex):
            if index.entry_names != before.entry_names:
                self.arrival = None  # its states go with the names

    def empty(self) -> None:
        """It is gone for good: let go of what may name it."""
        self._code = self._entry = self._run = self._before = None
        self._definitions = self._by_number = None
        self.arrival = self.flow_base = None

    def debug_name(self) -> str:
        own = self.scope.debug_name()
        if self.is_body:
            return own
        shown = self.key if len(self.key) <= 24 else f"{self.key[:21]}…"
        return f"{own}.[{shown}{f'#{self.nth}' if self.nth else ''}]"

    def name_path(self) -> str:
        own = self.scope.name_path()
        return f"{own}.body" if self.is_body else f"{own}.[{self.key}#{self.nth:{kept.NTH}}]"

    def __repr__(self) -> str:
        return f"<Region {self.debug_name()}>"
