package io.paretoscope.window;

import io.paretoscope.analysis.Gain;
import io.paretoscope.analysis.GroupSlowdown;
import io.paretoscope.analysis.ReplicaComparison;
import io.paretoscope.analysis.ReplicaComparison.Basis;
import io.paretoscope.chart.MetricDisplay;
import io.paretoscope.replica.Placement;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What replicas bring in a run, as far as it has been measured: tables for the screen, and the comparisons behind them.
 *
 * @param byTotal the same sequences on the device
 * @param sections tables under their headings, in the order in which they are shown
 * @param absence why there is nothing to compare and what to do about it; empty where there is something
 */
record ReplicaFindings(List<ReplicaComparison> byTotal, List<Section> sections, String absence) {

    /** A gain that may be none. */
    static final String INDISTINCT = "≈";
    /** A gain of which nobody knows whether it is one. */
    static final String UNCERTAIN = "?";

    private static final String HOW = "enter counts such as 1, 2, 4 under Replicas on the left, and start a sweep.";

    /**
     * Tables of one kind.
     *
     * @param title what they have in common
     * @param tables at least one
     */
    record Section(String title, List<Table> tables) {}

    /**
     * A table.
     *
     * @param title what it is of
     * @param columns its heads
     * @param rows as many cells each as there are columns
     */
    record Table(String title, List<Column> columns, List<List<Cell>> rows) {}

    /**
     * The head of a column.
     *
     * @param name what is in it
     * @param unit its unit; empty where it has none
     * @param number whether there are numbers in it
     */
    record Column(String name, String unit, boolean number) {
        static Column text(String name) {
            return new Column(name, "", false);
        }

        static Column of(Metric metric, String name) {
            return new Column(name, MetricDisplay.unit(metric), true);
        }
    }

    /** How a cell is meant. */
    enum Tone {
        PLAIN,
        ABSENT,
        BETTER,
        WORSE
    }

    /**
     * A cell.
     *
     * @param text what it says
     * @param gain how that stands to one replica; empty where there is nothing to say
     * @param tone of the gain, or whether there is no value
     * @param explanation all of it in full
     * @param verdict in place of a text
     */
    record Cell(String text, String gain, Tone tone, String explanation, Optional<Verdict> verdict) {
        static Cell text(String text) {
            return new Cell(text, "", Tone.PLAIN, "", Optional.empty());
        }

        static Cell of(Verdict verdict) {
            return new Cell(verdict.kind().label(), "", Tone.PLAIN, "", Optional.of(verdict));
        }
    }

    ReplicaFindings {
        byTotal = List.copyOf(byTotal);
        sections = List.copyOf(sections);
    }

    /** Of a run that is not there. */
    static ReplicaFindings none() {
        return new ReplicaFindings(List.of(), List.of(),
                "Press Start to measure the plan. To compare replicas, " + HOW);
    }

    /**
     * Of a run.
     *
     * @param results its points that have ended
     * @param status whether there are more to come
     */
    static ReplicaFindings of(SweepPlan plan, List<PointResult> results, RunStatus status) {
        List<ReplicaComparison> byTotal = ReplicaComparison.of(results, Basis.TOTAL_BATCH);
        List<Section> sections = new ArrayList<>();
        add(sections, "Equal total batch: the same sequences on the device",
                byTotal.stream().map(ReplicaFindings::table).toList());
        add(sections, "Equal batch each: more replicas, more sequences",
                ReplicaComparison.of(results, Basis.BATCH_EACH).stream().map(ReplicaFindings::table).toList());
        add(sections, "Different models side by side, each against alone",
                GroupSlowdown.of(results).stream().map(ReplicaFindings::table).toList());
        return new ReplicaFindings(byTotal, sections, sections.isEmpty() ? absence(plan, status) : "");
    }

    private static void add(List<Section> sections, String title, List<Table> tables) {
        if (!tables.isEmpty()) {
            sections.add(new Section(title, tables));
        }
    }

