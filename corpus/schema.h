// The record's tables, built and brought up to date by steps: private to corpus/.
#ifndef PROPOS_CORPUS_SCHEMA_H
#define PROPOS_CORPUS_SCHEMA_H

#include "corpus/store.h"

// "PROP" in SQLite's application_id: tells a record from any other database.
#define CORPUS_APPLICATION_ID 0x50524F50

// The version that this Propos writes: the number of steps.
int corpus_schema_newest(void);

// Reads the file's version: 0 for an empty one. DAMAGED when it is another program's database.
propos_status corpus_schema_version(const propos_record *record, int *version, propos_error *error);

// Takes the file from version `from` to version `to`, all steps in one transaction.
propos_status corpus_schema_migrate(const propos_record *record, int from, int to,
                                    propos_error *error);

#endif
