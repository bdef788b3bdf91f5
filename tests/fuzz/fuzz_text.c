/* fuzz_text.c - normalising, dates, masking: what comes out is clean.
 * links: ingest
 */
#include "ingest/mask.h"
#include "lib/date.h"
#include "lib/text.h"
#include "tests/fuzz/fuzz.h"

static void dates(str s)
{
    struct date d, again;
    char text[TIME_TEXT];

    if (!time_read(s, &d))
        return;
    HOLDS(date_valid(&d));
    time_print(&d, text);
    HOLDS(time_read(str_of(text), &again));
    HOLDS(memcmp(&d, &again, sizeof d) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str s = { (const char *)data, size }, clean, masked;
    struct arena a = { 0 };

    dates(s);
    if (text_valid(s)) {
        clean = text_clean(&a, s);
        HOLDS(text_valid(clean));
        HOLDS(str_eq(clean, text_clean(&a, clean)));
        masked = mask_text(&a, clean, NULL, 0, NULL);
        HOLDS(text_valid(masked));
        text_width(masked);
    }
    arena_release(&a);
    return 0;
}
