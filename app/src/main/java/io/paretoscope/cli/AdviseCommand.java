package io.paretoscope.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.analysis.BatchAdvice;
import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.FreedMemory;
import io.paretoscope.analysis.Gain;
import io.paretoscope.analysis.ReplicaComparison;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which batch to serve with, by a stored run. */
@Command(name = "advise", sortOptions = false, description = {
    "Advise which batch to serve with, for each model of a run: the largest whose "
            + "requests keep enough of the throughput that they would have alone, and whose latency is not too far above "
            + "that of the measured batch nearest 32.",
    "The rule is that of 'Mind the Memory Gap' (Recasens et al., 2025)."})
final class AdviseCommand implements Callable<Integer> {
    private static final List<Metric> SHOWN = List.of(Metric.REQUEST_THROUGHPUT, Metric.OUTPUT_THROUGHPUT,
            Metric.ITL_MEAN, Metric.ENERGY_PER_TOKEN, Metric.PEAK_MEMORY);

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final RunChoice choice = new RunChoice();

    @Option(names = "--epsilon", paramLabel = "SHARE", description = "Least share of its throughput alone that a request keeps (default: 0.1).")
    private double epsilon = BatchAdvice.Rule.DEFAULT.epsilon();

    @Option(names = "--slowdown", paramLabel = "TIMES", description = "How many times the reference's mean inter-token latency is allowed "
            + "(default: 2).")
    private double slowdown = BatchAdvice.Rule.DEFAULT.slowdown();

    @Option(names = "--max", paramLabel = "METRIC=VALUE", description = "The most that a metric may be, besides, such as itl_median_ms=20, "
            + "ttft_median_ms=500 or energy_per_output_token_j=0.1. May be given several times.")
    private List<MetricLimit> limits = List.of();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    AdviseCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    /** What is said of one series. */
    private record Advice(BatchAdvice advice, Optional<FreedMemory> freed) {}

    @Override
    public Integer call() {
        ChosenRun run;
        List<Advice> advices;
        try {
            BatchAdvice.Rule rule = new BatchAdvice.Rule(epsilon, slowdown, limits());
            run = choice.any(parts, console);
            // Replicas are what freed memory can be used for; advice is on one engine.
            advices = run.series()
                    .stream()
                    .filter(series -> series.getFirst().replicas() == 1)
                    .map(series -> BatchAdvice.of(series, rule))
                    .map(advice -> new Advice(advice, FreedMemory.of(advice, run.results())))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        }
        if (json) {
            JsonObject document = new JsonObject();
            document.add("run_id", run.id());
            document.addProperty("epsilon", epsilon);
            document.addProperty("slowdown", slowdown);
            document.add("series", JsonText.array(advices, AdviseCommand::object));
            console.document(JsonText.of(document));
        } else {
            advices.forEach(advice -> lines(advice).forEach(console::line));
        }
        return ExitCode.SUCCESS;
    }

    private Map<Metric, Double> limits() {
        Map<Metric, Double> most = new LinkedHashMap<>();
        for (MetricLimit limit : limits) {
            if (most.put(limit.metric(), limit.most()) != null) {
                throw new IllegalArgumentException("--max gives " + limit.metric().key() + " twice");
            }
        }
        return most;
    }

    private static List<String> lines(Advice advice) {
        BatchAdvice batch = advice.advice();
        List<String> lines = new ArrayList<>(Paragraph.lines(batch.series() + ": ", sentence(batch)));
        advice.freed().ifPresent(freed -> lines.addAll(Paragraph.lines("  ", use(freed))));
        if (!batch.trials().isEmpty()) {
            Notes notes = new Notes();
            TextTable table = new TextTable().right("Batch")
                    .right("Requests/s")
                    .right("Kept of\nalone")
                    .right("ITL mean\nms")
                    .right("Times the\nreference")
                    .left("Breaks");
            for (BatchAdvice.Trial trial : batch.trials()) {
                Candidate candidate = trial.candidate();
                table.row(List.of(Quantity.count(candidate.batch()), cell(candidate, Metric.REQUEST_THROUGHPUT),
                        number(trial.efficiency()), cell(candidate, Metric.ITL_MEAN), number(trial.slowdown()),
                        trial.broken().stream().map(notes::mark).collect(Collectors.joining(" "))));
            }
            lines.add(table.render());
            lines.addAll(notes.lines());
        }
        lines.add("");
        return lines;
    }

    private static String number(OptionalDouble number) {
        return number.isPresent() ? Quantity.number(number.getAsDouble()) : Quantity.UNKNOWN;
    }

