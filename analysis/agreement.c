// The operation "agreement": how far coders agree, code by code and over all.
#include "analysis/operations.h"

#include "analysis/axis.h"
#include "analysis/counts.h"
#include "analysis/measures.h"
#include "analysis/options.h"
#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// Below this share of coded units kappa and alpha rest on so little that they say less than the
// overlap does (the "paradox" of Feinstein and Cicchetti, Journal of Clinical Epidemiology 43,
// 1990, pp. 543-549).
static const double RARE = 0.05;

// Codings of one coder under one key, by index in the snapshot.
typedef struct coding_list {
    uint32_t *items;
    size_t count, capacity;
} coding_list;

// A key is a code or, after the codes, a theme that joins codes of several trees.
typedef struct comparison {
    propos_session *session;
    const propos_part *part;
    const char *interpreted; // the query of the part, NULL: none
    const propos_snapshot *snapshot;
    axis axis;
    counter *counter;
    uint32_t *coders; // indexes into the snapshot
    size_t coder_count;
    bool *documents; // compared, by index
    uint32_t level;  // 1 for roots; 0: each code with its descendants
    size_t key_count;
    coding_list *with_descendants, *own; // [key * coder_count + coder]
    size_t shallower;                    // codings that stand above `level`
    size_t agreed;                       // codings of a consensus round, left out
} comparison;

static uint32_t theme_key(const propos_snapshot *s, uint32_t code)
{
    uint32_t theme = s->codes[code].theme;
    return theme == PROPOS_NONE ? code : s->code_count + theme;
}

static void note(const comparison *c, coding_list *lists, uint32_t key, size_t coder,
                 uint32_t coding)
{
    coding_list *list = &lists[key * c->coder_count + coder];
    if (list->count == 0 || list->items[list->count - 1] != coding) {
        PROPOS_GROW(list->items, list->capacity, list->count + 1);
        list->items[list->count++] = coding;
    }
}

static void note_coding(comparison *c, uint32_t coding, size_t coder)
{
    const propos_snapshot *s = c->snapshot;
    uint32_t code = s->codings[coding].code;
    if (c->level > 0 && s->codes[code].depth + 1 < c->level) {
        c->shallower++;
        return;
    }
    while (c->level > 0 && s->codes[code].depth + 1 > c->level) {
        code = s->codes[code].parent;
    }
    note(c, c->own, theme_key(s, code), coder, coding);
    for (; code != PROPOS_NONE; code = c->level > 0 ? PROPOS_NONE : s->codes[code].parent) {
        uint32_t theme = theme_key(s, code);
        note(c, c->with_descendants, theme, coder, coding);
        if (theme != code && c->level == 0) {
            note(c, c->with_descendants, code, coder, coding);
        }
    }
}

// ---- who is compared, and where ----

static size_t place_of(const comparison *c, uint32_t coder)
{
    size_t i = 0;
    while (i < c->coder_count && c->coders[i] != coder) {
        i++;
    }
    return i;
}

static bool is_individual(const propos_snap_coding *coding)
{
    return strcmp(coding->round, "individual") == 0;
}

// Documents that all the coders compared have finished; the others are listed with who is missing.
static json_t *choose_documents(comparison *c)
{
    const propos_snapshot *s = c->snapshot;
    json_t *left_out = json_array();
    for (uint32_t d = 0; d < s->document_count; d++) {
        json_t *missing = json_array();
        for (size_t i = 0; i < c->coder_count; i++) {
            if (!s->finished[(size_t)d * s->coder_count + c->coders[i]]) {
                (void)json_array_append_new(missing, propos_json_text(s->coders[c->coders[i]]));
            }
        }
        c->documents[d] = json_array_size(missing) == 0;
        if (!c->documents[d]) {
            json_t *row = json_object();
            propos_json_set(row, "document", propos_json_text(s->documents[d].id));
            propos_json_set(row, "not_finished_by", missing);
            (void)json_array_append_new(left_out, row);
        } else {
            json_decref(missing);
        }
    }
    return left_out;
}

