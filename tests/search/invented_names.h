// An invented study for the tests of the query language: only its names matter.
#ifndef PROPOS_TESTS_SEARCH_INVENTED_NAMES_H
#define PROPOS_TESTS_SEARCH_INVENTED_NAMES_H

#include "search/query.h"

// A study of two coders (A and B) with groups, documents, speakers, codes, a guide and locators.
propos_snapshot *invented_study(void);
// A study of three coders with full names, and nothing else in common with the first.
propos_snapshot *invented_trio(void);

// The shipped word lists; aborts when they cannot be read.
propos_lists *shipped_lists(void);

#endif
