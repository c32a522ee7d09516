/* tell/table.c — a table of the store in three forms: aligned columns for a terminal, JSON Lines, CSV.
 *
 * JSON Lines and CSV hold every column and stream row by row. The terminal's table shows a choice of columns (views[]
 * below), holds its rows until the widths are known, and cuts texts with an ellipsis. What a report says is never
 * trusted: control characters and bidirectional overrides do not reach a terminal, and a text that a spreadsheet would
 * take for a formula gets an apostrophe in CSV. */
#include "sitrep/tell.h"

#include <math.h>
#include <utf8proc.h>

#include "base/arena.h"
#include "base/error.h"
#include "tell/silence.h"
#include "tell/tell.h"

#include "base/banned.h"

/* ---- what a terminal shows ---- */

/* One column: its heading; its template, in which {name} is a cell (missing: an en dash), {name?} one that may be
 * missing without a trace, {name@} the day of a moment, {one|other} the first that is known; and the narrowest it may
 * become when the terminal is too small (0: it is never cut). */
typedef struct view_column {
    const char *heading, *template;
    unsigned narrowest;
    bool right;
} view_column;

#define VIEW_MAX 11
static const view_column views[][VIEW_MAX] = {
    [SITREP_TABLE_EVENTS] = {{"day", "{begin}", 0, false},
                             {"place", "{place}", 8, false},
                             {"type", "{type} {mode?}", 8, false},
                             {"who → whom", "{actors} → {recipients}", 16, false},
                             {"status", "{polarity?}{status}", 8, false},
                             {"c/r/o", "{claims}/{reports}/{origins}", 0, true},
                             {"quote", "{quote}", 16, false}},
    [SITREP_TABLE_CLAIMS] = {{"published", "{published@}", 0, false},
                             {"source", "{source}", 8, false},
                             {"trigger", "{trigger}", 8, false},
                             {"type", "{type} {mode?}", 8, false},
                             {"who → whom", "{actors} → {recipients}", 16, false},
                             {"place", "{place}", 8, false},
                             {"day", "{begin}", 0, false},
                             {"status", "{polarity?}{status}", 8, false},
                             {"says", "{speaker}", 8, false}},
    [SITREP_TABLE_FIGURES] = {{"kind", "{kind}", 8, false},
                              {"figure", "{text}", 8, true},
                              {"number", "{qualifier?} {best|low|high}", 8, true},
                              {"measure", "{measure}", 6, false},
                              {"step", "{step}", 5, false},
                              {"says", "{speaker}", 8, false},
                              {"place", "{place}", 6, false},
                              {"published", "{published@}", 0, false},
                              {"source", "{source}", 6, false},
                              {"quote", "{quote}", 10, false}},
    [SITREP_TABLE_STATEMENTS] = {{"day", "{day}", 0, false},
                                 {"speaker", "{speaker}", 12, false},
                                 {"act", "{act}", 7, false},
                                 {"to", "{addressee}", 6, false},
                                 {"what", "{content}", 24, false},
                                 {"source", "{source}", 8, false}},
    [SITREP_TABLE_UNDERTAKINGS] = {{"due", "{due_now}", 0, false},
                                   {"slips", "{slips?}", 0, true},
                                   {"state", "{state}", 8, false},
                                   {"who", "{speaker}", 12, false},
                                   {"kind", "{kind}", 7, false},
                                   {"to", "{addressee}", 6, false},
                                   {"what", "{content}", 24, false},
                                   {"published", "{published@}", 0, false}},
    [SITREP_TABLE_SOURCES] = {{"source", "{source}", 12, false},
                              {"reports", "{reports}", 0, true},
                              {"first with it", "{first_with_it}", 0, true},
                              {"claims", "{claims}", 0, true},
                              {"figures", "{figures}", 0, true},
                              {"statements", "{statements}", 0, true},
                              {"earliest", "{earliest@}", 0, false},
                              {"latest", "{latest@}", 0, false}},
    [SITREP_TABLE_REPORTS] = {{"published", "{published@}", 0, false},
                              {"source", "{source}", 8, false},
                              {"title", "{title}", 20, false},
                              {"dateline", "{place}", 8, false},
                              {"claims", "{claims}", 0, true},
                              {"figures", "{figures}", 0, true},
                              {"origin", "{origin_reason}", 6, false},
                              {"report", "{report}", 0, false}},
    [SITREP_TABLE_CONTRADICTIONS] = {{"seen", "{seen@}", 0, false},
                                     {"kind", "{kind}", 8, false},
                                     {"one", "{one}", 0, false},
                                     {"other", "{other}", 0, false},
                                     {"reason", "{reason}", 20, false}},
    [SITREP_TABLE_RUNS] = {{"run", "{run}", 0, true},
                           {"started", "{started}", 0, false},
                           {"ended", "{ended}", 0, false},
                           {"program", "{program}", 8, false},
                           {"model", "{model}", 8, false},
                           {"knowledge", "{knowledge}", 8, false},
                           {"reports", "{reports}", 0, true}},
    [SITREP_TABLE_POSITIONS] = {{"issue", "{issue}", 10, false},
                                {"actor", "{actor}", 10, false},
                                {"day", "{day}", 0, false},
                                {"stance", "{stance}", 7, false},
                                {"from", "{flips_from?}", 4, false},
                                {"told by", "{told_by?}", 6, false},
                                {"source", "{source}", 8, false},
                                {"quote", "{quote}", 20, false}},
    [SITREP_TABLE_ACCUSATIONS] = {{"day", "{day}", 0, false},
                                  {"accuser", "{accuser}", 10, false},
                                  {"how", "{how}", 4, false},
                                  {"accused", "{accused}", 12, false},
                                  {"act", "{act}", 8, false},
                                  {"denied", "{denied?}", 6, false},
                                  {"source", "{source}", 8, false},
                                  {"quote", "{quote}", 20, false}},
    [SITREP_TABLE_BLAME] = {{"accuser", "{accuser}", 10, false},
                            {"accused", "{accused}", 12, false},
                            {"of", "{acts}", 10, false},
                            {"c/r/o", "{accusations}/{reports}/{origins}", 0, true},
                            {"denied", "{denied}", 0, true},
                            {"first", "{first}", 0, false},
                            {"last", "{last}", 0, false},
                            {"quote", "{quote}", 20, false}},
    [SITREP_TABLE_QUESTIONS] = {{"question", "{question}", 0, false},
                                {"text", "{text}", 16, false},
                                {"state", "{state}", 0, false},
                                {"a/r/o", "{answers}/{reports}/{origins}", 0, true},
                                {"in vain", "{in_vain}/{searched}", 0, true},
                                {"changed", "{changed@}", 0, false},
                                {"latest", "{quote}", 20, false}},
    [SITREP_TABLE_ANSWERS] = {{"known", "{seen@}", 0, false},
                              {"source", "{source}", 8, false},
                              {"who", "{who}", 10, false},
                              {"what", "{what}", 10, false},
                              {"quote", "{quote}", 24, false}},
    [SITREP_TABLE_QUEUE] = {{"score", "{score}", 0, true},
                            {"item", "{item}", 0, false},
                            {"what", "{what}", 16, false},
                            {"why", "{reasons}", 20, false},
                            {"source", "{source}", 8, false},
                            {"quote", "{quote}", 16, false}},
    [SITREP_TABLE_PATCHES] = {{"patch", "{patch}", 0, false},
                              {"at", "{at@}", 0, false},
                              {"who", "{who}", 8, false},
                              {"action", "{action}", 0, false},
                              {"target", "{target}", 0, false},
                              {"state", "{state}", 0, false},
                              {"change", "{change?}", 12, false},
                              {"reason", "{reason}", 12, false}},
    [SITREP_TABLE_CONFLICTS] = {{"row", "{row}", 0, false},
                                {"field", "{field}", 0, false},
                                {"one", "{one}", 0, false},
                                {"other", "{other}", 0, false},
                                {"why", "{reason}", 20, false}},
    [SITREP_TABLE_SIGNERS] = {{"signer", "{signer}", 0, false},
                              {"name", "{name}", 8, false},
                              {"trusted", "{trusted}", 0, false},
                              {"patches", "{patches}", 0, true},
                              {"reason", "{reason}", 12, false}},
    [SITREP_TABLE_WITHDRAWALS] = {{"seen", "{seen@}", 0, false},
                                  {"notice", "{kind}", 0, false},
                                  {"source", "{source}", 8, false},
                                  {"report", "{title}", 12, false},
                                  {"used by", "{used_by?}", 0, false},
                                  {"id", "{id?}", 0, false},
                                  {"what", "{what?}", 16, false}},
    [SITREP_TABLE_PRINTED] = {{"printed", "{printed}", 0, false},
                              {"at", "{at}", 0, false},
                              {"as of", "{as_of}", 0, false},
                              {"form", "{form}", 0, false},
                              {"title", "{title}", 12, false},
                              {"policy", "{policy?}", 6, false},
                              {"rows", "{rows}", 0, true},
                              {"fallen", "{fallen}", 0, true}},
    [SITREP_TABLE_PLACES] = {{"day", "{day}", 0, false},
                             {"text", "{text}", 8, false},
                             {"place", "{place}", 8, false},
                             {"country", "{country}", 0, false},
                             {"precision", "{precision}", 6, false},
                             {"role", "{role}", 6, false},
                             {"source", "{source}", 8, false}},
    [SITREP_TABLE_TIMES] = {{"begin", "{begin}", 0, false}, {"end", "{end}", 0, false}, {"value", "{value}", 8, false}},
    [SITREP_TABLE_SILENCE] = {{"place", "{place}", 8, false},
                              {"day", "{day}", 0, false},
                              {"state", "{state}", 12, false},
                              {"c/r/o", "{claims}/{reports}/{origins}", 0, true},
                              {"covered by", "{covered_by}", 0, true},
                              {"source", "{source?}", 8, false},
                              {"quote", "{quote?}", 20, false}},
    [SITREP_TABLE_COVERAGE] = {{"place", "{place}", 8, false},
                               {"verdict", "{verdict}", 12, false},
                               {"c/r/o", "{claims}/{reports}/{origins}", 0, true},
                               {"independent", "{independent}", 0, true},
                               {"denied", "{days_denied}", 0, true},
                               {"not covered", "{days_not_covered}", 0, true},
                               {"quote", "{quote?}", 20, false}},
    [SITREP_TABLE_SENTENCES] = {{"published", "{published@}", 0, false},
                                {"source", "{source}", 10, false},
                                {"sentence", "{quote}", 30, false}},
};
#define VIEW_COUNT (sizeof views / sizeof views[0])

