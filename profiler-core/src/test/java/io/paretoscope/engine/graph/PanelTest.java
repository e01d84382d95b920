package io.paretoscope.engine.graph;

import io.paretoscope.engine.graph.Panel.Card;
import io.paretoscope.engine.graph.Panel.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which kernel multiplies, and how, on cards that this machine does not have. */
class PanelTest {
    private static final Card H200 = new Card(132, 232_448, true);
    private static final Card SMALL = new Card(84, 99 << 10, false);

    private static List<Task> tasks() {
        List<Task> all = new ArrayList<>();
        for (int outputs : new int[]{1, 100, 768, 3072, 5120, 20_480, 50_272}) {
            for (int columns : new int[]{8, 72, 768, 4096, 20_480}) {
                for (int batch : new int[]{9, 16, 17, 33, 64}) {
                    all.add(new Task(outputs, columns, batch, 0));
                    all.add(new Task(outputs, columns, batch, 8));
                }
            }
        }
        return all;
    }

    @Test
    void everyProductHasOneThatHasRoomForItsRowsAndItsStages() {
        for (Task task : tasks()) {
            for (Card card : List.of(H200, SMALL)) {
                Panel panel = Panel.of(task, card).orElseThrow();
                assertTrue(panel.kernel().room() >= task.batch(), panel.toString());
                assertTrue(panel.kernel().sharedBytes() <= card.sharedBytes(), panel.toString());
            }
        }
    }

    @Test
    void sharesAreWholeClustersOfWholeChunksAndNoMoreThanCanBeAddedUp() {
        for (Task task : tasks()) {
            Panel panel = Panel.of(task, H200).orElseThrow();
            assertEquals(0, panel.splits() % panel.cluster(), panel.toString());
            assertTrue(panel.splits() == 1 || panel.splits() <= (task.columns() + 63) / 64, panel.toString());
            assertTrue(panel.parts() <= Math.max(1, task.parts()), panel.toString());
        }
    }

    /** Blocks that take several panels would otherwise join those of a cluster at different ones. */
    @Test
    void onlyBlocksOnTheirOwnTakeSeveralPanels() {
        for (Task task : tasks()) {
            Panel panel = Panel.of(task, H200).orElseThrow();
            int panels = (task.outputs() + panel.kernel().rows() - 1) / panel.kernel().rows();
            assertTrue(panel.gridX() == panels || (panel.splits() == 1 && panel.gridX() < panels), panel.toString());
        }
    }

    @Test
    void aCardWithoutClustersGetsNone() {
        for (Task task : tasks()) {
            assertEquals(1, Panel.of(task, SMALL).orElseThrow().cluster());
        }
    }

    @Test
    void moreRowsAreTheLibrarys() {
        assertEquals(Optional.empty(), Panel.of(new Task(768, 768, 65, 8), H200));
    }

    /** Of the estimate alone, and where a measurement overrules it. */
    @ParameterizedTest
    @CsvSource({"768, 3072, 64, 8, panel_64_64, 8, 8", "768, 3072, 16, 8, panel_16_64, 8, 4",
        "16384, 4096, 64, 0, panel_64_128, 2, 2"})
    void measuredProductsAreMadeInTheFastestWay(int outputs, int columns, int batch, int parts, String kernel,
            int splits, int cluster) {
        Panel panel = Panel.of(new Task(outputs, columns, batch, parts), H200).orElseThrow();
        assertEquals(kernel, panel.kernel().symbol());
        assertEquals(splits, panel.splits());
        assertEquals(cluster, panel.cluster());
    }
}
