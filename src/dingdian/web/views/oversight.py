"""监督: what the administration looks at, over every stage, each item with its case."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from dingdian.accounts.perms import may
from dingdian.casework.models import Task
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.law.institutions.stages import LABELS, STAGES
from dingdian.web import clauses, oversight
from dingdian.web.paging import page
from dingdian.web.views import allowed, me

COUNTED_TO = 999


@allowed(oversight.DOING)
def listed(request: HttpRequest) -> HttpResponse:
    """The items of a kind and a stage (all of them without), with how many there are of each kind."""
    user, day = me(request), today()
    kind, stage = asked(request.GET)
    shown = page(request, with_cases(oversight.found(user, day, kind=kind, stage=stage)), "due", dates=True)
    counts = {name: count(oversight.found(user, day, kind=name, stage=stage)) for name in oversight.KINDS}
    regions = oversight.watched(user)
    stages = [s for s in STAGES if any(s in named for _, named in regions)]
    context: dict[str, Any] = {
        "tabs": [("", "全部", sum(counts.values()))] + [(k, title, counts[k]) for k, title in oversight.KINDS.items()],
        "kind": kind, "stage": stage, "stages": [(s, LABELS[s]) for s in stages], "most": COUNTED_TO,
        "rows": oversight.rows(shown.rows, day), "page": shown, "day": day, "months": oversight.LOOKS_BACK.days // 30,
        "may_export": may(user, "export"), "query": urlencode({"kind": kind, "stage": stage}),
        "cited": [clauses.listed(regime_of(r), regime_of(r).flat[oversight.PARAMETER].clauses) for r, _ in regions],
    }  # fmt: skip
    return render(request, "web/oversight.html", context)


def asked(query: Any) -> tuple[str, str]:
    """Kind and stage that were asked for; anything else is nothing asked."""
    kind, stage = query.get("kind", ""), query.get("stage", "")
    return kind if kind in oversight.KINDS else "", stage if stage in STAGES else ""


def with_cases(found: QuerySet[Task]) -> QuerySet[Task]:
    return found.select_related("case__region", "case__opened", "done")


def count(found: QuerySet[Task]) -> int:
    """How many items, counted no further than one above `COUNTED_TO`."""
    return found.order_by()[: COUNTED_TO + 1].count()
