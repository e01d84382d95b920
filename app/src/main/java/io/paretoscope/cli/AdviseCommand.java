package io.paretoscope.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.analysis.BatchAdvice;
import io.paretoscope.analysis.FreedMemory;
import io.paretoscope.analysis.Gain;
import io.paretoscope.decision.Advice;
import io.paretoscope.decision.BatchTable;
import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
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

    @Override
    public Integer call() {
        ChosenRun run;
        List<Advice> advices;
        try {
            BatchAdvice.Rule rule = new BatchAdvice.Rule(epsilon, slowdown, limits());
            run = choice.any(parts, console);
            advices = run.series()
                    .stream()
                    .filter(Advice::isOn)
                    .map(series -> Advice.of(series, run.results(), rule))
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
        List<String> lines = new ArrayList<>(Paragraph.lines(advice.batch().series() + ": ", advice.sentence()));
        advice.use().ifPresent(use -> lines.addAll(Paragraph.lines("  ", use)));
        BatchTable table = advice.table();
        if (!table.rows().isEmpty()) {
            lines.add(TextTable.of(table).render());
            lines.addAll(Notes.lines(table.footnotes()));
        }
        lines.add("");
        return lines;
    }

    private static JsonObject object(Advice advice) {
        BatchAdvice batch = advice.batch();
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
                object.addProperty("reason", Advice.noneFits(nearest));
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
