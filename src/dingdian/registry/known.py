"""What the registry already holds of the codes that a file speaks of, read with few queries, and the user's scope."""

from __future__ import annotations

from typing import Any

from dingdian.accounts.models import Division
from dingdian.accounts.scope import Scope
from dingdian.journal import canonical
from dingdian.journal.models import Entry, Region, Subject
from dingdian.journal.record import today
from dingdian.journal.slices import AGREEMENT, regime_of
from dingdian.office.reading import Workbook
from dingdian.registry.models import Institution, Person, Site


class Known:
    """Rows of the registry by code; without a region nothing is known. Without a scope everything is within."""

    def __init__(self, region: Region | None, book: Workbook, scope: Scope | None) -> None:
        self.region, self.scope, self.today = region, scope, today()
        self.places: dict[str, dict[tuple[str, str | None], int]] = {}
        self.seen: dict[str, set[Any]] = {}
        rows = [row for sheet in book.rows.values() for row in sheet]
        codes = {row[name] for row in rows for name in ("code", "institution", "holder") if row[name]}
        self.institutions = {x.code: x for x in _of(Institution, region, codes)}
        self.people = {x.code: x for x in _of(Person, region, codes)}
        self.credit_codes: dict[str, set[str]] = {}
        self.id_numbers: dict[str, set[str]] = {}
        self.agreements: dict[str, tuple[Any, int]] = {}
        self.divisions = set(Division.objects.values_list("code", flat=True)) if region is not None else set()
        self.sites: dict[str, list[tuple[str, str]]] = {}
        if region is None:
            return
        numbers = {row["uscc"] for row in rows if row["uscc"]}
        for code, number in Institution.objects.filter(region=region, uscc__in=numbers).values_list("code", "uscc"):
            self.credit_codes.setdefault(number, set()).add(code)
        numbers = {row["id_number"] for row in rows if row["id_number"]}
        for code, number in Person.objects.filter(region=region, id_number__in=numbers).values_list(
            "code", "id_number"
        ):
            self.id_numbers.setdefault(number, set()).add(code)
        at = Site.objects.filter(person__in=self.people.values())
        for person, division, code in at.values_list("person__code", "institution__division", "institution__code"):
            self.sites.setdefault(person, []).append((division, code))
        refs = {f"{row['code']}@{row['start_on']}" for row in rows if row["code"] and row["start_on"]}
        about = Subject.objects.filter(region=region, kind=Subject.Kind.CASE, code__in=refs)
        for entry in Entry.objects.filter(id__in=about.values("entry"), name=AGREEMENT).order_by("seq"):
            self.agreements[entry.ref] = (canonical.parse(entry.body)["law"], entry.seq)

    @property
    def one_code_per_person(self) -> bool:
        """Whether the rules there refuse another's code; where no rules on persons bind, it is refused too."""
        regime = regime_of(self.region) if self.region is not None else None
        return regime is None or regime.persons is None or regime.parameters.filing.one_code_per_person.value

    def covers(self, *, division: str = "", institution: str = "") -> bool:
        """Whether an institution lies within the user's scope."""
        return self.scope is None or self.scope.covers(division=division, institution=institution)

    def covers_person(self, code: str) -> bool:
        """Whether a registered person is filed anywhere within the user's scope."""
        if self.scope is None or self.scope.covers(person=code):
            return True
        return any(self.covers(division=division, institution=at) for division, at in self.sites.get(code, ()))


def _of(model: Any, region: Region | None, codes: set[str]) -> list[Any]:
    if region is None:
        return []
    return list(model.objects.filter(region=region, code__in=codes).select_related("entry"))
