/* tell/again.c — a printed report made again from the store and compared, line by line, with what is on paper; and the
 * sentences whose rows were taken back since, and the cited reports whose archived bytes are damaged. */
#include "base/error.h"
#include "keep/keep.h"
#include "tell/report.h"
#include "tell/stamp.h"

#include "base/banned.h"

#define LOOK_AHEAD 400u /* lines that an added or lost passage may have before the rest is all told as changed */

typedef struct again {
    sitrep_store *store;
    sitrep_reject_fn tell;
    void *ctx;
    sitrep_report_check *check;
    arena *a;
    sitrep_report_form form;
} again;

static void told(const again *g, sitrep_status status, uint32_t line, sitrep_sv text)
{
    sitrep_error err = {.status = status, .line = line};
    size_t len = text.len < sizeof err.msg - 1 ? text.len : sizeof err.msg - 1;
    memcpy(err.msg, text.ptr, len);
    while (len && utf8_valid_until((sitrep_sv){err.msg, len}) < len) len--;
    err.msg[len] = '\0';
    if (g->tell) g->tell(g->ctx, &err);
}

/* ---- lines ---- */

static size_t split(arena *a, sitrep_sv text, sitrep_sv **out)
{
    size_t count = 1, at = 0;
    for (size_t i = 0; i < text.len; i++) count += text.ptr[i] == '\n';
    sitrep_sv *list = ARENA_ARRAY(a, sitrep_sv, count);
    while (list && at < count) list[at++] = sv_cut(&text, '\n');
    *out = list;
    return list ? count : 0;
}

/* What a reader sees instead of a tag: a citation stands in brackets, cells and paragraphs stand apart. */
static sitrep_sv tag_words(sitrep_sv tag, bool *in_cite)
{
    static const char *const apart[] = {"</td", "</th", "</p", "</li", "</h1", "</h2", "</h3", "</text", "</title"};
    if (sv_starts(tag, SV("<a class=\"cite\""))) return *in_cite = true, SV("[");
    if (*in_cite && sv_starts(tag, SV("</a"))) return *in_cite = false, SV("]");
    for (size_t i = 0; i < sizeof apart / sizeof apart[0]; i++)
        if (sv_starts(tag, sv_of(apart[i]))) return SV(" ");
    return (sitrep_sv){"", 0};
}

static sitrep_sv entity_at(sitrep_sv text, size_t *out_len)
{
    static const char *const entities[][2] = {{"&amp;", "&"},   {"&lt;", "<"},  {"&gt;", ">"},
                                              {"&quot;", "\""}, {"&#39;", "'"}, {"&#8288;", ""}};
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
        if (sv_starts(text, sv_of(entities[i][0]))) {
            *out_len = strlen(entities[i][0]);
            return sv_of(entities[i][1]);
        }
    *out_len = 1;
    return sv_part(text, 0, 1);
}

/* A line as a reader sees it: of HTML without tags and entities. */
static sitrep_sv visible(const again *g, sitrep_sv line)
{
    if (g->form != SITREP_REPORT_HTML) return sv_trim(line);
    char *to = arena_alloc(g->a, line.len + 1);
    size_t len = 0, step;
    bool in_cite = false;
    for (size_t i = 0; i < line.len && to; i += step) {
        sitrep_sv words;
        if (line.ptr[i] == '<') {
            size_t end = sv_find(line, SV(">"), i);
            step = (end == SIZE_MAX ? line.len : end + 1) - i;
            words = tag_words(sv_part(line, i, i + step), &in_cite);
        } else {
            words = entity_at(sv_part(line, i, line.len), &step);
        }
        memcpy(to + len, words.ptr, words.len); /* never longer than what it stands for */
        len += words.len;
    }
    return sv_trim((sitrep_sv){to, to ? len : 0});
}

#define EXCERPT 90u
#define BEFORE  40u
/* A part of the line from a little before the byte at which two lines differ. */
static sitrep_sv excerpt(const again *g, sitrep_sv line, size_t differs)
{
    size_t from = differs > BEFORE ? differs - BEFORE : 0;
    while (from && from < line.len && ((unsigned char)line.ptr[from] & 0xC0) == 0x80) from--;
    sitrep_sv part = doc_cut(g->a, sv_part(line, from, line.len), EXCERPT);
    return from ? arena_printf(g->a, "…%.*s", SV_ARG(part)) : part;
}

