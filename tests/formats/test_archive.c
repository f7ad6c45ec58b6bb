// Archives and XML that mean harm, or met with an accident.
#include "base/memory.h"
#include "formats/archive.h"
#include "formats/xml.h"
#include "office.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static propos_status open_and_read(const char *bytes, size_t length, const char *part,
                                   propos_error *error)
{
    formats_archive *archive = NULL;
    char *content = NULL;
    size_t size = 0;
    propos_error_clear(error);
    propos_status status = formats_archive_open(bytes, length, "essai.docx", &archive, error);
    if (status == PROPOS_OK) {
        status = formats_archive_read_named(archive, part, &content, &size, error);
    }
    free(content);
    formats_archive_close(archive);
    return status;
}

START_TEST(parts_are_found_whatever_their_case)
{
    office_part parts[] = {
        {"Project.QDE", "contenu", 0}, {"\\Sources\\a.txt", "b", 0}, {NULL, NULL, 0}};
    size_t length = 0;
    char *bytes = office_zip(parts, &length);
    formats_archive *archive = NULL;
    propos_error error;
    ck_assert_int_eq(formats_archive_open(bytes, length, "p", &archive, &error), PROPOS_OK);
    ck_assert_uint_eq(formats_archive_count(archive), 2);
    ck_assert_uint_eq(formats_archive_find(archive, "project.qde"), 0);
    ck_assert_uint_eq(formats_archive_find(archive, "sources/A.txt"), 1);
    ck_assert_uint_eq(formats_archive_find(archive, "autre"), FORMATS_ARCHIVE_NONE);
    char *content = NULL;
    size_t size = 0;
    ck_assert_int_eq(formats_archive_read(archive, 0, &content, &size, &error), PROPOS_OK);
    ck_assert_uint_eq(size, 7);
    ck_assert_str_eq(content, "contenu");
    free(content);
    formats_archive_close(archive);
    free(bytes);
}
END_TEST

START_TEST(names_that_lead_out_are_refused)
{
    static const char *const NAMES[] = {"../../etc/passwd", "word/../../x", "..\\x", "a/.."};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        office_part parts[] = {{NAMES[i], "x", 0}, {NULL, NULL, 0}};
        size_t length = 0;
        char *bytes = office_zip(parts, &length);
        propos_error error;
        ck_assert_int_eq(open_and_read(bytes, length, "x", &error), PROPOS_BAD_INPUT);
        ck_assert_ptr_nonnull(strstr(error.text, "leads out"));
        ck_assert_str_eq(error.file, "essai.docx");
        free(bytes);
    }
}
END_TEST

START_TEST(a_bomb_is_refused)
{
    // 64 MB of one letter shrink to 64 kB.
    size_t size = (size_t)64 << 20;
    char *monotony = propos_alloc(size, 1);
    memset(monotony, 'a', size);
    office_part parts[] = {{"word/document.xml", monotony, size}, {NULL, NULL, 0}};
    size_t length = 0;
    char *bytes = office_zip(parts, &length);
    propos_error error;
    ck_assert_uint_lt(length, 200000);
    ck_assert_int_eq(open_and_read(bytes, length, "word/document.xml", &error), PROPOS_BAD_INPUT);
    ck_assert_ptr_nonnull(strstr(error.text, "zip bomb"));
    free(bytes);
    free(monotony);
}
END_TEST

START_TEST(every_cut_archive_says_so)
{
    size_t length = 0;
    char *bytes =
        office_docx("<w:p><w:r><w:t>Bonjour à toutes et à tous.</w:t></w:r></w:p>", NULL, &length);
    for (size_t cut = 4; cut < length; cut += 7) {
        propos_error error;
        char *copy = propos_alloc(cut + 1, 1);
        memcpy(copy, bytes, cut);
        ck_assert_int_eq(open_and_read(copy, cut, "word/document.xml", &error), PROPOS_BAD_INPUT);
        ck_assert_ptr_nonnull(strstr(error.text, "cut short or damaged"));
        free(copy);
    }
    free(bytes);
}
END_TEST

// ---- XML ----

typedef struct gathered {
    char text[256];
} gathered;

static bool on_start(void *context, const formats_xml_element *element)
{
    gathered *g = context;
    const char *id = formats_xml_get(element, "id");
    size_t length = strlen(g->text);
    (void)snprintf(g->text + length, sizeof g->text - length, "<%s%s%s>", element->name,
                   id == NULL ? "" : "#", id == NULL ? "" : id);
    return true;
}

