"""What the form of a step is about, as its address says: a case, a person, an institution or a whole region."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dingdian.accounts.models import User
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Case
from dingdian.casework.perms import JOINING, law_role
from dingdian.casework.queries import case_of, process_of, tasks_in_scope
from dingdian.casework.waits import actors
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import load, regime_of
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.model import Process, Step
from dingdian.law.register import Handling, Register
from dingdian.registry import search as registry
from dingdian.registry.models import Institution, Site
from dingdian.web import concerned
from dingdian.web.forms.declared import form_of, of_institutions
from dingdian.web.forms.institutional import models
from dingdian.web.forms.steps import INSTITUTION, OF, PERSON
from dingdian.web.forms.where import Where, departments, filed
from dingdian.web.forms.where import named as choices_of
from dingdian.web.naming import Names, known_to, number
from dingdian.web.views import me
from dingdian.web.words import Choices

MOST = 2000
"""The most people of an institution that a form lets choose from."""
_PEOPLE = (
    "agreement.suspend", "agreement.terminate", "violation.report", "self_inspection.record", "feedback.register",
)  # fmt: skip


class Asked:
    """The region, the case if it is one, and what a form may be about (`where`). Raises `Http404` outside the scope."""

    def __init__(self, request: HttpRequest, act: str) -> None:
        self.act, self._user = act, me(request)
        self._given = {name: request.GET.get(name, "") for name in ("person", "institution", "case", "region", "kind")}
        self.case: Case | None = None
        self.handling: Handling | None = None
        self.back = reverse("work")
        self.back_title = "待办"
        self.title = ""
        codes, places = self._found()
        regime, at = regime_of(self.region), bool(places) and not codes
        step, form = steps_of(regime).get(act), form_of(regime, act, at_institution=at)
        if step is None or form is None:
            raise Http404
        self.form, self.institutional = form, of_institutions(regime, act, at_institution=at)
        if self.institutional:
            self._by_its_side(step)
        self.title = step[1].title
        self.register = self._register(codes, places)
        if self.case is not None and OF in form.about:
            self.handling = self.register.handlings.get(self.case.key.split("/")[0])
        if OF in form.about and self.handling is None:
            raise Http404
        if PERSON in form.about and PERSON not in form.optional and not codes and not self._joins(places):
            raise Http404
        self.where = self._where(codes, places if places else self._places(codes))
        self.institution = str(self.where.fixed.get("institution") or (self.case.institution if self.case else ""))

    @property
    def initial(self) -> dict[str, Any]:
        """What a form begins with: today, and what the case or the address says."""
        found: dict[str, Any] = {"on": today(), "contents": [], "fields": []}
        found |= concerned.begun(regime_of(self.region), self.act)
        return found | ({"kind": self.kind} if self.kind else {})

    @property
    def kind(self) -> str:
        """Which of two repairs a case or the address is about."""
        if self.case is not None and self.case.process == "repair":
            return self.case.key.split("/")[1]
        return self._given["kind"] if self.act == "repair.apply" else ""

    def _by_its_side(self, step: tuple[Process, Step]) -> None:
        """A step of an institution is asked of the side whose step it is. Raises `PermissionDenied`."""
        by = actors(regime_of(self.region), *step)
        if law_role(self._user) not in {role.value for role in by}:
            raise PermissionDenied(f"“{step[1].title}”由{'或'.join(role.label for role in by)}办理")

    def _found(self) -> tuple[list[str], list[str]]:
        """The persons and institutions that the address names, each within the user's scope."""
        given, scope = self._given, scope_of(self._user)
        if given["case"].isdecimal():
            self.case = case_of(self._user, int(given["case"]))
            self.region = self.case.region
            self.back, self.back_title = reverse("case", args=[self.case.pk]), self._case_title(self.case)
            known = known_to(self._user, [self.case])[self.case.pk]
            codes = [c for c in known if given["person"] in ("", c)]
            if given["person"] and not codes:
                raise Http404
            places = [given["institution"]] if given["institution"] in self._parties() else []
            return codes, places
        place = None
        if given["institution"]:
            place = self._place(given["institution"])
            self.region = place.region
            self.back, self.back_title = reverse("institution", args=[place.code]), place.name
        if given["person"]:
            if place is not None and self._awaited(given["person"], place):
                return [given["person"]], [place.code]
            person = get_object_or_404(registry.people(scope).filter(code=given["person"]).select_related("region"))
            self.region = person.region
            self.back, self.back_title = reverse("person", args=[person.code]), person.name
            return [person.code], [place.code] if place is not None else []
        if place is not None and not self._user.person:  # who acts for themselves begins nothing at an institution
            return [], [place.code]
        region = Region.objects.filter(code=given["region"]).first()
        if region is None or not scope.covers(division=region.division_id or ""):
            raise Http404
        self.region = region
        if self.act.startswith("channel."):
            self.back, self.back_title = reverse("channels"), "监督方式"
        return [], []

    def _awaited(self, person: str, place: Institution) -> bool:
        """Whether a place owes this step about somebody whom it took in and who is not filed there yet."""
        asked = {"act": self.act, "person": person, "institution": place.code, "done__isnull": True}
        return self.act in JOINING and tasks_in_scope(self._user).filter(case__region=place.region, **asked).exists()

    def _place(self, code: str) -> Institution:
        """An institution in the scope, or one where the user is filed."""
        scope = scope_of(self._user)
        within = Q(pk__in=registry.institutions(scope).order_by().values("pk"))
        within |= Q(pk__in=registry.sites(scope).values("institution"))
        return get_object_or_404(Institution.objects.filter(within, code=code).select_related("region"))

    def _parties(self) -> set[str]:
        assert self.case is not None
        return set(self.case.parties.exclude(institution="").values_list("institution", flat=True))

    def _case_title(self, case: Case) -> str:
        return f"{process_of(regime_of(case.region), case.process).title} {number(case)}"

    def _joins(self, places: list[str]) -> bool:
        """Whether the form takes somebody in whom the institution did not have before; nobody takes themselves in."""
        return self.act in JOINING and bool(places) and not self._user.person

    def _register(self, codes: list[str], places: list[str]) -> Register:
        refs = [self.case.key.split("/")[0]] if self.case is not None else []
        return load(self.region, persons=codes, institutions=places, refs=refs)

    def _places(self, codes: list[str]) -> list[str]:
        """Where it may be done: places of the decision that the step is still about, else where the person is filed."""
        own = self._own_place()
        if self.handling is not None:
            listed = sorted(self.register.recipients(self.handling))
            received = {d.institution or self.handling.act.institution for d in self.handling.deliveries}
            if self.act == "notice.deliver_to_institution":
                listed = [x for x in listed if x not in received] or listed
            if self.act == "notice.deliver_to_person":
                listed = [x for x in listed if x in received] or listed
            return [x for x in listed if own in ("", x)]
        found = [x for c in codes if c in self.register.people for x in filed(self.register, c, today(), own)]
        return list(dict.fromkeys(found)) or ([own] if own else [])

    def _own_place(self) -> str:
        """The institution a user acts for; empty for all others."""
        office = self._user.organisation
        return office.institution if self._user.role == User.Role.INSTITUTION and office is not None else ""

    def _where(self, codes: list[str], places: list[str]) -> Where:
        form = self.form
        people: list[tuple[str, str]] = []
        asks = self.act in _PEOPLE or (PERSON in form.optional and not codes)
        if asks and len(places) == 1 and registry.institutions(scope_of(self._user)).filter(code=places[0]).exists():
            people = people_of(self.region, places[0])
        names = Names([self.region.pk], codes, places)
        persons = choices_of(names, codes)
        if not persons and PERSON in form.about and PERSON in form.optional:
            persons = people
        known = departments(self.register, codes, places[0]) if len(places) == 1 and codes else ()
        if INSTITUTION in form.about and len(places) == 1 and not codes:
            known = departments_of(self.region, places[0])
        fixed, offered = self._of_institution(places) if self.institutional else ({}, {})
        return Where(
            regime_of(self.region), self.register, law_role(self._user), persons,
            [(c, names.institution(c)) for c in places], people, known, self.handling, self.kind,
            self.case.key.split("/")[0] if self.case is not None else "", fixed, offered,
        )  # fmt: skip

    def _of_institution(self, places: list[str]) -> tuple[dict[str, Any], dict[str, Choices]]:
        """What a step of an institution says by where it was opened, and what else it may name."""
        if self.case is not None:
            fixed = concerned.fixed(self.case, self.act)
        else:
            fixed = {"institution": places[0]} if places and "institution" in models()[self.act].model_fields else {}
        at = str(fixed.get("institution") or (self.case.institution if self.case is not None else ""))
        return fixed, concerned.choices(self.region, self._user, self.act, at)


def people_of(region: Region, institution: str) -> list[tuple[str, str]]:
    """Everybody who is or was filed at an institution, by name."""
    sites = Site.objects.filter(institution__region=region, institution__code=institution)
    rows = sites.order_by("person__pinyin", "person_id").values_list("person__code", "person__name")
    return [(code, f"{name}（{code}）") for code, name in dict.fromkeys(rows[:MOST])]


def departments_of(region: Region, institution: str) -> tuple[str, ...]:
    """The departments in which somebody is or was filed at an institution."""
    sites = Site.objects.filter(institution__region=region, institution__code=institution).exclude(department="")
    return tuple(sites.order_by("department").values_list("department", flat=True).distinct())


__all__ = ["MOST", "Asked", "departments_of", "people_of"]
