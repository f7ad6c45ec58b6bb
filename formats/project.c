#include "formats/project.h"

#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/placing.h"
#include "formats/transcript.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Quotations are shown up to here, in code points.
enum { SHOWN = 60 };

// Names a tool gives to whoever uses it: nobody's own.
static const char *const NOBODY = "|admin|administrator|administrateur|default|user|utilisateur|"
                                  "owner|root|test|unknown|inconnu|";

void project_free(project *p)
{
    free(p->sources);
    free(p->codes);
    free(p->spans);
    free(p->cases);
    free(p->links);
    free(p->marks);
    free(p->times);
}

project_source *project_add_source(project *p, const char *key, const char *name)
{
    PROPOS_GROW(p->sources, p->source_capacity, p->source_count + 1);
    p->sources[p->source_count] = (project_source){.key = key, .name = name};
    return &p->sources[p->source_count++];
}

void project_add_code(project *p, project_code code)
{
    PROPOS_GROW(p->codes, p->code_capacity, p->code_count + 1);
    p->codes[p->code_count++] = code;
}

void project_add_span(project *p, project_span span)
{
    PROPOS_GROW(p->spans, p->span_capacity, p->span_count + 1);
    p->spans[p->span_count++] = span;
}

project_case *project_add_case(project *p, const char *key, const char *name)
{
    PROPOS_GROW(p->cases, p->case_capacity, p->case_count + 1);
    p->cases[p->case_count] = (project_case){.key = key, .name = name};
    return &p->cases[p->case_count++];
}

void project_add_link(project *p, project_link link)
{
    PROPOS_GROW(p->links, p->link_capacity, p->link_count + 1);
    p->links[p->link_count++] = link;
}

void project_add_mark(project *p, project_mark mark)
{
    PROPOS_GROW(p->marks, p->mark_capacity, p->mark_count + 1);
    p->marks[p->mark_count++] = mark;
}

void project_add_time(project *p, project_time time)
{
    PROPOS_GROW(p->times, p->time_capacity, p->time_count + 1);
    p->times[p->time_count++] = time;
}

size_t project_source_of(const project *p, const char *key)
{
    for (size_t i = 0; key != NULL && i < p->source_count; i++) {
        if (p->sources[i].key != NULL && strcmp(p->sources[i].key, key) == 0) {
            return i;
        }
    }
    return PROPOS_MAP_NONE;
}

// The text without white space at its ends; NULL when nothing is left.
static const char *trimmed(propos_arena *arena, const char *text)
{
    static const char blanks[] = " \t\r\n";
    if (text == NULL) {
        return NULL;
    }
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length > 0 && strchr(blanks, text[length - 1]) != NULL) {
        length--;
    }
    return length == 0 ? NULL : propos_arena_strndup(arena, text, length);
}

void project_add_attribute(project *p, propos_attribute **attributes, size_t *count,
                           size_t *capacity, const char *name, const char *value)
{
    name = trimmed(p->arena, name);
    value = trimmed(p->arena, value);
    if (name == NULL || value == NULL) {
        return;
    }
    if (*count == *capacity) {
        size_t room = propos_grown(*capacity, *count + 1);
        propos_attribute *bigger = propos_arena_alloc(p->arena, room, sizeof *bigger);
        if (*count > 0) {
            memcpy(bigger, *attributes, *count * sizeof *bigger);
        }
        *attributes = bigger;
        *capacity = room;
    }
    (*attributes)[(*count)++] = (propos_attribute){name, value};
}

void project_document_attribute(project *p, size_t source, const char *name, const char *value)
{
    project_source *s = &p->sources[source];
    const struct {
        const char *names;
        const char **slot;
    } known[] = {
        {"|groupe|group|", &s->group},
        {"|date|date d'entretien|interview date|", &s->date},
        {"|lieu|place|site|", &s->place},
    };
    value = trimmed(p->arena, value);
    char *folded = propos_folded(name);
    char *wanted = propos_printf("|%s|", folded);
    bool taken = value == NULL;
    for (size_t i = 0; i < sizeof known / sizeof known[0] && !taken; i++) {
        if (strstr(known[i].names, wanted) != NULL) {
            *known[i].slot = value;
            taken = true;
        }
    }
    if (!taken) {
        project_add_attribute(p, &s->attributes, &s->attribute_count, &s->attribute_capacity, name,
                              value);
    }
    free(wanted);
    free(folded);
}

// ---- documents ----

