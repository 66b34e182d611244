"""Stories: Marta looks at what was answered before, and puts an earlier answer back."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.conftest import Browser
from tests.web.vendor_fixtures import *  # noqa: F403  (fixtures)
from tests.web.vendor_story import Invited, answer

HISTORY = "answers/D03/history"


def versions(browser: TestClient, vendor: Invited) -> list[str]:
    """What the page says was answered, newest first."""
    page = browser.get(vendor.page(HISTORY))
    assert page.status_code == 200
    return [part.split("</bdi>")[0] for part in page.text.split('<p class="said"><bdi>')[1:]]


def put_back(browser: TestClient, vendor: Invited, version: int, seen: int) -> int:
    data = {"version": str(version), "seen": str(seen)}
    return browser.post(vendor.page(HISTORY), data=data, follow_redirects=False).status_code


def test_an_earlier_answer_is_put_back_and_nothing_leaves_the_history(marta: TestClient, quillfeather: Invited) -> None:
    answer(marta, quillfeather, "D03", value="Weekly.", note="See annex 2.")
    answer(marta, quillfeather, "D03", seen=1, value="Never.")
    answer(marta, quillfeather, "D03", seen=2)
    assert versions(marta, quillfeather) == ["No answer", "Never.", "Weekly.\nNote: See annex 2."]
    assert put_back(marta, quillfeather, version=1, seen=3) == 303
    assert versions(marta, quillfeather) == [
        "Weekly.\nNote: See annex 2.",
        "No answer",
        "Never.",
        "Weekly.\nNote: See annex 2.",
    ]
    section = marta.get(quillfeather.page("sections/depth")).text
    assert "Weekly." in section
    assert quillfeather.page(HISTORY) in section


def test_a_colleague_who_was_quicker_is_not_written_over(
    marta: TestClient, jonah: TestClient, quillfeather: Invited
) -> None:
    answer(marta, quillfeather, "D03", value="Weekly.", seen=0)
    answer(marta, quillfeather, "D03", value="Never.", seen=1)
    answer(jonah, quillfeather, "D03", value="Daily.", seen=2)
    page = marta.post(quillfeather.page(HISTORY), data={"version": "1", "seen": "2"})
    assert page.status_code == 409
    assert "changed while you were looking" in page.text
    assert versions(marta, quillfeather)[0] == "Daily."


def test_twice_the_same_button_puts_it_back_once(marta: TestClient, quillfeather: Invited) -> None:
    answer(marta, quillfeather, "D03", value="Weekly.", seen=0)
    answer(marta, quillfeather, "D03", value="Never.", seen=1)
    assert [put_back(marta, quillfeather, 1, 2) for _ in range(2)] == [303, 303]
    assert versions(marta, quillfeather) == ["Weekly.", "Never.", "Weekly."]


def test_a_version_or_question_that_is_not_there_is_not_found(marta: TestClient, quillfeather: Invited) -> None:
    answer(marta, quillfeather, "D03", value="Weekly.", seen=0)
    assert put_back(marta, quillfeather, version=7, seen=1) == 404
    assert put_back(marta, quillfeather, version=1, seen=9) == 404
    assert marta.get(quillfeather.page("answers/Z99/history")).status_code == 404


def test_a_question_without_answer_says_so(marta: TestClient, quillfeather: Invited) -> None:
    assert "There is no answer yet" in marta.get(quillfeather.page(HISTORY)).text


def test_another_vendor_sees_nothing_of_it(
    browser: Browser, marta: TestClient, quillfeather: Invited, otterline: Invited
) -> None:
    answer(marta, quillfeather, "D03", value="Weekly.")
    otto = browser()
    otto.post(f"/q/{otterline.token}")
    assert versions(otto, otterline) == []
    assert otto.get(quillfeather.page(HISTORY)).status_code == 404
