package io.paretoscope.cli;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.selftest.Check;
import io.paretoscope.selftest.SelfTestJson;
import io.paretoscope.selftest.SelfTestReport;
import io.paretoscope.workbench.EngineBench;
import io.paretoscope.workbench.SweepDefaults;
import io.paretoscope.worker.WorkerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tests how well this machine measures. */
@Command(name = "selftest", sortOptions = false, description = {
    "Test how well this machine measures and what a device can do at most: timer, energy counter, sampling, clocks; copy rate and "
            + "matrix rate, which are the ceilings of its roofline; and how well a known workload repeats itself. Takes about half a "
            + "minute; whatever else runs meanwhile shows in it.",
    "The report is kept, and goes with each run under the same conditions. Ends with 1 where a check fails."})
final class SelfTestCommand implements Callable<Integer> {
    private static final int LONGEST_LINE = 60;

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--device", paramLabel = "ID", description = "cpu or cuda:N (default: cpu).")
    private DeviceId device = SweepDefaults.DEVICE;

    @Option(names = "--json", description = "Print one JSON document, with the raw samples.")
    private boolean json;

    SelfTestCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws WorkerException {
        DeviceReport chosen = chosen();
        SelfTestReport report = parts.selfTests().run(chosen, console::note);
        if (json) {
            console.document(JsonText.of(SelfTestJson.of(report)));
        } else {
            table(chosen, report);
        }
        return Check.worst(report.checks()) == Check.Verdict.FAIL ? ExitCode.FAILURE : ExitCode.SUCCESS;
    }

    private DeviceReport chosen() {
        console.note("trying the devices");
        try (CloseOnExit<EngineBench> bench = new CloseOnExit<>(parts.workbenches().openEngines(false))) {
            return DeviceChoice.device(device, bench.get().devices());
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        }
    }

    private void table(DeviceReport chosen, SelfTestReport report) {
        List<Check> checks = report.checks();
        TextTable table = new TextTable().left("Check")
                .left("Figure")
                .right("Value")
                .left("Unit")
                .left("Verdict")
                .left(
                        "Why");
        for (Check check : checks) {
            List<String> why = lines(check.sentence());
            table.row(row(check, why.getFirst()));
            why.stream().skip(1).forEach(line -> table.row(List.of("", "", "", "", "", line)));
        }
        console.line("self-test of " + chosen.id() + ", " + chosen.name());
        report.performance().ifPresent(found -> console.line(found.library()));
        console.line("");
        console.line(table.render());
        console.line("");
        List<Check> amiss = checks.stream().filter(check -> check.verdict() != Check.Verdict.PASS).toList();
        if (!amiss.isEmpty()) {
            console.line("What to do:");
            amiss.forEach(check -> console.line("  " + check.label() + ": " + check.advice()));
            console.line("");
        }
        console.line(Check.worst(checks).label() + ", took " + Quantity.duration(Duration.ofNanos(report.tookNanos())));
    }

    private static List<String> row(Check check, String why) {
        if (check.figures().isEmpty()) {
            return List.of(check.label(), "", Quantity.UNKNOWN, "", check.verdict().label(), why);
        }
        Check.Figure figure = check.figures().getFirst();
        return List.of(check.label(), figure.label(), Quantity.number(figure.value()), figure.unit().label(),
                check.verdict().label(), why);
    }

    /** The words of {@code sentence} in lines short enough for the last column of a table. */
    private static List<String> lines(String sentence) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : sentence.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > LONGEST_LINE) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
