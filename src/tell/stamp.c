/* tell/stamp.c — writing and reading the stamp of a report. */
#include "tell/stamp.h"

#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

#include "base/banned.h"

static const char lead[] = "sitrep-report;1;";

typedef enum value_kind { TEXT, MOMENT, DAY, SHARE } value_kind;
typedef struct stamp_field {
    const char *name;
    size_t offset;
    value_kind kind;
} stamp_field;

#define FILTER(name, member, kind)                                                                                     \
    {                                                                                                                  \
        name, offsetof(sitrep_report_options, filter) + offsetof(sitrep_filter, member), kind                          \
    }
#define OPTION(name, member, kind)                                                                                     \
    {                                                                                                                  \
        name, offsetof(sitrep_report_options, member), kind                                                            \
    }
static const stamp_field fields[] = {OPTION("known", known_until, MOMENT),
                                     FILTER("as-of", as_of, MOMENT),
                                     OPTION("since-day", changed_since, DAY),
                                     OPTION("title", title, TEXT),
                                     FILTER("where", where, TEXT),
                                     FILTER("since", since, DAY),
                                     FILTER("until", until, DAY),
                                     FILTER("type", type, TEXT),
                                     FILTER("by", by, TEXT),
                                     FILTER("actor", actor, TEXT),
                                     FILTER("recipient", recipient, TEXT),
                                     FILTER("source", source, TEXT),
                                     FILTER("metric", metric, TEXT),
                                     FILTER("act", act, TEXT),
                                     FILTER("status", status, TEXT),
                                     FILTER("text", text, TEXT),
                                     FILTER("value", value, TEXT),
                                     FILTER("confidence", confidence, SHARE)};
static const char *const forms[] = {
    [SITREP_REPORT_HTML] = "html", [SITREP_REPORT_MARKDOWN] = "markdown", [SITREP_REPORT_TEXT] = "text"};
#define FORM_COUNT (sizeof forms / sizeof forms[0])

static bool is_plain(char c)
{
    return is_alpha(c) || is_digit(c) || c == '.' || c == '-';
}

static void add_value(buf *out, const char *name, sitrep_sv value)
{
    buf_printf(out, "%s=", name);
    for (size_t i = 0; i < value.len; i++) {
        if (is_plain(value.ptr[i]))
            buf_add_char(out, value.ptr[i]);
        else
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)value.ptr[i]);
    }
    buf_add_char(out, ';');
}

static void add_field(buf *out, const stamp_field *f, const sitrep_report_options *o)
{
    const void *at = (const char *)o + f->offset;
    char number[40] = "";
    switch (f->kind) {
    case TEXT:
        if (((const sitrep_sv *)at)->len) add_value(out, f->name, *(const sitrep_sv *)at);
        return;
    case MOMENT:
        if (*(const int64_t *)at) snprintf(number, sizeof number, "%lld", (long long)*(const int64_t *)at);
        break;
    case DAY:
        if (*(const int32_t *)at != SITREP_DAY_NONE) snprintf(number, sizeof number, "%ld", (long)*(const int32_t *)at);
        break;
    case SHARE:
        if (*(const double *)at > 0) snprintf(number, sizeof number, "%.9f", *(const double *)at);
        break;
    }
    if (number[0]) add_value(out, f->name, sv_of(number));
}

sitrep_sv stamp_of(const sitrep_report_options *options, arena *a)
{
    buf out = BUF_INIT(1 << 16);
    buf_add_sv(&out, sv_of(lead));
    add_value(&out, "form", sv_of(forms[options->form]));
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) add_field(&out, &fields[i], options);
    if (options->policy) {
        add_value(&out, "policy", sitrep_policy_name(options->policy));
        add_value(&out, "policy-sha256", sitrep_policy_hash(options->policy));
    }
    sitrep_sv copy = arena_copy(a, buf_sv(&out));
    buf_release(&out);
    return copy;
}

