"""The intervals of a person's standing say on every day what the standing of that day says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dingdian.dossier import parse_dossier, replay
from dingdian.law.intervals import change_days, statuses
from dingdian.law.standing import standing
from dingdian.located import read_yaml
from dingdian.regimes import SHIPPED

STORIES = [
    path for path in sorted(SHIPPED.glob("*/dossiers/**/*.yaml")) if "people:" in path.read_text(encoding="utf-8")
]
DAY = timedelta(days=1)


@pytest.mark.parametrize("part", range(8))
def test_every_day_of_every_story(part: int) -> None:
    for path in STORIES[part::8]:
        dossier = parse_dossier(read_yaml(path.read_text(encoding="utf-8"), path.name))
        if dossier.regime.persons is None:
            continue
        r = replay(dossier).register
        for person in r.people:
            for site in (None, *dict.fromkeys(f.institution for f in r.filings(person))):
                told = statuses(r, person, site)
                days = change_days(r, person)
                near = {d + n * DAY for d in days for n in (-1, 0, 1, 40)}
                for day in sorted(d for d in near if d >= told[0].first):
                    [one] = [x for x in told if x.first <= day and (x.last is None or day <= x.last)]
                    assert one.status is standing(r, person, day, site=site).value.status, (path.name, person, day)
