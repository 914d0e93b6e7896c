"""What is shown at the cursor."""

import itertools
import textwrap

import pytest

from tests.ide import harness


def check(source: str, expected: str) -> None:
    """`expected`: the block of code; below a line `---` the prose, if it is to be looked at."""
    at = harness.Project(source)
    found = at.host.hover(*at.cursor)
    assert found is not None, "nothing is shown"
    wanted_code, rule, wanted_prose = textwrap.dedent(expected).strip("\n").partition("\n---")
    assert harness.code(found.markdown) == wanted_code
    if rule:
        assert found.markdown.partition("\n---\n")[2].strip("\n") == wanted_prose.strip("\n")
    path, offset = at.cursor
    assert found.range is not None
    text = at.host.line_index(path).text
    assert text[found.range.start : found.range.end].isidentifier()
    assert found.range.start <= offset <= found.range.end


def check_nothing(source: str) -> None:
    at = harness.Project(source)
    assert at.host.hover(*at.cursor) is None


# ---- names --------------------------------------------------------------------------------------


def test_a_variable_has_the_type_of_its_value() -> None:
    check("x = 1\nprint(<|>x)", "(variable) x: Literal[1]")


def test_a_variable_is_narrowed_where_it_stands() -> None:
    check(
        """
        def f(x: int | None) -> None:
            if x is not None:
                <|>x
        """,
        "(parameter) x: int",
    )


def test_where_it_is_bound_to_what_is_not_known_a_variable_is_unknown() -> None:
    check(
        """
        def f(src: str, is_kept: bool) -> str:
            if not is_kept:
                return src
            from missing import first, make, last
            <|>made = make(src)
            for index, each in first(made):
                print(index, each)
            return last(made)
        """,
        "(variable) made: Unknown",
    )


def test_at_its_annotation_a_variable_shows_what_it_holds_then() -> None:
    check("<|>x: int = 1", "(variable) x: Literal[1]")


def test_a_name_in_capitals_is_a_constant() -> None:
    check("LIMIT = 'a'\ndef f(): return <|>LIMIT", '(constant) LIMIT: Literal["a"]')


def test_a_type_that_grew_too_large_says_so() -> None:
    doubling = "a = (1,)\n" + "".join(f"{b} = ({a}, {a}, {a}, {a})\n" for a, b in itertools.pairwise("abcdefg"))
    for name, is_cut in (("c", False), ("g", True)):
        at = harness.Project(f"{doubling}<|>{name}\n")
        found = at.host.hover(*at.cursor)
        assert found is not None
        assert ("grew too large" in found.markdown) is is_cut


def test_a_parameter_that_gathers_arguments() -> None:
    check("def f(*args: int, **more: str): ar<|>gs", "(parameter) args: tuple[int, ...]")


def test_the_cursor_behind_a_name_is_on_it() -> None:
    check("count = 1\nprint(count<|>)", "(variable) count: Literal[1]")


def test_a_lambda_s_parameter() -> None:
    check("f = lambda a<|>b: ab", "(parameter) ab: Unknown")
    source = "from typing import Callable\nf: Callable[[int, str], object] = lambda "
    check(f"{source}a<|>b, c: c", "(parameter) ab: int")
    check(f"{source}ab, c<|>='': c", "(parameter) c: str")
    check(f"{source}*c<|>: c", "(parameter) c: tuple[Unknown, ...]")


def test_an_exception_s_name() -> None:
    check("try:\n    pass\nexcept ValueError as e<|>:\n    raise", "(variable) e: ValueError")


def test_a_name_bound_by_a_pattern() -> None:
    check("def f(x: int | str):\n    match x:\n        case int() as num<|>ber: pass", "(variable) number: int")


# ---- functions ----------------------------------------------------------------------------------


def test_a_function_with_its_signature_and_docstring() -> None:
    check(
        '''
        def greet(name: str, *, loud: bool = False) -> str:
            """Say hello.

            More of it.
            """
            return name
        gre<|>et("x")
        ''',
        """
        def greet(name: str, *, loud: bool = False) -> str
        ---
        Say hello.

        More of it.
        """,
    )


def test_what_a_function_returns_is_found_in_its_body() -> None:
    check("def f(a): return 1\nf<|>", "def f(a) -> Literal[1]")


def test_a_long_signature_has_a_line_for_each_parameter() -> None:
    check(
        """
        def configure(first_parameter: int, second_parameter: str, third_parameter: bool) -> None: ...
        conf<|>igure
        """,
        """
        def configure(
            first_parameter: int,
            second_parameter: str,
            third_parameter: bool
        ) -> None
        """,
    )


