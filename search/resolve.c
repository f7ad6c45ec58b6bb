#include "search/resolve.h"

#include "search/names.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "corpus/filters.h"
#include "text/marks.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Names listed in a message: enough to see what is meant, few enough to read.
enum { NAMES_LISTED = 12 };

void propos_notices_add(propos_notices *notices, const char *sentence)
{
    for (size_t i = 0; i < notices->count; i++) {
        if (strcmp(notices->items[i], sentence) == 0) {
            return;
        }
    }
    PROPOS_GROW(notices->items, notices->capacity, notices->count + 1);
    notices->items[notices->count++] = propos_arena_strdup(notices->arena, sentence);
}

void propos_notices_free(propos_notices *notices)
{
    free(notices->items);
    notices->items = NULL;
    notices->count = notices->capacity = 0;
}

void propos_resolver_unknown(propos_resolver *resolver, const propos_query *filter,
                             const char *sentence)
{
    if (resolver->unknown.status == PROPOS_OK) {
        propos_fail_query(&resolver->unknown, filter->position, "%s", sentence);
    }
}

const char *propos_resolver_list(propos_resolver *resolver, const char *const *names, size_t count)
{
    propos_buffer out = {0};
    for (size_t i = 0; i < count && i < NAMES_LISTED; i++) {
        propos_buffer_printf(&out, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    propos_buffer_puts(&out, count > NAMES_LISTED ? "…" : "");
    const char *kept = propos_arena_strdup(resolver->arena, propos_buffer_text(&out));
    propos_buffer_free(&out);
    return kept;
}

// ---- codes ----

static bool below_another(const propos_snapshot *snapshot, const uint32_t *items, size_t count,
                          size_t i)
{
    for (size_t j = 0; j < count; j++) {
        if (j != i && propos_snapshot_below(snapshot, items[i], items[j])) {
            return true;
        }
    }
    return false;
}

propos_indexes propos_resolve_codes(propos_resolver *resolver, const propos_query *filter)
{
    const propos_snapshot *snapshot = resolver->snapshot;
    const propos_catalogue *names = resolver->catalogue;
    propos_name value = {.folded = propos_catalogue_fold(resolver->arena, filter->text)};
    uint32_t *found = propos_arena_alloc(resolver->arena, snapshot->code_count, sizeof *found);
    size_t count = 0;
    uint32_t exact = propos_snapshot_code(snapshot, filter->text);
    if (exact != PROPOS_NONE) {
        found[count++] = exact;
    }
    for (uint32_t i = 0; count == 0 && i < snapshot->code_count; i++) {
        if (strcmp(names->code_ids[i], value.folded) == 0) {
            found[count++] = i;
        }
    }
    if (count == 0) {
        for (uint32_t i = 0; i < snapshot->code_count; i++) {
            const char *number = propos_code_number(names->code_ids[i]);
            if (number != NULL && strcmp(number, value.folded) == 0) {
                found[count++] = i;
            }
        }
    }
    if (count == 0) {
        for (uint32_t i = 0; i < snapshot->code_count; i++) {
            if (strcmp(names->codes[i].folded, value.folded) == 0) {
                found[count++] = i;
            }
        }
    }
    if (count == 0) {
        value = propos_catalogue_name(resolver->arena, resolver->analyser, filter->text);
        for (uint32_t i = 0; i < snapshot->code_count; i++) {
            if (propos_name_has(&names->codes[i], &value)) {
                found[count++] = i;
            }
        }
    }
    if (count == 0) {
        propos_resolver_unknown(
            resolver, filter,
            propos_arena_printf(resolver->arena,
                                snapshot->code_count == 0
                                    ? _("no code is “%s”: this study has no codes")
                                    : _("no code has the id “%s”, or this name, or a name with "
                                        "these words; `propos codes` lists the codes"),
                                filter->text));
    }
    uint32_t *kept = propos_arena_alloc(resolver->arena, count, sizeof *kept);
    size_t kept_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!below_another(snapshot, found, count, i)) {
            kept[kept_count++] = found[i];
        }
    }
    return (propos_indexes){.items = kept, .count = kept_count};
}

