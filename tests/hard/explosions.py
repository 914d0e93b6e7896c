"""Programs whose types grow, multiply or go round in circles when they are inferred without bounds."""

# ruff: noqa: E501 (programs in one line each)

from __future__ import annotations

from typing import Final


def _lines(count: int, form: str) -> str:
    return "".join(form.replace("@1", str(n + 1)).replace("@", str(n)) for n in range(count))


def _literal_unions() -> str:
    names = ", ".join(repr(f"w{n}") for n in range(3000))
    return f"from typing import Literal\nW = Literal[{names}]\ndef f(a: W, b: W):\n    x = (a, b)\n    c = a + b\n    return a == b\n"


def _literal_products() -> str:
    """Each step multiplies the literals of the one before."""
    return "def f(c):\n    x = 1\n" + _lines(60, "    x = x * 2 if c else x * 3 + 1\n") + "    return x\ny = f(1)\n"


def _deep_generics() -> str:
    return (
        "x0 = [1]\n" + _lines(300, "x@1 = [x@]\n") + "y = x300[0][0][0]\nd0 = {1: 1}\n" + _lines(300, "d@1 = {1: d@}\n")
    )


def _wide_generics() -> str:
    """Types that double in size at each step."""
    return (
        "x0 = (1, '')\n" + _lines(40, "x@1 = (x@, x@)\n") + "l0 = [1]\n" + _lines(40, "l@1 = {str(l@): (l@, [l@])}\n")
    )


def _mutual_recursion() -> str:
    head = "def f0(x):\n    return f1([x]) if x else x\n"
    return (
        head
        + _lines(50, "def f@1(x):\n    return (f@(x), f@1(x), f@2(x)) if x else f@1([x])\n".replace("@2", "25"))
        + "y = f0(1)\n"
    )


def _ring() -> str:
    """Each function needs the next one, the last the first."""
    body = "".join(f"def f{n}(x):\n    if x: return f{(n + 1) % 50}(x)\n    return {n}\n" for n in range(50))
    return body + "y = f0(1)\n"


def _dense_recursion() -> str:
    """Fifty functions, each of which needs ten others."""
    body = ""
    for n in range(50):
        calls = ", ".join(f"f{(n * 7 + k * 11 + 1) % 50}(x)" for k in range(10))
        body += f"def f{n}(x):\n    return [{calls}, {n}]\n"
    return body + "y = f0(1)\n"


def _overload_product() -> str:
    overloads = "".join(f"@overload\ndef f(a: C{n}, b: C{n}, c: C{n}) -> C{n}: ...\n" for n in range(30))
    union = " | ".join(f"C{n}" for n in range(30))
    classes = _lines(30, "class C@: ...\n")
    return f"from typing import overload\n{classes}{overloads}def f(*a): ...\ndef g(a: {union}, b: {union}, c: {union}):\n    x = f(a, b, c)\n    return x\n"


def _operator_product() -> str:
    return (
        "def f(a: int | float | complex | str | bytes | list[int] | tuple[int, ...] | set[int] | dict[int, int] | None):\n"
        + "    b = a + a\n" * 50 + "    return a * a + a - a / a % a ** a\n"
    )  # fmt: skip


def _huge_tuple() -> str:
    return "x = (" + ", ".join(str(n) for n in range(50_000)) + ")\ny = x[5]\nz = x + x\na, *b = x\n"


def _huge_dict() -> str:
    return "x = {" + ", ".join(f"'k{n}': ({n}, 'v{n}', [{n}])" for n in range(10_000)) + "}\ny = x['k5']\n"


def _mixed_list() -> str:
    return "x = [" + ", ".join(f"lambda a: a + {n}, {n}, '{n}', {n}.5" for n in range(4_000)) + "]\ny = x[0]\n"


def _narrowing_chain() -> str:
    return (
        "def f(x: object):\n    if x is None: y = 0\n"
        + _lines(800, "    elif isinstance(x, int) and x == @: y = @\n")
        + "    return x, y\n"
    )


def _narrowing_lines() -> str:
    """Two ways after each of many tests: the number of paths doubles."""
    return (
        "def f(x: int | str | None, c):\n    y = x\n"
        + _lines(400, "    if c == @ and isinstance(y, int): y = @\n    if y is None: y = 'a@'\n")
        + "    return x, y\n"
    )


def _attribute_calls() -> str:
    return "s = ''\ny = s" + ".strip().replace('a', 'b').split()[0].upper()" * 400 + "\n"


def _comprehensions() -> str:
    return (
        "y = "
        + "[(x0, " * 40
        + "1"
        + "".join(f") for x{n} in [(lambda a: a)({n})] for x0 in range(3)]" for n in range(40))
        + "\n"
    )


def _recursive_aliases() -> str:
    return (
        "from typing import Union, Dict, List\n"
        "type J = dict[str, J] | list[J] | str | None\n"
        "type A[T] = tuple[T, A[list[T]]] | B[T]\ntype B[T] = tuple[A[T], B[T]] | A[B[T]]\n"
        "type L = L\ntype M = N\ntype N = M | int\n"
        "O = Union[Dict[str, 'O'], List['O'], int]\n"
        "def f(x: J, a: A[int], b: B[str], m: M, o: O):\n"
        "    if isinstance(x, dict):\n        return x['a']\n"
        "    p: J = {'a': [{'b': [x]}]}\n    a = b\n    y: O = {'a': [o]}\n    return a[1], m, o, p, y\n"
    )  # fmt: skip


