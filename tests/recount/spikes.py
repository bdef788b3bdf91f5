"""spikes.py - section spike once more, by the words of spike.h."""
from collections import Counter, defaultdict

from chances import benjamini_hochberg, tail

PAST, LEAST = 26, 8             # weeks of history: most, fewest
HISTORY = 56
WINDOWS = (1, 4)
LEVELS = ("dept", "province", "city", "county")


class Node:
    def __init__(self, level, place, item, parent):
        self.level, self.place, self.item = level, place, item
        self.parent, self.x = parent, [0] * HISTORY
        self.children, self.item_node = [], None
        if parent:
            parent.children.append(self)


def tree(d):
    """Lead units over items, items over cities, cities over counties."""
    weeks = defaultdict(lambda: [0] * HISTORY)
    for r in d.records:
        if r["p"] and 0 <= d.back(r) < HISTORY:
            weeks[r["item_id"], r["region"]][d.back(r)] += 1
    nodes, by = [], {}

    def node(key, *args):
        if key not in by:
            by[key] = Node(*args)
            nodes.append(by[key])
        return by[key]

    def add(n, x):
        for w in range(HISTORY):
            n.x[w] += x[w]

    for (item, region), x in weeks.items():
        lead = d.item[item]["dept_id"]
        dept = node(("dept", lead), "dept", lead, "", None)
        whole = node(("item", item), "province", "350000", item, dept)
        city = d.region[region]["unit"] if region else None
        parts = [dept, whole]
        if city:
            parts.append(node(("city", city, item), "city", city, item, whole))
            if d.region[region]["level"] == "county" and city != region:
                parts.append(node(("county", region, item), "county", region,
                                  item, parts[-1]))
        for n in parts:
            add(n, x)
    for n in nodes:
        n.item_node = n if n.level == "province" else None if \
            n.level == "dept" else n.parent if n.level == "city" else \
            n.parent.parent
    return nodes


class View:
    """One window of weeks, seen from `back` weeks ago."""

    def __init__(self, d, nodes, back, window, known):
        self.window = window
        self.past = [w for w in range(back + window, known)
                     if not d.holiday(d.last - 7 * w - 6)][:PAST]
        self.all = [sum(n.x[w] for n in nodes if n.level == "dept")
                    for w in range(HISTORY)]
        self.ok = len(self.past) >= LEAST
        if not self.ok:
            return
        self.sum = {n: sum(n.x[w] for w in self.past) for n in nodes}
        self.now = {n: sum(n.x[back:back + window]) for n in nodes}
        self.all_sum = sum(self.all[w] for w in self.past)
        self.all_now = sum(self.all[back:back + window])
        place = Counter()
        for n in nodes:
            place[n.level, n.place] += self.sum[n]
        self.mu, self.doubt = {}, {}
        for n in nodes:
            self.expect(n, place[n.level, n.place] / self.all_sum
                        if self.all_sum else 0)

    def expect(self, n, share):
        weeks, low = len(self.past), n.level in ("city", "county")
        own = 4 if low else 0           # weeks that the prior counts
        mean = (self.sum[n] + own * (self.sum[n.item_node] / weeks * share
                                     if low else 0)) / (weeks + own)
        part = self.window / weeks
        top = n.item_node or n
        rest_mu = (self.all_sum - self.sum[top]) * part + 10
        rest = (self.all_now - self.now[top] + 10) / rest_mu
        if low:
            rest_mu = (self.sum[top] - self.sum[n]) * part + 10
            rest = (self.now[top] - self.now[n] + 10 * rest) / rest_mu
        mu = self.mu[n] = self.window * mean * rest
        self.doubt[n] = mu / rest_mu + (mu / (mean * (weeks + own))
                                        if mean else 0)

    def tested(self, n):
        return self.sum[n] >= 3

    def p(self, n, phi):
        if self.now[n] < 3 or self.now[n] < self.mu[n] + 2:
            return 1
        return tail(self.now[n], self.mu[n], phi * (1 + self.doubt[n]))