// ---- lists of terms ----

typedef struct term_list {
    propos_arena *arena;
    propos_node **items;
    size_t count, capacity;
} term_list;

static void term(term_list *list, const char *prefix, const char *value)
{
    PROPOS_GROW(list->items, list->capacity, list->count + 1);
    list->items[list->count++] = propos_node_filter(list->arena, prefix, value);
}

static propos_node *any_of(term_list *list)
{
    propos_node *node = propos_node_or(list->arena, list->items, list->count);
    free(list->items);
    return node;
}

// How well a value names something: the best kind of fit decides which of the candidates are kept.
typedef enum fit { FIT_NONE, FIT_WORDS, FIT_WHOLE } fit;

static fit name_fit(const propos_name *name, const propos_name *value)
{
    if (name->folded[0] != '\0' && strcmp(name->folded, value->folded) == 0) {
        return FIT_WHOLE;
    }
    return propos_name_has(name, value) ? FIT_WORDS : FIT_NONE;
}

// ---- documents and groups ----

static fit document_fit(const propos_catalogue *names, uint32_t i, const propos_name *value)
{
    return strcmp(names->document_ids[i], value->folded) == 0
               ? FIT_WHOLE
               : name_fit(&names->documents[i], value);
}

static void add_documents(propos_resolver *r, const propos_name *value, term_list *out)
{
    fit best = FIT_NONE;
    for (uint32_t i = 0; i < r->snapshot->document_count; i++) {
        fit f = document_fit(r->catalogue, i, value);
        best = f > best ? f : best;
    }
    for (uint32_t i = 0; best != FIT_NONE && i < r->snapshot->document_count; i++) {
        if (document_fit(r->catalogue, i, value) == best) {
            term(out, PROPOS_FILTER_DOCUMENT, r->snapshot->documents[i].id);
        }
    }
}

static propos_node *by_document(propos_resolver *r, const propos_query *filter)
{
    propos_name value = propos_catalogue_name(r->arena, r->analyser, filter->text);
    term_list list = {.arena = r->arena};
    add_documents(r, &value, &list);
    if (list.count == 0) {
        const char **ids = propos_arena_alloc(r->arena, r->snapshot->document_count, sizeof *ids);
        for (uint32_t i = 0; i < r->snapshot->document_count; i++) {
            ids[i] = r->snapshot->documents[i].id;
        }
        propos_resolver_unknown(
            r, filter,
            propos_arena_printf(r->arena, _("no document is “%s”; the documents are: %s"),
                                filter->text,
                                propos_resolver_list(r, ids, r->snapshot->document_count)));
    }
    return any_of(&list);
}

// A group by its name or by words of it. A focus group is often called by its document ("FG2").
static propos_node *by_group(propos_resolver *r, const propos_query *filter)
{
    // The whole name first: words need the analyser, and a whole name outdoes them anyway.
    propos_name value = {.folded = propos_catalogue_fold(r->arena, filter->text)};
    term_list list = {.arena = r->arena};
    fit best = FIT_NONE;
    for (uint32_t i = 0; i < r->snapshot->group_count && best == FIT_NONE; i++) {
        best = name_fit(&r->catalogue->groups[i], &value);
    }
    if (best == FIT_NONE) {
        value = propos_catalogue_name(r->arena, r->analyser, filter->text);
    }
    for (uint32_t i = 0; i < r->snapshot->group_count; i++) {
        fit f = name_fit(&r->catalogue->groups[i], &value);
        best = f > best ? f : best;
    }
    for (uint32_t i = 0; best != FIT_NONE && i < r->snapshot->group_count; i++) {
        if (name_fit(&r->catalogue->groups[i], &value) == best) {
            term(&list, PROPOS_FILTER_GROUP, r->catalogue->groups[i].folded);
        }
    }
    if (list.count == 0) {
        add_documents(r, &value, &list);
    }
    if (list.count == 0) {
        propos_resolver_unknown(
            r, filter,
            propos_arena_printf(
                r->arena, _("no group is “%s”; the groups are: %s"), filter->text,
                propos_resolver_list(r, r->snapshot->groups, r->snapshot->group_count)));
    }
    return any_of(&list);
}

