#include "formats/encoding.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define BYTES(text) text, sizeof(text) - 1

// What is read, in which encoding, and as what.
typedef struct readable {
    const char *what;
    const char *bytes;
    size_t length;
    const char *forced;
    propos_encoding encoding;
    const char *text;
} readable;

static const readable good[] = {
    {"nothing", BYTES(""), NULL, PROPOS_ENCODING_UTF8, ""},
    {"ASCII", BYTES("oui\nnon\n"), NULL, PROPOS_ENCODING_UTF8, "oui\nnon\n"},
    {"UTF-8", BYTES("l’été à Noël, œuf\n"), NULL, PROPOS_ENCODING_UTF8, "l’été à Noël, œuf\n"},
    {"UTF-8 with BOM",
     BYTES("\xEF\xBB\xBF"
           "été"),
     NULL, PROPOS_ENCODING_UTF8, "été"},
    {"all line ends", BYTES("a\r\nb\rc\n\r\r\nd"), NULL, PROPOS_ENCODING_UTF8, "a\nb\nc\n\n\nd"},
    {"tabs and new pages stay", BYTES("a\tb\fc\vd"), NULL, PROPOS_ENCODING_UTF8, "a\tb\fc\vd"},
    {"noncharacters are characters",
     BYTES("a\xEF\xBF\xBF"
           "b\xEF\xB7\x90"),
     NULL, PROPOS_ENCODING_UTF8,
     "a\xEF\xBF\xBF"
     "b\xEF\xB7\x90"},
    {"beyond the BMP", BYTES("\xF0\x9F\x93\x8C"), NULL, PROPOS_ENCODING_UTF8, "\xF0\x9F\x93\x8C"},
    {"Windows-1252", BYTES("l\x92\xE9t\xE9 \xE0 No\xEBl, \x9Cuf \x85 100 \x80\r\n"), NULL,
     PROPOS_ENCODING_WINDOWS_1252, "l’été à Noël, œuf … 100 €\n"},
    {"Windows-1252, one accent", BYTES("tr\xE8s\n"), NULL, PROPOS_ENCODING_WINDOWS_1252, "très\n"},
    {"UTF-16LE with BOM", BYTES("\xFF\xFE\xE9\0t\0\xE9\0\r\0\n\0\x19\x20"), NULL,
     PROPOS_ENCODING_UTF16LE, "été\n’"},
    {"UTF-16BE with BOM", BYTES("\xFE\xFF\0\xE9\0t\0\xE9\0\n\x20\x19"), NULL,
     PROPOS_ENCODING_UTF16BE, "été\n’"},
    {"UTF-16LE without", BYTES("M\0 \0:\0 \0o\0u\0i\0\r\0\n\0\x19\x20"), NULL,
     PROPOS_ENCODING_UTF16LE, "M : oui\n’"},
    {"UTF-16BE without", BYTES("\0M\0 \0:\0 \0o\0u\0i\0\r\0\n\x20\x19"), NULL,
     PROPOS_ENCODING_UTF16BE, "M : oui\n’"},
    {"UTF-16 pairs", BYTES("\xFF\xFE\x3D\xD8\xCC\xDC"), NULL, PROPOS_ENCODING_UTF16LE,
     "\xF0\x9F\x93\x8C"},
    {"asked for: Mac", BYTES("\x8Et\x8E\r"), "MACINTOSH", PROPOS_ENCODING_OTHER, "été\n"},
    {"asked for: DOS", BYTES("\x82t\x82\r\n"), "CP850", PROPOS_ENCODING_OTHER, "été\n"},
    {"asked for: UTF-8, BOM and all",
     BYTES("\xEF\xBB\xBF"
           "été"),
     "UTF-8", PROPOS_ENCODING_OTHER, "été"},
    {"asked for: nothing", BYTES("été"), "", PROPOS_ENCODING_UTF8, "été"},
};

