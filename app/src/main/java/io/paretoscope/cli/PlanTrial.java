package io.paretoscope.cli;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.analysis.plan.ColocationPlan;
import io.paretoscope.analysis.plan.Demand;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Replication;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A plan that was run: what was predicted of it, with every engine always full, beside what was measured.
 *
 * @param runId the run that it was kept as
 * @param rows numbers of each part, then those of the device
 * @param verdict of the point, or why it gave no numbers
 */
record PlanTrial(long runId, List<Row> rows, String verdict) {

    private static final List<Metric> COMPARED = List.of(Metric.ITL_MEAN, Metric.TTFT_MEDIAN,
            Metric.REQUEST_LATENCY_MEDIAN, Metric.REQUEST_THROUGHPUT);

    /**
     * One number.
     *
     * @param of whose it is
     * @param metric what it is
     * @param predicted by the plan
     * @param measured in the trial
     */
    record Row(String of, Metric metric, double predicted, Reading measured) {
        OptionalDouble error() {
            OptionalDouble value = measured.asDouble();
            return value.isPresent() && value.getAsDouble() > 0
                    ? OptionalDouble.of(predicted / value.getAsDouble() - 1)
                    : OptionalDouble.empty();
        }
    }

    PlanTrial {
        rows = List.copyOf(rows);
    }

    /** Why a sweep, which has one length of prompts and outputs, cannot run the plan; empty where it can. */
    static String obstacle(ColocationPlan plan) {
        boolean one = plan.servings()
                .stream()
                .map(serving -> List.of(serving.demand().promptTokens(), serving.demand().outputTokens()))
                .distinct()
                .count() == 1;
        return one ? "" : "the demands differ in prompt or output, and a sweep has one of each";
    }

    /**
     * The sweep that measures it, with each part alone beside it.
     *
     * @param engine the kind whose points the plan rests on
     * @throws IllegalArgumentException where a sweep cannot
     */
    static SweepPlan sweep(ColocationPlan plan, EngineKind engine, long seed) {
        String obstacle = obstacle(plan);
        if (!obstacle.isEmpty()) {
            throw new IllegalArgumentException("--verify cannot run this plan: " + obstacle);
        }
        Demand first = plan.servings().getFirst().demand();
        List<Part> parts = plan.servings().stream().map(ColocationPlan.Serving::part).toList();
        boolean group = plan.engines() > 1;
        Replication replication = group
                ? new Replication(List.of(1), List.of(plan.mode()), OptionalInt.empty(), true, List.of(parts))
                : Replication.NONE;
        return new SweepPlan(group ? List.of() : List.of(first.model()),
                group ? List.of() : List.of(parts.getFirst().batch()), first.promptTokens(), first.outputTokens(),
                plan.frame().precision(), plan.frame().device(), List.of(engine), seed,
                Protocol.of(Protocol.DEFAULT_REPEATS),
                replication);
    }

    /** The command that does the same; empty where none can. */
    static Optional<String> command(ColocationPlan plan, EngineKind engine) {
        boolean named = plan.servings()
                .stream()
                .allMatch(serving -> serving.demand().model().weights() instanceof WeightsRef.Synthetic
                        && OptCatalog.find(serving.demand().name()).isPresent());
        if (!obstacle(plan).isEmpty() || !named) {
            return Optional.empty();
        }
        ColocationPlan.Serving first = plan.servings().getFirst();
        String what = plan.engines() == 1
                ? "--model " + first.demand().name() + " --batch " + first.batch()
                : "--group " + plan.servings()
                        .stream()
                        .map(serving -> serving.part().label())
                        .collect(Collectors.joining(",")) + " --replica-mode " + plan.mode();
        return Optional.of("paretoscope sweep " + what + " --prompt " + first.demand().promptTokens() + " --output "
                + first.demand().outputTokens() + " --device " + plan.frame().device()
                + (engine == EngineKind.defaultFor(plan.frame().device()) ? "" : " --engine " + engine)
                + " --precision "
                + plan.frame().precision());
    }

    /** What came of it. */
    static PlanTrial of(ColocationPlan plan, StoredRun run) {
        long id = run.summary().id();
        ReplicaMode mode = plan.mode();
        Optional<PointResult> result = run.results()
                .stream()
                .filter(one -> one.point().placement().total() == plan.engines()
                        && (plan.engines() == 1 || one.point().placement().mode() == mode))
                .findFirst();
        if (result.isEmpty()) {
            return new PlanTrial(id, List.of(), "it was not measured");
        }
        return switch (result.get().outcome()) {
            case PointOutcome.Failed(String reason) -> new PlanTrial(id, List.of(), "it failed: " + reason);
            case PointOutcome.Skipped(String reason) -> new PlanTrial(id, List.of(), "it was skipped: " + reason);
            case PointOutcome.Measured measured -> new PlanTrial(id, rows(plan, measured), verdict(measured.verdict()));
        };
    }

    private static String verdict(Verdict verdict) {
        return verdict.kind() == Verdict.Kind.VALID
                ? verdict.kind().label()
                : verdict.kind().label() + ": " + verdict.findings().getFirst().evidence();
    }

    private static List<Row> rows(ColocationPlan plan, PointOutcome.Measured measured) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < plan.servings().size(); i++) {
            ColocationPlan.Serving serving = plan.servings().get(i);
            PointMetrics metrics = plan.servings().size() == 1
                    ? measured.metrics()
                    : PointMetrics.ofPart(measured.samples(), i);
            for (Metric metric : COMPARED) {
                double predicted = metric == Metric.REQUEST_THROUGHPUT
                        ? serving.requestsPerSecond().value()
                        : serving.latency(metric).value();
                rows.add(new Row(serving.part().label(), metric, predicted, metrics.reading(metric)));
            }
        }
        plan.saturatedWatts()
                .ifPresent(watts -> rows.add(new Row("device", Metric.MEAN_POWER, watts,
                        measured.metrics().reading(Metric.MEAN_POWER))));
        return rows;
    }

    /** For a terminal. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(
                Paragraph.lines("", "verified as run " + runId + ", every engine always full: "
                        + verdict));
        if (rows.isEmpty()) {
            return lines;
        }
        Notes notes = new Notes();
        TextTable table = new TextTable().left("Of").left("Metric").right("Predicted").right("Measured").right("Error");
        for (Row row : rows) {
            table.row(List.of(row.of(), row.metric().label() + ", " + row.metric().unit(),
                    Quantity.number(row.predicted()), switch (row.measured()) {
                        case Reading.Value value -> Quantity.number(value.value());
                        case Reading.Unavailable(String reason) -> Quantity.UNKNOWN + " " + notes.mark(reason);
                    }, row.error().isPresent() ? EstimateText.percent(row.error().getAsDouble()) : ""));
        }
        lines.add(table.render());
        lines.addAll(notes.lines());
        return lines;
    }

    /** Adds it to the document of its plan. */
    JsonObject addTo(JsonObject document) {
        JsonObject trial = new JsonObject();
        trial.addProperty("run_id", runId);
        trial.addProperty("verdict", verdict);
        trial.add("numbers", JsonText.array(rows, row -> {
            JsonObject object = new JsonObject();
            object.addProperty("of", row.of());
            object.addProperty("metric", row.metric().key());
            object.addProperty("predicted", row.predicted());
            object.add("measured", row.measured().asDouble().isPresent()
                    ? new JsonPrimitive(row.measured().asDouble().getAsDouble())
                    : JsonNull.INSTANCE);
            object.add("error", EstimateText.json(row.error()));
            return object;
        }));
        document.add("verified", trial);
        return document;
    }
}
