"""recount.py DB - the figures that recount.sql leaves, worked out once more.

Reads what recount.sql printed on standard input, the records (v_feedback) and
the reference tables; computes by the formulas of report/README.md and of the
headers, in other ways than the program does: tails are summed term by term or
integrated, ranks drawn by another generator.  Prints the figures that differ,
those that nobody recounts, and how many agree.
"""
import bisect
import datetime
import math
import sys
from collections import Counter, defaultdict

from chances import draws, gamma_tail, quantile
from data import Check, Data, day
from signs import definitions, health, padding
from spikes import spikes

WEEKS = 13                      # behind denominators and dispersions
PAST, LEAST, REACH = 26, 8, 52  # weeks of history: most, fewest, how far back


# --- groups: limits, probabilities, ranks ---

def cells(d):
    """Observed and expected of every item with a problem x kind that counts:
    the list prints the first of them, the ranks are among all."""
    o = Counter((r["item_id"], r["problem"]) for r in d.now if r["p"])
    items, kinds, ratings = Counter(), Counter(), Counter()
    for (item, kind), n in o.items():
        items[item] += n
        kinds[kind] += n
    for r in d.records:
        if not r["is_text"] and r["item_id"] in items and \
                0 <= d.back(r) < WEEKS:
            ratings[r["item_id"]] += 1
    share = ratings if min(ratings[i] for i in items) >= 30 else items
    return {(i, k): (o[i, k], kinds[k] * share[i] / sum(share.values()))
            for i in items for k in d.counts}


def ranks(c, row, seen, slack):
    """The interval's ends have their share of the draws, within `slack`."""
    low, high, rank = (c.data.value(*row, "rank" + x)
                       for x in ("_low", "_high", ""))
    for metric, end, share in (("rank_low", low, .05),
                               ("rank_high", high, .95)):
        under = bisect.bisect_left(seen, end) / len(seen)
        upto = bisect.bisect_right(seen, end) / len(seen)
        # an interval is made so wide that it holds the printed rank
        wide = end == rank
        c.true(row, metric,
               (under < share + slack or wide and share > .5) and
               (upto > share - slack or wide and share < .5),
               f"the rank at {share} of the draws, not {under}-{upto}")


def fits(c, d, section):
    phi, tau2 = (d.value(section, "", "", x) for x in ("phi", "tau2"))
    fitted = {}
    c.figure((section, "", ""), "shrinkage", 1 / tau2 if tau2 else None)
    for row in d.rows[section]:
        o, e = d.value(*row, "observed"), d.value(*row, "expected")
        if not row[1] or e is None:
            continue
        if section in ("city", "county", "dept"):
            for name, p in (("lower95", .025), ("upper95", .975),
                            ("lower998", .001), ("upper998", .999)):
                c.figure(row, name, quantile(p, e, phi) / e if e else None)
        fitted[row] = o, e
        c.figure(row, "worse", gamma_tail(
            1 / tau2 + o / phi, 1 / tau2 + e / phi, 1.5) if tau2 else 0, 1e-8)
    if not tau2:                # they do not differ: all share rank 1
        for row in fitted:
            c.figure(row, "rank_low", 1)
            c.figure(row, "rank_high", len(fitted))
    if section == "local" or not tau2 or None in [
            d.value(*row, "rank") for row in fitted]:
        return
    whole = fitted if section != "problem" else \
        {("problem",) + cell: oe for cell, oe in cells(d).items()}
    seen = draws([(e, 1 / tau2 + o / phi, 1 / tau2 + e / phi)
                  for o, e in whole.values()])
    # four standard errors of a share of 5 % in so many draws, theirs and ours
    n = 2000 if section != "problem" else 500
    slack = 4 * math.sqrt(.05 * .95 * (1 / n + 1 / 4000))
    for row, mine in zip(whole, seen):
        if row in fitted:
            ranks(c, row, mine, slack)


def unit_of(d, section, r):
    code = r["region"]
    if section == "dept":
        return r["lead"]
    if section == "city":
        return d.region[code]["unit"] if code else None
    return code if code and d.region[code]["level"] == "county" else None


