// The numbers of the places where coders differ (D-014). A number once given is that place's for
// good: it is found again by its words, or, where the transcript is the same, by where it stands.
// The number of a place that is gone is never given to another.
#include "base/digest.h"
#include "base/memory.h"
#include "corpus/disputes.h"
#include "corpus/import.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// A number that was given before.
typedef struct given {
    uint32_t number, first_turn, start, last_turn, end; // turns by number
    const char *coders, *key;
    bool taken;
} given;

typedef struct numbering {
    corpus_import *import;
    propos_snapshot *snapshot;
    propos_arena *arena;
    given *given; // by document
    size_t given_count, given_capacity;
    propos_map first;   // document id -> index of its first in `given`
    const char **whose; // by index in `given`: its document
    size_t whose_capacity;
    uint32_t last; // number given so far
} numbering;

static propos_status read_given(numbering *n, propos_error *error)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    propos_status status =
        corpus_prepare(n->import->record,
                       "SELECT number, coders, document, first_turn, start, last_turn, \"end\", key"
                       " FROM dispute ORDER BY document, number",
                       &statement, error);
    while (status == PROPOS_OK) {
        status = corpus_step(n->import->record, statement, &row, error);
        if (!row) {
            break;
        }
        PROPOS_GROW(n->given, n->given_capacity, n->given_count + 1);
        PROPOS_GROW(n->whose, n->whose_capacity, n->given_count + 1);
        given *g = &n->given[n->given_count];
        *g = (given){.number = (uint32_t)sqlite3_column_int64(statement, 0),
                     .coders = propos_arena_strdup(n->arena, corpus_text(statement, 1)),
                     .first_turn = (uint32_t)sqlite3_column_int64(statement, 3),
                     .start = (uint32_t)sqlite3_column_int64(statement, 4),
                     .last_turn = (uint32_t)sqlite3_column_int64(statement, 5),
                     .end = (uint32_t)sqlite3_column_int64(statement, 6),
                     .key = propos_arena_strdup(n->arena, corpus_text(statement, 7))};
        const char *document = propos_arena_strdup(n->arena, corpus_text(statement, 2));
        n->whose[n->given_count] = document;
        (void)propos_map_add(&n->first, document, n->given_count);
        n->given_count++;
        n->last = g->number > n->last ? g->number : n->last;
    }
    (void)sqlite3_finalize(statement);
    return status;
}

// What is looked up: a place with its words' key.
typedef struct place {
    const propos_dispute *dispute;
    const char *document, *coders;
    char key[PROPOS_DIGEST_SIZE];
    uint32_t first_turn, last_turn; // by number
    bool same_text;                 // the transcript is as it was
} place;

typedef enum nearness { SAME_PLACE_AND_WORDS, SAME_WORDS, SAME_PLACE } nearness;

static bool stands_there(const given *g, const place *p)
{
    return g->first_turn == p->first_turn && g->start == p->dispute->start &&
           g->last_turn == p->last_turn && g->end == p->dispute->end;
}

static bool overlaps(const given *g, const place *p)
{
    bool before = g->last_turn < p->first_turn ||
                  (g->last_turn == p->first_turn && g->end <= p->dispute->start);
    bool after = p->last_turn < g->first_turn ||
                 (p->last_turn == g->first_turn && p->dispute->end <= g->start);
    return !before && !after;
}

static bool is_it(const given *g, const place *p, nearness how)
{
    bool words = strcmp(g->key, p->key) == 0;
    switch (how) {
    case SAME_PLACE_AND_WORDS:
        return words && stands_there(g, p);
    case SAME_WORDS:
        return words;
    default:
        return p->same_text && overlaps(g, p);
    }
}

static given *find(const numbering *n, const place *p, nearness how)
{
    size_t at = propos_map_get(&n->first, p->document);
    for (; at < n->given_count && strcmp(n->whose[at], p->document) == 0; at++) {
        given *g = &n->given[at];
        if (!g->taken && strcmp(g->coders, p->coders) == 0 && is_it(g, p, how)) {
            return g;
        }
    }
    return NULL;
}

static propos_status put(numbering *n, const place *p, uint32_t number, propos_error *error)
{
    return corpus_run(n->import->record, SQL_DISPUTE_ADD, error, "ittiiiit", (int64_t)number,
                      p->coders, p->document, (int64_t)p->first_turn, (int64_t)p->dispute->start,
                      (int64_t)p->last_turn, (int64_t)p->dispute->end, p->key);
}

