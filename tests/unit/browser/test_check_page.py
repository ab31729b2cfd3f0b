"""The page that checks certificates, in a real browser: files, pasted text, keys, a phone."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from headless_page import BROWSER, Page, address, opened

from bargain.browser import page
from bargain.browser.__main__ import main

CORPUS = Path(__file__).parents[2] / "certificates"
LINES = "[...document.querySelectorAll('#results li')].map(l => [l.className, l.innerText])"
in_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    target = tmp_path_factory.mktemp("page") / "check.html"
    assert main([str(target)]) == 0
    with opened(address(target)) as found:
        yield found


def results(shown: Page) -> list[list[str]]:
    """What the page says, once it has said it all."""
    for _ in range(600):
        lines: list[list[str]] = shown.value(LINES)
        if lines and not any(text.startswith(("waiting", "checking")) for _, text in lines):
            return lines
        time.sleep(0.05)
    raise AssertionError("the page does not come to an end")


def choose(shown: Page, *paths: Path) -> list[list[str]]:
    """Choose files, as a user does."""
    root = shown.send("DOM.getDocument")["root"]["nodeId"]
    field = shown.send("DOM.querySelector", nodeId=root, selector="#files")["nodeId"]
    shown.send("DOM.setFileInputFiles", nodeId=field, files=[str(path) for path in paths])
    return results(shown)


@in_browser
def test_valid_tampered_and_hostile_files(shown: Page) -> None:
    valid = sorted((CORPUS / "valid").glob("*.json"))
    others = sorted((CORPUS / "tampered").glob("*.json"))[::4]
    others += sorted((CORPUS / "malformed").glob("*.json"))
    said = choose(shown, *valid, *others)
    assert [kind for kind, _ in said] == ["accepted"] * len(valid) + ["refused"] * len(others)
    for path, (_, text) in zip([*valid, *others], said, strict=True):
        assert path.name in text
    boxes = next(text for _, text in said if "boxes.json" in text)
    assert boxes.startswith("accepted: No point of the box x in [0, 1], y in [0, 1] satisfies 8/5")
    assert "Verdict: never. The proof uses: product; sum." in boxes


@in_browser
def test_pasted_text_and_keys_alone(shown: Page) -> None:
    """Tab leads from the text to the button, Enter checks."""
    text = (CORPUS / "valid" / "never_products.json").read_text()
    shown.value("document.getElementById('text').focus()")
    shown.send("Input.insertText", text=text)
    shown.key("Tab", 9)
    assert shown.value("document.activeElement.id") == "check"
    shown.key("Enter", 13, "\r")
    ((kind, said),) = results(shown)
    assert (kind, said.startswith("accepted: No real p")) == ("accepted", True)


@in_browser
def test_a_strangers_words_are_text_and_unknown_kinds_are_said(shown: Page, tmp_path: Path) -> None:
    from bargain.check import seal

    data = json.loads((CORPUS / "valid" / "never_products.json").read_text())
    keys = ("proof", "used", "sample", "made_by")
    markup = "<img src=x onerror=alert(1)> accepted: everything"
    files = []
    for name, change in (("a", {"words": [markup]}), ("b", {"claim": markup})):
        files.append(tmp_path / f"{name}<b>.json")
        statement = data["statement"] | change
        files[-1].write_text(json.dumps(seal(statement, *(data[key] for key in keys))))
    (first, said), (second, unknown) = choose(shown, *files)
    assert (first, second) == ("accepted", "unknown")
    assert markup in said
    assert unknown.startswith("I do not know this kind of claim")
    assert shown.value("document.querySelectorAll('#results img, #results b b').length") == 0


@in_browser
def test_what_takes_long_can_be_stopped(shown: Page) -> None:
    """A worker that never answers: Stop says that nothing is known, and the next check works."""
    shown.value(
        "window.kept = Worker; window.Worker = class { postMessage() {} terminate() {} }; 0"
    )
    shown.value("stop(); document.getElementById('text').value = '{}'; 0")
    shown.value("document.getElementById('check').click()")
    shown.value("new Promise(r => setTimeout(r, 100))")
    assert [kind for kind, _ in shown.value(LINES)] == ["unknown"]
    shown.value("window.Worker = kept; document.getElementById('stop').click()")
    ((kind, said),) = results(shown)
    assert (kind, said.splitlines()[0]) == (
        "unknown",
        "stopped: nothing is known of this certificate",
    )
    shown.value("document.getElementById('check').click()")
    assert results(shown)[0][0] == "refused"


@in_browser
def test_it_fits_a_phone_and_asks_no_network(shown: Page) -> None:
    shown.send("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2,
               mobile=True)  # fmt: skip
    choose(shown, *sorted((CORPUS / "valid").glob("nash*.json")))
    wide, room = shown.value("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= room == 360
    assert all(url.startswith(("file:", "blob:")) for url in shown.requests)
    assert shown.errors == []
    refused = "fetch('https://example.org').then(() => false, () => true)"
    assert shown.value(refused)  # by its own policy, before any network is asked


def test_the_page_is_one_file_with_the_checker_in_it() -> None:
    text = page()
    assert "class Question" in text
    assert "@" not in text.partition("<body>")[0].replace("@media", "")  # every place is filled
    assert "src=" not in text
    assert "://" not in text


def test_bad_targets_are_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([str(tmp_path / "no" / "check.html")]) == 2
    assert main(["--help"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("cannot be written: No such file or directory")
    assert lines[1].startswith("usage: ")
