// The printed lines of a stretch of a turn.
#include "corpus/snapshot_parts.h"

// The mark that the code point lies under. The first mark stands for what comes before it, too.
static uint32_t mark_of(const propos_snap_turn *turn, uint32_t point)
{
    uint32_t mark = 0;
    while (mark + 1 < turn->line_count && turn->lines[mark + 1].start <= point) {
        mark++;
    }
    return mark;
}

// Fewer turns than this say nothing about the width of a line, nor do lines that no page has.
enum { TURNS_LEAST = 12 };
static const double LETTERS_LEAST = 60;
static const double LETTERS_MOST = 130;

double snapshot_line_letters(const propos_snap_turn *turns, uint32_t count)
{
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (uint32_t i = 0; i + 1 < count; i++) {
        const propos_snap_turn *next = &turns[i + 1];
        bool told = turns[i].line_count == 1 && next->line_count > 0 &&
                    next->lines[0].line > turns[i].lines[0].line;
        if (told) {
            const double letters = turns[i].length;
            const double lines = next->lines[0].line - turns[i].lines[0].line;
            n++;
            x += letters;
            y += lines;
            xx += letters * letters;
            xy += letters * lines;
        }
    }
    const double over = n * xx - x * x;
    const double under = n * xy - x * y;
    const double width = under > 0 ? over / under : 0;
    return n >= TURNS_LEAST && width >= LETTERS_LEAST && width <= LETTERS_MOST
               ? width
               : SNAPSHOT_LINE_LETTERS;
}

// Between two marks the lines are spread by length; behind the last one a line holds so many
// letters as those of the document do.
static int32_t estimated_line(const propos_snap_turn *turn, uint32_t point, double line_letters)
{
    const uint32_t mark = mark_of(turn, point);
    const propos_line_mark *from = &turn->lines[mark];
    const bool last = mark + 1 == turn->line_count;
    if (last) {
        const int64_t below =
            (int64_t)((point > from->start ? point - from->start : 0) / line_letters);
        const int64_t most = (int64_t)turn->line_last - from->line;
        return (int32_t)(from->line + (below < most ? below : most));
    }
    const int64_t past_line = turn->lines[mark + 1].line;
    const int64_t past = turn->lines[mark + 1].start;
    const int64_t letters = past - from->start;
    const int64_t lines = past_line - from->line;
    if (point <= from->start || letters <= 0 || lines <= 1) {
        return from->line;
    }
    const int64_t ahead = ((int64_t)point - from->start) * lines / letters;
    return (int32_t)(from->line + (ahead < lines ? ahead : lines - 1));
}

bool propos_snapshot_lines(const propos_snapshot *snapshot, uint32_t turn_index, uint32_t start,
                           uint32_t end, int32_t lines[2], bool *estimated)
{
    const propos_snap_turn *turn = &snapshot->turns[turn_index];
    *estimated = false;
    lines[0] = lines[1] = 0;
    if (turn->line_first == 0 || turn->line_count == 0) {
        return false;
    }
    const uint32_t last = end > start ? end - 1 : start;
    if (!turn->lines_estimated) {
        lines[0] = turn->lines[mark_of(turn, start)].line;
        lines[1] = turn->lines[mark_of(turn, last)].line;
    } else if (last < SNAPSHOT_LINE_SURELY && turn->line_count == 1) {
        lines[0] = lines[1] = turn->line_first;
    } else {
        const double letters = snapshot->documents[turn->document].line_letters;
        lines[0] = estimated_line(turn, start, letters);
        lines[1] = estimated_line(turn, last, letters);
        *estimated = true;
    }
    return true;
}
