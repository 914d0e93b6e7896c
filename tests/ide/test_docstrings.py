"""Docstrings as Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pebre_analysis.ide.common import docstrings


def check(source: str, expected: str) -> None:
    assert docstrings.to_markdown(source) == expected.strip("\n")


def test_plain_text_keeps_its_paragraphs() -> None:
    check("One line.\n\n    Second paragraph\n    goes on.\n    ", "One line.\n\nSecond paragraph\ngoes on.")


def test_what_markdown_would_eat_is_escaped_but_names_are_left_alone() -> None:
    check(
        "Call __init__ with *args and snake_case <here>.", "Call \\_\\_init\\_\\_ with \\*args and snake_case \\<here>."
    )


def test_rest_fields() -> None:
    check(
        """Do it.

        :param str name: who
            to greet
        :param count: how often
        :returns: the text
        :rtype: str
        :raises ValueError: if negative
        """,
        """
Do it.

**Parameters**

- `name` (`str`) — who to greet
- `count` — how often

**Returns**

- `str` — the text

**Raises**

- `ValueError` — if negative
""",
    )


def test_google_sections() -> None:
    check(
        """Do it.

        Args:
            name (str): who to greet,
                at length
            *rest: more

        Returns:
            the text

        Example:
            >>> greet("x")
            'x'
        """,
        """
Do it.

**Args**

- `name` (`str`) — who to greet, at length
- `*rest` — more

**Returns**

the text

**Example**

```python
>>> greet("x")
'x'
```
""",
    )


def test_numpy_sections() -> None:
    check(
        """Do it.

        Parameters
        ----------
        a, b : int
            numbers
        flag
            whether

        Returns
        -------
        int
            the sum
        """,
        """
Do it.

**Parameters**

- `a, b` (`int`) — numbers
- `flag` — whether

**Returns**

- `int` — the sum
""",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Do.\n\nArgs:\n    a (int): The first.\n    *b: The *rest*.\n\nReturns:\n    c: Not it.\n",
        "Do.\n\n:param int a: The first.\n:param b: The *rest*.\n:returns: c\n:raises a: no\n",
        "Do.\n\nParameters\n----------\na : int\n    The first.\n*b\n    The *rest*.\n\nReturns\n-------\nc\n    No\n",
        "Do.\n\nArgs:\n    a:\n        The\n        first.\n    b: The *rest*.\n\nRaises:\n    a: No.\n",
    ],
)
def test_what_is_said_of_parameters(text: str) -> None:
    assert docstrings.of_parameters(text) == {"a": "The first.", "b": "The *rest*."}


def test_several_parameters_in_one_entry() -> None:
    text = "Parameters\n----------\na, b : int\n    Both.\n"
    assert docstrings.of_parameters(text) == {"a": "Both.", "b": "Both."}


def test_rest_inline_markup() -> None:
    check(
        "See ``x``, :class:`~a.B`, :func:`f <a.f>` and `the docs <https://x.y>`_.",
        "See `x`, `a.B`, `f` and [the docs](https://x.y).",
    )


def test_roles_whose_name_is_part_of_the_text() -> None:
    check("As :pep:`8` says, see :issue:`12`.", "As pep `8` says, see issue `12`.")


def test_literal_block_and_directives() -> None:
    check(
        """Use it so::

            f(1)

        .. code-block:: sh

           ls

        .. versionadded:: 3.2
           The flag.
        """,
        """
Use it so:

```
f(1)
```

```sh
ls
```

**Added in version 3.2**

The flag.
""",
    )


@pytest.mark.parametrize("source", ["", "   ", "\n\n", ">>>", ".. x::", "Args:", "a\n---", ":x:", "```", "::"])
def test_odd_texts_give_an_answer(source: str) -> None:
    docstrings.to_markdown(source)


# Without `<`: what a role or link points to, in angle brackets behind its text, is left out on purpose.
@given(st.text(alphabet=st.sampled_from("ab :.`*_-=>\n \t()"), max_size=80))
def test_no_text_raises_and_no_word_is_lost(source: str) -> None:
    shown = docstrings.to_markdown(source)
    assert shown.count("a") >= source.count("a")


def test_types_in_fields_of_their_own_stand_where_what_they_type_does() -> None:
    check(
        """Set it.

        :param value: the value,
            over two lines
        :type value: int or
            None
        :type other: str
        :rtype: None

        Text behind them.
        """,
        """
Set it.

**Parameters**

- `value` (`int or None`) — the value, over two lines
- `other` (`str`)

**Returns**

- `None`

Text behind them.
""",
    )


def test_lists_and_code_inside_of_an_entry() -> None:
    text = """Open it.

    Args:
        mode: How. One of:

            * ``r``: read
            * ``w``
        size: As in this code::

                open(size=1)

    Returns:
        dict[str, list[int]] | None: what was
            found.
    """
    check(
        text,
        """
Open it.

**Args**

- `mode` — How. One of:

  - `r`: read
  - `w`

- `size` — As in this code:

  ```
  open(size=1)
  ```

**Returns**

- `dict[str, list[int]] | None` — what was found.
""",
    )
    assert docstrings.of_parameters(text)["mode"] == "How. One of:\n\n- `r`: read\n- `w`"


def test_links_over_two_lines() -> None:
    check(
        "See `the\nlist <https://a.b/c>`_ and :class:`~a.\nB`, not `this.\n\nNor` that.",
        "See [the list](https://a.b/c) and `a. B`, not `this.\n\nNor` that.",
    )
    check("Of <https://a.b/c_d>, not <this>.", "Of <https://a.b/c_d>, not \\<this>.")


def test_types_with_roles_and_entries_without_text() -> None:
    check(
        """
        :param a: one
        :type a: :class:`A` or None
        :rtype: ``B``

        Args:
            b (:class:`~c.B`, optional):
            c (list[int]):
        """,
        """
**Parameters**

- `a` (`A` or None) — one

**Returns**

- `B`

**Args**

- `b` (`c.B`, optional)
- `c` (`list[int]`)
""",
    )


def test_code_that_is_only_set_off() -> None:
    check(
        """Use it.

            x = f(1)
            y = [x]

        It is equal to:
            a   b
            l   r

        Note that:
            this is prose. It (or what
            follows) stays so.

        with open(x):
            go on

        Examples:
            x = f(1)
        """,
        """
Use it.

```
x = f(1)
y = [x]
```

It is equal to:

```
a   b
l   r
```

Note that:
this is prose. It (or what
follows) stays so.

with open(x):
go on

**Examples**

```python
x = f(1)
```
""",
    )


def test_terms_with_what_is_said_of_them_below() -> None:
    check(
        """These are set:

        one
          Over two
          lines.
        two : int
          Short.

          - a
          - b

        And so on,
          with a hanging line.
        """,
        """
These are set:

- one — Over two lines.
- two : int — Short.

  - a
  - b

And so on,
with a hanging line.
""",
    )


def test_tables_are_left_as_they_are_written() -> None:
    for table in ("+---+---+\n| a | b |\n+---+---+", "=== ===\nA   *B*\n=== ===\n1   2\n=== ==="):
        check(f"Of:\n\n{table}\n\nEnd.", f"Of:\n\n```\n{table}\n```\n\nEnd.")


def test_marks_of_lists() -> None:
    check("* one *a*\n* two\n\n#. first\n#. second", "- one *a*\n- two\n\n1. first\n1. second")
