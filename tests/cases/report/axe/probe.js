
// The probe of the test: what axe-core finds, left in the page.
axe.run(document).then(found => {
  const pre = document.createElement("pre");
  const bad = found.violations.filter(v =>
    v.impact === "serious" || v.impact === "critical");
  pre.id = "found";
  pre.textContent = "rules that pass: " +
    (found.passes.length > 20 ? "many" : found.passes.length) + "\n" +
    "serious: " + bad.length + "\n" +
    bad.map(v => v.id + ": " + v.nodes[0].html.slice(0, 100)).join("\n") + "\n";
  document.body.append(pre);
});
