package io.paretoscope.cli;

import io.paretoscope.analysis.Roofline;
import io.paretoscope.analysis.prediction.Card;
import io.paretoscope.analysis.prediction.Prediction;
import io.paretoscope.analysis.prediction.Workload;
import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.replica.Placement;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.SweepPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What points that were not measured would be, by a stored run. */
@Command(name = "predict", sortOptions = false, description = {
    "Predict points that were not measured: other batches, lengths and sizes of OPT, and another card.",
    "A small model of steps is fitted to the VALID points of one engine. How far off it is, it tells by points that are left out of the "
            + "fit: --check lists them."})
final class PredictCommand implements Callable<Integer> {
    private static final double GIGA = 1e9;
    private static final double TERA = 1e12;

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final RunsChoice choice = new RunsChoice();

    @Option(names = "--model", paramLabel = "NAME,NAME", description = "OPT sizes (default: those of the runs).")
    private @Nullable NameList models;

    @Option(names = "--batch", paramLabel = "N,N", description = "Batch sizes.")
    private @Nullable IntList batches;

    @Option(names = "--prompt", paramLabel = "N", description = "Tokens of each prompt (default: as the run had).")
    private @Nullable Integer prompt;

    @Option(names = "--output", paramLabel = "N", description = "Tokens that each sequence generates (default: as the run had).")
    private @Nullable Integer output;

    @Option(names = "--bandwidth", paramLabel = "GB/s", description = "Predict for a card whose memory has this rate, as its self-test measures "
            + "it: bytes read and written by a copy. That of the run's device is from the run's own self-test.")
    private @Nullable Double bandwidth;

    @Option(names = "--flops", paramLabel = "TFLOP/s", description = "And whose matrix products have this rate (default: the same as here).")
    private @Nullable Double flops;

    @Option(names = "--memory", paramLabel = "GiB", description = "And which has so much memory: says what does not fit.")
    private @Nullable Double memory;

    @Option(names = "--check", description = "Instead, show how each measured point is predicted without it.")
    private boolean check;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    PredictCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandFailure {
        FittedRuns runs;
        List<PredictionView.Row> rows;
        try {
            checkOptions();
            List<StoredRun> read = choice.read(parts, console);
            runs = FittedRuns.of(read, choice.engine());
            rows = check ? List.of() : rows(runs, card(read.getFirst()));
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        }
        if (check) {
            show(new PredictionCheckView(runs));
        } else {
            show(new PredictionView(runs, rows, memory == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.round(memory * (1L << 30)))));
        }
        return ExitCode.SUCCESS;
    }

    private void show(PredictionPage page) {
        if (json) {
            console.document(page.json());
        } else {
            page.lines().forEach(console::line);
        }
    }

    private void checkOptions() {
        if (check && (batches != null || models != null || prompt != null || output != null || bandwidth != null
                || flops != null || memory != null)) {
            throw new IllegalArgumentException(
                    "--check is about the points of the runs: leave out what is to be predicted");
        }
        if (!check && batches == null) {
            throw new IllegalArgumentException("which batches? give --batch, such as --batch 1,8,48, or --check");
        }
        positive("--bandwidth", bandwidth);
        positive("--flops", flops);
        positive("--memory", memory);
    }

    private static void positive(String option, @Nullable Double value) {
        if (value != null && value <= 0) {
            throw new IllegalArgumentException(option + " " + value + ": must be above 0");
        }
    }

    private Card card(StoredRun run) throws CommandFailure {
        if (bandwidth == null && flops == null) {
            return Card.SAME;
        }
        Roofline.Ceilings here = RunCeilings.of(run);
        return new Card(bandwidth == null ? 1 : bandwidth * GIGA / here.bytesPerSecond(),
                flops == null ? 1 : flops * TERA / here.flopsPerSecond());
    }

    private List<PredictionView.Row> rows(FittedRuns runs, Card card) {
        SweepPlan plan = runs.plan();
        ModelChoice catalogue = new ModelChoice(parts.checkpoints(), console);
        List<ModelSource> chosen = models == null
                ? runs.models()
                : models.values().stream().map(name -> runs.model(name, catalogue)).toList();
        List<PredictionView.Row> rows = new ArrayList<>();
        for (ModelSource model : chosen) {
            for (int batch : batches == null ? List.<Integer>of() : batches.values()) {
                Workload workload = new Workload(model.config(), plan.precision(), batch,
                        prompt == null ? plan.promptTokens() : prompt, output == null ? plan.outputTokens() : output);
                Prediction prediction = runs.model().predict(workload, card);
                rows.add(new PredictionView.Row(prediction, card.equals(Card.SAME)
                        ? runs.model().measured(workload)
                        : Optional.empty(),
                        MemoryEstimate.of(new Point(0, model, batch, workload.promptTokens(), workload.outputTokens(),
                                plan.precision(), plan.device(), runs.model().engine(), Placement.ALONE)).total()));
            }
        }
        return rows;
    }
}
