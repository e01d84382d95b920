package io.paretoscope.sweep;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.telemetry.ClockEvent;
import io.paretoscope.telemetry.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks for everything that speaks against a point's numbers (R11, R17, R21, R23, R28). Pure. */
final class Judgement {
    /** Windows that are compared, and how far they may lie apart (R11). */
    private static final int STEADY_PARTS = 3;
    private static final double STEADY_SPREAD = 0.10;
    /** By how much the median SM clock may move between the first window and the last. */
    private static final double CLOCK_DRIFT = 0.05;

    /** Events at which the numbers are not those of the device as it should be (R21). */
    private static final Set<ClockEvent> THROTTLING = Collections.unmodifiableSet(EnumSet.of(ClockEvent.HW_SLOWDOWN,
            ClockEvent.SW_THERMAL, ClockEvent.HW_THERMAL, ClockEvent.POWER_BRAKE));

    private final PointSamples samples;
    private final PointMetrics metrics;
    private final List<JointWindow> windows;
    private final DeviceMetrics device;
    private final List<Verdict.Finding> findings = new ArrayList<>();

    Judgement(PointSamples samples, PointMetrics metrics) {
        this.samples = samples;
        this.metrics = metrics;
        this.windows = samples.windows();
        this.device = new DeviceMetrics(samples.traces(), windows);
    }

    /** Everything found, the gravest first. */
    List<Verdict.Finding> findings() {
        if (!windows.stream().allMatch(JointWindow::joint)) {
            found(Cause.NOT_JOINT, "a replica had ended its window before another began");
            return List.copyOf(findings);
        }
        answers();
        clockEvents();
        neighbours();
        samples.workerErrors()
                .stream()
                .findFirst()
                .ifPresent(line -> found(Cause.WORKER_ERROR,
                        (samples.workerErrors().size() > 1 ? samples.workerErrors().size() + " lines, the first: " : "")
                                + line));
        steadiness();
        clockDrift();
        if (!samples.warmUp().steady()) {
            found(Cause.WARM_UP_CAPPED, samples.warmUp().runs() + " warm-up runs in " + seconds(samples.warmUp()
                    .nanos()));
        }
        long limited = windows.stream().filter(window -> window.timeLimited()).count();
        if (limited > 0) {
            found(Cause.TIME_LIMIT, limited + " of " + windows.size() + " windows; the last had "
                    + windows.getLast().batches().size() + " batches in " + seconds(windows.getLast().nanos()));
        }
        if (samples.engine().fellBack()) {
            found(Cause.OTHER_ENGINE, samples.engine().text());
        }
        samples.notCooled().ifPresent(why -> found(Cause.NOT_COOLED, why));
        if (metrics.reading(Metric.ENERGY_PER_TOKEN) instanceof Reading.Unavailable(String reason)) {
            found(Cause.NO_ENERGY, reason);
        }
        findings.sort(Comparator.comparing(finding -> finding.cause().gravity()));
        return List.copyOf(findings);
    }

    private void found(Cause cause, String evidence) {
        findings.add(new Verdict.Finding(cause, evidence));
    }

    private void answers() {
        switch (samples.answers()) {
            case AnswerCheck.Differed(String detail) -> found(Cause.WRONG_ANSWERS, detail);
            case AnswerCheck.NotChecked(String reason) -> found(Cause.ANSWERS_UNCHECKED, reason);
            case AnswerCheck.Agreed _ -> {
                // Nothing to say against it.
            }
        }
        int differing = windows.stream().mapToInt(JointWindow::differing).sum();
        if (differing > 0) {
            found(Cause.WRONG_ANSWERS, differing + " of " + batches().size()
                    + " batches of the same prompts gave other tokens than the first");
        }
    }

    private void clockEvents() {
        Map<ClockEvent, Double> shares = samples.clockEvents().orElse(Map.of());
        List<String> throttled = shares.entrySet()
                .stream()
                .filter(event -> THROTTLING.contains(event.getKey()))
                .map(event -> event.getKey().label() + " in " + percent(event.getValue()) + " of the samples")
                .toList();
        if (!throttled.isEmpty()) {
            found(Cause.THROTTLED, String.join(", ", throttled));
        }
        Optional.ofNullable(shares.get(ClockEvent.SW_POWER_CAP))
                .ifPresent(capped -> found(Cause.POWER_CAP, "in " + percent(capped) + " of the samples"));
    }

