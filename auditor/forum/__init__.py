"""A made-up forum, of any size, stuck between the two phases of an upgrade: for demonstrations and tests."""

from auditor.forum.builder import Forum, build

__all__ = ["Forum", "build"]
