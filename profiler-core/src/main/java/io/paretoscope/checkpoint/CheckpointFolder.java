package io.paretoscope.checkpoint;

import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.OptConfigFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A folder in Hugging Face's layout: {@code config.json} beside the weights, which are the first found of
 * {@code model.safetensors}, {@code model.safetensors.index.json} with its shards, {@code pytorch_model.bin} and
 * {@code pytorch_model.bin.index.json} with its shards.
 *
 * <p>Tensors may be float32, float16 or bfloat16, and their names may have a leading {@code model.}. The files must hold
 * the tensors of {@link OptConfig#tensors()} and no others, but for two that say nothing: {@code lm_head.weight} where
 * {@code config.json} ties the head to the embedding, which wins, and {@code decoder.version}, a remnant of fairseq.
 */
public final class CheckpointFolder {
    private static final Pattern MODEL_NAME = Pattern
            .compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?");
    private static final String ORGANISATION = "facebook/";

    private final Path folder;
    private final String name;

    private CheckpointFolder(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /**
     * Finds a checkpoint; opens nothing yet.
     *
     * @param location as in {@link WeightsRef.Stored}: a folder, or else the name of a model in {@code cache}, with or
     *     without {@code facebook/}
     * @throws IOException of one line that says where was looked and what would be right
     */
    public static CheckpointFolder find(String location, HubCache cache) throws IOException {
        Path path = path(location);
        if (Files.isDirectory(path)) {
            return inFolder(path);
        }
        if (Files.exists(path)) {
            throw new IOException(path + ": is a file; give the folder that holds it and config.json");
        }
        if (!MODEL_NAME.matcher(location).matches()) {
            throw new IOException(path + ": no such folder; give a folder with config.json and weights, or a model name"
                    + " such as facebook/opt-125m");
        }
        String repository = OptCatalog.find(location)
                .map(model -> ORGANISATION + model.name())
                .orElse(location.contains("/") ? location : ORGANISATION + location);
        Path cached = cache.repositoryFolder(repository);
        if (!Files.isDirectory(cached)) {
            throw new IOException(location + ": there is no folder " + path + " and no " + cached
                    + " in the Hugging Face cache; give a folder with config.json and weights, or fetch the model with:"
                    + " paretoscope model download " + repository);
        }
        return new CheckpointFolder(HubCache.snapshot(cached), repository.substring(repository.indexOf('/') + 1));
    }

    private static Path path(String location) throws IOException {
        if (location.isBlank()) {
            throw new IOException("the checkpoint's location is empty; give a folder with config.json and weights, or a"
                    + " model name such as facebook/opt-125m");
        }
        try {
            return Path.of(location).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IOException(Quoted.of(location) + ": not a path; give a folder with config.json and weights, or a"
                    + " model name such as facebook/opt-125m", e);
        }
    }

    private static CheckpointFolder inFolder(Path path) throws IOException {
        boolean repository = !Files.exists(path.resolve("config.json")) && Files.isDirectory(path.resolve("snapshots"));
        Path folder = repository ? HubCache.snapshot(path) : path;
        String model = HubCache.modelOf(folder);
        Path last = folder.getFileName();
        return new CheckpointFolder(folder,
                !model.isEmpty() ? model : last == null ? folder.toString() : last.toString());
    }

    /** The folder itself, absolute. */
    public Path path() {
        return folder;
    }

    /** What to call the model if nobody says otherwise: the name it has in the cache, or that of its folder. */
    public String name() {
        return name;
    }

    /**
     * The shape of the model. Only {@code config.json} is read.
     *
     * @param modelName what it is to be called
     * @throws IOException of one line that names the file and the key in it
     */
    public OptConfig config(String modelName) throws IOException {
        return OptConfigFile.read(modelName, folder.resolve("config.json"));
    }

    /**
     * Maps the weights and checks that they are what {@code config.json} describes; their bytes are not read yet.
     *
     * @param modelName what the model is to be called
     * @throws IOException of one line that names the file and, where there is one, the tensor
     */
    @SuppressWarnings("MustBeClosedChecker") // closed by the checkpoint, or below where there will be none
    public Checkpoint open(String modelName) throws IOException {
        OptConfig config = config(modelName);
        // Shared, as the thread that copies tensors to a device need not be the one that opens and closes.
        Arena arena = Arena.ofShared();
        try {
            return open(config, arena);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private Checkpoint open(OptConfig config, Arena arena) throws IOException {
        Path safetensors = folder.resolve("model.safetensors");
        if (Files.isRegularFile(safetensors)) {
            return MappedCheckpoint.of(config, safetensors, read(safetensors, arena), arena);
        }
        Path safetensorsIndex = folder.resolve("model.safetensors.index.json");
        if (Files.isRegularFile(safetensorsIndex)) {
            return sharded(config, safetensorsIndex, arena);
        }
        Path torch = folder.resolve("pytorch_model.bin");
        if (Files.isRegularFile(torch)) {
            return MappedCheckpoint.of(config, torch, read(torch, arena), arena);
        }
        Path torchIndex = folder.resolve("pytorch_model.bin.index.json");
        if (Files.isRegularFile(torchIndex)) {
            return sharded(config, torchIndex, arena);
        }
        throw new IOException(folder + ": no weights; expected model.safetensors or pytorch_model.bin, or"
                + " model.safetensors.index.json or pytorch_model.bin.index.json with the shards it names");
    }

    private static Checkpoint sharded(OptConfig config, Path index, Arena arena) throws IOException {
        Map<String, Path> shards = ShardIndex.read(index);
        List<StoredTensor> stored = new ArrayList<>();
        for (Path shard : new LinkedHashSet<>(shards.values())) {
            List<StoredTensor> tensors = read(shard, arena);
            Set<String> names = tensors.stream().map(tensor -> tensor.spec().name()).collect(Collectors.toSet());
            for (Map.Entry<String, Path> entry : shards.entrySet()) {
                if (entry.getValue().equals(shard) && !names.contains(entry.getKey())) {
                    throw new IOException(shard + ": tensor " + Quoted.of(entry.getKey()) + " is missing, though "
                            + index.getFileName() + " puts it there");
                }
            }
            stored.addAll(tensors);
        }
        return MappedCheckpoint.of(config, index, stored, arena);
    }

    /** The ending of the name tells the format, of shards too. */
    private static List<StoredTensor> read(Path file, Arena arena) throws IOException {
        MappedFile mapped = MappedFile.open(file, arena);
        Path name = file.getFileName();
        boolean safetensors = name != null && name.toString().endsWith(".safetensors");
        return safetensors ? SafetensorsFile.read(mapped) : TorchFile.read(mapped);
    }
}