/* ---- cells as text ---- */

void tell_number(buf *out, double value)
{
    char text[40];
    if (fabs(value) < 1e15 && value == floor(value)) {
        snprintf(text, sizeof text, "%.0f", value);
    } else {
        snprintf(text, sizeof text, "%.15g", value); /* the shorter one, where it reads back as the same number */
        if (strtod(text, NULL) != value) snprintf(text, sizeof text, "%.17g", value);
    }
    buf_add_sv(out, sv_of(text));
}

/* Invisible characters by which a text could reorder or hide what stands beside it: U+061C, U+200E–F, U+202A–E,
 * U+2066–9. */
bool tell_is_bidi_control(uint32_t cp)
{
    return cp == 0x061C || cp == 0x200E || cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069);
}

unsigned tell_width(uint32_t cp)
{
    int width = utf8proc_charwidth((utf8proc_int32_t)cp);
    return width > 0 ? (unsigned)width : 0;
}

void tell_line(buf *out, sitrep_sv sv)
{
    bool blank = true; /* so that none leads */
    for (size_t i = 0; i < sv.len;) {
        uint32_t cp, len = utf8_decode(sv, i, &cp);
        if (len == 0) cp = ' ', len = 1; /* the store holds valid text; a damaged one must not reach a terminal */
        bool is_blank = cp <= ' ' || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029;
        if (is_blank && !blank) buf_add_char(out, ' ');
        if (!is_blank && !tell_is_bidi_control(cp)) buf_add(out, sv.ptr + i, len);
        if (is_blank || !tell_is_bidi_control(cp)) blank = is_blank;
        i += len;
    }
    while (out->len && out->ptr[out->len - 1] == ' ') out->ptr[--out->len] = '\0';
}

