// A study while it is read: from a folder (or one file) to a propos_study_data, with every doubt
// and fault.
//
// A doubt is something that was read but may be wrong. A fault is something that cannot be taken
// in: reading goes on, so that one run shows them all, but nothing is imported.
#ifndef PROPOS_INDEXER_READING_H
#define PROPOS_INDEXER_READING_H

#include "base/arena.h"
#include "base/error.h"
#include "base/map.h"
#include "base/study.h"
#include "formats/csv.h"
#include "formats/ini.h"
#include "formats/reader.h"
#include "formats/transcript.h"
#include "indexer/align.h"
#include "indexer/locate.h"
#include "text/analyser.h"

#include <stdbool.h>
#include <stddef.h>

// Largest file that is read as a transcript or a table: a study of a million passages fits.
#define PROPOS_FILE_BYTES ((size_t)1 << 30)

// A file of the study that takes part, by its role.
typedef enum reading_file_kind {
    READING_INI,
    READING_DOCUMENTS,
    READING_PARTICIPANTS,
    READING_GUIDE,
    READING_CODES,
    READING_EQUIVALENCES,
    READING_PROGRESS,
    READING_DECISIONS,
    READING_CODE_MAPPING,
    READING_STOPWORDS,
    READING_SYNONYMS,
    READING_CODINGS, // a table of codings as propos-study(5) has it
    READING_SOURCE   // a file or project that a reader of formats/ reads
} reading_file_kind;

typedef struct reading_file {
    reading_file_kind kind;
    const char *path; // relative to the root
    const char *stem; // file name without its last extension: the document id of a transcript
    bool folder;      // a project that is a folder
    bool loose;       // taken from the study folder itself because of its ending alone
} reading_file;

// A document of a source that is one of the study already, word by word (twins.c).
typedef struct reading_twin reading_twin;

// What a reader of formats/ made of a file.
typedef struct reading_source {
    const reading_file *file;
    const formats_reader *reader;
    formats_content content;
    const char **documents; // the study's id of each of content.documents; NULL: not taken in
    reading_twin **twins;   // for each document of the source, or NULL; the whole is NULL for none
    propos_map codes;       // the source's code id -> index in study.codes
} reading_source;

// A row of code-mapping.csv.
typedef struct reading_mapped {
    const char *source; // NULL: of every source
    const char *code, *becomes;
    propos_source place;
} reading_mapped;

typedef struct propos_reading {
    propos_arena *arena;
    propos_analyser *analyser; // counts words and finds quotations
    const char *root;  // absolute path of the study folder (or of the folder that the file is in)
    const char *coder; // --coder, or NULL
    reading_file *files;
    size_t file_count, file_capacity;
    reading_source *sources;
    size_t source_count, source_capacity;
    indexer_words **words; // of the study's documents, or NULL; while documents are merged
    size_t word_count, word_capacity;
    reading_mapped *mapped;
    size_t mapped_count, mapped_capacity;
    propos_ini ini;
    const char **confidential; // folded names of columns that are never read
    size_t confidential_count;
    propos_study_data study;
    propos_doubts doubts;
    propos_doubts faults;
    propos_map document_index; // id -> index in study.documents
    propos_map speaker_index;  // "document\nlabel" -> index in study.speakers
    propos_map code_index;     // id -> index in study.codes
    propos_map coder_index;    // name -> index in study.coders
    size_t document_capacity, speaker_capacity, code_capacity, equivalence_capacity;
    size_t coding_capacity, guide_capacity, progress_capacity, coder_capacity, record_file_capacity;
} propos_reading;

// Reads `path` (a folder or one file) whole. Errors (nothing could be read at all): UNAVAILABLE (no
// such path), BAD_INPUT (an empty folder, a file of a kind that is not read), IO. Otherwise OK,
// with doubts and faults in *out. `analyser` outlives the reading; the caller frees *out.
propos_status propos_reading_new(const char *path, const char *coder, propos_analyser *analyser,
                                 propos_reading **out, propos_error *error);
void propos_reading_free(propos_reading *reading);

// ---- between the files of this room ----

// files.c: finds the files of the study. Errors as propos_reading_new().
propos_status reading_find_files(propos_reading *reading, const char *path, propos_error *error);

// reading.c: the bytes of a file, noted in study.files; NULL after a fault was noted. The caller
// frees them.
char *reading_bytes(propos_reading *reading, const reading_file *file, size_t *length);

// The text of a file as UTF-8, noted in study.files; NULL after a fault was noted.
const char *reading_text(propos_reading *reading, const reading_file *file, size_t *length);

// The table in a file; false after a fault was noted.
bool reading_table(propos_reading *reading, const reading_file *file, propos_table *table);

// A setting of study.ini for one file: section [import FILE] before [import].
const char *reading_option(const propos_reading *reading, const char *file, const char *name);

