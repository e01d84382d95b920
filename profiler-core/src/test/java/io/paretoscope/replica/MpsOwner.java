package io.paretoscope.replica;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Another process that has started an MPS daemon. */
final class MpsOwner implements AutoCloseable {
    private final Process process;

    private MpsOwner(Process process) {
        this.process = process;
    }

    static MpsOwner start(FakeMps mps) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                MpsOwner.class.getName(), mps.temporary().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(mps.environment());
        MpsOwner owner = new MpsOwner(builder.start());
        // Not closed: that would take the owner's standard output away.
        assertEquals("started", owner.process.inputReader(StandardCharsets.UTF_8).readLine());
        return owner;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    void signal(String signal) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(List.of("/bin/kill", "-" + signal, Long.toString(process.pid()))).start()
                .waitFor());
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Starts a daemon in the folder that the argument names, and waits to be killed. */
    public static void main(String[] arguments) throws Exception {
        MpsDaemon _ = MpsDaemon.start(System.getenv(), Path.of(arguments[0]), FakeMps.LIMITS);
        System.out.println("started");
        new CountDownLatch(1).await();
    }
}
