// The operations of this room, each in the file of its name. Errors: as propos_library_answer().
#ifndef PROPOS_ANALYSIS_OPERATIONS_H
#define PROPOS_ANALYSIS_OPERATIONS_H

#include "search/operation.h"

propos_status analysis_agreement(propos_session *session, json_t **answer, propos_error *error);
propos_status analysis_check(propos_session *session, json_t **answer, propos_error *error);
propos_status analysis_compare(propos_session *session, json_t **answer, propos_error *error);
propos_status analysis_gaps(propos_session *session, json_t **answer, propos_error *error);
propos_status analysis_names(propos_session *session, json_t **answer, propos_error *error);
propos_status analysis_similar(propos_session *session, json_t **answer, propos_error *error);
propos_status analysis_disagreements(propos_session *session, json_t **answer, propos_error *error);
propos_status analysis_decision(propos_session *session, json_t **answer, propos_error *error);
propos_status analysis_saturation(propos_session *session, json_t **answer, propos_error *error);
propos_status analysis_speakers(propos_session *session, json_t **answer, propos_error *error);

#endif
