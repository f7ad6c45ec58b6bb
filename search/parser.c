#include "search/sentence.h"

#include "base/i18n.h"
#include <string.h>

// Grammar, loosest first:
//   or    := and (OU and)*
//   and   := side ((ET | before SAUF) side)*
//   side  := SAUF side | item+
//   item  := [-] primary
//   primary := ( or ) | word | phrase | exact | prefix | near | filter | preference
// so `soins palliatifs OU fin de vie` reads as one expects, and `a b SAUF c d` is a b without c d.

typedef struct parser {
    reading *in;
    const token *at;
    size_t depth;
    size_t field; // > 0: inside sur:, texte:, mémo:
    bool in_prefer;
} parser;

static propos_status parse_or(parser *p, propos_query **out);

propos_query *propos_query_node(propos_arena *arena, propos_query_kind kind, const char *text,
                                long position)
{
    propos_query *node = propos_arena_alloc(arena, 1, sizeof *node);
    node->kind = kind;
    node->text = text;
    node->position = position;
    return node;
}

void propos_query_add(propos_arena *arena, propos_query *parent, propos_query *child)
{
    size_t count = parent->child_count;
    if ((count & (count - 1)) == 0) { // full at each power of two
        propos_query **children =
            propos_arena_alloc(arena, count == 0 ? 1 : count * 2, sizeof(void *));
        if (count > 0) {
            memcpy(children, parent->children, count * sizeof(void *));
        }
        parent->children = children;
    }
    parent->children[parent->child_count++] = child;
}

static propos_status fail(const parser *p, const char *expected)
{
    propos_fail_query(p->in->error, p->at->position, "%s", expected);
    return PROPOS_BAD_QUERY;
}

static void skip_marks(parser *p)
{
    while (p->at->kind == TOKEN_PUNCT || p->at->kind == TOKEN_MARK) {
        p->at++;
    }
}

static propos_status enter(parser *p)
{
    if (p->depth >= PROPOS_QUERY_DEPTH) {
        return propos_fail_query(p->in->error, p->at->position,
                                 _("too many parentheses in one another: at most %d"),
                                 PROPOS_QUERY_DEPTH);
    }
    p->depth++;
    return PROPOS_OK;
}

// A leaf stands in a group of its own where a query or a sub-query is expected.
static propos_query *as_group(parser *p, propos_query *node)
{
    if (node->kind == PROPOS_QUERY_GROUP || node->kind == PROPOS_QUERY_AND ||
        node->kind == PROPOS_QUERY_OR) {
        return node;
    }
    propos_query *group = propos_query_node(p->in->arena, PROPOS_QUERY_GROUP, NULL, node->position);
    propos_query_add(p->in->arena, group, node);
    return group;
}

static propos_status parse_parentheses(parser *p, propos_query **out)
{
    const token *open = p->at;
    propos_status status = enter(p);
    if (status != PROPOS_OK) {
        return status;
    }
    p->at++;
    skip_marks(p);
    if (p->at->kind == TOKEN_CLOSE) {
        return propos_fail_query(p->in->error, open->position,
                                 _("there is nothing between these parentheses"));
    }
    status = parse_or(p, out);
    if (status != PROPOS_OK) {
        return status;
    }
    if (p->at->kind != TOKEN_CLOSE) {
        return propos_fail_query(p->in->error, open->position,
                                 _("this parenthesis is never closed: expected )"));
    }
    p->at++;
    p->depth--;
    return PROPOS_OK;
}

static bool is_leaf(token_kind kind)
{
    return kind == TOKEN_WORD || kind == TOKEN_PHRASE || kind == TOKEN_EXACT ||
           kind == TOKEN_PREFIX;
}

