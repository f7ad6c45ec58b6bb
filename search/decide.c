#include "search/decide.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// A passage's words and the stretches that are asked about, in code points of the passage.
typedef struct scene {
    propos_decision *decision;
    uint32_t passage;
    bool read, there;
    uint32_t end; // in the passage: words after it are nobody's business
    propos_buffer text;
    propos_tokens tokens;
} scene;

// Reads the text when it is first needed: what codes decide needs none.
static bool scene_read(scene *s)
{
    if (s->read) {
        return s->there;
    }
    propos_decision *decision = s->decision;
    s->read = true;
    propos_error ignored;
    propos_error_clear(&ignored);
    uint32_t id = decision->snapshot->passages[s->passage].id;
    if (propos_record_passage_text(decision->record, id, &s->text, &ignored) != PROPOS_OK) {
        return false; // a passage that is gone meanwhile is found by nobody
    }
    propos_tokens_until(decision->analyser, propos_buffer_text(&s->text), s->text.length, s->end,
                        &s->tokens);
    s->there = true;
    return true;
}

static void scene_close(scene *s)
{
    propos_tokens_free(&s->tokens);
    propos_buffer_free(&s->text);
}

// A stretch of the turn in code points of the passage, widened to whole words: a researcher's
// selection may begin in the middle of one.
static propos_range widened(const scene *s, propos_range stretch)
{
    uint32_t origin = s->decision->snapshot->passages[s->passage].start;
    propos_range range = {stretch.start - origin, stretch.end - origin};
    propos_range wide = range;
    for (size_t i = 0; i < s->tokens.count; i++) {
        const propos_token *token = &s->tokens.items[i];
        if (token->start < range.end && token->end > range.start) {
            wide.start = token->start < wide.start ? token->start : wide.start;
            wide.end = token->end > wide.end ? token->end : wide.end;
        }
    }
    return wide;
}

static bool name_matches(propos_decision *d, propos_about *leaf, uint32_t code)
{
    if (leaf->names[code] == 0) {
        const char *name = d->snapshot->codes[code].name;
        propos_tokens tokens;
        propos_tokens_of(d->analyser, name, strlen(name), &tokens);
        bool yes =
            propos_local_matches(leaf->code, PROPOS_FIELD_CODE, &tokens, name, 0, UINT32_MAX);
        propos_tokens_free(&tokens);
        leaf->names[code] = yes ? 2 : 1;
    }
    return leaf->names[code] == 2;
}

static bool query_sees(const propos_decision *d, const propos_snap_coding *coding)
{
    if (d->query.codes == NULL) {
        return true;
    }
    for (size_t i = 0; i < d->query.code_count; i++) {
        if (propos_snapshot_below(d->snapshot, coding->code, d->query.codes[i])) {
            return true;
        }
    }
    return false;
}

// Whether `coder` put a code whose name matches the leaf on (a part of) the stretch; *there: any
// code at all.
static bool coder_says(propos_decision *d, propos_about *leaf, uint32_t passage,
                       propos_range stretch, uint32_t coder, bool *there)
{
    const propos_snap_passage *p = &d->snapshot->passages[passage];
    bool says = false;
    *there = false;
    for (uint32_t i = 0; i < p->span_count && !says; i++) {
        const propos_snap_span *span = &d->snapshot->spans[p->first_span + i];
        const propos_snap_coding *coding = &d->snapshot->codings[span->coding];
        if (coding->coder == coder && span->start < stretch.end && span->end > stretch.start &&
            query_sees(d, coding)) {
            *there = true;
            says = name_matches(d, leaf, coding->code);
        }
    }
    return says;
}

// How many coders must say it by their codes: those that meet there.
static size_t voices_needed(const propos_decision *d)
{
    size_t need = 1;
    for (size_t i = 0; i < d->query.coders_count; i++) {
        const propos_coders *c = &d->query.coders[i];
        size_t n = c->kind == PROPOS_CODERS_BOTH    ? c->count
                   : c->kind == PROPOS_CODERS_COUNT ? c->least
                   : c->kind == PROPOS_CODERS_ALL   ? d->snapshot->coder_count
                                                    : 1;
        need = n > need ? n : need;
    }
    if (d->query.coders_count == 0 && (d->query.ask_agreed || d->query.overlap_least > 0)) {
        need = 2;
    }
    return need;
}

bool propos_decision_concerns(const propos_decision *d, uint32_t coder)
{
    bool named = false;
    for (size_t i = 0; i < d->query.coders_count; i++) {
        const propos_coders *c = &d->query.coders[i];
        named = named || c->count > 0;
        size_t count = c->kind == PROPOS_CODERS_WITHOUT ? 1 : c->count;
        for (size_t j = 0; j < count; j++) {
            if (c->coders[j] == coder) {
                return true;
            }
        }
    }
    return !named;
}

static bool leaf_holds(scene *s, propos_about *leaf, propos_range stretch)
{
    propos_decision *d = s->decision;
    size_t voices = 0;
    for (uint32_t coder = 0;
         leaf->code->kind != PROPOS_NODE_NONE && coder < d->snapshot->coder_count; coder++) {
        bool there;
        if (propos_decision_concerns(d, coder) &&
            coder_says(d, leaf, s->passage, stretch, coder, &there)) {
            voices++;
        }
    }
    if (voices >= voices_needed(d)) {
        return true;
    }
    if (leaf->text->kind == PROPOS_NODE_NONE || !scene_read(s)) {
        return false;
    }
    propos_range words = widened(s, stretch);
    return propos_local_matches(leaf->text, PROPOS_FIELD_TEXT, &s->tokens,
                                propos_buffer_text(&s->text), words.start, words.end);
}

