#include "queries.h"

#include "corpus/filters.h"

#include <string.h>

static const char *const FIELD_NAMES[] = {"text", "code", "memo", "definition", "context"};
static const char *const CHANNEL_NAMES[] = {"exact", "stem", "fold", "fold-stem"};

// A passage that has words in the field, and a word of it.
static const naive_field *some_field(query_maker *m, propos_field field)
{
    for (int try = 0; try < 50; try++) {
        const naive_field *f =
            &m->corpus->items[chance_below(m->chance, (uint32_t)m->corpus->count)].fields[field];
        if (f->count > 0) {
            return f;
        }
    }
    return NULL;
}

static propos_field pick_field(query_maker *m, bool context)
{
    // Most questions are about what was said.
    uint32_t n = chance_below(m->chance, context ? 9 : 8);
    return n < 4 ? PROPOS_FIELD_TEXT : (propos_field)(n == 8 ? 4 : 1 + n % 3);
}

static propos_node *make_term(query_maker *m)
{
    propos_field field = pick_field(m, true);
    const naive_field *f = some_field(m, field);
    propos_channel channel = field == PROPOS_FIELD_CONTEXT
                                 ? PROPOS_CHANNEL_FOLD
                                 : (propos_channel)chance_below(m->chance, PROPOS_CHANNELS);
    const char *text = "introuvable";
    if (f != NULL && chance_below(m->chance, 20) != 0) {
        text = f->words[chance_below(m->chance, (uint32_t)f->count)].terms[channel];
    }
    m->kinds[PROPOS_NODE_TERM]++;
    return propos_node_term(m->arena, field, channel, text);
}

static propos_channel phrase_channel(query_maker *m)
{
    static const propos_channel CHANNELS[] = {PROPOS_CHANNEL_EXACT, PROPOS_CHANNEL_FOLD,
                                              PROPOS_CHANNEL_FOLD_STEM};
    return CHANNELS[chance_below(m->chance, 3)];
}

// One word of a phrase: sometimes any of several.
static propos_node *make_position(query_maker *m, const naive_field *f, propos_field field,
                                  size_t word)
{
    propos_node *choices[3];
    size_t count = chance_below(m->chance, 4) == 0 ? 2 + chance_below(m->chance, 2) : 1;
    for (size_t i = 0; i < count; i++) {
        size_t w = i == 0 ? word : chance_below(m->chance, (uint32_t)f->count);
        propos_channel channel = phrase_channel(m);
        choices[i] = propos_node_term(m->arena, field, channel, f->words[w].terms[channel]);
    }
    return propos_node_or(m->arena, choices, count);
}

static propos_node *make_phrase(query_maker *m, bool near)
{
    propos_field field = pick_field(m, false);
    const naive_field *f = some_field(m, field);
    propos_node *words[4];
    size_t count = 2 + chance_below(m->chance, near ? 3 : 2);
    if (f == NULL) {
        return propos_node_none(m->arena);
    }
    size_t at = chance_below(m->chance, (uint32_t)f->count);
    for (size_t i = 0; i < count; i++) {
        // Words that follow each other somewhere, now and then one that does not, or the same one
        // again.
        size_t step = near ? chance_below(m->chance, 4) : 1;
        words[i] = make_position(m, f, field, at);
        at = (chance_below(m->chance, 10) == 0 ? chance_below(m->chance, (uint32_t)f->count)
                                               : at + step) %
             f->count;
    }
    m->kinds[near ? PROPOS_NODE_NEAR : PROPOS_NODE_PHRASE]++;
    if (near) {
        static const uint32_t DISTANCES[] = {0, 1, 2, 3, 5, 8, 50};
        return propos_node_near(m->arena, words, count, DISTANCES[chance_below(m->chance, 7)]);
    }
    return propos_node_phrase(m->arena, words, count);
}

static propos_node *make_prefix(query_maker *m)
{
    propos_field field = pick_field(m, false);
    const naive_field *f = some_field(m, field);
    if (f == NULL) {
        return propos_node_none(m->arena);
    }
    const naive_word *word = &f->words[chance_below(m->chance, (uint32_t)f->count)];
    const char *form =
        chance_below(m->chance, 2) == 0 ? word->folded : word->terms[PROPOS_CHANNEL_EXACT];
    size_t bytes = 1 + chance_below(m->chance, 5);
    size_t length = strlen(form);
    bytes = bytes < length ? bytes : length;
    // Never in the middle of a letter.
    while (bytes < length && ((unsigned char)form[bytes] & 0xc0) == 0x80) {
        bytes++;
    }
    m->kinds[PROPOS_NODE_PREFIX]++;
    return propos_node_prefix(m->arena, field, propos_arena_strndup(m->arena, form, bytes));
}

