package io.paretoscope.cli;

import io.paretoscope.analysis.plan.ColocationPlan;
import io.paretoscope.analysis.plan.ColocationPlanner;
import io.paretoscope.analysis.plan.Demand;
import io.paretoscope.analysis.plan.PlanAnswer;
import io.paretoscope.analysis.plan.PlanFrame;
import io.paretoscope.analysis.plan.Relaxation;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.Workbench;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What fits beside what on the device of stored runs. */
@Command(name = "plan", sortOptions = false, description = {
    "Plan how several models share the device: batch, replicas and replica mode that serve every demand within its limits.",
    "Numbers of points that were not measured are predicted, as 'paretoscope predict' does it. --verify measures the plan."})
final class PlanCommand implements Callable<Integer> {
    private static final Pattern GIBIBYTES = Pattern.compile("(\\d+(?:\\.\\d+)?) GiB");
    private static final double GIBIBYTE = 1L << 30;

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final RunsChoice choice = new RunsChoice();

    @Option(names = "--demand", paramLabel = "DEMAND", required = true, description = "MODEL:rate=R[,prompt=N][,output=N][,itl=MS][,ttft=MS]"
            + "[,latency=MS]: requests/s, tokens of each (default: as the run had), and the most that mean ITL, TTFT and request latency may "
            + "be. Once for each model.")
    private List<DemandSpec> demands = List.of();

    @Option(names = "--memory", paramLabel = "GiB", description = "Memory that all may take together (default: all that the device of the runs "
            + "has).")
    private @Nullable Double memory;

    @Option(names = "--power", paramLabel = "W", description = "The most that the device may take on average (default: no limit).")
    private @Nullable Double power;

    @Option(names = "--load", paramLabel = "SHARE", description = "The most of an engine's throughput that may be asked of it; the rest is for "
            + "bursts (default: 0.9).")
    private double load = PlanFrame.MOST_LOAD;

    @Option(names = "--replicas", paramLabel = "N", description = "The most replicas of each model (default: 4).")
    private int replicas = PlanFrame.MOST_REPLICAS;

    @Option(names = "--replica-mode", paramLabel = "MODE,MODE", description = "How engines may share the device: streams, processes, mps "
            + "(default: all that the device has).")
    private @Nullable NameList modes;

    @Option(names = "--objective", paramLabel = "WHAT", description = "What is best: energy (the fewest watts) or headroom (all rates can grow "
            + "the most). Default: energy.")
    private PlanFrame.Objective objective = PlanFrame.Objective.ENERGY;

    @Option(names = "--verify", description = "Then run the plan, with every engine always full, keep it as a run, and compare.")
    private boolean verify;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    PlanCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandFailure {
        FittedRuns runs;
        PlanAnswer answer;
        try {
            List<StoredRun> read = choice.read(parts, console);
            PlanFrame frame = frame(read.getFirst());
            runs = FittedRuns.of(read, choice.engine());
            answer = ColocationPlanner.plan(demands(runs), frame, runs.model(), runs.results());
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        }
        return switch (answer) {
            case PlanAnswer.Unknown(String reason) -> throw new CommandFailure(reason, null);
            case PlanAnswer.Infeasible infeasible -> throw new CommandFailure(why(infeasible), null);
            case PlanAnswer.Planned(ColocationPlan plan) -> planned(runs, plan);
        };
    }

    private List<Demand> demands(FittedRuns runs) {
        ModelChoice catalogue = new ModelChoice(parts.checkpoints(), console);
        return demands.stream()
                .map(demand -> demand.of(runs.model(demand.model(), catalogue), runs.plan().promptTokens(),
                        runs.plan().outputTokens()))
                .toList();
    }

    private PlanFrame frame(StoredRun run) {
        DeviceId device = run.plan().device();
        List<ReplicaMode> chosen = modes != null
                ? modes.values().stream().map(ReplicaMode::parse).toList()
                : device.isCpu()
                        ? List.of(ReplicaMode.STREAMS, ReplicaMode.PROCESSES)
                        : List.of(ReplicaMode.STREAMS, ReplicaMode.PROCESSES, ReplicaMode.MPS);
        if (memory != null && memory <= 0) {
            throw new IllegalArgumentException("--memory " + memory + ": must be above 0");
        }
        OptionalLong bytes = memory == null
                ? deviceMemory(run.conditions())
                : OptionalLong.of(Math.round(memory * GIBIBYTE));
        if (bytes.isEmpty()) {
            console.note(
                    "note: the run does not tell how much memory its device has, so the plan does not keep to any: "
                            + "--memory says it");
        }
        return new PlanFrame(device, run.plan().precision(), bytes,
                power == null ? OptionalDouble.empty() : OptionalDouble.of(power), load, replicas, chosen, objective);
    }

    private static OptionalLong deviceMemory(Conditions conditions) {
        Matcher matcher = GIBIBYTES.matcher(Optional.ofNullable(conditions.settled().get("device memory")).orElse(""));
        return matcher.matches()
                ? OptionalLong.of(Math.round(Double.parseDouble(matcher.group(1)) * GIBIBYTE))
                : OptionalLong.empty();
    }

    private static String why(PlanAnswer.Infeasible infeasible) {
        List<String> sentences = new ArrayList<>(infeasible.obstacles());
        sentences.add(infeasible.changes().isEmpty()
                ? "no change of one number makes the plan possible: ask for less of several"
                : "in the way " + (infeasible.changes().size() == 1 ? "is " : "are ") + infeasible.changes()
                        .stream()
                        .map(Relaxation::limit)
                        .collect(Collectors.joining(", ")) + "; it fits "
                        + infeasible.changes()
                                .stream()
                                .map(Relaxation::change)
                                .collect(Collectors.joining(", or ")));
        return "no plan keeps within all limits: " + String.join("; ", sentences);
    }

    private int planned(FittedRuns runs, ColocationPlan plan) throws CommandFailure {
        ColocationView view = new ColocationView(runs, plan);
        if (!verify) {
            if (json) {
                console.document(JsonText.of(view.json()));
            } else {
                view.lines().forEach(console::line);
            }
            return ExitCode.SUCCESS;
        }
        SweepPlan sweep;
        try {
            sweep = PlanTrial.sweep(plan, runs.model().engine(), runs.plan().seed());
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        }
        if (!json) {
            view.lines().forEach(console::line);
        }
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(
                parts.workbenches().open(choice.storeFile(console)))) {
            available(bench.get(), sweep);
            SweepSession.Ending ending = new SweepSession(parts.interrupts(), console).run(bench.get(), sweep);
            PlanTrial trial = PlanTrial.of(plan, ending.run());
            if (json) {
                console.document(JsonText.of(trial.addTo(view.json())));
            } else {
                console.line("");
                trial.lines().forEach(console::line);
            }
            return ending.exitCode();
        }
    }

    private void available(Workbench bench, SweepPlan sweep) {
        try {
            DeviceChoice.precision(Optional.of(sweep.precision()),
                    DeviceChoice.device(sweep.device(), bench.devices()));
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        }
    }
}