static propos_query *leaf(parser *p)
{
    static const propos_query_kind kinds[] = {[TOKEN_WORD] = PROPOS_QUERY_WORD,
                                              [TOKEN_PHRASE] = PROPOS_QUERY_PHRASE,
                                              [TOKEN_EXACT] = PROPOS_QUERY_EXACT,
                                              [TOKEN_PREFIX] = PROPOS_QUERY_PREFIX};
    const token *item = p->at++;
    return propos_query_node(p->in->arena, kinds[item->kind], item->text, item->position);
}

// a ~5 b ~5 c: `first` is read, `p->at` stands at the first ~.
static propos_status parse_near(parser *p, propos_query *first, propos_query **out)
{
    uint32_t distance = p->at->distance;
    propos_query *near = propos_query_node(p->in->arena, PROPOS_QUERY_NEAR, NULL, first->position);
    near->distance = distance;
    propos_query_add(p->in->arena, near, first);
    while (p->at->kind == TOKEN_NEAR) {
        if (p->at->distance != distance) {
            return fail(p, _("expected the same number after each “~” of a series"));
        }
        p->at++;
        if (p->at->kind != TOKEN_WORD && p->at->kind != TOKEN_PHRASE) {
            return fail(p, _("expected a word or a phrase after “~”"));
        }
        propos_query_add(p->in->arena, near, leaf(p));
    }
    *out = near;
    return PROPOS_OK;
}

// What a preference or a field holds: parentheses, or one item glued to the colon.
static propos_status parse_inside(parser *p, propos_query **out)
{
    if (p->at->kind == TOKEN_OPEN) {
        return parse_parentheses(p, out);
    }
    if (is_leaf(p->at->kind)) {
        *out = leaf(p);
        return PROPOS_OK;
    }
    return fail(p, _("expected a word, a phrase or parentheses after the colon"));
}

static propos_status parse_field(parser *p, propos_query **out)
{
    const token *field = p->at++;
    propos_query *inside = NULL;
    p->field++;
    propos_status status = parse_inside(p, &inside);
    p->field--;
    if (status == PROPOS_OK && inside != NULL) {
        *out = propos_query_node(p->in->arena, PROPOS_QUERY_FILTER, NULL, field->position);
        (*out)->filter = field->filter;
        propos_query_add(p->in->arena, *out, as_group(p, inside));
    }
    return status;
}

static propos_status parse_prefer(parser *p, propos_query **out)
{
    const token *prefer = p->at;
    propos_query *inside = NULL;
    if (p->in_prefer || p->field > 0) {
        return fail(p, _("a preference cannot stand inside another filter or preference"));
    }
    p->at++;
    p->in_prefer = true;
    propos_status status = parse_inside(p, &inside);
    p->in_prefer = false;
    if (status == PROPOS_OK && inside != NULL) {
        *out = propos_query_node(p->in->arena, PROPOS_QUERY_PREFER, NULL, prefer->position);
        propos_query_add(p->in->arena, *out, as_group(p, inside));
    }
    return status;
}

static propos_query *filter_node(parser *p)
{
    const token *item = p->at++;
    propos_query *node =
        propos_query_node(p->in->arena, PROPOS_QUERY_FILTER, item->text, item->position);
    node->filter = item->filter;
    node->name = item->name;
    node->quoted = item->quoted;
    return node;
}

static propos_status parse_primary(parser *p, propos_query **out)
{
    switch (p->at->kind) {
    case TOKEN_OPEN:
        return parse_parentheses(p, out);
    case TOKEN_PREFER:
        return parse_prefer(p, out);
    case TOKEN_FIELD:
    case TOKEN_FILTER:
        if (p->field > 0) {
            return fail(p, _("expected words here: a filter cannot stand inside another one"));
        }
        if (p->at->kind == TOKEN_FIELD) {
            return parse_field(p, out);
        }
        *out = filter_node(p);
        return PROPOS_OK;
    case TOKEN_NODE:
        *out = (p->at++)->node;
        return PROPOS_OK;
    case TOKEN_CLOSE:
        return fail(p, _("this parenthesis closes nothing: expected a word, a phrase or a filter"));
    case TOKEN_NEAR:
        return fail(p, _("expected a word or a phrase before “~”"));
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_NOT:
        return propos_fail_query(p->in->error, p->at->position,
                                 _("expected a word, a phrase or a filter before “%s”"),
                                 p->at->text);
    case TOKEN_END:
        return fail(p, _("expected a word, a phrase or a filter"));
    default:
        break;
    }
    bool may_be_near = p->at->kind == TOKEN_WORD || p->at->kind == TOKEN_PHRASE;
    *out = leaf(p);
    if (p->at->kind == TOKEN_NEAR) {
        return may_be_near ? parse_near(p, *out, out)
                           : fail(p, _("expected a word or a phrase before “~”"));
    }
    return PROPOS_OK;
}

