"""Indentation: the columns of the open blocks, and the tokens INDENT, DEDENT and ERROR_DEDENT.

Columns count characters; Python's rule that tabs must mean the same at any width is checked beside,
with tabs up to multiples of eight. A form feed starts the count anew. A line that is indented less
than its block and more than the block around it gives an ERROR_DEDENT, and its column is the
block's from then on. Backslashes do not matter: the first physical line of a logical line counts.
"""

from __future__ import annotations

from pebre_analysis.syntax import lexical, nodes


class Layout:
    """The indentation of the text's blocks: makes INDENT, DEDENT and ERROR_DEDENT tokens."""

    __slots__ = ("blocks", "columns", "dedents", "faults", "irregular", "labels", "leaves", "starts", "text", "wide")

    def __init__(
        self,
        text: str,
        indent: int,
        labels: list[str],
        leaves: list[nodes.Tree],
        starts: list[int],
        faults: list[lexical.Fault],
    ) -> None:
        self.text = text
        self.labels = labels  # tokens are added to these three
        self.leaves = leaves
        self.starts = starts
        self.faults = faults
        self.dedents: dict[int, int] = {}  # index of an INDENT → index of its DEDENT
        self.columns = [indent]  # of the open blocks, in characters
        self.wide = [-1]  # the same with tabs up to multiples of eight; -1: not known yet
        self.blocks = [-1]  # index of the INDENT that opened each
        # Tabs must agree with both measures, and a form feed starts the count anew: look at every line.
        self.irregular = "\t" in text or "\f" in text

    def begin_line(self, blanks: str, end: int, line: int, line_start: int) -> None:
        """A line that is not inside brackets begins with these blanks, which end at offset `end`."""
        if end >= len(self.text) or self.text[end] in "#\r\n":
            return
        if self.text[end] == "\\" and lexical.CONTINUED_BLANK.match(self.text, end):
            return
        if self.irregular:
            if "\f" in blanks:
                blanks = blanks[blanks.rindex("\f") + 1 :]
            wide = len(blanks.expandtabs(8))
        else:
            wide = len(blanks)
        column = len(blanks)
        columns = self.columns
        start = end - column
        top = self.wide[-1]
        if column == columns[-1]:
            if top < 0:
                self.wide[-1] = wide
            elif wide != top:
                self._tabs(start, end)
            return
        if column > columns[-1]:
            if 0 <= top >= wide:
                self._tabs(start, end)
            columns.append(column)
            self.wide.append(wide)
            self.blocks.append(len(self.labels))
            self._add("INDENT", end, line, end - line_start)
            return
        while column < columns[-1]:
            if len(columns) == 1 or column > columns[-2]:
                self._add("ERROR_DEDENT", end, line, end - line_start)
                columns[-1] = column
                self.wide[-1] = wide
                return
            self._close(end, line, end - line_start)
        if self.wide[-1] < 0:
            self.wide[-1] = wide
        elif wide != self.wide[-1]:
            self._tabs(start, end)

    def end(self, size: int, line: int, column: int) -> None:
        """The text ends: close the blocks that are open."""
        while len(self.columns) > 1:
            self._close(size, line, column)

    def _close(self, offset: int, line: int, column: int) -> None:
        self.columns.pop()
        self.wide.pop()
        self.dedents[self.blocks.pop()] = len(self.labels)
        self._add("DEDENT", offset, line, column)

    def _add(self, label: str, offset: int, line: int, column: int) -> None:
        self.labels.append(label)
        leaf = nodes.error_leaf(label)
        leaf.value = leaf.prefix = ""
        leaf.line = line
        leaf.column = column
        self.leaves.append(leaf)
        self.starts.append(offset)

    def _tabs(self, start: int, end: int) -> None:
        self.faults.append(lexical.Fault(lexical.TABS, start, end, -1))
