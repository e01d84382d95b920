package io.paretoscope;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.cli.Console;
import io.paretoscope.cli.Paretoscope;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The command line as it is put together for users, run in this process with its output kept.
 *
 * @param folder the current folder
 */
record RealCommandLine(Path folder) {
    /** What a command line did. */
    record Outcome(int exitCode, String out, String err) {
        /** Standard output as the one JSON document that it must be. */
        JsonObject document() {
            return JsonParser.parseString(out).getAsJsonObject();
        }

        /** What was said to be wrong. */
        String firstError() {
            return err.lines().findFirst().orElse("");
        }
    }

    Outcome run(List<String> args) {
        return run(args.toArray(String[]::new));
    }

    Outcome run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), false, folder);
        int exitCode = Paretoscope.run(Assembly.parts(), console, args);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
