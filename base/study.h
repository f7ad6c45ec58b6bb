// A study as files say it: plain structs that cross rooms. formats/ fills them from bytes, indexer/
// puts a whole study together, corpus/ stores it. They know no file format and no database.
//
// Everything one of these structs points to lies in one arena, named by whoever fills it; strings
// are valid UTF-8 without NUL, never NULL unless said. Positions in a text count Unicode code
// points from 0 into the LF-normalised text, end-exclusive.
#ifndef PROPOS_BASE_STUDY_H
#define PROPOS_BASE_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Where something was read: for doubts and errors. `file` is relative to the study folder.
typedef struct propos_source {
    const char *file; // may be NULL
    long line;        // 1-based; 0: the file as a whole
} propos_source;

// Something that was read but may be wrong; shown as `file:line: what`, never an error.
typedef struct propos_doubt {
    propos_source source;
    const char *document; // the document it concerns, or NULL
    const char *what;     // a sentence, translated
} propos_doubt;

typedef struct propos_doubts {
    propos_doubt *items;
    size_t count;
    size_t capacity;
} propos_doubts;

typedef struct propos_attribute {
    const char *name;
    const char *value; // never ""
} propos_attribute;

// From code point `start` of the turn's text on, the text stands on printed line `line`.
typedef struct propos_line_mark {
    uint32_t start;
    int32_t line;
} propos_line_mark;

// `length` code points of a turn's text from `start` on are those of the source's text from
// `source` on: how an offset into a whole document becomes one into a turn.
typedef struct propos_text_run {
    uint32_t start, source, length;
} propos_text_run;

typedef struct propos_turn_data {
    uint32_t number;     // as the source numbers it, else 1, 2, 3…; unique in the document
    const char *speaker; // label; NULL: an event, or nobody is named
    const char *text;
    // The line map, sorted by start; the first mark is at 0 when the turn's first printed line is
    // known. `lines_complete`: every line that the turn touches is there (a transcript with printed
    // numbers); else only the first one is (a CSV with one line per turn).
    const propos_line_mark *lines;
    size_t line_count;
    bool lines_complete;
    const char *locator; // any other printed address ("V2V6"), or NULL
    int64_t time_ms;     // start in the recording; -1: unknown
    // Which letters of the source the turn's are, sorted, not overlapping; none when the reader
    // keeps no track.
    const propos_text_run *runs;
    size_t run_count;
    propos_source source;
} propos_turn_data;

typedef struct propos_document_data {
    const char *id;
    const char *title; // NULL: none
    const char *group; // NULL: none
    const char *kind;  // "focus-group", "interview", "quotes"; NULL: not said
    const char *date;  // as written, or NULL
    const char *place; // or NULL
    long order;        // order of analysis, from 1
    propos_turn_data *turns;
    size_t turn_count;
    propos_source source;
} propos_document_data;

typedef enum propos_role {
    PROPOS_ROLE_UNKNOWN,
    PROPOS_ROLE_PARTICIPANT,
    PROPOS_ROLE_MODERATOR,
    PROPOS_ROLE_INTERVIEWER,
    PROPOS_ROLE_OBSERVER
} propos_role;

// A row of participants.csv, or a label met in a transcript.
typedef struct propos_speaker_data {
    const char *document;
    const char *label;
    const char *alias_of; // the label it stands for in the same document, or NULL
    propos_role role;
    const propos_attribute *attributes; // confidential columns are already left out
    size_t attribute_count;
    propos_source source;
} propos_speaker_data;

typedef struct propos_code_data {
    const char *id;
    const char *parent; // id, or NULL for a root
    const char *name;
    const char *definition; // or NULL
    propos_source source;
} propos_code_data;

// Two codes that mean one thing: each belongs to a theme.
typedef struct propos_equivalence_data {
    const char *code;
    const char *theme;
    propos_source source;
} propos_equivalence_data;

// A coding whose span is settled (a quotation alone has been located).
typedef struct propos_coding_data {
    const char *coder; // NULL: the study names none here
    const char *code;
    const char *document;
    uint32_t turn, start;   // start: code point in `turn`
    uint32_t turn_end, end; // end: code point in `turn_end`, exclusive
    const char *quote;      // as the source gives it, or NULL
    const char *memo;       // or NULL
    const char *unit;       // the author's own unit number, or NULL
    const char *round;      // "individual", "consensus", "director"; NULL: individual
    const char *status;     // or NULL
    propos_source source;
} propos_coding_data;

typedef struct propos_guide_data {
    const char *document;
    const char *question;
    uint32_t first_turn, last_turn;
    const char *text; // or NULL
    propos_source source;
} propos_guide_data;

typedef struct propos_progress_data {
    const char *document;
    const char *coder;
    bool done;
    propos_source source;
} propos_progress_data;

// What was settled where coders differed: a row of decisions.csv. It is keyed by the words it is
// about; the reader finds where they stand.
typedef struct propos_decision_data {
    const char *document;
    const char *quote;
    const char *coders;     // the coders who differed, as written ("Claire + Hugo"), or NULL
    const char *code;       // the code settled on, or NULL: none of these words is to be coded
    const char *stage;      // "reheard", "discussed", "director", or NULL
    const char *why;        // or NULL
    const char *date;       // or NULL
    const char *decided_by; // or NULL
    bool placed;            // the quotation was found, and stands there:
    uint32_t turn, start, turn_end, end; // as in propos_coding_data
    propos_source source;
} propos_decision_data;

// A file that was read, so that the next run knows whether it changed.
typedef struct propos_file_data {
    const char *path; // relative to the study folder
    const char *digest;
    long long size;
    long long mtime_ns;
} propos_file_data;

typedef struct propos_study_data {
    const char *id;
    const char *title;
    const char *language;    // "fr"
    const char *source_path; // absolute path of what the researcher pointed at
    const char **coders;     // in the order of study.ini, then of first use
    size_t coder_count;
    propos_document_data *documents;
    size_t document_count;
    propos_speaker_data *speakers;
    size_t speaker_count;
    propos_code_data *codes; // in the order of codes.csv; parents may follow children
    size_t code_count;
    propos_equivalence_data *equivalences;
    size_t equivalence_count;
    propos_coding_data *codings;
    size_t coding_count;
    propos_guide_data *guide;
    size_t guide_count;
    propos_progress_data *progress;
    size_t progress_count;
    propos_decision_data *decisions; // in the order of decisions.csv
    size_t decision_count;
    propos_file_data *files;
    size_t file_count;
} propos_study_data;

// "participant", "moderator"… as in JSON; and back, from French or English, NULL or "" being
// unknown.
const char *propos_role_name(propos_role role);
bool propos_role_from(const char *word, propos_role *role);

// True for those who ask the questions: moderators and interviewers.
bool propos_role_asks(propos_role role);

#endif
