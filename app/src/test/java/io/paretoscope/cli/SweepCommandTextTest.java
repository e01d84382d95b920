package io.paretoscope.cli;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.Replication;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.DemoSweep;
import io.paretoscope.workbench.SweepCommandText;
import io.paretoscope.workbench.SweepDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The command that measures a plan again, read by the command line. */
class SweepCommandTextTest {
    /** A word of a shell's line: bare, or in single quotes. */
    private static final Pattern WORD = Pattern.compile("'((?:[^']|'\\\\'')*)'|(\\S+)");

    @TempDir
    Path folder;

    private static ModelSource synthetic(String name, long seed) {
        return new ModelSource(OptCatalog.get(name), new WeightsRef.Synthetic(seed));
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(2) == null ? word.group(1).replace("'\\''", "'") : word.group(2));
        }
        return words;
    }

    private SweepPlan read(String command) {
        CliRig rig = new CliRig(folder);
        List<String> words = words(command);
        assertEquals("paretoscope", words.getFirst());
        CliRig.Outcome outcome = rig.run(words.subList(1, words.size()).toArray(String[]::new));
        return Objects.requireNonNull(rig.workbench.started, () -> command + ": " + outcome.err());
    }

    @Test
    void theDefaultSweepIsOneShortLine() {
        assertEquals("paretoscope sweep --model opt-125m --batch 1,2,4,8 --prompt 16 --output 16 --device cpu "
                + "--precision fp32", SweepCommandText.of(SweepDefaults.plan()));
        assertEquals(SweepDefaults.plan(), read(SweepCommandText.of(SweepDefaults.plan())));
    }

    @Test
    void theDemonstrationIsRepeatedAsItIs() {
        assertEquals(DemoSweep.PLAN, read(SweepCommandText.of(DemoSweep.PLAN)));
    }

    @Test
    void anyPlanThatOptionsCanSayIsReadAsTheSamePlan() {
        Random random = new Random(20);
        for (int i = 0; i < 60; i++) {
            SweepPlan plan = plan(random);
            String command = SweepCommandText.of(plan);
            assertTrue(command.lines().count() == 1, command);
            assertEquals(PlanJson.planHash(plan), PlanJson.planHash(read(command)), command);
        }
    }

    private static SweepPlan plan(Random random) {
        long seed = random.nextInt(3);
        boolean gpu = random.nextBoolean();
        DeviceId device = gpu ? DeviceId.cuda(0) : DeviceId.CPU;
        List<ReplicaMode> modes = random.nextBoolean()
                ? List.of(ReplicaMode.STREAMS)
                : gpu ? List.of(ReplicaMode.MPS, ReplicaMode.PROCESSES) : List.of(ReplicaMode.PROCESSES);
        List<List<Part>> groups = random.nextInt(3) > 0
                ? List.of()
                : List.of(List.of(new Part(synthetic("opt-125m", seed), 2, 2),
                        new Part(synthetic("opt-350m", seed), 1, 1)));
        boolean groupsAlone = !groups.isEmpty() && random.nextBoolean();
        Replication replication = new Replication(random.nextBoolean() ? List.of(1) : List.of(2, 1), modes,
                modes.contains(ReplicaMode.MPS) && random.nextBoolean() ? OptionalInt.of(40) : OptionalInt.empty(),
                random.nextBoolean(), groups);
        Protocol protocol = new Protocol(1 + random.nextInt(5),
                random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofMillis(1 + random.nextInt(9_000))),
                random.nextBoolean() ? Protocol.Order.LISTED : Protocol.Order.INTERLEAVED,
                random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(55));
        List<EngineKind> engines = gpu && random.nextBoolean()
                ? List.of(EngineKind.TORCHSCRIPT, EngineKind.GRAPH)
                : List.of(EngineKind.defaultFor(device));
        return new SweepPlan(
                groupsAlone ? List.of() : List.of(synthetic("opt-350m", seed), synthetic("opt-125m", seed)),
                groupsAlone ? List.of() : List.of(8, 1 + random.nextInt(7)), 1 + random.nextInt(64),
                1 + random.nextInt(64), gpu ? Precision.FP16 : Precision.FP32, device, engines, seed, protocol,
                replication);
    }

    @Test
    void aCheckpointWithAnAwkwardNameIsQuoted() {
        SweepPlan plan = new SweepPlan(
                List.of(new ModelSource(OptCatalog.get("opt-125m"), new WeightsRef.Stored("/models/it's mine"))),
                List.of(1), 4, 4, Precision.FP32, DeviceId.CPU, 0, 3);
        assertEquals(List.of("--checkpoint", "/models/it's mine", "--model", "opt-125m"),
                words(SweepCommandText.of(plan)).subList(2, 6));
    }

    @Test
    void whatOptionsCannotSayGoesIntoAPlanFile() throws IOException {
        SweepPlan plan = new SweepPlan(List.of(synthetic("opt-125m", 1), synthetic("opt-350m", 2)), List.of(1), 4, 4,
                Precision.FP32, DeviceId.CPU, 0, 3);
        List<String> lines = SweepCommandText.of(plan).lines().toList();
        assertEquals("cat > sweep-plan.json <<'END'", lines.getFirst());
        assertEquals("paretoscope sweep --plan sweep-plan.json", lines.getLast());
        Path file = Files.writeString(folder.resolve("sweep-plan.json"),
                String.join("\n", lines.subList(1, lines.size() - 2)));
        assertEquals(plan, PlanJson.read(file, (location, name) -> OptCatalog.get(name)));
    }
}
