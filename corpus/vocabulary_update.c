// Bringing the vocabulary up to date with the full text: what words there are is read from FTS5's
// own list of terms, which is sorted as the table of words is, so that the two are merged.
#include "corpus/vocabulary.h"

#include "base/memory.h"
#include "corpus/digests.h"
#include "corpus/import.h"
#include "corpus/store.h"
#include "text/unicode.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// The notes that say what the vocabulary was made from.
#define NOTE_WORDS "words"   // revision of the record, version of the analyser
#define NOTE_LEMMAS "lemmas" // version of the dictionary; "" when some words were not looked up

// Exact forms begin with a digit or a letter, and are casefolded: the other channels begin with a
// capital (corpus/tokenizer.c), and what stands before the digits is a filler.
static const char TERMS[] = "SELECT term FROM temp.passage_terms WHERE term >= '0' AND term < 'A'"
                            " UNION ALL SELECT term FROM temp.passage_terms WHERE term >= 'a'";

typedef struct updater {
    propos_record *record;
    const propos_dictionary *dictionary;
    propos_error *error;
    const char *word; // being looked up
    propos_status status;
    bool added;
} updater;

static propos_status words_source(propos_record *record, propos_buffer *out, propos_error *error)
{
    uint64_t revision = 0;
    propos_status status = propos_record_revision(record, &revision, error);
    propos_buffer_printf(out, "%" PRIu64 " %s", revision,
                         propos_analyser_version(record->analyser));
    return status;
}

// The note's text; "" when there is none.
static propos_status note(propos_record *record, const char *name, propos_buffer *out,
                          propos_error *error)
{
    propos_status status = propos_record_note(record, name, out, error);
    return status == PROPOS_NOT_FOUND ? PROPOS_OK : status;
}

propos_status propos_vocabulary_source(propos_record *record, propos_buffer *out,
                                       propos_error *error)
{
    return note(record, NOTE_LEMMAS, out, error);
}

propos_status propos_vocabulary_is_old(propos_record *record, const char *dictionary_version,
                                       bool *old, propos_error *error)
{
    propos_buffer words = {0};
    propos_buffer lemmas = {0};
    propos_buffer wanted = {0};
    propos_status status = note(record, NOTE_WORDS, &words, error);
    if (status == PROPOS_OK) {
        status = note(record, NOTE_LEMMAS, &lemmas, error);
    }
    if (status == PROPOS_OK) {
        status = words_source(record, &wanted, error);
    }
    *old = strcmp(propos_buffer_text(&words), propos_buffer_text(&wanted)) != 0 ||
           (dictionary_version != NULL &&
            strcmp(propos_buffer_text(&lemmas), dictionary_version) != 0);
    propos_buffer_free(&words);
    propos_buffer_free(&lemmas);
    propos_buffer_free(&wanted);
    return status;
}

// ---- one word ----

static void put_lemma(void *context, const char *lemma)
{
    updater *u = context;
    if (u->status == PROPOS_OK) {
        u->status = corpus_run(u->record, SQL_LEMMA_ADD, u->error, "tt", lemma, u->word);
    }
}

static void add_word(updater *u, const char *word)
{
    const char *terms[PROPOS_CHANNELS];
    char *folded = propos_folded(word);
    (void)propos_analyse_word(u->record->analyser, word, terms);
    u->status = corpus_run(u->record, SQL_WORD_ADD, u->error, "ttt", word, folded,
                           terms[PROPOS_CHANNEL_FOLD]);
    u->word = word;
    u->added = true;
    if (u->dictionary != NULL && u->status == PROPOS_OK) {
        propos_dictionary_lemmas(u->dictionary, word, put_lemma, u);
    }
    free(folded);
}

static void remove_word(updater *u, const char *word)
{
    u->status = corpus_run(u->record, SQL_WORD_REMOVE, u->error, "t", word);
    if (u->status == PROPOS_OK) {
        u->status = corpus_run(u->record, SQL_LEMMAS_REMOVE, u->error, "t", word);
    }
}

// ---- all of them ----

typedef struct word_list {
    propos_arena *arena;
    const char **items;
    size_t count, capacity;
} word_list;

static void keep(word_list *list, const char *word)
{
    PROPOS_GROW(list->items, list->capacity, list->count + 1);
    list->items[list->count++] = propos_arena_strdup(list->arena, word);
}

