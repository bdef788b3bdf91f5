"""data.py - a database's records and the figures of its newest report."""
import datetime
import sqlite3
from collections import defaultdict


def day(text):
    return datetime.date.fromisoformat(text[:10]).toordinal()


class Data:
    def __init__(self, path):
        db = self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        db.row_factory = sqlite3.Row
        report = db.execute("SELECT * FROM report ORDER BY id DESC").fetchone()
        self.printed = db.execute(
            "SELECT * FROM report WHERE last_day = date(?, '-1 day') AND "
            "length(name) = length(?)", (report["first_day"], report["name"])
        ).fetchone()
        self.as_of, self.name = report["as_of"], report["name"]
        self.first, self.last = day(report["first_day"]), day(report["last_day"])
        self.figure = {}
        self.rows = defaultdict(list)
        for f in db.execute("SELECT * FROM figure WHERE report_id = ? "
                            "ORDER BY id", (report["id"],)):
            row = (f["section"], f["unit"], f["problem"])
            self.figure[row + (f["metric"],)] = f
            if row not in self.rows[row[0]]:
                self.rows[row[0]].append(row)
        self.counts = {r[0] for r in db.execute(
            "SELECT id FROM problem WHERE counts = 1")}
        self.region = {r["code"]: r for r in db.execute(
            "SELECT * FROM region")}
        self.item = {r["id"]: r for r in db.execute("SELECT * FROM item")}
        self.off = {r["day"]: r["kind"] for r in db.execute(
            "SELECT day, kind FROM calendar")}
        self.records = []
        for r in db.execute("SELECT v.*, g.reporter FROM v_feedback v "
                            "JOIN feedback g ON g.id = v.id ORDER BY v.id"):
            r = dict(r)
            r["on"] = day(r["day"])
            r["is_text"] = r["source"] != "rating"
            r["counted"] = r["is_text"] and not r["excluded"]
            r["p"] = bool(r["counted"] and r["item_id"] and
                          r["problem"] in self.counts)
            self.records.append(r)
        self.now = [r for r in self.records
                    if self.first <= r["on"] <= self.last]
        length = self.last - self.first + 1
        self.before = [r for r in self.records
                       if self.first - length <= r["on"] < self.first]

    def value(self, section, unit, problem, metric):
        f = self.figure.get((section, unit, problem, metric))
        return f["value"] if f else None

    def working(self, ordinal):
        d = datetime.date.fromordinal(ordinal)
        kind = self.off.get(d.isoformat())
        return kind == "workday" if kind else d.weekday() < 5

    def holiday(self, first):
        """Of the seven days from there on two working days are lost."""
        return sum(datetime.date.fromordinal(i).weekday() < 5 and
                   not self.working(i) for i in range(first, first + 7)) >= 2

    def back(self, r):
        """Weeks that end with the period's last day; 0 the last."""
        return (self.last - r["on"]) // 7


class Check:
    def __init__(self, data):
        self.data, self.agree, self.done = data, 0, set()

    def differs(self, row, metric, printed, wanted):
        print(f"differs: {'/'.join(row)}/{metric}: printed {printed}, "
              f"here {wanted}")

    def figure(self, row, metric, wanted, close=1e-9):
        """The printed value is this; None: there is none."""
        self.done.add((row[0], metric))
        f = self.data.figure.get(row + (metric,))
        if f is None and wanted is None:
            return
        v = f["value"] if f else None
        if (v is None) != (wanted is None) or (
                v is not None and
                abs(v - wanted) > close * max(1, abs(wanted))):
            self.differs(row, metric, v, wanted)
        else:
            self.agree += 1

    def true(self, row, metric, right, wanted):
        self.done.add((row[0], metric))
        if right:
            self.agree += 1
        else:
            self.differs(row, metric, self.data.value(*row, metric), wanted)
