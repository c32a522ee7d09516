/* What fresh wire stories were misread in: conditions told as deeds, old deeds told as news, totals of a war, who the
 * sides are. One event or statement of a sentence each, on the real model and knowledge file. */
#include "check.h"

#include "base/date.h"
#include "reader.h"

#define PUBLISHED "2024-05-16"

static const sitrep_record *read_text(const char *text)
{
    sitrep_error err = {0};
    const sitrep_record *record = NULL;
    sitrep_report report = {.id = SV("case"), .published = SV(PUBLISHED), .text = sv_of(text)};
    sitrep_status status =
        reading_open() ? sitrep_reader_run(reading_reader, &report, &record, &err) : SITREP_NOT_FOUND;
    if (status) CHECK_FAIL("%s: %s", text, err.msg);
    return status ? NULL : record;
}

static const sitrep_event *event_at(const sitrep_record *r, const char *trigger)
{
    for (uint32_t i = 0; r && i < r->event_count; i++)
        if (sv_eq(sv_span(r->text, r->events[i].trigger), sv_of(trigger))) return &r->events[i];
    return NULL;
}

static void print_side(const sitrep_actor *side, uint32_t count, buf *out)
{
    if (!count) buf_add_char(out, '-');
    for (uint32_t i = 0; i < count; i++) {
        if (i) buf_add_char(out, '+');
        buf_printf(out, "%.*s", SV_ARG(side[i].text));
        if (side[i].code.text[0]) buf_printf(out, " %s", side[i].code.text);
        for (uint32_t k = 0; k < side[i].sector_count; k++)
            buf_printf(out, "%c%s", k ? ',' : ':', side[i].sectors[k].text);
    }
}

/* "ASSAULT happened Osh 2024-05-12 actors > recipients" of the event with this trigger, "-" for none; `want` may leave
 * parts off at its end. */
static void check_event(const char *text, const char *trigger, const char *want)
{
    const sitrep_record *r = read_text(text);
    const sitrep_event *e = event_at(r, trigger);
    buf got = {0};
    char begin[11] = "-";
    if (e) {
        sitrep_sv place = e->place == SITREP_NONE ? SV("-") : r->places[e->place].name;
        if (e->begin != SITREP_DAY_NONE) date_print(e->begin, begin);
        buf_printf(&got, "%s %s%s %.*s %s ", sitrep_event_type_name(e->type), sitrep_event_status_name(e->status),
                   e->negative ? "-" : "", SV_ARG(place), begin);
        print_side(e->actors, e->actor_count, &got);
        buf_printf(&got, " > ");
        print_side(e->recipients, e->recipient_count, &got);
    } else {
        buf_printf(&got, "none");
    }
    if (!sv_starts(buf_sv(&got), sv_of(want)))
        CHECK_FAIL("%s\n    read %.*s\n    want %s", text, SV_ARG(buf_sv(&got)), want);
    buf_release(&got);
}

/* "speaker act content" of a statement, where content is that of its first part. */
static void check_statement(const char *text, const char *speaker, const char *want)
{
    const sitrep_record *r = read_text(text);
    buf got = {0};
    for (uint32_t i = 0; r && i < r->statement_count && !got.len; i++) {
        const sitrep_statement *s = &r->statements[i];
        if (!s->has_speaker || !sv_eq(sv_span(r->text, s->speaker.span), sv_of(speaker))) continue;
        buf_printf(&got, "%s %.*s", sitrep_act_name(s->act), SV_ARG(sv_span(r->text, s->content[0])));
    }
    if (!got.len) buf_printf(&got, "none");
    if (!sv_eq(buf_sv(&got), sv_of(want)))
        CHECK_FAIL("%s\n    read %.*s\n    want %s", text, SV_ARG(buf_sv(&got)), want);
    buf_release(&got);
}

static void test_conditions_have_not_happened(void)
{
    check_event("Israel's defence minister warned Hezbollah that any attack would be met with overwhelming force.",
                "attack", "ASSAULT conditional");
    check_event("Russia must withdraw its forces before talks can begin, Ukraine's foreign minister said.", "talks",
                "CONSULT conditional");
    check_event("The rebels said they would resume fighting if the government did not return to talks.", "talks",
                "CONSULT conditional");
    check_event("The guard said an attack could follow.", "attack", "ASSAULT conditional");
    check_event("The attack will be investigated, police said.", "attack", "ASSAULT happened");
    check_event("NATO warned that further attacks would bring air strikes.", "strikes", "ASSAULT conditional");
    check_event("An attack that killed 12 people could derail the vote.", "killed", "ASSAULT happened");
}

