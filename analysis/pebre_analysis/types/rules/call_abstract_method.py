"""`call-abstract-method`: a call of an abstract method that has no body.

Arguments: the method, its class.
"""

from pebre_analysis.types import findings
from pebre_analysis.types.rules import rule


def _message(method: str, owner: str) -> str:
    return f"`{method}` of `{owner}` is abstract and has no body"


RULE = rule.Rule(
    findings.CALL_ABSTRACT_METHOD,
    "error",
    "a call of an abstract method that has no body",
    """\
The method has no body of its own, so it does not give what it promises.

```py
from abc import ABC, abstractmethod

class Shape(ABC):
    @abstractmethod
    def area(self) -> float: ...

class Square(Shape):
    def area(self) -> float:
        return super().area()   # call-abstract-method
```

Right:

```py
from abc import ABC, abstractmethod

class Shape(ABC):
    @abstractmethod
    def area(self) -> float: ...

class Square(Shape):
    def area(self) -> float:
        return 1.0
```
""",
    _message,
)
