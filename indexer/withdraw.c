#include "indexer/withdraw.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "text/unicode.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// What stands in a turn whose words were withdrawn: a mark, so that it is searched for by nobody.
static const char *const PLACE = "{paroles retirées}";

static const char *const LIST = "withdrawn";

// So many words in a row that somebody said are his words; fewer may be anybody's.
enum { RUN = 4 };

static const size_t LIST_BYTES = (size_t)1 << 20;

typedef struct withdrawal {
    propos_reading *reading;
    propos_map labels; // "document\nlabel"
    propos_map turns;  // "document\nnumber"
    propos_map runs;   // RUN words in a row
    const char *last[RUN];
    size_t words;
    bool said; // a run of withdrawn words was met
    bool learns;
} withdrawal;

static const char *key_of(withdrawal *w, const char *document, const char *label)
{
    return propos_arena_printf(w->reading->arena, "%s\n%s", document, label);
}

static const char *turn_key(withdrawal *w, const char *document, uint32_t number)
{
    return propos_arena_printf(w->reading->arena, "%s\n%u", document, number);
}

static propos_status list_path(const propos_reading *reading, char dir[PROPOS_PATH_SIZE],
                               char path[PROPOS_PATH_SIZE], propos_error *error)
{
    char state[PROPOS_PATH_SIZE];
    propos_status status = propos_state_dir(state, error);
    if (status == PROPOS_OK) {
        status = propos_path_join(dir, state, reading->study.id, error);
    }
    return status == PROPOS_OK ? propos_path_join(path, dir, LIST, error) : status;
}

// The person behind a label: what it is an alias of.
static const char *person_of(const propos_reading *reading, const char *document, const char *label)
{
    const char *person = label;
    for (size_t i = 0; i < reading->study.speaker_count; i++) {
        const propos_speaker_data *s = &reading->study.speakers[i];
        if (strcmp(s->document, document) == 0 && strcmp(s->label, label) == 0 &&
            s->alias_of != NULL) {
            person = s->alias_of;
        }
    }
    return person;
}

static bool has_label(const propos_reading *reading, const char *document, const char *label)
{
    const propos_document_data *d = reading_document(reading, document);
    bool found = false;
    for (size_t i = 0; !found && d != NULL && i < d->turn_count; i++) {
        found = d->turns[i].speaker != NULL && strcmp(d->turns[i].speaker, label) == 0;
    }
    for (size_t i = 0; !found && i < reading->study.speaker_count; i++) {
        found = strcmp(reading->study.speakers[i].document, document) == 0 &&
                strcmp(reading->study.speakers[i].label, label) == 0;
    }
    return found;
}

// Splits "DOCUMENT:SPEAKER" where both are known (either may hold a colon); false: nowhere.
static bool split(const propos_reading *reading, const char *who, const char **document,
                  const char **label)
{
    bool found = false;
    for (const char *at = strchr(who, ':'); !found && at != NULL; at = strchr(at + 1, ':')) {
        *document = propos_arena_strndup(reading->arena, who, (size_t)(at - who));
        *label = at + 1;
        found = has_label(reading, *document, *label);
    }
    return found;
}

static void add_person(withdrawal *w, const char *document, const char *label)
{
    const propos_study_data *study = &w->reading->study;
    const char *person = person_of(w->reading, document, label);
    (void)propos_map_add(&w->labels, key_of(w, document, label), 0);
    (void)propos_map_add(&w->labels, key_of(w, document, person), 0);
    for (size_t i = 0; i < study->speaker_count; i++) {
        const propos_speaker_data *s = &study->speakers[i];
        if (strcmp(s->document, document) == 0 && s->alias_of != NULL &&
            strcmp(s->alias_of, person) == 0) {
            (void)propos_map_add(&w->labels, key_of(w, document, s->label), 0);
        }
    }
}

// ---- the list ----

