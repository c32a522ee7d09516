/* read/names.c — the printed names of the record's enumerations, in the order of record.h's lists. */
#include "sitrep/record.h"

#define NAME(n) #n,
#define NAMES_OF(function, LIST)                                                                                       \
    const char *function(unsigned value)                                                                               \
    {                                                                                                                  \
        static const char *const names[] = {LIST(NAME)};                                                               \
        return value < sizeof names / sizeof names[0] ? names[value] : "";                                             \
    }

NAMES_OF(sitrep_event_type_name, SITREP_EVENT_TYPE_LIST)
NAMES_OF(sitrep_entity_kind_name, SITREP_ENTITY_KIND_LIST)
NAMES_OF(sitrep_place_kind_name, SITREP_PLACE_KIND_LIST)
NAMES_OF(sitrep_place_role_name, SITREP_PLACE_ROLE_LIST)
NAMES_OF(sitrep_precision_name, SITREP_PRECISION_LIST)
NAMES_OF(sitrep_time_type_name, SITREP_TIME_TYPE_LIST)
NAMES_OF(sitrep_figure_kind_name, SITREP_FIGURE_KIND_LIST)
NAMES_OF(sitrep_qualifier_name, SITREP_FIGURE_QUALIFIER_LIST)
NAMES_OF(sitrep_measure_name, SITREP_FIGURE_MEASURE_LIST)
NAMES_OF(sitrep_act_name, SITREP_ACT_LIST)
NAMES_OF(sitrep_event_status_name, SITREP_EVENT_STATUS_LIST)
NAMES_OF(sitrep_certainty_name, SITREP_CERTAINTY_LIST)
