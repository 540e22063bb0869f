"""`python -m auditor` and the console script."""

import gc
import signal
from types import FrameType

ALLOCATIONS = 500_000


def _interrupted(signal_number: int, frame: FrameType | None) -> None:
    """A polite kill ends as Ctrl-C does, so that servers and files are cleared away."""
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGTERM, _interrupted)
    gc.set_threshold(ALLOCATIONS)  # looking for garbage while modules are loaded takes a tenth of the start
    from auditor.cli import app

    app(prog_name="auditor")


if __name__ == "__main__":
    main()
