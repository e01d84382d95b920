package io.paretoscope.engine;

import java.util.ArrayList;
import java.util.List;

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

    /** The CPU, and every GPU that this libtorch can use. */
    static List<DeviceId> devices() {
        List<DeviceId> devices = new ArrayList<>(List.of(DeviceId.CPU));
        for (int i = 0; i < RUNTIME.cudaDevices(); i++) {
            devices.add(DeviceId.cuda(i));
        }
        return devices;
    }
}
