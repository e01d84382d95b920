package io.paretoscope.checkpoint;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.TensorSpec;
import java.io.IOException;

/**
 * The weights of one model in files. Files are memory-mapped: a tensor's bytes are read when the tensor is copied, so that
 * no model ever exists twice in memory. Not thread-safe; closing unmaps, after which no tensor may be touched.
 */
public interface Checkpoint extends AutoCloseable {
    /** The shape of the model, from its {@code config.json}. */
    OptConfig config();

    /** The folder and the file or index that was read, for messages and results. */
    String describe();

    /**
     * The stored tensor of that name, its shape checked.
     *
     * @param spec one of {@link OptConfig#tensors()}
     * @throws IOException naming tensor and file, where it is missing, has another shape, an unsupported dtype, or lies
     *     outside its file
     */
    StoredTensor tensor(TensorSpec spec) throws IOException;

    @Override
    void close();
}
