#include "engine/tree.h"

#include <string.h>

static propos_node *new_node(propos_arena *arena, propos_node_kind kind)
{
    propos_node *node = propos_arena_alloc(arena, 1, sizeof *node);
    node->kind = kind;
    node->weight = 1;
    return node;
}

static propos_node *new_parent(propos_arena *arena, propos_node_kind kind,
                               propos_node *const *children, size_t count)
{
    propos_node *node = new_node(arena, kind);
    node->children = propos_arena_copy(arena, (const void *)children, count, sizeof(propos_node *));
    node->child_count = count;
    // The kinds made of words belong to the field of their words.
    node->field = children[0]->field;
    return node;
}

propos_node *propos_node_none(propos_arena *arena)
{
    return new_node(arena, PROPOS_NODE_NONE);
}

propos_node *propos_node_all(propos_arena *arena)
{
    return new_node(arena, PROPOS_NODE_ALL);
}

propos_node *propos_node_term(propos_arena *arena, propos_field field, propos_channel channel,
                              const char *text)
{
    propos_node *node = new_node(arena, PROPOS_NODE_TERM);
    node->field = field;
    node->channel = channel;
    node->text = propos_arena_strdup(arena, text);
    return node;
}

propos_node *propos_node_filter(propos_arena *arena, const char *prefix, const char *value)
{
    propos_node *node = new_node(arena, PROPOS_NODE_FILTER);
    node->text = propos_arena_printf(arena, "%s%s", prefix, value);
    return node;
}

propos_node *propos_node_prefix(propos_arena *arena, propos_field field, const char *text)
{
    propos_node *node = new_node(arena, PROPOS_NODE_PREFIX);
    node->field = field;
    node->text = propos_arena_strdup(arena, text);
    return node;
}

propos_node *propos_node_phrase(propos_arena *arena, propos_node *const *positions, size_t count)
{
    if (count == 0) {
        return propos_node_none(arena);
    }
    return count == 1 ? positions[0] : new_parent(arena, PROPOS_NODE_PHRASE, positions, count);
}

propos_node *propos_node_near(propos_arena *arena, propos_node *const *words, size_t count,
                              uint32_t distance)
{
    if (count == 0) {
        return propos_node_none(arena);
    }
    if (count == 1) {
        return words[0];
    }
    propos_node *node = new_parent(arena, PROPOS_NODE_NEAR, words, count);
    node->distance = distance;
    return node;
}

propos_node *propos_node_and(propos_arena *arena, propos_node *const *children, size_t count)
{
    if (count == 0) {
        return propos_node_all(arena);
    }
    return count == 1 ? children[0] : new_parent(arena, PROPOS_NODE_AND, children, count);
}

propos_node *propos_node_or(propos_arena *arena, propos_node *const *children, size_t count)
{
    if (count == 0) {
        return propos_node_none(arena);
    }
    return count == 1 ? children[0] : new_parent(arena, PROPOS_NODE_OR, children, count);
}

propos_node *propos_node_pool(propos_arena *arena, propos_node *const *children, size_t count)
{
    propos_node *node = propos_node_or(arena, children, count);
    if (count > 1) {
        node->pooled = true;
    }
    return node;
}

propos_node *propos_node_not(propos_arena *arena, propos_node *from, propos_node *without)
{
    return new_parent(arena, PROPOS_NODE_NOT, (propos_node *[]){from, without}, 2);
}

propos_node *propos_node_maybe(propos_arena *arena, propos_node *first, propos_node *extra)
{
    return new_parent(arena, PROPOS_NODE_MAYBE, (propos_node *[]){first, extra}, 2);
}

propos_node *propos_node_scale(propos_arena *arena, propos_node *child, double weight)
{
    propos_node *node = new_parent(arena, PROPOS_NODE_SCALE, &child, 1);
    node->weight = weight;
    return node;
}

propos_node *propos_node_decide(propos_arena *arena, propos_decide_fn decide, void *context)
{
    propos_node *node = new_node(arena, PROPOS_NODE_DECIDE);
    node->decide = decide;
    node->context = context;
    return node;
}

void propos_node_decide_among(propos_node *node, const uint32_t *ids, size_t count)
{
    node->among = ids;
    node->among_count = count;
}
