"""The settings of a throwaway server fit the machine it runs on."""

import os

import pytest

from auditor.db.settings import throwaway_settings


class Sized:
    """What `statvfs` tells of a file system of that many megabytes."""

    f_frsize = 1 << 20

    def __init__(self, megabytes: int) -> None:
        self.f_blocks = megabytes


@pytest.mark.parametrize(("megabytes", "kind"), [(64, "mmap"), (4096, "posix")])
def test_little_shared_memory_is_not_relied_on(megabytes: int, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _: Sized(megabytes))
    assert throwaway_settings(18)["dynamic_shared_memory_type"] == kind


@pytest.mark.parametrize(("pages", "buffers"), [(1 << 10, "128MB"), (1 << 20, "512MB"), (1 << 30, "1024MB")])
def test_buffers_are_an_eighth_of_the_memory_within_reason(
    pages: int, buffers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sysconf", lambda name: {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": pages}[name])
    assert throwaway_settings(18)["shared_buffers"] == buffers


def test_a_machine_that_does_not_tell_its_size_gets_the_least(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> int:
        raise OSError

    monkeypatch.setattr(os, "sysconf", refuse)
    monkeypatch.setattr(os, "statvfs", refuse)
    settings = throwaway_settings(14)
    assert (settings["shared_buffers"], settings["dynamic_shared_memory_type"]) == ("128MB", "posix")
