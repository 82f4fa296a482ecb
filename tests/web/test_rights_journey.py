"""An account from the asking to the first sign-in, at a real browser, by four people and mostly by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.web.browsing import Opening


@pytest.mark.long
def test_an_account_is_asked_for_approved_configured_and_used(
    desk: Opening, browser: Browser, live_server: LiveServer
) -> None:
    head = desk("head")
    head.page.goto("/rights/")
    head.sound()
    head.follow("申请开通账号")
    for label, text in (
        ("用户名", "fresh"), ("姓名", "新来的"), ("使用人编号", "530102-88"), ("单位", "五华区医疗保险中心"),
        ("理由", "新入职"),
    ):  # fmt: skip
        head.page.locator("#content").get_by_label(label, exact=True).fill(text)
    head.page.get_by_label("角色").select_option("supervisor")
    head.page.get_by_label("理由").press("Tab")
    head.page.keyboard.press("Enter")
    head.page.wait_for_url("**/rights/*/?done=asked")
    head.says("等待另一人审批")
    head.says("申请人不能审批自己的申请")
    head.sound()
    official = desk("official")
    official.page.goto("/notices/")
    official.press("有一件权限申请待您审批")
    official.says("没有不相容")
    official.sound()
    official.press("批准")
    official.says("等待安全管理员配置")
    keeper = desk("secadmin")
    keeper.page.goto("/rights/?state=approved")
    keeper.follow("开通账号 1")
    keeper.press("配置：建立账号")
    secret = keeper.page.locator(".secret.code").inner_text()
    keeper.sound()
    keeper.page.goto("/rights/held/?q=fresh")
    keeper.says("林科长 · 申请 1")
    keeper.sound()
    page: Page = browser.new_context(base_url=live_server.url, locale="zh-CN").new_page()
    page.goto("/sign-in/")
    page.get_by_label("用户名").fill("fresh")
    page.get_by_label("密码").fill(secret)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/change-password/**")
    page.context.close()
