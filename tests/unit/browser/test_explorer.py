"""The explorer's page: what is served, and in a real browser what moves, is proved and saved."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import sympy as sp
from headless_page import BROWSER, Page, opened

import bargain as bg
from bargain.errors import InputError
from bargain.explorer.local_page import Explorer

y_P, y_C = sp.symbols("y_P y_C")
s_P, s_C = sp.symbols("s_P s_C", positive=True)
ALLIANCE = bg.Game(
    actions={"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
    payoffs={"patron": s_P * y_C - y_P**2 / 2, "client": s_C * y_P - y_C**2 / 2},
    name="Alliance <b>",
)
EQUAL = bg.conditions.efficient() & bg.conditions.equal_gains()


@pytest.fixture(scope="module")
def shown() -> Iterator[Explorer]:
    with bg.explore(ALLIANCE, EQUAL, {s_P: (1, 3), "s_C": (1, 3)}, where="s_C >= s_P") as page:
        yield page


def got(page: Explorer, path: str) -> str:
    with urlopen(page.url + path) as reply:
        text: str = reply.read().decode()
        return text


def test_the_page_holds_a_slider_for_each_parameter_and_no_markup_of_the_game(
    shown: Explorer,
) -> None:
    page = got(shown, "")
    assert page.count('type="range"') == 2
    assert "Alliance &lt;b&gt;" in page
    assert "<b>" not in page.partition("<script>")[0]
    assert not re.findall(r'(?:src|href)="', page)


def test_numbers_move_and_are_those_of_the_solver(shown: Explorer) -> None:
    said = json.loads(got(shown, "live?v=2.5&v=1.5&pair=0&across=0&up=1"))
    exact = bg.nash_bargaining(ALLIANCE.at({s_C: "2.5", s_P: "1.5"})).agreement
    row = said["solutions"].partition("nash bargaining")[2].partition("</tr>")[0]
    assert "numerical" in row
    assert re.findall(r"<td>([^<]*)</td>", row) == [
        f"{float(x):.6g}" for x in (exact[y_P], exact[y_C], *exact.payoffs.values())
    ]
    assert said["python"].count("bg.Game.from_toml") == 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("v=1&v=2", "s_C >= s_P does not hold"),
        ("v=2", "1 values for 2 parameters"),
        ("v=__import__('os')&v=1", "is not a number"),
        ("v=9&v=1", "goes from 1 to 3"),
        ("v=2&v=1&pair=7", "pair is no number below 1"),
        ("v=1e999999999&v=1", "s_C"),
        ("v=nan&v=1", "is not a"),
    ],
)
def test_what_cannot_be_shown_is_one_line(shown: Explorer, query: str, words: str) -> None:
    with pytest.raises(HTTPError) as refused:
        got(shown, f"live?{query}")
    assert refused.value.code == 400
    assert words in json.loads(refused.value.read())["error"]


def test_nobody_else_is_answered(shown: Explorer) -> None:
    host, port = shown._server.server_address[:2]
    word = shown.url.rstrip("/").rpartition("/")[2]
    for name, path in (("evil.example", f"/{word}/"), ("127.0.0.1", "/"), ("127.0.0.1", "/x/")):
        asked = HTTPConnection(str(host), port)
        asked.request("GET", path, headers={"Host": f"{name}:{port}"})
        assert asked.getresponse().status == 404
        asked.close()


def test_unknown_parameters_and_ranges_are_refused() -> None:
    with pytest.raises(InputError, match="y_P is not a parameter"):
        bg.explore(ALLIANCE, over={y_P: (0, 1)})
    with pytest.raises(InputError, match="beyond 10"):
        bg.explore(ALLIANCE, over={s_P: (0, "1e400")})
    with pytest.raises(InputError, match="empty or one point"):
        bg.explore(ALLIANCE, over={s_P: (2, 1)})
    with pytest.raises(InputError, match="ExtensiveGame cannot be explored"):
        bg.explore(bg.ExtensiveGame(bg.end({"A": 1})))


def test_the_script_is_the_page_asked_by_hand_whatever_names_hold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    odd = ["<img src=x onerror=alert(1)>", "B & C"]
    game = bg.Game(
        {odd[0]: {y_P: (0, 1)}, odd[1]: {y_C: (0, 1)}},
        {odd[0]: s_P * y_C - y_P**2, odd[1]: y_P - y_C**2},
        name="@SCRIPT@ ''' \\n $ </script>",
    )
    with bg.explore(game, "participation") as page:
        assert got(page, "").count("<script") == 1
        said = page.answer("live", "v=1/3&pair=0")
    assert "<img" not in "".join(text for place, text in said.items() if place != "python")
    exec(said["python"], {})  # as a person would run it
    told = capsys.readouterr().out
    assert "always: For all parameters" in told
    assert "nash_bargaining: agreement" in told


def test_tables_three_players_and_bounds_with_parameters_are_shown() -> None:
    table = bg.FiniteGame.from_payoffs([[s_P, 0], [0, 1]], [[1, 0], [0, s_C]])
    with bg.explore(table) as page:
        said = page.answer("live", "v=2&v=1/3&pair=0")
        assert "asked for when the sliders rest" in said["solutions"]
        assert "from_nfg" in said["python"]
    trio = bg.Game(
        {"A": {y_P: (0, s_P)}, "B": {y_C: (0, 1)}, "C": {}}, {"A": y_C, "B": y_P, "C": -y_P}
    )
    with bg.explore(trio) as page:
        assert "players <select" in got(page, "")
        said = page.answer("live", "v=2&pair=2")
        assert "payoff of C" in said["payoffs"]
        with pytest.raises(InputError, match="goes from"):
            page.answer("live", "v=0&pair=2")
    alone = bg.Game({"A": {y_P: (0, 1)}, "B": {}}, {"A": -y_P, "B": y_P})
    with bg.explore(alone) as page:
        assert "there is nothing to move" in got(page, "")
        assert page.answer("paving", "") == {}
        assert "no parameters: there is no region" in page.answer("live", "pair=0")["region"]


MOVES = """
new Promise(async (done) => {
  const slider = document.getElementById("r0"), row = document.getElementById("solutions");
  const times = [], numbers = [];
  for (let k = 1; k <= %d; k++) {
    const changed = new Promise((seen) => {
      const watch = new MutationObserver(() => { watch.disconnect(); seen(performance.now()); });
      watch.observe(row, {childList: true, subtree: true});
    });
    slider.value = k;
    const begun = performance.now();
    slider.dispatchEvent(new Event("input"));
    times.push((await changed) - begun);
    numbers.push(document.getElementById("v0").value + " "
                 + row.querySelector("tr:nth-child(1) td").innerText);
  }
  done([times, numbers]);
})"""
"""Moves a slider, and waits for the numbers each time: milliseconds, and what is then shown."""


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
def test_in_a_browser_each_move_is_one_question_and_the_number_follows(
    record_property: Callable[[str, object], None],
) -> None:
    with (
        bg.explore(ALLIANCE, over={s_P: (1, 3), "s_C": (1, 3)}) as shown,
        opened(shown.url) as page,
    ):
        wait(page, "document.querySelectorAll('#solutions tbody tr').length == 5")
        before = len([url for url in page.requests if "/live?" in url])
        times, numbers = page.value(MOVES % 10)
        page.value("0")  # what the browser has to say of requests comes before the answer
        asked = [url for url in page.requests if "/live?" in url]
        assert len(asked) - before == len(set(numbers)) == 10
        still = page.value("document.getElementById('v1').value")
        for said in numbers:
            value, number = said.split()
            exact = bg.nash_bargaining(ALLIANCE.at({s_C: value, s_P: still})).agreement
            assert number == f"{float(exact[y_P]):.6g}"
        assert all(url.startswith(shown.url) for url in page.requests)
        assert page.errors == []
    record_property("milliseconds", sorted(times))
    print("from move to number, ms:", [round(t, 1) for t in sorted(times)])


@pytest.mark.long
@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
def test_in_a_browser_a_slider_is_moved_by_keys_and_the_certificate_is_valid(
    shown: Explorer, tmp_path: Path
) -> None:
    with opened(shown.url) as page:
        wait(page, "document.querySelectorAll('#solutions tbody tr').length == 5")
        start = page.value("document.getElementById('v0').value")
        page.value("document.getElementById('r0').focus()")
        for _ in range(3):
            page.key("ArrowRight", 39)
        wait(page, "document.querySelector('#here a') && !document.querySelector('.old')")
        moved, still = (page.value(f"document.getElementById('v{n}').value") for n in range(2))
        assert float(moved) > float(start)
        exact = bg.nash_bargaining(ALLIANCE.at({s_C: moved, s_P: still})).agreement
        row = page.value("[...document.querySelectorAll('#solutions tr:nth-child(1) td')]"
                         ".map(cell => cell.innerText)")  # fmt: skip
        assert row[:2] == [f"{float(exact[v]):.6g}" for v in (y_P, y_C)]
        page.send("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
        page.value("document.querySelector('#here a').click()")
        for _ in range(100):
            if saved := list(tmp_path.glob("*.json")):
                break
            time.sleep(0.1)
        assert bg.check(saved[0]).valid
        wait(page, "document.querySelector('#everywhere .bargain-card')")
        wait(page, "document.querySelector('#region svg')")
        page.send("Emulation.setDeviceMetricsOverride", width=390, height=800,
                  deviceScaleFactor=1, mobile=True)  # fmt: skip
        assert page.value("document.documentElement.scrollWidth") <= 390
        assert page.requests
        assert all(url.startswith(shown.url) for url in page.requests)
        assert page.errors == []


def wait(page: Page, condition: str) -> None:
    for _ in range(1200):
        if page.value(f"Boolean({condition})"):
            return
        time.sleep(0.1)
    raise AssertionError(f"never: {condition}; {page.errors}")
