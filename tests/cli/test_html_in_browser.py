"""The HTML report, really opened: without a network, at two widths, light and dark, and with its script running."""

import json
import re
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from sample_report import HOSTILE, demo, full, with_texts

from auditor.render.formats import render

CHROMIUM = next(
    (one for name in ("chromium", "chromium-browser", "google-chrome") if (one := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine to open the report in")


def _browse(tmp_path: Path, page: Path, *options: str, query: str = "") -> str:
    """What Chromium prints; the profile is new, so that nothing is remembered from one page to the next."""
    assert CHROMIUM is not None
    command = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--enable-logging=stderr",
        f"--user-data-dir={tmp_path / 'profile'}",
        *options,
        f"{page.as_uri()}{query}",
    ]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    console = [line for line in done.stderr.decode(errors="replace").splitlines() if "CONSOLE" in line]
    assert console == [], "the page complained"
    return done.stdout.decode()


def _page(tmp_path: Path, text: str) -> Path:
    page = tmp_path / "report.html"
    page.write_text(text, encoding="utf-8")
    return page


def _pixels(path: Path) -> tuple[int, int, list[bytes]]:
    """Width, height and the rows of a PNG of eight bits a channel, with its filters undone."""
    data = path.read_bytes()
    width, height, _, colour = struct.unpack(">IIBB", data[16:26])
    at, packed = 8, b""
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + size]
        at += size + 12
    raw, step = zlib.decompress(packed), 4 if colour == 6 else 3
    rows: list[bytes] = []
    before = bytearray(width * step)
    for number in range(height):
        start = number * (width * step + 1)
        before = _unfiltered(raw[start], raw[start + 1 : start + 1 + width * step], before, step)
        rows.append(bytes(before))
    return width, height, rows


def _unfiltered(kind: int, line: bytes, above: bytearray, step: int) -> bytearray:
    made = bytearray(line)
    for index, value in enumerate(line):
        left = made[index - step] if index >= step else 0
        corner = above[index - step] if index >= step else 0
        up = above[index]
        nearest = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
        made[index] = (value + (0, left, up, (left + up) // 2, nearest)[kind]) & 0xFF
    return made


@pytest.mark.parametrize("width", [1280, 500])
@pytest.mark.parametrize(("theme", "least", "most"), [("light", 200, 255), ("dark", 0, 60)])
def test_it_is_drawn_in_the_colours_asked_for(tmp_path: Path, width: int, theme: str, least: int, most: int) -> None:
    shot = tmp_path / "shot.png"
    page = _page(tmp_path, render("html", demo()))
    _browse(tmp_path, page, f"--screenshot={shot}", f"--window-size={width},260", query=f"?theme={theme}")
    wide, _, rows = _pixels(shot)
    assert wide == width
    assert least <= rows[250][0] <= most
    assert len({rows[number][:2000] for number in range(0, 260, 5)}) > 20


PROBE = """<body><iframe id="frame" style="width:{width}px;height:900px;border:0"></iframe><pre id="told"></pre><script>
const frame = document.getElementById("frame");
frame.srcdoc = {page};
frame.onload = () => {{
  const page = frame.contentDocument, root = page.documentElement;
  const wide = [...page.querySelectorAll("main > *, .finding, .way, h1, h3, .command")]
    .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1).length;
  document.getElementById("told").textContent = `width ${{root.scrollWidth}} over ${{wide}}`;
}};
</script></body>"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("hostile", [False, True])
def test_nothing_sticks_out_at_either_width(tmp_path: Path, width: int, hostile: bool) -> None:
    texts = iter(HOSTILE * 100)
    report = with_texts(full(), lambda text: f"{text} {next(texts)}") if hostile else full()
    page = render("html", report)
    told = _browse(tmp_path, _page(tmp_path, PROBE.format(width=width, page=_literal(page))), "--dump-dom")
    assert re.findall(r"width \d+ over \d+", told) == [f"width {width} over 0"]


DRIVE = """
<script>
addEventListener("load", () => {
  const text = (one) => one.textContent;
  const table = document.getElementById("migration-table");
  const names = () => [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.cells[0].dataset.order);
  const told = {first: names()[0]};
  table.querySelector("thead th button").click();
  table.querySelector("thead th button").click();
  told.last = names()[0];
  told.sorted = table.querySelector("thead th").getAttribute("aria-sort");
  const tools = document.querySelector('[data-for="migration-table"]');
  tools.querySelector("input").value = "queued";
  tools.querySelector("input").dispatchEvent(new Event("input"));
  told.filtered = names().length;
  told.counted = text(tools.querySelector("output"));
  told.hidden = [...document.querySelectorAll("[data-live]")].filter((one) => one.hidden).length;
  const before = getComputedStyle(document.body).backgroundColor;
  document.getElementById("theme").click();
  told.themed = before !== getComputedStyle(document.body).backgroundColor;
  const out = document.createElement("pre");
  out.id = "told";
  out.textContent = JSON.stringify(told);
  document.body.append(out);
});
</script></body>"""


def test_it_sorts_filters_and_changes_its_colours(tmp_path: Path) -> None:
    page = re.sub(r"<meta http-equiv[^>]*>", "", render("html", demo())).replace("</body>", DRIVE)
    told = _browse(tmp_path, _page(tmp_path, page), "--dump-dom")
    assert (
        '{"first":"20180820080623","last":"20190508141824","sorted":"descending","filtered":2,'
        '"counted":"2 of 12","hidden":0,"themed":true}'
    ) in told


def test_its_script_runs_under_its_own_policy_and_a_foreign_one_does_not(tmp_path: Path) -> None:
    page = render("html", demo())
    foreign = '<script>document.title = "taken over"</script></body>'
    live = _browse(tmp_path, _page(tmp_path, page), "--dump-dom")
    assert '<button type="button">Migration</button>' in live
    with pytest.raises(AssertionError, match="complained"):
        _browse(tmp_path, _page(tmp_path, page.replace("</body>", foreign)), "--dump-dom")


def test_hostile_rows_run_nothing_and_make_no_element(tmp_path: Path) -> None:
    texts = iter(HOSTILE * 100)
    live = _browse(
        tmp_path, _page(tmp_path, render("html", with_texts(full(), lambda _: next(texts) or "x"))), "--dump-dom"
    )
    assert live.count("<script") == 1
    assert "<img" not in live


def test_it_prints(tmp_path: Path) -> None:
    paper = tmp_path / "report.pdf"
    _browse(tmp_path, _page(tmp_path, render("html", full())), f"--print-to-pdf={paper}")
    assert paper.read_bytes().startswith(b"%PDF-")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) <= 12


def _literal(text: str) -> str:
    """A JavaScript literal that ends no script."""
    return json.dumps(text).replace("<", "\\u003c")