// The source's name without its ending, or the key; unique among the documents.
static const char *document_id(project *p, size_t index, propos_map *ids)
{
    static const char *const endings[] = {".txt", ".docx", ".doc",  ".odt", ".rtf",
                                          ".pdf", ".md",   ".html", ".htm", ".text"};
    project_source *source = &p->sources[index];
    const char *name = trimmed(p->arena, source->name);
    name = name != NULL ? name : trimmed(p->arena, source->key);
    name = name != NULL ? name : "document";
    const char *slash = strrchr(name, '/');
    name = slash != NULL && slash[1] != '\0' ? slash + 1 : name;
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t size = strlen(endings[i]);
        char *folded = length > size ? propos_folded(name + length - size) : NULL;
        if (folded != NULL && strcmp(folded, endings[i]) == 0) {
            length -= size;
            free(folded);
            break;
        }
        free(folded);
    }
    const char *id = propos_arena_strndup(p->arena, name, length);
    const char *first = id;
    for (unsigned n = 2; propos_map_add(ids, id, index) != index; n++) {
        id = propos_arena_printf(p->arena, "%s-%u", first, n);
    }
    if (id != first) {
        PROJECT_DOUBT(p, id, _("two sources are called “%s”; this one becomes “%s”"), first, id);
    }
    return id;
}

static void settle_marks(project *p, size_t index, const offsets_span *spans,
                         propos_document_data *document)
{
    project_turn *turns = propos_alloc(p->mark_count + 1, sizeof *turns);
    size_t count = 0;
    for (size_t i = 0; i < p->mark_count; i++) {
        if (p->marks[i].source == index && spans[i].valid) {
            turns[count++] = (project_turn){spans[i].from, spans[i].to, p->marks[i].speaker};
        }
    }
    if (count > 0) {
        project_turns(p, index, turns, count, document);
    }
    free(turns);
}

// Reads every source as a transcript: by the tool's own marks of speakers where it has some, by the
// labels in the text otherwise.
static propos_status read_documents(project *p, const offsets_span *marks, propos_error *error)
{
    formats_content *content = p->content;
    propos_map ids = {0};
    propos_status status = PROPOS_OK;
    content->documents =
        propos_arena_alloc(p->arena, p->source_count, sizeof(propos_document_data));
    for (size_t i = 0; i < p->source_count && status == PROPOS_OK; i++) {
        project_source *source = &p->sources[i];
        source->document = document_id(p, i, &ids);
        propos_document_data *document = &content->documents[i];
        *document = (propos_document_data){
            .id = source->document,
            .group = source->group,
            .date = source->date,
            .place = source->place,
            .kind = source->kind,
            .order = (long)i + 1,
            .source = {p->input->name, 0},
        };
        settle_marks(p, i, marks, document);
        if (document->turn_count == 0) {
            propos_transcript_options options = {.labels = p->input->labels};
            status =
                propos_transcript_text(p->arena, source->text.text, source->text.length,
                                       p->input->name, &options, document, &content->doubts, error);
        }
        if (status == PROPOS_OK && document->turn_count == 0) {
            PROJECT_DOUBT(p, document->id, _("this transcript holds no text"));
        }
    }
    content->document_count = p->source_count;
    propos_map_free(&ids);
    return status;
}

// ---- codings ----

// A beginning of `length` bytes of text, for a message.
static const char *shown(project *p, const char *text, size_t length)
{
    size_t cut = propos_utf8_offset(text, length, SHOWN);
    return propos_arena_printf(p->arena, "%.*s%s", (int)cut, text, cut < length ? "…" : "");
}

static const char *shown_span(project *p, const offsets_span *span)
{
    const offsets_text *text = &p->sources[span->text].text;
    size_t from = propos_utf8_offset(text->text, text->length, span->from);
    size_t to = propos_utf8_offset(text->text, text->length, span->to);
    return shown(p, text->text + from, to - from);
}

static void check_quote(project *p, const project_span *said, const offsets_span *span)
{
    const project_source *source = &p->sources[span->text];
    if (span->quote != NULL && !offsets_quote_stands(&source->text, span)) {
        PROJECT_DOUBT(p, source->document,
                      _("at %lld-%lld stands “%s”, the project's own quotation says “%s”; the "
                        "positions are kept"),
                      (long long)said->start, (long long)said->end, shown_span(p, span),
                      shown(p, span->quote, strlen(span->quote)));
    }
}

// A comment without a code goes to the codings that it touches, its author's first.
static void place_comment(project *p, const project_span *said, const offsets_span *span,
                          const offsets_span *spans, propos_coding_data **codings)
{
    if (said->memo == NULL) {
        return;
    }
    bool placed = false;
    for (int own = 1; own >= 0 && !placed; own--) {
        for (size_t i = 0; i < p->span_count; i++) {
            bool same = said->coder == NULL || p->spans[i].coder == NULL ||
                        strcmp(said->coder, p->spans[i].coder) == 0;
            if (codings[i] != NULL && spans[i].text == span->text && spans[i].from < span->to &&
                span->from < spans[i].to && (same || !own)) {
                const char *memo = codings[i]->memo;
                codings[i]->memo = memo == NULL
                                       ? said->memo
                                       : propos_arena_printf(p->arena, "%s\n%s", memo, said->memo);
                placed = true;
            }
        }
    }
    if (!placed) {
        PROJECT_DOUBT(p, p->sources[span->text].document,
                      _("the note “%s” on “%s” has no code and touches no coding; it is left out"),
                      shown(p, said->memo, strlen(said->memo)), shown_span(p, span));
    }
}