sitrep_status tell_write_out(const buf *out, const arena *a, sitrep_write_fn write, void *ctx, sitrep_error *err)
{
    if (out->failed || a->failed) return base_error(err, SITREP_NOMEM, "out of memory");
    return write(ctx, out->ptr ? out->ptr : "", out->len) ? SITREP_OK
                                                          : base_error(err, SITREP_STOPPED, "writing was stopped");
}

static size_t column_of(const char *const *names, sitrep_sv name)
{
    size_t at = 0;
    while (names[at] && !sv_eq(sv_of(names[at]), name)) at++;
    SITREP_ASSERT(names[at]); /* a view names a column that its table has not */
    return at;
}

/* The first cell of "low|best" that is known; the last where none is. */
static const sitrep_cell *first_known(const char *const *names, const sitrep_cell *cells, sitrep_sv choices)
{
    const sitrep_cell *cell = NULL;
    do cell = &cells[column_of(names, sv_cut(&choices, '|'))];
    while (choices.len && cell->kind == SITREP_CELL_NONE);
    return cell;
}

/* Fills one template from a row. */
static void fill(buf *out, const char *template, const char *const *names, const sitrep_cell *cells)
{
    buf part = BUF_INIT(0);
    for (const char *at = template; *at; at++) {
        if (*at != '{') {
            buf_add_char(out, *at);
            continue;
        }
        const char *end = strchr(at, '}');
        bool optional = end[-1] == '?', day = end[-1] == '@';
        const sitrep_cell *cell =
            first_known(names, cells, (sitrep_sv){at + 1, (size_t)(end - at) - 1 - (optional || day)});
        buf_clear(&part);
        if (cell->kind == SITREP_CELL_TEXT)
            tell_line(&part, day && cell->text.len > 10 ? sv_part(cell->text, 0, 10) : cell->text);
        if (cell->kind == SITREP_CELL_NUMBER) tell_number(&part, cell->number);
        bool is_default = optional && (sv_eq(buf_sv(&part), SV("+")) || sv_eq(buf_sv(&part), SV("none")) ||
                                       sv_eq(buf_sv(&part), SV("exact")));
        if (!is_default) buf_add_sv(out, buf_sv(&part));
        if (part.len == 0 && !optional) buf_add_sv(out, SV("–"));
        if (part.failed) out->failed = true;
        at = end;
    }
    buf_release(&part);
    while (out->len && out->ptr[out->len - 1] == ' ') out->ptr[--out->len] = '\0';
}