    private static String absence(SweepPlan plan, RunStatus status) {
        List<Placement> planned = plan.points().stream().map(Point::placement).distinct().toList();
        if (planned.size() < 2) {
            return "This run has " + (planned.equals(List.of(Placement.ALONE))
                    ? "one replica of each model"
                    : planned.getFirst().label() + " at every point")
                    + ", so there is nothing to compare. To compare, " + HOW;
        }
        return status == RunStatus.RUNNING
                ? "Nothing to compare yet: it takes two measured points that differ in their replicas alone."
                : "No two points were measured that differ in their replicas alone: the points below say how each ended.";
    }

    /** The total batches of which there is a comparison, ascending. */
    List<Integer> totals() {
        return byTotal.stream().map(ReplicaComparison::batch).distinct().sorted().toList();
    }

    /** The largest total batch that one replica was measured at, or else the largest; empty where there is none. */
    OptionalInt telling() {
        IntStream withBase = byTotal.stream()
                .filter(comparison -> comparison.rows().stream().anyMatch(row -> row.point().placement().alone()))
                .mapToInt(ReplicaComparison::batch);
        OptionalInt largest = withBase.max();
        return largest.isPresent() ? largest : byTotal.stream().mapToInt(ReplicaComparison::batch).max();
    }

    /** What the signs mean that are in the tables, in one line. */
    String signs() {
        List<String> gains = sections.stream()
                .flatMap(section -> section.tables().stream())
                .flatMap(table -> table.rows().stream())
                .flatMap(List::stream)
                .map(Cell::gain)
                .toList();
        List<String> meanings = new ArrayList<>();
        if (gains.stream().anyMatch(gain -> gain.startsWith(INDISTINCT))) {
            meanings.add(INDISTINCT + " not distinguishable: the 95 % intervals allow for no difference");
        }
        if (gains.stream().anyMatch(gain -> gain.startsWith(UNCERTAIN))) {
            meanings.add(UNCERTAIN + " no interval, which takes three repeats");
        }
        if (!sections.isEmpty()) {
            meanings.add("latencies are medians, without an interval");
        }
        return String.join("; ", meanings);
    }

    private static Table table(ReplicaComparison comparison) {
        List<Column> columns = List.of(Column.text("Replicas"), Column.text(""), new Column("Batch", "each", true),
                Column.of(Metric.OUTPUT_THROUGHPUT, "Output"), Column.of(Metric.ITL_MEDIAN, "ITL median"),
                Column.of(Metric.ENERGY_PER_TOKEN, "Energy"), Column.of(Metric.MEAN_POWER, "Power"),
                new Column("Memory", MetricDisplay.unit(Metric.MEMORY_PER_REPLICA) + " each", true),
                new Column("Fairness", "slow/fast", true));
        List<List<Cell>> rows = comparison.rows().stream().map(row -> {
            PointMetrics metrics = row.measured().metrics();
            return List.of(Cell.text(name(row.point().placement())), Cell.of(row.measured().verdict()),
                    Cell.text("" + row.point().batch()),
                    cell(metrics, Metric.OUTPUT_THROUGHPUT, row.throughput(), "one replica"),
                    cell(metrics, Metric.ITL_MEDIAN, row.itl(), "one replica"),
                    cell(metrics, Metric.ENERGY_PER_TOKEN, row.energy(), "one replica"),
                    cell(metrics, Metric.MEAN_POWER), cell(metrics, Metric.MEMORY_PER_REPLICA),
                    cell(metrics, Metric.FAIRNESS));
        }).toList();
        String title = comparison.title() + ", " + (comparison.basis() == Basis.TOTAL_BATCH
                ? comparison.batch() + (comparison.batch() == 1 ? " sequence in all" : " sequences in all")
                : "batch " + comparison.batch() + " each");
        return told(new Table(title, columns, rows));
    }

