"""Addresses of the pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from dingdian.web.views import (
    accounts,
    acts,
    bulk,
    cases,
    exports,
    imports,
    institutions,
    lists,
    logs,
    measures,
    notices,
    people,
    proposals,
    public,
    search,
    tasks,
    work,
)

urlpatterns: list[URLPattern] = [
    path("", public.home, name="home"),
    path("healthz", public.healthz, name="healthz"),
    path("todo/", work.work, name="work"),
    path("todo/<slug:name>/", work.work, name="work-queue"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("notices/", notices.listed, name="notices"),
    path("columns/<slug:name>/", exports.choose, name="columns"),
    path("export/<slug:name>/", exports.export, name="export"),
    path("cases/", cases.listed, name="cases"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("people/", people.listed, name="people"),
    path("people/<slug:code>/", people.person, name="person"),
    path("institutions/", institutions.listed, name="institutions"),
    path("institutions/<slug:code>/", institutions.institution, name="institution"),
    path("act/<str:act>/", acts.step, name="act"),
    path("proposals/", proposals.listed, name="proposals"),
    path("proposals/new/", proposals.decision, name="decision-new"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/edit/", proposals.edit, name="proposal-edit"),
    path("people/<slug:code>/file/", people.person_file, name="person-file"),
    path("lists/<slug:name>/", lists.owed, name="list"),
    path("bulk/<str:act>/", bulk.bulk, name="bulk"),
    path("institutions/<slug:code>/measures/", measures.measures, name="institution-measures"),
    path("search/", search.search, name="search"),
    path("imports/", imports.imports, name="imports"),
    path("logs/access/", logs.accesses, name="access-log"),
    path("logs/operations/", logs.operations, name="operation-log"),
    path("accounts/", accounts.listed, name="accounts"),
    path("accounts/new/", accounts.new, name="account-new"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("help/keys/", search.keys, name="keys"),
]
