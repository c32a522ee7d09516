/* keep/patch_text.c — the text of a patch: lines of a name, a blank and a value, in one order, so that the same
 * decision has the same bytes. What was parsed is printed again and compared: a record that says the same in other
 * bytes is refused, for its signature is over bytes. */
#include "keep/patch.h"

#include "base/date.h"
#include "base/banned.h"

#define HEAD "sitrep patch 1"

const char *sitrep_action_name(unsigned value)
{
    static const char *const names[] = {
#define ACTION_NAME(name) #name,
        SITREP_ACTION_LIST(ACTION_NAME)
#undef ACTION_NAME
    };
    return value < SITREP_ACTION_COUNT ? names[value] : "";
}

/* ---- hexadecimal ---- */

static int hex_digit(char c)
{
    return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool patch_hex(sitrep_sv hex, unsigned char *out, size_t size)
{
    if (hex.len != size * 2) return false;
    for (size_t i = 0; i < size; i++) {
        int high = hex_digit(hex.ptr[i * 2]), low = hex_digit(hex.ptr[i * 2 + 1]);
        if (high < 0 || low < 0) return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

void patch_add_hex(buf *out, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) buf_printf(out, "%02x", bytes[i]);
}

/* ---- printing ---- */

/* Values are one line: a backslash, a line's end and a tab are written with a backslash before them. */
static void add_value(buf *out, const char *name, sitrep_sv value)
{
    buf_printf(out, "%s ", name);
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c == '\\' || c == '\n' || c == '\t') buf_add_char(out, '\\');
        buf_add_char(out, c == '\n' ? 'n' : c == '\t' ? 't' : c);
    }
    buf_add_char(out, '\n');
}

void patch_print(const patch *p, buf *out)
{
    char at[21];
    date_print_utc(p->at, at);
    buf_printf(out, HEAD "\naction %s\n", sitrep_action_name(p->action));
    add_value(out, "target", p->target);
    if (p->other.len) add_value(out, "other", p->other);
    if (p->report.len) {
        add_value(out, "report", p->report);
        buf_printf(out, "span %u %u\n", p->span.begin, p->span.end);
        add_value(out, "said", p->said);
    }
    for (size_t i = 0; i < p->change_count; i++) {
        add_value(out, "field", p->changes[i].field);
        if (p->changes[i].has_before) add_value(out, "old", p->changes[i].before);
        if (p->changes[i].has_after) add_value(out, "new", p->changes[i].after);
    }
    for (size_t i = 0; i < p->claim_count; i++)
        buf_printf(out, "claim %.*s %.*s %u %u\n", SV_ARG(p->claims[i].id), SV_ARG(p->claims[i].report),
                   p->claims[i].span.begin, p->claims[i].span.end);
    add_value(out, "reason", p->reason);
    add_value(out, "who", p->who);
    buf_printf(out, "at %s\nkey ", at);
    patch_add_hex(out, p->key, sizeof p->key);
    buf_add_char(out, '\n');
}

/* ---- parsing ---- */

typedef struct parsing {
    sitrep_sv rest;
    uint32_t *line;
    arena *a;
    sitrep_error *err;
} parsing;

static sitrep_status bad(const parsing *p, const char *what)
{
    return base_error_at(p->err, SITREP_FORMAT, NULL, *p->line, 0, 0, "malformed patch: %s", what);
}

/* The next line without its end; false at the end of the input. A last line without an end is one too. */
static bool next_line(parsing *p, sitrep_sv *out)
{
    if (!p->rest.len) return false;
    *out = sv_cut(&p->rest, '\n');
    ++*p->line;
    return true;
}

/* Takes the line `name VALUE` if it is next. */
static bool take(parsing *p, const char *name, sitrep_sv *out_value)
{
    sitrep_sv look = p->rest, line = sv_cut(&look, '\n');
    size_t len = strlen(name);
    if (line.len < len + 1 || line.len > PATCH_LINE_MAX || memcmp(line.ptr, name, len) != 0 || line.ptr[len] != ' ')
        return false;
    *out_value = sv_part(line, len + 1, line.len);
    p->rest = look;
    ++*p->line;
    return true;
}

