#include "search/language.h"

#include "text/unicode.h"

#include <stdio.h>
#include <string.h>

// How tightly the place where a node is printed binds: what binds less needs parentheses there.
typedef enum place { PLACE_TOP, PLACE_OR, PLACE_AND, PLACE_ITEM } place;

static void print_node(const propos_query *node, place where, propos_buffer *out);

static void print_quoted(const char *text, propos_buffer *out)
{
    propos_buffer_putc(out, '"');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\') {
            propos_buffer_putc(out, '\\');
        }
        propos_buffer_putc(out, *at);
    }
    propos_buffer_putc(out, '"');
}

static void print_children(const propos_query *node, place where, const char *between,
                           propos_buffer *out)
{
    for (size_t i = 0; i < node->child_count; i++) {
        if (i > 0) {
            propos_buffer_puts(out, between);
        }
        print_node(node->children[i], where, out);
    }
}

static void print_near(const propos_query *node, propos_buffer *out)
{
    char between[32];
    snprintf(between, sizeof between, " ~%u ", (unsigned)node->distance);
    print_children(node, PLACE_ITEM, between, out);
}

// Nothing but letters: what the name of an attribute holds without quotes.
static bool plain_name(const char *name)
{
    size_t length = strlen(name);
    for (size_t at = 0; at < length;) {
        uint32_t c;
        at += propos_utf8_read(name + at, length - at, &c);
        if (!propos_is_word_letter(c)) {
            return false;
        }
    }
    return length > 0;
}

static void print_filter(const propos_query *node, propos_buffer *out)
{
    if (node->filter == PROPOS_BY_ATTRIBUTE) {
        // With its prefix, so that it can be read back whatever studies are asked.
        propos_buffer_puts(out, "attribut.");
        if (plain_name(node->name)) {
            propos_buffer_puts(out, node->name);
        } else {
            print_quoted(node->name, out);
        }
    } else {
        propos_buffer_puts(out, propos_filter_name(node->filter));
    }
    propos_buffer_putc(out, ':');
    if (propos_filter_takes_words(node->filter)) {
        print_children(node, PLACE_ITEM, " ", out);
    } else if (node->quoted) {
        print_quoted(node->text, out);
    } else {
        propos_buffer_puts(out, node->text);
    }
}

// Parentheses are needed where the node binds less than its place.
static bool needs_parentheses(const propos_query *node, place where)
{
    switch (node->kind) {
    case PROPOS_QUERY_OR:
        return where >= PLACE_OR;
    case PROPOS_QUERY_AND:
        return where >= PLACE_AND;
    case PROPOS_QUERY_GROUP:
        return where >= PLACE_ITEM &&
               !(node->child_count == 1 && node->children[0]->kind != PROPOS_QUERY_NOT &&
                 node->children[0]->kind != PROPOS_QUERY_NEAR &&
                 node->children[0]->kind != PROPOS_QUERY_FILTER);
    default:
        return false;
    }
}

static void print_body(const propos_query *node, propos_buffer *out)
{
    switch (node->kind) {
    case PROPOS_QUERY_WORD:
        propos_buffer_puts(out, node->text);
        break;
    case PROPOS_QUERY_PHRASE:
        print_quoted(node->text, out);
        break;
    case PROPOS_QUERY_EXACT:
        propos_buffer_putc(out, '=');
        print_quoted(node->text, out);
        break;
    case PROPOS_QUERY_PREFIX:
        propos_buffer_puts(out, node->text);
        propos_buffer_putc(out, '*');
        break;
    case PROPOS_QUERY_NEAR:
        print_near(node, out);
        break;
    case PROPOS_QUERY_GROUP:
        print_children(node, PLACE_ITEM, " ", out);
        break;
    case PROPOS_QUERY_AND:
        print_children(node, PLACE_AND, " ET ", out);
        break;
    case PROPOS_QUERY_OR:
        print_children(node, PLACE_OR, " OU ", out);
        break;
    case PROPOS_QUERY_NOT: {
        bool near = node->children[0]->kind == PROPOS_QUERY_NEAR ||
                    node->children[0]->kind == PROPOS_QUERY_NOT;
        propos_buffer_puts(out, near ? "-(" : "-");
        print_node(node->children[0], PLACE_ITEM, out);
        propos_buffer_puts(out, near ? ")" : "");
        break;
    }
    case PROPOS_QUERY_FILTER:
        print_filter(node, out);
        break;
    case PROPOS_QUERY_PREFER:
        propos_buffer_puts(out, "plutôt:(");
        print_node(node->children[0], PLACE_TOP, out);
        propos_buffer_putc(out, ')');
        break;
    }
}

static void print_node(const propos_query *node, place where, propos_buffer *out)
{
    bool parentheses = needs_parentheses(node, where);
    if (parentheses) {
        propos_buffer_putc(out, '(');
    }
    print_body(node, out);
    if (parentheses) {
        propos_buffer_putc(out, ')');
    }
}

void propos_query_print(const propos_query *tree, propos_buffer *out)
{
    print_node(tree, PLACE_TOP, out);
}

static bool same_text(const char *a, const char *b)
{
    return (a == NULL || b == NULL) ? a == b : strcmp(a, b) == 0;
}

bool propos_query_same(const propos_query *a, const propos_query *b)
{
    if (a == NULL || b == NULL) {
        return a == b;
    }
    if (a->kind != b->kind || !same_text(a->text, b->text) || !same_text(a->name, b->name) ||
        a->quoted != b->quoted || a->distance != b->distance || a->child_count != b->child_count ||
        (a->kind == PROPOS_QUERY_FILTER && a->filter != b->filter)) {
        return false;
    }
    for (size_t i = 0; i < a->child_count; i++) {
        if (!propos_query_same(a->children[i], b->children[i])) {
            return false;
        }
    }
    return true;
}