// The words of a statement of one column, in its order.
static propos_status read_words(propos_record *record, const char *sql, word_list *out,
                                propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status = corpus_prepare(record, sql, &statement, error);
    while (status == PROPOS_OK) {
        status = corpus_step(record, statement, &row, error);
        if (!row) {
            break;
        }
        keep(out, corpus_text(statement, 0));
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static void merge(updater *u, const word_list *had, const word_list *have)
{
    size_t i = 0;
    size_t j = 0;
    while (u->status == PROPOS_OK && (i < had->count || j < have->count)) {
        int order = i == had->count    ? 1
                    : j == have->count ? -1
                                       : strcmp(had->items[i], have->items[j]);
        if (order < 0) {
            remove_word(u, had->items[i]);
        } else if (order > 0) {
            add_word(u, have->items[j]);
        }
        i += order <= 0;
        j += order >= 0;
    }
}

static propos_status settle_notes(updater *u, const char *words, bool all)
{
    propos_status status = corpus_note_set(u->record, NOTE_WORDS, words, u->error);
    if (status == PROPOS_OK && u->dictionary != NULL) {
        status = corpus_note_set(u->record, NOTE_LEMMAS, propos_dictionary_version(u->dictionary),
                                 u->error);
    } else if (status == PROPOS_OK && (u->added || all)) {
        status = corpus_note_set(u->record, NOTE_LEMMAS, "", u->error);
    }
    return status == PROPOS_OK ? corpus_seal_vocabulary(u->record, u->error) : status;
}

// Everything inside the transaction. `all`: nothing that is there can be kept.
static propos_status update(updater *u, bool all, const char *words)
{
    propos_arena *arena = propos_arena_new();
    word_list had = {.arena = arena};
    word_list have = {.arena = arena};
    u->status = all ? corpus_exec(u->record, "DELETE FROM word; DELETE FROM lemma;", u->error)
                    : read_words(u->record, "SELECT word FROM word ORDER BY word", &had, u->error);
    if (u->status == PROPOS_OK) {
        u->status = read_words(u->record, TERMS, &have, u->error);
    }
    merge(u, &had, &have);
    free(had.items);
    free(have.items);
    propos_arena_free(arena);
    return u->status == PROPOS_OK ? settle_notes(u, words, all) : u->status;
}

// True when words that are there already have to be looked at again: another analyser gives other
// stems, another dictionary other lemmas.
static propos_status all_again(updater *u, const char *words, bool *all)
{
    propos_buffer made = {0};
    propos_buffer lemmas = {0};
    propos_status status = note(u->record, NOTE_WORDS, &made, u->error);
    if (status == PROPOS_OK) {
        status = note(u->record, NOTE_LEMMAS, &lemmas, u->error);
    }
    const char *before = strchr(propos_buffer_text(&made), ' ');
    const char *now = strchr(words, ' ');
    *all = before == NULL || now == NULL || strcmp(before, now) != 0 ||
           (u->dictionary != NULL &&
            strcmp(propos_buffer_text(&lemmas), propos_dictionary_version(u->dictionary)) != 0);
    propos_buffer_free(&made);
    propos_buffer_free(&lemmas);
    return status;
}

propos_status propos_vocabulary_update(propos_record *record, const propos_dictionary *dictionary,
                                       propos_error *error)
{
    updater u = {.record = record, .dictionary = dictionary, .error = error};
    propos_buffer words = {0};
    bool old = false;
    bool all = false;
    propos_status status = propos_vocabulary_is_old(
        record, dictionary != NULL ? propos_dictionary_version(dictionary) : NULL, &old, error);
    if (status != PROPOS_OK || !old) {
        return status;
    }
    status = corpus_exec(record,
                         "CREATE VIRTUAL TABLE IF NOT EXISTS temp.passage_terms"
                         " USING fts5vocab(main, passage_fts, row);"
                         "BEGIN IMMEDIATE",
                         error);
    if (status != PROPOS_OK) {
        return status;
    }
    status = words_source(record, &words, error);
    if (status == PROPOS_OK) {
        status = all_again(&u, propos_buffer_text(&words), &all);
    }
    if (status == PROPOS_OK) {
        status = update(&u, all, propos_buffer_text(&words));
    }
    if (status == PROPOS_OK) {
        status = corpus_exec(record, "COMMIT", error);
    }
    if (status != PROPOS_OK) {
        (void)sqlite3_exec(record->db, "ROLLBACK", NULL, NULL, NULL);
    }
    propos_buffer_free(&words);
    return status;
}
