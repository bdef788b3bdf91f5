#!/bin/sh
# web.sh - for cases that fetch: a server that plays faults, and feeds of it.
server port log & server=$!
trap 'kill $server' EXIT
while [ ! -s port ]; do sleep 0.02; done
port=$(cat port)
cp -R "$TESTS/../schemas" schemas
export DUBAN_SCHEMAS=schemas

# feed NAME PATH [LINE...]: a feed of that path; lines are added to it.
feed() {
    file=schemas/feeds/$1.yaml
    {
        echo "url: http://127.0.0.1:$port/$2"
        shift 2
        echo 'source: ticket
format: json
records: items
rejects: { at_most: 0.5 }
limits: { retries: 3, wait: 0.01, wait_most: 5, connect: 2, stall: 2, total: 8, body_mb: 8 }
columns:
  source_id: { from: [id], required: true }
  created_at: { from: [at], required: true }
  title: [title]
  text: [text]'
        for line; do printf '%s\n' "$line"; done
    } >"$file"
}

# serves PORT PID: wait until the process listens there; false: it ended.
serves() {
    while kill -0 "$2" 2>/dev/null; do
        ! grep -qi ":$(printf %04X "$1") 0*:0000 0A" /proc/net/tcp || return 0
        sleep 0.1
    done
    return 1
}

numbered='pages: { style: number, param: page, size_param: size, size: 10, total: total }'

# What a healthy source gives, as one number; and what the tables hold.
table() {
    sqlite3 "${1:-duban.db}" "SELECT count(*) || ' records, ' ||
        (SELECT count(*) FROM reject) || ' rejects, sum ' ||
        coalesce(sum(substr(source_id, 2) + length(title) + length(text)), 0)
        FROM feedback"
}

# ingest FEED: run it, with the port hidden and the exit code.
ingest() {
    duban ingest --feed "$1" >out 2>err; code=$?
    cat out err | sed "s/127.0.0.1:$port/HOST/g; s/after [0-9]* ms/after N ms/"
    echo "code $code"
}
