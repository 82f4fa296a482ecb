"""Every kind of case can be read, also what points ask for, which has no steps of its own."""

from __future__ import annotations

from dingdian.casework.models import Case
from dingdian.casework.owed import MEASURES
from tests.api.conftest import Country, signed_in


def test_what_points_ask_for_is_a_case_like_any_other(furnished: Country) -> None:
    client = signed_in(furnished.users["head"])
    own = Case.objects.filter(region=furnished.regions["own"], parties__institution=furnished.institutions["own"])
    told = {case.process: client.get(f"/api/cases/{case.pk}").status_code for case in own.distinct()}
    assert MEASURES in told
    assert set(told.values()) == {200}, told
