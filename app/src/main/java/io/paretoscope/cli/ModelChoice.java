package io.paretoscope.cli;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.OptConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns {@code --model}, {@code --checkpoint} and {@code --seed} into models. */
final class ModelChoice {
    /** An organisation and a model, as the Hugging Face cache knows them. */
    private static final Pattern CACHE_NAME = Pattern.compile("[\\w.-]+/[\\w.-]+");

    private final CliParts.CheckpointShapes checkpoints;
    private final Console console;

    ModelChoice(CliParts.CheckpointShapes checkpoints, Console console) {
        this.checkpoints = checkpoints;
        this.console = console;
    }

    /**
     * Known models with synthetic weights.
     *
     * @throws IllegalArgumentException naming the known models, where one is unknown
     */
    List<ModelSource> synthetic(List<String> names, long seed) {
        return names.stream()
                .map(name -> new ModelSource(OptCatalog.get(name), new WeightsRef.Synthetic(seed)))
                .toList();
    }

    /**
     * The model whose trained weights lie at {@code location}.
     *
     * @param as the known model that it is said to be; empty to name it after its location
     * @throws IllegalArgumentException saying what is wrong with the checkpoint or with the name
     */
    ModelSource trained(String location, Optional<String> as) {
        if (location.isBlank()) {
            throw new IllegalArgumentException("--checkpoint is empty; expected a folder with a config.json and the "
                    + "weights, or a model name such as facebook/opt-125m");
        }
        Optional<OptConfig> known = as.map(OptCatalog::get);
        Optional<Path> folder = folder(location);
        if (folder.isEmpty() && !CACHE_NAME.matcher(location).matches()) {
            throw new IllegalArgumentException(
                    "--checkpoint " + location + ": no such folder; expected a folder with a "
                            + "config.json and the weights, as Hugging Face lays them out");
        }
        String place = folder.map(Path::toString).orElse(location);
        String name = known.map(OptConfig::name)
                .orElseGet(() -> folder.map(path -> String.valueOf(path.getFileName()))
                        .orElse(location.substring(location.indexOf('/') + 1)));
        OptConfig config;
        try {
            config = checkpoints.read(name, place);
        } catch (IOException e) {
            throw new IllegalArgumentException("--checkpoint " + location + ": " + ErrorLines.describe(e), e);
        }
        known.ifPresent(expected -> sameShape(location, config, expected));
        return new ModelSource(config, new WeightsRef.Stored(place));
    }

    private Optional<Path> folder(String location) {
        try {
            return Optional.of(console.resolve(Path.of(location))).filter(Files::isDirectory);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static void sameShape(String location, OptConfig found, OptConfig expected) {
        OptConfigFile.difference(found, expected).ifPresent(difference -> {
            throw new IllegalArgumentException("--checkpoint " + location + ": " + difference
                    + "; leave out --model to run it under its own name");
        });
    }
}
