/* ready.c - a row made ready for the tables: mapped, masked, digested. */
#include "ingest/ready.h"

#include "ingest/mask.h"
#include "lib/csv.h"
#include "lib/text.h"
#include "lib/banned.h"

/* Who spoke, as HMAC under the office's key: never the number itself. */
static str hmac_of(const struct maker *m, str id, struct arena *a)
{
    char hex[HASH_HEX], *digits = str_c(a, id);
    size_t n = 0;

    for (size_t i = 0; i < id.n; i++)   /* +86 138-0000 is one number */
        if (id.p[i] != ' ' && id.p[i] != '-')
            digits[n++] = id.p[i];
    id = (str){ digits, n };
    if (str_starts(id, STR("+86")))
        id = str_from(id, 3);
    hmac_hex(m->hmac, id, hex);
    return str_dup(a, (str){ hex, 32 });
}

/* In the raw text of a reject the reporter stands as 〔#<hmac>〕, so that a
 * replay knows him again. */
static str hidden(const struct maker *m, str id, struct arena *a)
{
    return id.n ? str_fmt(a, "〔#%.*s〕", PSTR(hmac_of(m, id, a))) : id;
}

static str reporter(const struct maker *m, const struct record *r,
                    struct arena *a)
{
    str id = r->reporter_phone.n ? r->reporter_phone
             : r->reporter_id.n ? r->reporter_id : r->reporter_name;
    str open = STR("〔#");

    if (!id.n)
        return STR("");
    if (str_starts(id, open) && id.n == open.n + 32 + 3)
        return (str){ id.p + open.n, 32 };
    return hmac_of(m, id, a);
}

/* A length before each text, so that no two records give the same bytes. */
static void digest_add(struct hash *h, str s)
{
    unsigned char n[8];

    for (int i = 0; i < 8; i++)
        n[i] = (unsigned char)((unsigned long long)s.n >> 8 * i);
    hash_add(h, (str){ (char *)n, sizeof n });
    hash_add(h, s);
}

/* A digest over every mapped field: does a later version differ? */
static str digest(const struct record *r, str who, struct hash *h,
                  struct arena *a)
{
    char hex[HASH_HEX];

    for (int i = 0; i < fields_n; i++) {
        const void *at = (const char *)r + fields[i].offset;

        if (strncmp(fields[i].name, "reporter_", 9) == 0)
            continue;
        if (fields[i].type <= FIELD_TIME)
            digest_add(h, *(const str *)at);
        else
            digest_add(h, (str){ at, sizeof(long long) });
    }
    digest_add(h, who);
    digest_add(h, r->region);
    digest_add(h, r->dept_id);
    hash_next(h, hex);
    return str_dup(a, (str){ hex, 32 });
}

/* Who said what, as a number to look for: the ends of the text will do, since
 * what is found is compared as a whole. */
static long long said(str who, str text)
{
    uint64_t h;

    if (!who.n || text.n < 12)
        return 0;
    h = str_hash(who) ^ str_hash(str_head(text, 60)) * 3 ^ text.n * 5;
    if (text.n > 60)
        h ^= str_hash(str_from(text, text.n - 60)) * 7;
    return (long long)(h >> 1 | 1);     /* positive */
}

/* The cell as it may be kept: a reporter hidden, all else masked.  What the
 * feed reads as a code or a time is left alone in a row that is well formed. */
static str kept(const struct maker *m, size_t i, const struct reader_row *row,
                str name, struct arena *a)
{
    str cell = text_clean(a, row->cell[i]);

    switch (layout_use(m->map.layout, i)) {
    case USE_REPORTER:
        return str_starts(cell, STR("〔#")) ? cell : hidden(m, cell, a);
    case USE_CODE:
        if (!row->bad)
            return cell;
        break;
    case USE_TEXT:
        break;
    }
    return mask_this_name(a, mask_text(a, cell, NULL, 0, NULL), name);
}

/* The reporter's name, where one column of the row is it. */
static str reporter_name(const struct layout *layout,
                         const struct reader_row *row, struct arena *a)
{
    for (size_t i = 0; i < row->n; i++) {
        str cell = row->cell[i];

        if (layout_use(layout, i) == USE_REPORTER && cell.n && cell.n <= 30 &&
            (unsigned char)cell.p[0] >= 0xE4)
            return text_clean(a, cell);
    }
    return STR("");
}

/* The record as one CSV line under the header of its batch. */
static str raw_of(const struct maker *m, const struct reader_row *row,
                  struct arena *a)
{
    struct buf line = { 0 };
    str out, name = reporter_name(m->map.layout, row, a);

    if (!row->n)
        return mask_text(a, text_clean(a, row->raw), NULL, 0, NULL);
    for (size_t i = 0; i < row->n; i++) {
        if (i)
            buf_char(&line, ',');
        csv_write(&line, kept(m, i, row, name, a), ',', false);
    }
    out = str_dup(a, buf_view(&line));
    buf_release(&line);
    return out;
}

/* What a reader says of a malformed row, for people. */
static str bad_reason(const char *code)
{
    static const struct { const char *code, *text; } texts[] = {
        { "bad_encoding", N_("bytes that are no text in the file's encoding") },
        { "bad_quotes", N_("a quote that is not closed, or text after it") },
        { "cut_off", N_("the file breaks off in this record") },
        { "too_many_cells", N_("more cells than the header has") },
        { "bad_json", N_("no JSON, no object, a key with two values, or a "
                         "character that is none") },
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(code, texts[i].code) == 0)
            return str_of(texts[i].text);
    return str_of(code);
}

/* The row in memory of its own: the reader's is gone with the next one. */
static struct reader_row own(const struct reader_row *row, struct arena *a)
{
    struct reader_row mine = *row;
    str *cell = arena_array(a, str, row->n);

    for (size_t i = 0; i < row->n; i++)
        cell[i] = str_dup(a, row->cell[i]);
    mine.cell = cell;
    mine.raw = str_dup(a, row->raw);
    return mine;
}

void ready_make(struct ready *out, const struct reader_row *from,
                const struct maker *m, struct arena *a)
{
    struct reader_row row = own(from, a);

    out->at = row.at;
    out->bad = (struct bad){ row.bad_column, row.bad, { 0 } };
    out->n_gaps = 0;
    if (row.few)
        out->gaps[out->n_gaps++] = (struct gap_note){
            "", STR("(fewer cells than the header)") };
    if (row.bad)
        out->bad.reason = bad_reason(row.bad);
    out->rejected = row.bad || !record_map(&out->record, &row, &m->map, a,
                                           &out->bad, out->gaps,
                                           &out->n_gaps);
    if (out->rejected) {
        out->raw = raw_of(m, &row, a);
        out->cells = row.n > 0;
    } else {
        out->who = reporter(m, &out->record, a);
        out->digest = digest(&out->record, out->who, m->hash, a);
        out->said = said(out->who, out->record.text);
    }
    for (size_t i = 0; i < out->n_gaps; i++) {
        str v = out->gaps[i].value;

        v = text_clean(a, str_head(v, text_pos(v, 60)));
        out->gaps[i].value = mask_text(a, v, NULL, 0, NULL);
    }
    if (m->reject_id != READY_NO_COLUMN)
        out->reject_id = (size_t)m->reject_id < row.n
                         ? str_trim(row.cell[m->reject_id]) : STR("");
}
