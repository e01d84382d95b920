package io.paretoscope.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.paretoscope.engine.cpu.KvMemory;
import io.paretoscope.opt.OptConfig;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of a batch, allocated once for its largest length: for each layer keys and values, each
 * {@code [batch, places, heads, head size]}. Beside them what a step needs to know of each sequence, kept on the device so
 * that no decode step copies anything there.
 */
final class KvCache implements AutoCloseable {
    private final NDManager manager;
    private final int batch;
    private final int places;
    private final IValue tensors;
    private final IValue firstRows;
    private @Nullable KvMemory memory;

    /**
     * Allocates the cache.
     *
     * @param parent the memory that it hangs on, on the device of {@code make}
     */
    KvCache(NDManager parent, DeviceTensors make, OptConfig config, int batch, int places) {
        this.batch = batch;
        this.places = places;
        manager = parent.newSubManager();
        List<Long> shape = List.of((long) batch, (long) places, (long) config.heads(), (long) config.headSize());
        List<IValue> layers = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * config.layers(); i++) {
                // Zeroed, so that no place holds a NaN: a masked place still takes part in a product with weight 0.
                layers.add(make.full(shape, 0));
            }
            tensors = IValue.listFrom(layers.toArray(IValue[]::new));
            long[] rows = IntStream.range(0, batch).mapToLong(sequence -> (long) sequence * places).toArray();
            firstRows = IValue.from((PtNDArray) manager.create(rows));
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        } finally {
            // The list holds references of its own.
            layers.forEach(IValue::close);
        }
    }

    int batch() {
        return batch;
    }

    int places() {
        return places;
    }

    /** All keys and values, as the script takes them. */
    IValue argument() {
        return tensors;
    }

    /** The memory that it hangs on. */
    PtNDManager manager() {
        return (PtNDManager) manager;
    }

    /** Where the keys and values of a single sequence lie, which has to be on the CPU. Valid until this is closed. */
    KvMemory memory() {
        KvMemory known = memory;
        if (known == null) {
            List<MemorySegment> views = DeviceTensors.views(tensors, manager());
            List<MemorySegment> keys = new ArrayList<>();
            List<MemorySegment> values = new ArrayList<>();
            for (int i = 0; i < views.size(); i += 2) {
                keys.add(views.get(i));
                values.add(views.get(i + 1));
            }
            known = new KvMemory(List.copyOf(keys), List.copyOf(values));
            memory = known;
        }
        return known;
    }

    /** For each sequence the row of its first place, where the cache is seen as {@code [batch * places, hidden]}. */
    IValue firstRows() {
        return firstRows;
    }

    @Override
    public void close() {
        tensors.close();
        firstRows.close();
        manager.close();
    }
}
