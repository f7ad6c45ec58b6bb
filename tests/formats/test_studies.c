// Real studies, when they lie beside the project: CSV transcripts read whole, and two focus groups
// as PDF text against the transcripts that were made of them by hand. Skipped with a message
// otherwise.
#include "reading.h"

#include "base/buffer.h"
#include "formats/encoding.h"
#include "text/unicode.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STUDIES PROPOS_SHARED "/corpora/"
#define RAW STUDIES "regards-croises/raw/"
#define TRANSCRIPTS STUDIES "regards-croises/transcripts/"

// The share of labelled turns, and of their first lines, that must agree.
#define AGREE_PERCENT 99

static bool studies_are_here(void)
{
    DIR *folder = opendir(STUDIES);
    if (folder == NULL) {
        printf("skipped: no studies in %s\n", STUDIES);
        return false;
    }
    (void)closedir(folder);
    return true;
}

static reading read_path(const char *path)
{
    size_t size = 0;
    size_t length = 0;
    char *text = NULL;
    propos_encoding encoding = PROPOS_ENCODING_UTF8;
    propos_error error;
    propos_error_clear(&error);
    char *bytes = reading_file(path, &size);
    ck_assert_msg(bytes != NULL, "%s", path);
    reading read = {.arena = propos_arena_new(), .document = {.id = "fg"}};
    propos_status status =
        propos_to_utf8(bytes, size, path, NULL, &text, &length, &encoding, &error);
    ck_assert_msg(status == PROPOS_OK, "%s: %s", path, error.text);
    const char *ending = path + strlen(path) - 4;
    status = strcmp(ending, ".csv") == 0
                 ? propos_transcript_csv(read.arena, text, length, path, &read.document,
                                         &read.doubts, &error)
                 : propos_transcript_text(read.arena, text, length, path, NULL, &read.document,
                                          &read.doubts, &error);
    ck_assert_msg(status == PROPOS_OK, "%s: %s", path, error.text);
    free(text);
    free(bytes);
    return read;
}

// Words as they are compared: runs of white space (no-break ones too) are one blank, ’ is '.
static char *plain(const char *text)
{
    propos_buffer out = {0};
    size_t length = strlen(text);
    bool space = true;
    propos_buffer_puts(&out, "");
    for (size_t at = 0; at < length;) {
        uint32_t value = 0;
        size_t size = propos_utf8_read(text + at, length - at, &value);
        bool is_space =
            value == ' ' || value == '\n' || value == '\t' || value == 0xA0 || value == 0x202F;
        if (is_space && !space) {
            propos_buffer_putc(&out, ' ');
        } else if (value == 0x2019) {
            propos_buffer_putc(&out, '\'');
        } else if (!is_space) {
            propos_buffer_add(&out, text + at, size);
        }
        space = is_space;
        at += size;
    }
    while (out.length > 0 && out.bytes[out.length - 1] == ' ') {
        propos_buffer_cut(&out, out.length - 1);
    }
    return propos_buffer_take(&out);
}

// The labelled turns of a reading, as "SPEAKER|words" and first line.
typedef struct labelled {
    char **turns;
    int32_t *lines;
    size_t count;
} labelled;

static labelled labelled_of(const reading *read)
{
    labelled all = {calloc(read->document.turn_count + 1, sizeof(char *)),
                    calloc(read->document.turn_count + 1, sizeof(int32_t)), 0};
    for (size_t i = 0; i < read->document.turn_count; i++) {
        const propos_turn_data *turn = &read->document.turns[i];
        if (turn->speaker != NULL && strcmp(turn->speaker, "?") != 0) {
            all.turns[all.count] = plain(reading_turn(read, i));
            all.lines[all.count++] = turn->line_count > 0 ? turn->lines[0].line : 0;
        }
    }
    return all;
}

static void labelled_free(labelled *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->turns[i]);
    }
    free(all->turns);
    free(all->lines);
}

// The most turns that agree in order (longest common subsequence), and how many of them have the
// same first line; turns that agree are preferred with their line.
static void agree(const labelled *want, const labelled *got, size_t *same, size_t *same_line)
{
    size_t width = got->count + 1;
    size_t *best = calloc((want->count + 1) * width, sizeof *best);
    for (size_t i = want->count; i-- > 0;) {
        for (size_t j = got->count; j-- > 0;) {
            size_t *here = &best[i * width + j];
            *here = best[(i + 1) * width + j];
            *here = best[i * width + j + 1] > *here ? best[i * width + j + 1] : *here;
            if (strcmp(want->turns[i], got->turns[j]) == 0 &&
                best[(i + 1) * width + j + 1] + 1 > *here) {
                *here = best[(i + 1) * width + j + 1] + 1;
            }
        }
    }
    *same = best[0];
    *same_line = 0;
    for (size_t i = 0, j = 0; i < want->count && j < got->count;) {
        size_t here = best[i * width + j];
        if (strcmp(want->turns[i], got->turns[j]) == 0 &&
            here == best[(i + 1) * width + j + 1] + 1) {
            *same_line += want->lines[i] == got->lines[j];
            i++;
            j++;
        } else if (best[(i + 1) * width + j] == here) {
            i++;
        } else {
            j++;
        }
    }
    free(best);
}