propos_status withdraw_add(const propos_reading *reading, const char *who, propos_error *error)
{
    enum { TIME_SIZE = 32 };
    const char *document = NULL;
    const char *label = NULL;
    char dir[PROPOS_PATH_SIZE];
    char path[PROPOS_PATH_SIZE];
    if (strpbrk(who, "\n\t") != NULL || !split(reading, who, &document, &label)) {
        return propos_fail(error, PROPOS_NOT_FOUND,
                           _("nobody is called “%s” here: write DOCUMENT:SPEAKER (see propos "
                             "speakers)"),
                           who);
    }
    propos_status status = list_path(reading, dir, path, error);
    status = status == PROPOS_OK ? propos_make_dir(dir, error) : status;
    if (status != PROPOS_OK) {
        return status;
    }
    char when[TIME_SIZE];
    time_t now = time(NULL);
    struct tm parts;
    (void)gmtime_r(&now, &parts);
    (void)strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &parts);
    const struct passwd *user = getpwuid(getuid()); // NOLINT(concurrency-mt-unsafe): one thread
    char *line =
        propos_printf("%s:%s\t%s\t%s\n", document, label, when, user == NULL ? "?" : user->pw_name);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    bool done = fd >= 0 && write(fd, line, strlen(line)) == (ssize_t)strlen(line) && fsync(fd) == 0;
    int saved = errno;
    if (fd >= 0) {
        (void)close(fd);
    }
    free(line);
    return done ? PROPOS_OK
                : propos_fail_at(error, PROPOS_IO, path, 0, _("cannot be written: %s"),
                                 propos_system_message(saved));
}

// One entry; it stays in force when the transcript no longer has the speaker.
static void take_entry(withdrawal *w, const char *who, bool ini)
{
    const char *document = NULL;
    const char *label = NULL;
    if (split(w->reading, who, &document, &label)) {
        add_person(w, document, label);
    } else if (ini) {
        READING_DOUBT(w->reading, NULL, "study.ini", 0,
                      _("nobody is called “%s” here: write DOCUMENT:SPEAKER (see propos speakers)"),
                      who);
    }
}

static propos_status read_list(withdrawal *w, propos_buffer *journal, propos_error *error)
{
    char dir[PROPOS_PATH_SIZE];
    char path[PROPOS_PATH_SIZE];
    char *bytes = NULL;
    size_t length = 0;
    propos_status status = list_path(w->reading, dir, path, error);
    if (status == PROPOS_OK && access(path, F_OK) == 0) {
        status = propos_read_file(path, LIST_BYTES, &bytes, &length, error);
    }
    for (const char *at = bytes; at != NULL && *at != '\0';) {
        size_t line = strcspn(at, "\n");
        size_t who = strcspn(at, "\t\n");
        take_entry(w, propos_arena_strndup(w->reading->arena, at, who), false);
        propos_buffer_add(journal, at, line);
        propos_buffer_putc(journal, '\n');
        at += line + (at[line] == '\n');
    }
    free(bytes);
    const char *ini = propos_ini_get(&w->reading->ini, "withdrawn", "speakers");
    ini = ini != NULL ? ini : propos_ini_get(&w->reading->ini, "retirés", "locuteurs");
    for (const char *at = ini; at != NULL && *at != '\0';) {
        at += strspn(at, " ,;");
        size_t length_here = strcspn(at, ",;");
        size_t kept = length_here;
        while (kept > 0 && at[kept - 1] == ' ') {
            kept--;
        }
        if (kept > 0) {
            const char *who = propos_arena_strndup(w->reading->arena, at, kept);
            take_entry(w, who, true);
            propos_buffer_printf(journal, "%s\tstudy.ini\n", who);
        }
        at += length_here;
    }
    return status;
}

// ---- the words ----

// Each RUN words in a row: learnt, or compared with those that were.
static bool take_word(void *context, const propos_token *token)
{
    withdrawal *w = context;
    if (!propos_token_is_word(token)) {
        return true;
    }
    memmove(w->last, w->last + 1, (RUN - 1) * sizeof *w->last);
    w->last[RUN - 1] = propos_arena_strdup(w->reading->arena, token->terms[PROPOS_CHANNEL_EXACT]);
    if (++w->words >= RUN) {
        const char *run = propos_arena_printf(w->reading->arena, "%s %s %s %s", w->last[0],
                                              w->last[1], w->last[2], w->last[3]);
        if (w->learns) {
            (void)propos_map_add(&w->runs, run, 0);
        } else {
            w->said = w->said || propos_map_get(&w->runs, run) != PROPOS_MAP_NONE;
        }
    }
    return true;
}

static bool repeats(withdrawal *w, const char *text)
{
    w->words = 0;
    w->said = false;
    if (text != NULL) {
        propos_analyse(w->reading->analyser, text, strlen(text), take_word, w);
    }
    return w->said;
}

static void empty_turn(withdrawal *w, const propos_document_data *d, propos_turn_data *t,
                       withdraw_counts *counts)
{
    w->words = 0;
    w->learns = true;
    propos_analyse(w->reading->analyser, t->text, strlen(t->text), take_word, w);
    w->learns = false;
    (void)propos_map_add(&w->turns, turn_key(w, d->id, t->number), 0);
    t->text = PLACE;
    t->line_count = t->line_count > 0 ? 1 : 0;
    t->lines_complete = false;
    t->run_count = 0;
    counts->turns++;
}

