"""Files sent with the form of a step: kept at once, so that nothing is lost when the form comes back."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from dingdian.casework import attachments
from dingdian.web.asked import Asked
from dingdian.web.forms.institutional import sheet
from dingdian.web.forms.institutional.handed import HEAD, KEPT
from dingdian.web.forms.institutional.rows import Rows
from dingdian.web.views import me


def taken(request: HttpRequest, asked: Asked) -> tuple[QueryDict, dict[str, list[str]]]:
    """What was typed, with each file replaced by the hash under which it is kept, or by the rows that it holds; and
    what is wrong with which file."""
    typed, wrong = QueryDict(mutable=True), dict[str, list[str]]()
    typed.update(request.POST)
    for name, upload in request.FILES.items():
        if name.endswith(sheet.HANDED):
            table = name.removesuffix(sheet.HANDED)
            rows = asked.form.fields(asked.where).get(table)
            if isinstance(rows, Rows) and (asked.act, table) in sheet.TABLES:
                try:
                    typed[table] = sheet.pasted(rows, upload)
                except sheet.Unfit as unread:
                    wrong[name] = unread.problems
            continue
        if not (name.startswith(HEAD) and asked.institution):
            continue
        try:
            kept = attachments.keep(asked.region, asked.institution, upload, user=me(request))
        except attachments.UnfitFileError as unfit:
            wrong[name] = [str(unfit)]
            continue
        typed[name + KEPT] = kept.sha256
    return typed, wrong
