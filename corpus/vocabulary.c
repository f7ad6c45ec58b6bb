// Reading the vocabulary.
#include "corpus/vocabulary.h"

#include "corpus/store.h"

static propos_status each_row(propos_record *record, corpus_sql which, const char *key,
                              propos_vocabulary_fn each, void *context, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    bool more = true;
    propos_status status = corpus_start(record, which, &statement, error, "t", key);
    while (status == PROPOS_OK && more) {
        status = corpus_step(record, statement, &row, error);
        more = row && each(context, corpus_text(statement, 0));
    }
    (void)sqlite3_reset(statement);
    return status;
}

static bool note_it(void *context, const char *word)
{
    (void)word;
    *(bool *)context = true;
    return false;
}

propos_status propos_vocabulary_has(propos_record *record, const char *word, bool *has,
                                    propos_error *error)
{
    *has = false;
    return each_row(record, SQL_WORD_HAS, word, note_it, has, error);
}

propos_status propos_vocabulary_lemmas(propos_record *record, const char *word,
                                       propos_vocabulary_fn each, void *context,
                                       propos_error *error)
{
    return each_row(record, SQL_WORD_LEMMAS, word, each, context, error);
}

propos_status propos_vocabulary_forms(propos_record *record, const char *lemma,
                                      propos_vocabulary_fn each, void *context, propos_error *error)
{
    return each_row(record, SQL_WORDS_OF_LEMMA, lemma, each, context, error);
}

propos_status propos_vocabulary_spellings(propos_record *record, const char *folded,
                                          propos_vocabulary_fn each, void *context,
                                          propos_error *error)
{
    return each_row(record, SQL_WORDS_SPELLED, folded, each, context, error);
}

propos_status propos_vocabulary_stemmed(propos_record *record, const char *stem,
                                        propos_vocabulary_fn each, void *context,
                                        propos_error *error)
{
    return each_row(record, SQL_WORDS_STEMMED, stem, each, context, error);
}

propos_status propos_vocabulary_starting(propos_record *record, const char *prefix,
                                         propos_vocabulary_fn each, void *context,
                                         propos_error *error)
{
    return each_row(record, SQL_WORDS_STARTING, prefix, each, context, error);
}