static json_t *compared_documents(const comparison *c)
{
    json_t *list = json_array();
    for (uint32_t d = 0; d < c->snapshot->document_count; d++) {
        if (c->documents[d]) {
            (void)json_array_append_new(list, propos_json_text(c->snapshot->documents[d].id));
        }
    }
    return list;
}

static void note_codings(comparison *c)
{
    const propos_snapshot *s = c->snapshot;
    for (uint32_t i = 0; i < s->coding_count; i++) {
        const propos_snap_coding *coding = &s->codings[i];
        size_t coder = coding->coder == PROPOS_NONE ? c->coder_count : place_of(c, coding->coder);
        if (coder == c->coder_count || !c->documents[coding->document] ||
            !propos_part_has_coding(c->part, i)) {
            continue;
        }
        if (is_individual(coding)) {
            note_coding(c, i, coder);
        } else {
            c->agreed++;
        }
    }
}

// ---- figures ----

// What the coders' sets under one key, or pooled over several, come to.
typedef struct figures {
    uint64_t *coded;      // units, by coder
    measures_pair *pairs; // of coders i < j, in order
    uint64_t *depths;     // units that exactly k coders coded
    uint64_t units;       // in all
} figures;

static size_t pair_count(const comparison *c)
{
    return c->coder_count * (c->coder_count - 1) / 2;
}

static figures figures_new(const comparison *c)
{
    propos_arena *arena = propos_session_arena(c->session);
    return (figures){
        .coded = propos_arena_alloc(arena, c->coder_count, sizeof(uint64_t)),
        .pairs = propos_arena_alloc(arena, pair_count(c) + 1, sizeof(measures_pair)),
        .depths = propos_arena_alloc(arena, c->coder_count + 1, sizeof(uint64_t)),
    };
}

// Adds the decisions of one key to the figures.
static void figures_add(const comparison *c, const coding_list *lists, figures *f)
{
    axis_stretches *sets = propos_alloc(c->coder_count, sizeof *sets);
    for (size_t i = 0; i < c->coder_count; i++) {
        for (size_t j = 0; j < lists[i].count; j++) {
            axis_add_coding(&c->axis, &c->snapshot->codings[lists[i].items[j]], &sets[i]);
        }
        axis_stretches_settle(&sets[i]);
        f->coded[i] += axis_stretches_length(&sets[i]);
    }
    uint64_t *depths = propos_alloc(c->coder_count + 1, sizeof *depths);
    axis_stretches_depths(sets, c->coder_count, depths);
    depths[0] = c->axis.length;
    for (size_t k = 1; k <= c->coder_count; k++) {
        depths[0] -= depths[k];
    }
    for (size_t k = 0; k <= c->coder_count; k++) {
        f->depths[k] += depths[k];
    }
    size_t at = 0;
    for (size_t i = 0; i < c->coder_count; i++) {
        for (size_t j = i + 1; j < c->coder_count; j++) {
            uint64_t both = axis_stretches_shared(&sets[i], &sets[j]);
            uint64_t first = axis_stretches_length(&sets[i]) - both;
            uint64_t second = axis_stretches_length(&sets[j]) - both;
            measures_pair *pair = &f->pairs[at++];
            pair->both += both;
            pair->first += first;
            pair->second += second;
            pair->neither += c->axis.length - both - first - second;
        }
    }
    f->units += c->axis.length;
    for (size_t i = 0; i < c->coder_count; i++) {
        axis_stretches_free(&sets[i]);
    }
    free(sets);
    free(depths);
}

static json_t *number_or_null(bool defined, double value)
{
    return defined ? json_real(value) : json_null();
}