def test_a_method_at_its_call_has_no_self() -> None:
    check("class A:\n    def m(self, a: int) -> str: ...\nA().m<|>(1)", "def m(a: int) -> str")


def test_an_async_function_shows_what_awaiting_it_gives() -> None:
    check("async def f<|>() -> int: ...", "async def f() -> int")


OVERLOADS = """
    from typing import overload
    @overload
    def f(x: int) -> int: ...
    @overload
    def f(x: str) -> str: ...
    def f(x): return x
"""


def test_all_overloads_of_a_function() -> None:
    check(OVERLOADS + "    f<|>", "def f(x: int) -> int\ndef f(x: str) -> str")


def test_at_a_call_the_overload_that_is_chosen() -> None:
    check(OVERLOADS + "    f<|>('')", "def f(x: str) -> str")


def test_a_keyword_argument_is_a_parameter() -> None:
    check("def f(*, loud: bool = False): ...\nf(lo<|>ud=True)", "(parameter) loud: bool = False")


# ---- classes and attributes -----------------------------------------------------------------------


def test_a_class_with_what_it_is_called_with() -> None:
    check(
        '''
        class Box:
            """A box."""
            def __init__(self, size: int) -> None: ...
        Bo<|>x
        ''',
        """
        class Box(size: int)
        ---
        A box.
        """,
    )


def test_a_class_in_an_annotation() -> None:
    check("class Box: ...\ndef f(x: Bo<|>x): ...", "class Box()")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("type Pair[T] = tuple[T, T]\nPa<|>ir", "(type alias) Pair = tuple[T@Pair, T@Pair]"),
        ("Name = int | str\ndef f(x: Na<|>me): ...", "(type alias) Name = int | str"),
        ("Names = list[int]\nNa<|>mes", "(type alias) Names = list[int]"),
        ("Other = int\nOt<|>her", "(type alias) Other = int"),
        ("from typing import TypeAlias\nOther: TypeAlias = int\nOt<|>her", "(type alias) Other = int"),
        ("from typing import TypeAlias\nA: TypeAlias = 'int | str'\ndef f(x: A<|>): ...", "(type alias) A = int | str"),
        ("from typing import TypeAlias\nA: TypeAlias = int | list['A']\nA<|>", "(type alias) A = int | list[A]"),
        ("Other: type[int] = int\nOt<|>her", "(variable) Other: <class 'int'>"),
        ("Other = list\nOt<|>her", "(type alias) Other = list"),
    ],
)
def test_a_type_alias_shows_what_it_stands_for(source: str, expected: str) -> None:
    check(source, expected)


def test_a_class_in_a_string_annotation() -> None:
    check("class Box: ...\ndef f(x: 'list[Bo<|>x]'): ...", "class Box()")


def test_a_class_without_docstring_shows_that_of_its_constructor() -> None:
    check(
        '''
        class Box:
            def __init__(self) -> None:
                """Make a box."""
        B<|>ox
        ''',
        """
        class Box()
        ---
        Make a box.
        """,
    )


def test_an_attribute() -> None:
    check("class A:\n    def __init__(self): self.size = ''\nA().si<|>ze", "(attribute) size: str")


@pytest.mark.parametrize(
    "use",
    ["def f(<|>a: int):@    return a", "def f(a: int):@    return <|>a", "def f(a: int):@    return a\nf(<|>a=1)"],
)
def test_a_parameter_has_what_its_function_says_of_it(use: str) -> None:
    doc = '\n    """Do.\n\n    :param a: How often.\n    """\n'
    check(use.replace("@", doc), "(parameter) a: int\n---\nHow often.")


def test_a_keyword_is_that_of_the_overload_that_is_chosen() -> None:
    source = """
        from typing import overload
        @overload
        def f(*, a: int) -> int: ...
        @overload
        def f(*, a: str, b: int = 1) -> str: ...
        def f(*, a, b=1): ...
        f(<|>a='')
        """
    check(textwrap.dedent(source), "(parameter) a: str")


def test_methods_of_several_classes_are_no_property() -> None:
    source = (
        "class A:\n    def f(self) -> int: ...\nclass B:\n    def f(self) -> str: ...\ndef g(x: A | B):\n    x.f<|>()"
    )
    check(source, "(method) f: (bound method A.f() -> int) | (bound method B.f() -> str)")


