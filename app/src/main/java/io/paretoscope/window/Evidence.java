package io.paretoscope.window;

import io.paretoscope.chart.MetricDisplay;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.sweep.JointWindow;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Neighbours;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;
import io.paretoscope.sweep.WarmUpRecord;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import io.paretoscope.worker.CpuList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Why a point's numbers can be trusted, or cannot: everything that was seen beside them. */
record Evidence(PointRow row) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final List<Quantity> CURVES = List.of(Quantity.POWER_INSTANT, Quantity.POWER_AVERAGE,
            Quantity.SM_CLOCK, Quantity.GPU_UTILISATION, Quantity.SM_ACTIVITY, Quantity.TENSOR_ACTIVITY,
            Quantity.DRAM_BANDWIDTH, Quantity.TEMPERATURE, Quantity.HOST_LOAD);

    /** Something that was seen. */
    record Fact(String name, String text) {}

    /**
     * One window of the point.
     *
     * @param start since the start of the first, such as {@code 5.3 s}
     * @param length how long it lasted
     * @param batches how many batches it had
     * @param end what ended it
     * @param throughput output tokens a second
     */
    record Window(String start, String length, String batches, String end, String throughput) {}

    /**
     * One replica of the point.
     *
     * @param number from 1
     * @param part what it ran; the same for all but in a group
     * @param process its worker process, from 1
     * @param cpus to which it was pinned, such as {@code 0-3}, or {@code any}
     * @param throughput output tokens a second
     * @param ttft median time to the first token in milliseconds
     * @param itl median time between tokens in milliseconds
     */
    record Replica(String number, String part, String process, String cpus, String throughput, String ttft,
            String itl) {}

    /** What the point is called. */
    String title() {
        return row.point().label();
    }

    /** Where the point is, where it was not measured. */
    String state() {
        return row.state().text();
    }

    private Optional<PointOutcome.Measured> measured() {
        return row.result()
                .map(PointResult::outcome)
                .filter(PointOutcome.Measured.class::isInstance)
                .map(PointOutcome.Measured.class::cast);
    }

    /** The raw samples; empty where the point was not measured. */
    Optional<PointSamples> samples() {
        return measured().map(PointOutcome.Measured::samples);
    }

    /** The verdict; empty where the point was not measured. */
    Optional<Verdict> verdict() {
        return measured().map(PointOutcome.Measured::verdict);
    }

    /** What was checked and what was spent, in the order of the measurement. */
    List<Fact> facts() {
        if (measured().isEmpty()) {
            return List.of();
        }
        PointOutcome.Measured point = measured().get();
        PointSamples samples = point.samples();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Answers", answers(samples.answers())));
        facts.add(new Fact("Engine", samples.engine().text()));
        facts.add(new Fact("Loading", seconds(samples.loadNanos())));
        facts.add(new Fact("Warm-up", warmUp(samples.warmUp())));
        facts.add(new Fact("Idle power", MetricDisplay.explanation(Metric.IDLE_POWER, samples.idleWatts())));
        facts.add(new Fact("Energy from", switch (point.metrics().reading(Metric.ENERGY_PER_TOKEN)) {
            case Reading.Value value -> value.source().orElse("not stated");
            case Reading.Unavailable(String reason) -> "n/a: " + reason;
        }));
        if (samples.replicas() > 1) {
            facts.add(new Fact("Processes", processes(samples)));
            facts.add(new Fact("Cores", cores(samples)));
            facts.add(new Fact("Memory each", MetricDisplay.explanation(Metric.MEMORY_PER_REPLICA,
                    point.metrics().reading(Metric.MEMORY_PER_REPLICA))));
            facts.add(new Fact("Fairness",
                    MetricDisplay.explanation(Metric.FAIRNESS, point.metrics().reading(Metric.FAIRNESS))));
        }
        facts.add(new Fact("Other processes", others(samples.neighbours())));
        return List.copyOf(facts);
    }

    private static String processes(PointSamples samples) {
        long count = samples.places().stream().mapToInt(ReplicaPlace::process).distinct().count();
        return count == 1
                ? "all " + samples.replicas() + " replicas in one, over one copy of the weights of each model"
                : count + ", each with its own copy of the weights";
    }

    private static String cores(PointSamples samples) {
        if (samples.places().stream().allMatch(place -> place.cpus().isEmpty())) {
            return "not pinned: the replicas share the CPUs";
        }
        List<Integer> all = samples.places().stream().flatMap(place -> place.cpus().stream()).toList();
        return "pinned to CPUs of its own, each: " + CpuList.format(all) + " in all";
    }

    private static String answers(AnswerCheck check) {
        return switch (check) {
            case AnswerCheck.Agreed(int sequences, int tokens, int nearTies) ->
                "the same as alone: " + tokens + " tokens of "
                        + sequences + (sequences == 1 ? " sequence" : " sequences")
                        + (nearTies == 0 ? "" : ", " + nearTies + " of them up to a near tie");
            case AnswerCheck.Differed(String detail) -> "wrong: " + detail;
            case AnswerCheck.NotChecked(String reason) -> "not checked: " + reason;
        };
    }

    private static String warmUp(WarmUpRecord warmUp) {
        return warmUp.runs() + (warmUp.runs() == 1 ? " run in " : " runs in ") + seconds(warmUp.nanos())
                + (warmUp.steady() ? ", then steady" : ", ended by its cap while still changing");
    }

    private static String others(Neighbours neighbours) {
        return neighbours.unknown()
                .map(reason -> "cannot tell: " + reason)
                .orElse(neighbours.foreign().isEmpty() ? "none" : String.join(", ", neighbours.foreign()));
    }

    /** The replicas with their own numbers, in order; none where there is but one. */
    List<Replica> replicas() {
        return samples().filter(of -> of.replicas() > 1)
                .map(of -> IntStream.range(0, of.replicas()).mapToObj(i -> replica(of, i)).toList())
                .orElse(List.of());
    }

    private Replica replica(PointSamples samples, int index) {
        ReplicaPlace place = samples.places().get(index);
        PointMetrics own = PointMetrics.ofReplica(samples, index);
        return new Replica("" + (index + 1), row.point().parts().get(place.part()).label(), "" + (place.process() + 1),
                place.cpus().isEmpty() ? "any" : CpuList.format(place.cpus()),
                MetricDisplay.text(Metric.OUTPUT_THROUGHPUT, own.reading(Metric.OUTPUT_THROUGHPUT)),
                MetricDisplay.text(Metric.TTFT_MEDIAN, own.reading(Metric.TTFT_MEDIAN)),
                MetricDisplay.text(Metric.ITL_MEDIAN, own.reading(Metric.ITL_MEDIAN)));
    }

    /** The windows in order. */
    List<Window> windows() {
        return samples().map(PointSamples::windows).orElse(List.of()).stream().map(Evidence::window).toList();
    }

    private static Window window(JointWindow window) {
        return new Window(seconds(window.startNanos()), seconds(window.nanos()), "" + window.batches().size(),
                (window.timeLimited() ? TimedWindow.End.TIME_LIMIT : TimedWindow.End.COMPLETE).label(),
                String.format(Locale.ROOT, "%,.1f",
                        window.work().outputTokens() / (window.nanos() / NANOS_PER_SECOND)));
    }

    /** How long its raw decode steps took; empty where it was not measured. */
    Optional<StepHistogram> steps() {
        return samples().map(StepHistogram::of);
    }

    /** What the device reported meanwhile and tells something of the numbers. */
    List<Trace> curves() {
        Traces traces = samples().map(PointSamples::traces).orElse(Traces.NONE);
        return CURVES.stream()
                .filter(quantity -> quantity != Quantity.POWER_AVERAGE
                        || traces.find(Quantity.POWER_INSTANT).isEmpty())
                .flatMap(quantity -> traces.find(quantity).stream())
                .filter(trace -> trace.size() > 1)
                .toList();
    }

    /** What the device did not report, a line for each reason. */
    List<String> missing() {
        Traces traces = samples().map(PointSamples::traces).orElse(Traces.NONE);
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        CURVES.stream()
                .filter(quantity -> quantity != Quantity.POWER_AVERAGE && traces.unavailable().containsKey(quantity))
                .forEach(quantity -> byReason.computeIfAbsent(traces.whyNot(quantity), ignored -> new ArrayList<>())
                        .add(quantity.label()));
        return byReason.entrySet()
                .stream()
                .map(entry -> "No " + String.join(", ", entry.getValue()) + ": " + entry.getKey())
                .toList();
    }

    private static String seconds(long nanos) {
        double seconds = nanos / NANOS_PER_SECOND;
        return String.format(Locale.ROOT, seconds < 1 ? "%.3f s" : "%.2f s", seconds);
    }
}