static bool alpha_of(const comparison *c, const figures *f, double *alpha)
{
    size_t rows = c->coder_count + 1;
    uint32_t *values = propos_alloc(2 * rows, sizeof *values);
    measures_units *units = propos_alloc(rows, sizeof *units);
    for (size_t k = 0; k < rows; k++) {
        values[2 * k] = (uint32_t)(c->coder_count - k); // left it
        values[2 * k + 1] = (uint32_t)k;                // coded it
        units[k] = (measures_units){.units = f->depths[k], .values = &values[2 * k]};
    }
    bool defined = measures_alpha(units, rows, 2, alpha);
    free(values);
    free(units);
    return defined;
}

static json_t *pair_json(const comparison *c, const measures_pair *pair, size_t i, size_t j)
{
    double percent;
    double kappa;
    bool has_percent = measures_percent(pair, &percent);
    bool has_kappa = measures_kappa(pair, &kappa);
    json_t *coders = json_array();
    (void)json_array_append_new(coders, propos_json_text(c->snapshot->coders[c->coders[i]]));
    (void)json_array_append_new(coders, propos_json_text(c->snapshot->coders[c->coders[j]]));
    json_t *object = json_object();
    propos_json_set(object, "coders", coders);
    propos_json_set(object, "both", json_integer((json_int_t)pair->both));
    propos_json_set(object, "first_only", json_integer((json_int_t)pair->first));
    propos_json_set(object, "second_only", json_integer((json_int_t)pair->second));
    propos_json_set(object, "neither", json_integer((json_int_t)pair->neither));
    propos_json_set(object, "percent", number_or_null(has_percent, percent));
    propos_json_set(object, "kappa", number_or_null(has_kappa, kappa));
    return object;
}

// Kappa is for two; for more it is the mean over their pairs (R. J. Light, Psychological Bulletin
// 76, 1971, pp. 365-377), as is the percentage.
static void add_means(const comparison *c, const figures *f, json_t *object)
{
    double percent = 0;
    double kappa = 0;
    bool has_percent = true;
    bool has_kappa = true;
    size_t count = pair_count(c);
    for (size_t i = 0; i < count; i++) {
        double one;
        has_percent = measures_percent(&f->pairs[i], &one) && has_percent;
        percent += one / (double)count;
        has_kappa = measures_kappa(&f->pairs[i], &one) && has_kappa;
        kappa += one / (double)count;
    }
    propos_json_set(object, "percent", number_or_null(has_percent, percent));
    propos_json_set(object, "kappa", number_or_null(has_kappa, kappa));
}

static const char *warning(const comparison *c, const figures *f)
{
    double most = 0;
    double least = 1;
    for (size_t i = 0; i < c->coder_count && f->units > 0; i++) {
        double share = (double)f->coded[i] / (double)f->units;
        most = share > most ? share : most;
        least = share < least ? share : least;
    }
    if (f->units > 0 && most < RARE) {
        return _("less than a twentieth of the text is coded: percent agreement is high by "
                 "itself, and kappa and alpha rest on very little; look at the overlap");
    }
    if (f->units > 0 && least > 1 - RARE) {
        return _("nearly all of the text is coded: kappa and alpha rest on very little; look at "
                 "the overlap");
    }
    return NULL;
}

static void add_figures(const comparison *c, const figures *f, json_t *object)
{
    uint64_t either = 0;
    for (size_t k = 1; k <= c->coder_count; k++) {
        either += f->depths[k];
    }
    double alpha;
    bool has_alpha = alpha_of(c, f, &alpha);
    propos_json_set(object, "units", json_integer((json_int_t)f->units));
    propos_json_set(object, "all_coders", json_integer((json_int_t)f->depths[c->coder_count]));
    propos_json_set(object, "any_coder", json_integer((json_int_t)either));
    propos_json_set(
        object, "overlap",
        number_or_null(either > 0, (double)f->depths[c->coder_count] / (double)(either + !either)));
    add_means(c, f, object);
    propos_json_set(object, "alpha", number_or_null(has_alpha, alpha));
    if (c->coder_count > 2) {
        json_t *pairs = json_array();
        size_t at = 0;
        for (size_t i = 0; i < c->coder_count; i++) {
            for (size_t j = i + 1; j < c->coder_count; j++) {
                (void)json_array_append_new(pairs, pair_json(c, &f->pairs[at++], i, j));
            }
        }
        propos_json_set(object, "pairs", pairs);
    }
    propos_json_set(object, "warning", propos_json_text(warning(c, f)));
}

