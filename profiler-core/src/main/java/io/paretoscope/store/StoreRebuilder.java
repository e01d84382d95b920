package io.paretoscope.store;

import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.Point;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Reads a rescue file twice: first to see which line is the last about each thing, then to write those to a database. */
final class StoreRebuilder {
    private static final int LINES_A_COMMIT = 100;

    /** A point of a run. */
    private record Key(long runId, int ordinal) {}

    /** The last line about a run of others, and its number. */
    private record ForeignLine(int number, RescueLine.OfForeign line) {}

    /** What to do with a line. */
    @FunctionalInterface
    private interface LineTask {
        void take(int number, RescueLine line) throws SQLException;
    }

    private final Path rescue;
    private final List<String> notes = new ArrayList<>();
    private final Map<Long, RunRow> runs = new HashMap<>();
    private final Map<Key, Integer> points = new HashMap<>();
    private final Map<Long, ForeignLine> foreign = new TreeMap<>();
    private Optional<UUID> store = Optional.empty();
    private long changes;
    private int linesRead;
    private int pointsWritten;
    private int foreignWritten;

    StoreRebuilder(Path rescue) {
        this.rescue = rescue;
    }

    /** Looks through the file. */
    void survey() throws SQLException {
        read((number, line) -> {
            linesRead++;
            changes = Math.max(changes, line.change());
            switch (line) {
                case RescueLine.Head(UUID id) -> store = Optional.of(id);
                case RescueLine.OfRun(RunRow run) -> runs.put(run.id(), run);
                case RescueLine.OfForeign run -> foreign.put(run.id(), new ForeignLine(number, run));
                case RescueLine.OfPoint point -> points.put(new Key(point.runId(), point.ordinal()), number);
            }
        }, notes);
        if (linesRead == 0) {
            throw new StoreException(
                    rescue + ": holds no sound line of a rescue file; give the file that lies beside a "
                            + "store and ends in .rescue.jsonl");
        }
    }

    /** Writes everything to a database that has the tables and nothing in them. */
    void write(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        Map<Long, List<Point>> plans = new HashMap<>();
        for (RunRow run : runs.values()) {
            run.insert(connection);
            plans.put(run.id(), PlanJson.parse(run.plan()).points());
        }
        PointWriter writer = new PointWriter(connection);
        read((number, line) -> {
            if (line instanceof RescueLine.OfPoint point
                    && Integer.valueOf(number).equals(points.get(new Key(point.runId(), point.ordinal())))) {
                write(writer, plans.getOrDefault(point.runId(), List.of()), number, point);
                if (++pointsWritten % LINES_A_COMMIT == 0) {
                    connection.commit();
                }
            }
        }, new ArrayList<>());
        ForeignTables tables = new ForeignTables(connection);
        for (ForeignLine line : foreign.values()) {
            write(tables, line);
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE store SET id = COALESCE(?, id), "
                + "changes = ?")) {
            update.setObject(1, store.orElse(null));
            update.setLong(2, changes);
            update.executeUpdate();
        }
        Commit.DURABLE.commit(connection);
    }

    private void write(PointWriter writer, List<Point> plan, int number, RescueLine.OfPoint point) throws SQLException {
        if (point.ordinal() >= plan.size()) {
            leftOut(number, "it is of run " + point.runId() + ", whose plan is not in the file");
            pointsWritten--;
            return;
        }
        try {
            writer.insert(point.runId(), PointJson.result(point.body(), plan.get(point.ordinal())), point.change());
        } catch (RuntimeException e) {
            leftOut(number, "it is no point that this version understands");
            pointsWritten--;
        }
    }

    private void write(ForeignTables tables, ForeignLine line) throws SQLException {
        RescueLine.OfForeign told = line.line();
        if (told.body().isEmpty()) {
            tables.insertDeleted(told.id(), told.change());
            return;
        }
        ForeignRun run;
        try {
            run = ForeignJson.run(told.body().get());
        } catch (RuntimeException e) {
            leftOut(line.number(), "it is no imported run that this version understands");
            return;
        }
        tables.insert(told.id(), run, told.change());
        foreignWritten++;
    }

    private void leftOut(int number, String why) {
        notes.add("line " + number + " was left out: " + why);
    }

    /** What came of it. */
    Rebuilt rebuilt(Path file) {
        return new Rebuilt(file, runs.size(), pointsWritten, foreignWritten, notes);
    }

    private void read(LineTask task, List<String> complaints) throws SQLException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(rescue), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int number = 1;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.write(next);
                    continue;
                }
                try {
                    task.take(number, RescueLine.parse(line.toString(StandardCharsets.UTF_8)));
                } catch (IllegalArgumentException e) {
                    complaints.add("line " + number + " was left out: " + e.getMessage());
                }
                line.reset();
                number++;
            }
            if (line.size() > 0) {
                complaints.add("line " + number + " was left out: it is the last and was never finished");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