    private static Table table(GroupSlowdown group) {
        List<Column> columns = List.of(Column.text("Part"), Column.text(""),
                Column.of(Metric.OUTPUT_THROUGHPUT, "Output"),
                Column.of(Metric.ITL_MEDIAN, "ITL median"), Column.of(Metric.TTFT_MEDIAN, "TTFT"),
                Column.of(Metric.MEAN_POWER, "Power"));
        List<List<Cell>> rows = new ArrayList<>();
        group.parts()
                .forEach(part -> rows.add(List.of(Cell.text(part.part().label()), Cell.text(""),
                        cell(part.metrics(), Metric.OUTPUT_THROUGHPUT, part.throughput(), "one of it alone"),
                        cell(part.metrics(), Metric.ITL_MEDIAN, part.itl(), "one of it alone"),
                        cell(part.metrics(), Metric.TTFT_MEDIAN), Cell.text(""))));
        PointOutcome.Measured all = (PointOutcome.Measured) group.result().outcome();
        rows.add(List.of(Cell.text("all of it"), Cell.of(all.verdict()), cell(all.metrics(), Metric.OUTPUT_THROUGHPUT),
                cell(all.metrics(), Metric.ITL_MEDIAN), cell(all.metrics(), Metric.TTFT_MEDIAN),
                cell(all.metrics(), Metric.MEAN_POWER)));
        return told(new Table(group.result().point().label(), columns, rows));
    }

    /** Without the columns of numbers in which there is none. */
    private static Table told(Table table) {
        List<Integer> kept = IntStream.range(0, table.columns().size())
                .filter(i -> !table.columns().get(i).number() || table.rows()
                        .stream()
                        .map(row -> row.get(i))
                        .anyMatch(cell -> !cell.text().isEmpty() && cell.tone() != Tone.ABSENT))
                .boxed()
                .toList();
        return new Table(table.title(), kept.stream().map(table.columns()::get).toList(),
                table.rows().stream().map(row -> kept.stream().map(row::get).toList()).toList());
    }

    private static String name(Placement placement) {
        return placement.alone() ? "1" : placement.label();
    }

    private static Cell cell(PointMetrics metrics, Metric metric) {
        return cell(metrics, metric, new Gain.Baseline(), "");
    }

    private static Cell cell(PointMetrics metrics, Metric metric, Gain gain, String base) {
        Reading reading = metrics.reading(metric);
        String explanation = metric.label() + ": " + MetricDisplay.explanation(metric, reading);
        if (reading instanceof Reading.Unavailable) {
            return new Cell("n/a", "", Tone.ABSENT, explanation, Optional.empty());
        }
        return new Cell(MetricDisplay.text(metric, reading), gain(gain, metric == Metric.ITL_MEDIAN),
                tone(metric, gain),
                explanation + explanation(metric, gain, base), Optional.empty());
    }

    private static String gain(Gain gain, boolean median) {
        return switch (gain) {
            case Gain.Baseline() -> "";
            case Gain.Unknown(String _) -> "n/a";
            case Gain.Ratio ratio when ratio.range().isEmpty() ->
                (median ? "" : UNCERTAIN + " ") + percent(ratio.ratio());
            case Gain.Ratio ratio -> (ratio.distinguishable() ? "" : INDISTINCT + " ") + percent(ratio.ratio());
        };
    }

    private static String explanation(Metric metric, Gain gain, String base) {
        return switch (gain) {
            case Gain.Baseline() -> "";
            case Gain.Unknown(String reason) -> "\nagainst " + base + ": n/a, " + reason;
            case Gain.Ratio ratio -> "\nagainst " + base + ": " + percent(ratio.ratio()) + ratio.range()
                    .map(range -> ", by the 95 % intervals from " + percent(range.low()) + " to "
                            + percent(range.high()) + (ratio.distinguishable() ? "" : ": not distinguishable"))
                    .orElse(metric == Metric.ITL_MEDIAN
                            ? ", of which no interval is known"
                            : ", no interval: it takes at least three repeats");
        };
    }

    private static Tone tone(Metric metric, Gain gain) {
        if (!(gain instanceof Gain.Ratio ratio) || !ratio.distinguishable()) {
            return Tone.PLAIN;
        }
        return switch (metric.better()) {
            case UP -> ratio.ratio() > 1 ? Tone.BETTER : Tone.WORSE;
            case DOWN -> ratio.ratio() < 1 ? Tone.BETTER : Tone.WORSE;
        };
    }

    private static String percent(double ratio) {
        long percent = Math.round(100 * (ratio - 1));
        return percent == 0 ? "±0 %" : String.format(Locale.ROOT, "%+d %%", percent);
    }
}