def parts(c, row, now, before):
    """What the change on the last edition is made of."""
    d, edition = c.data, c.data.printed
    if not edition:
        return
    late = sum(r["first_at"] > edition["as_of"] for r in before)
    f = d.db.execute("SELECT value FROM figure WHERE report_id = ? AND section "
                     "= ? AND unit = ? AND problem = ? AND metric = "
                     "'observed'", (edition["id"],) + row).fetchone()
    printed = f["value"] if f else d.value(*row, "printed_prev")
    c.figure(row, "printed_prev", printed)
    c.figure(row, "real", len(now) - len(before))
    c.figure(row, "late", late)
    c.figure(row, "reclassified", len(before) - late - printed)


def units(c, d, section):
    count = Counter(unit_of(d, section, r) for r in d.now)
    weights = {r["id"]: r for r in d.db.execute(
        "SELECT * FROM indicator WHERE weight > 0")}
    ratings = Counter(unit_of(d, section, r) for r in d.now
                      if not r["is_text"])
    bad = Counter(unit_of(d, section, r) for r in d.now
                  if not r["is_text"] and (r["rating"] or 5) <= 2)
    placed = {r[1] for r in d.rows[section] if r[1]}
    for row in d.rows[section]:
        unit = row[1]
        if not unit:
            c.figure(row, "unplaced", sum(
                r["p"] and unit_of(d, section, r) not in placed
                for r in d.now))
            parts(c, row, *([r for r in x if r["p"] and unit_of(
                d, section, r) in placed] for x in (d.now, d.before)))
            continue
        parts(c, row, *([r for r in x if r["p"] and unit_of(
            d, section, r) == unit] for x in (d.now, d.before)))
        region = d.region.get(unit)
        listed = count[unit] > 0 and not (
            section != "dept" and (not region["served"] or
                                   section == "county" and
                                   region["unit"] == unit))
        c.figure(row, "listed", listed)
        score, whole = 0, True
        for i, w in weights.items():
            f = d.figure[row + (i,)]
            whole = whole and f["denominator"] > 0 and \
                f["denominator"] >= w["min_n"]
            score += whole and w["weight"] * 100 * f["numerator"] / \
                f["denominator"]
        c.figure(row, "score", score / sum(
            w["weight"] for w in weights.values()) if whole else None)
        if listed:
            c.figure(row, "perfect", ratings[unit] >= 200 and not bad[unit]
                     and d.value(*row, "worse") > .95)


# --- texts ---

def triples(text):
    return {text[i:i + 3] for i in range(len(text) - 2)} or {text}


def alike(x, y):
    return len(x & y) / len(x | y)


def said(r):
    return triples(r["text"] or r["title"])


def incidents(records):
    firsts = defaultdict(list)
    for r in sorted(records, key=lambda r: (r["on"], r["id"])):
        group = firsts[r["item_id"], r["region"]]
        mine = said(r)
        if not any(r["on"] - on <= 30 and alike(mine, s) >= .5
                   for on, s in group):
            group.append((r["on"], mine))
    return sum(len(g) for g in firsts.values())


def typical(c, row, records):
    """The example is one of those with most in common with the others."""
    texts = [said(r) for r in records[:100]]
    sums = [sum(alike(x, y) for y in texts) - 1 for x in texts]
    best = {r["id"] for r, s in zip(records, sums)
            if s > max(sums) - 1e-9}
    c.true(row, "example", c.data.value(*row, "example") in best, best)


# --- problems raised ---

def local_counts(c, row, mine, old):
    """What recount.sql counts of the province's lines alone."""
    def late(r):
        due, closed = r["due_at"], r["closed_at"] or (
            r["replied_at"] if r["source"] == "message" else None)
        return bool(due) and (closed > due if closed else
                              due <= c.data.as_of)
    unsolved = [r["solved"] == 0 for r in mine]
    overdue = [late(r) for r in mine]
    rows = [r for r in c.data.rows["local"] if r[1]]
    c.figure(row, "observed_prev", len(old))
    c.figure(row, "observed_change", (len(mine) - len(old)) / len(old)
             if old else None)
    c.figure(row, "ratio", len(mine) / c.data.value(*row, "expected"))
    c.figure(row, "rank", 1 + rows.index(row))
    c.figure(row, "breach", sum(bool(r["breach"]) for r in mine))
    c.figure(row, "unsolved", sum(unsolved))
    c.figure(row, "overdue", sum(overdue))
    c.figure(row, "stuck", sum(a or b for a, b in zip(unsolved, overdue)))
    c.figure(row, "repeat", sum(bool(r["is_repeat"]) for r in mine))
    c.figure(row, "regions", len({r["region"] for r in mine}))
    c.figure(row, "reporters", len({r["reporter"] for r in mine} - {None}))