static propos_status negated(parser *p, propos_query *inside, long position, propos_query **out)
{
    if (inside->kind == PROPOS_QUERY_PREFER) {
        return propos_fail_query(p->in->error, inside->position,
                                 _("a preference excludes nothing: expected a word or a filter"));
    }
    *out = propos_query_node(p->in->arena, PROPOS_QUERY_NOT, NULL, position);
    propos_query_add(p->in->arena, *out, inside);
    return PROPOS_OK;
}

static propos_status parse_item(parser *p, propos_query **out)
{
    if (p->at->kind != TOKEN_MINUS) {
        return parse_primary(p, out);
    }
    long position = (p->at++)->position;
    propos_query *inside = NULL;
    propos_status status = parse_primary(p, &inside);
    return status == PROPOS_OK ? negated(p, inside, position, out) : status;
}

static bool begins_item(token_kind kind)
{
    return is_leaf(kind) || kind == TOKEN_OPEN || kind == TOKEN_FILTER || kind == TOKEN_FIELD ||
           kind == TOKEN_PREFER || kind == TOKEN_NODE || kind == TOKEN_MINUS || kind == TOKEN_NEAR;
}

// Parentheses around nothing but words change nothing in a group.
static bool only_words(const propos_query *node)
{
    for (size_t i = 0; i < node->child_count; i++) {
        propos_query_kind kind = node->children[i]->kind;
        if (kind == PROPOS_QUERY_FILTER || kind == PROPOS_QUERY_PREFER ||
            kind == PROPOS_QUERY_NOT || kind == PROPOS_QUERY_GROUP) {
            return false;
        }
    }
    return node->kind == PROPOS_QUERY_GROUP;
}

static propos_status parse_side(parser *p, propos_query **out)
{
    if (p->at->kind == TOKEN_NOT) {
        long position = (p->at++)->position;
        propos_query *inside = NULL;
        skip_marks(p);
        if (!begins_item(p->at->kind)) {
            return fail(p, _("expected a word, a phrase or a filter after SAUF"));
        }
        propos_status status = parse_side(p, &inside);
        return status == PROPOS_OK ? negated(p, inside, position, out) : status;
    }
    propos_query *group =
        propos_query_node(p->in->arena, PROPOS_QUERY_GROUP, NULL, p->at->position);
    do {
        propos_query *item = NULL;
        propos_status status = parse_item(p, &item);
        if (status != PROPOS_OK) {
            return status;
        }
        if (only_words(item)) {
            for (size_t i = 0; i < item->child_count; i++) {
                propos_query_add(p->in->arena, group, item->children[i]);
            }
        } else {
            propos_query_add(p->in->arena, group, item);
        }
        skip_marks(p);
    } while (begins_item(p->at->kind));
    *out = group->child_count == 1 ? group->children[0] : group;
    return PROPOS_OK;
}

static propos_status expect_after(parser *p, const token *joint)
{
    skip_marks(p);
    if (p->at->kind == TOKEN_END || p->at->kind == TOKEN_CLOSE || p->at->kind == TOKEN_AND ||
        p->at->kind == TOKEN_OR) {
        return propos_fail_query(p->in->error, p->at->position,
                                 _("expected a word, a phrase or a filter after “%s”"),
                                 joint->text);
    }
    return PROPOS_OK;
}

