"""What is said where there is no Ruby, or not the one that is needed."""

import os
import shutil
from pathlib import Path

import pytest

from auditor.errors import RunnerError
from auditor.rehearse.runners.rails import rails_runner


def test_no_ruby_says_what_to_install_and_what_to_do_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDITOR_RUBY", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        RunnerError, match=r"no ruby on PATH: install Ruby .*apt install ruby ruby-activerecord.*--comm"
    ):
        rails_runner(tmp_path)


def test_a_ruby_without_active_record_says_what_it_could_not_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bare-ruby"
    program.write_text("#!/bin/sh\necho 'cannot load such file -- active_record' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("AUDITOR_RUBY", f"{program} -W0")
    with pytest.raises(RunnerError, match=r"bare-ruby -W0 cannot load .* \(cannot load such file -- active_record\)"):
        rails_runner(tmp_path)


def test_the_ruby_may_be_several_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bundle"
    program.write_text('#!/bin/sh\n[ "$1 $2" = "exec ruby" ] && printf "3.3.0 8.0.1"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("AUDITOR_RUBY", "bundle exec ruby")
    found = rails_runner(tmp_path)
    assert (found.name, found.ruby, found.active_record) == ("rails", ("bundle", "exec", "ruby"), "8.0.1")
    assert shutil.which("bundle") == str(program)
