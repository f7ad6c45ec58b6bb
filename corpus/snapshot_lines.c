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

// Between two marks (or the last mark and the end) the lines are spread by length.
static int32_t estimated_line(const propos_snap_turn *turn, uint32_t point)
{
    const uint32_t mark = mark_of(turn, point);
    const propos_line_mark *from = &turn->lines[mark];
    const bool last = mark + 1 == turn->line_count;
    const int64_t past_line = last ? (int64_t)turn->line_last + 1 : turn->lines[mark + 1].line;
    const int64_t past = last ? turn->length : turn->lines[mark + 1].start;
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
        lines[0] = estimated_line(turn, start);
        lines[1] = estimated_line(turn, last);
        *estimated = true;
    }
    return true;
}