static unsigned width_of(sitrep_sv sv)
{
    unsigned width = 0;
    for (size_t i = 0; i < sv.len;) {
        uint32_t cp, len = utf8_decode(sv, i, &cp);
        if (len == 0) break;
        width += tell_width(cp);
        i += len;
    }
    return width;
}

unsigned tell_text_width(sitrep_sv sv)
{
    return width_of(sv);
}

/* Adds `sv` cut to `width` columns, the last of them an ellipsis where something was left out. Gives the columns used.
 */
static unsigned add_cut(buf *out, sitrep_sv sv, unsigned width)
{
    unsigned all = width_of(sv), used = 0;
    if (all <= width) {
        buf_add_sv(out, sv);
        return all;
    }
    for (size_t i = 0; i < sv.len;) {
        uint32_t cp, len = utf8_decode(sv, i, &cp);
        if (len == 0 || used + tell_width(cp) + 1 > width) break;
        used += tell_width(cp);
        buf_add(out, sv.ptr + i, len);
        i += len;
    }
    buf_add_sv(out, SV("…"));
    return used + 1;
}

/* ---- the three writers ---- */

typedef struct writer {
    sitrep_table_kind kind;
    const char *const *names;
    unsigned width;
    sitrep_write_fn write;
    void *ctx;
    buf line;
    bool nomem;
    /* rows of the terminal's table */
    arena cells;
    sitrep_sv *grid;
    size_t rows, room, columns;
} writer;

/* Sends the line that was built. */
static bool send(writer *w)
{
    if (w->line.failed) w->nomem = true;
    bool good = !w->line.failed && w->write(w->ctx, w->line.ptr ? w->line.ptr : "", w->line.len);
    buf_clear(&w->line);
    return good;
}

