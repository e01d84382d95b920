package io.paretoscope.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.Generation;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.workbench.EngineBench;
import io.paretoscope.workbench.SweepDefaults;
import io.paretoscope.worker.WorkerException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Continues a prompt of token ids greedily. */
@Command(name = "generate", sortOptions = false, description = "Continue a prompt of token ids greedily, to check a model or a device.")
final class GenerateCommand implements Callable<Integer> {
    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--checkpoint", paramLabel = "DIR", description = "Trained weights: a folder as Hugging Face lays it out, or a model "
            + "name such as facebook/opt-125m from the Hugging Face cache.")
    private @Nullable String checkpoint;

    @Option(names = "--model", paramLabel = "NAME", description = "Or a known model with synthetic (seeded random) weights; 'paretoscope "
            + "models' lists them.")
    private @Nullable String model;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the synthetic weights (default: 0).")
    private @Nullable Long seed;

    @Option(names = "--tokens", paramLabel = "IDS", required = true, description = "The prompt as token ids, such as 5,9,12.")
    private IntList tokens = new IntList(List.of());

    @Option(names = "--max-new-tokens", paramLabel = "N", defaultValue = "24", description = "Tokens to generate (default: ${DEFAULT-VALUE}).")
    private int newTokens;

    @Option(names = "--device", paramLabel = "ID", description = "cpu or cuda:N (default: cpu).")
    private DeviceId device = SweepDefaults.DEVICE;

    @Option(names = "--engine", paramLabel = "ENGINE", description = "graph (NVIDIA GPUs alone) or torchscript (default: graph on a GPU, "
            + "torchscript on the CPU).")
    private @Nullable EngineKind engine;

    @Option(names = "--precision", paramLabel = "P", description = "fp32, bf16 or fp16 (default: the best that the device offers).")
    private @Nullable Precision precision;

    @Option(names = "--logits", description = "Show the logits that follow the prompt, too.")
    private boolean logits;

    @Option(names = "--json", description = "Print one JSON document: engine, tokens, and with --logits last_prompt_logits.")
    private boolean json;

    GenerateCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws WorkerException {
        ModelSource source;
        try {
            source = source();
            checkPrompt(source.config());
            kind().obstacleOn(device).ifPresent(obstacle -> {
                throw new IllegalArgumentException("--engine: " + obstacle);
            });
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e);
        }
        Generation generation;
        try (CloseOnExit<EngineBench> bench = new CloseOnExit<>(parts.workbenches().openEngines(false))) {
            Precision chosen = precision(bench.get());
            generation = bench.get().generate(source, device, chosen, kind(), tokens.values(), newTokens, logits);
        }
        List<Integer> continued = generation.tokens().getFirst();
        Optional<List<Float>> lastLogits = generation.lastPromptLogits().map(List::getFirst);
        if (json) {
            JsonObject document = new JsonObject();
            document.addProperty("engine_asked", generation.engine().asked().label());
            document.addProperty("engine_used", generation.engine().used().label());
            generation.engine().reason().ifPresent(reason -> document.addProperty("engine_reason", reason));
            document.add("tokens", JsonText.array(continued, JsonPrimitive::new));
            lastLogits.ifPresent(
                    values -> document.add("last_prompt_logits", JsonText.array(values, JsonPrimitive::new)));
            console.document(document.toString());
        } else {
            console.note(source.label() + ", " + source.weights().describe() + ", " + device + ", "
                    + generation.engine().text());
            console.line("tokens: " + joined(continued));
            lastLogits.ifPresent(values -> console.line("last prompt logits: " + joined(values)));
        }
        return ExitCode.SUCCESS;
    }

    private EngineKind kind() {
        return engine == null ? EngineKind.defaultFor(device) : engine;
    }

    private ModelSource source() {
        ModelChoice choice = new ModelChoice(parts.checkpoints(), console);
        if (checkpoint != null) {
            if (model != null || seed != null) {
                throw new IllegalArgumentException("--checkpoint brings trained weights, " + (model != null
                        ? "--model synthetic ones: give one of the two"
                        : "--seed is for synthetic ones: leave it out"));
            }
            return choice.trained(checkpoint, Optional.empty());
        }
        if (model == null) {
            throw new IllegalArgumentException(
                    "no model: give --checkpoint DIR, or --model NAME for synthetic weights");
        }
        return choice.synthetic(List.of(model), seed == null ? SweepDefaults.SEED : seed).getFirst();
    }

    private void checkPrompt(OptConfig config) {
        for (int token : tokens.values()) {
            if (token < 0 || token >= config.vocabulary()) {
                throw new IllegalArgumentException("--tokens: " + token + " is outside the vocabulary of "
                        + config.name() + ": ids go from 0 to " + (config.vocabulary() - 1));
            }
        }
        if (newTokens < 1) {
            throw new IllegalArgumentException("--max-new-tokens " + newTokens + ": must be at least 1");
        }
        int prompt = tokens.values().size();
        if ((long) prompt + newTokens > config.positions()) {
            throw new IllegalArgumentException("prompt of " + prompt + " and " + newTokens + " new tokens exceed the "
                    + config.positions() + " positions of " + config.name());
        }
    }

    private Precision precision(EngineBench bench) {
        if (device.isCpu() && (precision == null || precision == Precision.FP32)) {
            // Offered by every CPU: no need to try each device first.
            return Precision.FP32;
        }
        List<DeviceReport> devices = bench.devices();
        try {
            return DeviceChoice.precision(Optional.ofNullable(precision), DeviceChoice.device(device, devices));
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e);
        }
    }

    private ParameterException wrongUsage(IllegalArgumentException e) {
        return Usage.wrong(spec, e);
    }

    private static String joined(List<? extends Number> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
