"""Check without installing: a second checker of certificates, and a page that holds it.

``python -m bargain.browser check.html`` writes the page. It is one file, asks no network for
anything, and works where a browser is: the checker in it (``checker.js``) follows
``bargain/check/FORMAT.md`` and shares no code with `bargain.check`. node reads it too.
"""

import base64
import hashlib
from pathlib import Path

__all__ = ["CHECKER", "page"]

_HERE = Path(__file__).parent
CHECKER = _HERE / "checker.js"


def page() -> str:
    """Return the page, with the checker and what handles the form written into it.

    The page forbids itself (Content Security Policy, W3C) every request and every script but its
    own, which it names by its hash.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> from bargain.browser import page
    >>> "connect-src" in page() or "default-src 'none'" in page()
    True

    References
    ----------
    .. [1] W3C, Content Security Policy Level 3, https://www.w3.org/TR/CSP3/
    """
    text, checker, script = (
        (_HERE / name).read_text(encoding="utf-8")
        for name in ("page.html", "checker.js", "page.js")
    )
    own = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return text.replace("@HASH@", own).replace("@CHECKER@", checker).replace("@SCRIPT@", script)
