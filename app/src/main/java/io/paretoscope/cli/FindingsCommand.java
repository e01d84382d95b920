package io.paretoscope.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.analysis.rule.Finding;
import io.paretoscope.analysis.rule.Findings;
import io.paretoscope.analysis.rule.Remedy;
import io.paretoscope.analysis.rule.Severity;
import io.paretoscope.decision.FindingsText;
import io.paretoscope.store.StoredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What stands out in a stored run. */
@Command(name = "findings", sortOptions = false, description = {
    "Show what stands out in a run, by rules: what bounds its steps, which batches and replicas are worth it, what the "
            + "device leaves unused, and what speaks against its numbers; each with its evidence and what to do next.",
    "docs/findings.md has every rule with its threshold."})
final class FindingsCommand implements Callable<Integer> {
    private static final String INDENT = "  ";

    private final CliParts parts;
    private final Console console;

    @Mixin
    private final RunChoice choice = new RunChoice();

    @Option(names = "--severity", paramLabel = "SEVERITY", converter = Least.Converter.class, description = "warning: what is worth acting on; info: "
            + "also what is worth knowing (default); all: also what each other rule saw, or why it could not tell.")
    private Least least = Least.INFO;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** From which severity on findings are shown. */
    private enum Least {
        WARNING(Severity.WARNING),
        INFO(Severity.INFO),
        ALL(Severity.OK);

        private final Severity severity;

        Least(Severity severity) {
            this.severity = severity;
        }

        /** Takes the words in lower case. */
        static final class Converter implements ITypeConverter<Least> {
            @Override
            public Least convert(String value) {
                for (Least each : values()) {
                    if (each.name().toLowerCase(Locale.ROOT).equals(value)) {
                        return each;
                    }
                }
                throw new TypeConversionException(
                        "'" + value + "' is no severity to ask for: must be warning, info or all");
            }
        }
    }

    FindingsCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() {
        StoredRun run = choice.read(parts, console);
        Findings findings = Findings.of(run.plan(), run.conditions(), run.results(), run.selfTest());
        if (json) {
            console.document(JsonText.of(document(run, findings)));
        } else {
            lines(run, findings).forEach(console::line);
        }
        return ExitCode.SUCCESS;
    }

    private List<String> lines(StoredRun run, Findings findings) {
        List<String> lines = new ArrayList<>();
        Severity told = least == Least.ALL ? Severity.INFO : least.severity;
        for (Finding.Judged finding : findings.atLeast(told)) {
            lines.addAll(block(finding));
            lines.add("");
        }
        if (least == Least.ALL) {
            lines.addAll(section("Nothing to act on:", FindingsText.nothingToActOn(findings), FindingsText::quiet));
            lines.addAll(section("Could not tell:", findings.ignored(), FindingsText::untold));
        }
        lines.addAll(Paragraph.lines("", "run " + run.summary().id() + ": " + FindingsText.tally(findings)
                + (least == Least.ALL ? "" : " ('--severity all' has the reasons)")));
        return lines;
    }

    private static List<String> block(Finding.Judged finding) {
        List<String> lines = new ArrayList<>(Paragraph.lines(
                FindingsText.badge(finding) + "  ", FindingsText.title(finding)));
        if (!finding.points().isEmpty()) {
            lines.addAll(Paragraph.lines(INDENT + "points:   ", FindingsText.points(finding)));
        }
        lines.addAll(Paragraph.lines(INDENT + "evidence: ", finding.evidence()));
        lines.addAll(Paragraph.lines(INDENT + "meaning:  ", finding.rule().explanation()));
        finding.remedy().ifPresent(remedy -> {
            lines.addAll(Paragraph.lines(INDENT + "remedy:   ", remedy.action()));
            // In one piece, so that it can be copied.
            remedy.command().ifPresent(command -> lines.add(INDENT + INDENT + command));
        });
        return lines;
    }

    private static <F extends Finding> List<String> section(String heading, List<F> findings,
            Function<F, String> line) {
        List<String> lines = new ArrayList<>();
        if (!findings.isEmpty()) {
            lines.add(heading);
            findings.forEach(finding -> lines.addAll(Paragraph.lines(INDENT + "- ", line.apply(finding))));
            lines.add("");
        }
        return lines;
    }

    private JsonObject document(StoredRun run, Findings findings) {
        JsonObject document = new JsonObject();
        document.addProperty("run_id", run.summary().id());
        document.add("findings", JsonText.array(findings.atLeast(least.severity), FindingsCommand::object));
        document.add("ignored", JsonText.array(findings.ignored(), finding -> {
            JsonObject object = about(finding);
            object.addProperty("reason", finding.reason());
            return object;
        }));
        return document;
    }

    private static JsonObject about(Finding finding) {
        JsonObject object = new JsonObject();
        object.addProperty("rule", finding.rule().id());
        object.addProperty("title", finding.rule().title());
        object.addProperty("subject", finding.subject());
        return object;
    }

    private static JsonObject object(Finding.Judged finding) {
        JsonObject object = about(finding);
        object.addProperty("severity", finding.severity().label());
        object.addProperty("score", finding.score());
        object.add("points", JsonText.array(finding.points(), point -> {
            JsonObject one = new JsonObject();
            one.addProperty("point", point.ordinal());
            one.addProperty("label", point.label());
            return one;
        }));
        object.addProperty("evidence", finding.evidence());
        object.addProperty("explanation", finding.rule().explanation());
        object.addProperty("threshold", finding.rule().quantity() + ": " + finding.rule().threshold());
        object.add("remedy", finding.remedy()
                .<JsonElement>map(remedy -> new JsonPrimitive(remedy.action()))
                .orElse(JsonNull.INSTANCE));
        object.add("command", finding.remedy()
                .flatMap(Remedy::command)
                .<JsonElement>map(JsonPrimitive::new)
                .orElse(JsonNull.INSTANCE));
        return object;
    }
}
