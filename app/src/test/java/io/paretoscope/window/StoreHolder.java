package io.paretoscope.window;

import io.paretoscope.store.RunStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Another process that has a store open. */
final class StoreHolder implements AutoCloseable {
    private final Process process;

    private StoreHolder(Process process) {
        this.process = process;
    }

    /** Returns once the other process has the store open. */
    static StoreHolder hold(Path store) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(java.toString(), "-cp", System.getProperty("java.class.path"),
                StoreHolder.class.getName(), store.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (!"open".equals(line)) {
            throw new IOException("the other process said " + line);
        }
        return new StoreHolder(process);
    }

    @Override
    public void close() {
        CompletableFuture<Process> ended = process.onExit();
        process.destroyForcibly();
        ended.join();
    }

    /** The other process; it ends with its standard input. */
    public static void main(String[] args) throws IOException {
        try (RunStore store = RunStore.open(Path.of(args[0]))) {
            System.out.println("open");
            int end = System.in.read();
            if (end >= 0) {
                throw new IOException("nothing was to be said to the holder of " + store.file());
            }
        }
    }
}
