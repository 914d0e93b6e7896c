"""Comments that ask for silence, judged: do they silence anything, do they name rules, can they be read?

In:  an occurrence of a chunk whose regions were reported about, and which of its comments silenced something.
Out: findings of four rules, from the start of the chunk.
Always
  - a comment in code that cannot run or is not understood, or in a chunk with faulty syntax, is not called unused;
  - `# type: ignore[…]` with codes speaks to another tool as well, and is not called unused;
  - a comment at the top of a file that speaks for all of it is not judged;
  - a comment may silence what is said of the comments on its own line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pebre_analysis.source import diagnostic, ranges
from pebre_analysis.syntax import comments, parsed, suppression, trivia
from pebre_analysis.types import findings, rules
from pebre_analysis.types.infer import quiet

if TYPE_CHECKING:
    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.syntax import chunk
    from pebre_analysis.types.db import Db

Used = set[tuple[int, str]]  # (number of the suppression in its chunk, the rule it silenced)

OWN: Final = frozenset((
    findings.UNUSED_TYPE_IGNORE_COMMENT, findings.UNUSED_IGNORE_COMMENT, findings.INVALID_IGNORE_COMMENT,
    findings.IGNORE_COMMENT_UNKNOWN_RULE,
))  # fmt: skip
_STARTED: Final = re.compile(r"#[ \t]*(?P<tool>type|pebre):[ \t]*ignore(?P<rest>[^#\r\n]*)")
_RULES: Final = re.compile(r"[ \t]*\[[ \t]*(?:[\w-]+[ \t]*(?:,[ \t]*[\w-]+[ \t]*)*,?[ \t]*)?\]")

Said = tuple[str, int, int, tuple[str, ...]]  # rule, start, end, arguments of its message


class Judged:
    """What is wrong with the comments of a chunk, and what that depends on beside the settings."""

    __slots__ = ("_part", "_quiet", "found", "used")

    def __init__(
        self, db: Db, occurrence: Occurrence, used: Used, levels: dict[str, diagnostic.Level], honours_type: bool
    ) -> None:
        silent = _Quiet(db, occurrence)
        self.found = _judge(occurrence.chunk, used, levels, honours_type, silent)
        self._part = occurrence.chunk
        self.used = used
        self._quiet = silent.ranges

    @property
    def depends_on_code(self) -> bool:
        """Whether it was asked what code can run."""
        return self._quiet is not None

    def holds(self, db: Db, occurrence: Occurrence, used: Used) -> bool:
        """Would the same be found now?"""
        if occurrence.chunk is not self._part or used != self.used:
            return False
        return self._quiet is None or self._quiet == _ranges(db, occurrence)


def _judge(
    part: chunk.Chunk, used: Used, levels: dict[str, diagnostic.Level], honours_type: bool, silent: _Quiet
) -> tuple[diagnostic.Diagnostic, ...]:
    known = trivia.suppressions(part)
    said = list(_unreadable(part))
    for number, each in enumerate(known):
        said += _unknown(each)
        if (each.tool == suppression.TYPE and not honours_type) or parsed.problems_of(part):
            continue
        if each.line_start < each.line_end:
            said += _unused(each, {rule for at, rule in used if at == number}, silent)
    found: dict[diagnostic.Diagnostic, None] = {}
    for rule, start, end, arguments in said:
        level = levels.get(rule, diagnostic.Level.WARN)
        if level is diagnostic.Level.IGNORE or _is_silenced(known, start, rule):
            continue
        message, tags = rules.BY_ID[rule].message(*arguments), rules.tags(rule)
        found[diagnostic.Diagnostic(rule, level, message, ranges.TextRange(start, end), tags=tags)] = None
    return tuple(sorted(found, key=diagnostic.sort_key))


def _ranges(db: Db, occurrence: Occurrence) -> tuple[quiet.Ranges, ...]:
    return tuple([quiet.ranges(db, region) for region in occurrence.regions])


class _Quiet:
    """Where in the chunk nothing can be reported; looked up when asked."""

    __slots__ = ("db", "occurrence", "ranges")

    def __init__(self, db: Db, occurrence: Occurrence) -> None:
        self.db = db
        self.occurrence = occurrence
        self.ranges: tuple[quiet.Ranges, ...] | None = None  # of the regions, when asked

    def covers(self, start: int, end: int) -> bool:
        if self.ranges is None:
            self.ranges = _ranges(self.db, self.occurrence)
        for region, ranges_ in zip(self.occurrence.regions, self.ranges, strict=True):
            spans = region.lowered.spans if ranges_ else ()
            for low, high in ranges_:
                here = spans[2 * low : 2 * high + 2]
                if here and min(here[::2]) <= end and start <= max(here[1::2]):
                    return True
        return False


def _unreadable(part: chunk.Chunk) -> list[Said]:
    """Comments that begin like one that asks for silence and go on otherwise."""
    found: list[Said] = []
    text = part.text
    pieces = [(0, len(text))] if part.shell is None else part.shell.pieces(len(text))
    for begin, end in pieces:
        if text.find("ignore", begin, end) < 0:
            continue
        for at, stop in comments.between(text, begin, end):
            for match in trivia.in_comment(_STARTED, text, at, stop):
                rest = match["rest"]
                is_list = rest.lstrip().startswith("[")
                if match["tool"] == suppression.TYPE:
                    wrong = rest[:1].isalnum() or rest[:1] in ("_", "-") or (is_list and "]" not in rest)
                else:
                    wrong = bool(rest[:1].strip() and not is_list) or (is_list and not _RULES.match(rest))
                if wrong:
                    shown = match[0].rstrip()
                    said = (shown.lstrip("# \t"), match["tool"])
                    found.append((findings.INVALID_IGNORE_COMMENT, match.start(), match.start() + len(shown), said))
    return found


def _unknown(each: suppression.Suppression) -> list[Said]:
    """Rules of pebre that do not exist."""
    found: list[Said] = []
    for named in each.rules or () if each.tool == suppression.PEBRE else ():
        if named.name not in rules.BY_ID and re.fullmatch(r"[\w-]+", named.name):
            import difflib  # for mistakes only

            near = difflib.get_close_matches(named.name, rules.BY_ID, n=1)
            said = (named.name, *near)
            found.append((findings.IGNORE_COMMENT_UNKNOWN_RULE, named.start, named.end, said))
    return found


def _unused(each: suppression.Suppression, used: set[str], silent: _Quiet) -> list[Said]:
    """The comment, or the rules in it, that silence nothing."""
    if each.tool == suppression.TYPE or each.rules is None:
        if used or each.rules is not None or silent.covers(each.line_start, each.line_end):
            return []
        is_type = each.tool == suppression.TYPE
        rule = findings.UNUSED_TYPE_IGNORE_COMMENT if is_type else findings.UNUSED_IGNORE_COMMENT
        return [(rule, each.start, each.end, (f"{each.tool}: ignore",))]
    idle = [
        named for named in each.rules if named.name in rules.BY_ID and named.name not in used and named.name not in OWN
    ]
    if not idle or (not used and silent.covers(each.line_start, each.line_end)):
        return []
    if len(idle) == len(each.rules):
        return [(findings.UNUSED_IGNORE_COMMENT, each.start, each.end, (f"{each.tool}: ignore",))]
    return [(findings.UNUSED_IGNORE_COMMENT, named.start, named.end, (named.name,)) for named in idle]


def _is_silenced(known: tuple[suppression.Suppression, ...], start: int, rule: str) -> bool:
    """Does a comment on the same line name the rule?"""
    mine = next((each for each in known if each.start <= start <= each.end), None)
    return any(
        each.tool == suppression.PEBRE
        and any(named.name == rule for named in each.rules or ())
        and (mine is None or (each.line_start, each.line_end) == (mine.line_start, mine.line_end))
        for each in known
    )
