"""Addresses of papers."""

from __future__ import annotations

from django.urls import URLPattern, path

from dingdian.papers import checking, views

urlpatterns: list[URLPattern] = [
    path("papers/", views.listed, name="papers"),
    path("papers/preview/", views.preview, name="paper-preview"),
    path("papers/preview.pdf", views.preview_pdf, name="paper-preview-pdf"),
    path("papers/issue/", views.issue, name="paper-issue"),
    path("papers/issue-all/", views.issue_all, name="papers-issue-all"),
    path("papers/print/", views.print_many, name="papers-print"),
    path("papers/print/<int:pk>/", views.printing, name="printing"),
    path("papers/print/<int:pk>/papers.pdf", views.printed, name="printed"),
    path("papers/<int:pk>/", views.paper, name="paper"),
    path("papers/<int:pk>/paper.pdf", views.file, name="paper-file"),
    path("papers/<int:pk>/paper.docx", views.word, name="paper-word"),
    path("papers/<int:pk>/copy/", views.copy, name="paper-copy"),
    path("papers/<int:pk>/serve/", views.serve, name="paper-serve"),
    path("papers/<int:pk>/withdraw/", views.withdraw, name="paper-withdraw"),
    path("verify/", checking.verify, name="verify"),
    path("verify/<slug:code>/", checking.verify_code, name="verify-code"),
]
