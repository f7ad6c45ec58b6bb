#include "search/duplicates.h"

#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// The words of a passage, one after the other, parted by spaces.
typedef struct words {
    propos_buffer text;
    size_t count;
} words;

// A hyphenated word stands as its parts, an inclusive one in its first reading: the others are the
// analyser's further readings of the same letters.
static bool add_word(void *context, const propos_token *token)
{
    words *w = context;
    if ((token->flags & (PROPOS_TOKEN_WHOLE | PROPOS_TOKEN_VARIANT)) == 0) {
        propos_buffer_puts(&w->text, token->terms[PROPOS_CHANNEL_EXACT]);
        propos_buffer_putc(&w->text, ' ');
        w->count++;
    }
    return true;
}

// A passage long enough to be the same one again, by its words.
typedef struct printing {
    uint32_t passage;
    const char *words; // folded; the arena's
} printing;

static int by_words(const void *a, const void *b)
{
    const printing *x = a;
    const printing *y = b;
    int order = strcmp(x->words, y->words);
    if (order != 0) {
        return order;
    }
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

static bool is_quoted(const propos_snapshot *s, uint32_t passage)
{
    return !s->documents[s->turns[s->passages[passage].turn].document].conversation;
}

static propos_status read_printings(propos_arena *arena, propos_record *record,
                                    const propos_snapshot *s, propos_analyser *analyser,
                                    printing *out, size_t *count, propos_error *error)
{
    propos_status status = PROPOS_OK;
    propos_buffer text = {0};
    words w = {0};
    for (uint32_t i = 0; i < s->passage_count && status == PROPOS_OK; i++) {
        if (!is_quoted(s, i)) {
            continue;
        }
        propos_buffer_cut(&text, 0);
        propos_buffer_cut(&w.text, 0);
        w.count = 0;
        status = propos_record_passage_text(record, s->passages[i].id, &text, error);
        propos_analyse(analyser, propos_buffer_text(&text), text.length, add_word, &w);
        if (status == PROPOS_OK && w.count >= PROPOS_DUPLICATE_WORDS) {
            char *folded = propos_folded(propos_buffer_text(&w.text));
            out[(*count)++] = (printing){i, propos_arena_strdup(arena, folded)};
            free(folded);
        }
    }
    propos_buffer_free(&text);
    propos_buffer_free(&w.text);
    return status;
}

// Links printings of the same words, which stand side by side. NULL when there are none.
static const propos_duplicates *link_printings(propos_arena *arena, const printing *sorted,
                                               size_t count, uint32_t passage_count)
{
    propos_duplicates *d = NULL;
    for (size_t i = 1; i < count; i++) {
        if (strcmp(sorted[i - 1].words, sorted[i].words) != 0) {
            continue;
        }
        if (d == NULL) {
            d = propos_arena_alloc(arena, 1, sizeof *d);
            d->count = passage_count;
            d->first = propos_arena_alloc(arena, passage_count, sizeof *d->first);
            d->next = propos_arena_alloc(arena, passage_count, sizeof *d->next);
            for (uint32_t p = 0; p < passage_count; p++) {
                d->first[p] = p;
                d->next[p] = PROPOS_NONE;
            }
        }
        d->first[sorted[i].passage] = d->first[sorted[i - 1].passage];
        d->next[sorted[i - 1].passage] = sorted[i].passage;
    }
    return d;
}

propos_status propos_duplicates_find(propos_arena *arena, propos_record *record,
                                     const propos_snapshot *snapshot, propos_analyser *analyser,
                                     const propos_duplicates **out, propos_error *error)
{
    propos_arena *scratch = propos_arena_new();
    printing *printings = propos_alloc(snapshot->passage_count + 1, sizeof *printings);
    size_t count = 0;
    *out = NULL;
    propos_status status =
        read_printings(scratch, record, snapshot, analyser, printings, &count, error);
    if (status == PROPOS_OK && count > 1) {
        qsort(printings, count, sizeof *printings, by_words);
        *out = link_printings(arena, printings, count, snapshot->passage_count);
    }
    free(printings);
    propos_arena_free(scratch);
    return status;
}

uint32_t propos_duplicates_next(const propos_duplicates *duplicates, const propos_find *find,
                                uint32_t passage)
{
    if (duplicates == NULL) {
        return PROPOS_NONE;
    }
    const uint32_t *first = duplicates->first;
    uint32_t next = passage == PROPOS_NONE ? first[find->first] : duplicates->next[passage];
    for (; next != PROPOS_NONE; next = duplicates->next[next]) {
        // A hit of several passages was printed again where all of them were, in a row.
        uint32_t same = 0;
        uint32_t extent = find->last - find->first;
        while (same <= extent && next + same < duplicates->count &&
               first[next + same] == first[find->first + same]) {
            same++;
        }
        if (same > extent) {
            break;
        }
    }
    return next;
}

static bool same_words(const propos_duplicates *d, const propos_find *a, const propos_find *b)
{
    if (a->last - a->first != b->last - b->first) {
        return false;
    }
    for (uint32_t i = 0; i <= a->last - a->first; i++) {
        if (d->first[a->first + i] != d->first[b->first + i]) {
            return false;
        }
    }
    return true;
}

// The one to show: in full before in part, a participant's before an asker's, then the first in the
// text, so that every query and both engines name the passage alike.
static bool is_better(const propos_find *a, const propos_find *b)
{
    if (a->partial != b->partial) {
        return b->partial;
    }
    if (a->asker != b->asker) {
        return b->asker;
    }
    return a->first < b->first;
}

void propos_duplicates_merge(const propos_duplicates *duplicates, propos_found *found)
{
    // By first printing: the last kept hit of those words, and for each hit the kept one before it.
    uint32_t *kept_of = propos_alloc(duplicates->count + 1, sizeof *kept_of);
    uint32_t *before = propos_alloc(found->count + 1, sizeof *before);
    memset(kept_of, 0xff, duplicates->count * sizeof *kept_of);
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++) {
        propos_find next = found->items[i];
        uint32_t group = duplicates->first[next.first];
        uint32_t same = kept_of[group];
        while (same != PROPOS_NONE && !same_words(duplicates, &found->items[same], &next)) {
            same = before[same];
        }
        if (same == PROPOS_NONE) {
            before[kept] = kept_of[group];
            kept_of[group] = (uint32_t)kept;
            found->items[kept++] = next;
        } else {
            propos_find *one = &found->items[same];
            double score = next.score > one->score ? next.score : one->score;
            *one = is_better(&next, one) ? next : *one;
            one->score = score;
        }
    }
    found->count = kept;
    found->total = found->total_partial = 0;
    for (size_t i = 0; i < kept; i++) {
        found->total += found->items[i].partial ? 0 : 1;
        found->total_partial += found->items[i].partial ? 1 : 0;
    }
    free(before);
    free(kept_of);
}