static int hex_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Takes "%20" apart; false where it is damaged. */
static bool decode(sitrep_sv value, arena *a, sitrep_sv *out)
{
    char *to = arena_alloc(a, value.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < value.len && to; i++) {
        char c = value.ptr[i];
        if (c == '%') {
            int high = value.len - i > 2 ? hex_of(value.ptr[i + 1]) : -1,
                low = value.len - i > 2 ? hex_of(value.ptr[i + 2]) : -1;
            if (high < 0 || low < 0) return false;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (!is_plain(c)) {
            return false;
        }
        to[len++] = c;
    }
    *out = (sitrep_sv){to, len};
    return to && utf8_valid_until(*out) == len;
}

static bool number_of(sitrep_sv value, int64_t *out)
{
    uint64_t number;
    bool minus = value.len && value.ptr[0] == '-';
    if (!sv_to_u64(sv_part(value, minus, value.len), INT64_MAX, &number)) return false;
    *out = minus ? -(int64_t)number : (int64_t)number;
    return true;
}

static bool read_field(const stamp_field *f, sitrep_sv value, sitrep_report_options *o)
{
    void *at = (char *)o + f->offset;
    int64_t number = 0;
    uint64_t whole, part;
    sitrep_sv rest = value, before;
    switch (f->kind) {
    case TEXT:
        *(sitrep_sv *)at = value;
        return true;
    case MOMENT:
        if (!number_of(value, &number)) return false;
        *(int64_t *)at = number;
        return true;
    case DAY:
        if (!number_of(value, &number) || number <= INT32_MIN || number > INT32_MAX) return false;
        *(int32_t *)at = (int32_t)number;
        return true;
    case SHARE:
        before = sv_cut(&rest, '.');
        if (!sv_to_u64(before, 1, &whole) || rest.len != 9 || !sv_to_u64(rest, UINT32_MAX, &part)) return false;
        *(double *)at = (double)whole + (double)part / 1e9;
        return true;
    }
    return false;
}

static bool read_member(stamp *s, sitrep_sv name, sitrep_sv value)
{
    if (sv_eq(name, SV("policy"))) return s->policy = value, true;
    if (sv_eq(name, SV("policy-sha256"))) return s->policy_hash = value, true;
    if (sv_eq(name, SV("form"))) {
        for (unsigned i = 0; i < FORM_COUNT; i++)
            if (sv_eq(value, sv_of(forms[i]))) return s->options.form = (sitrep_report_form)i, true;
        return false;
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (sv_eq(name, sv_of(fields[i].name))) return read_field(&fields[i], value, &s->options);
    return false; /* a later stamp: made by a later program */
}

/* The characters of the last stamp, without what Markdown puts before them. */
static sitrep_sv find_stamp(sitrep_sv text, arena *a)
{
    size_t at = SIZE_MAX, len = 0;
    for (size_t next = sv_find(text, sv_of(lead), 0); next != SIZE_MAX; next = sv_find(text, sv_of(lead), next + 1))
        at = next;
    if (at == SIZE_MAX) return (sitrep_sv){"", 0};
    char *to = arena_alloc(a, text.len - at + 1);
    for (size_t i = at; i < text.len && to; i++) {
        char c = text.ptr[i];
        if (c == '\\') continue;
        if (!is_plain(c) && c != ';' && c != '=' && c != '%') break;
        to[len++] = c;
    }
    return (sitrep_sv){to, to ? len : 0};
}

sitrep_status stamp_read(sitrep_sv text, arena *a, stamp *out, sitrep_error *err)
{
    sitrep_sv rest = find_stamp(text, a);
    if (!rest.len) return base_error(err, SITREP_FORMAT, "this is no report of sitrep: it has no stamp at its end");
    memset(out, 0, sizeof *out);
    sitrep_filter_init(&out->options.filter);
    out->options.changed_since = SITREP_DAY_NONE;
    rest = sv_part(rest, sizeof lead - 1, rest.len);
    while (rest.len) {
        sitrep_sv value = sv_cut(&rest, ';'), name = sv_cut(&value, '='), plain;
        if (!decode(value, a, &plain) || !read_member(out, name, plain))
            return base_error(err, SITREP_FORMAT, "the stamp is damaged, or of a later version, at '%.*s'",
                              SV_ARG(sv_part(name, 0, 40)));
    }
    if (!out->options.known_until)
        return base_error(err, SITREP_FORMAT, "the stamp is damaged: it does not say what was known");
    return SITREP_OK;
}

sitrep_sv sitrep_tell_stamped_policy(sitrep_sv printed)
{
    static const char name[] = ";policy=";
    size_t at = SIZE_MAX, end;
    for (size_t next = sv_find(printed, sv_of(lead), 0); next != SIZE_MAX;
         next = sv_find(printed, sv_of(lead), next + 1))
        at = next;
    if (at != SIZE_MAX) at = sv_find(printed, sv_of(name), at);
    if (at == SIZE_MAX) return (sitrep_sv){"", 0};
    at += sizeof name - 1;
    for (end = at; end < printed.len && is_plain(printed.ptr[end]);) end++;
    return sv_part(printed, at, end);
}
