// The structure is that of the published schema of REFI-QDA, version 1.0
// (https://www.qdasoftware.org): Project > Users, CodeBook, Variables, Cases, Sources, in that
// order.
#include "base/arena.h"
#include "base/digest.h"
#include "base/memory.h"
#include "formats/archive_write.h"
#include "formats/write_study.h"
#include "formats/write_xml.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Code points of a selection's words that its name shows.
enum { NAME_POINTS = 60 };

typedef struct writer {
    propos_arena *arena;
    const propos_study_data *study;
    propos_buffer xml;
} writer;

// A GUID that follows from what it names: a second export of the same study is the same file.
static const char *guid_of(const writer *w, const char *kind, const char *a, const char *b)
{
    char digest[PROPOS_DIGEST_SIZE];
    const char *text = propos_arena_printf(w->arena, "%s\n%s\n%s\n%s", w->study->id, kind, a, b);
    propos_digest(text, strlen(text), digest);
    return propos_arena_printf(w->arena, "%.8s-%.4s-%.4s-%.4s-%.12s", digest, digest + 8,
                               digest + 12, digest + 16, digest + 20);
}

static void put(writer *w, const char *text)
{
    propos_buffer_puts(&w->xml, text);
}

static void put_escaped(writer *w, const char *text)
{
    formats_xml_escape(&w->xml, text, strlen(text));
}

// ` name="value"`
static void put_attribute(writer *w, const char *name, const char *value)
{
    propos_buffer_printf(&w->xml, " %s=\"", name);
    put_escaped(w, value);
    put(w, "\"");
}

static void put_element(writer *w, const char *name, const char *text)
{
    propos_buffer_printf(&w->xml, "<%s>", name);
    put_escaped(w, text);
    propos_buffer_printf(&w->xml, "</%s>", name);
}

// ---- users and codes ----

static void put_users(writer *w)
{
    if (w->study->coder_count == 0) {
        return;
    }
    put(w, "<Users>");
    for (size_t i = 0; i < w->study->coder_count; i++) {
        put(w, "<User");
        put_attribute(w, "guid", guid_of(w, "coder", w->study->coders[i], ""));
        put_attribute(w, "name", w->study->coders[i]);
        put(w, "/>");
    }
    put(w, "</Users>\n");
}

static void put_codes_under(writer *w, const char *parent)
{
    for (size_t i = 0; i < w->study->code_count; i++) {
        const propos_code_data *code = &w->study->codes[i];
        bool here = parent == NULL ? code->parent == NULL
                                   : code->parent != NULL && strcmp(code->parent, parent) == 0;
        if (!here) {
            continue;
        }
        put(w, "<Code");
        put_attribute(w, "guid", guid_of(w, "code", code->id, ""));
        put_attribute(w, "name", code->name);
        put_attribute(w, "isCodable", "true");
        put(w, ">");
        if (code->definition != NULL) {
            put_element(w, "Description", code->definition);
        }
        put_codes_under(w, code->id);
        put(w, "</Code>");
    }
}

// ---- participants ----

// Variables are known by name; each stands once.
static void put_variables(writer *w)
{
    propos_buffer seen = {0};
    propos_buffer_puts(&seen, "\n");
    bool any = false;
    for (size_t i = 0; i < w->study->speaker_count; i++) {
        const propos_speaker_data *speaker = &w->study->speakers[i];
        for (size_t j = 0; j < speaker->attribute_count; j++) {
            char *line = propos_printf("\n%s\n", speaker->attributes[j].name);
            if (strstr(propos_buffer_text(&seen), line) == NULL) {
                propos_buffer_puts(&seen, line + 1);
                put(w, any ? "<Variable" : "<Variables><Variable");
                put_attribute(w, "guid", guid_of(w, "variable", speaker->attributes[j].name, ""));
                put_attribute(w, "name", speaker->attributes[j].name);
                put_attribute(w, "typeOfVariable", "Text");
                put(w, "/>");
                any = true;
            }
            free(line);
        }
    }
    put(w, any ? "</Variables>\n" : "");
    propos_buffer_free(&seen);
}

static void put_cases(writer *w)
{
    bool any = false;
    for (size_t i = 0; i < w->study->speaker_count; i++) {
        const propos_speaker_data *speaker = &w->study->speakers[i];
        if (speaker->attribute_count == 0) {
            continue;
        }
        put(w, any ? "<Case" : "<Cases><Case");
        any = true;
        put_attribute(w, "guid", guid_of(w, "case", speaker->document, speaker->label));
        put_attribute(w, "name", speaker->label);
        put(w, ">");
        for (size_t j = 0; j < speaker->attribute_count; j++) {
            put(w, "<VariableValue><VariableRef");
            put_attribute(w, "targetGUID", guid_of(w, "variable", speaker->attributes[j].name, ""));
            put(w, "/>");
            put_element(w, "TextValue", speaker->attributes[j].value);
            put(w, "</VariableValue>");
        }
        put(w, "<SourceRef");
        put_attribute(w, "targetGUID", guid_of(w, "document", speaker->document, ""));
        put(w, "/></Case>\n");
    }
    put(w, any ? "</Cases>\n" : "");
}

// ---- sources ----

