package io.paretoscope.cli;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.paretoscope.analysis.Roofline;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.PointResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the decode steps of a stored run stand under the ceilings of their device. */
@Command(name = "roofline", sortOptions = false, description = {
    "Show how far the decode steps of a run are from what the device can do: the least time in which weights and KV "
            + "cache can be read once, or the products be computed.",
    "The two ceilings are those of the self-test that went with the run."})
final class RooflineCommand implements Callable<Integer> {
    private static final double GIGA = 1e9;
    private static final double TERA = 1e12;
    private static final double PERCENT = 100;

    private final CliParts parts;
    private final Console console;

    @Mixin
    private final RunChoice choice = new RunChoice();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    RooflineCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandFailure {
        StoredRun run = choice.read(parts, console);
        Roofline roofline = Roofline.of(run.results(), RunCeilings.of(run));
        if (json) {
            console.document(JsonText.of(document(run, roofline)));
        } else {
            lines(roofline).forEach(console::line);
        }
        return ExitCode.SUCCESS;
    }

    private static List<String> lines(Roofline roofline) {
        Notes notes = new Notes();
        TextTable table = new TextTable().left("Point")
                .right("FLOP/\nbyte")
                .right("Achieved\nGFLOP/s")
                .right("Of what is\nattainable")
                .right("ITL mean\nms")
                .right("Weights\nms")
                .right("KV cache\nms")
                .right("Products\nms")
                .right("Least\nms")
                .right("Rest\nms")
                .right("Times\nleast")
                .left("Bound");
        for (Roofline.Place place : roofline.places()) {
            String label = label(place.result());
            switch (place) {
                case Roofline.Place.Placed at -> table.row(List.of(label, Quantity.number(at.intensity()),
                        Quantity.number(at.achieved() / GIGA),
                        String.format(Locale.ROOT, "%.3g %%", PERCENT * at.achieved() / at.attainable()),
                        Quantity.number(at.stepMillis()), Quantity.number(at.weightsMillis()),
                        Quantity.number(at.kvMillis()),
                        Quantity.number(at.computeMillis()), Quantity.number(at.floorMillis()),
                        Quantity.number(at.restMillis()), Quantity.number(at.timesFloor()), bound(at.bound())));
                case Roofline.Place.Unplaced(PointResult ignored, String reason) -> {
                    List<String> cells = new ArrayList<>(List.of(label));
                    for (int i = 0; i < 10; i++) {
                        cells.add("");
                    }
                    cells.add(Quantity.UNKNOWN + " " + notes.mark(reason));
                    table.row(cells);
                }
            }
        }
        Roofline.Ceilings ceilings = roofline.ceilings();
        List<String> lines = new ArrayList<>(Paragraph.lines("", "ceilings of the device: "
                + Quantity.number(ceilings.bytesPerSecond() / GIGA) + " GB/s, "
                + Quantity.number(ceilings.flopsPerSecond() / TERA) + " TFLOP/s; they meet at "
                + Quantity.number(ceilings.ridge()) + " FLOP/byte"));
        lines.add(table.render());
        List<String> reasons = notes.lines();
        if (!reasons.isEmpty()) {
            lines.add("");
            lines.addAll(reasons);
        }
        return lines;
    }

    private static String label(PointResult result) {
        return result.point().label();
    }

    private static String bound(Roofline.Bound bound) {
        return switch (bound) {
            case MEMORY -> "memory";
            case COMPUTE -> "compute";
        };
    }

    private static JsonObject document(StoredRun run, Roofline roofline) {
        JsonObject document = new JsonObject();
        document.addProperty("run_id", run.summary().id());
        document.addProperty("copy_bytes_per_s", roofline.ceilings().bytesPerSecond());
        document.addProperty("matrix_flop_per_s", roofline.ceilings().flopsPerSecond());
        document.addProperty("ridge_flop_per_byte", roofline.ceilings().ridge());
        document.add("points", JsonText.array(roofline.places(), RooflineCommand::object));
        return document;
    }

    private static JsonObject object(Roofline.Place place) {
        JsonObject object = new JsonObject();
        object.addProperty("point", place.result().point().ordinal());
        object.addProperty("label", label(place.result()));
        object.add("reason", JsonNull.INSTANCE);
        switch (place) {
            case Roofline.Place.Placed at -> {
                object.addProperty("intensity_flop_per_byte", at.intensity());
                object.addProperty("achieved_flop_per_s", at.achieved());
                object.addProperty("attainable_flop_per_s", at.attainable());
                object.addProperty("itl_mean_ms", at.stepMillis());
                object.addProperty("weights_ms", at.weightsMillis());
                object.addProperty("kv_cache_ms", at.kvMillis());
                object.addProperty("products_ms", at.computeMillis());
                object.addProperty("least_ms", at.floorMillis());
                object.addProperty("rest_ms", at.restMillis());
                object.addProperty("times_least", at.timesFloor());
                object.addProperty("bound", bound(at.bound()));
            }
            case Roofline.Place.Unplaced(PointResult ignored, String reason) -> object.addProperty("reason", reason);
        }
        return object;
    }
}
