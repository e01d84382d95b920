package io.paretoscope.cli;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Front;
import io.paretoscope.decision.Footnotes;
import io.paretoscope.decision.FrontText;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The Pareto front of a stored run. */
@Command(name = "frontier", sortOptions = false, description = "Show which points of a run are a choice at all: those that no other "
        + "beats in one metric without losing in another.", footer = {"",
            "Of measured runs only VALID points count. 'undecided' means that the intervals leave it open; measure with more repeats."})
final class FrontierCommand implements Callable<Integer> {
    private static final NameList DEFAULT = new NameList(
            List.of(Metric.OUTPUT_THROUGHPUT.key(), Metric.ITL_MEDIAN.key()));

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final RunChoice choice = new RunChoice();

    @Option(names = "--metrics", paramLabel = "KEY,KEY[,KEY]", description = "Two or three metrics, by their keys in the exports or what begins "
            + "them (default: output_tokens_per_s,itl_median_ms).")
    private NameList metrics = DEFAULT;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    FrontierCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandFailure {
        Front front;
        ChosenRun run;
        try {
            List<Metric> chosen = metrics.values().stream().map(MetricNames::parse).toList();
            // Says what is wrong with the metrics before a store is opened.
            Front.of(List.of(), chosen);
            run = choice.any(parts, console);
            front = Front.of(run.candidates(), chosen);
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        }
        if (json) {
            console.document(JsonText.of(document(run, front)));
            return ExitCode.SUCCESS;
        }
        if (front.front().isEmpty()) {
            throw new CommandFailure("run " + run.name() + " has " + FrontText.absence(front), null);
        }
        lines(front).forEach(console::line);
        return ExitCode.SUCCESS;
    }

    private static List<String> lines(Front front) {
        Footnotes notes = new Footnotes();
        TextTable table = new TextTable().left("Point");
        front.metrics().forEach(metric -> table.right(metric.label().replace(' ', '\n') + "\n" + metric.unit()));
        table.left("Standing");
        front.members()
                .stream()
                .sorted(Comparator.<Front.Member>comparingInt(member -> order(member.standing()))
                        .thenComparingDouble(member -> -good(member.candidate(), front.metrics().getFirst())))
                .forEach(member -> {
                    List<String> cells = new ArrayList<>(List.of(member.candidate().label()));
                    front.metrics().forEach(metric -> cells.add(cell(member.candidate().reading(metric))));
                    cells.add(FrontText.standing(member.standing(), notes));
                    table.row(cells);
                });
        List<String> lines = new ArrayList<>();
        lines.add(FrontText.metrics(front.metrics()));
        lines.add(table.render());
        List<String> reasons = Notes.lines(notes.reasons());
        if (!reasons.isEmpty()) {
            lines.add("");
            lines.addAll(reasons);
        }
        return lines;
    }

    private static int order(Front.Standing standing) {
        return switch (standing) {
            case Front.Standing.OnFront ignored -> 0;
            case Front.Standing.Dominated ignored -> 1;
            case Front.Standing.LeftOut ignored -> 2;
        };
    }

    /** More is better. */
    private static double good(Candidate candidate, Metric metric) {
        double value = candidate.reading(metric).asDouble().orElse(0);
        return metric.better() == Metric.Direction.UP ? value : -value;
    }

    private static String cell(Reading reading) {
        return reading instanceof Reading.Value value ? Quantity.number(value.value()) : Quantity.UNKNOWN;
    }

    private static JsonObject document(ChosenRun run, Front front) {
        JsonObject document = new JsonObject();
        document.add("run_id", run.id());
        document.add("metrics", JsonText.array(front.metrics(), metric -> {
            JsonObject object = new JsonObject();
            object.addProperty("key", metric.key());
            object.addProperty("better", metric.better() == Metric.Direction.UP ? "more" : "less");
            return object;
        }));
        document.add("points", JsonText.array(front.members(), member -> object(front, member)));
        return document;
    }

    private static JsonObject object(Front front, Front.Member member) {
        JsonObject object = CandidateJson.of(member.candidate(), front.metrics());
        String standing = "left_out";
        boolean certain = true;
        object.add("dominated_by", JsonNull.INSTANCE);
        object.add("reason", JsonNull.INSTANCE);
        switch (member.standing()) {
            case Front.Standing.OnFront on -> {
                standing = "on_front";
                certain = on.certain();
            }
            case Front.Standing.Dominated dominated -> {
                standing = "dominated";
                certain = dominated.certain();
                object.addProperty("dominated_by", dominated.by().label());
            }
            case Front.Standing.LeftOut(String reason) -> object.addProperty("reason", reason);
        }
        object.addProperty("standing", standing);
        object.addProperty("certain", certain);
        return object;
    }
}
