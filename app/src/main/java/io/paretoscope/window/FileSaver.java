package io.paretoscope.window;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes files in the background, and tells what became of them. */
final class FileSaver {
    private final Background background;
    private final Consumer<String> notice;
    private final Consumer<Problem> problems;

    FileSaver(Background background, Consumer<String> notice, Consumer<Problem> problems) {
        this.background = background;
        this.notice = notice;
        this.problems = problems;
    }

    /** Writes a file. */
    @FunctionalInterface
    interface Saving {
        /** Blocks. */
        void write() throws IOException;
    }

    /**
     * Writes {@code file}.
     *
     * @param what is in it, such as {@code chart}
     * @param of whose that is, such as {@code  of run 3}; empty where that need not be told
     */
    void save(String what, String of, Path file, Saving saving) {
        notice.accept("saving the " + what);
        background.run(() -> {
            saving.write();
            return file;
        }, written -> notice.accept("The " + what + of + " went to " + written), failure -> {
            notice.accept("The " + what + " could not be saved");
            problems.accept(Problem.of("The " + what + " could not be saved", failure));
        });
    }
}
