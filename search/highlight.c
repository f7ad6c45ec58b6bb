#include "search/highlight.h"

#include "base/i18n.h"
#include "text/unicode.h"

#include <string.h>

// How far from a passage the words that its context was indexed with may stand, in turns.
enum { CONTEXT_TURNS = 2 };

// What is shown in a hit: a phrase that is there does not make its words stand out elsewhere.
static const propos_node *shown_in(const propos_scene *scene, const propos_plan *plan)
{
    bool loose = false;
    for (const propos_asked *asked = plan->words.first; asked != NULL; asked = asked->next) {
        loose = loose || asked->loose;
    }
    return plan->wide == NULL || (loose && !scene->find->partial) ? plan->full : plan->wide;
}

json_t *propos_highlights(const propos_scene *scene, const propos_plan *plan)
{
    propos_ranges ranges = {0};
    propos_local_highlights(shown_in(scene, plan), PROPOS_FIELD_TEXT, &scene->tokens, scene->text,
                            &ranges);
    json_t *list = json_array();
    for (size_t i = 0; i < ranges.count; i++) {
        (void)json_array_append_new(
            list, propos_json_pair((long)ranges.items[i].start, (long)ranges.items[i].end));
    }
    propos_ranges_free(&ranges);
    return list;
}

// ---- why ----

// The first place where a probe's node holds in a text: *found is a copy, the arena's.
static bool holds_in(propos_arena *arena, const propos_probe *probe, const propos_tokens *tokens,
                     const char *text, const char **found)
{
    propos_ranges ranges = {0};
    propos_local_highlights(probe->node, probe->field, tokens, text, &ranges);
    bool holds = ranges.count > 0;
    if (holds) {
        size_t length = strlen(text);
        size_t start = propos_utf8_offset(text, length, ranges.items[0].start);
        size_t end = propos_utf8_offset(text, length, ranges.items[0].end);
        *found = propos_arena_strndup(arena, text + start, end - start);
    }
    propos_ranges_free(&ranges);
    return holds;
}

static bool holds_in_plain(const propos_scene *scene, propos_arena *arena,
                           const propos_probe *probe, const char *text, const char **found)
{
    if (text == NULL || text[0] == '\0') {
        return false;
    }
    propos_tokens tokens;
    propos_tokens_of(scene->view->analyser, text, strlen(text), &tokens);
    bool holds = holds_in(arena, probe, &tokens, text, found);
    propos_tokens_free(&tokens);
    return holds;
}

// The codes of the hit and their ancestors: the name, or the definition, that a probe meets. *found
// is the name.
static bool holds_in_codes(const propos_scene *scene, propos_arena *arena,
                           const propos_probe *probe, const char **found)
{
    const propos_snapshot *s = scene->view->snapshot;
    for (uint32_t p = scene->find->first; p <= scene->find->last; p++) {
        const propos_snap_passage *passage = &s->passages[p];
        for (uint32_t i = 0; i < passage->span_count; i++) {
            const propos_snap_span *span = &s->spans[passage->first_span + i];
            for (uint32_t code = s->codings[span->coding].code; code != PROPOS_NONE;
                 code = s->codes[code].parent) {
                const char *met;
                const char *text = probe->field == PROPOS_FIELD_CODE ? s->codes[code].name
                                                                     : s->codes[code].definition;
                if (holds_in_plain(scene, arena, probe, text, &met)) {
                    *found = s->codes[code].name;
                    return true;
                }
            }
        }
    }
    return false;
}

static bool holds_in_memos(const propos_scene *scene, propos_arena *arena,
                           const propos_probe *probe, const char **found)
{
    const propos_snapshot *s = scene->view->snapshot;
    for (uint32_t p = scene->find->first; p <= scene->find->last; p++) {
        const propos_snap_passage *passage = &s->passages[p];
        for (uint32_t i = 0; i < passage->span_count; i++) {
            uint32_t coding = s->spans[passage->first_span + i].coding;
            if (holds_in_plain(scene, arena, probe, s->codings[coding].memo, found)) {
                return true;
            }
        }
    }
    return false;
}

static bool holds_in_context(const propos_scene *scene, propos_arena *arena,
                             const propos_probe *probe, const char **found)
{
    const propos_snapshot *s = scene->view->snapshot;
    uint32_t turn = s->passages[scene->find->first].turn;
    bool holds = false;
    if (!s->documents[s->turns[turn].document].conversation) {
        return false; // what stands beside a printed quotation was not said beside it
    }
    for (int step = 1; step <= 2 * CONTEXT_TURNS && !holds; step++) {
        // The turn before, the one after, then those farther away.
        int64_t at = (int64_t)turn + (step % 2 == 1 ? -(step + 1) / 2 : step / 2);
        if (at < 0 || at >= s->turn_count || s->turns[at].document != s->turns[turn].document) {
            continue;
        }
        propos_buffer text = {0};
        if (propos_record_turn_text(scene->view->record, s->turns[at].id, &text, NULL) ==
            PROPOS_OK) {
            holds = holds_in_plain(scene, arena, probe, propos_buffer_text(&text), found);
        }
        propos_buffer_free(&text);
    }
    return holds;
}