def lines(c, d, section):
    raised = d.db.execute("SELECT * FROM raised WHERE raised_at <= ?",
                          (d.as_of,)).fetchall()
    closed = {r[0]: r[1] for r in d.db.execute(
        "SELECT raised_id, min(at) FROM raised_note WHERE kind = 'close' "
        "AND at <= ? GROUP BY 1", (d.as_of,))}
    for row in d.rows[section]:
        unit, kind = row[1], row[2]
        if not unit:
            c.figure(row, "listed", len(d.rows[section]) - 1)
            c.figure(row, "raised_now", sum(
                (r["unit"] != "") == (section == "local") and
                r["first_report"] == d.name for r in raised))
            continue
        city, _, item = unit.rpartition(":")
        mine = [r for r in d.now if r["p"] and r["item_id"] == item and
                r["problem"] == kind and (not city or r["city"] == city)]
        old = [r for r in d.before if r["p"] and r["item_id"] == item and
               r["problem"] == kind and (not city or r["city"] == city)]
        parts(c, row, mine, old)
        if city:
            local_counts(c, row, mine, old)
        c.figure(row, "incidents", incidents(mine))
        typical(c, row, mine)
        open_ = [r for r in raised if (r["unit"], r["item_id"], r["problem"])
                 == (city, item, kind) and r["id"] not in closed]
        c.figure(row, "raised", open_[0]["id"] if open_ else None)
        c.figure(row, "weeks", d.db.execute(
            "SELECT count(*) FROM raised_week WHERE raised_id = ? AND "
            "as_of <= ?", (open_[0]["id"], d.as_of)).fetchone()[0]
            if open_ else 0)
        # what stands out is raised; of the province the first twenty can be
        if d.value(*row, "observed") >= 5 and d.value(*row, "worse") >= .8:
            if section == "local" or d.rows[section].index(row) < 20:
                c.true(row, "raised", bool(open_), "an entry")


def follow(c, d):
    for row in d.rows["follow"]:
        city, _, item = row[1].rpartition(":")
        r = d.db.execute("SELECT * FROM raised WHERE id = ?",
                         (d.value(*row, "raised"),)).fetchone()
        there = [x for x in d.now if x["p"] and
                 (not city or x["city"] == city)]
        now = sum(x["item_id"] == item and x["problem"] == row[2]
                  for x in there)
        a, b, e, f = (now + .5, len(there) - now + .5, r["level"] + .5,
                      r["total"] - r["level"] + .5)
        ratio = (a / b) / (e / f)
        phi = d.value("problem", "", "", "phi")
        spread = math.exp(1.959964 * math.sqrt(
            phi * (1 / a + 1 / b + 1 / e + 1 / f)))
        c.figure(row, "raised", r["id"])
        c.figure(row, "observed", now)
        c.figure(row, "before", r["observed"])
        c.figure(row, "weeks", d.db.execute(
            "SELECT count(*) FROM raised_week WHERE raised_id = ? AND "
            "as_of <= ?", (r["id"], d.as_of)).fetchone()[0])
        c.figure(row, "rate_ratio", ratio)
        c.figure(row, "rate_low", ratio / spread)
        c.figure(row, "rate_high", ratio * spread)
        claimed = d.db.execute(
            "SELECT count(*) FROM raised_note WHERE raised_id = ? AND "
            "kind = 'claim' AND at <= ?", (r["id"], d.as_of)).fetchone()[0]
        c.figure(row, "false_claim", bool(claimed and ratio * spread >= 1))


# --- the province over time ---

def normal(x, apart, start, length):
    """Normal range of `length` weeks after those from `start` on."""
    past = [x[w] for w in range(start, min(len(x), start + REACH))
            if not apart[w]][:PAST]
    if len(past) < LEAST or not sum(past):
        return None
    mean = sum(past) / len(past)
    phi = max(1, sum((v - mean) ** 2 for v in past) / mean /
              (len(past) - 1)) * (1 + length / len(past))
    return [quantile(p, length * mean, phi, True) for p in (.025, .975)]