static json_t *coders_json(const comparison *c, const coding_list *lists, const figures *f)
{
    json_t *list = json_array();
    for (size_t i = 0; i < c->coder_count; i++) {
        counts n;
        counter_codings(c->counter, lists[i].items, lists[i].count, &n);
        json_t *one = json_object();
        propos_json_set(one, "coder", propos_json_text(c->snapshot->coders[c->coders[i]]));
        propos_json_set(one, "coded", json_integer((json_int_t)f->coded[i]));
        propos_json_set(one, "counts", counts_json(&n));
        (void)json_array_append_new(list, one);
    }
    return list;
}

// ---- rows ----

static bool is_used(const comparison *c, const coding_list *lists)
{
    bool used = false;
    for (size_t i = 0; i < c->coder_count; i++) {
        used = used || lists[i].count > 0;
    }
    return used;
}

// A theme goes by the names of its codes.
static void name_theme(const comparison *c, uint32_t theme, json_t *row)
{
    const propos_snapshot *s = c->snapshot;
    propos_buffer name = {0};
    json_t *codes = json_array();
    for (uint32_t code = 0; code < s->code_count; code++) {
        if (s->codes[code].theme == theme) {
            propos_buffer_printf(&name, "%s%s", name.length > 0 ? " = " : "", s->codes[code].name);
            (void)json_array_append_new(codes, propos_json_text(s->codes[code].id));
        }
    }
    propos_json_set(row, "code", json_null());
    propos_json_set(row, "codes", codes);
    propos_json_set(row, "name", propos_json_text(propos_buffer_text(&name)));
    propos_json_set(row, "depth", json_null());
    propos_buffer_free(&name);
}

static void name_code(const comparison *c, uint32_t code, json_t *row)
{
    const propos_snap_code *k = &c->snapshot->codes[code];
    json_t *codes = json_array();
    (void)json_array_append_new(codes, propos_json_text(k->id));
    propos_json_set(row, "code", propos_json_text(k->id));
    propos_json_set(row, "codes", codes);
    propos_json_set(row, "name", propos_json_text(k->name));
    propos_json_set(row, "depth", json_integer(k->depth + 1));
}

// The question that opens the passages of a row, within the part that was asked for.
static char *row_query(const comparison *c, const json_t *codes)
{
    propos_buffer query = {0};
    size_t count = json_array_size(codes);
    for (size_t i = 0; i < count; i++) {
        propos_buffer_printf(&query, "%s%scode:\"%s\"", i == 0 && count > 1 ? "(" : "",
                             i > 0 ? " OU " : "", json_string_value(json_array_get(codes, i)));
    }
    propos_buffer_puts(&query, count > 1 ? ")" : "");
    if (c->interpreted != NULL) {
        propos_buffer_printf(&query, " (%s)", c->interpreted);
    }
    return propos_buffer_take(&query);
}

static json_t *row_json(const comparison *c, uint32_t key)
{
    const coding_list *lists = &c->with_descendants[key * c->coder_count];
    figures f = figures_new(c);
    figures_add(c, lists, &f);
    json_t *row = json_object();
    if (key < c->snapshot->code_count) {
        name_code(c, key, row);
    } else {
        name_theme(c, key - c->snapshot->code_count, row);
    }
    propos_json_set(row, "coders", coders_json(c, lists, &f));
    add_figures(c, &f, row);
    char *query = row_query(c, json_object_get(row, "codes"));
    propos_json_set(row, "query", propos_json_text(query));
    free(query);
    return row;
}

