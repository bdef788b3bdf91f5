/* order.h - a paper to the unit for each problem that the office chooses. */
#ifndef ORDER_H
#define ORDER_H

#include "lib/opt.h"
#include "report/doc.h"
#include "report/words.h"

/* Papers (督办单, 函告) for problems of the report's list, one page each, as a
 * Word document.  `ids` are ITEM/KIND: 2-06/onsite.  Their words stand in
 * schemas/report/order.yaml. */
int order_write(const struct doc *d, enum span_kind kind,
                const struct opt_list *ids, const char *schemas,
                const char *path, struct err *e);

#endif