static void test_opening_is_one_event(void)
{
    static const char text[] = "The Secretary-General called for the opening of humanitarian corridors.";
    check_event(text, "opening", "REQUEST demanded");
    check_event(text, "humanitarian corridors", "none");
}

static void test_charges_are_the_accused(void)
{
    static const char text[] = "Police in Harare arrested lawmaker Job Sikhala on charges of inciting violence.";
    check_event(text, "inciting", "THREATEN happened - - lawmaker ZWE:LEG");
    check_event(text, "violence", "none");
    check_event("Prosecutors in Harare charged a lawmaker with plotting to overthrow the government.", "plotting",
                "THREATEN happened - - a lawmaker ZWE:LEG");
    check_event("Venezuela's Supreme Court barred Maria Corina Machado from holding office.", "barred",
                "COERCE happened - 2024-05-16 Supreme Court VEN:JUD");
}

static void test_old_deeds(void)
{
    static const char text[] =
        "An appeals court overturned the conviction of a former general for the killing of six Jesuits in 1989.";
    check_event(text, "overturned", "CONCEDE happened - 2024-05-16");
    check_event(text, "killing", "ASSAULT historical - 1989-01-01");
    static const char wreaths[] =
        "Ten years after the massacre, relatives laid wreaths at the site where 34 miners were shot dead.";
    check_event(wreaths, "massacre", "ASSAULT historical - - ");
    check_event(wreaths, "shot dead", "ASSAULT historical - - ");
}

static void test_totals_of_a_war(void)
{
    check_event("Gunmen killed two men in Gao on Sunday. The conflict has killed more than 35,000 people since 2009.",
                "killed", "ASSAULT happened Gao 2024-05-12");
    static const char text[] =
        "Gunmen raided a village in Gao on Sunday. The conflict has displaced about two million people.";
    check_event(text, "displaced", "SANCTION happened - - ");
}

static void test_capitals_are_governments(void)
{
    static const char text[] = "Mali accused France of arming rebels. Paris denied the accusation.";
    check_event(text, "denied", "REJECT happened - 2024-05-16 Paris FRA:GOV");
    check_statement(text, "Paris", "deny the accusation");
    check_event("Armenia is negotiating with Baku over the release of prisoners.", "negotiating",
                "CONSULT ongoing - 2024-05-16 Armenia ARM+Baku AZE");
}

static void test_sides(void)
{
    check_event("Ethiopia and the rebels signed a ceasefire in Pretoria on Sunday.", "signed",
                "RETREAT happened Pretoria 2024-05-12 Ethiopia ETH+rebels");
    check_event("The two sides exchanged 48 prisoners in a swap brokered by Turkey.", "exchanged",
                "RETREAT happened - 2024-05-16 sides > -");
    check_event("A rocket hit an empty house in Sderot.", "hit", "ASSAULT happened Sderot 2024-05-16 - > empty house");
    check_event("The ministry summoned the Indian ambassador to protest against the shelling of a village.", "protest",
                "none");
}

static void test_voices(void)
{
    static const char text[] =
        "China used water cannon against a supply boat, Manila said; Beijing said its vessels had "
        "acted lawfully.";
    check_statement(text, "Manila", "report China used water cannon against a supply boat");
    check_statement(text, "Beijing", "report its vessels had acted lawfully");
    check_statement("Villagers accused soldiers of arson; the army called the allegations lies.", "the army",
                    "deny the allegations lies");
    check_statement("Protesters hurled bombs at police, who responded with water cannon.", "who", "none");
}

static void test_close_reader(void)
{
    reading_close();
}

CHECK_MAIN(CASE(test_conditions_have_not_happened), CASE(test_opening_is_one_event), CASE(test_charges_are_the_accused),
           CASE(test_old_deeds), CASE(test_totals_of_a_war), CASE(test_capitals_are_governments), CASE(test_sides),
           CASE(test_voices), CASE(test_close_reader))
