package io.paretoscope.store;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.SweepPlan;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * One run in a file that can be given to others: a gzip stream of JSON lines. The first says whose run it is and in which form the
 * file is, the second is the run and the following ones its points, all as in the rescue file; the last counts the points, so
 * that a file that was cut is known. Every line has its checksum.
 */
public final class RunFile {
    /** How names of such files end. */
    public static final String SUFFIX = ".paretoscope";

    /** The form that this version writes and reads; another will have another number. */
    static final int FORM = 1;

    private static final String HEAD = "run-file";
    private static final String END = "end";
    private static final int GZIP = 0x1f8b;

    private RunFile() {}

    /** Whether {@code file} begins like one. What cannot be read does not. */
    public static boolean looksLikeOne(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(2);
            return start.length == 2 && ((start[0] & 0xff) << 8 | (start[1] & 0xff)) == GZIP;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @param file replaced where it exists
     * @throws StoreException where it cannot be written
     */
    static void write(SharedRun shared, Path file) {
        Path target = file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new StoreException(file + ": is a folder; give a file, such as " + file.resolve("run" + SUFFIX));
        }
        Path making = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            try (Writer out = new BufferedWriter(new OutputStreamWriter(
                    new GZIPOutputStream(Files.newOutputStream(making)), StandardCharsets.UTF_8))) {
                line(out, head(shared));
                line(out, new RescueLine.OfRun(shared.run()).text());
                for (PointResult result : shared.results()) {
                    line(out, RescueLine.OfPoint.text(0, shared.run().id(), result));
                }
                line(out, end(shared.results().size()));
            }
            Placement.move(making, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            throw new StoreException(file + ": cannot be written, since there is no folder " + target.getParent()
                    + "; make it, or give a file in another", e);
        } catch (AccessDeniedException e) {
            throw new StoreException(file + ": cannot be written (permission denied); give a file in a folder that "
                    + "you can write to", e);
        } catch (IOException e) {
            throw new StoreException(
                    file + ": cannot be written (" + e.getMessage() + "); see to the disk and its free "
                            + "space",
                    e);
        } finally {
            try {
                Files.deleteIfExists(making);
            } catch (IOException e) {
                // It is in nobody's way, and the next attempt writes over it.
            }
        }
    }

    private static void line(Writer out, String text) throws IOException {
        out.write(text);
        out.write('\n');
    }

    private static String head(SharedRun shared) {
        JsonObject head = new JsonObject();
        head.addProperty("kind", HEAD);
        head.addProperty("form", FORM);
        head.addProperty("store", shared.store().toString());
        return RescueLine.checked(head);
    }

    private static String end(int points) {
        JsonObject end = new JsonObject();
        end.addProperty("kind", END);
        end.addProperty("points", points);
        return RescueLine.checked(end);
    }

    /**
     * Reads a file whole.
     *
     * @throws StoreException where it is none, is damaged, or was written by a newer version
     */
    static SharedRun read(Path file) {
        if (Files.isDirectory(file)) {
            throw new StoreException(file + ": is a folder, expected a run file");
        }
        if (!Files.exists(file)) {
            throw new StoreException(file + ": there is no such file");
        }
        if (!looksLikeOne(file)) {
            throw noRunFile(file, null);
        }
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return new Reading(file, in).read();
        } catch (EOFException | ZipException e) {
            throw new StoreException(file + ": is damaged or was cut short (" + e.getMessage()
                    + "); have it sent again; nothing was taken from it", e);
        } catch (IOException e) {
            throw new StoreException(file + ": cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                    + ")", e);
        }
    }

    private static StoreException noRunFile(Path file, @Nullable Throwable cause) {
        return new StoreException(file + ": is no run file; give one that 'paretoscope export --share' wrote", cause);
    }

    /** One pass over a file. */
    private static final class Reading {
        private final Path file;
        private final BufferedReader in;
        private int number;

        Reading(Path file, BufferedReader in) {
            this.file = file;
            this.in = in;
        }

        SharedRun read() throws IOException {
            UUID store = head();
            if (!(line() instanceof RescueLine.OfRun(RunRow run))) {
                throw damaged("is no run");
            }
            List<Point> plan = plan(run);
            List<PointResult> results = new ArrayList<>();
            for (String text = next(); true; text = next()) {
                Optional<Integer> points = end(text);
                if (points.isPresent()) {
                    if (points.get() != results.size() || in.readLine() != null) {
                        throw damaged("counts " + points.get() + " points, and there are " + results.size());
                    }
                    return new SharedRun(store, run, results);
                }
                results.add(point(text, plan));
            }
        }

        private UUID head() throws IOException {
            String text = next();
            JsonObject head;
            try {
                head = JsonParser.parseString(text).getAsJsonObject();
                if (!head.get("kind").getAsString().equals(HEAD)) {
                    throw noRunFile(file, null);
                }
                int form = head.get("form").getAsInt();
                if (form > FORM) {
                    throw new StoreException(file + ": was written by a newer Paretoscope (its form is " + form
                            + ", and this one reads " + FORM + "); open it with that one");
                }
            } catch (JsonParseException | IllegalStateException | NullPointerException | NumberFormatException
                    | UnsupportedOperationException e) {
                throw noRunFile(file, e);
            }
            checkSum(text);
            try {
                return UUID.fromString(head.get("store").getAsString());
            } catch (IllegalArgumentException e) {
                throw damaged("names no store");
            }
        }

        private List<Point> plan(RunRow run) {
            try {
                SweepPlan plan = PlanJson.parse(run.plan());
                if (!PlanJson.planHash(plan).equals(run.planHash())) {
                    throw damaged("has a plan that does not fit its hash");
                }
                return plan.points();
            } catch (IllegalArgumentException e) {
                throw damaged("has a plan that this version does not understand (" + e.getMessage() + ")");
            }
        }

        private PointResult point(String text, List<Point> plan) {
            try {
                if (RescueLine.parse(text) instanceof RescueLine.OfPoint point && point.ordinal() >= 0
                        && point.ordinal() < plan.size()) {
                    return PointJson.result(point.body(), plan.get(point.ordinal()));
                }
            } catch (IllegalArgumentException e) {
                throw damaged(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                throw damaged("is no point that this version understands");
            }
            throw damaged("is no point of the run's plan");
        }

        private RescueLine line() throws IOException {
            try {
                return RescueLine.parse(next());
            } catch (IllegalArgumentException e) {
                throw damaged(String.valueOf(e.getMessage()));
            }
        }

        /** How many points there should be, where {@code text} is the last line. */
        private Optional<Integer> end(String text) {
            if (!text.startsWith("{\"kind\":\"" + END + "\"")) {
                return Optional.empty();
            }
            checkSum(text);
            return Optional.of(JsonParser.parseString(text).getAsJsonObject().get("points").getAsInt());
        }

        private void checkSum(String text) {
            if (!RescueLine.isSound(text)) {
                throw damaged("its checksum does not fit");
            }
        }

        private String next() throws IOException {
            String text = in.readLine();
            number++;
            if (text == null) {
                throw damaged("is missing");
            }
            return text;
        }

        private StoreException damaged(String what) {
            return new StoreException(file + ": is damaged: line " + number + " " + what
                    + "; have it sent again; nothing was taken from it");
        }
    }
}
