// What each source holds becomes the study's: documents, speakers, codes and codings.
//
// Two sources may speak of one thing. A project's document whose text another source has is that
// document, whatever its name, and so is a Word file with comments; other documents of one id are a
// fault. Codes of one name under one parent are one code, and so are those that code-mapping.csv
// says.
#include "base/i18n.h"
#include "base/memory.h"
#include "indexer/reading.h"
#include "text/unicode.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// ---- documents ----

static bool has_documents_csv(const propos_reading *reading)
{
    for (size_t i = 0; i < reading->file_count; i++) {
        if (reading->files[i].kind == READING_DOCUMENTS) {
            return true;
        }
    }
    return false;
}

// What documents.csv says holds; the source says the rest.
static void fill(propos_document_data *document, const propos_document_data *from, const char *file)
{
    document->title = document->title != NULL ? document->title : from->title;
    document->group = document->group != NULL ? document->group : from->group;
    document->kind = document->kind != NULL ? document->kind : from->kind;
    document->date = document->date != NULL ? document->date : from->date;
    document->place = document->place != NULL ? document->place : from->place;
    document->turns = from->turns;
    document->turn_count = from->turn_count;
    document->source = (propos_source){file, 0};
}

// A table of coded units may bring the words it codes; where the study has transcripts, these hold.
static bool gives_way(const reading_source *source)
{
    return source->reader->kind == FORMATS_CODINGS;
}

// What may have its text from another source comes after it: transcripts, projects, tables.
enum { RANKS = 3 };
static int rank(const reading_source *source)
{
    if (gives_way(source)) {
        return 2;
    }
    return source->reader->kind == FORMATS_PROJECT ? 1 : 0;
}

static bool has_transcripts(const propos_reading *reading)
{
    for (size_t i = 0; i < reading->source_count; i++) {
        if (!gives_way(&reading->sources[i]) && reading->sources[i].content.document_count > 0) {
            return true;
        }
    }
    return false;
}

static void merge_document(propos_reading *reading, reading_source *source, size_t at, bool listed,
                           propos_map *read)
{
    const propos_document_data *from = &source->content.documents[at];
    const char *file = source->file->path;
    const char *id = from->id[0] == '\0' ? source->file->stem : from->id;
    if (rank(source) < 2 && from->turn_count > 0 &&
        (source->documents[at] = reading_find_twin(reading, source, at)) != NULL) {
        return;
    }
    size_t number = (size_t)(source - reading->sources);
    size_t other = propos_map_add(read, id, number);
    if (other != number) {
        if (!gives_way(source)) {
            READING_FAULT(reading, id, file, 0,
                          _("the document “%s” comes twice: also as %s; rename or remove one"), id,
                          reading->sources[other].file->path);
        }
        return;
    }
    source->documents[at] = id;
    propos_document_data *document = reading_document(reading, id);
    if (document == NULL) {
        document = reading_add_document(reading, id, (propos_source){file, 0});
        document->order = (long)reading->study.document_count;
        if (listed) {
            READING_DOUBT(reading, id, file, 0,
                          _("documents.csv does not list this document; read all the same, "
                            "after the others"));
        }
    }
    fill(document, from, file);
}

void reading_merge_documents(propos_reading *reading)
{
    bool listed = has_documents_csv(reading);
    propos_map read = {0};
    bool transcripts = has_transcripts(reading);
    for (int turn = 0; turn < RANKS; turn++) {
        for (size_t i = 0; i < reading->source_count; i++) {
            reading_source *source = &reading->sources[i];
            bool taken = rank(source) == turn && (!transcripts || !gives_way(source));
            for (size_t j = 0; taken && j < source->content.document_count; j++) {
                merge_document(reading, source, j, listed, &read);
            }
        }
    }
    propos_map_free(&read);
}

// Letters and digits of a name alone, folded, without the ending of a file: "Entretien 1.docx" and
// "entretien_1" are both "entretien1". Malloc'ed.
static char *bare(const char *name)
{
    char *folded = propos_folded(name);
    char *dot = strrchr(folded, '.');
    size_t length = dot != NULL && dot != folded ? (size_t)(dot - folded) : strlen(folded);
    size_t to = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)folded[i];
        if (byte >= 0x80 || isalnum(byte)) {
            folded[to++] = folded[i];
        }
    }
    folded[to] = '\0';
    return folded;
}

// The only document whose id or title is that name but for case, accents, blanks and signs.
static const char *document_like(const propos_reading *reading, const char *name)
{
    const char *found = NULL;
    size_t count = 0;
    char *wanted = bare(name);
    for (size_t i = 0; i < reading->study.document_count; i++) {
        const propos_document_data *document = &reading->study.documents[i];
        char *id = bare(document->id);
        char *title = bare(document->title == NULL ? "" : document->title);
        if (wanted[0] != '\0' && (strcmp(id, wanted) == 0 || strcmp(title, wanted) == 0)) {
            found = document->id;
            count++;
        }
        free(id);
        free(title);
    }
    free(wanted);
    return count == 1 ? found : NULL;
}

