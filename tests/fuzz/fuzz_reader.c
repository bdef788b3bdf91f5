/* fuzz_reader.c - a source of any kind: .xlsx, .zip, .gz, JSON, CSV.
 * links: ingest
 */
#include "ingest/feed.h"
#include "ingest/reader.h"
#include "lib/text.h"
#include "tests/fuzz/fuzz.h"

static void rows(const struct feed *f, struct source *s)
{
    struct err e;
    struct reader *r = reader_open(f, s, &e);
    struct reader_row row;
    long n = 0;

    while (r && n++ < 20000 && reader_next(r, &row, &e) > 0)
        for (size_t i = 0; i < row.n && !row.bad; i++)
            HOLDS(text_valid(row.cell[i]));
    reader_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = { 0 };
    struct source *s = malloc(sizeof *s), *one = malloc(sizeof *one);
    struct err e;
    struct feed *f = feed_load("schemas", "portal-message", &a, &e);

    HOLDS(f && s && one);
    f->format = FEED_AUTO;
    f->fill_merged = size & 1;
    if (source_bytes(s, "in", (str){ (const char *)data, size }, &e) == 0) {
        if (s->kind == SOURCE_ARCHIVE)
            for (long i = 0; i < zipfile_count(s->zip) && i < 20; i++) {
                if (source_member(one, s, i, &e) <= 0)
                    continue;
                rows(f, one);
                source_close(one);
            }
        else
            rows(f, s);
        source_close(s);
    }
    free(s);
    free(one);
    arena_release(&a);
    return 0;
}
