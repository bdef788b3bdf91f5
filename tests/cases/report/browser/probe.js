
// The probe of the test: runs after the page's own script, leaves what it saw
// in the page.
(function () {
  const seen = [];
  const say = (name, value) => seen.push(name + ": " + value);
  const $ = (s, from) => (from || document).querySelector(s);
  const all = (s, from) => [...(from || document).querySelectorAll(s)];
  const shown = table => all("tbody > tr:not(.below):not(.total):not(.gap)",
                             table)
    .filter(r => !r.hidden && !r.parentNode.hidden);
  const column = (table, i) => shown(table).map(r =>
    r.cells[i].textContent.trim());

  // Sorting: twice on a number, once on a text; the total stays last.
  const city = $("#annex1"), heads = [...city.tHead.rows[0].cells];
  const n = heads.findIndex(h => h.textContent.startsWith("问题件数"));
  const name = heads.findIndex(h => h.textContent.startsWith("单位"));
  $("button", heads[n]).click();
  say("falling", column(city, n).join(" "));
  say("aria-sort", heads[n].getAttribute("aria-sort"));
  $("button", heads[n]).click();
  say("rising", column(city, n).join(" "));
  $("button", heads[name]).click();
  say("by name", column(city, name).join(" "));
  say("total last", city.tBodies[0].lastElementChild.className);

  // Filtering: by text, by choice, and back.
  const list = $("#list"), tools = list.closest(".scroll")
    .previousElementSibling;
  const before = shown(list).length, field = $("input", tools);
  field.value = "户口";
  field.dispatchEvent(new Event("input"));
  say("filtered", shown(list).length > 0 && shown(list).length < before &&
    shown(list).every(r => r.parentNode.textContent.includes("户口")));
  $("button", tools).click();
  say("reset", shown(list).length === before);
  const kinds = all("label", tools).find(l => l.textContent
    .startsWith("问题类型"));
  const choice = $("select", kinds);
  choice.value = "要求现场办理";
  choice.dispatchEvent(new Event("change"));
  say("chosen", shown(list).length > 0 && shown(list).every(r =>
    r.textContent.includes("要求现场办理")));
  $("button", tools).click();

  // From a figure to its records.
  const link = $('a[data-drill="city"]', city), records = $("#records");
  link.click();
  say("drilled", shown(records).length > 0 && shown(records).every(r =>
    r.dataset.city === link.dataset.unit));
  say("query", $(".query code").textContent.includes("city = '" +
    link.dataset.unit + "'"));
  say("focus", document.activeElement === records.closest(".scroll"));
  const cell = $('#top a[data-drill="cell"]');
  cell.click();
  say("drilled further", shown(records).length > 0 && shown(records).every(
    r => r.dataset.item === cell.dataset.unit &&
         r.dataset.kind === cell.dataset.problem));

  // The keyboard reaches everything that can be worked.
  say("reached", all("a[href], button, input, select, summary, .scroll, .plot")
    .filter(e => e.offsetParent !== null && e.tabIndex < 0).length === 0);
  // Nothing sticks out of the window.
  say("width", document.documentElement.scrollWidth <= innerWidth);
  say("labels", all("input, select").every(e => e.closest("label")));
  all(".plot svg").forEach(svg => {
    const box = svg.getBoundingClientRect();
    all("text", svg).forEach(t => {
      const b = t.getBoundingClientRect();
      if (b.left < box.left - 1 || b.right > box.right + 1 ||
          b.top < box.top - 1 || b.bottom > box.bottom + 1)
        say("outside", svg.getAttribute("aria-labelledby") + " " +
            t.textContent);
    });
  });
  // One picture of each chart is shown, and its words are large enough to read.
  const visible = all(".plot > svg")
    .filter(svg => svg.getBoundingClientRect().width > 0);
  say("pictures", all(".plot").length + " " + visible.length + " " +
    visible[0].classList);
  say("legible", visible.every(svg => {
    const scale = svg.getBoundingClientRect().width /
      svg.viewBox.baseVal.width;
    return all("[font-size]", svg).every(t =>
      parseFloat(t.getAttribute("font-size")) * scale >= 10);
  }));
  // No two words of a chart lie on each other.
  all(".plot svg").forEach(svg => {
    const b = all("text", svg).filter(t => t.textContent.trim())
      .map(t => [t.textContent, t.getBoundingClientRect()]);
    b.forEach(([x, p], i) => b.slice(i + 1).forEach(([y, q]) => {
      if (p.left < q.right - 2 && q.left < p.right - 2 &&
          p.top < q.bottom - 3 && q.top < p.bottom - 3)
        say("overlap", svg.getAttribute("aria-labelledby") + " " + x + "/" +
            y);
    }));
  });
  document.body.replaceChildren(Object.assign(document.createElement("pre"),
    { id: "seen", textContent: "\n" + seen.join("\n") + "\n" }));
})();