// The words make the key, however they are written, so that another conversion of the transcript
// keeps it.
static propos_status make_key(numbering *n, place *p, propos_error *error)
{
    propos_buffer words = {0};
    propos_status status =
        propos_dispute_words(n->import->record, n->snapshot, p->dispute, &words, error);
    char *folded = propos_folded(propos_buffer_text(&words));
    char *whole = propos_printf("%s\n%s\n%s", p->document, p->coders, folded);
    propos_digest(whole, strlen(whole), p->key);
    free(whole);
    free(folded);
    propos_buffer_free(&words);
    return status;
}

static bool is_kept(const numbering *n, const char *document)
{
    size_t index = propos_map_get(&n->import->document_map, document);
    return index != PROPOS_MAP_NONE && n->import->documents[index].fate == CORPUS_KEPT;
}

static propos_status number_places(numbering *n, place *places, size_t count, propos_error *error)
{
    propos_status status = PROPOS_OK;
    bool *done = propos_alloc(count + 1, sizeof *done);
    for (nearness how = SAME_PLACE_AND_WORDS; how <= SAME_PLACE; how++) {
        for (size_t i = 0; status == PROPOS_OK && i < count; i++) {
            given *g = done[i] ? NULL : find(n, &places[i], how);
            if (g != NULL) {
                g->taken = done[i] = true;
                status = put(n, &places[i], g->number, error);
            }
        }
    }
    for (size_t i = 0; status == PROPOS_OK && i < count; i++) {
        if (!done[i]) {
            status = put(n, &places[i], ++n->last, error);
        }
    }
    free(done);
    return status;
}

static propos_status number_coders(numbering *n, const uint32_t *coders, size_t count,
                                   propos_error *error)
{
    const propos_snapshot *s = n->snapshot;
    propos_status status = PROPOS_OK;
    propos_disputes disputes = {0};
    propos_disputes_find(s, coders, count, n->arena, &disputes);
    const char *names = propos_disputes_coders(s, coders, count, n->arena);
    place *places = propos_alloc(disputes.count + 1, sizeof *places);
    size_t place_count = 0;
    for (size_t i = 0; status == PROPOS_OK && i < disputes.count; i++) {
        const propos_dispute *d = &disputes.items[i];
        if (d->part_count == 0) {
            continue;
        }
        place *p = &places[place_count++];
        *p = (place){.dispute = d,
                     .document = s->documents[d->document].id,
                     .coders = names,
                     .first_turn = s->turns[d->first_turn].number,
                     .last_turn = s->turns[d->last_turn].number,
                     .same_text = is_kept(n, s->documents[d->document].id)};
        status = make_key(n, p, error);
    }
    if (status == PROPOS_OK) {
        status = number_places(n, places, place_count, error);
    }
    free(places);
    free(disputes.items);
    return status;
}

// All coders together, and each two of them.
static propos_status number_all(numbering *n, propos_error *error)
{
    uint32_t count = n->snapshot->coder_count;
    uint32_t *coders = propos_arena_alloc(n->arena, (size_t)count + 1, sizeof *coders);
    for (uint32_t i = 0; i < count; i++) {
        coders[i] = i;
    }
    propos_status status = number_coders(n, coders, count, error);
    for (uint32_t i = 0; count > 2 && i < count; i++) {
        for (uint32_t j = i + 1; status == PROPOS_OK && j < count; j++) {
            const uint32_t two[] = {i, j};
            status = number_coders(n, two, 2, error);
        }
    }
    return status;
}

propos_status corpus_import_disputes(corpus_import *import, propos_error *error)
{
    numbering n = {.import = import, .arena = propos_arena_new()};
    propos_status status = read_given(&n, error);
    if (status == PROPOS_OK) {
        status = corpus_exec(import->record, "UPDATE dispute SET present = 0", error);
    }
    if (status == PROPOS_OK && import->coder_count > 1) {
        status = propos_snapshot_load(import->record, &n.snapshot, error);
        if (status == PROPOS_OK) {
            status = number_all(&n, error);
        }
    }
    propos_snapshot_release(n.snapshot);
    propos_map_free(&n.first);
    free(n.given);
    free((void *)n.whose);
    propos_arena_free(n.arena);
    return status;
}
