package io.paretoscope.store;

import io.paretoscope.sweep.Latencies;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads a whole store and computes everything derived anew (R31): what was stored by the formulas of this version has to agree to
 * the last bit.
 */
final class StoreChecker {
    private final Connection connection;
    private final RunReader reader;
    private final List<String> troubles = new ArrayList<>();
    /** Points by the version of the formulas that they were stored with, where it is another. */
    private final Map<Integer, Integer> otherVersions = new TreeMap<>();
    private int runs;
    private int points;
    private int foreignRuns;

    StoreChecker(Connection connection, RunReader reader) {
        this.connection = connection;
        this.reader = reader;
    }

    StoreCheck check() throws SQLException {
        checkRuns(reader.runs(), reader::run);
        checkRuns(reader.deletedRuns(), reader::deletedRun);
        checkForeign();
        List<String> notes = otherVersions.entrySet()
                .stream()
                .map(entry -> entry.getValue() + " points were stored with the formulas of version " + entry.getKey()
                        + "; they are shown by those of version " + PointMetrics.VERSION)
                .toList();
        return new StoreCheck(runs, points, foreignRuns, troubles, notes);
    }

    /** Reads a run. */
    @FunctionalInterface
    private interface Finding {
        Optional<StoredRun> find(long id) throws SQLException;
    }

    private void checkRuns(List<RunSummary> summaries, Finding finding) throws SQLException {
        for (RunSummary summary : summaries) {
            runs++;
            try {
                StoredRun run = finding.find(summary.id()).orElseThrow();
                for (PointResult result : run.results()) {
                    points++;
                    if (result.outcome() instanceof PointOutcome.Measured measured) {
                        check(summary.id(), result.point().ordinal(), measured);
                    }
                }
            } catch (IllegalArgumentException | IllegalStateException e) {
                troubles.add("run " + summary.id() + " cannot be read: " + e.getMessage());
            } catch (SQLException e) {
                troubles.add("run " + summary.id() + " cannot be read: " + StoreFile.reason(e));
            }
        }
    }

    /** Nothing of theirs is computed; they have to be there whole. */
    private void checkForeign() throws SQLException {
        for (ForeignRunSummary summary : reader.foreignRuns()) {
            foreignRuns++;
            try {
                if (reader.foreignRun(summary.id()).isEmpty()) {
                    troubles.add("run " + summary.name() + " is listed and cannot be found");
                }
            } catch (IllegalArgumentException | IllegalStateException e) {
                troubles.add("run " + summary.name() + " cannot be read: " + e.getMessage());
            } catch (SQLException e) {
                troubles.add("run " + summary.name() + " cannot be read: " + StoreFile.reason(e));
            }
        }
    }

    private void check(long runId, int ordinal, PointOutcome.Measured computed) throws SQLException {
        String point = "point " + ordinal + " of run " + runId + ": ";
        try (PreparedStatement select = select("metrics_version, verdict", "points", "", runId, ordinal);
                ResultSet row = select.executeQuery()) {
            row.next();
            int version = row.getInt(1);
            if (version != PointMetrics.VERSION) {
                otherVersions.merge(version, 1, Integer::sum);
                return;
            }
            if (!computed.verdict().kind().label().equals(row.getString(2))) {
                troubles.add(point + "stored as " + row.getString(2) + ", computed as "
                        + computed.verdict().kind().label());
            }
        }
        if (!findings(runId, ordinal).equals(computed.verdict().findings().stream().map(StoreChecker::text).toList())) {
            troubles.add(point + "the stored findings are not those computed from its samples");
        }
        Map<String, Reading> stored = metrics(runId, ordinal);
        for (Map.Entry<Metric, Reading> entry : computed.metrics().readings().entrySet()) {
            Optional<Reading> kept = Optional.ofNullable(stored.remove(entry.getKey().key()));
            if (!kept.equals(Optional.of(entry.getValue()))) {
                troubles.add(
                        point + entry.getKey().key() + " is stored as " + kept.map(Object::toString).orElse("nothing")
                                + ", computed as " + entry.getValue());
            }
        }
        if (!stored.isEmpty()) {
            troubles.add(point + "metrics that this version does not compute: " + String.join(", ", stored.keySet()));
        }
        if (!histograms(runId, ordinal).equals(
                PlacesJson.inOneRow(computed.samples().windows()).stream().map(Latencies::ofSteps).toList())) {
            troubles.add(point + "a stored histogram of steps is not that of its raw times");
        }
    }

    private PreparedStatement select(String columns, String table, String order, long runId, int ordinal)
            throws SQLException {
        PreparedStatement select = connection.prepareStatement(
                "SELECT " + columns + " FROM " + table + " WHERE run_id = ? AND ordinal = ?" + order);
        select.setLong(1, runId);
        select.setInt(2, ordinal);
        return select;
    }

    private List<String> findings(long runId, int ordinal) throws SQLException {
        List<String> findings = new ArrayList<>();
        try (PreparedStatement select = select("cause, gravity, evidence", "findings", " ORDER BY number", runId,
                ordinal); ResultSet row = select.executeQuery()) {
            while (row.next()) {
                findings.add(row.getString(1) + " " + row.getString(2) + " " + row.getString(3));
            }
        }
        return findings;
    }

    private static String text(Verdict.Finding finding) {
        return finding.cause().key() + " " + finding.cause().gravity().name().toLowerCase(Locale.ROOT) + " "
                + finding.evidence();
    }

    private Map<String, Reading> metrics(long runId, int ordinal) throws SQLException {
        Map<String, Reading> metrics = new HashMap<>();
        try (PreparedStatement select = select("*", "metrics", "", runId, ordinal);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                metrics.put(row.getString("metric"), ReadingColumns.METRIC.read(row));
            }
        }
        return metrics;
    }

    private List<Latencies> histograms(long runId, int ordinal) throws SQLException {
        List<Latencies> histograms = new ArrayList<>();
        try (PreparedStatement select = select("step_histogram", "windows", " ORDER BY number", runId, ordinal);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                histograms.add(Latencies.decoded(row.getBytes(1)));
            }
        }
        return histograms;
    }
}