def _recursive_protocols() -> str:
    protocols = "".join(
        f"class P{n}(Protocol[T]):\n    def a(self) -> 'P{(n + 1) % 20}[list[T]]': ...\n    def b(self, x: 'P{(n + 3) % 20}[T]') -> None: ...\n"
        for n in range(20)
    )
    classes = "".join(
        f"class C{n}:\n    def a(self) -> 'C{(n + 1) % 20}': ...\n    def b(self, x: 'C{(n + 3) % 20}') -> None: ...\n"
        for n in range(20)
    )
    uses = "".join(f"p{n}: P{n}[int] = C{n}()\n" for n in range(20))
    return f"from typing import Protocol, TypeVar\nT = TypeVar('T')\n{protocols}{classes}{uses}"


def _match_cases() -> str:
    return (
        "def f(x: int | str | list[int]):\n    match x:\n"
        + _lines(500, "        case @: y = @\n        case [a, @]: y = a\n        case 'k@': y = x\n")
        + "        case _: y = x\n    return y\n"
    )


def _growing_loop() -> str:
    return (
        "x = 1\nwhile input():\n    x = [x]\n    y = (x, x)\n    x = {str(x): y}\n"
        "def f(n):\n    t = ()\n    for i in range(n):\n        t = t + (i,)\n        for j in t:\n            t = (t, j)\n"
        "            while j:\n                j, t = t, (j, t)\n    return t\nz = f(3)\n"
        "a, b, c, d = 1, '', (), []\nfor i in range(9):\n    a, b, c, d = b, c, d, a\n    a = a, b\n    c = [c, d]\n"
    )  # fmt: skip


def _growing_attributes() -> str:
    methods = _lines(40, "    def m@(self):\n        self.a@ = [self.a@1, self.m@1()]\n        return self.a@\n")
    return f"class A:\n{methods}    def m40(self):\n        self.a40 = (self.a0, self.m0())\n        return self.a40\ny = A().m0()\n"


def _growing_parameters() -> str:
    return "def f(x=[]):\n    x = f(f(f(x)))\n    return [f, x, f(x)]\ny = f(f)\nclass A:\n    x = lambda self: [self.x, A.x]\nz = A().x()\n"


def _deep_classes() -> str:
    return "class C0:\n    a = 1\n" + _lines(700, "class C@1(C@): ...\n") + "y = C700().a\nz = C700.b\n"


def _wide_diamond() -> str:
    layers = "class A0: ...\nclass B0: ...\n" + _lines(60, "class A@1(A@, B@): ...\nclass B@1(A@, B@): ...\n")
    return layers + "y = A60()\n"


def _circular_classes() -> str:
    return "class A(B): ...\nclass B(C): ...\nclass C(A): ...\nclass D(D): ...\nclass E(list['E']): ...\nx = A().y, D().z, E()[0][0]\n"


def _circular_names() -> str:
    return (
        "a = b\nb = c\nc = a\ndef f(x=a): return g(x)\ndef g(x=f()): return f(x)\n"
        + _lines(100, "v@ = v@1 or v@\n")
        + "v100 = v0\n"
    )


def _decorator_tower() -> str:
    return (
        "from functools import wraps, partial, lru_cache\nfrom typing import Callable, TypeVar, ParamSpec\n"
        "P = ParamSpec('P')\nR = TypeVar('R')\ndef d(f: Callable[P, R]) -> Callable[P, list[R]]: ...\ndef e(f):\n    @wraps(f)\n"
        "    def g(*a, **k): return [f(*a, **k)]\n    return g\n"
        + "@d\n" * 60 + "def x(a: int) -> int: ...\n" + "@e\n@lru_cache\n" * 40 + "def y(a): return a\nz = x(1), y(1), partial(partial(x, 1))\n"
    )  # fmt: skip


def _many_returns() -> str:
    return "def f(x):\n" + _lines(1_500, "    if x == @: return {'a@': @}\n") + "y = f(1)\nz = f(f(f(1)))\n"


def _many_keywords() -> str:
    parameters = ", ".join(f"a{n}: int = {n}" for n in range(1_500))
    call = ", ".join(f"a{n}={n}" for n in range(1_500))
    return f"def f({parameters}) -> int: ...\ny = f({call})\nz = f(*[1], **{{}})\n"


def _many_uses() -> str:
    return "x = 0\n" + _lines(6_000, "x = x + @\n") + "y = x\n"


def _typed_dicts() -> str:
    fields = _lines(300, "    a@: 'D@1' | None\n")
    return (
        "from typing import TypedDict\n"
        + "".join(
            f"class D{n}(TypedDict):\n    a: 'D{(n + 1) % 60}'\n    b: list['D{(n + 7) % 60}']\n" for n in range(60)
        )
        + f"class E(TypedDict):\n{fields}y: D0 = {{'a': {{'a': {{}}}}, 'b': []}}\nz = y['a']['a']['a']['b'][0]\n"
    )


def _knotted_loop() -> str:
    """Each variable of a loop needs all the others, as they were the time before."""
    every = ", ".join(f"a{n}" for n in range(40))
    head = "class N:\n    next: 'N'\ndef f(x: N, c):\n    seen = []\n" + _lines(40, "    a@ = x\n")
    return (
        head
        + "    while c:\n"
        + _lines(40, f"        a@ = ({every})[c].next\n")
        + "        seen.append(a20)\n    return seen\n"
    )


PROGRAMS: Final[dict[str, str]] = {
    name.removeprefix("_").replace("_", " "): make()
    for name, make in list(globals().items())
    if name.startswith("_") and name not in ("_lines",) and callable(make) and not name.startswith("__")
}