void tell_json_string(buf *out, sitrep_sv sv)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < sv.len; i++) {
        unsigned char c = (unsigned char)sv.ptr[i];
        if (c == '"' || c == '\\') buf_add_char(out, '\\');
        if (c < 0x20)
            buf_printf(out, "\\u%04x", c);
        else
            buf_add_char(out, (char)c);
    }
    buf_add_char(out, '"');
}

static bool jsonl_row(void *ctx, const sitrep_cell *cells, size_t count)
{
    writer *w = ctx;
    buf_add_char(&w->line, '{');
    bool comma = false;
    for (size_t i = 0; i < count; i++) {
        if (cells[i].kind == SITREP_CELL_NONE) continue; /* not known: left out, never null, 0 or "" */
        buf_printf(&w->line, "%s\"%s\": ", comma ? ", " : "", w->names[i]);
        if (cells[i].kind == SITREP_CELL_NUMBER)
            tell_number(&w->line, cells[i].number);
        else
            tell_json_string(&w->line, cells[i].text);
        comma = true;
    }
    buf_add_sv(&w->line, SV("}\n"));
    return send(w);
}

/* A text cell that a spreadsheet would run as a formula. A sign alone ("-", the polarity) or before a digit is none. */
static bool is_formula(sitrep_sv sv)
{
    static const char leads[] = "=+-@\t\r";
    if (sv.len < 2 || !memchr(leads, sv.ptr[0], sizeof leads - 1)) return false;
    return !((sv.ptr[0] == '-' || sv.ptr[0] == '+') && is_digit(sv.ptr[1]));
}

void tell_csv_text(buf *out, sitrep_sv sv)
{
    bool formula = is_formula(sv), quoted = false;
    for (size_t i = 0; i < sv.len && !quoted; i++)
        quoted = sv.ptr[i] == '"' || sv.ptr[i] == ',' || sv.ptr[i] == '\n' || sv.ptr[i] == '\r';
    if (quoted) buf_add_char(out, '"');
    if (formula) buf_add_char(out, '\'');
    for (size_t i = 0; i < sv.len; i++) {
        if (sv.ptr[i] == '"') buf_add_char(out, '"');
        buf_add_char(out, sv.ptr[i]);
    }
    if (quoted) buf_add_char(out, '"');
}

static bool csv_row(void *ctx, const sitrep_cell *cells, size_t count)
{
    writer *w = ctx;
    for (size_t i = 0; i < count; i++) {
        if (i) buf_add_char(&w->line, ',');
        if (cells[i].kind == SITREP_CELL_NUMBER) tell_number(&w->line, cells[i].number);
        if (cells[i].kind == SITREP_CELL_TEXT) tell_csv_text(&w->line, cells[i].text);
    }
    buf_add_sv(&w->line, SV("\r\n"));
    return send(w);
}

static bool csv_head(writer *w)
{
    for (size_t i = 0; w->names[i]; i++) buf_printf(&w->line, "%s%s", i ? "," : "", w->names[i]);
    buf_add_sv(&w->line, SV("\r\n"));
    return send(w);
}

static bool table_row(void *ctx, const sitrep_cell *cells, size_t count)
{
    writer *w = ctx;
    (void)count;
    if (w->rows == w->room) {
        size_t room = w->room ? w->room * 2 : 64;
        w->grid = arena_grow(&w->cells, w->grid, w->rows * w->columns, room * w->columns, sizeof *w->grid);
        w->room = w->grid ? room : 0;
    }
    for (size_t c = 0; c < w->columns && w->grid; c++) {
        buf_clear(&w->line);
        fill(&w->line, views[w->kind][c].template, w->names, cells);
        w->grid[w->rows * w->columns + c] = arena_copy(&w->cells, buf_sv(&w->line));
        w->nomem = w->nomem || w->line.failed;
    }
    w->rows++;
    buf_clear(&w->line);
    w->nomem = w->nomem || w->cells.failed;
    return !w->nomem;
}

