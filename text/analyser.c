#include "text/analyser.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "text/chunk.h"
#include "text/letters.h"
#include "text/lists_parts.h"
#include "text/marks_parts.h"
#include "text/terms.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

// Raise it when the same text gives other tokens than before.
#define ANALYSER_VERSION 1
// Capitals in a text that has small letters too: as many of them are an acronym (IVG, EHPA), more
// are a word that was shouted, unless the acronym list has it.
#define ACRONYM_MIN 2
#define ACRONYM_MAX 4

struct propos_analyser {
    const propos_lists *lists; // not owned
    text_termbook *book;
    text_letters letters;
    text_chunk chunk;
    char *version;
};

// One pass over a text.
typedef struct pass {
    propos_analyser *analyser;
    propos_token_fn on_token;
    void *context;
    uint32_t position;      // of the last word; 0 before the first
    const text_terms *last; // the last word that was no hesitation
    bool stopped;
} pass;

propos_status propos_analyser_new(const propos_lists *lists, propos_analyser **out,
                                  propos_error *error)
{
    *out = NULL;
    propos_analyser *analyser = propos_alloc(1, sizeof *analyser);
    propos_buffer version = {0};
    analyser->lists = lists;
    propos_status status = text_termbook_new(lists, &analyser->book, error);
    if (status != PROPOS_OK) {
        propos_analyser_free(analyser);
        return status;
    }
    propos_buffer_printf(&version, "propos %d, libstemmer ", ANALYSER_VERSION);
    text_stemmer_fingerprint(analyser->book, &version);
    propos_buffer_printf(&version, ", Unicode %s, lists %s", utf8proc_unicode_version(),
                         propos_lists_index_digest(lists));
    analyser->version = propos_buffer_take(&version);
    *out = analyser;
    return PROPOS_OK;
}

void propos_analyser_free(propos_analyser *analyser)
{
    if (!analyser)
        return;
    text_termbook_free(analyser->book);
    text_letters_free(&analyser->letters);
    text_chunk_free(&analyser->chunk);
    free(analyser->version);
    free(analyser);
}

const propos_lists *propos_analyser_lists(const propos_analyser *analyser)
{
    return analyser->lists;
}

const char *propos_analyser_version(const propos_analyser *analyser)
{
    return analyser->version;
}

// Capitals only, and few of them or a known acronym. Where the whole text is in capitals only the
// list tells.
static bool is_acronym(const propos_analyser *analyser, size_t start, size_t end, const char *word,
                       size_t length)
{
    size_t capitals = 0;
    for (size_t i = start; i < end; i++) {
        const text_letter *letter = &analyser->letters.items[i];
        if (letter->class != TEXT_LETTER || !letter->upper)
            return false;
        capitals++;
    }
    if (capitals < ACRONYM_MIN)
        return false;
    return (analyser->letters.has_lower && capitals <= ACRONYM_MAX) ||
           text_is_acronym(analyser->lists, word, length);
}

static const text_terms *part_terms(propos_analyser *analyser, const text_part *part)
{
    char word[PROPOS_WORD_BYTES + 1];
    if (part->has_inclusive)
        return text_terms_of(analyser->book, part->inclusive.forms[0],
                             strlen(part->inclusive.forms[0]), TEXT_WORD_PLAIN);
    size_t length = text_word_bytes(analyser->letters.items, part->start, part->end, word);
    bool acronym = analyser->letters.items[part->start].upper &&
                   is_acronym(analyser, part->start, part->end, word, length);
    return text_terms_of(analyser->book, word, length,
                         acronym ? TEXT_WORD_ACRONYM : TEXT_WORD_PLAIN);
}

static void emit(pass *p, size_t start, size_t end, const text_terms *terms, unsigned flags)
{
    if (p->stopped)
        return;
    const text_letter *first = &p->analyser->letters.items[start];
    const text_letter *last = &p->analyser->letters.items[end - 1];
    propos_token token = {.start = first->start,
                          .end = last->end,
                          .start_byte = first->start_byte,
                          .end_byte = last->end_byte,
                          .position = p->position,
                          .flags = flags | terms->flags};
    memcpy(token.terms, terms->channel, sizeof token.terms);
    p->stopped = !p->on_token(p->context, &token);
}

// Moves to the position of a word that has one of its own; returns REPEAT or HESITATION when it has
// not.
static unsigned place_word(pass *p, const text_terms *terms)
{
    if (terms->flags & PROPOS_TOKEN_HESITATION) {
        if (p->position == 0)
            p->position = 1;
        return PROPOS_TOKEN_HESITATION;
    }
    // Word for word: "Nous, nous" is a repeat, "NON non" too, "a à" is none.
    if (p->last == terms || (p->last && strcmp(p->last->channel[0], terms->channel[0]) == 0))
        return PROPOS_TOKEN_REPEAT;
    // Hesitations at the beginning hold the first word's position.
    if (p->last || p->position == 0)
        p->position++;
    p->last = terms;
    return 0;
}

static void emit_whole(pass *p, const text_chunk *chunk)
{
    const text_part *first = &chunk->parts[chunk->whole_first];
    const text_part *last = &chunk->parts[chunk->whole_last];
    char word[PROPOS_WORD_BYTES + 1];
    size_t length = 0;
    const text_terms *terms = NULL;
    if (first->has_inclusive || last->has_inclusive)
        return; // its parts say more than "patient-e-s-experts" would
    length = text_word_bytes(p->analyser->letters.items, first->start, last->end, word);
    terms = text_terms_of(p->analyser->book, word, length, TEXT_WORD_COMPOUND);
    emit(p, first->start, last->end, terms, PROPOS_TOKEN_WHOLE);
}

static void emit_variants(pass *p, const text_part *part)
{
    for (size_t i = 1; i < part->inclusive.count; i++) {
        const char *form = part->inclusive.forms[i];
        const text_terms *terms =
            text_terms_of(p->analyser->book, form, strlen(form), TEXT_WORD_PLAIN);
        emit(p, part->start, part->end, terms, PROPOS_TOKEN_VARIANT);
    }
}

static void emit_chunk(pass *p)
{
    const text_chunk *chunk = &p->analyser->chunk;
    for (size_t i = 0; i < chunk->count && !p->stopped; i++) {
        const text_part *part = &chunk->parts[i];
        const text_terms *terms = part_terms(p->analyser, part);
        unsigned flags = place_word(p, terms);
        if (i == chunk->whole_first && chunk->whole_last > i)
            emit_whole(p, chunk);
        if (part->elided)
            flags |= PROPOS_TOKEN_ELIDED;
        emit(p, part->start, part->end, terms, flags);
        if (part->has_inclusive)
            emit_variants(p, part);
    }
}

void propos_analyse(propos_analyser *analyser, const char *text, size_t length,
                    propos_token_fn on_token, void *context)
{
    pass p = {.analyser = analyser, .on_token = on_token, .context = context};
    text_letters *letters = &analyser->letters;
    text_termbook_trim(analyser->book);
    text_letters_read(letters, text, length);
    for (size_t at = 0; at < letters->count && !p.stopped;) {
        if (text_begins_word(&letters->items[at])) {
            text_chunk_read(analyser->lists, letters, at, &analyser->chunk);
            emit_chunk(&p);
            at = analyser->chunk.end;
            continue;
        }
        propos_mark_kind kind = PROPOS_MARK_EVENT;
        size_t end = text_mark_at(analyser->lists, letters->items, letters->count, at, &kind);
        at = end > at ? end : at + 1;
    }
}