// The document as one text; *starts: for each turn the code point at which its words begin.
static const char *text_of(const writer *w, const propos_document_data *document, uint32_t *starts)
{
    propos_buffer text = {0};
    size_t points = 0;
    for (size_t i = 0; i < document->turn_count; i++) {
        const propos_turn_data *turn = &document->turns[i];
        size_t before = text.length;
        if (turn->speaker != NULL) {
            propos_buffer_printf(&text, "%s : ", turn->speaker);
        }
        points += text.length == before
                      ? 0
                      : propos_utf8_count(text.bytes + before, text.length - before);
        starts[i] = (uint32_t)points;
        for (const char *at = turn->text; *at != '\0'; at++) {
            propos_buffer_putc(&text, (char)(*at == '\n' || *at == '\r' ? ' ' : *at));
        }
        propos_buffer_putc(&text, '\n');
        points += propos_utf8_count(turn->text, strlen(turn->text)) + 1;
    }
    const char *copy = propos_arena_strdup(w->arena, propos_buffer_text(&text));
    propos_buffer_free(&text);
    return copy;
}

static size_t turn_index(const propos_document_data *document, uint32_t number)
{
    for (size_t i = 0; i < document->turn_count; i++) {
        if (document->turns[i].number == number) {
            return i;
        }
    }
    return document->turn_count;
}

static void put_coding(writer *w, const propos_document_data *document, const char *text,
                       const uint32_t *starts, size_t index)
{
    const propos_coding_data *coding = &w->study->codings[index];
    size_t first = turn_index(document, coding->turn);
    size_t last = turn_index(document, coding->turn_end);
    if (first >= document->turn_count || last >= document->turn_count) {
        return; // a part of a study without that turn
    }
    uint32_t start = starts[first] + coding->start;
    uint32_t end = starts[last] + coding->end;
    const char *number = propos_arena_printf(w->arena, "%zu", index);
    size_t length = strlen(text);
    size_t from = propos_utf8_offset(text, length, start);
    size_t to = propos_utf8_offset(text, length, end);
    size_t shown = propos_utf8_offset(text + from, to - from, NAME_POINTS);
    propos_buffer_printf(&w->xml,
                         "<PlainTextSelection guid=\"%s\" startPosition=\"%u\" "
                         "endPosition=\"%u\" name=\"",
                         guid_of(w, "selection", document->id, number), start, end);
    formats_xml_escape(&w->xml, text + from, shown);
    put(w, "\">");
    if (coding->memo != NULL) {
        put_element(w, "Description", coding->memo);
    }
    put(w, "<Coding");
    put_attribute(w, "guid", guid_of(w, "coding", document->id, number));
    if (coding->coder != NULL) {
        put_attribute(w, "creatingUser", guid_of(w, "coder", coding->coder, ""));
    }
    put(w, "><CodeRef");
    put_attribute(w, "targetGUID", guid_of(w, "code", coding->code, ""));
    put(w, "/></Coding></PlainTextSelection>\n");
}

static void put_source(writer *w, const propos_document_data *document, formats_part *part)
{
    uint32_t *starts = propos_alloc(document->turn_count + 1, sizeof *starts);
    const char *guid = guid_of(w, "document", document->id, "");
    const char *text = text_of(w, document, starts);
    *part = (formats_part){.name = propos_arena_printf(w->arena, "sources/%s.txt", guid),
                           .bytes = text,
                           .length = strlen(text)};
    put(w, "<TextSource");
    put_attribute(w, "guid", guid);
    put_attribute(w, "name", document->id);
    put_attribute(w, "plainTextPath", propos_arena_printf(w->arena, "internal://%s.txt", guid));
    put(w, ">\n");
    if (document->title != NULL) {
        put_element(w, "Description", document->title);
    }
    for (size_t i = 0; i < w->study->coding_count; i++) {
        if (strcmp(w->study->codings[i].document, document->id) == 0) {
            put_coding(w, document, text, starts, i);
        }
    }
    put(w, "</TextSource>\n");
    free(starts);
}

propos_status formats_write_qdpx(const propos_study_data *study, propos_buffer *out,
                                 propos_error *error)
{
    writer w = {.arena = propos_arena_new(), .study = study};
    formats_part *parts = propos_alloc(study->document_count + 1, sizeof *parts);
    put(&w, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Project "
            "xmlns=\"urn:QDA-XML:project:1.0\" origin=\"Propos " PROPOS_VERSION "\"");
    put_attribute(&w, "name", study->title != NULL ? study->title : study->id);
    put(&w, ">\n");
    put_users(&w);
    put(&w, "<CodeBook><Codes>\n");
    put_codes_under(&w, NULL);
    put(&w, "</Codes></CodeBook>\n");
    put_variables(&w);
    put_cases(&w);
    put(&w, "<Sources>\n");
    for (size_t i = 0; i < study->document_count; i++) {
        put_source(&w, &study->documents[i], &parts[i + 1]);
    }
    put(&w, "</Sources>\n</Project>\n");
    parts[0] = (formats_part){
        .name = "project.qde", .bytes = propos_buffer_text(&w.xml), .length = w.xml.length};
    propos_status status = formats_archive_write(parts, study->document_count + 1, out, error);
    propos_buffer_free(&w.xml);
    free(parts);
    propos_arena_free(w.arena);
    return status;
}
