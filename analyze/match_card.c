/* match_card.c - does a score card fire on a text? */
#include "analyze/match_part.h"

#include <math.h>

#include "lib/banned.h"

static bool hopeless_sign(const struct match *m, const struct rule *r,
                          const struct sign *s)
{
    if (s->pattern >= 0)
        return hopeless(m, r->in, s->pattern);
    for (size_t i = 0; i < s->near.n; i++)
        if (hopeless(m, r->in, s->near.of[i]))
            return true;
    return false;
}

/* The first hit of a sign, titles first. */
static bool sign_hit(struct match *m, const struct rule *r,
                     const struct sign *s, struct fired *out)
{
    for (int f = 0; f < FIELDS; f++)
        if (r->in[f] && m->text[f].n &&
            (s->pattern >= 0 ? match_find(m, f, s->pattern, 0, &out->hit)
             : match_near(m, r, f, &s->near, 0, &out->hit))) {
            out->field = f;
            return true;
        }
    return false;
}

static bool sign_stands(struct match *m, const struct rule *r,
                        const struct sign *s)
{
    struct fired where;

    if (s->pattern >= 0)
        return match_stands(m, r->in, s->pattern);
    return !hopeless_sign(m, r, s) && sign_hit(m, r, s, &where);
}

/* What a score card could come to at most, by the candidates. */
static double best_points(const struct match *m, const struct rule *r)
{
    double points = 0;

    for (size_t i = 0; i < r->n_signs && r->sign[i].points > 0; i++)
        if (!hopeless_sign(m, r, &r->sign[i]))
            points += r->sign[i].points;
    return points;
}

/* Add up a score card, until what is left cannot be enough any more.  Its hit
 * is that of the first sign that is there, which has the most points. */
bool match_card(struct match *m, const struct rule *r, struct fired *out)
{
    double best = best_points(m, r);
    const struct sign *most = NULL;

    for (size_t i = 0; i < r->n_signs && best >= r->enough; i++) {
        const struct sign *s = &r->sign[i];
        bool there;

        if (s->points > 0 && hopeless_sign(m, r, s))
            continue;
        there = sign_stands(m, r, s);
        if (there != (s->points > 0))
            best -= fabs(s->points);
        if (there)
            out->signs |= 1ull << i;
        if (there && !most)
            most = s;
    }
    out->points = best;
    return best >= r->enough && sign_hit(m, r, most, out);
}
