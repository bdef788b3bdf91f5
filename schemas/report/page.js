// page.js - sorting, filtering and the way from a figure to its records.
// The page can be read without it. Nothing is fetched, nothing is stored.
"use strict";
(function () {
  const words = JSON.parse(document.getElementById("words").textContent);
  const make = (tag, props, ...inside) => {
    const e = Object.assign(document.createElement(tag), props);
    e.append(...inside);
    return e;
  };

  // A table's entries: rows, or groups of a row and the texts below it.
  const entries = table => {
    const groups = table.querySelectorAll("tbody > tr.below").length > 0;
    return [...(groups ? table.tBodies : table.tBodies[0].rows)];
  };
  const row = entry => entry.tagName === "TR" ? entry
    : entry.querySelector("tr:not(.gap):not(.below)");
  const kept = entry => {             // neither a total nor a gap
    const r = row(entry);
    return r && !r.classList.contains("total") && !r.classList.contains("gap");
  };
  const value = cell => cell.dataset.v !== undefined ? Number(cell.dataset.v)
    : cell.classList.contains("n") ? NaN : cell.textContent.trim();

  function sort(table, column, down) {
    const all = entries(table), home = all[0].parentNode;
    const key = e => value(row(e).cells[column]);
    const order = (a, b) => {
      const x = key(a), y = key(b);
      if (typeof x === "number" || typeof y === "number") {
        if (Number.isNaN(x) || Number.isNaN(y))     // nothing goes last
          return Number.isNaN(x) - Number.isNaN(y);
        return down ? y - x : x - y;
      }
      return (down ? -1 : 1) * x.localeCompare(y, "zh-CN");
    };
    table.querySelectorAll("tr.gap").forEach(r => { r.hidden = true; });
    home.append(...all.filter(kept).sort(order),
                ...all.filter(e => !kept(e)));
  }

  function sortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((th, i) => {
      const name = th.textContent;
      const button = make("button", { type: "button", title: words.sort_hint });
      button.setAttribute("aria-label", words.sort_by + name);
      th.append(button);
      th.addEventListener("click", () => {
        const down = th.getAttribute("aria-sort") === "ascending" ||
          (th.getAttribute("aria-sort") === null &&
           th.classList.contains("n"));
        heads.forEach(h => h.removeAttribute("aria-sort"));
        th.setAttribute("aria-sort", down ? "descending" : "ascending");
        sort(table, i, down);
      });
    });
  }

  // A search field, and a choice for each column of few different texts.
  function filterable(table) {
    const all = entries(table).filter(kept), tests = [];
    const bar = make("div", { className: "tools" });
    const count = make("output", {});
    const extra = { test: null };
    const apply = () => {
      let n = 0;
      all.forEach(e => {
        const ok = tests.every(t => t(e)) && (!extra.test || extra.test(e));
        e.hidden = !ok;
        n += ok;
      });
      table.querySelectorAll("tr.gap").forEach(r => {
        r.hidden = n < all.length;
      });
      count.textContent = words.shown + n + "/" + all.length +
        words.of_records;
    };
    const field = make("input", { type: "search" });
    field.addEventListener("input", apply);
    tests.push(e => e.textContent.toLowerCase()
      .includes(field.value.trim().toLowerCase()));
    bar.append(make("label", {}, words.filter + " ", field));
    [...table.tHead.rows[0].cells].forEach((th, i) => {
      const texts = new Set(all.map(e => row(e).cells[i].textContent.trim()));
      if (th.classList.contains("n") || texts.size < 2 || texts.size > 60 ||
          texts.size === all.length || [...texts].some(t => t.length > 40))
        return;
      const choice = make("select", {}, make("option", { value: "" },
                                             words.filter_all));
      [...texts].sort((a, b) => a.localeCompare(b, "zh-CN")).forEach(t =>
        choice.append(make("option", { value: t }, t)));
      choice.addEventListener("change", apply);
      tests.push(e => !choice.value ||
        row(e).cells[i].textContent.trim() === choice.value);
      bar.append(make("label", {}, th.textContent.trim() + " ", choice));
    });
    const reset = make("button", { type: "button" }, words.reset);
    reset.addEventListener("click", () => {
      bar.querySelectorAll("input, select").forEach(f => { f.value = ""; });
      extra.test = null;
      table.dispatchEvent(new Event("reset-filter"));
      apply();
    });
    bar.append(reset, count);
    table.closest(".scroll").before(bar);
    apply();
    return { bar, apply, extra };
  }

  // From a figure to the records behind it.
  function drill(table, filter) {
    const box = make("p", { className: "query", hidden: true });
    filter.bar.after(box);
    table.addEventListener("reset-filter", () => { box.hidden = true; });
    const columns = { city: "city", county: "region", lead: "lead",
                      item: "item_id", kind: "problem" };
    const quote = s => "'" + s.replace(/'/g, "''") + "'";
    document.addEventListener("click", event => {
      const a = event.target.closest("a[data-drill]");
      if (!a)
        return;
      const by = a.dataset.drill === "cell"
        ? { item: a.dataset.unit, kind: a.dataset.problem }
        : { [a.dataset.drill]: a.dataset.unit };
      filter.bar.querySelectorAll("input, select")
        .forEach(f => { f.value = ""; });
      filter.extra.test = e => Object.entries(by)
        .every(([k, v]) => e.dataset[k] === v);
      filter.apply();
      box.replaceChildren(words.query, make("code", {},
        "duban query \"SELECT id, day, city_name, item_name, problem_name, " +
        "text FROM v_feedback WHERE day BETWEEN " + quote(words.first) +
        " AND " + quote(words.last) + Object.entries(by).map(([k, v]) =>
          " AND " + columns[k] + " = " + quote(v)).join("") +
        " AND source <> 'rating' ORDER BY day, id\""));
      box.hidden = false;
      event.preventDefault();
      const place = table.closest(".scroll");
      (filter.bar.previousElementSibling || place).scrollIntoView();
      place.focus({ preventScroll: true });
    });
  }

  document.querySelectorAll("main table").forEach(table => {
    sortable(table);
    if (!table.classList.contains("filter"))
      return;
    const filter = filterable(table);
    if (table.id === "records" && filter)
      drill(table, filter);
  });
})();
