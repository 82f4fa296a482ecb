"""How much a client may ask: so many at once, and so many a second after that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_MANY = 100_000


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, `per_second` after that."""

    per_second: float
    burst: float


class Rates:
    """A bucket for every name, filled as time goes by. Safe for threads; what is full is forgotten."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock, self._lock = rate, clock, threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, name: str, cost: float = 1) -> float:
        """Take `cost` from the bucket; zero if it was there, else the seconds until it will be (and nothing taken)."""
        now, rate = self._clock(), self._rate
        with self._lock:
            left = self._left(name, now)
            if left < min(cost, rate.burst):
                return (min(cost, rate.burst) - left) / rate.per_second
            if len(self._buckets) >= _MANY:
                self._buckets = {n: b for n, b in self._buckets.items() if self._left(n, now) < rate.burst}
            self._buckets[name] = (left - cost, now)
            return 0.0

    def _left(self, name: str, now: float) -> float:
        left, at = self._buckets.get(name, (self._rate.burst, now))
        return min(self._rate.burst, left + (now - at) * self._rate.per_second)
