#include "bench/spans.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// A passage's words, read when they are first needed.
typedef struct words {
    bool read;
    propos_buffer text;
    propos_tokens tokens;
} words;

static bool is_asked(const propos_decision *d, uint32_t code)
{
    bool asked = d->query.codes == NULL;
    for (size_t i = 0; i < d->query.code_count && !asked; i++) {
        asked = propos_snapshot_below(d->snapshot, code, d->query.codes[i]);
    }
    return asked;
}

// Whether the token is one of the terms that decide.
static bool is_said(const propos_node *node, const propos_token *token)
{
    switch (node->kind) {
    case PROPOS_NODE_TERM:
        return strcmp(token->terms[node->channel], node->text) == 0;
    case PROPOS_NODE_MAYBE:
    case PROPOS_NODE_SCALE:
        return is_said(node->children[0], token);
    case PROPOS_NODE_OR:
        for (size_t i = 0; i < node->child_count; i++) {
            if (is_said(node->children[i], token)) {
                return true;
            }
        }
        return false;
    default:
        return false;
    }
}

static bool is_among(const propos_node *node, const propos_tokens *tokens, uint32_t start,
                     uint32_t end)
{
    for (size_t i = 0; i < tokens->count; i++) {
        const propos_token *token = &tokens->items[i];
        if (token->start < end && token->end > start && is_said(node, token)) {
            return true;
        }
    }
    return false;
}

static bool is_named(bare_spans *spans, uint32_t code)
{
    const propos_decision *d = spans->decision;
    if (spans->names == NULL) {
        spans->names = propos_alloc(d->snapshot->code_count, 1);
        memset(spans->names, 0, d->snapshot->code_count);
    }
    if (spans->names[code] == 0) {
        const char *name = d->snapshot->codes[code].name;
        propos_tokens tokens;
        propos_tokens_of(d->analyser, name, strlen(name), &tokens);
        spans->names[code] = is_among(d->abouts[0]->code, &tokens, 0, UINT32_MAX) ? 2 : 1;
        propos_tokens_free(&tokens);
    }
    return spans->names[code] == 2;
}

static bool is_about(bare_spans *spans, uint32_t passage, const propos_snap_span *a,
                     const propos_snap_span *b, words *said)
{
    const propos_decision *d = spans->decision;
    const propos_snapshot *s = d->snapshot;
    if (d->about_count == 0 || (is_named(spans, s->codings[a->coding].code) &&
                                is_named(spans, s->codings[b->coding].code))) {
        return true;
    }
    if (!said->read) {
        propos_error ignored;
        propos_error_clear(&ignored);
        said->read = true;
        if (propos_record_passage_text(d->record, s->passages[passage].id, &said->text, &ignored) ==
            PROPOS_OK) {
            propos_tokens_of(d->analyser, propos_buffer_text(&said->text), said->text.length,
                             &said->tokens);
        }
    }
    uint32_t origin = s->passages[passage].start;
    uint32_t start = a->start > b->start ? a->start : b->start;
    uint32_t end = a->end < b->end ? a->end : b->end;
    return is_among(d->abouts[0]->text, &said->tokens, start - origin, end - origin);
}

bool bare_spans_hold(void *context, uint32_t passage_id)
{
    bare_spans *spans = context;
    const propos_decision *d = spans->decision;
    const propos_snapshot *s = d->snapshot;
    uint32_t passage = propos_snapshot_passage(s, passage_id);
    const propos_snap_passage *p = &s->passages[passage];
    const propos_snap_span *all = &s->spans[p->first_span];
    words said = {0};
    bool holds = false;
    for (uint32_t i = 0; i < p->span_count && !holds; i++) {
        const propos_snap_coding *one = &s->codings[all[i].coding];
        if (one->coder != 0 || !is_asked(d, one->code)) {
            continue;
        }
        for (uint32_t j = 0; j < p->span_count && !holds; j++) {
            const propos_snap_coding *other = &s->codings[all[j].coding];
            holds = other->coder == 1 && all[i].start < all[j].end && all[j].start < all[i].end &&
                    is_asked(d, other->code) && is_about(spans, passage, &all[i], &all[j], &said);
        }
    }
    propos_tokens_free(&said.tokens);
    propos_buffer_free(&said.text);
    return holds;
}

void bare_spans_free(bare_spans *spans)
{
    free(spans->names);
}
