package io.paretoscope.telemetry;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table of NVML functions: those that were put in answer, the driver lacks the others. */
final class FakeNvml {
    static final Pointer DEVICE = new Pointer(0x1234);

    private final Map<String, Function> functions = new HashMap<>();
    final List<String> called = new ArrayList<>();

    /** A function of the library, which fills in what its arguments refer to. */
    @FunctionalInterface
    interface Function {
        int call(Object[] arguments);
    }

    /** A driver with a whole GPU that has nothing but a UUID. */
    FakeNvml() {
        returns("nvmlInit_v2", 0);
        returns("nvmlShutdown", 0);
        put("nvmlDeviceGetHandleByUUID", arguments -> {
            if (!((String) arguments[0]).startsWith("GPU-")) {
                return 6;
            }
            ((PointerByReference) arguments[1]).setValue(DEVICE);
            return 0;
        });
    }

    FakeNvml put(String name, Function function) {
        functions.put(name, function);
        return this;
    }

    FakeNvml returns(String name, int result) {
        return put(name, arguments -> result);
    }

    /** A function whose argument at {@code index} takes a number. */
    FakeNvml gives(String name, int index, long number) {
        return put(name, arguments -> {
            if (arguments[index] instanceof LongByReference reference) {
                reference.setValue(number);
            } else {
                ((IntByReference) arguments[index]).setValue((int) number);
            }
            return 0;
        });
    }

    FakeNvml text(String name, int index, String text) {
        return put(name, arguments -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, (byte[]) arguments[index], 0, bytes.length);
            return 0;
        });
    }

    Nvml library() {
        return (Nvml) Proxy.newProxyInstance(Nvml.class.getClassLoader(), new Class<?>[]{Nvml.class},
                (proxy, method, arguments) -> {
                    called.add(method.getName());
                    Function function = functions.get(method.getName());
                    if (function == null) {
                        throw new UnsatisfiedLinkError("Error looking up function '" + method.getName() + "'");
                    }
                    return function.call(arguments == null ? new Object[0] : arguments);
                });
    }
}
