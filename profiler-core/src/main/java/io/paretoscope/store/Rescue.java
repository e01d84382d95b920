package io.paretoscope.store;

import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rescue file in step with the store. The store is the promise and the file the net below it: where the file cannot
 * be written, that is logged, the store goes on, and what the file lacks is appended as soon as it can be.
 *
 * <p>Used by the writer's thread alone, between transactions.
 */
final class Rescue {
    private static final Logger LOG = LoggerFactory.getLogger(Rescue.class);

    /** In place of an ordinal, of what is a run of others. */
    private static final int FOREIGN = -1;

    private final Path path;
    private final Connection connection;
    private final RescueLine.Head head;
    private final ForeignTables foreign;
    private @Nullable RescueFile file;
    /** The last change that the file tells of. */
    private long change;
    private Optional<String> trouble = Optional.empty();

    private Rescue(Path path, Connection connection, RescueLine.Head head) {
        this.path = path;
        this.connection = connection;
        this.head = head;
        this.foreign = new ForeignTables(connection);
    }

    /** Opens or makes the file of {@code store}, and appends what the store has and the file lacks. */
    static Rescue open(StoreFile store, Connection connection) throws SQLException {
        RescueLine.Head head = new RescueLine.Head(StoreState.read(connection).orElseThrow().id());
        Rescue rescue = new Rescue(store.rescue(), connection, head);
        rescue.catchUp();
        return rescue;
    }

    /** Why the file lacks something, where it does. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Tells the file of a run that has changed. */
    void runChanged(long number, long runId) throws SQLException {
        changed(number, () -> new RescueLine.OfRun(run(runId)).text());
    }

    /** Tells the file of a point that was stored. */
    void pointStored(long number, long runId, PointResult result) throws SQLException {
        changed(number, () -> RescueLine.OfPoint.text(number, runId, result));
    }

    /** Tells the file of a run of others that was imported or deleted. */
    void foreignChanged(long number, long id) throws SQLException {
        changed(number, () -> RescueLine.OfForeign.text(number, id, foreign.read(id)));
    }

    void close() {
        RescueFile open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("{}: could not be closed in order: {}", path, e.toString());
            }
        }
    }

    private void changed(long number, StoreThread.Task<String> line) throws SQLException {
        RescueFile open = file;
        if (open == null || change != number - 1) {
            catchUp();
            return;
        }
        try {
            open.append(line.run());
            change = number;
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Tells the file of everything that it lacks. */
    void catchUp() throws SQLException {
        close();
        try {
            Optional<RescueFile.Tail> tail = RescueFile.tail(path);
            if (tail.isEmpty()) {
                write();
                tail = RescueFile.tail(path);
            }
            RescueFile open = RescueFile.open(path, tail.orElseThrow().wholeBytes());
            file = open;
            change = appendAfter(tail.orElseThrow().change(), open);
            trouble = Optional.empty();
        } catch (IOException e) {
            failed(e);
        } finally {
            connection.rollback();
        }
    }

    private void failed(IOException e) {
        close();
        if (trouble.isEmpty()) {
            LOG.warn("{}: cannot be written; the store itself is sound, but has no rescue file for now: {}", path,
                    e.toString());
        }
        trouble = Optional.of(path + ": cannot be written (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                + ")");
    }

    /** Makes the file anew: whole, or not at all. */
    private void write() throws IOException, SQLException {
        Path making = path.resolveSibling(path.getFileName() + ".tmp");
        Files.deleteIfExists(making);
        try (RescueFile made = RescueFile.open(making, 0)) {
            made.add(head.text());
            appendAfter(-1, made);
        }
        Placement.move(making, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Appends everything that changed later, in the order of the changes, and gives the number of the last. */
    private long appendAfter(long known, RescueFile open) throws IOException, SQLException {
        Map<Long, List<Point>> plans = new HashMap<>();
        PointReader points = new PointReader(connection);
        long last = Math.max(known, 0);
        try (PreparedStatement select = connection.prepareStatement("SELECT change_number, id, NULL FROM runs "
                + "WHERE change_number > ? UNION ALL SELECT change_number, run_id, ordinal FROM points "
                + "WHERE change_number > ? UNION ALL SELECT change_number, id, " + FOREIGN + " FROM foreign_runs "
                + "WHERE change_number > ? ORDER BY 1, 2, 3")) {
            select.setLong(1, known);
            select.setLong(2, known);
            select.setLong(3, known);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    last = row.getLong(1);
                    long runId = row.getLong(2);
                    int ordinal = row.getInt(3);
                    if (row.wasNull()) {
                        open.add(new RescueLine.OfRun(run(runId)).text());
                        continue;
                    }
                    if (ordinal == FOREIGN) {
                        open.add(RescueLine.OfForeign.text(last, runId, foreign.read(runId)));
                        continue;
                    }
                    List<Point> plan = plans.get(runId);
                    if (plan == null) {
                        plan = PlanJson.parse(run(runId).plan()).points();
                        plans.put(runId, plan);
                    }
                    open.add(RescueLine.OfPoint.text(last, runId, points.result(runId, plan, ordinal)
                            .orElseThrow()));
                }
            }
        }
        open.writeThrough();
        return last;
    }

    private RunRow run(long id) throws SQLException {
        return RunRow.read(connection, id).orElseThrow();
    }
}