// The column, -1 when it is missing or confidential.
int reading_column(const propos_reading *reading, const propos_table *table, const char *names);

// The same, but a missing one is a fault that names it.
int reading_needed_column(propos_reading *reading, const propos_table *table, const char *names);

bool reading_is_confidential(const propos_reading *reading, const char *column);

// The cell without white space at its ends; NULL when empty.
const char *reading_cell(propos_reading *reading, const propos_table *table, size_t row,
                         int column);

// A cell that must be a whole number from 0 on (an empty one gives `otherwise`); false after a
// fault.
bool reading_number(propos_reading *reading, const propos_table *table, size_t row, int column,
                    long otherwise, long *value);

// Notes a coder in the order of first use.
void reading_coder(propos_reading *reading, const char *name);

#define READING_DOUBT(reading, document, file, line, ...)                                          \
    propos_doubt_add((reading)->arena, &(reading)->doubts, document, file, line, __VA_ARGS__)
#define READING_FAULT(reading, document, file, line, ...)                                          \
    propos_doubt_add((reading)->arena, &(reading)->faults, document, file, line, __VA_ARGS__)

// sources.c: every file that a reader of formats/ reads -> reading->sources.
void reading_sources(propos_reading *reading);

// The source that the document came from, or NULL.
const reading_source *reading_source_of(const propos_reading *reading, const char *document);

// documents.c: documents.csv, and the documents of the sources.
void reading_documents(propos_reading *reading);

// Adds a document and returns it; NULL when there is one by that id.
propos_document_data *reading_add_document(propos_reading *reading, const char *id,
                                           propos_source source);

// merge.c: documents, speakers, codes and codings of the sources become the study's.
void reading_merge_documents(propos_reading *reading);
void reading_merge_speakers(propos_reading *reading);
void reading_merge_codes(propos_reading *reading);
void reading_merge_codings(propos_reading *reading);

// comments.c: comments in the margin become codings, codes and memos.
void reading_comments(propos_reading *reading);

// twins.c: the study's document whose text is that of the source's document `at`, NULL when there
// is none; noted in the source.
const char *reading_find_twin(propos_reading *reading, reading_source *source, size_t at);

// Carries a coding over to the twin of its document, if that has one; false after a doubt.
bool reading_carry(propos_reading *reading, const reading_source *source,
                   propos_coding_data *coding);
void reading_twins_free(reading_source *source);
void reading_words_free(propos_reading *reading);

// mapping.c: code-mapping.csv -> reading->mapped.
void reading_mapping(propos_reading *reading);

// The index of the study's code that code-mapping.csv gives for this one, or PROPOS_MAP_NONE.
size_t reading_code_by_mapping(propos_reading *reading, const reading_source *source,
                               const propos_code_data *code);

// Doubts about the codes from `first_new` on, which only this one of several code books has.
void reading_doubt_new_codes(propos_reading *reading, const reading_source *source,
                             size_t first_new);

// speakers.c: roles and aliases that study.ini gives.
void reading_ini_speakers(propos_reading *reading);

// tables.c: participants, codes, equivalences.
void reading_participants(propos_reading *reading);

// Faults aliases that lead nowhere; after all speakers are there.
void reading_check_aliases(propos_reading *reading);
void reading_codes(propos_reading *reading);
void reading_equivalences(propos_reading *reading);

// annotations.c: guide and progress.
void reading_guide(propos_reading *reading);
void reading_progress(propos_reading *reading);

// decisions.c: decisions.csv; after all codes are there.
void reading_decisions(propos_reading *reading);

// Adds the speaker; false when there is one by that label in that document.
bool reading_add_speaker(propos_reading *reading, const propos_speaker_data *speaker);

// Adds the code; false when there is one by that id.
bool reading_add_code(propos_reading *reading, const propos_code_data *code);

// codings.c: every codings file; quotations alone are located.
void reading_codings(propos_reading *reading);

// Adds a coding and notes its coder.
void reading_add_coding(propos_reading *reading, const propos_coding_data *coding);

// Settles the span of a coding by its quotation; false after a fault. `locators` has room for one
// of each of the study's documents (NULL at first).
bool reading_locate(propos_reading *reading, propos_locator **locators, propos_coding_data *coding);

// True when the document (by its index in the study) holds the quotation.
bool reading_holds(const propos_reading *reading, propos_locator **locators, size_t document,
                   const char *quote);

// Room for the locators of all documents; the caller frees it with reading_locators_free().
propos_locator **reading_locators_new(const propos_reading *reading);
void reading_locators_free(const propos_reading *reading, propos_locator **locators);

// The document, NULL when there is none.
propos_document_data *reading_document(const propos_reading *reading, const char *id);

// The turn with this number, NULL when there is none.
const propos_turn_data *reading_turn(const propos_document_data *document, long number);

#endif
