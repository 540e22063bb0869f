"""A run leaves nothing: not when it stops, not when it is killed, not on a full disk."""

import os
import signal
import subprocess
import sys
import tempfile
from collections import deque
from pathlib import Path

import pytest

from auditor.db import run_folders
from auditor.db.servers import Server, start
from auditor.errors import ServerError
from tests.db.traces import left_in, running

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another account")

NOT_ALONE = """
import signal
from auditor.db import servers
{before}
server = servers.start()
server.create("left")
print(server.folder, server._process.pid, flush=True)
signal.pause()
"""


def test_stopping_twice_is_harmless_and_removes_everything(temporary_folder: Path) -> None:
    with start() as server:
        pid = server._process.pid
        assert left_in(temporary_folder) == {server.folder.name}
    server.stop()
    assert left_in(temporary_folder) == set()
    assert not running(pid)
    with pytest.raises(ServerError, match="was stopped"):
        server.create("more")


def test_a_forked_child_does_not_stop_its_parents_server(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getpid", lambda: 1)
    server.stop()
    monkeypatch.undo()
    assert running(server._process.pid)


def killed(before: str = "") -> tuple[Path, int]:
    """A run that ends by SIGKILL; says where its server was."""
    script = NOT_ALONE.format(before=before)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder, pid = process.stdout.readline().split()
        process.send_signal(signal.SIGKILL)
    return Path(folder), int(pid)


def test_the_next_start_removes_what_a_killed_run_left(temporary_folder: Path) -> None:
    folder, pid = killed()
    assert running(pid)
    assert folder.is_dir()
    with start() as server:
        assert not running(pid)
        assert left_in(temporary_folder) == {server.folder.name}


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the environment of others is read from /proc")
def test_the_command_of_a_killed_rehearsal_ends_with_its_folder(temporary_folder: Path) -> None:
    shelf = run_folders.shelf_in(temporary_folder)
    folder = run_folders.claim(shelf)
    told = {**os.environ, "AUDITOR_REHEARSAL": "0", "PGHOST": f"{folder.path}/socket"}
    others = {**told, "PGHOST": f"{folder.path}1/socket"}
    with subprocess.Popen(["sleep", "60"], env=told) as mine, subprocess.Popen(["sleep", "60"], env=others) as another:
        os.close(folder.lock)  # as the kernel does for one that is killed
        assert run_folders.sweep(shelf) == [folder.path]
        assert mine.wait(10) == -signal.SIGQUIT
        assert another.poll() is None
        another.kill()


def test_the_next_start_removes_what_a_run_killed_within_initdb_left(temporary_folder: Path) -> None:
    before = """
whole = subprocess.run
def leave(words, **options):
    if str(words[0]).endswith("initdb") and "-D" in words:
        for name in ("capture_output", "check", "text", "errors"):
            options.pop(name)
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
        print(words[words.index("-D") + 1], process.pid, flush=True)
        signal.pause()
    return whole(words, **options)
subprocess.run = leave
"""
    data, pid = killed("import subprocess" + before)
    assert data.parent.is_dir()
    with start() as server:
        assert not running(pid)
        assert left_in(temporary_folder) == {server.folder.name}


def test_a_server_in_use_is_not_taken_for_left_over(temporary_folder: Path) -> None:
    with start() as one, start() as other:
        assert left_in(temporary_folder) == {one.folder.name, other.folder.name}
        assert one.create("a").query("select 1 as a") == [{"a": 1}]


def test_runs_that_start_together_leave_each_other_alone(temporary_folder: Path) -> None:
    script = "from auditor.db.servers import start\nwith start() as s: print(s.create('a').query('select 1 as a'))"
    runs = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [run.communicate()[0] for run in runs] == ["[{'a': 1}]\n"] * 4
    assert left_in(temporary_folder) == set()


def test_a_run_that_ends_without_stopping_its_server_stops_it(temporary_folder: Path) -> None:
    script = "from auditor.db.servers import start\nprint(start()._process.pid)\nraise SystemExit(3)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert not running(int(done.stdout))
    assert left_in(temporary_folder) == set()


def test_a_long_name_of_the_temporary_folder_does_not_break_the_socket(
    temporary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = temporary_folder / ("x" * 90)
    long.mkdir(mode=0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with start() as server:
        assert server.folder.is_relative_to(long)
        assert len(str(server.socket)) < 90
        assert server.create("a").query("select 1 as a") == [{"a": 1}]
        socket = server.socket
    assert not socket.parent.exists()
    assert left_in(long) == set()


def test_a_disk_too_small_for_a_server_is_told(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    with pytest.raises(ServerError, match=rf"initdb .* failed: the disk under {small_disk} is full; set TMPDIR"):
        start()
    assert left_in(small_disk) == set()


def test_a_disk_too_small_for_one_more_database_is_told(small_disk: Path) -> None:
    with start() as server:
        with pytest.raises(ServerError, match=r"'d\d+' could not be made: the disk under .* is full"):
            deque((server.create(f"d{number}") for number in range(90)), maxlen=0)
        server.drop("d0")
        server.create("again")
    assert left_in(small_disk) == set()


def test_a_shelf_that_somebody_else_made_is_refused(temporary_folder: Path) -> None:
    (temporary_folder / "elsewhere").mkdir()
    (temporary_folder / f"auditor-{os.geteuid()}").symlink_to(temporary_folder / "elsewhere")
    with pytest.raises(ServerError, match="somebody else made it"):
        start()


def test_nobody_elses_processes_are_ended(temporary_folder: Path) -> None:
    folder = run_folders.claim(run_folders.shelf_in())
    named = [sys.executable, "-c", "print(1, flush=True); input()", str(folder.path)]
    with subprocess.Popen(named, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as bystander:
        assert bystander.stdout is not None
        bystander.stdout.readline()
        folder.remove()
        assert bystander.poll() is None
        bystander.kill()
