"""Orders: what is counted, kept and told."""

from collections import namedtuple
from typing import NamedTuple, TypedDict

from . import look_up as seek, stock  # alias.look_up =alias.seek mod.stock
from .rates import *  # mod.rates


class Line(NamedTuple):  # =orders.Line
    title: str  # =Line.title
    count: int = 1  # =Line.count

    def doubled(self) -> "Line":  # =Line.doubled orders.Line
        return Line(self.title, count=self.count * 2)  # orders.Line Line.title Line.count Line.count


Point = namedtuple("Point", ["across", "down"])  # =orders.Point


class Address(TypedDict):  # =orders.Address
    street: str
    city: str


class Account:  # =orders.Account
    def __init__(self) -> None:
        self._owed = 0  # =Account._owed

    @property
    def owed(self) -> int:  # =Account.owed
        return self._owed  # Account._owed

    @owed.setter  # Account.owed
    def owed(self, value: int) -> None:  # Account.owed =owed.value
        self._owed = value  # =Account._owed owed.value

    @owed.deleter  # Account.owed
    def owed(self) -> None:  # Account.owed
        del self._owed  # Account._owed


def settle(account: Account, line: Line) -> str:  # =orders.settle =settle.account orders.Account =settle.line orders.Line
    account.owed += line.count  # settle.account Account.owed settle.line Line.count
    del account.owed  # settle.account Account.owed
    return f"{line.title!r:>{line.count}} {account.owed}"  # settle.line Line.title settle.line Line.count settle.account Account.owed


def send(to: Address) -> str:  # =orders.send =send.to orders.Address
    other = Address(street=to["city"], city="b")  # =send.other orders.Address send.to
    return other["city"]  # send.other


def read(given: object) -> object:  # =orders.read =read.given
    match given:  # read.given
        case Line(title=name, count=1):  # orders.Line Line.title =read.name Line.count
            return name  # read.name
        case {"sort": kind, **more}:  # =read.kind =read.more
            return kind, more  # read.kind read.more
        case [first, *others] | (first, *others):  # =read.first =read.others =read.first =read.others
            return first, others  # read.first read.others
        case Line() as whole:  # orders.Line =read.whole
            return whole.doubled()  # read.whole Line.doubled
    return [n for line in [Line("a")] if (n := line.count)], n  # =read.n read.n read.n Line.count orders.Line


squares = {n: n * n for n in range(3)}  # =orders.squares =squares.n squares.n squares.n squares.n
usual: Rate = standard()  # =orders.usual rates.Rate rates.standard
seek("tea", stock.DEFAULT)  # alias.seek mod.stock stock.DEFAULT
settle(line=Line(title="a"), account=Account())  # orders.settle settle.line orders.Line Line.title settle.account orders.Account
