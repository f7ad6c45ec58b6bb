// Other ways to say the names of documents and codes, taken from their ids and titles.
#include "search/names.h"

#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

// Words of a title that are looked at: what comes later describes.
enum { TITLE_WORDS = 12 };

// ---- FG3: "focus group 3" ----

// What the letters of a document's id stand for, in theses.
static const struct {
    const char *letters, *said;
} kinds[] = {
    {"fg", "focus group"}, {"fg", "groupe"},     {"fg", "group"},      {"gf", "focus group"},
    {"gd", "groupe"},      {"g", "groupe"},      {"g", "group"},       {"e", "entretien"},
    {"e", "interview"},    {"ent", "entretien"}, {"int", "interview"}, {"int", "entretien"},
    {"itw", "interview"},  {"itw", "entretien"},
};

static void numbered(const propos_snap_document *document, propos_alias_fn each, void *context)
{
    char *fold = propos_folded(document->id);
    size_t letters = strcspn(fold, "0123456789 -_");
    const char *number = fold + letters + strspn(fold + letters, " -_");
    bool plain = letters > 0 && number[0] != '\0' && number[strspn(number, "0123456789")] == '\0';
    for (size_t i = 0; plain && i < sizeof kinds / sizeof *kinds; i++) {
        if (strlen(kinds[i].letters) == letters && strncmp(kinds[i].letters, fold, letters) == 0) {
            char *said = propos_printf("%s %s", kinds[i].said, number);
            each(context, said, PROPOS_ALIAS_WHOLE);
            free(said);
        }
    }
    free(fold);
}

// ---- titles ----

static bool begins_upper(const char *word)
{
    uint32_t c;
    propos_utf8_read(word, strlen(word), &c);
    return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LU;
}

// "Focus group 3 (semi-structuré)": what stands before the first mark, when it begins by saying
// what kind of document this is. Other titles describe who spoke.
static void title_head(const char *title, propos_alias_fn each, void *context)
{
    static const char *const begins[] = {"focus",     "groupe",  "group",   "entretien",
                                         "interview", "reunion", "atelier", "observation",
                                         "fg",        NULL};
    char *head = propos_strndup(title, strcspn(title, "(,;:["));
    char *fold = propos_folded(head);
    bool names = false;
    for (size_t i = 0; begins[i] != NULL; i++) {
        size_t length = strlen(begins[i]);
        names = names || (strncmp(fold, begins[i], length) == 0 && fold[length] == ' ');
    }
    if (names) {
        each(context, head, PROPOS_ALIAS_WHOLE);
    }
    free(fold);
    free(head);
}

// "…, Centre Jean Perrin": words in capitals side by side are a proper name, of which the last two
// words are enough.
static void title_names(const char *title, propos_alias_fn each, void *context)
{
    char *text = propos_strdup(title);
    char *words[TITLE_WORDS];
    size_t count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(text, " ", &rest); word != NULL && count < TITLE_WORDS;
         word = strtok_r(NULL, " ", &rest)) {
        words[count++] = word;
    }
    for (size_t from = 0; from < count; from++) {
        propos_buffer run = {0};
        for (size_t to = from; to < count && begins_upper(words[to]); to++) {
            size_t length = strcspn(words[to], ",;:()[]");
            propos_buffer_printf(&run, "%s%.*s", to > from ? " " : "", (int)length, words[to]);
            bool ends =
                words[to][length] != '\0' || to + 1 == count || !begins_upper(words[to + 1]);
            if (ends && to > from) {
                each(context, propos_buffer_text(&run), PROPOS_ALIAS_PART);
            }
            if (words[to][length] != '\0') {
                break;
            }
        }
        propos_buffer_free(&run);
    }
    free(text);
}

void propos_aliases_of_document(const propos_snap_document *document, propos_alias_fn each,
                                void *context)
{
    numbered(document, each, context);
    if (document->title != NULL) {
        title_head(document->title, each, context);
        title_names(document->title, each, context);
    }
}

// ---- codes ----

const char *propos_code_number(const char *id)
{
    const char *dot = strchr(id, '.');
    size_t head = dot != NULL ? (size_t)(dot - id) : 0;
    bool lettered = head > 0 && strcspn(id, "0123456789") > 0;
    bool numbered = dot != NULL && dot[1] >= '0' && dot[1] <= '9' && strchr(dot + 1, '.') != NULL;
    return lettered && numbered ? dot + 1 : NULL;
}

void propos_aliases_of_code(const propos_snap_code *code, propos_alias_fn each, void *context)
{
    const char *number = propos_code_number(code->id);
    if (number != NULL) {
        each(context, number, PROPOS_ALIAS_PART);
    }
    size_t colon = strcspn(code->name, ":");
    char *head = propos_strndup(code->name, colon);
    if (code->name[colon] != '\0' && strpbrk(head, "0123456789") != NULL &&
        strchr(head, ' ') != NULL) {
        each(context, head, PROPOS_ALIAS_WHOLE); // "Question 5 : …"
    }
    free(head);
}