// The study's id of a document that a source names: its own ones, or one of the study.
static const char *document_named(const propos_reading *reading, const reading_source *source,
                                  const char *id)
{
    for (size_t i = 0; i < source->content.document_count; i++) {
        if (source->documents[i] != NULL && strcmp(source->content.documents[i].id, id) == 0) {
            return source->documents[i];
        }
    }
    if (reading_document(reading, id) != NULL) {
        return id;
    }
    return gives_way(source) ? document_like(reading, id) : NULL;
}

// ---- speakers ----

static void merge_speaker(propos_reading *reading, const reading_source *source,
                          const propos_speaker_data *from)
{
    propos_speaker_data speaker = *from;
    speaker.document = document_named(reading, source, from->document);
    if (speaker.document == NULL) {
        return; // its document was refused, and that has been said
    }
    propos_attribute *kept =
        propos_arena_alloc(reading->arena, from->attribute_count + 1, sizeof *kept);
    speaker.attributes = kept;
    speaker.attribute_count = 0;
    for (size_t i = 0; i < from->attribute_count; i++) {
        if (!reading_is_confidential(reading, from->attributes[i].name)) {
            kept[speaker.attribute_count++] = from->attributes[i];
        }
    }
    (void)reading_add_speaker(reading, &speaker); // participants.csv holds where it has a row
}

void reading_merge_speakers(propos_reading *reading)
{
    for (size_t i = 0; i < reading->source_count; i++) {
        const reading_source *source = &reading->sources[i];
        for (size_t j = 0; j < source->content.speaker_count; j++) {
            merge_speaker(reading, source, &source->content.speakers[j]);
        }
    }
}

// ---- codes ----

// Codes of the study by their place in the tree: "parent's id\nfolded name" -> index.
typedef struct code_places {
    propos_reading *reading;
    propos_map places;
} code_places;

static const char *place_of(propos_reading *reading, const char *parent, const char *name)
{
    char *folded = propos_folded(name);
    const char *place =
        propos_arena_printf(reading->arena, "%s\n%s", parent == NULL ? "" : parent, folded);
    free(folded);
    return place;
}

static void note_place(code_places *at, size_t index)
{
    const propos_code_data *code = &at->reading->study.codes[index];
    (void)propos_map_add(&at->places, place_of(at->reading, code->parent, code->name), index);
}

// The id, or one made from it when another code has it.
static const char *free_id(const propos_reading *reading, const reading_source *source,
                           const char *id)
{
    if (propos_map_get(&reading->code_index, id) == PROPOS_MAP_NONE) {
        return id;
    }
    const char *other = propos_arena_printf(reading->arena, "%s (%s)", id, source->file->stem);
    for (unsigned long n = 2; propos_map_get(&reading->code_index, other) != PROPOS_MAP_NONE; n++) {
        other = propos_arena_printf(reading->arena, "%s (%s %lu)", id, source->file->stem, n);
    }
    return other;
}

static bool same_name(const char *a, const char *b)
{
    char *x = propos_folded(a);
    char *y = propos_folded(b);
    bool same = strcmp(x, y) == 0;
    free(x);
    free(y);
    return same;
}

// A code whose parent is settled (NULL: a root): the one that the study has there, or a new one.
static void merge_code(code_places *at, reading_source *source, const propos_code_data *from,
                       const char *parent)
{
    propos_reading *reading = at->reading;
    size_t index = reading_code_by_mapping(reading, source, from);
    if (index == PROPOS_MAP_NONE) {
        index = propos_map_get(&at->places, place_of(reading, parent, from->name));
    }
    if (index == PROPOS_MAP_NONE) {
        // A source without names, or a table that names a code of the code book by its id.
        index = propos_map_get(&reading->code_index, from->id);
        bool same =
            index != PROPOS_MAP_NONE && (strcmp(from->id, from->name) == 0 ||
                                         same_name(reading->study.codes[index].name, from->name));
        index = same ? index : PROPOS_MAP_NONE;
    }
    if (index == PROPOS_MAP_NONE) {
        propos_code_data code = *from;
        code.id = free_id(reading, source, from->id);
        code.parent = parent;
        index = reading->study.code_count;
        (void)reading_add_code(reading, &code);
        note_place(at, index);
    } else if (reading->study.codes[index].definition == NULL) {
        reading->study.codes[index].definition = from->definition;
    }
    (void)propos_map_add(&source->codes, from->id, index);
}