/* Takes `name VALUE` with what the backslashes stand for, in the arena; *out.ptr is NULL where memory ran out. */
static bool take_text(parsing *p, const char *name, sitrep_sv *out)
{
    sitrep_sv raw;
    if (!take(p, name, &raw)) return false;
    char *to = arena_alloc(p->a, raw.len + 1), *at = to;
    for (size_t i = 0; i < raw.len && to; i++) {
        char c = raw.ptr[i];
        if (c == '\\' && i + 1 < raw.len) {
            c = raw.ptr[++i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        *at++ = c;
    }
    *out = (sitrep_sv){to, to ? (size_t)(at - to) : 0};
    return true;
}

static bool to_span(sitrep_sv rest, sitrep_span *out)
{
    uint64_t begin, end;
    sitrep_sv first = sv_cut(&rest, ' ');
    if (!sv_to_u64(first, UINT32_MAX - 1, &begin) || !sv_to_u64(rest, UINT32_MAX - 1, &end) || begin > end)
        return false;
    *out = (sitrep_span){(uint32_t)begin, (uint32_t)end};
    return true;
}

static sitrep_status parse_action(parsing *p, patch *out)
{
    sitrep_sv name;
    if (!take(p, "action", &name)) return bad(p, "no action");
    for (unsigned i = 0; i < SITREP_ACTION_COUNT; i++)
        if (sv_eq(name, sv_of(sitrep_action_name(i)))) {
            out->action = (sitrep_action)i;
            return SITREP_OK;
        }
    return bad(p, "an action that this version does not know");
}

static sitrep_status parse_where(parsing *p, patch *out)
{
    sitrep_sv span;
    if (!take_text(p, "target", &out->target) || !out->target.len) return bad(p, "no target");
    take_text(p, "other", &out->other);
    if (!take_text(p, "report", &out->report)) return SITREP_OK;
    if (!out->report.len || !take(p, "span", &span) || !to_span(span, &out->span) || !take_text(p, "said", &out->said))
        return bad(p, "a report needs its span and what is said there");
    return SITREP_OK;
}

static sitrep_status parse_changes(parsing *p, patch *out)
{
    sitrep_sv field;
    while (take_text(p, "field", &field)) {
        if (out->change_count == PATCH_CHANGES_MAX) return bad(p, "too many fields");
        patch_change *c = &out->changes[out->change_count++];
        c->field = field;
        c->has_before = take_text(p, "old", &c->before);
        c->has_after = take_text(p, "new", &c->after);
    }
    return SITREP_OK;
}

static sitrep_status parse_claims(parsing *p, patch *out)
{
    sitrep_sv rest;
    while (take(p, "claim", &rest)) {
        if (out->claim_count == PATCH_CLAIMS_MAX) return bad(p, "too many claims");
        patch_claim *c = &out->claims[out->claim_count++];
        c->id = sv_cut(&rest, ' ');
        c->report = sv_cut(&rest, ' ');
        if (!c->id.len || !c->report.len || !to_span(rest, &c->span))
            return bad(p, "a claim needs id, report and span");
    }
    return SITREP_OK;
}

static sitrep_status parse_end(parsing *p, patch *out, const char *begin)
{
    sitrep_sv at, key, signature;
    instant when;
    if (!take_text(p, "reason", &out->reason) || !out->reason.len) return bad(p, "no reason");
    if (!take_text(p, "who", &out->who) || !out->who.len) return bad(p, "nobody who signs");
    if (!take(p, "at", &at) || date_parse_iso(at, &when) != SITREP_OK) return bad(p, "no time");
    out->at = when.seconds;
    if (!take(p, "key", &key) || !patch_hex(key, out->key, sizeof out->key)) return bad(p, "no key");
    if (!take(p, "signature", &signature) || !patch_hex(signature, out->signature, sizeof out->signature))
        return bad(p, "no signature");
    out->signed_part = (sitrep_sv){begin, (size_t)(key.ptr + key.len + 1 - begin)}; /* with the end of its last line */
    out->text = (sitrep_sv){begin, (size_t)(signature.ptr + signature.len - begin)};
    return SITREP_OK;
}

/* What is signed is bytes: a record that prints otherwise than it stands was not made by this format. */
static sitrep_status check_canonical(parsing *p, patch *out)
{
    if (utf8_valid_until(out->text) != out->text.len) return bad(p, "it is not UTF-8");
    buf again = BUF_INIT(0);
    patch_print(out, &again);
    bool same = sv_eq(buf_sv(&again), out->signed_part), failed = again.failed;
    buf_release(&again);
    if (failed || p->a->failed) return base_error(p->err, SITREP_NOMEM, "out of memory");
    if (!same) return bad(p, "it is not written as the format has it");
    sitrep_sv parts[] = {out->signed_part};
    keep_make_id('p', parts, 1, out->id);
    return patch_check(out, p->err) ? bad(p, p->err && p->err->msg[0] ? "a value that no patch has" : "a bad value")
                                    : SITREP_OK;
}

/* Goes on to the next record after a malformed one. */
static void skip(parsing *p)
{
    sitrep_sv line;
    while (p->rest.len && !(sv_starts(p->rest, SV(HEAD)))) next_line(p, &line);
}

sitrep_status patch_parse(sitrep_sv *rest, uint32_t *line, arena *a, patch *out, sitrep_error *err)
{
    static sitrep_status (*const parts[])(parsing *, patch *) = {parse_action, parse_where, parse_changes,
                                                                 parse_claims};
    parsing p = {*rest, line, a, err};
    sitrep_sv head = {NULL, 0};
    *out = (patch){.action = SITREP_ACTION_accept};
    const char *begin = p.rest.ptr;
    while (p.rest.len) {
        begin = p.rest.ptr;
        next_line(&p, &head);
        if (head.len && head.ptr[0] != '#') break;
        head.len = 0;
    }
    if (!head.len) {
        *rest = p.rest;
        return base_error(err, SITREP_EMPTY, "no more patches");
    }
    sitrep_status status = sv_eq(head, SV(HEAD)) ? SITREP_OK : bad(&p, "it does not begin with '" HEAD "'");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && !status; i++) status = parts[i](&p, out);
    if (!status) status = parse_end(&p, out, begin);
    if (!status && out->text.len > PATCH_RECORD_MAX) status = bad(&p, "it is too long");
    if (!status) status = check_canonical(&p, out);
    if (status) skip(&p);
    *rest = p.rest;
    return status;
}

/* ---- what a patch may say ---- */

static bool is_line(sitrep_sv sv, size_t max)
{
    if (sv.len > max || utf8_valid_until(sv) != sv.len) return false;
    for (size_t i = 0; i < sv.len; i++)
        if (((unsigned char)sv.ptr[i] < ' ' && sv.ptr[i] != '\n' && sv.ptr[i] != '\t') || sv.ptr[i] == 0x7F)
            return false;
    return true;
}

/* An id: a letter and base32. */
static bool is_id(sitrep_sv id, const char *kinds)
{
    if (id.len != KEEP_ID_SIZE - 1 || !strchr(kinds, id.ptr[0])) return false;
    for (size_t i = 1; i < id.len; i++)
        if (!is_lower(id.ptr[i]) && !(id.ptr[i] >= '2' && id.ptr[i] <= '7')) return false;
    return true;
}

sitrep_status patch_check(const patch *p, sitrep_error *err)
{
    static const char *const targets[SITREP_ACTION_COUNT] = {
        [SITREP_ACTION_accept] = "cfsuex", [SITREP_ACTION_reject] = "cfsux", [SITREP_ACTION_correct] = "cfsu",
        [SITREP_ACTION_merge] = "e",       [SITREP_ACTION_split] = "e",      [SITREP_ACTION_unverifiable] = "cfsue",
        [SITREP_ACTION_undo] = "p"};
    bool merges = p->action == SITREP_ACTION_merge, splits = p->action == SITREP_ACTION_split;
    bool corrects = p->action == SITREP_ACTION_correct;
    if (!p->reason.len) return base_error(err, SITREP_USAGE, "a decision needs its reason");
    if (!is_line(p->reason, 2000)) return base_error(err, SITREP_USAGE, "the reason is too long, or no text");
    if (!p->who.len || !is_line(p->who, 200)) return base_error(err, SITREP_USAGE, "the signer's name is no name");
    if (!is_id(p->target, targets[p->action]))
        return base_error(err, SITREP_USAGE, "'%.*s' is nothing to %s", SV_ARG(p->target),
                          sitrep_action_name(p->action));
    if (p->report.len && !is_id(p->report, "r")) return base_error(err, SITREP_USAGE, "no report's id");
    if ((p->change_count != 0) != corrects) return base_error(err, SITREP_USAGE, "a correction needs fields");
    if (merges != (p->other.len != 0) || (merges && (!is_id(p->other, "e") || p->claim_count != 2)))
        return base_error(err, SITREP_USAGE, "a merge is of two events");
    if (!merges && splits != (p->claim_count != 0)) return base_error(err, SITREP_USAGE, "a split needs its claims");
    for (size_t i = 0; i < p->claim_count; i++)
        if (!is_id(p->claims[i].id, "c") || !is_id(p->claims[i].report, "r"))
            return base_error(err, SITREP_USAGE, "no claim's id");
    for (size_t i = 0; i < p->change_count; i++)
        if (!is_line(p->changes[i].field, 40) || !is_line(p->changes[i].before, 2000) ||
            !is_line(p->changes[i].after, 2000))
            return base_error(err, SITREP_USAGE, "the value of a field is too long, or no text");
    return is_line(p->said, 4000) ? SITREP_OK : base_error(err, SITREP_USAGE, "what is said there is too long");
}
