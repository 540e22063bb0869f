(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const said = document.getElementById("said");

  const theme = document.getElementById("theme");
  const dark = () => getComputedStyle(root).colorScheme === "dark" ||
    (getComputedStyle(root).colorScheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const label = () => { theme.textContent = dark() ? "Light" : "Dark"; };
  const remembered = (value) => {
    try {
      if (value) localStorage.setItem("auditor-theme", value);
      return localStorage.getItem("auditor-theme");
    } catch (refused) {
      return null;
    }
  };
  const wanted = new URLSearchParams(location.search).get("theme") || remembered();
  if (wanted === "light" || wanted === "dark") root.dataset.theme = wanted;
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    remembered(root.dataset.theme);
    label();
  });
  label();

  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (refused) {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  const keys = (table) => {
    const columns = all("thead th", table).flatMap((th, index) => ("key" in th.dataset ? [index] : []));
    return all("tbody tr:not([hidden])", table)
      .map((row) => columns.map((index) => row.cells[index].textContent.trim()).join("\t"))
      .join("\n");
  };
  for (const button of all("button[data-copies]")) {
    const source = document.getElementById(button.dataset.copies);
    const name = button.textContent;
    button.addEventListener("click", async () => {
      const done = await copied(source.tBodies ? keys(source) : source.textContent);
      button.textContent = done ? "Copied" : "Not copied";
      said.textContent = button.textContent;
      setTimeout(() => { button.textContent = name; }, 1500);
    });
  }

  const value = (row, index) => {
    const cell = row.cells[index];
    return cell.dataset.order ?? cell.textContent.trim();
  };
  const order = new Intl.Collator(undefined, { numeric: true });
  const sorted = (table, index, th) => {
    const down = th.getAttribute("aria-sort") === "ascending";
    for (const other of all("thead th", table)) other.removeAttribute("aria-sort");
    th.setAttribute("aria-sort", down ? "descending" : "ascending");
    const numeric = th.classList.contains("number");
    const compare = (a, b) => {
      const [x, y] = [value(a, index), value(b, index)];
      return numeric ? Number(x.replaceAll(",", "")) - Number(y.replaceAll(",", "")) : order.compare(x, y);
    };
    const rows = [...table.tBodies[0].rows].sort((a, b) => (down ? compare(b, a) : compare(a, b)));
    table.tBodies[0].append(...rows);
  };
  for (const table of all("table.sorts")) {
    if (table.tBodies[0].rows.length < 2) continue;
    all("thead th", table).forEach((th, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...th.childNodes);
      button.addEventListener("click", () => sorted(table, index, th));
      th.append(button);
    });
  }

  for (const tools of all(".tools[data-for]")) {
    const table = document.getElementById(tools.dataset.for);
    const rows = [...table.tBodies[0].rows];
    const text = tools.querySelector("input");
    const choice = tools.querySelector("select");
    const count = tools.querySelector("output");
    if (text) text.closest("label").hidden = text.hidden = rows.length < 6;
    if (choice) {
      const seen = new Set(rows.map((row) => row.dataset.choice));
      for (const one of [...seen].sort()) choice.add(new Option(one, one));
      choice.hidden = seen.size < 2;
    }
    const filter = () => {
      const words = text ? text.value.toLowerCase() : "";
      for (const row of rows) {
        row.hidden = !row.textContent.toLowerCase().includes(words) ||
          Boolean(choice && choice.value && choice.value !== row.dataset.choice);
      }
      const left = rows.filter((row) => !row.hidden).length;
      count.textContent = left === rows.length ? "" : `${left} of ${rows.length}`;
    };
    for (const one of [text, choice]) if (one) one.addEventListener("input", filter);
  }

  for (const one of all("[data-live]")) one.hidden = false;
  addEventListener("beforeprint", () => {
    for (const one of all("details")) one.open = true;
  });
})();
