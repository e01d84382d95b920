package io.paretoscope.checkpoint;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.TensorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A checkpoint whose files are mapped and hold exactly the tensors of their configuration. */
final class MappedCheckpoint implements Checkpoint {
    private static final String PREFIX = "model.";
    private static final String HEAD = "lm_head.weight";
    private static final String VERSION = "decoder.version";

    private final OptConfig config;
    private final Path origin;
    private final Map<String, StoredTensor> tensors;
    private final Arena arena;

    private MappedCheckpoint(OptConfig config, Path origin, Map<String, StoredTensor> tensors, Arena arena) {
        this.config = config;
        this.origin = origin;
        this.tensors = tensors;
        this.arena = arena;
    }

    /**
     * A checkpoint of those stored tensors, under the names of {@link OptConfig#tensors()}.
     *
     * @param origin the file or index that was read
     * @param stored all tensors of all files, under the names that the files give them
     * @param arena holds the mappings; the checkpoint closes it
     * @throws IOException naming tensor and file, where one is missing, extra, stored twice or of another shape
     */
    static MappedCheckpoint of(OptConfig config, Path origin, List<StoredTensor> stored, Arena arena)
            throws IOException {
        Map<String, StoredTensor> tensors = new HashMap<>();
        for (StoredTensor tensor : stored) {
            String name = canonical(tensor.spec().name());
            if (name.equals(VERSION) || (name.equals(HEAD) && config.tied())) {
                continue;
            }
            StoredTensor other = tensors.put(name, new StoredTensor(new TensorSpec(name, tensor.spec().shape()),
                    tensor.precision(), tensor.data(), tensor.file()));
            if (other != null) {
                throw new IOException(tensor.file() + ": tensor " + Quoted.of(name) + " is stored twice"
                        + (other.file().equals(tensor.file()) ? "" : ", also in " + other.file().getFileName()));
            }
        }
        MappedCheckpoint checkpoint = new MappedCheckpoint(config, origin, Map.copyOf(tensors), arena);
        checkpoint.checkComplete(stored);
        return checkpoint;
    }

    /** The name without the leading {@code model.} that some writers keep. */
    static String canonical(String name) {
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    private void checkComplete(List<StoredTensor> stored) throws IOException {
        List<TensorSpec> specs = config.tensors();
        Set<String> expected = new HashSet<>();
        specs.forEach(spec -> expected.add(spec.name()));
        List<String> missing = specs.stream().map(TensorSpec::name).filter(name -> !tensors.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new IOException(origin + ": tensor " + Quoted.of(missing.getFirst()) + " is missing"
                    + (missing.size() > 1 ? ", and " + (missing.size() - 1) + " more" : "")
                    + "; config.json describes " + specs.size() + " tensors");
        }
        for (TensorSpec spec : specs) {
            tensor(spec);
        }
        for (StoredTensor tensor : stored) {
            String name = canonical(tensor.spec().name());
            if (tensors.containsKey(name) && !expected.contains(name)) {
                throw new IOException(tensor.file() + ": tensor " + Quoted.of(name)
                        + " is not one that the model of config.json has");
            }
        }
    }

    @Override
    public OptConfig config() {
        return config;
    }

    @Override
    public String describe() {
        return origin.toString();
    }

    @Override
    public StoredTensor tensor(TensorSpec spec) throws IOException {
        StoredTensor tensor = tensors.get(spec.name());
        if (tensor == null) {
            throw new IOException(origin + ": tensor " + Quoted.of(spec.name()) + " is missing");
        }
        if (!tensor.spec().shape().equals(spec.shape())) {
            throw new IOException(tensor.file() + ": tensor " + Quoted.of(spec.name()) + " has shape "
                    + tensor.spec().shape() + ", expected " + spec.shape());
        }
        return tensor;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
