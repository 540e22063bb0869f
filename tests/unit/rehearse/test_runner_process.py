"""Programs that end, that do not, and that leave others behind."""

import io
import os
import signal
import sys
from pathlib import Path

import pytest

from auditor.errors import RunnerError
from auditor.rehearse.runners import process
from auditor.rehearse.runners.output import Output
from auditor.rehearse.runners.process import Ended

needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only Linux shows what runs elsewhere")


@pytest.fixture
def output() -> Output:
    return Output(io.BytesIO(), lambda _: None)


def ran(words: list[str], folder: Path, output: Output, limit: float = 60, grace: float = 20) -> Ended:
    return process.run(words, folder, os.environ, output, limit, grace)


def alive(path: Path) -> bool:
    """Whether the process whose number is in the file is more than a zombie."""
    try:
        state = Path(f"/proc/{path.read_text().strip()}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_the_output_and_the_exit_status_are_told(tmp_path: Path, output: Output) -> None:
    ended = ran(["/bin/sh", "-c", "echo out; echo err >&2; pwd; exit 7"], tmp_path, output)
    assert (ended.code, ended.timed_out, ended.left) == (7, False, 0)
    assert output.said == ("out", "err", str(tmp_path.resolve()))


def test_nobody_is_asked_for_anything(tmp_path: Path, output: Output) -> None:
    ended = ran(["/bin/sh", "-c", "read answer || echo nobody"], tmp_path, output)
    assert (ended.code, output.said) == (0, ("nobody",))


def test_what_takes_too_long_is_asked_to_end(tmp_path: Path, output: Output) -> None:
    ended = ran(
        ["/bin/sh", "-c", "trap 'echo going; exit 5' TERM; while true; do sleep 0.05; done"], tmp_path, output, 1
    )
    assert (ended.code, ended.timed_out) == (5, True)
    assert output.said[-1] == "going"


def test_what_will_not_end_is_made_to(tmp_path: Path, output: Output) -> None:
    words = [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"]
    ended = ran(words, tmp_path, output, limit=1, grace=0.3)
    assert (ended.code, ended.timed_out) == (-signal.SIGKILL, True)


@needs_proc
def test_what_it_leaves_running_ends_with_it_wherever_it_has_gone(tmp_path: Path, output: Output) -> None:
    script = "sleep 600 & echo $! > near; setsid sh -c 'echo $$ > far; exec sleep 600' & while [ ! -s far ]; do :; done"
    ended = ran(["/bin/sh", "-c", script], tmp_path, output)
    assert (ended.code, ended.timed_out, ended.left) == (0, False, 2)
    assert not alive(tmp_path / "near")
    assert not alive(tmp_path / "far")


@needs_proc
def test_when_we_are_stopped_it_ends_too(tmp_path: Path) -> None:
    def stopped(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ran(["/bin/sh", "-c", "echo $$ > own; echo now; sleep 600"], tmp_path, Output(io.BytesIO(), stopped))
    assert not alive(tmp_path / "own")


def test_much_output_is_no_reason_to_wait(tmp_path: Path, output: Output) -> None:
    words = [sys.executable, "-c", "print('x' * 99 + '\\n', end='') or [print(n) for n in range(200_000)]"]
    assert ran(words, tmp_path, output).code == 0
    assert output.said[-1] == "199999"


def test_a_program_that_closes_its_output_is_waited_for(tmp_path: Path, output: Output) -> None:
    ended = ran(["/bin/sh", "-c", "exec >&- 2>&-; sleep 0.5; exit 3"], tmp_path, output)
    assert (ended.code, ended.timed_out) == (3, False)


def test_a_program_that_is_not_there_is_named(tmp_path: Path, output: Output) -> None:
    with pytest.raises(RunnerError, match=r"cannot start /nowhere/python in .*: No such file"):
        ran(["/nowhere/python"], tmp_path, output)