// False after a doubt that tells why the coding is left out.
static bool place_span(project *p, const project_span *said, const offsets_span *span,
                       formats_place *place)
{
    const project_source *source = &p->sources[span->text];
    if (!span->valid) {
        PROJECT_DOUBT(p, source->document,
                      _("the coding at %lld-%lld lies outside the text; it is left out"),
                      (long long)said->start, (long long)said->end);
        return false;
    }
    check_quote(p, said, span);
    if (!formats_place_source(&p->content->documents[span->text], span->from, span->to, place)) {
        PROJECT_DOUBT(p, source->document,
                      _("the coding at %lld-%lld (“%s”) holds nothing that anybody says: only a "
                        "label or white space; it is left out"),
                      (long long)said->start, (long long)said->end, shown_span(p, span));
        return false;
    }
    return true;
}

static void read_codings(project *p, const offsets_span *spans, const char *const *ids)
{
    formats_content *content = p->content;
    propos_map codes = {0};
    for (size_t i = 0; i < p->code_count; i++) {
        (void)propos_map_add(&codes, p->codes[i].key, i);
    }
    propos_coding_data **by_span = propos_alloc(p->span_count + 1, sizeof *by_span);
    content->codings = propos_arena_alloc(p->arena, p->span_count + 1, sizeof(propos_coding_data));
    for (size_t i = 0; i < p->span_count; i++) {
        const project_span *said = &p->spans[i];
        formats_place place = {0};
        if (said->code == NULL || !place_span(p, said, &spans[i], &place)) {
            continue;
        }
        size_t code = propos_map_get(&codes, said->code);
        if (code == PROPOS_MAP_NONE) {
            PROJECT_DOUBT(p, p->sources[said->source].document,
                          _("the coding at %lld-%lld names a code that the project does not have; "
                            "it is left out"),
                          (long long)said->start, (long long)said->end);
            continue;
        }
        by_span[i] = &content->codings[content->coding_count++];
        *by_span[i] = (propos_coding_data){
            .coder = said->coder,
            .code = ids[code],
            .document = p->sources[said->source].document,
            .turn = place.turn,
            .start = place.start,
            .turn_end = place.turn_end,
            .end = place.end,
            .quote = spans[i].quote_maybe ? NULL : spans[i].quote,
            .memo = said->memo,
            .source = {p->input->name, 0},
        };
    }
    for (size_t i = 0; i < p->span_count; i++) {
        if (p->spans[i].code == NULL && spans[i].valid) {
            place_comment(p, &p->spans[i], &spans[i], spans, by_span);
        }
    }
    free((void *)by_span);
    propos_map_free(&codes);
}

// ---- coders ----

static bool is_nobody(const char *name)
{
    char *folded = propos_folded(name);
    char *wanted = propos_printf("|%s|", folded);
    bool found = strstr(NOBODY, wanted) != NULL;
    free(wanted);
    free(folded);
    return found;
}

// What a reader should know about who coded.
static void doubt_coders(project *p)
{
    propos_map names = {0};
    size_t count = 0;
    const char *first = NULL;
    bool nameless = false;
    for (size_t i = 0; i < p->span_count; i++) {
        const char *coder = p->spans[i].coder;
        nameless = nameless || (coder == NULL && p->spans[i].code != NULL);
        if (coder != NULL && p->spans[i].code != NULL &&
            propos_map_add(&names, coder, count) == count) {
            first = first == NULL ? coder : first;
            count++;
        }
    }
    propos_map_free(&names);
    if (p->input->coder != NULL) {
        return; // whoever reads the study says what was done with the names
    }
    if (nameless) {
        PROJECT_DOUBT(p, NULL,
                      _("the project does not say who coded; name the coder: --coder NAME, or "
                        "“coder = NAME” under [import %s] in study.ini"),
                      p->input->name);
    } else if (count == 1) {
        PROJECT_DOUBT(
            p, NULL,
            is_nobody(first)
                ? _("all codings are those of “%s”, a name that the tool gives to "
                    "everybody; name the coder: --coder NAME, or “coder = NAME” under "
                    "[import %s] in study.ini")
                : _("all codings are those of “%s”, nobody else coded in this project; if "
                    "somebody else coded: --coder NAME, or “coder = NAME” under "
                    "[import %s] in study.ini"),
            first, p->input->name);
    }
}