static propos_status parse_and(parser *p, propos_query **out)
{
    propos_query *all = NULL;
    propos_status status = parse_side(p, out);
    while (status == PROPOS_OK && (p->at->kind == TOKEN_AND || p->at->kind == TOKEN_NOT)) {
        if (all == NULL) {
            all = propos_query_node(p->in->arena, PROPOS_QUERY_AND, NULL, (*out)->position);
            propos_query_add(p->in->arena, all, *out);
        }
        if (p->at->kind == TOKEN_AND) {
            const token *joint = p->at++;
            status = expect_after(p, joint);
        }
        if (status == PROPOS_OK && (status = parse_side(p, out)) == PROPOS_OK) {
            propos_query_add(p->in->arena, all, *out);
        }
    }
    if (all != NULL) {
        *out = all;
    }
    return status;
}

static bool has_filter(const propos_query *node)
{
    bool found = node->kind == PROPOS_QUERY_FILTER;
    for (size_t i = 0; node->kind == PROPOS_QUERY_GROUP && i < node->child_count && !found; i++) {
        found = node->children[i]->kind == PROPOS_QUERY_FILTER;
    }
    return found;
}

// `a OU b groupe:X` restricts b alone: many a reader means both.
static void tell_one_sided_filter(reading *in, const propos_query *either)
{
    const propos_query *last = either->children[either->child_count - 1];
    if (last->kind == PROPOS_QUERY_GROUP && has_filter(last) && !has_filter(either->children[0])) {
        propos_reading_notice(in, _("a filter beside OU restricts its own side only; to restrict "
                                    "both, put the words in parentheses: (… OU …) filter"));
    }
}

static propos_status parse_or(parser *p, propos_query **out)
{
    propos_query *either = NULL;
    skip_marks(p);
    propos_status status = parse_and(p, out);
    while (status == PROPOS_OK && p->at->kind == TOKEN_OR) {
        if (either == NULL) {
            either = propos_query_node(p->in->arena, PROPOS_QUERY_OR, NULL, (*out)->position);
            propos_query_add(p->in->arena, either, *out);
        }
        const token *joint = p->at++;
        status = expect_after(p, joint);
        if (status == PROPOS_OK && (status = parse_and(p, out)) == PROPOS_OK) {
            propos_query_add(p->in->arena, either, *out);
        }
    }
    for (size_t i = 0; status == PROPOS_OK && either != NULL && i < either->child_count; i++) {
        if (either->children[i]->kind == PROPOS_QUERY_PREFER) {
            return propos_fail_query(
                p->in->error, either->children[i]->position,
                _("a preference cannot be one side of OU: put it beside the parentheses"));
        }
    }
    if (status == PROPOS_OK && either != NULL) {
        tell_one_sided_filter(p->in, either);
        *out = either;
    }
    return status;
}

bool propos_tokens_say(const tokens *list)
{
    for (size_t i = 0; i + 1 < list->count; i++) {
        if (list->items[i].kind != TOKEN_PUNCT && list->items[i].kind != TOKEN_MARK) {
            return true;
        }
    }
    return false;
}

propos_status propos_parse_tokens(reading *in, const tokens *list, propos_query **tree)
{
    parser p = {.in = in, .at = list->items};
    if (!propos_tokens_say(list)) {
        return propos_fail_query(in->error, 0,
                                 _("there is no word in this query: expected a word, a phrase or a "
                                   "filter"));
    }
    propos_status status = parse_or(&p, tree);
    if (status == PROPOS_OK && p.at->kind != TOKEN_END) {
        status = parse_primary(&p, tree); // says what is wrong with what is left
        if (status == PROPOS_OK) {
            return propos_fail_query(in->error, p.at->position, _("expected the end of the query"));
        }
    }
    if (status == PROPOS_OK) {
        *tree = as_group(&p, *tree);
    }
    return status;
}