static propos_node *by_study(propos_resolver *r, const propos_query *filter)
{
    propos_name value = propos_catalogue_name(r->arena, r->analyser, filter->text);
    if (strcmp(r->catalogue->id, value.folded) == 0 ||
        name_fit(&r->catalogue->title, &value) != FIT_NONE) {
        return propos_node_all(r->arena);
    }
    propos_resolver_unknown(
        r, filter, propos_arena_printf(r->arena, _("no study here is “%s”"), filter->text));
    return propos_node_none(r->arena);
}

// ---- people ----

static void add_person(propos_resolver *r, uint32_t speaker, term_list *out)
{
    const propos_snap_speaker *s = &r->snapshot->speakers[speaker];
    const propos_snap_speaker *person =
        s->person != PROPOS_NONE ? &r->snapshot->speakers[s->person] : s;
    char *value =
        propos_printf("%s/%s", r->snapshot->documents[person->document].id, person->label);
    term(out, PROPOS_FILTER_SPEAKER, value);
    free(value);
}

// "7" is the 7 of every document; "FG2/7" that of one.
static propos_node *by_speaker(propos_resolver *r, const propos_query *filter)
{
    const char *value = propos_catalogue_fold(r->arena, filter->text);
    term_list list = {.arena = r->arena};
    for (uint32_t i = 0; i < r->snapshot->speaker_count; i++) {
        const char *id = r->catalogue->document_ids[r->snapshot->speakers[i].document];
        size_t n = strlen(id);
        bool in_document = strncmp(value, id, n) == 0 && value[n] == '/' &&
                           strcmp(value + n + 1, r->catalogue->speakers[i]) == 0;
        if (in_document || strcmp(value, r->catalogue->speakers[i]) == 0) {
            add_person(r, i, &list);
        }
    }
    if (list.count == 0) {
        propos_resolver_unknown(
            r, filter,
            propos_arena_printf(
                r->arena, _("no speaker is called “%s”; `propos speakers` lists the speakers"),
                filter->text));
    }
    return any_of(&list);
}

static propos_node *by_role(propos_resolver *r, const propos_query *filter)
{
    propos_role role;
    if (propos_role_from(filter->text, &role)) {
        return propos_node_filter(r->arena, PROPOS_FILTER_ROLE, propos_role_name(role));
    }
    propos_resolver_unknown(
        r, filter,
        propos_arena_printf(r->arena,
                            _("no role is “%s”; the roles are: participant, moderator, "
                              "interviewer, observer, unknown"),
                            filter->text));
    return propos_node_none(r->arena);
}

// ---- attributes ----

// A number at the beginning of a value ("38 ans", "12,5").
static bool number_of(const char *text, double *number, const char **rest)
{
    size_t n = strspn(text, "+-0123456789.,");
    if (n == 0 || n > 30) {
        return false;
    }
    char digits[32];
    for (size_t i = 0; i < n; i++) {
        digits[i] = (char)(text[i] == ',' ? '.' : text[i]);
    }
    digits[n] = '\0';
    char *end;
    *number = strtod(digits, &end);
    if (end == digits) {
        return false;
    }
    *rest = text + (end - digits);
    return true;
}

typedef struct comparison {
    bool numeric;
    double least, most;
    bool least_open, most_open; // the bound itself does not count
} comparison;

