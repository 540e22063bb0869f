"""`python -m auditor` and the console script."""

import signal
from types import FrameType


def _interrupted(signal_number: int, frame: FrameType | None) -> None:
    """A polite kill ends as Ctrl-C does, so that servers and files are cleared away."""
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGTERM, _interrupted)
    from auditor.cli import app

    app(prog_name="auditor")


if __name__ == "__main__":
    main()
