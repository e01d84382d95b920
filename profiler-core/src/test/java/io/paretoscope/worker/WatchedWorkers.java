package io.paretoscope.worker;

import io.paretoscope.engine.DeviceId;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Real workers, of which a test hears before each is asked something, so that it can do harm at just that moment. */
public final class WatchedWorkers implements WorkerLauncher {
    /** Has nothing open yet that a call could break. */
    public static final String LAUNCHED = "launched";

    /** Hears of a call before the worker does. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * A call is about to be made.
         *
         * @param call the name of the method, or {@link #LAUNCHED}
         * @param number of the worker among those launched, from 0
         */
        void before(String call, int number, ModelWorker worker) throws WorkerException;
    }

    private final WorkerLauncher real;
    private final Watcher watcher;
    private final AtomicInteger launched = new AtomicInteger();

    /** Workers of {@code real} that {@code watcher} watches. */
    public WatchedWorkers(WorkerLauncher real, Watcher watcher) {
        this.real = real;
        this.watcher = watcher;
    }

    /** How many were started. */
    public int launched() {
        return launched.get();
    }

    @Override
    public ModelWorker launch(DeviceId device, WorkerPlace place) throws WorkerException {
        int number = launched.getAndIncrement();
        ModelWorker worker = real.launch(device, place);
        watcher.before(LAUNCHED, number, worker);
        return watched(ModelWorker.class, worker, number, worker);
    }

    private <T> T watched(Class<T> type, T target, int number, ModelWorker worker) {
        InvocationHandler handler = (_, method, arguments) -> {
            if (!method.getName().equals("kill") && !method.getName().equals("close")) {
                watcher.before(method.getName(), number, worker);
            }
            return result(method, target, arguments, number, worker);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, handler));
    }

    private @Nullable Object result(Method method, Object target, Object @Nullable [] arguments, int number,
            ModelWorker worker) throws Throwable {
        try {
            Object result = method.invoke(target, arguments);
            return switch (result) {
                case RemoteEngine engine -> watched(RemoteEngine.class, engine, number, worker);
                case RemoteEngine.HeldWindow window -> watched(RemoteEngine.HeldWindow.class, window, number, worker);
                case null, default -> result;
            };
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** Sends the worker's process a signal, such as {@code KILL}. */
    public static void signal(String signal, ModelWorker worker) throws WorkerException {
        try {
            int exit = new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(worker.processId().orElseThrow()))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + signal + " ended with " + exit);
            }
        } catch (IOException | InterruptedException e) {
            throw new WorkerException("the test cannot send SIG" + signal, e);
        }
    }

    /** The processes that descend from this one, whatever they are. */
    public static Set<Long> descendants() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    /** What the processes that descend from this one and are not among {@code before} run, a line each. */
    public static List<String> descendantsBeside(Set<Long> before) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.isAlive() && !before.contains(process.pid()))
                .map(process -> process.pid() + " " + process.info().command().orElse("?"))
                .toList();
    }
}
