"""Somsri's first day: a password, an app on the telephone, codes for the drawer; then a passkey, and she types nothing any more."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import App, give_password

PHONE = 390


def test_the_first_sign_in_sets_the_app_up_and_the_second_asks_for_its_code(at_the_door, office, objections):
    # given an account whose role sees names, and a password
    page = at_the_door(PHONE)
    assert objections(page) == []
    give_password(page)

    # when she comes in for the first time, then nothing opens but the set-up
    page.wait_for_url("**/account/app/**")
    assert objections(page) == []
    page.goto("/households/")
    page.wait_for_url("**/account/app/**")
    app = App(page.locator(".secret").text_content().replace(" ", ""))
    page.get_by_label("รหัส 6 หลักที่แอปแสดง").fill("000000")
    page.get_by_role("button", name="เริ่มใช้").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert objections(page) == []
    page.get_by_label("รหัส 6 หลักที่แอปแสดง").fill(app.code())
    page.get_by_role("button", name="เริ่มใช้").click()

    # then she is shown her recovery codes, can save them, and is in
    page.wait_for_url("**/account/recovery-codes/")
    assert objections(page) == []
    codes = [re.sub(r"\s", "", each) for each in page.locator(".codes li").all_text_contents()]
    with page.expect_download() as download:
        page.get_by_role("link", name="เก็บเป็นไฟล์").click()
    assert codes[9] in download.value.path().read_text()
    page.get_by_role("link", name="เก็บแล้ว").click()
    page.wait_for_url("**/overview/**")

    # and the next time the password is followed by a code, or by one of the drawer
    page = at_the_door(PHONE)
    give_password(page)
    page.wait_for_url("**/sign-in/code/")
    assert objections(page) == []
    page.get_by_label("รหัสยืนยัน").fill(app.code())
    page.get_by_role("button", name="ยืนยัน").click()
    page.wait_for_url("**/overview/**")
    page = at_the_door()
    give_password(page)
    page.get_by_label("รหัสยืนยัน").fill(codes[0])
    page.get_by_role("button", name="ยืนยัน").click()
    page.wait_for_url("**/overview/**")


@pytest.fixture
def telephone():
    """Gives a page a platform authenticator with a finger on it; the finger can be taken off."""

    def telephone(page):
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
        number = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
        return lambda on: devtools.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": on})

    return telephone


@pytest.mark.parametrize("width", [PHONE, 1440])
def test_a_passkey_is_added_and_opens_the_door_by_itself(open_page, telephone, objections, width):
    page = open_page(width)
    finger = telephone(page)
    page.goto("/account/")
    assert objections(page) == []
    page.get_by_role("link", name="เพิ่มกุญแจ").click()
    page.get_by_label("ชื่อกุญแจ").fill("โทรศัพท์ของฉัน")
    assert objections(page) == []
    page.get_by_role("button", name="สร้างกุญแจผ่าน").click()
    page.wait_for_url("**/account/recovery-codes/")
    page.goto("/account/")
    expect(page.get_by_text("โทรศัพท์ของฉัน").first).to_be_visible()
    assert objections(page) == []

    def sign_out():
        page.locator("summary.who").click()
        page.get_by_role("button", name="ออกจากระบบ").last.click()
        page.wait_for_url("**/sign-in/**")

    # by the passkey alone
    sign_out()
    page.get_by_role("button", name="ใช้กุญแจผ่าน").click()
    page.wait_for_url("**/overview/**")

    # as the second step
    sign_out()
    give_password(page)
    page.wait_for_url("**/sign-in/code/")
    assert objections(page) == []
    page.get_by_role("button", name="ใช้กุญแจผ่าน").click()
    page.wait_for_url("**/overview/**")

    # to confirm that it is her
    page.goto("/account/confirm/?next=/account/password/")
    page.get_by_role("button", name="ใช้กุญแจผ่าน").click()
    page.get_by_role("heading", name="เปลี่ยนรหัสผ่าน").wait_for()
    assert objections(page) == []

    # and not with another's finger
    sign_out()
    finger(False)
    page.get_by_role("button", name="ใช้กุญแจผ่าน").click()
    expect(page.get_by_role("alert")).to_contain_text("ยังไม่ได้ใช้กุญแจผ่าน")
    assert "/sign-in/" in page.url
