package io.paretoscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AnnotateCommandTest {
    @TempDir
    Path folder;

    @Test
    void tagsAndTheNoteAreWritten() throws IOException {
        CliRig rig = new CliRig(folder);
        Path store = Files.createFile(folder.resolve("lab.mv.db"));
        CliRig.Outcome outcome = rig.run("annotate", "--run", "7", "--tag", "a", "--tag", "b", "--untag", "c", "--note",
                "a text", "--store", store.toString());
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertEquals(List.of("tag 7 a", "tag 7 b", "untag 7 c", "note 7 a text"), rig.workbench.annotations);
    }

    @Test
    void aRunIsPinnedAndReleased() throws IOException {
        CliRig rig = new CliRig(folder);
        Files.createFile(folder.resolve("runs.mv.db"));
        assertEquals(0, rig.run("annotate", "--run", "7", "--pin").exitCode());
        assertEquals(0, rig.run("annotate", "--run", "7", "--no-pin").exitCode());
        assertEquals(List.of("pin 7", "unpin 7"), rig.workbench.annotations);
    }

    @Test
    void nothingToWriteIsWrongUsage() throws IOException {
        CliRig.Outcome outcome = new CliRig(folder).run("annotate", "--run", "7");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().contains("nothing to write: give --tag, --untag, --note or --pin"),
                outcome.err());
    }

    @Test
    void aStoreThatIsNotThereIsNamed() throws IOException {
        CliRig.Outcome outcome = new CliRig(folder).run("annotate", "--run", "7", "--tag", "a", "--store",
                folder.resolve("none").toString());
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().contains("there is no store"), outcome.err());
    }
}