// Parents may follow their children: each round settles those whose parents are settled.
static void merge_codes_of(code_places *at, reading_source *source)
{
    const formats_content *content = &source->content;
    size_t settled = 0;
    for (size_t before = (size_t)-1; settled != before && settled < content->code_count;) {
        before = settled;
        for (size_t i = 0; i < content->code_count; i++) {
            const propos_code_data *code = &content->codes[i];
            size_t parent = code->parent == NULL ? PROPOS_MAP_NONE
                                                 : propos_map_get(&source->codes, code->parent);
            if (propos_map_get(&source->codes, code->id) != PROPOS_MAP_NONE ||
                (code->parent != NULL && parent == PROPOS_MAP_NONE)) {
                continue;
            }
            merge_code(at, source, code,
                       code->parent == NULL ? NULL : at->reading->study.codes[parent].id);
            settled++;
        }
    }
    for (size_t i = 0; i < content->code_count && settled < content->code_count; i++) {
        const propos_code_data *code = &content->codes[i];
        if (propos_map_get(&source->codes, code->id) == PROPOS_MAP_NONE) {
            READING_DOUBT(at->reading, NULL, source->file->path, code->source.line,
                          _("the code “%s” names no parent that is there; kept without one"),
                          code->name);
            merge_code(at, source, code, NULL);
        }
    }
}

void reading_merge_codes(propos_reading *reading)
{
    code_places at = {.reading = reading};
    for (size_t i = 0; i < reading->study.code_count; i++) {
        note_place(&at, i);
    }
    for (size_t i = 0; i < reading->source_count; i++) {
        size_t before = reading->study.code_count;
        merge_codes_of(&at, &reading->sources[i]);
        reading_doubt_new_codes(reading, &reading->sources[i], before);
    }
    propos_map_free(&at.places);
}

// ---- codings ----

// Who coded, where --coder or study.ini say so. A file with several coders knows its coders; one
// with a single name ("admin", "default") has it from the program.
static const char *coder_for(propos_reading *reading, const reading_source *source, bool *replaces)
{
    const char *given = reading->coder != NULL
                            ? reading->coder
                            : reading_option(reading, source->file->path, "coder");
    const char *first = NULL;
    *replaces = given != NULL;
    for (size_t i = 0; i < source->content.coding_count && *replaces; i++) {
        const char *coder = source->content.codings[i].coder;
        first = first == NULL ? coder : first;
        *replaces = coder == NULL || strcmp(coder, first) == 0;
    }
    if (given != NULL && !*replaces) {
        READING_DOUBT(reading, NULL, source->file->path, 0,
                      _("this file names several coders; “%s” is taken only where it names none"),
                      given);
    }
    return given;
}

// A table that names no document that is there (the name of its sheet, a number of its own): the
// only document that holds the quotation.
static const char *document_holding(propos_reading *reading, propos_locator **locators,
                                    const propos_coding_data *coding)
{
    const char *found = NULL;
    size_t count = 0;
    for (size_t i = 0; coding->quote != NULL && i < reading->study.document_count; i++) {
        if (reading_holds(reading, locators, i, coding->quote)) {
            found = reading->study.documents[i].id;
            count++;
        }
    }
    return count == 1 ? found : NULL;
}

static void merge_coding(propos_reading *reading, const reading_source *source,
                         propos_locator **locators, propos_coding_data coding)
{
    const char *document = document_named(reading, source, coding.document);
    if (document == NULL && gives_way(source)) {
        document = document_holding(reading, locators, &coding);
    }
    size_t code = propos_map_get(&source->codes, coding.code);
    if (document == NULL || code == PROPOS_MAP_NONE) {
        if (document == NULL && reading->faults.count == 0) {
            READING_FAULT(reading, NULL, coding.source.file, coding.source.line,
                          gives_way(source) ? _("there is no document “%s”, and no other one alone "
                                                "holds the quotation")
                                            : _("there is no document “%s”"),
                          coding.document);
        }
        return;
    }
    if (!reading_carry(reading, source, &coding)) {
        return;
    }
    // The words of the table's own document gave way to the study's transcript.
    bool own = false;
    for (size_t i = 0; i < source->content.document_count; i++) {
        own = own || (source->documents[i] != NULL && strcmp(source->documents[i], document) == 0);
    }
    coding.turn = own ? coding.turn : 0;
    coding.document = document;
    coding.code = reading->study.codes[code].id;
    if (coding.turn == 0 && coding.quote == NULL) {
        READING_FAULT(reading, document, coding.source.file, coding.source.line,
                      _("this row needs a turn or a quotation"));
    } else if (coding.turn > 0 || reading_locate(reading, locators, &coding)) {
        reading_add_coding(reading, &coding);
    }
}

void reading_merge_codings(propos_reading *reading)
{
    propos_locator **locators = reading_locators_new(reading);
    for (size_t i = 0; i < reading->source_count; i++) {
        const reading_source *source = &reading->sources[i];
        bool replaces = false;
        const char *coder = coder_for(reading, source, &replaces);
        for (size_t j = 0; j < source->content.coding_count; j++) {
            propos_coding_data coding = source->content.codings[j];
            coding.coder = coding.coder == NULL || replaces ? (coder != NULL ? coder : coding.coder)
                                                            : coding.coder;
            merge_coding(reading, source, locators, coding);
        }
    }
    reading_locators_free(reading, locators);
}