static comparison comparison_of(const char *folded)
{
    const double huge = 1e300;
    comparison c = {.least = -huge, .most = huge};
    const char *at = folded;
    char sign = (char)(*at == '<' || *at == '>' || *at == '=' ? *at++ : '\0');
    bool or_equal = sign != '=' && sign != '\0' && *at == '=';
    at += or_equal ? 1 : 0;
    at += strspn(at, " ");
    double value;
    const char *rest;
    if (!number_of(at, &value, &rest)) {
        return c;
    }
    if (sign == '\0') { // 30-40
        rest += strspn(rest, " ");
        double other;
        const char *end;
        // The sign of "30-40" is a dash between, not a minus.
        if (*rest != '-' || !number_of(rest + 1 + strspn(rest + 1, " "), &other, &end) ||
            *end != '\0') {
            return c;
        }
        c.numeric = true;
        c.least = value;
        c.most = other;
        return c;
    }
    c.numeric = *rest == '\0' || *rest == ' ';
    c.least = sign == '<' ? -huge : value;
    c.most = sign == '>' ? huge : value;
    c.least_open = sign == '>' && !or_equal;
    c.most_open = sign == '<' && !or_equal;
    return c;
}

static bool compares(const comparison *c, const char *value)
{
    double number;
    const char *rest;
    return number_of(value, &number, &rest) &&
           (c->least_open ? number > c->least : number >= c->least) &&
           (c->most_open ? number < c->most : number <= c->most);
}

static void add_value(propos_resolver *r, const propos_catalogue_value *v, term_list *out)
{
    char *both = propos_printf("%s=%s", v->attribute_folded, v->value_folded);
    term(out, PROPOS_FILTER_ATTRIBUTE, both);
    free(both);
    (void)r;
}

static void unknown_value(propos_resolver *r, const propos_query *filter, const char *attribute)
{
    const char **values = propos_arena_alloc(r->arena, r->catalogue->value_count, sizeof *values);
    size_t count = 0;
    for (size_t i = 0; i < r->catalogue->value_count; i++) {
        if (strcmp(r->catalogue->values[i].attribute_folded, attribute) == 0) {
            values[count++] = r->catalogue->values[i].value;
        }
    }
    const char *listed = propos_resolver_list(r, values, count);
    propos_resolver_unknown(
        r, filter,
        count == 0
            ? propos_arena_printf(r->arena, _("no participant has the attribute “%s”"),
                                  filter->name)
            : propos_arena_printf(r->arena, _("no participant has %s “%s”; the values are: %s"),
                                  filter->name, filter->text, listed));
}

// The values of an attribute that are this one as a whole.
static propos_node *whole_value(propos_resolver *r, const char *attribute, const char *folded)
{
    term_list list = {.arena = r->arena};
    for (size_t i = 0; i < r->catalogue->value_count; i++) {
        const propos_catalogue_value *v = &r->catalogue->values[i];
        if (strcmp(v->attribute_folded, attribute) == 0 && strcmp(v->value_folded, folded) == 0) {
            add_value(r, v, &list);
        }
    }
    return any_of(&list);
}

static propos_node *by_attribute(propos_resolver *r, const propos_query *filter)
{
    const char *attribute = propos_catalogue_fold(r->arena, filter->name);
    propos_node *whole = whole_value(r, attribute, propos_catalogue_fold(r->arena, filter->text));
    if (whole->kind != PROPOS_NODE_NONE) {
        return whole; // parts need the analyser, and a whole value outdoes them anyway
    }
    propos_name value = propos_catalogue_name(r->arena, r->analyser, filter->text);
    comparison c = comparison_of(value.folded);
    term_list partly = {.arena = r->arena};
    bool numbers = false;
    for (size_t i = 0; i < r->catalogue->value_count; i++) {
        const propos_catalogue_value *v = &r->catalogue->values[i];
        if (strcmp(v->attribute_folded, attribute) != 0) {
            continue;
        }
        propos_name name = propos_catalogue_name(r->arena, r->analyser, v->value);
        numbers = numbers || c.numeric;
        if (c.numeric ? compares(&c, v->value_folded) : propos_name_has(&name, &value)) {
            add_value(r, v, &partly);
        }
    }
    if (partly.count == 0 && !numbers) {
        unknown_value(r, filter, attribute);
    }
    return any_of(&partly);
}

