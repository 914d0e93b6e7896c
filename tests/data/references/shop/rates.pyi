class Rate:  # =rates.Rate
    value: float  # =Rate.value
    def __init__(self, value: float) -> None: ...
    def of(self, cost: float) -> float: ...  # =Rate.of

def standard() -> Rate: ...  # =rates.standard rates.Rate
