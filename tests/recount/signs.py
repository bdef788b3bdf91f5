"""signs.py - sections padding, health and definition once more."""
import datetime
from collections import Counter

from chances import benjamini_hochberg, tail
from data import day


# --- padding ---

def padding(c, d):
    good = [r for r in d.now if not r["is_text"] and not r["is_default"] and
            (r["rating"] or 0) >= 4]
    early = [r for r in good if r["status"] in ("待办理", "办理中")]
    words = [r for r in good if r["text"]]
    n = Counter(r["region"] for r in good)
    worded = Counter(r["region"] for r in words)
    texts = Counter((r["region"], r["text"]) for r in words)
    same = Counter(r["text"] for r in words)
    bursts = Counter((r["region"], r["created_at"][:13]) for r in good)
    moments = Counter(r["created_at"][:13] for r in good)
    hours = Counter(region for region, _ in bursts)
    known = [r for r in good if r["reporter"]]
    who = Counter(r["reporter"] for r in known)
    home = {}                   # the least of the places of a person
    for r in known:
        here = r["region"] or ""
        home[r["reporter"]] = min(here, home.get(r["reporter"], here))

    def elsewhere(x, everywhere, place, total):
        return (everywhere - x + .5) / (total - place + 1) * place

    def others(x, total, groups):
        return (total - x + 1) / max(1, groups - 1)

    def usual(x, region, hour):
        own = others(x, n[region], hours[region])
        return own if len(good) - n[region] < 100 else max(
            own, elsewhere(x, moments[hour], n[region], len(good)))

    signs = [("text", region, text, x,
              elsewhere(x, same[text], worded[region], len(words)))
             for (region, text), x in texts.items()]
    signs += [("burst", region, hour + "时", x, usual(x, region, hour))
              for (region, hour), x in bursts.items()]
    signs += [("reporter", home[w], "", x, others(x, len(known), len(who)))
              for w, x in who.items()]
    signs += [("early", region, "", x,
               elsewhere(x, len(early), n[region], len(good)))
              for region, x in Counter(r["region"] for r in early).items()]
    tests = {"text": len(texts), "burst": len(bursts), "reporter": len(who),
             "early": len(d.region) + 1}
    wanted = []
    for kind in tests:
        mine = [s for s in signs if s[0] == kind and s[1] and s[3] >= 5]
        p = [tail(s[3], s[4], 2) for s in mine]
        q = benjamini_hochberg(p, tests[kind])
        wanted += [s + (a, b) for s, a, b in zip(mine, p, q) if b <= .05]
    rows = [r for r in d.rows["padding"] if r[1]]
    for section in ("city", "county"):
        for row in d.rows[section]:
            if d.value(*row, "perfect"):
                wanted.append(("perfect", row[1], "", d.value(*row, "observed"),
                               d.value(*row, "expected"), None, None))
    c.figure(("padding", "", ""), "found", min(30, len(wanted)))
    for row in rows:
        detail = d.figure[row + ("detail",)]["note"]
        x = [s for s in wanted if f"{s[0]}:{s[1]}" == row[1] and
             s[2] == detail and s[3] == d.value(*row, "observed")]
        for metric, at in (("observed", 3), ("expected", 4), ("p", 5),
                           ("q", 6)):
            c.figure(row, metric, x[0][at] if x else None, 1e-7)


# --- can one trust the rest ---

def health(c, d):
    batches = [b for b in d.db.execute(
        "SELECT * FROM batch WHERE arrived_at <= ?", (d.as_of,))]
    first = datetime.date.fromordinal(d.first).isoformat()
    now = Counter(r["region"] for r in d.now)
    before = Counter(r["region"] for r in d.before)
    whole = ("health", "", "")
    one = d.db.execute
    wrong = False
    for row in d.rows["health"]:
        mine = [b for b in batches if b["feed"] == row[1] or not row[1]]
        new = [b for b in mine if b["arrived_at"] >= first]
        for metric in ("read", "new", "updated", "unchanged", "rejected"):
            c.figure(row, metric, sum(b["n_" + metric] for b in new))
        c.figure(row, "gaps", sum(b["n_gap"] for b in new))
        c.figure(row, "batches", len(new))
        failed = sum(b["state"] == "failed" for b in new)
        c.figure(row, "batches_failed", failed)
        if row[1]:
            fresh = mine[-1]["state"] != "failed" and \
                day(max(b["arrived_at"] for b in mine)) >= d.last
            wrong = wrong or not fresh
            c.figure(row, "fresh", fresh)
    stored = one("SELECT count(*) FROM feedback").fetchone()[0]
    new = [b for b in batches if b["arrived_at"] >= first]
    balanced = sum(b["n_new"] for b in batches) == stored and all(
        b["n_read"] == b["n_new"] + b["n_updated"] + b["n_unchanged"] +
        b["n_rejected"] for b in new)
    backlog = one("SELECT count(*) FROM feedback WHERE touched = 1 OR id NOT "
                  "IN (SELECT feedback_id FROM analysis)").fetchone()[0]
    stale = one("SELECT count(*) FROM stale_day").fetchone()[0]
    c.figure(whole, "balanced", balanced)
    c.figure(whole, "backlog", backlog)
    c.figure(whole, "stale_days", stale)
    c.figure(whole, "rejects_open", one(
        "SELECT count(*) FROM reject WHERE mended_by IS NULL").fetchone()[0])
    seen = one("SELECT count(DISTINCT rule_set), sum(undecided > 0) FROM "
               "analysis a JOIN feedback f ON f.id = a.feedback_id WHERE "
               "f.day BETWEEN ? AND ?", (first, datetime.date.fromordinal(
                   d.last).isoformat())).fetchone()
    c.figure(whole, "rule_sets", seen[0])
    c.figure(whole, "undecided", seen[1])
    c.figure(whole, "silent", sum(
        region is not None and n >= 20 and not now[region]
        for region, n in before.items()))
    for group in ("city", "county", "dept", "problem"):
        c.figure(whole, "withheld_" + group, wrong or not balanced or
                 backlog > 0 or stale > 0 or day(d.as_of) <= d.last)


def definitions(c, d):
    for row in d.rows["definition"]:
        i = d.db.execute("SELECT * FROM indicator WHERE id = ?",
                         (row[1],)).fetchone()
        c.figure(row, "min_n", i["min_n"])
        c.figure(row, "weight", i["weight"])