// ---- positions ----

// Every position of the project, in one array: codings, then marks of speakers, which are evidence
// of how positions are counted; then the stretches of cases and the times, which are not.
typedef struct positions {
    offsets_span *all, *spans, *marks, *links, *times;
    size_t count, evidence;
} positions;

static void gather(const project *p, positions *at)
{
    at->evidence = p->span_count + p->mark_count;
    at->count = at->evidence + p->link_count + p->time_count;
    at->all = propos_alloc(at->count + 1, sizeof *at->all);
    at->spans = at->all;
    at->marks = at->spans + p->span_count;
    at->links = at->marks + p->mark_count;
    at->times = at->links + p->link_count;
    for (size_t i = 0; i < p->span_count; i++) {
        const project_span *s = &p->spans[i];
        at->spans[i] = (offsets_span){.text = s->source,
                                      .start = s->start,
                                      .end = s->end,
                                      .quote = s->quote,
                                      .quote_maybe = s->quote_maybe};
    }
    for (size_t i = 0; i < p->mark_count; i++) {
        at->marks[i] = (offsets_span){
            .text = p->marks[i].source, .start = p->marks[i].start, .end = p->marks[i].end};
    }
    for (size_t i = 0; i < p->link_count; i++) {
        at->links[i] = (offsets_span){
            .text = p->links[i].source, .start = p->links[i].start, .end = p->links[i].end};
    }
    for (size_t i = 0; i < p->time_count; i++) {
        int64_t position = p->times[i].position;
        at->times[i] =
            (offsets_span){.text = p->times[i].source, .start = position, .end = position + 1};
    }
}

static propos_status refuse(const project *p, const offsets_finding *found, propos_error *error)
{
    return propos_fail_at(
        error, PROPOS_BAD_INPUT, p->input->name, 0,
        _("no way of counting explains the positions of its codings: the best one (%s) puts "
          "%zu of %zu quotations in their place and %zu of %zu edges between words (%.0f %%, "
          "at least %.0f %% are needed); were the texts changed after coding? Export the "
          "project again from its tool"),
        p->content->convention, found->equal, found->quotes, found->on_edge, found->edges,
        100 * found->confidence, 100 * OFFSETS_LEAST_CONFIDENCE);
}

static propos_status settle(project *p, positions *at, propos_error *error)
{
    formats_content *content = p->content;
    offsets_text *texts = propos_alloc(p->source_count + 1, sizeof *texts);
    for (size_t i = 0; i < p->source_count; i++) {
        texts[i] = p->sources[i].text;
    }
    offsets_finding found;
    offsets_settle(texts, p->source_count, at->all, at->evidence, p->usual, &found);
    offsets_apply(texts, p->source_count, at->all, at->count, &found.convention);
    free(texts);
    if (at->evidence == 0) {
        return PROPOS_OK; // nothing to count
    }
    content->convention = offsets_convention_name(p->arena, &found.convention);
    content->confidence = found.confidence;
    if (found.confidence < OFFSETS_LEAST_CONFIDENCE) {
        return refuse(p, &found, error);
    }
    if (found.ambiguous) {
        PROJECT_DOUBT(p, NULL,
                      _("more than one way of counting fits its positions; taken: %s; look at a "
                        "few codings"),
                      content->convention);
    }
    return PROPOS_OK;
}

// A turn begins when the recording is at the first time that stands in it.
static void settle_times(project *p, const offsets_span *times)
{
    for (size_t i = 0; i < p->time_count; i++) {
        formats_place place;
        propos_document_data *document = &p->content->documents[p->times[i].source];
        if (!times[i].valid ||
            !formats_place_source(document, times[i].from, times[i].to, &place)) {
            continue;
        }
        for (size_t t = 0; t < document->turn_count; t++) {
            propos_turn_data *turn = &document->turns[t];
            if (turn->number == place.turn && turn->time_ms < 0) {
                turn->time_ms = p->times[i].time_ms;
            }
        }
    }
}

propos_status project_finish(project *p, propos_error *error)
{
    positions at;
    gather(p, &at);
    const char **ids = propos_alloc(p->code_count + 1, sizeof *ids);
    propos_status status = settle(p, &at, error);
    if (status == PROPOS_OK) {
        status = read_documents(p, at.marks, error);
    }
    if (status == PROPOS_OK) {
        project_codes(p, ids);
        read_codings(p, at.spans, ids);
        project_cases(p, at.links);
        settle_times(p, at.times);
        doubt_coders(p);
    }
    free((void *)ids);
    free(at.all);
    return status;
}