    private static String cell(Candidate candidate, Metric metric) {
        return number(candidate.reading(metric).asDouble());
    }

    private static String sentence(BatchAdvice advice) {
        return switch (advice.answer()) {
            case BatchAdvice.Answer.Unknown(String reason) -> "no advice: " + reason;
            case BatchAdvice.Answer.NoneFits(BatchAdvice.Trial nearest) -> "no batch keeps to the rule; batch "
                    + nearest.candidate().batch() + ": " + String.join("; ", nearest.broken());
            case BatchAdvice.Answer.Choose choose -> {
                String text = "serve with batch " + Quantity.count(choose.candidate().batch())
                        + ", the largest that keeps to the rule (reference: batch " + choose.reference().batch() + ")";
                if (choose.candidate().equals(choose.largest())) {
                    yield text + "; it is the largest that counts, so larger ones may do as well: measure them";
                }
                yield text + "; it has " + (choose.throughputKept().isPresent()
                        ? String.format(Locale.ROOT, "%.0f %%", 100 * choose.throughputKept().getAsDouble())
                        : "an unknown share")
                        + " of the output throughput of batch " + Quantity.count(choose.largest().batch());
            }
        };
    }

    private static String use(FreedMemory freed) {
        StringBuilder text = new StringBuilder("it leaves ").append(FitCheck.gibibytes(Math.round(freed.bytes())))
                .append(" free, by estimate room for ")
                .append(freed.moreStreams())
                .append(" more replicas as streams or ")
                .append(freed.moreProcesses())
                .append(" as processes");
        if (!freed.otherModels().isEmpty()) {
            text.append(", or for ").append(String.join(", ", freed.otherModels()));
        }
        if (!freed.measured().isEmpty()) {
            ReplicaComparison.Row best = freed.measured().getFirst();
            text.append("; measured: ")
                    .append(best.point().placement().label())
                    .append(" of this batch, ")
                    .append(best.throughput().text())
                    .append(" output throughput");
        }
        return text.toString();
    }

    private static JsonObject object(Advice advice) {
        BatchAdvice batch = advice.advice();
        JsonObject object = new JsonObject();
        object.addProperty("series", batch.series());
        object.add("batch", JsonNull.INSTANCE);
        object.add("reason", JsonNull.INSTANCE);
        switch (batch.answer()) {
            case BatchAdvice.Answer.Choose choose -> {
                object.addProperty("batch", choose.candidate().batch());
                object.addProperty("reference_batch", choose.reference().batch());
                object.addProperty("largest_batch", choose.largest().batch());
                object.add("freed_bytes", json(choose.freedBytes()));
                object.add("throughput_kept", json(choose.throughputKept()));
            }
            case BatchAdvice.Answer.Unknown(String reason) -> object.addProperty("reason", reason);
            case BatchAdvice.Answer.NoneFits(BatchAdvice.Trial nearest) ->
                object.addProperty("reason", "no batch keeps to the rule; batch " + nearest.candidate().batch() + ": "
                        + String.join("; ", nearest.broken()));
        }
        object.add("use_of_freed_memory",
                advice.freed().<JsonElement>map(AdviseCommand::object).orElse(JsonNull.INSTANCE));
        object.add("batches", JsonText.array(batch.trials(), trial -> {
            JsonObject one = CandidateJson.of(trial.candidate(), SHOWN);
            one.add("kept_of_alone", json(trial.efficiency()));
            one.add("times_the_reference", json(trial.slowdown()));
            one.add("breaks", JsonText.array(trial.broken(), JsonPrimitive::new));
            return one;
        }));
        return object;
    }

    private static JsonObject object(FreedMemory freed) {
        JsonObject object = new JsonObject();
        object.addProperty("more_replicas_as_streams", freed.moreStreams());
        object.addProperty("more_replicas_as_processes", freed.moreProcesses());
        object.add("other_models", JsonText.array(freed.otherModels(), JsonPrimitive::new));
        object.add("measured", JsonText.array(freed.measured(), row -> {
            JsonObject one = new JsonObject();
            one.addProperty("replicas", row.point().placement().replicas());
            one.addProperty("replica_mode", row.point().placement().mode().label());
            if (row.throughput() instanceof Gain.Ratio ratio) {
                one.addProperty("throughput_ratio", ratio.ratio());
            }
            return one;
        }));
        return object;
    }

    private static JsonElement json(OptionalDouble number) {
        return number.isPresent() ? new JsonPrimitive(number.getAsDouble()) : JsonNull.INSTANCE;
    }
}
