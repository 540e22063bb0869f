"""Programs that are stopped from outside, run as programs."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest

from auditor.db.clone import Clone

AUDITOR = (sys.executable, "-m", "auditor")


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def test_a_full_or_closed_standard_output_does_not_change_the_answer(copy: Clone) -> None:
    words = (*AUDITOR, "audit", copy.reader_url, "--to", "2.3.0")
    with Path("/dev/full").open("w") as full:
        program = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (program.returncode, program.stderr) == (
        1,
        "auditor: cannot write to standard output: No space left on device\n",
    )
    reader, writer = os.pipe()
    os.close(reader)
    deaf = subprocess.run(words, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (deaf.returncode, deaf.stderr) == (1, "")


def test_devices_links_and_pipes_are_written_to_and_never_replaced(copy: Clone, tmp_path: Path) -> None:
    link, real = tmp_path / "link.json", tmp_path / "real.json"
    link.symlink_to(real)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    words = ("audit", copy.reader_url, "--to", "2.3.0", f"--format=json:{link}", f"--format=markdown:{pipe}")
    program = subprocess.Popen(
        (*AUDITOR, *words, "--format=junit:/dev/stdout", "--format=sarif:/dev/full"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert pipe.read_text(encoding="utf-8").startswith("## ")
    out, said = program.communicate(timeout=60)
    assert (program.returncode, out[:5]) == (1, "<?xml")
    assert "cannot write /dev/full: No space left on device" in said
    assert json.loads(real.read_text(encoding="utf-8"))["verdict"] == "blocked"
    assert link.is_symlink()
    assert pipe.is_fifo()
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_audit_gives_a_partial_report_that_is_not_clear(copy: Clone, how: signal.Signals) -> None:
    waiting = (
        "select 1 from pg_stat_activity where application_name = 'auditor' and wait_event_type = 'Lock' "
        "and query ~ 'polls'"  # a check does, not the reading of the catalog before it
    )
    with psycopg.connect(copy.url) as holder:
        holder.execute("lock table polls in access exclusive mode")
        program = subprocess.Popen(
            (*AUDITOR, "audit", copy.reader_url, "--to", "2.3.0", "--format", "json"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        until(lambda: bool(copy.query(waiting)))
        program.send_signal(how)
        out, _ = program.communicate(timeout=30)
    assert program.returncode == 130
    report = json.loads(out)
    assert report["interrupted"] is True
    assert report["verdict"] == "unknown"
    status = {one["id"]: one["status"] for one in report["checks"]}
    assert status["discourse/polls-name-taken"] == "unknown"
    assert set(status.values()) <= {"unknown", "clear", "found", "not-applicable"}
    assert copy.query("select 1 from pg_stat_activity where application_name = 'auditor'") == []


def test_a_demo_that_is_ended_leaves_no_server(tmp_path: Path) -> None:
    words = (*AUDITOR, "demo", "--keep", "--out", str(tmp_path / "out"))
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        url = next(line for line in program.stdout if "Ctrl-C here ends the server" in line)
        socket = Path(unquote(url.partition("host=")[2].partition("&")[0]))
        assert list(socket.glob(".s.PGSQL.*"))
        program.send_signal(signal.SIGTERM)
        assert program.wait(30) == 0
    assert not socket.parent.exists()
    assert (tmp_path / "out" / "report.html").exists()