/* Takes columns from the widest that may still shrink until the table fits. */
static void fit(const writer *w, unsigned *widths)
{
    unsigned total = 2 * (unsigned)(w->columns - 1);
    for (size_t c = 0; c < w->columns; c++) total += widths[c];
    while (w->width && total > w->width) {
        size_t widest = SIZE_MAX;
        for (size_t c = 0; c < w->columns; c++) {
            unsigned least = views[w->kind][c].narrowest;
            if (least && widths[c] > least && (widest == SIZE_MAX || widths[c] > widths[widest])) widest = c;
        }
        if (widest == SIZE_MAX) return; /* narrower than its columns: it runs over the edge */
        widths[widest]--;
        total--;
    }
}

static void add_blanks(buf *out, unsigned count)
{
    while (count--) buf_add_char(out, ' ');
}

static bool table_line(writer *w, const sitrep_sv *cells, const unsigned *widths)
{
    for (size_t c = 0; c < w->columns; c++) {
        const view_column *view = &views[w->kind][c];
        unsigned width = width_of(cells[c]), pad = widths[c] > width ? widths[c] - width : 0;
        if (c) add_blanks(&w->line, 2);
        if (view->right) add_blanks(&w->line, pad);
        unsigned used = add_cut(&w->line, cells[c], widths[c]);
        if (!view->right && c + 1 < w->columns) add_blanks(&w->line, widths[c] > used ? widths[c] - used : 0);
    }
    while (w->line.len && w->line.ptr[w->line.len - 1] == ' ') w->line.ptr[--w->line.len] = '\0';
    buf_add_char(&w->line, '\n');
    return send(w);
}

static bool table_end(writer *w)
{
    unsigned widths[VIEW_MAX] = {0};
    sitrep_sv heads[VIEW_MAX];
    for (size_t c = 0; c < w->columns; c++) {
        heads[c] = sv_of(views[w->kind][c].heading);
        widths[c] = width_of(heads[c]);
        for (size_t r = 0; r < w->rows; r++) {
            unsigned width = width_of(w->grid[r * w->columns + c]);
            if (width > widths[c]) widths[c] = width;
        }
    }
    fit(w, widths);
    bool good = table_line(w, heads, widths);
    for (size_t r = 0; r < w->rows && good; r++) good = table_line(w, w->grid + r * w->columns, widths);
    return good;
}

static bool nothing(writer *w)
{
    (void)w;
    return true;
}

typedef struct form {
    bool (*head)(writer *w);
    sitrep_row_fn row;
    bool (*end)(writer *w);
} form;

static const form forms[] = {
    [SITREP_OUTPUT_TABLE] = {nothing, table_row, table_end},
    [SITREP_OUTPUT_JSONL] = {nothing, jsonl_row, nothing},
    [SITREP_OUTPUT_CSV] = {csv_head, csv_row, nothing},
};

/* What is made here of several tables, else the store's own. */
static sitrep_status rows_of(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter,
                             sitrep_row_fn row, void *ctx, sitrep_error *err)
{
    if (silence_columns(kind)) return silence_rows(store, kind, filter, row, ctx, err);
    return sitrep_store_query(store, kind, filter, row, ctx, err);
}

sitrep_status sitrep_tell_table(sitrep_store *store, sitrep_table_kind kind, const sitrep_filter *filter,
                                sitrep_output output, unsigned width, sitrep_write_fn write, void *ctx,
                                sitrep_error *err)
{
    if ((size_t)kind >= VIEW_COUNT || (size_t)output >= sizeof forms / sizeof forms[0])
        return base_error(err, SITREP_USAGE, "there is no such table or form");
    writer w = {.kind = kind,
                .names = silence_columns(kind) ? silence_columns(kind) : sitrep_table_columns(kind),
                .width = width,
                .write = write,
                .ctx = ctx,
                .line = BUF_INIT(0)};
    while (w.columns < VIEW_MAX && views[kind][w.columns].heading) w.columns++;
    arena_init(&w.cells, 0);
    const form *f = &forms[output];
    sitrep_status status = f->head(&w) ? rows_of(store, kind, filter, f->row, &w, err)
                                       : base_error(err, SITREP_STOPPED, "writing was stopped");
    if (!status && !f->end(&w)) status = base_error(err, SITREP_STOPPED, "writing was stopped");
    if (w.nomem) status = base_error(err, SITREP_NOMEM, "out of memory");
    buf_release(&w.line);
    arena_release(&w.cells);
    return status;
}
