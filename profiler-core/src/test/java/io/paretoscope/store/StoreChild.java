package io.paretoscope.store;

import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.SweepPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that writes a run to a store, and prints the run's id and then the ordinal of each point it has stored. */
final class StoreChild implements AutoCloseable {
    static final SweepPlan PLAN = SampleRuns.plan(1000);

    private static final String DURABLE = "durable";
    private static final String WITHOUT_COMMIT = "without-commit";

    private final Process process;
    private final BufferedReader output;

    private StoreChild(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static StoreChild start(Path file) throws IOException {
        return start(file, DURABLE);
    }

    /** Starts a child that says what it has stored without having committed it. */
    static StoreChild startWithoutCommit(Path file) throws IOException {
        return start(file, WITHOUT_COMMIT);
    }

    private static StoreChild start(Path file, String commit) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new StoreChild(new ProcessBuilder(java.toString(), "-cp", System.getProperty("java.class.path"),
                StoreChild.class.getName(), file.toString(), commit).redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** What the child stores as its point of that ordinal. */
    static PointResult expected(int ordinal) {
        return SampleRuns.measured(PLAN.points().get(ordinal), new Reading.Value(ordinal, 1));
    }

    /** Waits until the child has begun its run and stored a first point. */
    void awaitPoint() throws IOException {
        nextLine();
        nextLine();
    }

    /** Lets it run for so long, and kills it wherever it is; gives what it had printed. */
    List<Long> killAfter(long nanos) throws IOException, InterruptedException {
        process.waitFor(nanos, TimeUnit.NANOSECONDS);
        return kill();
    }

    long nextLine() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the child ended");
        }
        return Long.parseLong(line);
    }

    /** Kills the child as it is, and gives what else it had printed. */
    List<Long> kill() throws IOException, InterruptedException {
        // Process.destroyForcibly would close the output, with what the child had still printed.
        process.toHandle().destroyForcibly();
        List<Long> rest = new ArrayList<>();
        String line = output.readLine();
        while (line != null) {
            rest.add(Long.valueOf(line));
            line = output.readLine();
        }
        process.waitFor();
        return rest;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        output.close();
    }

    /** The child. */
    public static void main(String[] args) throws InterruptedException {
        Commit commit = args[1].equals(WITHOUT_COMMIT) ? connection -> {} : Commit.DURABLE;
        RunStore store = RunStore.open(Path.of(args[0]), StoreFile.DISK, commit);
        long id = store.begin(PLAN, SampleRuns.conditions(), SampleRuns.STARTED_AT);
        System.out.println(id);
        for (int ordinal = 0; ordinal < PLAN.points().size(); ordinal++) {
            store.append(id, expected(ordinal));
            System.out.println(ordinal);
        }
        // Stays at the store until it is killed.
        new CountDownLatch(1).await();
    }
}