static void empty_turns(withdrawal *w, withdraw_counts *counts)
{
    const propos_study_data *study = &w->reading->study;
    for (size_t i = 0; i < study->document_count; i++) {
        const propos_document_data *d = &study->documents[i];
        for (size_t j = 0; j < d->turn_count; j++) {
            propos_turn_data *t = &d->turns[j];
            if (t->speaker != NULL &&
                propos_map_get(&w->labels, key_of(w, d->id, t->speaker)) != PROPOS_MAP_NONE) {
                empty_turn(w, d, t, counts);
            }
        }
    }
}

// Cuts a span to what is still there; false: nothing of it is.
static bool keep_span(withdrawal *w, const char *document, uint32_t *turn, uint32_t *start,
                      uint32_t *turn_end, uint32_t *end, bool *touched)
{
    const propos_document_data *d = reading_document(w->reading, document);
    bool within = false;
    bool kept = false;
    *touched = false;
    for (size_t i = 0; d != NULL && i < d->turn_count; i++) {
        uint32_t number = d->turns[i].number;
        within = within || number == *turn;
        bool gone = propos_map_get(&w->turns, turn_key(w, document, number)) != PROPOS_MAP_NONE;
        if (within) {
            *touched = *touched || gone;
            kept = kept || !gone;
        }
        if (within && number == *turn_end) {
            break;
        }
    }
    if (propos_map_get(&w->turns, turn_key(w, document, *turn)) != PROPOS_MAP_NONE) {
        *start = 0;
    }
    if (propos_map_get(&w->turns, turn_key(w, document, *turn_end)) != PROPOS_MAP_NONE) {
        *end = (uint32_t)propos_utf8_count(PLACE, strlen(PLACE));
    }
    return kept;
}

static void clear_text(withdrawal *w, const char **text, bool anyway, withdraw_counts *counts)
{
    if (*text != NULL && (anyway || repeats(w, *text))) {
        *text = NULL;
        counts->texts++;
    }
}

static void clear_codings(withdrawal *w, withdraw_counts *counts)
{
    propos_study_data *study = &w->reading->study;
    size_t kept = 0;
    for (size_t i = 0; i < study->coding_count; i++) {
        propos_coding_data c = study->codings[i];
        bool touched = false;
        if (!keep_span(w, c.document, &c.turn, &c.start, &c.turn_end, &c.end, &touched)) {
            counts->codings++;
            continue;
        }
        clear_text(w, &c.quote, touched, counts);
        clear_text(w, &c.memo, false, counts);
        study->codings[kept++] = c;
    }
    study->coding_count = kept;
    kept = 0;
    for (size_t i = 0; i < study->decision_count; i++) {
        propos_decision_data d = study->decisions[i];
        bool touched = false;
        bool stays =
            !d.placed || keep_span(w, d.document, &d.turn, &d.start, &d.turn_end, &d.end, &touched);
        if (!stays || touched || repeats(w, d.quote) || repeats(w, d.why)) {
            counts->texts++;
        } else {
            study->decisions[kept++] = d;
        }
    }
    study->decision_count = kept;
}

static void clear_rest(withdrawal *w, withdraw_counts *counts)
{
    propos_study_data *study = &w->reading->study;
    for (size_t i = 0; i < study->code_count; i++) {
        clear_text(w, &study->codes[i].definition, false, counts);
    }
    for (size_t i = 0; i < study->speaker_count; i++) {
        propos_speaker_data *s = &study->speakers[i];
        if (propos_map_get(&w->labels, key_of(w, s->document, s->label)) != PROPOS_MAP_NONE) {
            s->attribute_count = 0;
        }
    }
}

propos_status withdraw_apply(propos_reading *reading, withdraw_counts *counts,
                             propos_buffer *journal, propos_error *error)
{
    withdrawal w = {.reading = reading};
    *counts = (withdraw_counts){0};
    propos_status status = read_list(&w, journal, error);
    counts->speakers = w.labels.used;
    if (status == PROPOS_OK && w.labels.used > 0) {
        empty_turns(&w, counts);
        clear_codings(&w, counts);
        clear_rest(&w, counts);
    }
    propos_map_free(&w.labels);
    propos_map_free(&w.turns);
    propos_map_free(&w.runs);
    return status;
}
