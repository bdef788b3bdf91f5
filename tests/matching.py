# matching.py - the same patterns as a loop of Python's re, for `make bench`.
# Usage: matching.py PATTERNS TEXTS.ndjson
import json
import re
import sys
import time

patterns = []
for line in open(sys.argv[1], encoding="utf-8"):
    try:
        patterns.append(re.compile(line.rstrip("\n"), re.I | re.M))
    except re.error:
        pass                            # PCRE2 knows more than re
texts = []
for line in open(sys.argv[2], encoding="utf-8"):
    record = json.loads(line)
    texts.append(record.get("content") or record.get("text") or "")
texts = texts[:60]
start = time.process_time()
for text in texts:
    for pattern in patterns:
        pattern.search(text)
took = time.process_time() - start
print("%-44s %10.0f texts/s %9.1f us" % (
    "a loop of Python's re (%d patterns)" % len(patterns),
    len(texts) / took, took / len(texts) * 1e6))
