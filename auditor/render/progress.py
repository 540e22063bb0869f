"""What is going on, on standard error, while somebody waits."""

from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from auditor.render.text import shortened, visible

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

_RESTORE = "restoring the backup"
_SAID = 60


class Progress:
    """A bar for each running check, gone at the end, and a line that stays for each that found something.

    Silent unless `enabled`; may be told things by several threads. `stream` is standard error
    where nothing else is given.
    """

    def __init__(self, enabled: bool, stream: TextIO | None = None) -> None:
        self._lock = Lock()
        self._tasks: dict[str, TaskID] = {}
        self._bars: Bars | None = _bars(stream) if enabled else None

    def __enter__(self) -> "Progress":
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def restoring(self, done: int, total: int) -> None:
        """Bytes of the backup read so far; the bar goes when all are."""
        if self._bars is None:
            return
        with self._lock:
            task = self._task(_RESTORE)
            self._bars.update(task, completed=done, total=total or None, told=_bytes(done, total))
            if total and done >= total:
                self._bars.remove_task(self._tasks.pop(_RESTORE))

    def started(self, check_id: str) -> None:
        """A check is running."""
        if self._bars is not None:
            with self._lock:
                self._task(check_id)

    def counted(self, check_id: str, rows: int) -> None:
        """Rows found so far."""
        if self._bars is not None:
            with self._lock:
                self._bars.update(self._task(check_id), told=f"{rows:,} rows so far")

    def passed(self, name: str, done: int, total: int) -> None:
        """So much of a pass over a table is done; the bar goes when all is."""
        if self._bars is not None:
            with self._lock:
                task = self._task(name)
                self._bars.update(task, completed=done, total=total or None)
                if done >= total:
                    self._bars.remove_task(self._tasks.pop(name))

    def said(self, check_id: str, line: str) -> None:
        """The last line of a program that is running."""
        if self._bars is not None:
            with self._lock:
                self._bars.update(self._task(check_id), told=shortened(line, _SAID))

    def finished(self, check_id: str, text: str, bad: bool) -> None:
        """The check is done; where that is `bad`, the text is printed and stays."""
        if self._bars is None:
            return
        from rich.text import Text

        with self._lock:
            task = self._tasks.pop(check_id, None)
            if task is not None:
                self._bars.remove_task(task)
            if bad:
                self._bars.console.print(Text.assemble(("found  ", "bold red"), visible(text)), soft_wrap=True)

    def _task(self, name: str) -> "TaskID":
        if name not in self._tasks and self._bars is not None:
            self._tasks[name] = self._bars.add_task(visible(name), total=None, told="")
        return self._tasks[name]


def _bars(stream: TextIO | None) -> "Bars":
    from rich.console import Console
    from rich.progress import BarColumn, ProgressColumn, Task, TimeElapsedColumn
    from rich.progress import Progress as Bars
    from rich.text import Text

    class Told(ProgressColumn):
        """A field as it is: what a check is called is no markup."""

        def __init__(self, field: str) -> None:
            self._field = field
            super().__init__()

        def render(self, task: Task) -> Text:
            return Text(task.description if self._field == "description" else str(task.fields[self._field]))

    console = Console(file=stream, stderr=stream is None, highlight=False, markup=False, emoji=False)
    columns = (Told("description"), BarColumn(bar_width=24), TimeElapsedColumn(), Told("told"))
    return Bars(*columns, console=console, transient=True, redirect_stdout=False)


def _bytes(done: int, total: int) -> str:
    places = 0 if max(done, total) >= 1e7 else 1
    read = f"{done / 1e6:,.{places}f}"
    return f"{read} of {total / 1e6:,.{places}f} MB" if total else f"{read} MB"