static const struct {
    const char *raw, *transcript;
} yardsticks[] = {
    {RAW "07_verbatim_FG1_cancerologues.txt", TRANSCRIPTS "FG1.csv"},
    {RAW "08_verbatim_FG2_generalistes.txt", TRANSCRIPTS "FG2.csv"},
};

START_TEST(pdf_text_reads_as_by_hand)
{
    if (!studies_are_here()) {
        return;
    }
    reading by_hand = read_path(yardsticks[_i].transcript);
    reading read = read_path(yardsticks[_i].raw);
    labelled want = labelled_of(&by_hand);
    labelled got = labelled_of(&read);
    size_t same = 0;
    size_t same_line = 0;
    agree(&want, &got, &same, &same_line);
    printf("%s: %zu of %zu labelled turns agree, %zu first lines; %zu turns read as labelled\n",
           yardsticks[_i].transcript, same, want.count, same_line, got.count);
    ck_assert_uint_gt(want.count, 100);
    ck_assert_uint_ge(same * 100, want.count * AGREE_PERCENT);
    ck_assert_uint_ge(same_line * 100, want.count * AGREE_PERCENT);
    ck_assert_uint_le(got.count * AGREE_PERCENT, want.count * 100);
    labelled_free(&want);
    labelled_free(&got);
    reading_free(&by_hand);
    reading_free(&read);
}
END_TEST

static const struct {
    const char *study;
    size_t documents, turns;
} whole[] = {
    {"regards-croises", 2, 421},    {"soins-de-support", 6, 168}, {"dernier-recours", 7, 269},
    {"palliatif-domicile", 3, 158}, {"clcc-parcours", 26, 224},
};

START_TEST(csv_transcripts_read_whole)
{
    char path[4096];
    size_t documents = 0;
    size_t turns = 0;
    if (!studies_are_here()) {
        return;
    }
    (void)snprintf(path, sizeof path, STUDIES "%s/transcripts", whole[_i].study);
    DIR *folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    for (const struct dirent *entry = NULL; (entry = readdir(folder)) != NULL;) {
        if (strstr(entry->d_name, ".csv") != NULL) {
            (void)snprintf(path, sizeof path, STUDIES "%s/transcripts/%s", whole[_i].study,
                           entry->d_name);
            reading read = read_path(path);
            documents++;
            turns += read.document.turn_count;
            ck_assert_uint_eq(read.doubts.count, 0);
            reading_free(&read);
        }
    }
    (void)closedir(folder);
    ck_assert_uint_eq(documents, whole[_i].documents);
    ck_assert_uint_eq(turns, whole[_i].turns);
}
END_TEST

// The labels of a whole chapter of printed quotations (VO2 Dans, MM5(choquée), MM3mais…) as often
// as the study has them.
START_TEST(labels_in_a_printed_chapter)
{
    static const struct {
        const char *label;
        size_t uses;
    } labels[] = {{"MM1", 17}, {"MM2", 15}, {"MM3", 4}, {"MM5", 10},       {"VO2", 15},
                  {"MS1", 12}, {"MN4", 7},  {"MN3", 1}, {"QUESTION 1", 0}, {"UMS", 0}};
    if (!studies_are_here()) {
        return;
    }
    reading read = read_path(STUDIES "soins-de-support/raw/02_resultats_complet.txt");
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        size_t uses = 0;
        for (size_t t = 0; t < read.document.turn_count; t++) {
            const char *speaker = read.document.turns[t].speaker;
            uses += speaker != NULL && strcmp(speaker, labels[i].label) == 0;
        }
        ck_assert_msg(uses == labels[i].uses, "%s: %zu", labels[i].label, uses);
    }
    reading_free(&read);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formats/studies");
    TCase *cases = tcase_create("studies");
    tcase_set_timeout(cases, 60);
    tcase_add_loop_test(cases, pdf_text_reads_as_by_hand, 0, 2);
    tcase_add_loop_test(cases, csv_transcripts_read_whole, 0, sizeof whole / sizeof whole[0]);
    tcase_add_test(cases, labels_in_a_printed_chapter);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
