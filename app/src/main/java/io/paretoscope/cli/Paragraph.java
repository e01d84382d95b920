package io.paretoscope.cli;

import java.util.ArrayList;
import java.util.List;

/** Text broken into lines that are comfortable to read on any terminal. */
final class Paragraph {
    /** Longest line, in characters; a word that is longer, such as a path, stays whole. */
    static final int WIDTH = 100;

    private Paragraph() {}

    /** {@code text} behind {@code mark}, its later lines indented by as much as the mark is long. */
    static List<String> lines(String mark, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(mark);
        boolean empty = true;
        for (String word : text.split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(mark.length()));
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