// ---- questions, marks, locators ----

static propos_node *by_question(propos_resolver *r, const propos_query *filter)
{
    propos_name value = propos_catalogue_name(r->arena, r->analyser, filter->text);
    term_list numbers = {.arena = r->arena};
    term_list texts = {.arena = r->arena};
    for (uint32_t i = 0; i < r->snapshot->question_count; i++) {
        if (strcmp(r->catalogue->questions[i], value.folded) == 0) {
            term(&numbers, PROPOS_FILTER_QUESTION, r->snapshot->questions[i].question);
        } else if (propos_name_has(&r->catalogue->question_texts[i], &value)) {
            term(&texts, PROPOS_FILTER_QUESTION, r->snapshot->questions[i].question);
        }
    }
    if (numbers.count == 0 && texts.count == 0) {
        propos_resolver_unknown(r, filter,
                                propos_arena_printf(r->arena,
                                                    _("no question of the interview guide is “%s”"),
                                                    filter->text));
    }
    propos_node *number = any_of(&numbers);
    propos_node *text = any_of(&texts);
    return number->kind != PROPOS_NODE_NONE ? number : text;
}

static propos_node *by_mark(propos_resolver *r, const propos_query *filter)
{
    propos_mark_kind kind;
    if (propos_mark_from(propos_analyser_lists(r->analyser), filter->text, &kind)) {
        return propos_node_filter(r->arena, PROPOS_FILTER_MARK, propos_mark_name(kind));
    }
    const char *names[PROPOS_MARK_KINDS];
    for (int i = 0; i < PROPOS_MARK_KINDS; i++) {
        names[i] = propos_mark_name((propos_mark_kind)i);
    }
    propos_resolver_unknown(r, filter,
                            propos_arena_printf(r->arena, _("no mark is “%s”; the marks are: %s"),
                                                filter->text,
                                                propos_resolver_list(r, names, PROPOS_MARK_KINDS)));
    return propos_node_none(r->arena);
}

// ---- lines and turns ----

typedef struct number_range {
    const propos_snapshot *snapshot;
    int64_t first, last;
} number_range;

static bool on_lines(void *context, uint32_t id)
{
    const number_range *range = context;
    uint32_t index = propos_snapshot_passage(range->snapshot, id);
    if (index == PROPOS_NONE) {
        return false;
    }
    const propos_snap_passage *p = &range->snapshot->passages[index];
    int32_t lines[2];
    bool estimated;
    return propos_snapshot_lines(range->snapshot, p->turn, p->start, p->end, lines, &estimated) &&
           lines[0] <= range->last && range->first <= lines[1];
}

static bool in_turns(void *context, uint32_t id)
{
    const number_range *range = context;
    uint32_t index = propos_snapshot_passage(range->snapshot, id);
    if (index == PROPOS_NONE) {
        return false;
    }
    uint32_t number = range->snapshot->turns[range->snapshot->passages[index].turn].number;
    return number >= range->first && number <= range->last;
}

// 138 or 130-140; NULL when the value is neither.
static number_range *range_of(propos_resolver *r, const propos_query *filter)
{
    const char *at = propos_catalogue_fold(r->arena, filter->text);
    char *end;
    long first = strtol(at, &end, 10);
    long last = first;
    bool fine = end != at && first >= 0 && first <= INT32_MAX;
    end += strspn(end, " ");
    if (fine && *end == '-') {
        at = end + 1;
        last = strtol(at, &end, 10);
        fine = end != at && last >= 0 && last <= INT32_MAX;
    }
    if (!fine || *end != '\0') {
        return NULL;
    }
    number_range *range = propos_arena_alloc(r->arena, 1, sizeof *range);
    range->snapshot = r->snapshot;
    range->first = first < last ? first : last;
    range->last = first < last ? last : first;
    return range;
}

