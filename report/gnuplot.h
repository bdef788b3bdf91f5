/* gnuplot.h - run a chart script of schemas/report/charts/ over a data file.
 *
 * gnuplot is an external program.  It is started without a shell, with an
 * environment of its own, without the user's start-up file, and is killed
 * after a time.  Nothing but the script's file is ever read as a command; text
 * stands in the data file alone.
 */
#ifndef GNUPLOT_H
#define GNUPLOT_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/str.h"

struct plot {
    struct where at;            /* where the chart is asked for */
    const char *folder;         /* of the scripts */
    const char *script;         /* "trend.gp" */
    const char *terminal;       /* "svg", "png" */
    long width, height;
    str data;                   /* the tab-separated file */
};

/* What gnuplot wrote to standard output.  1: no gnuplot on this machine (no
 * error); 0 well; -1 it failed, with the first line of its complaint. */
int gnuplot_run(const struct plot *p, struct arena *a, str *out,
                struct err *e);

/* Is there a font for Chinese?  A PNG picture is made with the fonts of this
 * machine; an SVG one with those of the reader's.  Where fc-list is missing
 * nobody can tell, and *there is true. */
int gnuplot_font(bool *there, struct err *e);

/* Keep of an SVG picture what draws: elements and attributes of a list, ids
 * made unique with `name`.  -1 where it is not what gnuplot writes. */
int svg_clean(str svg, const char *name, struct where at, struct arena *a,
              str *out, struct err *e);

#endif
