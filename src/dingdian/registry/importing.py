"""Import in the background: checked, then written whole or in its good rows, with a job that says how far it is."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from dingdian.accounts.log import log_operation
from dingdian.accounts.models import User
from dingdian.accounts.perms import LAW_ROLE, may
from dingdian.accounts.scope import scope_of
from dingdian.journal.batch import register_many
from dingdian.journal.models import Head, Region
from dingdian.journal.record import Actor, Conflict, OutOfOrder
from dingdian.office.problems import CellProblem
from dingdian.office.returned import write_returned
from dingdian.registry.checking import Report, check, checked, opened
from dingdian.registry.layout import TITLES
from dingdian.registry.models import ImportJob

_CHUNK = 1000  # registrations a transaction where good rows alone are written
_SHOWN = 500  # problems kept with a job; the copy of the file holds them all
_State = ImportJob.State
_LOG = logging.getLogger(__name__)


def start_import(region: Region, file: Any, kind: str, *, good_rows: bool, acting_user: User) -> ImportJob:
    """Put a file in the queue; the same file waiting already is not queued twice.

    `good_rows`: what is wrong is left out and the rest written; otherwise one wrong cell keeps everything back.
    """
    if not may(acting_user, "registry.import"):
        raise PermissionDenied("您的角色不能导入登记；请所在单位的经办人员导入")
    if kind not in TITLES:
        raise ValueError(f"没有这种导入：{kind}；其中之一：{'、'.join(TITLES)}")
    name, content = opened(file)
    digest = hashlib.sha256(content).hexdigest()
    own = {"region": region, "kind": kind, "sha256": digest, "good_rows": good_rows, "user": acting_user}
    try:
        with transaction.atomic():
            job = ImportJob.objects.create(**own, file_name=name[-200:], content=content)
            _defer(job)
    except IntegrityError:
        return ImportJob.objects.get(**own, state__in=(_State.WAITING, _State.RUNNING))
    log_operation(acting_user, "registry.import", f"{kind} {digest[:12]}")
    return job


def jobs_of(user: User) -> QuerySet[ImportJob]:
    """A user's own imports, the latest first, without their files."""
    return ImportJob.objects.filter(user=user).defer("content", "result").order_by("-id")


def run(job_id: int) -> ImportJob:
    """Do a job. Doing it again after it was broken off writes nothing twice; an ended one is left alone."""
    job = ImportJob.objects.select_related("user", "region").get(pk=job_id)
    if job.ended_at is not None:
        return job
    job.state, job.started_at, job.stage = _State.RUNNING, timezone.now(), "预检"
    job.save(update_fields=["state", "started_at", "stage"])
    try:
        _do(job)
    except (Conflict, OutOfOrder) as refused:
        _end(job, _State.FAILED, error=str(refused))
    except Exception:
        _LOG.exception("import %s", job_id)
        _end(job, _State.FAILED, error="没有办成，什么也没有写入；请稍后再传，仍不成的联系系统管理员")
        raise
    return job


def _do(job: ImportJob) -> None:
    content = bytes(job.content or b"")
    before = Head.objects.get(region=job.region).seq
    report = _checked(job, content)
    _tell(job, report)
    if report.problems and not (job.good_rows and report.units):
        job.left_out = report.left_out
        job.result = _copy(job, content, report)
        _end(job, _State.REFUSED)
        return
    if not job.good_rows:
        with transaction.atomic():
            head = Head.objects.select_for_update().get(region=job.region)
            if head.seq != before:
                report = _checked(job, content)
            job.written = _write(job, report) if not report.problems else 0
        if report.problems:
            _tell(job, report)
            job.result = _copy(job, content, report)
            _end(job, _State.REFUSED)
            return
    else:
        job.written = _in_parts(job, report)
        job.left_out = report.left_out
        job.result = _copy(job, content, report) if report.problems else None
    job.unchanged = sum(not unit.registrations for unit in report.units)
    _end(job, _State.DONE)


def _checked(job: ImportJob, content: bytes) -> Report:
    """The file under the user's rights as they are now."""
    user = job.user
    if not may(user, "registry.import"):
        problem = CellProblem("", None, "", "导入人已没有导入的权限", "", "请所在单位的经办人员重新导入")
        return Report(job.kind, job.file_name, job.sha256, checked("", b"", job.kind, None, None).layout,
                      problems=(problem,))  # fmt: skip
    return checked(job.file_name, content, job.kind, job.region, scope_of(user))


def _tell(job: ImportJob, report: Report) -> None:
    job.total, job.stage = len(report.registrations), "写入"
    job.problem_count = len(report.problems)
    job.problems = [p.as_json() for p in report.problems[:_SHOWN]]
    job.warnings = [p.as_json() for p in report.warnings[:_SHOWN]]
    job.save(update_fields=["total", "stage", "problem_count", "problems", "warnings"])


def _actor(user: User) -> Actor:
    return Actor(user.username, LAW_ROLE.get(user.role, user.role), str(user.organisation_id or ""))


def _write(job: ImportJob, report: Report) -> int:
    results = register_many(job.region, report.registrations, by=_actor(job.user))
    return sum(not r.replayed for r in results)


def _in_parts(job: ImportJob, report: Report) -> int:
    """Good rows in parts, so that others may write between them; the job shows how far it is."""
    rows, written = report.registrations, 0
    for start in range(0, len(rows), _CHUNK):
        results = register_many(job.region, rows[start : start + _CHUNK], by=_actor(job.user))
        written += sum(not r.replayed for r in results)
        ImportJob.objects.filter(pk=job.pk).update(done=start + len(results))
    return written


def _copy(job: ImportJob, content: bytes, report: Report) -> bytes | None:
    """The uploaded file with a column of errors; null where it cannot be opened at all."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / ("upload" + Path(job.file_name).suffix.lower())
        target = Path(folder) / "returned.xlsx"
        source.write_bytes(content)
        try:
            write_returned(source, target, report.layout, report.problems)
        except Exception:  # whatever a broken file makes the library raise
            return None
        return target.read_bytes()


def _end(job: ImportJob, state: ImportJob.State, *, error: str = "") -> None:
    job.state, job.error, job.ended_at, job.content, job.stage = state, error, timezone.now(), None, ""
    if state == _State.DONE:
        job.done = job.total
    job.save()


def _defer(job: ImportJob) -> None:
    from dingdian.registry.tasks import run_import

    run_import.defer(job_id=job.pk)


__all__ = ["Report", "check", "jobs_of", "run", "start_import"]