static void on_text(void *context, const char *text, size_t length)
{
    gathered *g = context;
    ck_assert_uint_lt(strlen(g->text) + length, sizeof g->text);
    strncat(g->text, text, length);
}

static propos_status read_xml(const char *xml, gathered *g, propos_error *error)
{
    static const formats_xml_handler HANDLER = {.start = on_start, .text = on_text};
    propos_error_clear(error);
    memset(g, 0, sizeof *g);
    return formats_xml_read(xml, strlen(xml), "a.xml", NULL, &HANDLER, g, error);
}

START_TEST(names_lose_their_prefix)
{
    gathered g;
    propos_error error;
    ck_assert_int_eq(read_xml("<a:x xml:id='1'><b id='2'>é&amp;</b></a:x>", &g, &error), PROPOS_OK);
    ck_assert_str_eq(g.text, "<x#1><b#2>é&");
}
END_TEST

START_TEST(old_encodings_are_read)
{
    gathered g;
    propos_error error;
    ck_assert_int_eq(
        read_xml("<?xml version='1.0' encoding='windows-1252'?><a>\xE9\x9C\x92</a>", &g, &error),
        PROPOS_OK);
    ck_assert_str_eq(g.text, "<a>éœ’");
    ck_assert_int_eq(read_xml("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>", &g, &error),
                     PROPOS_OK);
    ck_assert_str_eq(g.text, "<a>é");
}
END_TEST

START_TEST(entities_are_refused)
{
    static const char *const BAD[] = {
        "<!DOCTYPE a [<!ENTITY l \"lol\"><!ENTITY m \"&l;&l;&l;\">]><a>&m;</a>",
        "<!DOCTYPE a [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><a>&f;</a>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://example.org/x\"> %p;]><a/>"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        gathered g;
        propos_error error;
        ck_assert_int_eq(read_xml(BAD[i], &g, &error), PROPOS_BAD_INPUT);
        ck_assert_ptr_nonnull(strstr(error.text, "entity"));
    }
}
END_TEST

START_TEST(broken_and_deep_xml_names_its_line)
{
    gathered g;
    propos_error error;
    ck_assert_int_eq(read_xml("<a>\n\n<b></a>", &g, &error), PROPOS_BAD_INPUT);
    ck_assert_int_eq(error.line, 3);
    ck_assert_str_eq(error.file, "a.xml");
    char *deep = propos_alloc(200000 + 1, 1);
    for (size_t i = 0; i < 200000; i += 4) {
        memcpy(deep + i, "<d>\n", 4);
    }
    static const formats_xml_handler NOTHING = {0};
    ck_assert_int_eq(formats_xml_read(deep, 200000, "a.xml", NULL, &NOTHING, NULL, &error),
                     PROPOS_BAD_INPUT);
    ck_assert_ptr_nonnull(strstr(error.text, "nested"));
    free(deep);
}
END_TEST

START_TEST(the_first_element_tells_the_format)
{
    const char *xml = "<?xml version='1.0'?>\n<!-- c --><t:TEI xmlns:t='http://tei'><broken";
    ck_assert(formats_xml_begins(xml, strlen(xml), "TEI", NULL));
    ck_assert(formats_xml_begins(xml, strlen(xml), "TEI", "tei"));
    ck_assert(!formats_xml_begins(xml, strlen(xml), "TEI", "autre"));
    ck_assert(!formats_xml_begins(xml, strlen(xml), "Trans", NULL));
    ck_assert(!formats_xml_begins("M : <TEI>", 9, "TEI", NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("archive");
    TCase *archives = tcase_create("archives");
    tcase_set_timeout(archives, 60);
    tcase_add_test(archives, parts_are_found_whatever_their_case);
    tcase_add_test(archives, names_that_lead_out_are_refused);
    tcase_add_test(archives, a_bomb_is_refused);
    tcase_add_test(archives, every_cut_archive_says_so);
    suite_add_tcase(suite, archives);
    TCase *xml = tcase_create("xml");
    tcase_add_test(xml, names_lose_their_prefix);
    tcase_add_test(xml, old_encodings_are_read);
    tcase_add_test(xml, entities_are_refused);
    tcase_add_test(xml, broken_and_deep_xml_names_its_line);
    tcase_add_test(xml, the_first_element_tells_the_format);
    suite_add_tcase(suite, xml);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
