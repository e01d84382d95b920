package io.paretoscope.cli;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.opt.Precision;
import io.paretoscope.selftest.DecodeBench;
import io.paretoscope.selftest.DecodeBench.Row;
import io.paretoscope.selftest.DecodeBench.Step;
import io.paretoscope.selftest.Finding;
import io.paretoscope.workbench.EngineBench;
import io.paretoscope.workbench.SweepDefaults;
import io.paretoscope.worker.WorkerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures a part of the engine against what the device can do. */
@Command(name = "bench", sortOptions = false, description = {
    "Measure decode steps beside their floor: the time that reading the weights and the KV cache once takes at the rate at which the "
            + "device copies, measured in the same run. The host waits for the tokens of every step."}, footer = {"",
                "decode  the median decode step of each model, engine and batch"})
final class BenchCommand implements Callable<Integer> {
    private static final String DECODE = "decode";
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double BYTES_PER_GIGABYTE = 1e9;
    /** As a self-test measures it. */
    private static final RoundRule COPY_ROUNDS = new RoundRule(100_000_000, 10, 5_000_000_000L);

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "WHAT", description = "decode.")
    private String what = "";

    @Option(names = "--model", paramLabel = "NAME[,NAME]", required = true, description = "Known models, with synthetic (seeded random) "
            + "weights; 'paretoscope models' lists them.")
    private NameList models = new NameList(List.of());

    @Option(names = "--batch", paramLabel = "N[,N]", required = true, description = "Sequences that run together.")
    private IntList batch = new IntList(List.of());

    @Option(names = "--context", paramLabel = "N", defaultValue = "330", description = "Tokens that each sequence has in the middle of the "
            + "measured steps (default: ${DEFAULT-VALUE}).")
    private int context;

    @Option(names = "--device", paramLabel = "ID", description = "cpu or cuda:N (default: cpu).")
    private DeviceId device = SweepDefaults.DEVICE;

    @Option(names = "--engine", paramLabel = "ENGINE[,ENGINE]", description = "graph or torchscript, or both (default: graph on a GPU, "
            + "torchscript on the CPU).")
    private @Nullable NameList engines;

    @Option(names = "--precision", paramLabel = "P", description = "fp32, bf16 or fp16 (default: the best that the device offers).")
    private @Nullable Precision precision;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    BenchCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws WorkerException {
        if (!what.equals(DECODE)) {
            throw wrong(new IllegalArgumentException("'" + what + "' cannot be measured: must be " + DECODE));
        }
        DecodeBench.Report report;
        DecodeBench.Plan plan;
        try (CloseOnExit<EngineBench> bench = new CloseOnExit<>(parts.workbenches().openEngines(false))) {
            plan = plan(bench.get());
            report = bench.get().decodeSteps(device, plan, console::note);
        }
        if (json) {
            console.document(JsonText.of(document(report)));
        } else {
            table(report);
        }
        boolean some = report.rows().stream().anyMatch(row -> row.step() instanceof Finding.Found<Step>);
        return some ? ExitCode.SUCCESS : ExitCode.FAILURE;
    }

    private DecodeBench.Plan plan(EngineBench bench) {
        try {
            List<EngineKind> kinds = engines == null
                    ? List.of(EngineKind.defaultFor(device))
                    : engines.values().stream().map(EngineKind::parse).toList();
            for (EngineKind kind : kinds) {
                kind.obstacleOn(device).ifPresent(obstacle -> {
                    throw new IllegalArgumentException(obstacle);
                });
            }
            var sources = new ModelChoice(parts.checkpoints(), console).synthetic(models.values(), SweepDefaults.SEED);
            console.note("trying the devices");
            DeviceReport report = DeviceChoice.device(device, bench.devices());
            Precision chosen = DeviceChoice.precision(Optional.ofNullable(precision), report);
            return new DecodeBench.Plan(sources, chosen, kinds, batch.values(), context, COPY_ROUNDS);
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
    }

    private void table(DecodeBench.Report report) {
        TextTable table = new TextTable().left("Model")
                .left("Precision")
                .left("Engine")
                .right("Batch")
                .right("Step (ms)")
                .right("Best (ms)")
                .right("Floor (ms)")
                .right("× floor")
                .right("Tokens/s")
                .right("Prefill (ms)");
        Notes notes = new Notes();
        for (Row row : report.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.model(), row.precision().label()));
            switch (row.step()) {
                case Finding.Found<Step>(Step step) -> {
                    EngineUse use = step.engine();
                    cells.add(use.used() + (use.fellBack() ? " " + notes.mark(use.text()) : ""));
                    cells.add(Quantity.count(row.batch()));
                    cells.add(millis(step.medianMillis()));
                    cells.add(millis(step.bestMillis()));
                    cells.add(millis(step.floorMillis()));
                    cells.add(String.format(Locale.ROOT, "%.2f", step.timesFloor()));
                    cells.add(Quantity.number(tokensPerSecond(row, step)));
                    cells.add(Quantity.number(step.prefillMillis()));
                }
                case Finding.Unavailable<Step>(String reason) -> none(cells, row, notes.mark(reason));
                case Finding.Failed<Step>(String reason) -> none(cells, row, notes.mark(reason));
            }
            table.row(cells);
        }
        console.line("decode steps on " + report.device() + " at context " + report.context());
        console.line(report.library());
        console.line(String.format(Locale.ROOT, "copy rate %.0f GB/s, read and written",
                report.copyBytesPerSecond() / BYTES_PER_GIGABYTE));
        console.line("");
        console.line(table.render());
        notes.lines().forEach(console::line);
    }

    private static void none(List<String> cells, Row row, String mark) {
        cells.addAll(List.of(row.asked() + " " + mark, Quantity.count(row.batch())));
        for (int i = 0; i < 6; i++) {
            cells.add(Quantity.UNKNOWN);
        }
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.3f", millis);
    }

    private static double tokensPerSecond(Row row, Step step) {
        return row.batch() * MILLIS_PER_SECOND / step.medianMillis();
    }

    private static JsonObject document(DecodeBench.Report report) {
        JsonObject document = new JsonObject();
        document.addProperty("device", report.device().toString());
        document.addProperty("libtorch", report.library());
        document.addProperty("copy_bytes_per_second", report.copyBytesPerSecond());
        document.addProperty("context_tokens", report.context());
        document.add("steps", JsonText.array(report.rows(), BenchCommand::object));
        return document;
    }

    private static JsonObject object(Row row) {
        JsonObject object = new JsonObject();
        object.addProperty("model", row.model());
        object.addProperty("precision", row.precision().label());
        object.addProperty("engine_asked", row.asked().label());
        object.addProperty("batch", row.batch());
        switch (row.step()) {
            case Finding.Found<Step>(Step step) -> {
                object.addProperty("engine_used", step.engine().used().label());
                object.addProperty("engine_reason", step.engine().reason().orElse(null));
                object.addProperty("step_median_ms", step.medianMillis());
                object.addProperty("step_best_ms", step.bestMillis());
                object.addProperty("steps", step.steps());
                object.addProperty("floor_ms", step.floorMillis());
                object.addProperty("times_floor", step.timesFloor());
                object.addProperty("tokens_per_second", tokensPerSecond(row, step));
                object.addProperty("prefill_ms", step.prefillMillis());
                object.addProperty("prefill_tokens", step.prefillTokens());
                object.add("obstacle", JsonNull.INSTANCE);
            }
            case Finding.Unavailable<Step>(String reason) -> object.addProperty("obstacle", reason);
            case Finding.Failed<Step>(String reason) -> object.addProperty("obstacle", reason);
        }
        return object;
    }

    private ParameterException wrong(IllegalArgumentException e) {
        return Usage.wrong(spec, e);
    }
}
