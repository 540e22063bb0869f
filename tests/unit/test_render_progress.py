import io
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from sample_report import HOSTILE

from auditor.render.progress import Progress


class Screen(io.StringIO):
    """A terminal that remembers what was drawn."""

    def isatty(self) -> bool:
        return True


def _drawn(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Screen()


def test_not_enabled_it_says_nothing_and_loads_nothing() -> None:
    code = """
import sys
from auditor.render.progress import Progress
with Progress(False) as progress:
    progress.restoring(1, 2); progress.started("x/y"); progress.counted("x/y", 3); progress.finished("x/y", "bad", True)
print("rich" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_what_was_found_stays_on_the_screen_and_the_bars_go(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _drawn(monkeypatch)
    with Progress(True, screen) as progress:
        progress.started("x/fine")
        progress.started("x/bad")
        progress.counted("x/bad", 1200)
        progress.finished("x/bad", "x/bad: 1,200 rows", True)
        found = screen.getvalue()
        progress.finished("x/fine", "x/fine: nothing", False)
    assert "x/bad: 1,200 rows" in found
    assert "nothing" not in screen.getvalue()
    assert screen.getvalue().endswith("\x1b[2K") or "\x1b[1A\x1b[2K" in screen.getvalue()


def test_the_restore_shows_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _drawn(monkeypatch)
    with Progress(True, screen) as progress:
        progress.restoring(0, 2_000_000)
        progress.restoring(1_000_000, 2_000_000)
        progress._bars.refresh()  # type: ignore[union-attr]
        assert "restoring the backup" in screen.getvalue()
        assert "1.0 of 2.0 MB" in screen.getvalue()
        progress.restoring(2_000_000, 2_000_000)
        assert progress._tasks == {}
        progress.restoring(5_000_000, 0)
        progress._bars.refresh()  # type: ignore[union-attr]
    assert "5.0 MB" in screen.getvalue()


@pytest.mark.parametrize("text", HOSTILE)
def test_no_row_draws_on_the_screen(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    screen = _drawn(monkeypatch)
    with Progress(True, screen) as progress:
        progress.started(text)
        progress.finished(text, text, True)
    own = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", screen.getvalue())
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", own)


def test_many_threads_may_tell_it_things_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _drawn(monkeypatch)

    def check(number: int) -> None:
        name = f"x/y-{number}"
        progress.started(name)
        for rows in range(20):
            progress.counted(name, rows)
        progress.finished(name, f"{name} is bad", number % 2 == 0)

    with Progress(True, screen) as progress:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(check, range(40)))
        progress.finished("x/never-started", "still told", True)
        assert progress._tasks == {}
    assert screen.getvalue().count("is bad") == 20
    assert "still told" in screen.getvalue()
