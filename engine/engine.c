#include "engine/private.h"

#include "base/i18n.h"

#include <stdlib.h>

// ---- what both engines can do: a tree that says more is a fault of whoever made it ----

static bool is_position(const propos_node *node, propos_field field)
{
    if (node->kind == PROPOS_NODE_TERM) {
        return node->field == field && node->channel != PROPOS_CHANNEL_STEM;
    }
    for (size_t i = 0; node->kind == PROPOS_NODE_OR && i < node->child_count; i++) {
        if (!is_position(node->children[i], field)) {
            return false;
        }
    }
    return node->kind == PROPOS_NODE_OR || node->kind == PROPOS_NODE_NONE;
}

static bool is_possible(const propos_node *node)
{
    switch (node->kind) {
    case PROPOS_NODE_TERM:
        return node->field != PROPOS_FIELD_CONTEXT || node->channel == PROPOS_CHANNEL_FOLD;
    case PROPOS_NODE_PREFIX:
        return node->field != PROPOS_FIELD_CONTEXT;
    case PROPOS_NODE_PHRASE:
    case PROPOS_NODE_NEAR:
        for (size_t i = 0; i < node->child_count; i++) {
            if (!is_position(node->children[i], node->field)) {
                return false;
            }
        }
        return node->field != PROPOS_FIELD_CONTEXT;
    default:
        break;
    }
    for (size_t i = 0; i < node->child_count; i++) {
        if (!is_possible(node->children[i])) {
            return false;
        }
    }
    return true;
}

// ---- the face ----

void propos_engine_close(propos_engine *engine)
{
    if (engine != NULL) {
        engine->methods->close(engine);
    }
}

const char *propos_engine_name(const propos_engine *engine)
{
    return engine->methods->name;
}

propos_status propos_engine_revision(propos_engine *engine, uint64_t *revision, propos_error *error)
{
    return engine->methods->revision(engine, revision, error);
}

propos_status propos_engine_reopen(propos_engine *engine, propos_error *error)
{
    return engine->methods->reopen(engine, error);
}

propos_status propos_engine_match(propos_engine *engine, const propos_node *tree,
                                  const propos_match_options *options, propos_matches *out,
                                  propos_error *error)
{
    *out = (propos_matches){0};
    if (!is_possible(tree)) {
        return propos_fail(error, PROPOS_INTERNAL,
                           _("the search engine was asked what it cannot answer"));
    }
    propos_status status = engine->methods->match(engine, tree, options, out, error);
    if (status != PROPOS_OK) {
        propos_matches_free(out);
    }
    return status;
}

void propos_matches_free(propos_matches *matches)
{
    free(matches->hits);
    *matches = (propos_matches){0};
}

propos_status propos_engine_words(propos_engine *engine, const char *prefix,
                                  bool (*each)(void *context, const char *word, size_t passages),
                                  void *context, propos_error *error)
{
    return engine->methods->words(engine, prefix, each, context, error);
}
