/* lang/parser.c — one analysis: split, contract, net. All memory is the parser's arena, reset for each text. */
#include "lang/model.h"

#include "base/clock.h"

#include "base/banned.h"

struct sitrep_parser {
    const sitrep_model *model;
    arena arena;
    lang_net_ctx *net;
    sitrep_analysis analysis;
    sitrep_parser_cost cost;
};

sitrep_status sitrep_parser_new(const sitrep_model *model, sitrep_parser **out_parser, sitrep_error *err)
{
    sitrep_parser *p = calloc(1, sizeof *p);
    if (!p) return base_error(err, SITREP_NOMEM, "out of memory");
    p->model = model;
    arena_init(&p->arena, 0);
    sitrep_status status = lang_net_ctx_new(model->net, &p->net, err);
    if (status) {
        sitrep_parser_free(p);
        return status;
    }
    *out_parser = p;
    return SITREP_OK;
}

void sitrep_parser_free(sitrep_parser *parser)
{
    if (!parser) return;
    lang_net_ctx_free(parser->net);
    arena_release(&parser->arena);
    free(parser);
}

/* Cuts the tokens [first, end) of one sentence into words. */
static sitrep_status make_words(sitrep_parser *p, const lang_token *tokens, uint32_t count, sitrep_sentence *out)
{
    sitrep_sv text = p->analysis.text;
    sitrep_word *words = ARENA_ARRAY(&p->arena, sitrep_word, (size_t)count * LANG_PARTS_MAX);
    if (!words) return SITREP_NOMEM;
    uint32_t n = 0;
    bool quote_open = false;
    for (uint32_t i = 0; i < count; i++) {
        const lang_token *t = &tokens[i];
        sitrep_sv form = sv_part(text, t->begin, t->end);
        bool next_is_word = t->space_after && i + 1 < count && is_alpha(text.ptr[tokens[i + 1].begin]);
        uint32_t ends[LANG_PARTS_MAX] = {(uint32_t)form.len};
        uint32_t parts = lang_contractions_cut(p->model->contractions, form, next_is_word, quote_open, ends);
        if (n + parts + (count - i - 1) > SITREP_SENTENCE_MAX)
            parts = 1, ends[0] = (uint32_t)form.len; /* the rest needs room too */
        if (sv_eq(form, SV("'")) || sv_eq(form, SV("\xE2\x80\x98"))) quote_open = !quote_open;
        for (uint32_t k = 0; k < parts; k++)
            words[n++] = (sitrep_word){.form = sv_part(form, k ? ends[k - 1] : 0, ends[k]),
                                       .span = {t->begin, t->end},
                                       .xpos = "",
                                       .feats = "",
                                       .head = SITREP_NONE,
                                       .token_words = k ? 0 : (uint8_t)parts,
                                       .space_after = t->space_after};
    }
    *out = (sitrep_sentence){.words = words, .count = n, .span = {tokens[0].begin, tokens[count - 1].end}};
    return SITREP_OK;
}

static sitrep_status make_sentences(sitrep_parser *p, const lang_tokens *tokens)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < tokens->count; i++) count += tokens->items[i].sentence_end;
    p->analysis.sentences = ARENA_ARRAY(&p->arena, sitrep_sentence, count);
    if (!p->analysis.sentences) return SITREP_NOMEM;
    bool paragraph = true;
    for (uint32_t first = 0; first < tokens->count;) {
        uint32_t end = first;
        while (!tokens->items[end].sentence_end) end++; /* the splitter ends the last sentence */
        end++;
        sitrep_sentence *s = &p->analysis.sentences[p->analysis.count];
        sitrep_status status = make_words(p, tokens->items + first, end - first, s);
        if (status) return status;
        s->paragraph = paragraph;
        paragraph = tokens->items[end - 1].paragraph_end;
        p->analysis.count++;
        first = end;
    }
    return SITREP_OK;
}

static sitrep_status run_net(sitrep_parser *p)
{
    sitrep_status status = lang_net_run(p->net, &p->arena, p->analysis.sentences, p->analysis.count, &p->cost);
    for (uint32_t i = 0; i < p->analysis.count && !status; i++) {
        lang_coordination_settle(&p->analysis.sentences[i]);
        lang_attribution_settle(&p->analysis.sentences[i]);
    }
    return status ? status : lang_names_settle(&p->analysis, &p->arena);
}

sitrep_status sitrep_parser_run(sitrep_parser *parser, sitrep_sv text, const sitrep_analysis **out_analysis,
                                sitrep_error *err)
{
    if (text.len > SITREP_TEXT_MAX)
        return base_error(err, SITREP_LIMIT, "a text of more than %u bytes", SITREP_TEXT_MAX);
    size_t valid = utf8_valid_until(text);
    if (valid < text.len) return base_error_at(err, SITREP_ENCODING, NULL, 0, 0, valid, "byte %zu is not UTF-8", valid);
    arena_reset(&parser->arena);
    parser->analysis = (sitrep_analysis){.text = text};
    parser->cost = (sitrep_parser_cost){0};
    double from = clock_now();
    lang_tokens tokens;
    sitrep_status status =
        lang_split_run(&parser->model->split, parser->model->contractions, &parser->arena, text, &tokens);
    if (!status) status = make_sentences(parser, &tokens);
    clock_lap(&from, &parser->cost.split);
    if (!status) status = run_net(parser);
    if (status) return base_error(err, status, "out of memory");
    *out_analysis = &parser->analysis;
    return SITREP_OK;
}

sitrep_status sitrep_parser_run_conllu(sitrep_parser *parser, sitrep_sv conllu, const sitrep_analysis **out_analysis,
                                       sitrep_error *err)
{
    size_t valid = utf8_valid_until(conllu);
    if (valid < conllu.len)
        return base_error_at(err, SITREP_ENCODING, NULL, 0, 0, valid, "byte %zu is not UTF-8", valid);
    arena_reset(&parser->arena);
    parser->cost = (sitrep_parser_cost){0};
    sitrep_status status = lang_conllu_read(conllu, &parser->arena, &parser->analysis, err);
    if (status) return status;
    status = run_net(parser);
    if (status) return base_error(err, status, "out of memory");
    *out_analysis = &parser->analysis;
    return SITREP_OK;
}

void sitrep_parser_cost_of(const sitrep_parser *parser, sitrep_parser_cost *out_cost)
{
    *out_cost = parser->cost;
}
