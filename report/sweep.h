/* sweep.h - what reports that were killed have left behind. */
#ifndef SWEEP_H
#define SWEEP_H

#include "lib/str.h"

/* Remove the unfinished files (NAME*.tmp.PID) of processes that are dead, in
 * the folder and in the folders NAME-* inside it. */
void sweep(const char *folder, str name);

#endif
