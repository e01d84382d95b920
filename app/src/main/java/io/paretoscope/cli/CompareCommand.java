package io.paretoscope.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.analysis.Comparison;
import io.paretoscope.analysis.Gain;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import io.paretoscope.workbench.Workbench;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares stored runs point by point. */
@Command(name = "compare", sortOptions = false, description = {
    "Compare runs, measured or imported, point by point, each with the first that has the point.",
    "Points match where series, batch on the device and replicas are the same; where every run has but one series, these are "
            + "matched whatever they are called."}, footer = {"",
                "'differs' and 'may be equal' are said where both values have 95 %% intervals, by whether these overlap."})
final class CompareCommand implements Callable<Integer> {
    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "RUN", description = "Two or more runs, as 'paretoscope runs' numbers them.")
    // As texts: picocli would take what cannot be converted for something else.
    private List<String> names = List.of();

    @Option(names = {"--metrics",
        "--metric"}, paramLabel = "KEY[,KEY]", description = "Metrics, by their keys in the exports or what begins them (default: all that two runs "
                + "know).")
    private @Nullable NameList metrics;

    @Option(names = "--store", paramLabel = "FILE", description = "The store (default: in your data directory).")
    private @Nullable Path store;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    CompareCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandFailure {
        List<ChosenRun> runs;
        List<Metric> chosen;
        try {
            chosen = metrics == null
                    ? List.of()
                    : metrics.values().stream().map(MetricNames::parse).distinct().toList();
            if (names.size() < 2) {
                throw new IllegalArgumentException(
                        "which runs? give two or more, such as 3 F1; 'paretoscope runs' lists "
                                + "them");
            }
            List<RunName> wanted = names.stream().map(RunName::parse).toList();
            if (wanted.stream().distinct().count() < wanted.size()) {
                throw new IllegalArgumentException("a run compared with itself tells nothing: give different runs");
            }
            runs = read(wanted);
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        }
        Comparison comparison = Comparison.of(runs.stream().map(ChosenRun::side).toList());
        List<Metric> shown = chosen.isEmpty() ? comparison.known() : chosen;
        if (json) {
            console.document(JsonText.of(document(runs, comparison, shown)));
            return ExitCode.SUCCESS;
        }
        if (comparison.matches().isEmpty()) {
            throw new CommandFailure("no point of one run is in another: series, batch and replicas must be the same; "
                    + runs.stream()
                            .map(run -> "run " + run.name() + " has " + run.side()
                                    .entries()
                                    .stream()
                                    .map(entry -> entry.key().series())
                                    .distinct()
                                    .collect(Collectors.joining(" and ")))
                            .collect(Collectors.joining(", ")),
                    null);
        }
        lines(runs, comparison, shown).forEach(console::line);
        return ExitCode.SUCCESS;
    }

    private List<ChosenRun> read(List<RunName> wanted) {
        Optional<Path> named = Optional.ofNullable(store).map(console::resolve);
        Path file = StoredRuns.file(parts, named);
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(named))) {
            StoredRuns runs = new StoredRuns(bench.get().archive(), file);
            return wanted.stream().map(runs::find).toList();
        }
    }

    private static List<String> lines(List<ChosenRun> runs, Comparison comparison, List<Metric> metrics) {
        List<String> lines = new ArrayList<>();
        runs.forEach(run -> lines.addAll(Paragraph.lines("run " + run.name() + ": ", run.title())));
        lines.add("");
        Notes notes = new Notes();
        TextTable table = new TextTable().left("Point").left("Metric");
        runs.forEach(run -> table.right("Run " + run.name()));
        runs.stream().skip(1).forEach(run -> table.left("Run " + run.name() + "\nagainst the first"));
        for (Comparison.Match match : comparison.matches()) {
            String point = match.key().label();
            for (Metric metric : metrics) {
                table.row(row(point, match, metric, notes));
                point = "";
            }
        }
        lines.add(table.render());
        lines.addAll(notes.lines());
        apart(comparison).forEach((about, labels) -> lines
                .addAll(Paragraph.lines(about + ": ", String.join(", ", labels))));
        runs.stream().skip(1).forEach(run -> {
            lines.add("");
            lines.addAll(new RunDifference(runs.getFirst(), run).lines());
        });
        return lines;
    }

    private static List<String> row(String point, Comparison.Match match, Metric metric, Notes notes) {
        List<String> cells = new ArrayList<>(
                List.of(point, metric.label() + ", " + (inBytes(metric) ? "MiB" : metric.unit())));
        List<Reading> readings = match.readings(metric);
        for (int i = 0; i < readings.size(); i++) {
            cells.add(match.entries().get(i).isEmpty() ? "" : switch (readings.get(i)) {
                case Reading.Value value -> inBytes(metric)
                        ? Quantity.mebibytes(Math.round(value.value()))
                        : Quantity.number(value.value());
                case Reading.Unavailable(String reason) -> Quantity.UNKNOWN + " " + notes.mark(reason);
            });
        }
        match.gains(metric).stream().skip(1).forEach(gain -> cells.add(switch (gain) {
            case Gain.Baseline _ -> "the first";
            case Gain.Unknown _ -> "";
            case Gain.Ratio ratio -> "× " + Quantity.number(ratio.ratio()) + ", " + standing(ratio);
        }));
        return cells;
    }

    private static boolean inBytes(Metric metric) {
        return metric.unit().equals("bytes");
    }

    private static String standing(Gain.Ratio ratio) {
        if (ratio.range().isEmpty()) {
            return "no interval";
        }
        return ratio.distinguishable() ? "differs" : "may be equal";
    }

    /** The points that are not compared, by run and reason. */
    private static Map<String, List<String>> apart(Comparison comparison) {
        Map<String, List<String>> apart = new LinkedHashMap<>();
        for (Comparison.Apart point : comparison.apart()) {
            apart.computeIfAbsent("not compared of run " + point.run() + ", " + point.reason(),
                    _ -> new ArrayList<>()).add(point.label());
        }
        return Collections.unmodifiableMap(apart);
    }

    private static JsonObject document(List<ChosenRun> runs, Comparison comparison, List<Metric> metrics) {
        JsonObject document = new JsonObject();
        document.add("runs", JsonText.array(runs, run -> {
            JsonObject object = new JsonObject();
            object.add("run_id", run.id());
            object.addProperty("title", run.title());
            object.addProperty("imported", run instanceof ChosenRun.Imported);
            return object;
        }));
        document.add("points", JsonText.array(comparison.matches(), match -> point(runs, match, metrics)));
        document.add("not_compared", JsonText.array(comparison.apart(), apart -> {
            JsonObject object = new JsonObject();
            object.addProperty("run", apart.run());
            object.addProperty("label", apart.label());
            object.addProperty("reason", apart.reason());
            return object;
        }));
        document.add("conditions", JsonText.array(runs.subList(1, runs.size()),
                run -> new RunDifference(runs.getFirst(), run).json()));
        return document;
    }

    private static JsonObject point(List<ChosenRun> runs, Comparison.Match match, List<Metric> metrics) {
        JsonObject point = new JsonObject();
        point.addProperty("series", match.key().series());
        point.add("batch", match.key().batch().isPresent()
                ? new JsonPrimitive(match.key().batch().getAsInt())
                : JsonNull.INSTANCE);
        point.addProperty("replicas", match.key().replicas());
        point.add("baseline_run_id", runs.get(match.baseline()).id());
        JsonObject values = new JsonObject();
        for (Metric metric : metrics) {
            List<Reading> readings = match.readings(metric);
            List<Gain> gains = match.gains(metric);
            List<JsonElement> each = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                each.add(value(runs.get(i), readings.get(i), gains.get(i)));
            }
            values.add(metric.key(), JsonText.array(each, one -> one));
        }
        point.add("metrics", values);
        return point;
    }

    private static JsonObject value(ChosenRun run, Reading reading, Gain gain) {
        JsonObject object = new JsonObject();
        object.add("run_id", run.id());
        object.add("value", JsonNull.INSTANCE);
        object.add("unavailable", JsonNull.INSTANCE);
        switch (reading) {
            case Reading.Value value -> object.addProperty("value", value.value());
            case Reading.Unavailable(String reason) -> object.addProperty("unavailable", reason);
        }
        object.add("ratio", JsonNull.INSTANCE);
        object.add("distinguishable", JsonNull.INSTANCE);
        if (gain instanceof Gain.Ratio ratio) {
            object.addProperty("ratio", ratio.ratio());
            if (ratio.range().isPresent()) {
                object.addProperty("distinguishable", ratio.distinguishable());
            }
        }
        return object;
    }
}