def trend(c, d):
    monday = d.last - datetime.date.fromordinal(d.last).isoweekday() % 7 - 6
    n = WEEKS + 54
    series = {k: [0] * n for k in ("texts", "problems", "breach")}
    for r in d.records:
        back = (monday + 6 - r["on"]) // 7
        if 0 <= back < n and r["is_text"]:
            series["texts"][back] += 1
            series["problems"][back] += r["p"]
            series["breach"][back] += bool(r["counted"] and r["breach"])
    off = [d.holiday(monday - 7 * w) for w in range(n)]
    apart = [off[w] or not series["texts"][w] for w in range(n)]
    ranges = 0
    for row in d.rows["trend"]:
        if not row[1]:
            c.figure(row, "ranges", ranges)
            continue
        back = (monday - day(row[1])) // 7
        for k, x in series.items():
            r = None if off[back] else normal(x, apart, back + 1, 1)
            c.figure(row, k + "_low", r and r[0])
            c.figure(row, k + "_high", r and r[1])
            ranges += bool(r and k == "problems")
    row = ("overview", "all", "")
    start = (monday + 6 - d.first) // 7 + 1
    length = (d.last - d.first + 1) / 7
    judged = d.last - d.first < 35 and not any(
        d.holiday(m) for m in range(
            d.first - datetime.date.fromordinal(d.first).weekday(),
            d.last + 1, 7))
    for k, x in series.items():
        r = normal(x, apart, start, length) if judged else None
        here = d.value(*row, k)
        c.figure(row, k + "_low", r and r[0])
        c.figure(row, k + "_high", r and r[1])
        c.figure(row, k + "_band", r and (here > r[1]) - (here < r[0]))
    c.figure(row, "incidents", incidents([r for r in d.now if r["p"]]))


def visits(c, d):
    """差评回访率: named ones of the feeds that tell of visits."""
    def rate(records):
        bad = [r for r in records if not r["is_text"] and
               (r["rating"] or 5) <= 2]
        tell = {r["feed"] for r in bad if r["visited"] is not None}
        named = [r for r in bad if r["reporter"] and r["feed"] in tell]
        return sum(bool(r["visited"]) for r in named) / len(named) \
            if named else None
    c.figure(("bad", "", ""), "visited", rate(d.now))
    c.figure(("overview", "rating", ""), "bad_visited", rate(d.now))
    c.figure(("overview", "rating", ""), "bad_visited_prev", rate(d.before))
    x, y = rate(d.now), rate(d.before)
    # ten working days have passed since the last of them
    ripe = sum(d.working(i) for i in range(d.last + 1, day(d.as_of))) >= 10
    c.figure(("overview", "rating", ""), "bad_visited_change",
             None if x is None or y is None or not ripe else x - y)


def topics(c, d):
    weeks = defaultdict(lambda: [0] * WEEKS)
    base = [0] * WEEKS
    for r in d.records:
        if r["counted"] and 0 <= d.back(r) < WEEKS:
            step = WEEKS - 1 - d.back(r)
            base[step] += 1
            weeks[r["topic"]][step] += 1
    middle = sum(i * b for i, b in enumerate(base)) / sum(base)
    for row in d.rows["topic"]:
        n = weeks[row[1]]
        squares = sum((i - middle) ** 2 * b / sum(base)
                      for i, b in enumerate(base)) * sum(n)
        c.figure(row, "slope", sum((i - middle) * x for i, x in enumerate(n))
                 / squares if sum(b > 0 for b in base) >= LEAST else None)
        mine = [r for r in d.now if r["topic"] == row[1] and r["counted"]]
        c.figure(row, "candidate", len(mine) >= 10 and
                 len({r["region"] for r in mine if r["region"]}) >= 3)


def main():
    d = Data(sys.argv[1])
    c = Check(d)
    for section in ("city", "county", "dept"):
        units(c, d, section)
    for section in ("city", "county", "dept", "problem", "local"):
        fits(c, d, section)
    for section in ("problem", "local"):
        lines(c, d, section)
    for part in (follow, trend, visits, topics, spikes, padding, health,
                 definitions):
        part(c, d)
    for line in sys.stdin:
        mark, _, rest = line.partition(": ")
        if mark != "not recounted":
            print(line, end="")
            continue
        section, _, metrics = rest.strip().partition(": ")
        left = [m for m in metrics.split() if (section, m) not in c.done]
        if left:
            print(f"not recounted: {section}: {' '.join(left)}")
    print(f"{c.agree > 1000:d}|more figures recounted")


main()