START_TEST(reads)
{
    const readable *one = &good[_i];
    char *text = NULL;
    size_t length = 0;
    propos_encoding found = PROPOS_ENCODING_OTHER;
    propos_error error;
    propos_error_clear(&error);
    propos_status status = propos_to_utf8(one->bytes, one->length, "fg.txt", one->forced, &text,
                                          &length, &found, &error);
    ck_assert_msg(status == PROPOS_OK, "%s: %s", one->what, error.text);
    ck_assert_msg(strcmp(text, one->text) == 0, "%s: got %s", one->what, text);
    ck_assert_msg(length == strlen(one->text), "%s: length", one->what);
    ck_assert_msg(found == one->encoding, "%s: read as %s", one->what, propos_encoding_name(found));
    free(text);
}
END_TEST

// What is refused, at which line.
typedef struct refused {
    const char *what;
    const char *bytes;
    size_t length;
    const char *forced;
    long line;
    const char *says;
} refused;

static const refused bad[] = {
    {"a NUL in UTF-8", BYTES("un été\nde\0ux\n"), NULL, 2, "control"},
    {"a control sign", BYTES("un\ndeux\ntr\x01ois"), NULL, 3, "control"},
    {"the delete sign", BYTES("un\x7F"), NULL, 1, "control"},
    {"one broken byte in UTF-8", BYTES("été\r\nNoël\rà \xE9 là\nœuf"), NULL, 3, "UTF-8"},
    {"an overlong sequence after a BOM", BYTES("\xEF\xBB\xBF\n\xC0\xAF"), NULL, 2, "UTF-8"},
    {"half a surrogate in UTF-8", BYTES("\xEF\xBB\xBF\xED\xA0\x80"), NULL, 1, "UTF-8"},
    {"a byte Windows-1252 has not", BYTES("\xE9t\xE9\n\xE9t\xE9\n\xE9t\xE9 \x81\n"), NULL, 3,
     "Windows-1252"},
    {"a Mac file", BYTES("oui\rl\xD5\x8Et\x8E, tr\x8Fs\r"), NULL, 2, "Windows-1252"},
    {"a DOS file",
     BYTES("oui\r\nm\x82"
           "decin g\x82n\x82ral\r\n"),
     NULL, 2, "DOS"},
    {"UTF-16 cut in a character", BYTES("\xFF\xFE\xE9\0\n\0t"), NULL, 2, "UTF-16"},
    {"half a pair of UTF-16", BYTES("\xFF\xFE\n\0\n\0\x3D\xD8t\0"), NULL, 3, "UTF-16"},
    {"a control sign in UTF-16", BYTES("\xFF\xFE\n\0\x02\0"), NULL, 2, "control"},
    {"a picture", BYTES("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\2\0"), NULL, 2, "control"},
    {"an unknown name", BYTES("oui"), "klingon", 0, "klingon"},
    {"a name that would lose bytes", BYTES("oui"), "ASCII//IGNORE", 0, "ASCII//IGNORE"},
    {"bytes that the asked encoding has not", BYTES("oui\nnon \xE9"), "ASCII", 2, "ASCII"},
};

START_TEST(refuses)
{
    const refused *one = &bad[_i];
    char *text = NULL;
    size_t length = 0;
    propos_encoding found = PROPOS_ENCODING_OTHER;
    propos_error error;
    propos_error_clear(&error);
    propos_status status = propos_to_utf8(one->bytes, one->length, "fg.txt", one->forced, &text,
                                          &length, &found, &error);
    ck_assert_msg(status == PROPOS_BAD_INPUT, "%s: not refused (%s)", one->what,
                  propos_encoding_name(found));
    ck_assert_ptr_null(text);
    ck_assert_str_eq(error.file, "fg.txt");
    ck_assert_msg(error.line == one->line, "%s: line %ld", one->what, error.line);
    ck_assert_msg(strstr(error.text, one->says) != NULL, "%s: %s", one->what, error.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formats/encoding");
    TCase *cases = tcase_create("bytes");
    tcase_add_loop_test(cases, reads, 0, sizeof good / sizeof good[0]);
    tcase_add_loop_test(cases, refuses, 0, sizeof bad / sizeof bad[0]);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
