/* mail.h - the summary as plain text, and as a message. */
#ifndef MAIL_H
#define MAIL_H

#include "report/doc.h"

int text_write(const struct doc *d, const char *path, struct err *e);

/* Is it an address that may stand in a header and on a command line? */
int mail_check(const char *to, struct err *e);

/* Hand the summary to the local sendmail.  ERR_SERVICE where there is none or
 * it refuses. */
int mail_send(const struct doc *d, const char *to, struct err *e);

#endif
