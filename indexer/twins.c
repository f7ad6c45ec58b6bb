// The same transcript in two projects: found by its text, not by its name, and codings carried over
// from the later one to the earlier one.
#include "base/i18n.h"
#include "base/memory.h"
#include "indexer/align.h"
#include "indexer/reading.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Words of a coding that a doubt shows, in code points.
enum { SHOWN = 60 };

// A document of a source that is another one of the study under another name.
struct reading_twin {
    indexer_words *from, *to;
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
            indexer_words_free(twin->to);
            free(twin);
        }
    }
    free((void *)source->twins);
    source->twins = NULL;
}

static bool is_of(const reading_source *source, const char *id)
{
    for (size_t i = 0; i < source->content.document_count; i++) {
        if (source->documents[i] != NULL && strcmp(source->documents[i], id) == 0) {
            return true;
        }
    }
    return false;
}

const char *reading_find_twin(propos_reading *reading, reading_source *source, size_t at)
{
    const propos_document_data *document = &source->content.documents[at];
    indexer_words *from = words_of(reading, document);
    indexer_words *best = NULL;
    const propos_document_data *found = NULL;
    double most = INDEXER_SAME_TEXT;
    for (size_t i = 0; i < reading->study.document_count; i++) {
        const propos_document_data *other = &reading->study.documents[i];
        if (other->turn_count == 0 || is_of(source, other->id)) {
            continue; // listed only, or of this very project
        }
        indexer_words *to = words_of(reading, other);
        double shared = indexer_words_shared(from, to);
        if (shared >= most) {
            indexer_words_free(best);
            best = to;
            found = other;
            most = shared;
        } else {
            indexer_words_free(to);
        }
    }
    if (found == NULL) {
        indexer_words_free(from);
        return NULL;
    }
    reading_twin *twin = propos_alloc(1, sizeof *twin);
    *twin = (reading_twin){from, best, indexer_align(from, best)};
    if (source->twins == NULL) {
        source->twins =
            (reading_twin **)propos_alloc(source->content.document_count, sizeof(reading_twin *));
    }
    source->twins[at] = twin;
    READING_DOUBT(reading, found->id, source->file->path, 0,
                  _("its text “%s” is the same conversation as “%s” (%s), %.0f %% alike; its "
                    "codings are carried over word by word"),
                  document->id, found->id, found->source.file, 100 * most);
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
                          content->documents[i].id, source->documents[i]);
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
