package io.picklewire.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text, their columns aligned; a column that is empty in every row but the head is left out. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        rows.add(List.of(head));
    }

    /** Adds a row of as many cells as the head has; a cell is shown on one line. */
    void add(String... cells) {
        rows.add(List.of(cells).stream()
                .map(cell -> cell.replace("\\", "\\\\")
                        .replace("\r", "\\r")
                        .replace("\n", "\\n")
                        .replaceAll("\\p{Cntrl}", "?"))
                .toList());
    }

    /** The lines. */
    List<String> lines() {
        List<StringBuilder> lines =
                rows.stream().map(row -> new StringBuilder()).toList();
        for (int column = 0; column < rows.get(0).size(); column++) {
            if (isUsed(column)) {
                append(lines, column);
            }
        }
        return lines.stream().map(line -> line.toString().stripTrailing()).toList();
    }

    private boolean isUsed(int column) {
        return rows.stream().skip(1).anyMatch(row -> !row.get(column).isEmpty());
    }

    private void append(List<StringBuilder> lines, int column) {
        int width =
                rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
        for (int row = 0; row < rows.size(); row++) {
            String cell = rows.get(row).get(column);
            lines.get(row)
                    .append(cell)
                    .append(" ".repeat(width - cell.length()))
                    .append(GAP);
        }
    }
}
