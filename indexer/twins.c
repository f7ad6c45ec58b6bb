// The same transcript twice, in two projects or in two Word files with comments: found by its text,
// not by its name, and codings carried over from the later one to the earlier one.
#include "base/i18n.h"
#include "base/memory.h"
#include "indexer/align.h"
#include "indexer/reading.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Words of a coding that a doubt shows, in code points.
enum { SHOWN = 60 };

// A document of a source that is another one of the study under another name. The words of the
// study's document are the reading's.
struct reading_twin {
    indexer_words *from;
    indexer_alignment *alignment;
};

// A copy of the struct alone: the study's array moves when it grows.
static indexer_words *words_of(propos_reading *reading, const propos_document_data *document)
{
    return indexer_words_new(propos_arena_copy(reading->arena, document, 1, sizeof *document));
}

void reading_twins_free(reading_source *source)
{
    for (size_t i = 0; source->twins != NULL && i < source->content.document_count; i++) {
        reading_twin *twin = source->twins[i];
        if (twin != NULL) {
            indexer_alignment_free(twin->alignment);
            indexer_words_free(twin->from);
            free(twin);
        }
    }
    free((void *)source->twins);
    source->twins = NULL;
}

static const char *name_of(const reading_source *source, const propos_document_data *document)
{
    return document->id[0] == '\0' ? source->file->stem : document->id;
}

// The words of the study's document `at`, made once.
static const indexer_words *words_at(propos_reading *reading, size_t at)
{
    while (reading->word_count <= at) {
        PROPOS_GROW(reading->words, reading->word_capacity, reading->word_count + 1);
        reading->words[reading->word_count++] = NULL;
    }
    if (reading->words[at] == NULL) {
        reading->words[at] = words_of(reading, &reading->study.documents[at]);
    }
    return reading->words[at];
}

void reading_words_free(propos_reading *reading)
{
    for (size_t i = 0; i < reading->word_count; i++) {
        indexer_words_free(reading->words[i]);
    }
    free((void *)reading->words);
    reading->words = NULL;
    reading->word_count = 0;
}

// Two plain transcripts are compared only when one of them has comments: people keep two versions
// of an interview in one study for other reasons than to code them.
static bool may_be_twins(const reading_source *a, const reading_source *b)
{
    return a->reader->kind == FORMATS_PROJECT || a->content.comment_count > 0 ||
           b->content.comment_count > 0;
}

const char *reading_find_twin(propos_reading *reading, reading_source *source, size_t at)
{
    const propos_document_data *document = &source->content.documents[at];
    indexer_words *from = NULL;
    const indexer_words *best = NULL;
    const propos_document_data *found = NULL;
    double most = INDEXER_SAME_TEXT;
    for (size_t i = 0; i < reading->source_count; i++) {
        const reading_source *other = &reading->sources[i];
        for (size_t j = 0; j < other->content.document_count; j++) {
            const char *id = other->documents[j];
            if (other == source || id == NULL || !may_be_twins(source, other) ||
                other->content.documents[j].turn_count == 0) {
                continue; // not taken in (yet), listed only, or of this very project
            }
            size_t index = propos_map_get(&reading->document_index, id);
            const indexer_words *to = words_at(reading, index);
            from = from != NULL ? from : words_of(reading, document);
            double shared = indexer_words_shared(from, to);
            if (shared > most || (shared == most && found == NULL)) {
                best = to;
                found = &reading->study.documents[index];
                most = shared;
            }
        }
    }
    if (found == NULL) {
        indexer_words_free(from);
        return NULL;
    }
    reading_twin *twin = propos_alloc(1, sizeof *twin);
    *twin = (reading_twin){from, indexer_align(from, best)};
    if (source->twins == NULL) {
        source->twins =
            (reading_twin **)propos_alloc(source->content.document_count, sizeof(reading_twin *));
    }
    source->twins[at] = twin;
    READING_DOUBT(reading, found->id, source->file->path, 0,
                  _("its text “%s” is the same conversation as “%s” (%s), %.0f %% alike; its "
                    "codings are carried over word by word"),
                  name_of(source, document), found->id, found->source.file, 100 * most);
    return found->id;
}

// The words of a coding as its own project has them.
static const char *words_shown(propos_reading *reading, const propos_document_data *document,
                               const propos_coding_data *coding)
{
    const propos_turn_data *turn = reading_turn(document, coding->turn);
    if (turn == NULL) {
        return "";
    }
    size_t length = strlen(turn->text);
    size_t from = propos_utf8_offset(turn->text, length, coding->start);
    size_t to = coding->turn == coding->turn_end
                    ? propos_utf8_offset(turn->text, length, coding->end)
                    : length;
    to = to < from ? from : to;
    size_t cut = propos_utf8_offset(turn->text + from, to - from, SHOWN);
    return propos_arena_printf(reading->arena, "%.*s%s", (int)cut, turn->text + from,
                               cut < to - from ? "…" : "");
}

bool reading_carry(propos_reading *reading, const reading_source *source,
                   propos_coding_data *coding)
{
    const formats_content *content = &source->content;
    for (size_t i = 0; source->twins != NULL && i < content->document_count; i++) {
        if (source->twins[i] == NULL || strcmp(content->documents[i].id, coding->document) != 0) {
            continue;
        }
        formats_place from = {coding->turn, coding->start, coding->turn_end, coding->end};
        formats_place to;
        if (!indexer_carry(source->twins[i]->alignment, &from, &to)) {
            READING_DOUBT(reading, source->documents[i], source->file->path, coding->source.line,
                          _("the coding of “%s” (turn %u of “%s”) has no like in “%s”; it is left "
                            "out"),
                          words_shown(reading, &content->documents[i], coding), coding->turn,
                          name_of(source, &content->documents[i]), source->documents[i]);
            return false;
        }
        coding->turn = to.turn;
        coding->start = to.start;
        coding->turn_end = to.turn_end;
        coding->end = to.end;
        return true;
    }
    return true; // no twin: it stands where it stood
}