    private void neighbours() {
        List<String> foreign = samples.neighbours().foreign();
        if (!foreign.isEmpty()) {
            found(Cause.FOREIGN_PROCESS, foreign.stream().collect(Collectors.joining(", ")));
        }
        samples.neighbours().unknown().ifPresent(reason -> found(Cause.NEIGHBOURS_UNKNOWN, reason));
    }

    private void steadiness() {
        List<List<StepTimes>> parts = parts();
        if (parts.isEmpty()) {
            found(Cause.TOO_SHORT, batches().size() + (batches().size() == 1 ? " batch" : " batches")
                    + " measured; telling whether they are steady takes " + STEADY_PARTS);
            return;
        }
        String apart = Stream
                .of(spread("throughput", parts, Judgement::throughput), spread("latency", parts, Judgement::latency))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        if (!apart.isEmpty()) {
            found(Cause.NO_STEADY_STATE, apart + " between the last " + STEADY_PARTS + " "
                    + (windows.size() >= STEADY_PARTS ? "windows" : "thirds of the batches") + "; at most "
                    + percent(STEADY_SPREAD) + " is steady");
        }
    }

    /** The last three windows; thirds of every replica's batches where there are fewer windows; none where one has fewer than three. */
    private List<List<StepTimes>> parts() {
        if (windows.size() >= STEADY_PARTS) {
            return windows.subList(windows.size() - STEADY_PARTS, windows.size())
                    .stream()
                    .map(JointWindow::batches)
                    .toList();
        }
        List<List<StepTimes>> parts = new ArrayList<>();
        for (int i = 0; i < STEADY_PARTS; i++) {
            List<StepTimes> part = new ArrayList<>();
            for (int replica = 0; replica < samples.replicas(); replica++) {
                List<StepTimes> all = batchesOf(replica);
                int third = all.size() / STEADY_PARTS;
                if (third == 0) {
                    return List.of();
                }
                part.addAll(all.subList(all.size() - (STEADY_PARTS - i) * third,
                        all.size() - (STEADY_PARTS - 1 - i) * third));
            }
            parts.add(part);
        }
        return parts;
    }

    private List<StepTimes> batchesOf(int replica) {
        return windows.stream().flatMap(window -> window.replicas().get(replica).batches().stream()).toList();
    }

    private List<StepTimes> batches() {
        return windows.stream().flatMap(window -> window.batches().stream()).toList();
    }

    private static double throughput(List<StepTimes> batches) {
        return (double) batches.stream().mapToLong(StepTimes::outputTokens).sum()
                / batches.stream().mapToLong(StepTimes::totalNanos).sum();
    }

    /** The median step; the median prefill where there are no steps. */
    private static double latency(List<StepTimes> batches) {
        double[] steps = batches.stream()
                .flatMap(batch -> batch.stepNanos().stream())
                .mapToDouble(Long::doubleValue)
                .toArray();
        return DeviceMetrics.median(
                steps.length > 0 ? steps : batches.stream().mapToDouble(StepTimes::prefillNanos).toArray());
    }

    private static Optional<String> spread(String what, List<List<StepTimes>> parts,
            ToDoubleFunction<List<StepTimes>> of) {
        double[] values = parts.stream().mapToDouble(of).toArray();
        double most = Arrays.stream(values).max().orElseThrow();
        double spread = (most - Arrays.stream(values).min().orElseThrow()) / most;
        return spread > STEADY_SPREAD
                ? Optional.of(what + " differs by " + percent(spread))
                : Optional.empty();
    }

    private void clockDrift() {
        samples.traces().find(Quantity.SM_CLOCK).ifPresent(trace -> {
            double[] medians = windows.stream()
                    .map(window -> device.within(trace, window))
                    .filter(values -> values.length > 0)
                    .mapToDouble(DeviceMetrics::median)
                    .toArray();
            if (medians.length < 2) {
                return;
            }
            double first = medians[0];
            double last = medians[medians.length - 1];
            double drift = Math.abs(last - first) / Math.max(first, last);
            if (drift > CLOCK_DRIFT) {
                found(Cause.CLOCK_DRIFT, String.format(Locale.ROOT,
                        "median SM clock %.0f MHz in the first window, %.0f MHz in the last; at most %s is steady",
                        first, last, percent(CLOCK_DRIFT)));
            }
        });
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
