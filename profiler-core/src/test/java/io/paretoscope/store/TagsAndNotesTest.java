package io.paretoscope.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TagsAndNotesTest {
    @TempDir
    Path folder;

    private RunStore open() {
        return RunStore.open(folder.resolve("runs"));
    }

    private static String refusal(Runnable change) {
        String message = String.valueOf(assertThrows(StoreException.class, change::run).getMessage());
        return message.substring(message.indexOf(": ") + 2);
    }

    @Test
    void tagsAndNoteAreThereInAnotherSession() {
        long id;
        try (RunStore store = open()) {
            id = SampleRuns.writeAll(store);
            store.tag(id, " new driver ");
            store.tag(id, "baseline, é");
            store.note(id, "first line\nsecond line");
        }
        try (RunStore store = open()) {
            RunSummary summary = store.runs().getFirst();
            assertEquals(List.of("baseline, é", "new driver"), summary.tags());
            assertEquals("first line\nsecond line", summary.note());
            assertEquals(summary, store.run(id).orElseThrow().summary());
        }
    }

    @Test
    void eachRunHasItsOwnTags() {
        try (RunStore store = open()) {
            long first = SampleRuns.writeAll(store);
            long second = store.begin(SampleRuns.plan(2), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            store.tag(first, "a");
            store.tag(second, "b");
            assertEquals(List.of(List.of("b"), List.of("a")), store.runs().stream().map(RunSummary::tags).toList());
        }
    }

    @Test
    void aTagIsGivenOnce() {
        try (RunStore store = open()) {
            long id = SampleRuns.writeAll(store);
            store.tag(id, "a");
            store.tag(id, "a");
            assertEquals(List.of("a"), store.runs().getFirst().tags());
        }
    }

    @Test
    void aTagCanBeTakenAway() {
        try (RunStore store = open()) {
            long id = SampleRuns.writeAll(store);
            store.tag(id, "a");
            store.tag(id, "b");
            store.untag(id, "a");
            assertEquals(List.of("b"), store.runs().getFirst().tags());
        }
    }

    @Test
    void aTagThatIsNotThereIsNamedBesideThoseThatAre() {
        try (RunStore store = open()) {
            long id = SampleRuns.writeAll(store);
            store.tag(id, "a");
            store.tag(id, "b");
            assertEquals("run " + id + " could not be untagged: it has no tag 'c'; its tags are a, b",
                    refusal(() -> store.untag(id, "c")));
        }
    }

    @Test
    void whatCannotBeATagIsRefused() {
        try (RunStore store = open()) {
            long id = SampleRuns.writeAll(store);
            for (String tag : List.of(" ", "two\nlines", "x".repeat(61))) {
                assertEquals("run " + id + " could not be tagged: a tag must be one line of 1 to 60 characters",
                        refusal(() -> store.tag(id, tag)));
            }
        }
    }

    @Test
    void anUnknownRunIsNamed() {
        try (RunStore store = open()) {
            assertEquals("run 9 could not be tagged: there is no run 9", refusal(() -> store.tag(9, "a")));
            assertEquals("the note of run 9 could not be stored: there is no run 9", refusal(() -> store.note(9, "a")));
        }
    }

    @Test
    void aSelfTestStaysWithItsRun() {
        long id;
        try (RunStore store = open()) {
            id = SampleRuns.writeAll(store);
            assertEquals(Optional.empty(), store.run(id).orElseThrow().selfTest());
            store.selfTest(id, "{\"timer_ns\":25}");
        }
        try (RunStore store = open()) {
            assertEquals(Optional.of("{\"timer_ns\":25}"), store.run(id).orElseThrow().selfTest());
        }
    }

    @Test
    void aSelfTestThatIsNoJsonObjectIsRefused() {
        try (RunStore store = open()) {
            long id = SampleRuns.writeAll(store);
            for (String text : List.of("", "25 ns", "[1]", "{\"a\":1} {}", "{'a':1}")) {
                assertEquals("the self-test of run " + id
                        + " could not be stored: the result of a self-test must be a JSON object",
                        refusal(() -> store.selfTest(id, text)));
            }
        }
    }
}