static size_t cites_in(const again *g, sitrep_sv line)
{
    sitrep_sv mark = g->form == SITREP_REPORT_HTML ? SV("class=\"cite\"") : SV("[");
    size_t count = 0;
    for (size_t at = sv_find(line, mark, 0); at != SIZE_MAX; at = sv_find(line, mark, at + 1)) count++;
    return count;
}

/* A passage of the file that the store does not give, beside what it gives there; either may be empty. */
static void told_passage(const again *g, const sitrep_sv *file, size_t file_count, uint32_t line, const sitrep_sv *made,
                         size_t made_count)
{
    size_t most = file_count > made_count ? file_count : made_count;
    for (size_t i = 0; i < most; i++) {
        bool in_file = i < file_count && sv_trim(file[i]).len, in_made = i < made_count && sv_trim(made[i]).len;
        if (!in_file && !in_made) continue;
        g->check->changed++;
        sitrep_sv is = in_file ? visible(g, file[i]) : (sitrep_sv){"", 0},
                  was = in_made ? visible(g, made[i]) : (sitrep_sv){"", 0};
        size_t same = 0;
        while (same < is.len && same < was.len && is.ptr[same] == was.ptr[same]) same++;
        if (is.len) is = excerpt(g, is, same);
        if (was.len) was = excerpt(g, was, same);
        uint32_t at = line + (uint32_t)(i < file_count ? i : file_count);
        if (!in_made)
            told(g, SITREP_MISMATCH, at, arena_printf(g->a, "the store does not give “%.*s”", SV_ARG(is)));
        else if (!in_file)
            told(g, SITREP_MISMATCH, at, arena_printf(g->a, "missing: “%.*s”", SV_ARG(was)));
        else if (cites_in(g, file[i]) < cites_in(g, made[i]))
            told(g, SITREP_MISMATCH, at,
                 arena_printf(g->a, "a citation is missing: “%.*s”; the store gives “%.*s”", SV_ARG(is), SV_ARG(was)));
        else
            told(g, SITREP_MISMATCH, at,
                 arena_printf(g->a, "changed: “%.*s”; the store gives “%.*s”", SV_ARG(is), SV_ARG(was)));
    }
}

/* How far on in `list` the line comes next; SIZE_MAX where it does not in the look-ahead. */
static size_t next_of(const sitrep_sv *list, size_t from, size_t count, sitrep_sv line)
{
    for (size_t i = from; i < count && i < from + LOOK_AHEAD; i++)
        if (sv_eq(list[i], line)) return i - from;
    return SIZE_MAX;
}

/* The nearest pair of equal lines behind two that differ, fewest lines first. */
static void meet(const sitrep_sv *file, size_t f, size_t files, const sitrep_sv *made, size_t m, size_t mades,
                 size_t *out_file, size_t *out_made)
{
    size_t best = SIZE_MAX;
    *out_file = files - f;
    *out_made = mades - m;
    for (size_t i = 0; f + i < files && i < LOOK_AHEAD && i < best; i++) {
        if (!sv_trim(file[f + i]).len) continue; /* blank lines are everywhere */
        size_t far = next_of(made, m, mades, file[f + i]);
        if (far == SIZE_MAX || i + far >= best) continue;
        best = i + far;
        *out_file = i;
        *out_made = far;
    }
}

static void compare(const again *g, sitrep_sv printed, sitrep_sv remade)
{
    sitrep_sv *file, *made;
    size_t files = split(g->a, printed, &file), mades = split(g->a, remade, &made), f = 0, m = 0;
    while (f < files && m < mades) {
        if (sv_eq(file[f], made[m])) {
            g->check->sentences += sv_trim(file[f]).len > 0;
            f++, m++;
            continue;
        }
        size_t skip_file, skip_made;
        meet(file, f, files, made, m, mades, &skip_file, &skip_made);
        told_passage(g, file + f, skip_file, (uint32_t)f + 1, made + m, skip_made);
        g->check->sentences += skip_file;
        f += skip_file;
        m += skip_made;
    }
    if (f < files || m < mades) told_passage(g, file + f, files - f, (uint32_t)f + 1, made + m, mades - m);
}

/* ---- rows ---- */

