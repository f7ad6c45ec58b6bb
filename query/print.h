// Printing answers: each function takes the JSON of DESIGN sections 7 and 8 and writes for people
// or programs.
#ifndef PROPOS_QUERY_PRINT_H
#define PROPOS_QUERY_PRINT_H

#include "base/buffer.h"
#include "base/json.h"
#include "query/options.h"
#include "query/style.h"

#include <stdbool.h>
#include <stdio.h>

// An answer to a search.
void query_print_plain(const json_t *answer, bool facets, const query_style *style, FILE *out);
void query_print_markdown(const json_t *answer, FILE *out);
void query_print_csv(const json_t *answer, FILE *out);
// The citation of one hit: « … » (FG2, participant 6, l. 137-138)
void query_citation(propos_buffer *out, const json_t *hit);
void query_print_citations(const json_t *answer, FILE *out);

// A concordance of it, in the form and order that the options say.
void query_print_kwic(const query_options *options, const json_t *answer, const query_style *style,
                      FILE *out);

// The coded units of one hit that have a part in the question, under its place.
void query_print_units(const json_t *hit, const query_style *style, FILE *out);

// The other subcommands, as plain text.
void query_print_document(const json_t *answer, const query_style *style, FILE *out);
void query_print_codes(const json_t *answer, const query_style *style, FILE *out);
void query_print_status(const json_t *answer, const query_style *style, FILE *out);

// What a word is joined with: a table in any format but JSON. *_found is false when with nothing.
void query_print_synonyms(const query_options *options, const json_t *answer, FILE *out);
bool query_synonyms_found(const json_t *answer);

// The documents that are left out because a coder has not finished them: nothing when there are
// none.
void query_print_left_out(const json_t *study, const query_options *options,
                          const query_style *style, FILE *out);

// Analyses: tables in any format but JSON. *_found is false for an answer without a figure.
void query_print_agreement(const query_options *options, const json_t *answer, FILE *out);
bool query_agreement_found(const json_t *answer);
void query_print_disagreements(const query_options *options, const json_t *answer, FILE *out);
bool query_disagreements_found(const json_t *answer);
void query_print_compare(const query_options *options, const json_t *answer, FILE *out);
bool query_compare_found(const json_t *answer);
void query_print_saturation(const query_options *options, const json_t *answer, FILE *out);
bool query_saturation_found(const json_t *answer);
void query_print_speakers(const query_options *options, const json_t *answer, FILE *out);

// Names left behind: a table.
void query_print_names(const query_options *options, const json_t *answer, FILE *out);
bool query_names_found(const json_t *answer);

// Passages to read: as tables.
void query_print_gaps(const query_options *options, const json_t *answer, FILE *out);
bool query_gaps_found(const json_t *answer);
void query_print_similar(const query_options *options, const json_t *answer, FILE *out);
bool query_similar_found(const json_t *answer);
// Quotations checked. *_found is false when one of them needs a look.
void query_print_check(const query_options *options, const json_t *answer, FILE *out);
bool query_check_found(const json_t *answer);

// One CSV cell, quoted when need be (RFC 4180), and a separator or line end.
void query_csv_cell(FILE *out, const char *text, bool last);

#endif
