"""The components of pages: days, statuses, deadlines, fields, errors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms, template
from django.core.exceptions import NON_FIELD_ERRORS

from dingdian.accounts.masking import mask_code, mask_id, mask_name
from dingdian.journal.record import today
from dingdian.law.regime import Clause
from dingdian.law.values import Role
from dingdian.web import clauses, dates, status
from dingdian.web.words import entries

register = template.Library()
register.filter("day", dates.day)
register.filter("entries", entries)
register.filter("mask_name", mask_name)
register.filter("mask_code", mask_code)
register.filter("mask_id", mask_id)


@register.filter
def cites(found: Iterable[Clause]) -> str:
    """第四十条、第三十六条."""
    return clauses.cites(found)


@register.filter
def as_list(form: Any) -> list[Any]:
    """One form as a list of forms; none for an empty text."""
    return [form] if form else []


@register.filter
def role(name: str) -> str:
    """The party of a role in law, in words."""
    return Role(name).label if name in set(Role) else name


@register.filter
def money(amount: Any) -> str:
    """1,250.00."""
    return "—" if amount is None else f"{amount:,.2f}"


@register.filter
def plain(number: Any) -> str:
    """A number without needless noughts: 40, 93.5; — where there is none."""
    return "—" if number is None else f"{number.normalize():f}"


@register.filter
def band(text: str) -> str:
    """“95=100” as it is said."""
    least, _, score = text.partition("=")
    return f"{least.strip()} 以上得 {score.strip()} 分"


@register.inclusion_tag("web/parts/sign.html")
def sign(shown: status.Sign) -> dict[str, Any]:
    """A status: sign, word and colour."""
    return {"shown": shown}


@register.inclusion_tag("web/parts/sum.html")
def total(of: Any, title: str = "") -> dict[str, Any]:
    """A sum that opens to the lines it is the total of; `title`: what it is, for who hears the page."""
    return {"sum": of, "title": title}


@register.inclusion_tag("web/parts/left.html")
def left(due: date | None, provisional: bool = False) -> dict[str, Any]:
    """A deadline: its day and what is left of it."""
    return {"due": due, "left": dates.left(due, today(), provisional=provisional)}


@register.inclusion_tag("web/parts/field.html")
def field(bound: forms.BoundField) -> dict[str, Any]:
    """A field with its label, hint and errors; a group of boxes as a field set."""
    group = isinstance(bound.field.widget, forms.CheckboxSelectMultiple)
    described = [f"{bound.auto_id}_hint"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described and not group else {}
    if bound.errors and not group:
        attrs["aria-invalid"] = "true"
    return {"field": bound, "group": group, "input": "" if group else bound.as_widget(attrs=attrs)}


@register.inclusion_tag("web/parts/errors.html")
def errors(shown: Iterable[forms.Form], refusals: Iterable[Any] = ()) -> dict[str, Any]:
    """The summary on top: every error with a link to its field, then what the law objects."""
    found = []
    for form in shown:
        for name, words in form.errors.items():
            bound = form[name] if name != NON_FIELD_ERRORS else None
            anchor = ""
            if bound is not None:
                several = isinstance(bound.field.widget, forms.CheckboxSelectMultiple)
                anchor = f"{bound.auto_id}_0" if several else str(bound.auto_id)
            found += [(anchor, bound.label if bound is not None else "", str(text)) for text in words]
    return {"errors": found, "refusals": list(refusals)}
