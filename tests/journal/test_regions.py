"""An office belongs to the region of its own division, or of the nearest division above."""

from __future__ import annotations

import pytest

from dingdian.accounts.models import Division
from dingdian.journal.regions import NoRegion, region_of
from dingdian.journal.story import open_region

pytestmark = pytest.mark.django_db


def test_the_nearest_division_that_is_bound_counts() -> None:
    province = Division.objects.create(code="990000", name="某省")
    city = Division.objects.create(code="990100", name="某市", parent=province)
    county = Division.objects.create(code="990101", name="某县", parent=city)
    with pytest.raises(NoRegion, match="没有绑定统筹区规则"):
        region_of(county)
    whole = open_region("whole", "全省", persons="yunnan-2025", division=province)
    assert region_of(county) == whole
    own = open_region("own", "本市", persons="yunnan-2025", division=city)
    assert region_of(county) == region_of(city) == own
    assert region_of(province) == whole


def test_no_division_has_no_region() -> None:
    with pytest.raises(NoRegion):
        region_of(None)
