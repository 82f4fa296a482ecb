"""Cases with their parties and open tasks, held in memory while acts are carried into them, then written at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from dingdian.casework.models import Case, Party, Task
from dingdian.journal import bulk
from dingdian.journal.models import Entry, Region, Subject
from dingdian.registry.models import Institution

TaskKey = tuple[str, str, str, str]
DERIVED = ("kind", "title", "role", "division", "due", "provisional", "paused", "clauses", "reason")
"""What of an open task follows from the journal; the rest is who holds it."""
_CASE = ("state", "closed", "person", "institution", "moved_id", "basis", "trouble")


class File:
    """A case: its row, its parties by person and institution, its open tasks by what they are."""

    def __init__(self, case: Case, parties: Iterable[Party] = (), tasks: Iterable[Task] = ()) -> None:
        self.case = case
        self.parties = {(p.person, p.institution): p for p in parties}
        self.tasks: dict[TaskKey, Task] = {(t.act, t.detail, t.person, t.institution): t for t in tasks}
        self.done: list[Task] = []
        self.taken: list[Party | Task] = []  # rows to be deleted
        self._parties = set(self.parties)
        self._tasks = {key: _told(task) for key, task in self.tasks.items()}
        self._case = None if case.pk is None else _state(case)

    @property
    def persons(self) -> set[str]:
        return {person for person, _ in self.parties if person}

    def changed(self) -> bool:
        """Whether the row of the case is not as it was read."""
        return self._case is not None and self._case != _state(self.case)

    def new_parties(self) -> list[Party]:
        return [party for party in self.parties.values() if party.pk is None]

    def new_tasks(self) -> list[Task]:
        return [*(t for t in self.tasks.values() if t.pk is None), *self.done]

    def changed_tasks(self) -> list[Task]:
        return [t for key, t in self.tasks.items() if t.pk is not None and self._tasks[key] != _told(t)]

    def drop(self, key: TaskKey) -> None:
        """An open task is owed no more."""
        task = self.tasks.pop(key)
        if task.pk is not None:
            self.taken.append(task)

    def drop_party(self, key: tuple[str, str]) -> None:
        party = self.parties.pop(key)
        if party.pk is not None:
            self.taken.append(party)


def _state(case: Case) -> tuple[Any, ...]:
    return tuple(getattr(case, name) for name in _CASE)


def _told(task: Task) -> tuple[Any, ...]:
    return tuple(getattr(task, name) for name in DERIVED)


class Desk:
    """The files of a region that lie open; nothing is read twice, nothing written before `write`."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.files: dict[tuple[str, str], File] = {}
        self.closed: list[Case] = []  # to be deleted
        self._where: dict[str, str] = {}
        self._of_person: dict[str, set[tuple[str, str]]] = {}
        self._at: dict[str, set[tuple[str, str]]] = {}

    def take(self, found: Q | QuerySet[Case]) -> None:
        """Open the files of these cases that do not lie open."""
        rows = Case.objects.filter(found, region=self.region) if isinstance(found, Q) else found
        open_tasks = Prefetch("tasks", Task.objects.filter(done__isnull=True), to_attr="waiting")
        for case in rows.select_related("opened", "moved").prefetch_related("parties", open_tasks):
            case.region = self.region
            self.lay(case, case.parties.all(), case.waiting)  # type: ignore[attr-defined]

    def lay(self, case: Case, parties: Iterable[Party] = (), tasks: Iterable[Task] = ()) -> File:
        """A file on the desk: the one that lies there, else this one."""
        key = (case.process, case.key)
        if key not in self.files:
            self.files[key] = File(case, parties, tasks)
            self._index(key, self.files[key].parties)
        return self.files[key]

    def _index(self, key: tuple[str, str], parties: Iterable[tuple[str, str]]) -> None:
        for person, institution in parties:
            if person:
                self._of_person.setdefault(person, set()).add(key)
            else:
                self._at.setdefault(institution, set()).add(key)

    def of(self, persons: Iterable[str], institutions: Iterable[str]) -> list[File]:
        """The files of these persons, and those of these institutions in which there is no person."""
        keys = {k for p in persons for k in self._of_person.get(p, ())}
        keys |= {k for i in institutions for k in self._at.get(i, ())}
        return [self.files[key] for key in sorted(keys) if key in self.files]

    def add_parties(self, file: File, pairs: set[tuple[str, str]]) -> None:
        """Parties as they are now; whoever was one before stays one."""
        if pairs != {("", "")}:
            if ("", "") in file.parties:
                file.drop_party(("", ""))
        elif file.parties:
            return
        divisions = self.divisions(place for _, place in pairs)
        new = sorted(pairs - file.parties.keys())
        for person, place in new:
            file.parties[person, place] = Party(person=person, institution=place, division=divisions[place])
        self._index((file.case.process, file.case.key), new)

    def remove(self, process: str, key: str) -> None:
        """A case that there is no cause for any more."""
        file = self.files.pop((process, key), None)
        if file is not None and file.case.pk is not None:
            self.closed.append(file.case)

    def divisions(self, institutions: Iterable[str]) -> Mapping[str, str]:
        """The division of each institution; that of the region where it is not registered or nothing is known."""
        own = self.region.division_id or ""
        self._where.setdefault("", own)
        wanted = set(institutions)
        if unknown := wanted - self._where.keys():
            rows = Institution.objects.filter(region=self.region, code__in=unknown).values_list("code", "division")
            known = dict(rows)
            self._where |= {code: known.get(code) or own for code in unknown}
        return self._where

    def write(self) -> None:
        """Carry what changed into the database, the same rows whatever the order of the acts' cases."""
        files = list(self.files.values())
        Case.objects.filter(pk__in=[case.pk for case in self.closed]).delete()
        taken = [row for file in files for row in file.taken]
        for model in (Task, Party):
            if gone := [row.pk for row in taken if isinstance(row, model)]:
                model._default_manager.filter(pk__in=gone).delete()
        moved = [file.case for file in files if file.changed()]
        redone = [task for file in files for task in file.changed_tasks()]
        _insert([file.case for file in files if file.case.pk is None])
        _insert([_filed(party, file) for file in files for party in file.new_parties()])
        _insert([_filed(task, file) for file in files for task in file.new_tasks()])
        bulk.update(moved, [name.removesuffix("_id") for name in _CASE])
        bulk.update(redone, DERIVED)


def _filed(row: Party | Task, file: File) -> Party | Task:
    """The row with the key of its case, which has only now been written."""
    row.case = file.case
    return row


def _insert(rows: list[Any]) -> None:
    """Few rows in one statement, many by COPY."""
    if len(rows) >= bulk.WORTH_IT:
        bulk.insert(rows)
    elif rows:
        type(rows[0]).objects.bulk_create(rows)


def first_acts(region: Region, persons: Iterable[str]) -> dict[str, Entry]:
    """The first act about each of these persons."""
    about = Subject.objects.filter(
        region=region, kind=Subject.Kind.PERSON, code__in=list(persons), entry__kind=Entry.Kind.ACT
    )
    rows = about.order_by("code", "entry__seq").distinct("code").select_related("entry")
    return {row.code: row.entry for row in rows}