static bool probe_holds(const propos_scene *scene, propos_arena *arena, const propos_probe *probe,
                        const char **found)
{
    switch (probe->field) {
    case PROPOS_FIELD_TEXT:
        return holds_in(arena, probe, &scene->tokens, scene->text, found);
    case PROPOS_FIELD_CODE:
    case PROPOS_FIELD_DEFINITION:
        return holds_in_codes(scene, arena, probe, found);
    case PROPOS_FIELD_MEMO:
        return holds_in_memos(scene, arena, probe, found);
    case PROPOS_FIELD_CONTEXT:
        return holds_in_context(scene, arena, probe, found);
    }
    return false;
}

static const char *kind_name(propos_why why)
{
    static const char *const NAMES[] = {
        [PROPOS_WHY_EXACT] = "exact",       [PROPOS_WHY_STEM] = "stem",
        [PROPOS_WHY_LEMMA] = "lemma",       [PROPOS_WHY_FAMILY] = "family",
        [PROPOS_WHY_THESAURUS] = "synonym", [PROPOS_WHY_FOLD] = "fold",
        [PROPOS_WHY_SYNONYM] = "synonym",   [PROPOS_WHY_CODE] = "code",
        [PROPOS_WHY_EVERYDAY] = "synonym",  [PROPOS_WHY_MEMO] = "memo",
        [PROPOS_WHY_DEFINITION] = "code",   [PROPOS_WHY_CONTEXT] = "context",
    };
    return NAMES[why];
}

static void add_why(json_t *list, const propos_probe *probe, const char *asked, const char *found)
{
    json_t *item = json_object();
    propos_json_set(item, "kind", propos_json_text(kind_name(probe->why)));
    propos_json_set(item, "asked", propos_json_text(asked));
    propos_json_set(item, "found", propos_json_text(found));
    if (probe->source != NULL) {
        propos_json_set(item, "source", propos_json_text(probe->source));
    }
    (void)json_array_append_new(list, item);
}

static void lacking(propos_buffer *out, const propos_asked *asked, const propos_probe *nearest,
                    const char *found)
{
    propos_buffer_puts(out, out->length > 0 ? "; " : "");
    if (nearest == NULL) {
        propos_buffer_printf(out,
                             asked->asked[0] == '"' ? _("%s is not there word for word")
                                                    : _("“%s” is not there"),
                             asked->asked);
        return;
    }
    switch (nearest->why) {
    case PROPOS_WHY_FAMILY:
        propos_buffer_printf(out, _("“%s” only by a word of its family, “%s”"), asked->asked,
                             found);
        break;
    case PROPOS_WHY_EVERYDAY:
        propos_buffer_printf(out, _("“%s” only by a word of like meaning, “%s”"), asked->asked,
                             found);
        break;
    case PROPOS_WHY_THESAURUS:
        propos_buffer_printf(out, _("“%s” only by a neighbour in the thesaurus, “%s”"),
                             asked->asked, found);
        break;
    case PROPOS_WHY_MEMO:
        propos_buffer_printf(out, _("“%s” only in a memo"), asked->asked);
        break;
    case PROPOS_WHY_DEFINITION:
        propos_buffer_printf(out, _("“%s” only in the definition of the code “%s”"), asked->asked,
                             found);
        break;
    default:
        propos_buffer_printf(out, _("“%s” only in what is said around it"), asked->asked);
        break;
    }
}

json_t *propos_why_found(const propos_scene *scene, const propos_plan *plan, const char **reason)
{
    json_t *list = json_array();
    propos_buffer lacks = {0};
    for (const propos_asked *asked = plan->words.first; asked != NULL; asked = asked->next) {
        const propos_probe *nearest = NULL;
        const char *nearest_found = NULL;
        bool in_text = false;
        if (asked->loose && !scene->find->partial) {
            continue;
        }
        for (size_t i = 0; i < asked->probe_count; i++) {
            const propos_probe *probe = &asked->probes[i];
            const char *found = NULL;
            // The nearest form in the text, the code that says it too; anything farther only
            // without these.
            bool useful = probe->why == PROPOS_WHY_CODE ||
                          (probe->why < PROPOS_WHY_CODE && !in_text) || nearest == NULL;
            if (useful && probe_holds(scene, plan->arena, probe, &found)) {
                add_why(list, probe, asked->asked, found);
                in_text = in_text || probe->why < PROPOS_WHY_CODE;
                nearest_found = nearest == NULL ? found : nearest_found;
                nearest = nearest == NULL ? probe : nearest;
            }
        }
        bool full = nearest != NULL && (nearest->why <= PROPOS_WHY_CODE || asked->probe_count == 1);
        if (scene->find->partial && !full && !asked->loose) {
            lacking(&lacks, asked, nearest, nearest_found);
        }
    }
    *reason = lacks.length > 0 ? propos_arena_strdup(plan->arena, lacks.bytes) : NULL;
    propos_buffer_free(&lacks);
    return list;
}