static json_t *rows_json(const comparison *c, uint32_t only)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < c->key_count; i++) {
        // Themes first: they are what several trees have in common.
        size_t themes = c->key_count - c->snapshot->code_count;
        uint32_t key = (uint32_t)(i < themes ? c->snapshot->code_count + i : i - themes);
        bool wanted = only == PROPOS_NONE || (key < c->snapshot->code_count &&
                                              propos_snapshot_below(c->snapshot, key, only));
        if (wanted && is_used(c, &c->with_descendants[key * c->coder_count])) {
            (void)json_array_append_new(rows, row_json(c, key));
        }
    }
    return rows;
}

// ---- over all ----

// "coded": whether a unit is coded at all, whatever the code. "codes": every decision on every code
// that was used, each code by itself, pooled.
static json_t *overall_json(const comparison *c)
{
    figures any = figures_new(c);
    figures pooled = figures_new(c);
    coding_list *all = propos_alloc(c->coder_count, sizeof *all);
    size_t used = 0;
    for (uint32_t key = 0; key < c->key_count; key++) {
        const coding_list *lists = &c->own[key * c->coder_count];
        if (!is_used(c, lists)) {
            continue;
        }
        used++;
        figures_add(c, lists, &pooled);
        for (size_t i = 0; i < c->coder_count; i++) {
            PROPOS_GROW(all[i].items, all[i].capacity, all[i].count + lists[i].count);
            for (size_t j = 0; j < lists[i].count; j++) {
                all[i].items[all[i].count++] = lists[i].items[j];
            }
        }
    }
    figures_add(c, all, &any);
    json_t *coded = json_object();
    propos_json_set(coded, "coders", coders_json(c, all, &any));
    add_figures(c, &any, coded);
    json_t *codes = json_object();
    propos_json_set(codes, "codes_used", json_integer((json_int_t)used));
    add_figures(c, &pooled, codes);
    json_t *overall = json_object();
    propos_json_set(overall, "coded", coded);
    propos_json_set(overall, "codes", codes);
    for (size_t i = 0; i < c->coder_count; i++) {
        free(all[i].items);
    }
    free(all);
    return overall;
}

// ---- one study ----

static void tell_gaps(comparison *c)
{
    propos_arena *arena = propos_session_arena(c->session);
    const char *study = c->snapshot->title != NULL ? c->snapshot->title : c->snapshot->id;
    if (c->agreed > 0) {
        propos_session_notice(
            c->session,
            propos_arena_printf(arena,
                                _("in “%s” %zu codings are an agreed result: they say nothing "
                                  "about agreement and are left out"),
                                study, c->agreed));
    }
    if (c->shallower > 0) {
        propos_session_notice(
            c->session,
            propos_arena_printf(arena,
                                _("in “%s” %zu codings stand above level %u of the tree and are "
                                  "not compared there"),
                                study, c->shallower, c->level));
    }
}

static size_t theme_count(const propos_snapshot *s)
{
    size_t themes = 0;
    for (uint32_t i = 0; i < s->code_count; i++) {
        uint32_t theme = s->codes[i].theme;
        themes = theme != PROPOS_NONE && theme + (size_t)1 > themes ? theme + (size_t)1 : themes;
    }
    return themes;
}

static void lay_out(comparison *c, axis_unit unit)
{
    propos_arena *arena = propos_session_arena(c->session);
    c->key_count = c->snapshot->code_count + theme_count(c->snapshot);
    size_t lists = c->key_count * c->coder_count;
    c->with_descendants = propos_arena_alloc(arena, lists + 1, sizeof *c->with_descendants);
    c->own = propos_arena_alloc(arena, lists + 1, sizeof *c->own);
    c->counter = counter_new(c->part);
    axis_new(&c->axis, c->part, unit, c->documents);
    note_codings(c);
}

static void put_away(comparison *c)
{
    for (size_t i = 0; i < c->key_count * c->coder_count; i++) {
        free(c->with_descendants[i].items);
        free(c->own[i].items);
    }
    counter_free(c->counter);
    axis_free(&c->axis);
}

static bool any_document(const comparison *c)
{
    bool any = false;
    for (uint32_t d = 0; d < c->snapshot->document_count; d++) {
        any = any || c->documents[d];
    }
    return any;
}

