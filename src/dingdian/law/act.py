"""What every act carries, whatever half of the law it belongs to."""

from __future__ import annotations

from datetime import date

from dingdian.law.values import Day, Model, Text


class Act(Model):
    """`on`: when it counts; `recorded_on`: when we learned it, where that is another day."""

    on: Day
    recorded_on: Day | None = None
    id: Text | None = None
    actor: Text | None = None
    approved_by: Text | None = None

    @property
    def recorded(self) -> date:
        return self.recorded_on or self.on