def dispersions(v, nodes):
    chi, df = Counter(), Counter()
    for n in nodes:
        if not v.tested(n):
            continue
        for w in v.past:
            e = v.sum[n] * v.all[w] / v.all_sum
            chi[n.level] += (n.x[w] - e) ** 2 / e if e else 0
        df[n.level] += (len(v.past) - 1) * (1 - v.sum[n] / v.all_sum)
    return {k: max(1, chi[k] / df[k]) if df[k] > 0 else 1 for k in LEVELS}


def spikes_seen(d, nodes, back, known):
    """({node: [window, observed, expected, p, q, explains]}, tests), or None;
    the shown ones alone."""
    views = {w: View(d, nodes, back, w, known) for w in WINDOWS}
    if not views[4].ok:
        return None
    phi = dispersions(views[1], nodes)
    found, tests = {}, 0
    for level in LEVELS:
        tried = [(n, w) for n in nodes if n.level == level for w in WINDOWS
                 if views[w].tested(n)]
        p = [views[w].p(n, phi[level]) for n, w in tried]
        q = benjamini_hochberg(p)
        tests += len(p)
        for (n, w), one_p, one_q in zip(tried, p, q):
            if one_q <= .10 and (n not in found or (one_q, one_p) <
                                 (found[n][4], found[n][3])):
                found[n] = [w, views[w].now[n], views[w].mu[n], one_p, one_q,
                            0]
    return explain(found, views, phi, nodes), tests


def explain(found, views, phi, nodes):
    shown, under = set(found), {}
    for level in LEVELS:
        for n in [n for n in nodes if n.level == level and n in found]:
            up = n.parent
            if up in found and (up in shown or up in under):
                v = views[found[up][0]]
                rise = (v.now[up] - v.now[n] + 1) / (v.mu[up] - v.mu[n] + 1)
                if tail(v.now[n], v.mu[n] * max(1, rise), phi[level]) > .01:
                    shown.discard(n)
                    under[n] = under.get(up, up)
                    found[under[n]][5] += 1
                    continue
            v = views[found[n][0]]
            top = max(n.children, key=lambda k: v.now[k] - v.mu[k],
                      default=None)
            if top is None or v.now[top] <= v.mu[top]:
                continue
            mu = v.mu[n] - v.mu[top]
            if mu > 0 and tail(v.now[n] - v.now[top], mu, phi[level]) <= .05:
                continue
            shown.discard(n)            # it is no more than this child's
            if top not in found:
                found[top] = [v.window, v.now[top], v.mu[top],
                              v.p(top, phi[top.level]), found[n][4], 0]
                shown.add(top)
    return {n: found[n] for n in shown}


def spikes(c, d):
    nodes = tree(d)
    known = 1 + max((w for n in nodes for w in range(HISTORY) if n.x[w]),
                    default=-1)
    seen = spikes_seen(d, nodes, 0, known)
    total = ("spike", "", "")
    here = {(f"{n.level}:{n.place}", n.item): x
            for n, x in (seen[0] if seen else {}).items()}
    for row in d.rows["spike"]:
        x = here.pop(row[1:], None)
        if not row[1]:
            continue
        for metric, wanted in zip(("window", "observed", "expected", "p", "q",
                                   "explains"), x or [None] * 6):
            c.figure(row, metric, wanted, 1e-7)
    for key in here:
        c.true(total, "found", False, f"{key} is missing")
    c.figure(total, "found", len(seen[0]) if seen else 0)
    c.figure(total, "tested", seen[1] if seen else 0)
    c.figure(total, "history", len(View(d, nodes, 0, 4, known).past))
    c.figure(total, "quiet", not seen)
    past = [s for s in (spikes_seen(d, nodes, b, known)
                        for b in range(1, 27)) if s]
    c.figure(total, "backtest", sum(len(s[0]) for s in past) / len(past)
             if past else None)
