package io.paretoscope.cli;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.export.RunJson;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.Replication;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.EngineBench;
import io.paretoscope.workbench.GroupSpec;
import io.paretoscope.workbench.SweepDefaults;
import io.paretoscope.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures models at several batch sizes. */
@Command(name = "sweep", sortOptions = false, description = "Measure models at several batch sizes, and keep the run in the store.", footer = {
    "",
    "Ctrl-C ends the sweep after the current point, a second Ctrl-C at once; finished points stay in the store.",
    "Exit codes: 0 the sweep ran to its end and measured at least one point (points that failed or did not fit are in the "
            + "result, with the reason); 1 no point was measured, the sweep broke off, or a file could not be written; 2 wrong "
            + "usage (nothing was run); 130 ended by Ctrl-C."})
final class SweepCommand implements Callable<Integer> {
    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--model", paramLabel = "NAME[,NAME]", description = "Models with synthetic (seeded random) weights, such as "
            + "opt-125m,opt-350m (default: opt-125m); 'paretoscope models' lists them.")
    private @Nullable NameList models;

    @Option(names = "--checkpoint", paramLabel = "DIR", description = "Trained weights for the one --model, or a model of its own where "
            + "--model is left out: a folder as Hugging Face lays it out, or a model name such as facebook/opt-125m from "
            + "the Hugging Face cache.")
    private @Nullable String checkpoint;

    @Option(names = "--batch", paramLabel = "LIST", description = "Batch sizes, such as 1,2,4 (default: 1,2,4,8).")
    private @Nullable IntList batch;

    @Option(names = "--replicas", paramLabel = "LIST", description = "How many copies of a model run at once on the device, such as 1,2,4 "
            + "(default: 1).")
    private @Nullable IntList replicas;

    @Option(names = "--replica-mode", paramLabel = "MODE[,MODE]", description = "How they share it: streams (one process, weights shared), "
            + "processes (one each), and on NVIDIA GPUs mps and mig (default: streams).")
    private @Nullable NameList replicaModes;

    @Option(names = "--mps-threads", paramLabel = "PERCENT", description = "Share of the GPU's threads that mode mps leaves to each replica "
            + "(default: all of them).")
    private @Nullable Integer mpsThreads;

    @Option(names = "--no-pinning", description = "Do not keep each replica on processor cores of its own.")
    private boolean noPinning;

    @Option(names = "--group", paramLabel = "PARTS", description = "Different models side by side, such as opt-125m:b32x2,opt-1.3b:b16x1; "
            + "each part is measured alone, too. May be given several times.")
    private @Nullable List<GroupSpec> groups;

    @Option(names = "--prompt", paramLabel = "N", description = "Tokens of each prompt (default: 16).")
    private @Nullable Integer prompt;

    @Option(names = "--output", paramLabel = "N", description = "Tokens that each sequence generates (default: 16).")
    private @Nullable Integer output;

    @Option(names = "--device", paramLabel = "ID", description = "cpu or cuda:N (default: cpu).")
    private @Nullable DeviceId device;

    @Option(names = "--engine", paramLabel = "ENGINE[,ENGINE]", description = "How decode steps reach the device: graph (replayed as a CUDA "
            + "graph; NVIDIA GPUs alone) or torchscript (kernel by kernel); each is measured (default: graph on a GPU, torchscript on the "
            + "CPU).")
    private @Nullable NameList engines;

    @Option(names = "--precision", paramLabel = "P", description = "fp32, bf16 or fp16 (default: the best that the device offers: fp32 on a "
            + "CPU, fp16 on a GPU).")
    private @Nullable Precision precision;

    @Option(names = "--repeats", paramLabel = "N", description = "Windows measured of each point (default: 3).")
    private @Nullable Integer repeats;

    @Option(names = "--window", paramLabel = "SECONDS", description = "Least time of a window (default: 5 where the device tells its "
            + "energy, and never less there; 0.5 elsewhere).")
    private @Nullable Double window;

    @Option(names = "--order", paramLabel = "ORDER", description = "listed: all windows of a point before the next point; interleaved: one "
            + "window of every point in turn, so that what drifts meets all alike (default: listed).")
    private Protocol.@Nullable Order order;

    @Option(names = "--cool-down", paramLabel = "CELSIUS", description = "Before each window wait until the device is at most so warm.")
    private @Nullable Integer coolDown;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of prompts and synthetic weights (default: 0).")
    private @Nullable Long seed;

    @Option(names = "--resume", paramLabel = "RUN", description = "Go on with that run of the store: measure the points of its plan that "
            + "are not committed. Where the conditions have changed since, a new run of its plan begins instead.")
    private @Nullable Long resume;

    @Option(names = "--plan", paramLabel = "FILE", description = "Read all of the above from a plan file instead.")
    private @Nullable Path plan;

    @Option(names = "--dry-run", description = "Show the plan with the memory that each point needs, and run nothing.")
    private boolean dryRun;

    @Option(names = "--store", paramLabel = "FILE", description = "Keep the run in this store (default: in your data directory).")
    private @Nullable Path store;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the points as CSV, too.")
    private @Nullable Path csv;

    @Option(names = "--json", description = "Print one JSON document: the run's id and its points with every metric.")
    private boolean json;

    SweepCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandFailure {
        Optional<Path> csvFile = Optional.ofNullable(csv).map(console::resolve);
        Optional<SweepPlan> fromFile;
        List<ModelSource> chosen;
        if (resume != null) {
            return resumed(resume, csvFile);
        }
        try {
            fromFile = planFromFile();
            chosen = fromFile.isPresent() ? fromFile.get().models() : chosenModels();
            // Everything but the precision, which the device decides, is known now: say what is wrong before trying devices.
            draft(chosen, Precision.FP32);
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        }
        if (dryRun) {
            try (CloseOnExit<EngineBench> bench = new CloseOnExit<>(parts.workbenches().openEngines(false))) {
                return showPlan(bench.get(), fromFile, chosen);
            }
        }
        if (csvFile.isPresent()) {
            OutputFile.check("--csv", csvFile.get());
        }
        Optional<Path> storeFile = Optional.ofNullable(store).map(console::resolve);
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(storeFile))) {
            SweepPlan complete = complete(fromFile, chosen, report(bench.get(), fromFile));
            return ended(new SweepSession(parts.interrupts(), console).run(bench.get(), complete), storeFile, csvFile);
        }
    }

    private int ended(SweepSession.Ending ending, Optional<Path> storeFile, Optional<Path> csvFile)
            throws CommandFailure {
        show(ending, parts.workbenches().storeFile(storeFile));
        if (csvFile.isPresent()) {
            OutputFile.writeCsv(ending.run(), csvFile.get());
        }
        return ending.exitCode();
    }

    private int resumed(long runId, Optional<Path> csvFile) throws CommandFailure {
        List<String> conflicts = axisOptions();
        addIf(conflicts, "--plan", plan);
        addIf(conflicts, "--dry-run", dryRun ? "" : null);
        if (!conflicts.isEmpty()) {
            throw Usage.wrong(spec, new IllegalArgumentException("--resume takes its plan from the run: leave out "
                    + String.join(", ", conflicts)));
        }
        if (csvFile.isPresent()) {
            OutputFile.check("--csv", csvFile.get());
        }
        Optional<Path> storeFile = Optional.ofNullable(store).map(console::resolve);
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(storeFile))) {
            StoredRun earlier = bench.get()
                    .archive()
                    .run(runId)
                    .orElseThrow(
                            () -> new CommandFailure(parts.workbenches().storeFile(storeFile) + ": there is no run "
                                    + runId + "; 'paretoscope runs' lists them", null));
            return ended(new SweepSession(parts.interrupts(), console).resume(bench.get(), earlier), storeFile,
                    csvFile);
        }
    }

    private void show(SweepSession.Ending ending, Path storeFile) {
        if (json) {
            console.document(RunJson.text(RunJson.of(ending.run())));
        } else {
            new RunTable(console).show(ending.run(), storeFile);
        }
    }

    private int showPlan(EngineBench bench, Optional<SweepPlan> fromFile, List<ModelSource> chosen) {
        DeviceReport report = report(bench, fromFile);
        PlanView view = new PlanView(complete(fromFile, chosen, report), report);
        if (json) {
            console.document(view.json());
        } else {
            view.lines().forEach(console::line);
        }
        return ExitCode.SUCCESS;
    }

    private Optional<SweepPlan> planFromFile() {
        if (plan == null) {
            return Optional.empty();
        }
        List<String> conflicts = axisOptions();
        if (!conflicts.isEmpty()) {
            throw new IllegalArgumentException("--plan says all that " + String.join(", ", conflicts)
                    + (conflicts.size() == 1 ? " says" : " say") + ": give either the plan or the options");
        }
        try {
            return Optional.of(parts.plans().read(console.resolve(plan)));
        } catch (IOException e) {
            throw new IllegalArgumentException("--plan: " + ErrorLines.describe(e), e);
        }
    }

    private List<String> axisOptions() {
        List<String> given = new ArrayList<>();
        addIf(given, "--model", models);
        addIf(given, "--checkpoint", checkpoint);
        addIf(given, "--batch", batch);
        addIf(given, "--replicas", replicas);
        addIf(given, "--replica-mode", replicaModes);
        addIf(given, "--mps-threads", mpsThreads);
        addIf(given, "--no-pinning", noPinning ? "" : null);
        addIf(given, "--group", groups);
        addIf(given, "--prompt", prompt);
        addIf(given, "--output", output);
        addIf(given, "--device", device);
        addIf(given, "--engine", engines);
        addIf(given, "--precision", precision);
        addIf(given, "--repeats", repeats);
        addIf(given, "--window", window);
        addIf(given, "--order", order);
        addIf(given, "--cool-down", coolDown);
        addIf(given, "--seed", seed);
        return given;
    }

    private static void addIf(List<String> given, String option, @Nullable Object value) {
        if (value != null) {
            given.add(option);
        }
    }

    private List<ModelSource> chosenModels() {
        ModelChoice choice = new ModelChoice(parts.checkpoints(), console);
        if (checkpoint == null) {
            return choice.synthetic(models == null ? List.of(SweepDefaults.MODEL) : models.values(), seed());
        }
        if (models != null && models.values().size() > 1) {
            throw new IllegalArgumentException("--checkpoint holds one model, --model names " + models.values().size()
                    + ": name one, or none to run the checkpoint under its own name");
        }
        return List.of(choice.trained(checkpoint, Optional.ofNullable(models).map(names -> names.values().getFirst())));
    }

    private long seed() {
        return seed == null ? SweepDefaults.SEED : seed;
    }

    private SweepPlan draft(List<ModelSource> chosen, Precision chosenPrecision) {
        boolean groupsAlone = groups != null && models == null && checkpoint == null && batch == null;
        return new SweepPlan(groupsAlone ? List.of() : chosen,
                groupsAlone ? List.of() : batch == null ? SweepDefaults.BATCH_SIZES : batch.values(),
                prompt == null ? SweepDefaults.PROMPT_TOKENS : prompt,
                output == null ? SweepDefaults.OUTPUT_TOKENS : output, chosenPrecision, deviceId(),
                engines(), seed(), protocol(), replication());
    }

    private List<EngineKind> engines() {
        return engines == null
                ? List.of(EngineKind.defaultFor(deviceId()))
                : engines.values().stream().map(EngineKind::parse).toList();
    }

    private Replication replication() {
        Replication none = Replication.NONE;
        return new Replication(replicas == null ? none.counts() : replicas.values(),
                replicaModes == null
                        ? none.modes()
                        : replicaModes.values().stream().map(ReplicaMode::parse).toList(),
                mpsThreads == null ? OptionalInt.empty() : OptionalInt.of(mpsThreads), !noPinning,
                groups == null ? List.of() : groups.stream().map(this::parts).toList());
    }

    private List<Part> parts(GroupSpec group) {
        ModelChoice choice = new ModelChoice(parts.checkpoints(), console);
        return group.resolved(name -> choice.synthetic(List.of(name), seed()).getFirst());
    }

    private Protocol protocol() {
        return new Protocol(repeats == null ? Protocol.DEFAULT_REPEATS : repeats,
                Optional.ofNullable(window).map(seconds -> Duration.ofMillis(Math.round(seconds * 1e3))),
                order == null ? Protocol.Order.LISTED : order,
                coolDown == null ? OptionalInt.empty() : OptionalInt.of(coolDown));
    }

    private DeviceId deviceId() {
        return device == null ? SweepDefaults.DEVICE : device;
    }

    private DeviceReport report(EngineBench bench, Optional<SweepPlan> fromFile) {
        List<DeviceReport> devices = bench.devices();
        try {
            return DeviceChoice.device(fromFile.map(SweepPlan::device).orElseGet(this::deviceId), devices);
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        }
    }

    private SweepPlan complete(Optional<SweepPlan> fromFile, List<ModelSource> chosen, DeviceReport report) {
        try {
            Optional<Precision> wanted = fromFile.map(SweepPlan::precision).or(() -> Optional.ofNullable(precision));
            Precision offered = DeviceChoice.precision(wanted, report);
            return fromFile.orElseGet(() -> draft(chosen, offered));
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        }
    }
}
