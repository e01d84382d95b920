package io.paretoscope.engine;

import io.paretoscope.checkpoint.Checkpoint;
import io.paretoscope.opt.Precision;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** libtorch in the JVM of the tests. */
final class Torch {
    static final TorchRuntime RUNTIME = load();

    private Torch() {}

    private static TorchRuntime load() {
        try {
            return TorchRuntime.load(System.getenv());
        } catch (EngineException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * An engine on a device.
     *
     * @param device where
     * @param kind of the engine
     */
    record Way(DeviceId device, EngineKind kind) {
        /** An engine that does as asked: one that fell back would test another thing than the test says. */
        InferenceEngine stored(Checkpoint checkpoint, Precision precision) throws EngineException {
            InferenceEngine engine = RUNTIME.stored(checkpoint, precision, device, kind);
            assertEquals(EngineUse.as(kind), engine.use());
            return engine;
        }

        @Override
        public String toString() {
            return device + " " + kind;
        }
    }

    /** The CPU and every GPU that this libtorch can use. */
    static List<DeviceId> devices() {
        List<DeviceId> devices = new ArrayList<>(List.of(DeviceId.CPU));
        for (int i = 0; i < RUNTIME.cudaDevices(); i++) {
            devices.add(DeviceId.cuda(i));
        }
        return devices;
    }

    /** Every engine on the CPU and on every GPU that this libtorch can use. */
    static List<Way> ways() {
        List<Way> ways = new ArrayList<>(List.of(new Way(DeviceId.CPU, EngineKind.TORCHSCRIPT)));
        for (int i = 0; i < RUNTIME.cudaDevices(); i++) {
            ways.add(new Way(DeviceId.cuda(i), EngineKind.TORCHSCRIPT));
            ways.add(new Way(DeviceId.cuda(i), EngineKind.GRAPH));
        }
        return ways;
    }
}