def test_a_class_that_a_call_makes() -> None:
    source = 'class A: ...\nx = type("Dyn", (A,), {})\n'
    check(source + "x<|>", "(variable) x: <class 'Dyn'>")
    check(source.replace("x =", "X<|> ="), "(constant) X: <class 'Dyn'>")
    check(source + "class B:\n    y = x\nB.y<|>", "(attribute) y: <class 'Dyn'>")
    source = "from collections import namedtuple\nP = namedtuple('P', 'a b')\n"
    check(source.replace("P =", "P<|> ="), "class P(a: Any, b: Any)")
    check(source + "P<|>(1, 2)", "class P(a: Any, b: Any)")
    check(source + "Q = P\nQ<|>", "(type alias) Q = P")
    check("#- main.py\nfrom a import P\nP<|>\n#- a.py\n" + source, "class P(a: Any, b: Any)")
    check("from typing import NamedTuple\nR<|> = NamedTuple('R', [('a', int)])", "class R(a: int)")


def test_a_method_of_what_is_partly_unknown_is_no_property() -> None:
    source = "from typing import Any\nclass A:\n    def f(self) -> int: ...\ndef g(x: A | Any, y):\n    "
    check(source + "x.f<|>", "(method) f: (bound method A.f() -> int) | Any")
    check(source + "(y or A()).f<|>()", "(method) f: Unknown | (bound method A.f() -> int)")


def test_a_keyword_of_which_no_parameter_is_known() -> None:
    check("def f(g):\n    g(<|>a='')", '(argument) a: Literal[""]')


def test_a_keyword_that_is_an_item_of_a_typed_dictionary() -> None:
    source = """
        from typing import TypedDict, Unpack
        class Options(TypedDict, total=False):
            size: int
        def f(**options: Unpack[Options]): ...
        f(size<|>=1)
        """
    check(textwrap.dedent(source), "(parameter) size: int")
    check(textwrap.dedent(source.replace("f(size", "f(other")), "(parameter) **options: Unpack[Options]")


def test_an_attribute_whose_value_is_unknown_shows_what_is_declared() -> None:
    source = "class A:\n    x: int | None = None\n    def f(self):\n        self.x = nobody()\n        self.x<|>"
    check(source, "(attribute) x: int | None")
    check(source.replace("= nobody()", "= 1"), "(attribute) x: Literal[1]")


def test_a_keyword_of_a_function_that_a_decorator_hides() -> None:
    source = """
        @nobody_knows
        def out(text: str, **styles: int):
            \"\"\"Say it.

            Args:
                text: what
            \"\"\"
        out(text="", bold=1)
        """
    check(source.replace("bold=", "bo<|>ld="), "(parameter) **styles: int")
    check(source.replace("out(text", "out(te<|>xt"), "(parameter) text: str\n---\nwhat")


def test_a_variable_that_holds_a_function_says_what_that_does() -> None:
    source = "class A:\n    def run(self, x: int):\n        'Run it.'\nrun = A().run\nru<|>n(1)\n"
    check(source, "(variable) run: bound method A.run(x: int) -> Unknown\n---\nRun it.")


def test_one_of_several_functions_of_a_module_is_no_property() -> None:
    source = "import m\nm.<|>f\n#- m.py\nif x:\n    def f(a: int) -> int: ...\nelse:\n    def f(b: str) -> int: ...\n"
    check(source, "(variable) f: (def f(a: int) -> int) | (def f(b: str) -> int)")


def test_nothing_is_said_of_a_parameter_without_a_word_of_it() -> None:
    check('def f(a: int):\n    """Do."""\n    return <|>a\n', "(parameter) a: int\n---\n")


def test_a_property_shows_what_reading_it_gives() -> None:
    check(
        '''
        class A:
            @property
            def size(self) -> int:
                """How big."""
        A().si<|>ze
        ''',
        """
        (property) size: int
        ---
        How big.
        """,
    )


def test_an_overriding_method_has_the_docstring_of_what_it_overrides() -> None:
    check(
        '''
        class Base:
            def run(self) -> int:
                """Run it."""
        class Derived(Base):
            def run(self) -> int: return 1
        Derived().ru<|>n()
        ''',
        """
        def run() -> int
        ---
        Run it.
        """,
    )


def test_a_field_is_described_by_the_string_below_it() -> None:
    check(
        '''
        class A:
            size: int = 0
            """How big."""
        A().si<|>ze
        ''',
        """
        (attribute) size: int
        ---
        How big.
        """,
    )


def test_a_variable_does_not_show_the_docstring_of_its_type() -> None:
    check(
        '''
        class A:
            """A class."""
        a = A()
        <|>a
        ''',
        "(variable) a: A\n---",
    )


