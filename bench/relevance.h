// How well judged questions are answered, and what each means brings.
#ifndef PROPOS_BENCH_RELEVANCE_H
#define PROPOS_BENCH_RELEVANCE_H

// Indexes the study folders into `home` (an empty state folder), asks the questions of each one's
// questions.csv with every means and with each switched off in turn, and prints nDCG@10 and
// recall@20. Ends the program when a folder has no readable questions.
void bench_relevance(const char *home, char *const *folders, int count);

#endif