static bool any_individual(const comparison *c)
{
    bool any = false;
    for (size_t i = 0; i < c->key_count * c->coder_count; i++) {
        any = any || c->own[i].count > 0;
    }
    return any;
}

static json_t *study_json(comparison *c, axis_unit unit, uint32_t only)
{
    propos_arena *arena = propos_session_arena(c->session);
    const propos_snapshot *s = c->snapshot;
    const char *study = s->title != NULL ? s->title : s->id;
    json_t *object = json_object();
    propos_json_set(object, "study", propos_json_text(s->id));
    c->documents = propos_arena_alloc(arena, s->document_count + 1, sizeof *c->documents);
    const char *why = NULL;
    json_t *left_out = json_array();
    if (c->coder_count < 2) {
        why = propos_arena_printf(
            arena, _("“%s” names fewer than two coders: there is no agreement to measure"), study);
    } else {
        json_decref(left_out);
        left_out = choose_documents(c);
        lay_out(c, unit);
        tell_gaps(c);
        if (!any_document(c)) {
            why = propos_arena_printf(
                arena, _("no document of “%s” is finished by all the coders compared"), study);
        } else if (!any_individual(c) && c->agreed > 0) {
            why = propos_arena_printf(arena,
                                      _("“%s” holds only the agreed result of its coders: what "
                                        "each coded alone is not there to be compared"),
                                      study);
        } else if (!any_individual(c)) {
            why = propos_arena_printf(arena, _("nothing in this part of “%s” is coded"), study);
        }
    }
    counts denominator = {0};
    if (why == NULL) {
        counter_all(c->counter, c->documents, &denominator);
    }
    propos_json_set(object, "documents", compared_documents(c));
    propos_json_set(object, "left_out", left_out);
    propos_json_set(object, "denominator",
                    json_integer(why == NULL ? (json_int_t)c->axis.length : 0));
    propos_json_set(object, "counts", counts_json(&denominator));
    propos_json_set(object, "why_not", propos_json_text(why));
    propos_json_set(object, "overall", why == NULL ? overall_json(c) : json_null());
    propos_json_set(object, "codes", why == NULL ? rows_json(c, only) : json_array());
    if (why != NULL) {
        propos_session_notice(c->session, why);
    }
    put_away(c);
    return object;
}

// ---- the operation ----

propos_status analysis_agreement(propos_session *session, json_t **answer, propos_error *error)
{
    propos_parts parts;
    bool moved = false;
    axis_unit unit = AXIS_CHARACTERS;
    uint32_t level = 0;
    propos_status status = options_unit(session, &unit, error);
    if (status == PROPOS_OK) {
        status = options_level(session, &level, error);
    }
    if (status != PROPOS_OK) {
        return status;
    }
    status = propos_parts_make(session, &parts, &moved, error);
    json_t *studies = json_array();
    for (size_t i = 0; status == PROPOS_OK && !moved && i < parts.count; i++) {
        comparison c = {.session = session,
                        .part = &parts.items[i],
                        .interpreted = parts.interpreted,
                        .snapshot = parts.items[i].view->snapshot,
                        .level = level};
        uint32_t only = PROPOS_NONE;
        status = options_coders(session, c.snapshot, &c.coders, &c.coder_count, error);
        if (status == PROPOS_OK) {
            status = options_code(session, c.snapshot, &only, error);
        }
        if (status == PROPOS_OK) {
            (void)json_array_append_new(studies, study_json(&c, unit, only));
        }
    }
    if (status == PROPOS_OK && !moved) {
        json_t *object = propos_parts_stamp(session, &parts);
        propos_json_set(object, "unit", propos_json_text(options_unit_name(unit)));
        propos_json_set(object, "level", level > 0 ? json_integer(level) : json_null());
        propos_json_set(object, "agreement", json_incref(studies));
        *answer = object;
    }
    json_decref(studies);
    propos_parts_free(&parts);
    return status;
}
