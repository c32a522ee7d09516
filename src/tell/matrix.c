/* tell/matrix.c — positions and blame side by side, as text: issue by actor by day with the words and their report, and
 * accuser by accused with what for, counted at each level. A stance that turned is marked where it turned. */
#include "base/error.h"
#include "tell/said.h"
#include "tell/tell.h"
#include "tell/words.h"

#include "base/banned.h"

#define QUOTE_MAX 200u

static void quote_line(buf *out, arena *a, sitrep_sv quote, sitrep_sv source, const char *indent)
{
    buf line = BUF_INIT(0);
    buf_add_sv(&line, SV("“"));
    tell_line(&line, doc_cut(a, quote, QUOTE_MAX));
    buf_add_sv(&line, SV("” — "));
    tell_line(&line, source.len ? source : SV("source not stated"));
    tell_wrap(out, buf_sv(&line), indent, indent);
    if (line.failed) out->failed = true;
    buf_release(&line);
}

static void positions(const said_table *s, arena *a, buf *out)
{
    buf line = BUF_INIT(0);
    for (size_t i = 0; i < s->position_count;) {
        size_t issue_end = said_issue_end(s, i);
        if (i) buf_add_char(out, '\n');
        buf_clear(&line);
        tell_line(&line, s->positions[i].issue);
        buf_add_sv(out, buf_sv(&line));
        buf_add_char(out, '\n');
        for (size_t k = i; k < issue_end;) {
            size_t end = said_actor_end(s, k);
            buf_clear(&line);
            tell_line(&line, s->positions[k].actor);
            buf_add_sv(&line, SV(":"));
            for (size_t n = k; n < end; n++) {
                const said_position *p = &s->positions[n];
                bool again = n > k && sv_eq(p->stance, s->positions[n - 1].stance) && !p->flips.len;
                if (again) continue;
                buf_printf(&line, "%s %.*s %.*s", n > k ? (p->flips.len ? " =>" : " ->") : "", SV_ARG(p->day),
                           SV_ARG(p->stance));
            }
            tell_wrap(out, buf_sv(&line), "  ", "    ");
            for (size_t n = k; n < end; n++) {
                const said_position *p = &s->positions[n];
                buf_printf(out, "    %.*s %.*s%s\n", SV_ARG(p->day), SV_ARG(p->stance), p->flips.len ? ", turned" : "");
                quote_line(out, a, p->ref.quote, p->ref.source, "      ");
            }
            k = end;
        }
        i = issue_end;
    }
    if (!s->position_count) buf_add_sv(out, SV("no position is known\n"));
    if (line.failed) out->failed = true;
    buf_release(&line);
}

static void blames(const said_table *s, arena *a, buf *out)
{
    buf line = BUF_INIT(0);
    for (size_t i = 0; i < s->blame_count; i++) {
        const said_blame *b = &s->blames[i];
        buf_clear(&line);
        tell_line(&line, b->accuser.len ? b->accuser : SV("(nobody named)"));
        buf_add_sv(&line, SV(" → "));
        tell_line(&line, b->called.len ? b->called : b->accused);
        if (b->acts.len) buf_printf(&line, " for: %.*s", SV_ARG(b->acts));
        tell_wrap(out, buf_sv(&line), i ? "\n" : "", "  ");
        buf_printf(out, "  %.*s, %.*s, ", SV_ARG(words_count(a, (size_t)b->accusations, "accusation", "accusations")),
                   SV_ARG(words_count(a, (size_t)b->reports, "report", "reports")));
        buf_printf(out, "%.*s; %.*s to %.*s; ",
                   SV_ARG(words_count(a, (size_t)b->origins, "independent origin", "independent origins")),
                   SV_ARG(b->first), SV_ARG(b->last));
        buf_printf(out, b->denied > 0 ? "denied %.0f times\n" : "no denial known\n", b->denied);
        quote_line(out, a, b->ref.quote, b->ref.source, "    ");
        if (b->denial.len) buf_add_sv(out, SV("  denied:\n")), quote_line(out, a, b->denial, SV("the denial"), "    ");
    }
    if (!s->blame_count) buf_add_sv(out, SV("no accusation is known\n"));
    if (line.failed) out->failed = true;
    buf_release(&line);
}

sitrep_status sitrep_tell_matrix(sitrep_store *store, sitrep_matrix_kind kind, const sitrep_filter *filter,
                                 sitrep_write_fn write, void *ctx, sitrep_error *err)
{
    arena a;
    said_table s = {.positions = NULL};
    buf out = BUF_INIT(0);
    arena_init(&a, 0);
    sitrep_status status = kind == SITREP_MATRIX_POSITIONS ? said_load_positions(store, filter, &a, &s, err)
                           : kind == SITREP_MATRIX_BLAME   ? said_load_blame(store, filter, &a, &s, err)
                                                           : base_error(err, SITREP_USAGE, "there is no such matrix");
    if (!status) (kind == SITREP_MATRIX_POSITIONS ? positions : blames)(&s, &a, &out);
    if (!status) status = tell_write_out(&out, &a, write, ctx, err);
    buf_release(&out);
    arena_release(&a);
    return status;
}
