/* zip.h - a ZIP file of a few parts, the same bytes for the same parts.
 *
 * Parts are stored, not compressed: pictures are compressed already, and
 * the rest is small.
 */
#ifndef ZIP_H
#define ZIP_H

#include "lib/str.h"

struct zip { struct buf out, index; unsigned parts; };  /* zeroed: empty */

void zip_add(struct zip *z, const char *name, str content);

/* End it; z->out is the file, until zip_release(). */
void zip_end(struct zip *z);
void zip_release(struct zip *z);

#endif