# ---- modules --------------------------------------------------------------------------------------


def test_a_module_with_its_docstring() -> None:
    check(
        '''
        #- package/__init__.py
        pass
        #- package/inner.py
        """What is inside."""
        #- main.py
        import package.inn<|>er
        ''',
        """
        (module) package.inner
        ---
        What is inside.
        """,
    )


def test_a_part_of_a_dotted_name() -> None:
    check("#- a/__init__.py\npass\n#- a/b.py\n#- main.py\nfrom <|>a.b import x", "(module) a")


def test_an_imported_function() -> None:
    check(
        '''
        #- tools.py
        def cut(x: int) -> str:
            """Cut it."""
        #- main.py
        from tools import cut as c<|>c
        ''',
        """
        def cc(x: int) -> str
        ---
        Cut it.
        """,
    )


def test_an_imported_name_has_the_type_that_it_has_for_who_reads_it() -> None:
    source = "#- a.py\nclass A: ...\nclass B(A): ...\nempty: A = B()\nif how():\n    x = A()\nelse:\n    x = 1\n"
    check(f"{source}#- main.py\nfrom a import x<|>", "(variable) x: A | Literal[1]")
    check(f"{source}#- main.py\nfrom a import x as y<|>", "(variable) y: A | Literal[1]")
    check(f"{source}#- main.py\nfrom a import empty<|>", "(variable) empty: A")


def test_the_docstring_behind_a_stub_is_that_of_the_source() -> None:
    check(
        '''
        #- tools.pyi
        def cut(x: int) -> str: ...
        #- tools.py
        def cut(x):
            """Cut it."""
        #- main.py
        import tools
        tools.cu<|>t
        ''',
        """
        def cut(x: int) -> str
        ---
        Cut it.
        """,
    )


# ---- broken and odd code ----------------------------------------------------------------------------


def test_in_broken_code() -> None:
    check("def f(x: int):\n    y = (x +\n    return <|>x", "(parameter) x: int")


def test_in_code_that_cannot_run() -> None:
    check("def f(x: int):\n    return\n    <|>x", "(parameter) x: int")


def test_modules_that_import_each_other() -> None:
    check(
        """
        #- a.py
        from b import *
        from b import thing
        #- b.py
        from a import *
        from a import thing
        #- main.py
        from a import th<|>ing
        """,
        "(variable) thing: Unknown",
    )


@pytest.mark.parametrize(
    "source", ["i<|>f x: pass", "x = '<|>word'", "# <|>x", "1<|>2", "x = <|>", "", "<|>", "x <|> y", "nowhere<|>"]
)
def test_where_no_name_is_there_is_nothing(source: str) -> None:
    check_nothing(source if "<|>" in source else source + "<|>")


def test_long_types_are_cut_and_say_so() -> None:
    words = " | ".join(f'Literal["{"w" * 30}{n}"]' for n in range(60))
    at = harness.Project(f"from typing import Literal\ndef f(x: {words}):\n    <|>x")
    found = at.host.hover(*at.cursor)
    assert found is not None
    shown = harness.code(found.markdown).splitlines()
    assert len(shown) <= 8
    assert "cut" in shown[-1]


def test_of_an_attribute_what_its_class_says() -> None:
    source = '''
        class Box:
            """A box.

            Attributes:
                size: How large.
                items: What is in it.
            """
            size: int = 1
            def __init__(self, colour):
                """Make it.

                :ivar colour: Not this.
                """
                self.items = [1]
                self.colour = colour
        Box(1).HERE
        '''
    check(source.replace("HERE", "si<|>ze"), "(attribute) size: int\n---\nHow large.")
    check(source.replace("HERE", "it<|>ems"), "(attribute) items: list[int]\n---\nWhat is in it.")
    check(source.replace("HERE", "col<|>our"), "(attribute) colour: Unknown\n---\n")


def test_overloads_that_fill_the_window_are_left_out() -> None:
    params = ", ".join([f"parameter_{n}: int" for n in range(20)])
    forms = "".join([f"@overload\ndef f(a: {each}, {params}) -> int: ...\n" for each in ("int", "str", "bytes")])
    at = harness.Project(f"from typing import overload\n{forms}def f(*a): ...\nx = f<|>\n")
    found = at.host.hover(*at.cursor)
    assert found is not None
    assert harness.code(found.markdown).count("def f(") == 1
    assert harness.code(found.markdown).endswith("# and 2 more overloads")