static sitrep_sv line_text(const again *g, const doc_line *line)
{
    buf text = BUF_INIT(1 << 16);
    for (const doc_run *run = line->first; run; run = run->next)
        if (run->kind != DOC_CITE) buf_add_sv(&text, run->text);
    sitrep_sv copy = doc_cut(g->a, buf_sv(&text), 140);
    buf_release(&text);
    return copy;
}

/* Tells a line of which a row fell: the first that did, and how many. */
static sitrep_status check_line(const again *g, const doc_line *line, int64_t known_until, sitrep_error *err)
{
    keep_fall first = {0}, fall;
    sitrep_sv id = {"", 0};
    size_t fallen = 0;
    for (const doc_row *row = line->rows; row; row = row->next) {
        sitrep_status status = keep_row_fell(g->store, row->id, known_until, g->a, &fall, err);
        if (status) return status;
        if (fall.fell && !fallen++) first = fall, id = row->id;
    }
    if (!fallen) return SITREP_OK;
    g->check->fallen++;
    sitrep_sv day = words_day(g->a, (int32_t)(first.at / 86400), true);
    told(g, SITREP_MISMATCH, 0,
         arena_printf(g->a, "no longer stands: “%.*s” rests on %.*s, taken back on %.*s by %.*s",
                      SV_ARG(line_text(g, line)), SV_ARG(id), SV_ARG(day), SV_ARG(first.why)));
    return SITREP_OK;
}

static sitrep_status check_rows(const again *g, const doc *d, int64_t known_until, sitrep_error *err)
{
    sitrep_status status = SITREP_OK;
    for (const doc_block *b = d->first; b && !status; b = b->next)
        for (size_t i = 0; i < b->count && !status; i++) status = check_line(g, &b->lines[i], known_until, err);
    for (size_t i = 0; i < d->source_count && !status; i++) {
        bool stands = false;
        arena_mark mark = arena_mark_set(g->a);
        status = keep_archive_stands(g->store, d->sources[i].id, g->a, &stands, err);
        arena_mark_rewind(g->a, mark);
        if (status || stands) continue;
        g->check->damaged++;
        told(g, SITREP_CHECKSUM, 0,
             arena_printf(g->a, "the archived bytes of report %.*s do not match their hash", SV_ARG(d->sources[i].id)));
    }
    return status;
}

/* ---- the policy ---- */

static sitrep_status check_policy(const again *g, const stamp *s, const sitrep_policy *policy, sitrep_error *err)
{
    if (!s->policy.len) return SITREP_OK;
    if (!policy)
        return base_error(err, SITREP_NOT_FOUND, "the report was made with the policy '%.*s', which is needed",
                          SV_ARG(sv_part(s->policy, 0, 60)));
    if (sv_eq(s->policy_hash, sitrep_policy_hash(policy))) return SITREP_OK;
    g->check->changed++;
    told(g, SITREP_MISMATCH, 0,
         arena_printf(g->a, "the policy '%.*s' is not what it was: SHA-256 %.*s then, %.*s now", SV_ARG(s->policy),
                      SV_ARG(sv_part(s->policy_hash, 0, 64)), SV_ARG(sitrep_policy_hash(policy))));
    return SITREP_OK;
}

sitrep_status sitrep_tell_verify(sitrep_store *store, sitrep_sv printed, const sitrep_policy *policy,
                                 sitrep_reject_fn finding, void *ctx, sitrep_report_check *out_check, sitrep_error *err)
{
    arena a, lines;
    arena_init(&a, 0);
    arena_init(&lines, 0);
    stamp s;
    doc d = {.a = &a};
    buf remade = BUF_INIT(0);
    *out_check = (sitrep_report_check){0};
    again g = {.store = store, .tell = finding, .ctx = ctx, .check = out_check, .a = &lines};
    sitrep_status status = stamp_read(printed, &a, &s, err);
    if (!status) status = check_policy(&g, &s, policy, err);
    if (!status) {
        g.form = s.options.form;
        if (s.policy.len) s.options.policy = policy;
        status = report_make(store, &s.options, &d, &remade, err);
    }
    if (!status) compare(&g, printed, buf_sv(&remade));
    if (!status) status = check_rows(&g, &d, s.options.known_until, err);
    if (!status && (lines.failed || a.failed)) status = base_error(err, SITREP_NOMEM, "out of memory");
    buf_release(&remade);
    arena_release(&lines);
    arena_release(&a);
    return status;
}
