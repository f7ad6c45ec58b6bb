// The digest of many fields in a row: private to corpus/.
#ifndef PROPOS_CORPUS_DIGESTS_H
#define PROPOS_CORPUS_DIGESTS_H

#include "base/buffer.h"
#include "base/digest.h"
#include "base/study.h"

// Zero-initialise it; corpus_digest_end() leaves it empty again.
typedef struct corpus_digest {
    propos_buffer bytes;
} corpus_digest;

// Each field goes in with its length, so that ("ab", "c") and ("a", "bc") differ; NULL differs from
// "".
void corpus_digest_text(corpus_digest *digest, const char *text);
void corpus_digest_bytes(corpus_digest *digest, const char *bytes, size_t length);
void corpus_digest_number(corpus_digest *digest, int64_t number);
void corpus_digest_end(corpus_digest *digest, char out[PROPOS_DIGEST_SIZE]);

// What a document says: its turns with everything but where they were read.
void corpus_digest_document(const propos_document_data *document, char out[PROPOS_DIGEST_SIZE]);

// Where its turns were read (file and line of each).
void corpus_digest_sources(const propos_document_data *document, char out[PROPOS_DIGEST_SIZE]);

// All the rest of a study but its files: titles, speakers, codes, codings, guide, progress,
// decisions.
void corpus_digest_rest(const propos_study_data *study, char out[PROPOS_DIGEST_SIZE]);

#endif
