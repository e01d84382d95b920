package io.paretoscope.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Knee;
import io.paretoscope.decision.KneeText;
import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The knees of a stored run. */
@Command(name = "knee", sortOptions = false, description = "Find from which batch on a larger one brings next to nothing, for each model and "
        + "way of sharing the device in a run.")
final class KneeCommand implements Callable<Integer> {
    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final RunChoice choice = new RunChoice();

    @Option(names = "--epsilon", paramLabel = "SHARE", description = "What the knee may lack of the best throughput (default: 0.05).")
    private double epsilon = Knee.DEFAULT_EPSILON;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    KneeCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() {
        ChosenRun run;
        List<Knee> knees;
        try {
            Knee.of(List.of(), epsilon);
            run = choice.any(parts, console);
            knees = run.series().stream().map(series -> Knee.of(series, epsilon)).toList();
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        }
        if (json) {
            JsonObject document = new JsonObject();
            document.add("run_id", run.id());
            document.addProperty("epsilon", epsilon);
            document.add("series", JsonText.array(knees, KneeCommand::object));
            console.document(JsonText.of(document));
        } else {
            knees.forEach(knee -> lines(knee).forEach(console::line));
        }
        return ExitCode.SUCCESS;
    }

    private static List<String> lines(Knee knee) {
        List<String> lines = new ArrayList<>(Paragraph.lines(knee.series() + ": ", KneeText.sentence(knee)));
        if (!knee.steps().isEmpty()) {
            lines.add(TextTable.of(KneeText.table(knee)).render());
        }
        lines.add("");
        return lines;
    }

    private static JsonObject object(Knee knee) {
        JsonObject object = new JsonObject();
        object.addProperty("series", knee.series());
        object.add("knee_batch", JsonNull.INSTANCE);
        object.add("possible_batches", JsonNull.INSTANCE);
        object.add("reason", JsonNull.INSTANCE);
        switch (knee.answer()) {
            case Knee.Answer.At at -> {
                object.addProperty("answer", "at");
                object.addProperty("knee_batch", at.smallest().batch());
                object.add("possible_batches",
                        JsonText.array(at.possible(), candidate -> new JsonPrimitive(candidate.batch())));
            }
            case Knee.Answer.StillRising rising -> {
                object.addProperty("answer", "still_rising");
                rising.next().ifPresent(reason -> object.addProperty("reason", reason));
            }
            case Knee.Answer.MemoryFirst(Candidate ignored, String reason) -> {
                object.addProperty("answer", "memory_first");
                object.addProperty("reason", reason);
            }
            case Knee.Answer.None(String reason) -> {
                object.addProperty("answer", "none");
                object.addProperty("reason", reason);
            }
        }
        object.add("kneedle_batch", knee.secondOpinion()
                .<JsonElement>map(second -> new JsonPrimitive(second.batch()))
                .orElse(JsonNull.INSTANCE));
        object.add("batches", JsonText.array(knee.steps(), step -> {
            JsonObject one = CandidateJson.of(step.candidate(), List.of(Metric.OUTPUT_THROUGHPUT));
            one.add("gain_per_doubling", step.gainPerDoubling().isPresent()
                    ? new JsonPrimitive(step.gainPerDoubling().getAsDouble())
                    : JsonNull.INSTANCE);
            return one;
        }));
        return object;
    }
}
