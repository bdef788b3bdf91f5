/* mail.c - the summary as plain text, and as a message to the local sendmail.
 */
#include "report/mail.h"

#include <stdio.h>
#include <unistd.h>

#include "lib/io.h"
#include "lib/text.h"
#include "report/child.h"
#include "report/escape.h"
#include "lib/banned.h"

enum { SECONDS = 60, MOST = 65536, PART = 12 };     /* PART: characters */

/* The paragraphs of a document, one a line; the tables stay in Markdown. */
static void text_of(const struct doc *d, struct buf *out)
{
    escape_plain(out, d->title);
    escape_plain(out, d->issue);
    buf_char(out, '\n');
    escape_plain(out, d->subtitle);
    buf_text(out, "\n\n");
    for (size_t i = 0; i < d->n; i++)
        if (d->block[i].kind == DOC_TEXT) {
            escape_plain(out, d->block[i].text);
            buf_char(out, '\n');
        }
}

int text_write(const struct doc *d, const char *path, struct err *e)
{
    struct buf out = { 0 };
    int rc;

    text_of(d, &out);
    rc = io_write(path, buf_view(&out), e);
    buf_release(&out);
    return rc;
}

int mail_check(const char *to, struct err *e)
{
    str s = str_of(to);
    bool good = s.n > 0 && s.n < 255 && to[0] != '-' && to[0] != '@';

    for (size_t i = 0; i < s.n && good; i++)
        good = (s.p[i] >= 'a' && s.p[i] <= 'z') ||
               (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
               (s.p[i] >= '0' && s.p[i] <= '9') ||
               strchr("@._%+-", s.p[i]);
    return good ? 0 : err_set(e, ERR_USAGE, NOWHERE,
                              N_("--mailto: \"%s\" is no address"), to);
}

/* A subject outside ASCII, as encoded words of RFC 2047. */
static void subject(struct buf *out, str s)
{
    buf_text(out, "Subject:");
    while (s.n) {
        size_t n = text_pos(s, PART);

        buf_text(out, " =?UTF-8?B?");
        escape_base64(out, str_head(s, n));
        buf_text(out, "?=");
        s = str_from(s, n);
        buf_text(out, s.n ? "\n" : "");
    }
    buf_char(out, '\n');
}

static void message(const struct doc *d, const char *to, struct buf *out)
{
    struct buf title = { 0 }, text = { 0 }, body = { 0 };

    escape_plain(&title, d->title);
    escape_plain(&title, d->issue);
    text_of(d, &text);
    escape_base64(&body, buf_view(&text));
    buf_fmt(out, "To: %s\n", to);
    subject(out, buf_view(&title));
    buf_text(out, "MIME-Version: 1.0\nContent-Type: text/plain; "
             "charset=UTF-8\nContent-Transfer-Encoding: base64\n"
             "Auto-Submitted: auto-generated\n\n");
    for (size_t i = 0; i < body.n; i += 76) {
        buf_str(out, str_head(str_from(buf_view(&body), i), 76));
        buf_char(out, '\n');
    }
    buf_release(&title);
    buf_release(&text);
    buf_release(&body);
}

int mail_send(const struct doc *d, const char *to, struct err *e)
{
    static const char *const usual = "/usr/sbin/sendmail";
    const char *argv[] = { access(usual, X_OK) == 0 ? usual : "sendmail",
                           "-i", "--", to, NULL };
    struct buf text = { 0 }, out = { 0 }, complaint = { 0 };
    struct child c = { .argv = argv, .seconds = SECONDS, .most = MOST };
    int status, rc;

    message(d, to, &text);
    c.input = buf_view(&text);
    rc = child_run(&c, &out, &complaint, &status, e);
    if (rc == 0 && status == CHILD_NOT_THERE)
        rc = err_set(e, ERR_SERVICE, NOWHERE,
                     N_("--mailto: no sendmail on this machine"));
    else if (rc == 0 && status != 0)
        rc = err_set(e, ERR_SERVICE, NOWHERE,
                     N_("--mailto: sendmail did not take the message: %.*s"),
                     complaint.n > 200 ? 200 : (int)complaint.n,
                     complaint.p ? complaint.p : "");
    buf_release(&text);
    buf_release(&out);
    buf_release(&complaint);
    return rc;
}
