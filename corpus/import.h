// An import under way: private to corpus/.
#ifndef PROPOS_CORPUS_IMPORT_H
#define PROPOS_CORPUS_IMPORT_H

#include "base/map.h"
#include "corpus/digests.h"
#include "corpus/passages.h"
#include "corpus/store.h"

typedef enum corpus_fate { CORPUS_ADDED, CORPUS_CHANGED, CORPUS_KEPT } corpus_fate;

typedef struct corpus_import_document {
    const propos_document_data *data;
    corpus_fate fate;
    int64_t row;    // its id in the record
    int64_t *turns; // the ids of its turns, in order
    bool moved;     // kept, but read at other lines of its file
    char digest[PROPOS_DIGEST_SIZE];
    char sources[PROPOS_DIGEST_SIZE];
} corpus_import_document;

// A label of a document: a row of participants.csv, a label met in a turn, or what an alias points
// at.
typedef struct corpus_import_speaker {
    size_t document;
    const char *label;
    const char *alias_of;
    size_t person;    // index of the person, or SIZE_MAX: the label names nobody
    propos_role role; // as given; corpus_speaker_role() resolves
    const propos_attribute *attributes;
    size_t attribute_count;
} corpus_import_speaker;

typedef struct corpus_import {
    propos_record *record;
    const propos_study_data *study;
    propos_arena *arena;
    uint64_t revision; // of the record when the import is done, if anything changes
    bool changed;      // something did
    propos_import_counts counts;
    void (*progress)(void *context, double part);
    void *progress_context;

    corpus_import_document *documents; // in the order of analysis
    size_t document_count;
    propos_map document_map; // id -> index in documents
    propos_map code_map;     // id -> index in study->codes
    propos_map coder_map;    // name -> index in coders
    const char **coders;
    size_t coder_count;
    corpus_import_speaker *speakers;
    size_t speaker_count, speaker_capacity;
    propos_map speaker_map; // DOCUMENT '\n' label -> index in speakers
    uint64_t gone;          // documents of the record that the study lacks
} corpus_import;

// Where a fault of the caller lies: "FILE, line N: what". Always INTERNAL (see
// propos_record_import).
propos_status corpus_refuse(propos_error *error, propos_source source, const char *what,
                            const char *name);

// import_speakers.c: every label of the study, with the person it stands for.
propos_status corpus_import_speakers(corpus_import *import, propos_error *error);
size_t corpus_speaker_find(const corpus_import *import, size_t document, const char *label);
propos_role corpus_speaker_role(const corpus_import *import, size_t speaker);
// The attributes that count for `speaker`: its own, or else those of its person.
const corpus_import_speaker *corpus_speaker_described(const corpus_import *import, size_t speaker);

// import_documents.c: compares with what is recorded, then adds, replaces and removes.
propos_status corpus_import_compare(corpus_import *import, propos_error *error);
propos_status corpus_import_documents(corpus_import *import, propos_error *error);

// import_lists.c: groups, speakers, codes, coders, codings, guide, progress, decisions: replaced as
// wholes.
propos_status corpus_import_names(corpus_import *import, propos_error *error);
propos_status corpus_import_lists(corpus_import *import, propos_error *error);
propos_status corpus_import_files(corpus_import *import, propos_error *error);

// import_passages.c: what the engines search, brought up to date passage by passage.
propos_status corpus_import_passages(corpus_import *import, propos_error *error);
// Takes the passages of a document out of all the tables they are in.
propos_status corpus_remove_passages(corpus_import *import, int64_t document, propos_error *error);

// import_disputes.c: the numbers of the places where coders differ, kept from import to import.
propos_status corpus_import_disputes(corpus_import *import, propos_error *error);

// check.c: the digest of every table that holds what files say, stored at the end of an import.
propos_status corpus_seal(propos_record *record, propos_error *error);

// The same for the tables of the vocabulary, which is written after an import.
propos_status corpus_seal_vocabulary(propos_record *record, propos_error *error);

#endif
