/* mask.h - personal data replaced by typed tokens, before anything is stored.
 *
 * 〔手机〕 〔电话〕 〔证件号〕 〔银行卡〕 〔车牌〕 〔邮箱〕 〔微信〕 〔姓名〕
 */
#ifndef MASK_H
#define MASK_H

#include "lib/str.h"

struct mask_hit { const char *token; str text; };

/* The text with personal data masked; `s` itself when there is none.  `s` must
 * be cleaned (text_clean).  `hits`, if not NULL, gets the first `max` things
 * that were masked and *n how many. */
str mask_text(struct arena *a, str s, struct mask_hit *hits, size_t max,
              size_t *n);

/* The text without `name`, if that is a person's name. */
str mask_this_name(struct arena *a, str text, str name);

#endif
