package io.paretoscope.engine;

import io.paretoscope.checkpoint.Checkpoint;
import io.paretoscope.checkpoint.StoredTensor;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.opt.TensorSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Random float32 weights of any configuration, held in memory, every tensor of them different from a neutral one. */
final class RandomCheckpoint implements Checkpoint {
    private final OptConfig config;
    private final Arena arena = Arena.ofConfined();
    private final Map<String, float[]> values = new LinkedHashMap<>();

    RandomCheckpoint(OptConfig config, long seed) {
        this.config = config;
        Random random = new Random(seed);
        for (TensorSpec spec : config.tensors()) {
            float[] data = new float[Math.toIntExact(spec.elements())];
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) (random.nextGaussian() * 0.2 + (spec.name().endsWith("norm.weight") ? 1 : 0));
            }
            values.put(spec.name(), data);
        }
    }

    float[] values(String name) {
        float[] data = values.get(name);
        if (data == null) {
            throw new IllegalArgumentException(name);
        }
        return data;
    }

    @Override
    public OptConfig config() {
        return config;
    }

    @Override
    public String describe() {
        return "random";
    }

    @Override
    public StoredTensor tensor(TensorSpec spec) {
        float[] data = values(spec.name());
        MemorySegment segment = arena.allocate(4L * data.length, 64);
        MemorySegment.copy(data, 0, segment, ValueLayout.JAVA_FLOAT, 0, data.length);
        return new StoredTensor(spec, Precision.FP32, segment, Path.of("random"));
    }

    @Override
    public void close() {
        arena.close();
    }
}
