package io.paretoscope.cli;

import io.paretoscope.checkpoint.HubCache;
import io.paretoscope.download.FakeHub;
import io.paretoscope.download.HubModel;
import io.paretoscope.download.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelCommandTest {
    @TempDir
    private Path folder;
    private FakeHub hub;
    private CliRig rig;

    @BeforeEach
    void open() throws IOException {
        hub = new FakeHub();
        hub.put("config.json", new byte[]{'{', '}'});
        hub.putLarge("pytorch_model.bin", new byte[3 << 20]);
        rig = new CliRig(folder);
        rig.models = (repository, progress) -> new HubModel(hub.address(), repository, Patience.DEFAULT)
                .download(new HubCache(folder.resolve("cache")), progress);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void aModelOfTheCatalogIsFetchedFromItsMakers() {
        CliRig.Outcome outcome = rig.run("model", "download", "opt-125m");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().startsWith("facebook/opt-125m is in " + folder.resolve("cache")), outcome.out());
        assertTrue(outcome.out().endsWith("; run it with --checkpoint facebook/opt-125m" + System.lineSeparator()),
                outcome.out());
        assertTrue(outcome.err().contains("facebook/opt-125m: pytorch_model.bin, 3 of 3 MiB"), outcome.err());
    }

    @Test
    void jsonTellsFolderAndSize() {
        CliRig.Outcome outcome = rig.run("model", "download", "someone/their-opt", "--json");
        var model = outcome.document().getAsJsonArray("models").get(0).getAsJsonObject();
        assertEquals("someone/their-opt", model.get("model").getAsString());
        assertTrue(Files.isDirectory(Path.of(model.get("folder").getAsString())));
        assertEquals((3 << 20) + 2, model.get("bytes").getAsLong());
    }

    @Test
    void whatCannotBeHadIsAFailureOfOneLine() {
        hub.close();
        CliRig.Outcome outcome = rig.run("model", "download", "opt-125m");
        assertEquals(1, outcome.exitCode());
        assertEquals(1, outcome.errLines().size(), outcome.err());
        assertTrue(outcome.err().contains(hub.address() + " does not answer ("), outcome.err());
    }

    @Test
    void aNameThatIsNoneIsWrongUsage() {
        CliRig.Outcome outcome = rig.run("model", "download", "opt 125");
        assertEquals(2, outcome.exitCode());
        assertEquals(
                "paretoscope model: 'opt 125' is no model: give one of opt-125m, opt-350m, opt-1.3b, opt-2.7b, opt-6.7b,"
                        + " opt-13b, or organisation and name such as facebook/opt-125m",
                outcome.errLines().getFirst());
    }

    @Test
    void anActionThatIsNoneIsWrongUsage() {
        CliRig.Outcome outcome = rig.run("model", "fetch", "opt-125m");
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope model: 'fetch' is not an action: must be download", outcome.errLines().getFirst());
    }
}
