r"""Serve the page of a game from this machine to this machine.

The server listens on the loopback address alone, below a path that nobody can guess, answers no
other host name (so that no page of the web can reach it by a name of its own), reads nothing but
the values of the sliders, and parses those as numbers.
"""

from __future__ import annotations

import html
import json
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import sympy as sp

from bargain.apart import Apart
from bargain.arguments import positive, whole, within_reach
from bargain.budget import TooLarge
from bargain.check.certificate import Data
from bargain.errors import BargainError, InputError, OptionError
from bargain.explorer.drawings import payoff_picture, region_picture
from bargain.explorer.explored import Explored, explored
from bargain.explorer.fragments import answer_card, as_python, page, rows_table
from bargain.explorer.proofs import AtPoint, Everywhere, Paving
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Bounds
from bargain.question.goals import Asked
from bargain.question.region_relations import Where
from bargain.result import Result

__all__ = ["Explorer", "explore"]

_HOST = "127.0.0.1"


class Explorer:
    """A page that is being served; made by `explore`.

    In a notebook it shows itself. It ends with `close`, as a context, or with the program.

    Attributes
    ----------
    url : str
        Where the page is, on this machine alone.
    """

    def __init__(self, game: Explored, timeout: float, port: int) -> None:
        self.game, self.timeout = game, timeout
        self._thinking = threading.Lock()  # sympy is for one thread at a time
        self._asking = threading.Lock()  # one choice at a time is proved
        self._latest = 0
        self._kept: dict[str, Any] = {}
        self._once = {"everywhere": threading.Lock(), "paving": threading.Lock()}
        self._apart: dict[str, Apart] = {}  # who proves what
        self._closed = False
        self._certificates: dict[str, str] = {}
        self._word = secrets.token_urlsafe(12)
        try:
            self._server = ThreadingHTTPServer((_HOST, port), _handler(self))
        except OSError as error:
            raise OptionError(
                f"port {port} cannot be used: {error.strerror}",
                where="port",
                fix="give another, or 0 for any that is free",
            ) from None
        self._server.daemon_threads = True
        self.url = f"http://{_HOST}:{self._server.server_port}/{self._word}/"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def __repr__(self) -> str:
        return f"<Explorer at {self.url}>"

    def _repr_html_(self) -> str:
        at = html.escape(self.url)
        return (f'<iframe src="{at}" style="width:100%;height:56rem;border:1px solid #999" '
                f'title="explorer" allow="clipboard-write"></iframe><p><a href="{at}" '
                'target="_blank">in a window of its own</a></p>')  # fmt: skip

    def __enter__(self) -> Explorer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the server and what it has asked for; the page then says so."""
        self._closed = True
        self._server.shutdown()
        self._server.server_close()
        for process in self._apart.values():
            process.end()

    def wait(self) -> None:
        """Serve until Ctrl-C."""
        try:
            while self._thread.is_alive():
                self._thread.join(1)
        except KeyboardInterrupt:
            self.close()

    # --- what is served ---------------------------------------------------------------------------

    def answer(self, what: str, query: str) -> dict[str, str]:
        """What the page asks for: fragments of it, by their place.

        Parameters
        ----------
        what : str
            ``live``, ``proved``, ``everywhere`` or ``paving``.
        query : str
            The values of the sliders, and what is drawn.

        Raises
        ------
        InputError
            For values that cannot be used.
        """
        given = parse_qs(query, keep_blank_values=True, max_num_fields=200)
        texts = given.get("v", [])
        if what == "live":
            with self._thinking:
                return self._live(texts, given)
        if what == "proved":
            return self._proved(texts)
        if what == "everywhere":
            return {what: self._card(self._done_once(what, Everywhere(self.game, self.timeout)))}
        paving = Paving(self.game, self.timeout)
        if paving.refused:
            self._kept[what] = paving.refused
        self._done_once(what, paving)
        return {}

    def certificate(self, name: str) -> str | None:
        """The text of a certificate that the page names."""
        return self._certificates.get(name)

    def _live(self, texts: Sequence[str], given: Mapping[str, Sequence[str]]) -> dict[str, str]:
        game = self.game
        values = game.chosen(texts)
        rows = list(game.solved(values))
        pair = game.pairs[_index(given, "pair", len(game.pairs))]
        try:
            cloud = game.feasible(values, pair)
            picture = payoff_picture(cloud, rows, pair, game.outside_options(values))
        except BargainError as error:
            picture = f"<p>{html.escape(str(error))}</p>"
        found = {
            "said": ", ".join(f"{s} = {x}" for s, x in values.items()),
            "payoffs": picture,
            "solutions": rows_table(game, rows, lambda row: ""),
            "here": "<p>asked for when the sliders rest</p>",
            "python": as_python(game, values, rows),
        }  # fmt: skip
        return found | self._region(texts, given, values)

    def _region(self, texts: Sequence[str], given: Mapping[str, Sequence[str]],
                values: Mapping[sp.Symbol, Fraction]) -> dict[str, str]:  # fmt: skip
        paved = self._kept.get("paving")
        if paved is None:
            return {"region": "<p>The region is being paved; numbers move meanwhile.</p>"}
        if isinstance(paved, str):
            return {"region": f"<p>{html.escape(paved)}</p>"}
        count = len(self.game.sliders)
        plane = dict.fromkeys(_index(given, name, count) for name in ("across", "up"))
        status = paved.at(values)
        cells = [
            c
            for c in paved.cells
            if c.pieces
            and all(low <= x <= high for x, (low, high) in zip(values.values(), c.box, strict=True))
        ]
        proofs = paved.certificates_of(cells[0]) if cells else []
        saved = ", ".join(
            f'<a href="{self._link(proof)}" download>certificate</a>' for proof in proofs
        )
        told = f"Here: <b>{status}</b>, " + (
            f"proved of the whole cell ({saved})."
            if saved and status in ("always", "never")
            else "by the paving, which was done beforehand; see below for what is proved here."
        )
        told += f" Unknown in the box: {100 * paved.unknown_share:.1f} %."
        return {"region": region_picture(paved.cells, self.game.sliders, texts, list(plane)),
                "cell": told}  # fmt: skip

    def _proved(self, texts: Sequence[str]) -> dict[str, str]:
        with self._thinking:
            values = self.game.chosen(texts)
            self._latest += 1
            mine = self._latest
        with self._asking:
            if mine != self._latest:
                return {}  # somebody moved on while another choice was looked at
            found = self._ask("proved", AtPoint(self.game, self.timeout), tuple(texts))
            rows, verdict = ([], found) if isinstance(found, str) else found
        with self._thinking:
            fresh = {row.solution.partition(" ")[0] for row in rows}
            kept = [r for r in self.game.solved(values)
                    if r.solution.partition(" ")[0] not in fresh]  # fmt: skip
            rows = [*kept, *rows]
            said = html.escape(", ".join(f"{s} = {x}" for s, x in values.items()))
            return {
                "solutions": rows_table(self.game, rows, lambda r: self._link(r.certificate)),
                "here": f"<p>{said}</p>" + self._card(verdict),
                "python": as_python(self.game, values, rows),
            }

    def _done_once(self, what: str, work: Callable[[], object]) -> Any:
        """What is asked once for all values: by another process, and kept."""
        with self._once[what]:
            if what not in self._kept:
                self._kept[what] = self._ask(what, work)
                self._apart[what].end()
        return self._kept[what]

    def _ask(self, what: str, work: Callable[..., object], *arguments: object) -> Any:
        """What another process finds, or that it ended; the one for this is started on first use.

        It goes on in a process, so that numbers move meanwhile, and so that `close` can end it.
        """
        process = self._apart.get(what)
        if process is None or not process.usable:
            process = self._apart[what] = Apart()
        if self._closed:
            process.end()
        seconds = 4 * self.timeout + 60  # each question in it has a clock of its own
        try:
            return process.ask((work, arguments, seconds), seconds)
        except TooLarge as end:
            return f"Not known: {end}."

    def _card(self, answer: Result | str) -> str:
        return answer_card(answer, self._link(getattr(answer, "certificate", None)))

    def _link(self, certificate: Data | None) -> str:
        """Where a certificate is served from now on; nothing where there is none."""
        if certificate is None:
            return ""
        name = f"{certificate['sha256'][:16]}.json"
        if name not in self._certificates:
            self._certificates[name] = json.dumps(certificate, indent=1)
        return f"certificate/{name}"


def _index(given: Mapping[str, Sequence[str]], name: str, count: int) -> int:
    text = (given.get(name) or ["0"])[0]
    if not text.isdecimal() or int(text) >= count:
        raise InputError(f"{name} is no number below {count}", where=text[:20])
    return int(text)


def _handler(explorer: Explorer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Requests of the page."""

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            host = (self.headers.get("Host") or "").rpartition(":")[0]
            word, *rest = url.path.removeprefix("/").split("/")
            if host not in (_HOST, "localhost") or not secrets.compare_digest(
                word.encode(), explorer._word.encode()
            ):
                self._send(HTTPStatus.NOT_FOUND, "text/plain", "nothing is here")
            elif rest == [""]:
                self._send(HTTPStatus.OK, "text/html", page(explorer.game))
            elif rest[:1] == ["certificate"] and (text := explorer.certificate(rest[-1])):
                self._send(HTTPStatus.OK, "application/json", text, name=rest[-1])
            elif len(rest) == 1 and rest[0] in ("live", "proved", "everywhere", "paving"):
                try:
                    found, status = explorer.answer(rest[0], url.query), HTTPStatus.OK
                except BargainError as error:
                    found, status = {"error": str(error)}, HTTPStatus.BAD_REQUEST
                except Exception as error:  # the page says that it failed, the terminal where
                    said = f"the program failed: {type(error).__name__}: {error}"
                    self._send(HTTPStatus.INTERNAL_SERVER_ERROR, "application/json",
                               json.dumps({"error": said}))  # fmt: skip
                    raise
                self._send(status, "application/json", json.dumps(found))
            else:
                self._send(HTTPStatus.NOT_FOUND, "text/plain", "nothing is here")

        def _send(self, status: HTTPStatus, kind: str, text: str, name: str = "") -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            if name:
                self.send_header("Content-Disposition", f'attachment; filename="{name}"')
            self.end_headers()
            try:
                self.wfile.write(content)
            except (BrokenPipeError, ConnectionResetError):
                return  # the page has gone

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: requests are no news."""

    return Handler


@within_reach
def explore(
    game: Game | FiniteGame,
    condition: Asked | Sequence[Asked] | None = None,
    over: Mapping[sp.Symbol, Bounds] | Mapping[str, Bounds] | None = None,
    *,
    where: Where = (),
    timeout: float = 60.0,
    port: int = 0,
) -> Explorer:
    """Serve a page with sliders for the game's parameters, on this machine alone.

    While a slider moves, the payoffs, their frontier and the solutions follow: numbers in floats,
    each with what is known of its error. When it rests, another process asks for proofs: all Nash
    equilibria, and whether an agreement that satisfies the condition exists at these values. The
    same is asked once over the whole region and, for up to three parameters, cell by cell.

    Parameters
    ----------
    game : Game or FiniteGame
    condition : condition, relation, text, or sequence of them, optional
        As for `bargain.decide`; without it participation and efficiency, of a table an equilibrium.
    over : mapping of symbol or name to (low, high), optional
        Ranges of sliders. Without it they are those that signs and assumptions give; an end that
        nothing gives is chosen for the picture, and the page says so.
    where : relation, text, or sequence of them, optional
        Restrictions on the parameters.
    timeout : float, default 60
        Seconds for each proof; the paving, which is in no hurry, has five times as many.
    port : int, default 0
        Of this machine; 0 is any that is free.

    Returns
    -------
    Explorer
        Its `url` is to be opened in a browser here; in a notebook it shows itself. `close` ends it.

    Raises
    ------
    OptionError
        For what cannot be explored, an unknown parameter, no range, a port that is taken.
    RegionError
        For a region that says nothing of a parameter.

    References
    ----------
    `bargain.study.batch_points` (the numbers), `bargain.decide`, `bargain.phase_diagram`.

    Examples
    --------
    >>> x, t = sp.Symbol("x"), sp.Symbol("t", positive=True)
    >>> pie = Game(
    ...     actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x},
    ...     disagreement={"A": t, "B": 0},
    ... )
    >>> with explore(pie, over={t: (0, 1)}) as page:
    ...     page.url.startswith("http://127.0.0.1:"), [s.ticks[-1] for s in page.game.sliders]
    (True, ['1'])
    """
    seconds = positive(timeout, "timeout", unit="seconds")
    return Explorer(explored(game, condition, over, where), seconds, whole(port, "port", least=0))