static bool about_holds(scene *s, propos_about *about, propos_range stretch)
{
    bool holds = about->kind == PROPOS_ABOUT_ALL;
    if (about->kind == PROPOS_ABOUT_LEAF) {
        holds = leaf_holds(s, about, stretch);
    } else {
        for (size_t i = 0; i < about->child_count; i++) {
            bool child = about_holds(s, about->children[i], stretch);
            if (about->kind == PROPOS_ABOUT_ALL ? !child : child) {
                holds = child;
                break;
            }
        }
    }
    return holds != about->negated;
}

static bool stretch_holds(scene *s, propos_range stretch)
{
    for (size_t i = 0; i < s->decision->about_count; i++) {
        if (!about_holds(s, s->decision->abouts[i], stretch)) {
            return false;
        }
    }
    return true;
}

static bool full_on(propos_decision *d, uint32_t passage)
{
    if (d->about_count == 0) {
        return propos_spans_match(d->snapshot, passage, &d->query, NULL);
    }
    propos_ranges stretches = {0};
    bool holds = propos_spans_match(d->snapshot, passage, &d->query, &stretches);
    if (holds) {
        uint32_t end = stretches.count > 0 ? stretches.items[stretches.count - 1].end : 0;
        uint32_t origin = d->snapshot->passages[passage].start;
        scene s = {.decision = d, .passage = passage, .end = end > origin ? end - origin : 0};
        holds = false;
        for (size_t i = 0; i < stretches.count && !holds; i++) {
            holds = stretch_holds(&s, stretches.items[i]);
        }
        scene_close(&s);
    }
    propos_ranges_free(&stretches);
    return holds;
}

bool propos_decide_full(void *decision, uint32_t passage_id)
{
    propos_decision *d = decision;
    uint32_t passage = propos_snapshot_passage(d->snapshot, passage_id);
    if (passage == PROPOS_NONE || d->about_count == 0) {
        return passage != PROPOS_NONE && full_on(d, passage);
    }
    // Reading the words is dear, and the passes of one match ask again.
    if (d->remembered == NULL) {
        d->remembered = propos_arena_alloc(d->arena, d->snapshot->passage_count, 1);
    }
    if (d->remembered[passage] == 0) {
        d->remembered[passage] = full_on(d, passage) ? 2 : 1;
    }
    return d->remembered[passage] == 2;
}

bool propos_decide_partial(void *decision, uint32_t passage_id)
{
    propos_decision *d = decision;
    uint32_t passage = propos_snapshot_passage(d->snapshot, passage_id);
    return passage != PROPOS_NONE && propos_spans_match(d->snapshot, passage, &d->query, NULL);
}

// ---- reasons ----

// Whether some leaf of the tree is named by a code that `coder` put on the stretch.
static bool says_any(propos_decision *d, propos_about *about, uint32_t passage,
                     propos_range stretch, uint32_t coder)
{
    if (about->kind == PROPOS_ABOUT_LEAF) {
        bool there;
        return about->code->kind != PROPOS_NODE_NONE &&
               coder_says(d, about, passage, stretch, coder, &there);
    }
    for (size_t i = 0; i < about->child_count; i++) {
        if (says_any(d, about->children[i], passage, stretch, coder)) {
            return true;
        }
    }
    return false;
}

static bool says_somewhere(propos_decision *d, const propos_ranges *stretches, uint32_t passage,
                           uint32_t coder)
{
    for (size_t i = 0; i < stretches->count; i++) {
        for (size_t j = 0; j < d->about_count; j++) {
            if (says_any(d, d->abouts[j], passage, stretches->items[i], coder)) {
                return true;
            }
        }
    }
    return false;
}

const char *propos_decision_reason(propos_decision *d, propos_arena *arena, uint32_t passage)
{
    if (d->about_count == 0 || full_on(d, passage)) {
        return NULL;
    }
    propos_ranges stretches = {0};
    const char *reason = NULL;
    if (propos_spans_match(d->snapshot, passage, &d->query, &stretches)) {
        propos_buffer who = {0};
        unsigned long count = 0;
        for (uint32_t coder = 0; coder < d->snapshot->coder_count; coder++) {
            if (propos_decision_concerns(d, coder) &&
                says_somewhere(d, &stretches, passage, coder)) {
                propos_buffer_printf(&who, "%s%s", count > 0 ? ", " : "",
                                     d->snapshot->coders[coder]);
                count++;
            }
        }
        reason =
            count > 0
                ? propos_arena_printf(arena,
                                      propos_plural("only %s has a code about it there",
                                                    "only %s have a code about it there", count),
                                      propos_buffer_text(&who))
                : propos_arena_strdup(arena, _("it is in the passage, but outside what the coders "
                                               "marked there"));
        propos_buffer_free(&who);
    }
    propos_ranges_free(&stretches);
    return reason;
}
