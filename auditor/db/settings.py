"""Settings of a server whose loss does not matter."""

import os
from pathlib import Path

MEGABYTE = 1 << 20
ROOMY = 1024 * MEGABYTE


def throwaway_settings(major: int) -> dict[str, str]:
    """Nothing is made safe against a crash; what a restore and an audit need is made large.

    Commits stay synchronous, which costs nothing without fsync: VACUUM cannot call a page all-visible before the
    commit of its rows is written out, and an index-only scan then reads the table after all.
    """
    return {
        "fsync": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "1h",
        "autovacuum": "off",
        "jit": "off",
        "shared_buffers": f"{_shared_buffers()}MB",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "max_locks_per_transaction": "512",
        "huge_pages": "off",
        "dynamic_shared_memory_type": "posix" if _shared_memory() >= ROOMY else "mmap",
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "client_min_messages": "warning",
        **({"log_checkpoints": "off"} if major >= 15 else {}),
    }


def _shared_buffers() -> int:
    """In megabytes: an eighth of the memory, within reason; pages are only taken once they are used."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        memory = 0
    return max(128, min(1024, memory // 8 // MEGABYTE))


def _shared_memory() -> int:
    """How much POSIX shared memory there is: in a container often 64 MB, which a parallel query soon fills."""
    try:
        found = os.statvfs(Path("/dev/shm"))  # noqa: S108 (only asked for its size)
    except OSError:
        return ROOMY
    return found.f_frsize * found.f_blocks
