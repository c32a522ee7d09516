/* read/explain.c — the walk of the event coder, told for people. */
#include "read/events_int.h"

static sitrep_sv or_dash(sitrep_sv text)
{
    return text.len ? text : SV("-");
}

void ev_explain_tree(const ev *e)
{
    ev_trace(e, "\nsentence %u\n", e->s + 1);
    for (uint32_t w = 0; w < e->t->sentence->count; w++) {
        const sitrep_word *x = read_tree_word(e->t, w);
        sitrep_sv head = x->head < e->t->sentence->count ? read_tree_word(e->t, x->head)->form : SV("(root)");
        ev_trace(e, "  %3u %-16.*s %-14.*s %-6s %-12s %.*s", w + 1, SV_ARG(x->form), SV_ARG(x->lemma),
                 sitrep_upos_name(x->upos), sitrep_deprel_name(x->deprel), SV_ARG(head));
        uint32_t m = read_mention_of(e->r, e->s, w);
        if (m != SITREP_NONE) {
            const read_mention *k = &e->r->mentions.items[m];
            ev_trace(e, "   [%s %s", sitrep_entity_kind_name(k->kind), k->code.text[0] ? k->code.text : "-");
            for (uint8_t i = 0; i < k->sector_count; i++) ev_trace(e, " %s", k->sectors[i].text);
            ev_trace(e, "]");
        }
        ev_trace(e, "\n");
    }
    ev_trace(e, "triggers\n");
}

static void explain_side(const ev *e, const char *name, const sitrep_actor *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        ev_trace(e, "      %s: %.*s (%s", name, SV_ARG(list[i].text), list[i].code.text[0] ? list[i].code.text : "-");
        for (uint8_t k = 0; k < list[i].sector_count; k++) ev_trace(e, " %s", list[i].sectors[k].text);
        ev_trace(e, ")\n");
    }
}

void ev_explain_event(const ev *e, const sitrep_event *event)
{
    sitrep_sv mode = or_dash(event->mode), cameo = or_dash(event->cameo);
    ev_trace(e, "    event: %s mode %.*s, CAMEO %.*s, %s%s, %s%s, confidence %.2f\n",
             sitrep_event_type_name(event->type), SV_ARG(mode), SV_ARG(cameo), sitrep_event_status_name(event->status),
             event->negative ? " (not)" : "", sitrep_certainty_name(event->certainty),
             event->omission ? ", omission" : "", (double)event->confidence);
    explain_side(e, "actor", event->actors, event->actor_count);
    explain_side(e, "recipient", event->recipients, event->recipient_count);
    if (event->place != SITREP_NONE) ev_trace(e, "      place: %.*s\n", SV_ARG(e->r->places.items[event->place].name));
    if (event->time != SITREP_NONE) ev_trace(e, "      time: %.*s\n", SV_ARG(e->r->times.items[event->time].value));
}

sitrep_status sitrep_reader_explain(sitrep_reader *reader, const sitrep_report *report, sitrep_write_fn write,
                                    void *ctx, sitrep_error *err)
{
    const sitrep_record *record;
    reader->trace = write;
    reader->trace_ctx = ctx;
    sitrep_status status = sitrep_reader_run(reader, report, &record, err);
    reader->trace = NULL;
    return status;
}