static propos_node *by_line(propos_resolver *r, const propos_query *filter)
{
    number_range *range = range_of(r, filter);
    if (range == NULL) {
        propos_resolver_unknown(r, filter,
                                propos_arena_printf(r->arena,
                                                    _("“%s” is not a line: write 138, or 130-140"),
                                                    filter->text));
        return propos_node_none(r->arena);
    }
    return propos_node_decide(r->arena, on_lines, range);
}

static propos_node *by_turn(propos_resolver *r, const propos_query *filter)
{
    number_range *range = range_of(r, filter);
    if (range == NULL) {
        propos_resolver_unknown(r, filter,
                                propos_arena_printf(r->arena,
                                                    _("“%s” is not a turn: write 39, or 39-45"),
                                                    filter->text));
        return propos_node_none(r->arena);
    }
    return propos_node_decide(r->arena, in_turns, range);
}

// ---- coded:yes|no ----

static propos_node *by_coded(propos_resolver *r, const propos_query *filter)
{
    static const char *const YES[] = {"oui", "yes", "o", "y", "1", "vrai", "true"};
    static const char *const NO[] = {"non", "no", "n", "0", "faux", "false"};
    const char *value = propos_catalogue_fold(r->arena, filter->text);
    for (size_t i = 0; i < sizeof YES / sizeof *YES; i++) {
        if (strcmp(value, YES[i]) == 0) {
            return propos_node_filter(r->arena, PROPOS_FILTER_CODED, "1");
        }
    }
    for (size_t i = 0; i < sizeof NO / sizeof *NO; i++) {
        if (strcmp(value, NO[i]) == 0) {
            return propos_node_filter(r->arena, PROPOS_FILTER_CODED, "0");
        }
    }
    propos_resolver_unknown(r, filter, _("codé: is oui or non (coded: yes or no)"));
    return propos_node_none(r->arena);
}

propos_node *propos_resolve_filter(propos_resolver *resolver, const propos_query *filter)
{
    switch (filter->filter) {
    case PROPOS_BY_SPEAKER:
        return by_speaker(resolver, filter);
    case PROPOS_BY_GROUP:
        return by_group(resolver, filter);
    case PROPOS_BY_ROLE:
        return by_role(resolver, filter);
    case PROPOS_BY_DOCUMENT:
        return by_document(resolver, filter);
    case PROPOS_BY_STUDY:
        return by_study(resolver, filter);
    case PROPOS_BY_QUESTION:
        return by_question(resolver, filter);
    case PROPOS_BY_LINE:
        return by_line(resolver, filter);
    case PROPOS_BY_TURN:
        return by_turn(resolver, filter);
    case PROPOS_BY_LOCATOR:
        return propos_node_filter(resolver->arena, PROPOS_FILTER_LOCATOR,
                                  propos_catalogue_fold(resolver->arena, filter->text));
    case PROPOS_BY_MARK:
        return by_mark(resolver, filter);
    case PROPOS_BY_CODED:
        return by_coded(resolver, filter);
    case PROPOS_BY_ATTRIBUTE:
        return by_attribute(resolver, filter);
    case PROPOS_BY_ABOUT:
    case PROPOS_BY_TEXT:
    case PROPOS_BY_MEMO:
    case PROPOS_BY_CODE:
    case PROPOS_BY_CODER:
    case PROPOS_BY_CODED_BY:
    case PROPOS_BY_AGREED:
    case PROPOS_BY_OVERLAP:
        break; // the planner's: they hold words, or are decided on spans
    }
    return propos_node_none(resolver->arena);
}
