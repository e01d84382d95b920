package io.paretoscope.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The terminal that a command talks to.
 *
 * @param out results, and nothing but the document where JSON is asked for
 * @param err progress, notes and errors
 * @param errIsTerminal whether a person may be watching {@code err}
 * @param folder the current folder, to which relative paths refer
 */
public record Console(PrintStream out, PrintStream err, boolean errIsTerminal, Path folder) {
    /** Prints a line of result. */
    void line(String text) {
        out.println(text);
    }

    /** Prints a note for the user, beside the result. */
    void note(String text) {
        err.println(text);
    }

    /** Prints one JSON document, in UTF-8 whatever the terminal's encoding. */
    void document(String json) {
        text(json.stripTrailing() + "\n");
    }

    /** Prints a text as it is, in UTF-8 whatever the terminal's encoding. */
    void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
        out.flush();
    }

    /** {@code path} seen from the current folder. */
    Path resolve(Path path) {
        return folder.resolve(path).toAbsolutePath().normalize();
    }
}