static propos_node *make_filter(query_maker *m)
{
    const naive_passage *p = &m->corpus->items[chance_below(m->chance, (uint32_t)m->corpus->count)];
    const char *lines[64];
    size_t count = 0;
    for (const char *line = p->filters + 1; *line != '\0' && count < 64;) {
        lines[count++] = line;
        line = strchr(line, '\n') + 1;
    }
    const char *line = lines[chance_below(m->chance, (uint32_t)count)];
    m->kinds[PROPOS_NODE_FILTER]++;
    return propos_node_filter(m->arena, "",
                              propos_arena_strndup(m->arena, line, strcspn(line, "\n")));
}

// A predicate that has nothing to do with words.
typedef struct predicate {
    uint32_t times, modulo, below;
} predicate;

static bool decide(void *context, uint32_t id)
{
    const predicate *p = context;
    return id * p->times % p->modulo < p->below;
}

static propos_node *make_decide(query_maker *m)
{
    predicate *p = propos_arena_alloc(m->arena, 1, sizeof *p);
    *p = (predicate){1 + chance_below(m->chance, 100), 7 + chance_below(m->chance, 20),
                     1 + chance_below(m->chance, 10)};
    m->kinds[PROPOS_NODE_DECIDE]++;
    return propos_node_decide(m->arena, decide, p);
}

static propos_node *make_leaf(query_maker *m)
{
    switch (chance_below(m->chance, 16)) {
    case 0:
        m->kinds[PROPOS_NODE_NONE]++;
        return propos_node_none(m->arena);
    case 1:
        m->kinds[PROPOS_NODE_ALL]++;
        return propos_node_all(m->arena);
    case 2:
    case 3:
        return make_filter(m);
    case 4:
    case 5:
        return make_prefix(m);
    case 6:
    case 7:
    case 8:
        return make_phrase(m, false);
    case 9:
    case 10:
        return make_phrase(m, true);
    case 11:
        return make_decide(m);
    default:
        return make_term(m);
    }
}

propos_node *query_make(query_maker *m, int depth)
{
    if (depth == 0 || chance_below(m->chance, 3) == 0) {
        return make_leaf(m);
    }
    propos_node *children[4];
    size_t count = 2 + chance_below(m->chance, 3);
    for (size_t i = 0; i < count; i++) {
        children[i] = query_make(m, depth - 1);
    }
    switch (chance_below(m->chance, 6)) {
    case 0:
    case 1:
        m->kinds[PROPOS_NODE_AND]++;
        return propos_node_and(m->arena, children, count);
    case 2:
        m->kinds[PROPOS_NODE_OR]++;
        return propos_node_or(m->arena, children, count);
    case 3:
        m->kinds[PROPOS_NODE_NOT]++;
        return propos_node_not(m->arena, children[0], children[1]);
    case 4:
        m->kinds[PROPOS_NODE_MAYBE]++;
        return propos_node_maybe(m->arena, children[0], children[1]);
    default:
        m->kinds[PROPOS_NODE_SCALE]++;
        return propos_node_scale(m->arena, children[0], 0.5 * chance_below(m->chance, 5));
    }
}

void query_print(const propos_node *node, propos_buffer *out)
{
    static const char *const NAMES[] = {"none", "all", "term", "filter", "prefix", "phrase", "near",
                                        "and",  "or",  "not",  "maybe",  "scale",  "decide"};
    propos_buffer_printf(out, "(%s", NAMES[node->kind]);
    switch (node->kind) {
    case PROPOS_NODE_TERM:
        propos_buffer_printf(out, " %s %s “%s”", FIELD_NAMES[node->field],
                             CHANNEL_NAMES[node->channel], node->text);
        break;
    case PROPOS_NODE_PREFIX:
        propos_buffer_printf(out, " %s “%s”", FIELD_NAMES[node->field], node->text);
        break;
    case PROPOS_NODE_FILTER:
        propos_buffer_printf(out, " “%s”", node->text);
        break;
    case PROPOS_NODE_NEAR:
        propos_buffer_printf(out, " ~%u", node->distance);
        break;
    case PROPOS_NODE_SCALE:
        propos_buffer_printf(out, " %g", node->weight);
        break;
    case PROPOS_NODE_DECIDE: {
        const predicate *p = node->context;
        propos_buffer_printf(out, " id*%u%%%u<%u", p->times, p->modulo, p->below);
        break;
    }
    default:
        break;
    }
    for (size_t i = 0; i < node->child_count; i++) {
        propos_buffer_putc(out, ' ');
        query_print(node->children[i], out);
    }
    propos_buffer_putc(out, ')');
}
