"""The kinds of papers that persons hold, in words."""

from __future__ import annotations

PERSONAL_PAPERS = {
    "physician_qualification": "医师资格证书",
    "physician_practice": "医师执业证书",
    "nurse_practice": "护士执业证书",
    "pharmacist_registration": "执业药师注册证",
    "title_certificate": "专业技术资格证书",
}
