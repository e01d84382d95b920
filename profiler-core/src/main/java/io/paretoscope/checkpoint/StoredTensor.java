package io.paretoscope.checkpoint;

import io.paretoscope.opt.Precision;
import io.paretoscope.opt.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * One tensor in a file.
 *
 * @param spec its name and shape
 * @param precision the format of the stored elements
 * @param data the mapped bytes, little-endian, row-major, contiguous, aligned to nothing; valid while the checkpoint is open
 * @param file the file that holds it
 */
public record StoredTensor(TensorSpec spec, Precision precision, MemorySegment data, Path file) {}
