/* message.h - a stored message in the language of whoever reads it. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "lib/err.h"
#include "lib/str.h"

/* `text` was made from the printf format `form`: the same from the
 * translation of `form`. What does not fit is given as it is; what follows
 * the form stays behind it. */
str message_shown(struct arena *a, str form, str text);

#endif
