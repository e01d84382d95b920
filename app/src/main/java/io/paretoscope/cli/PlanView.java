package io.paretoscope.cli;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.PlannedPoint;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.SweepPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A plan before it runs: each point with the memory it needs against what the device has. */
final class PlanView {
    private final SweepPlan plan;
    private final OptionalLong available;
    private final List<PlannedPoint> points;

    PlanView(SweepPlan plan, DeviceReport device) {
        this.plan = plan;
        this.available = FitCheck.capacity(device);
        this.points = FitCheck.check(plan, device);
    }

    /** One JSON document. */
    String json() {
        JsonObject document = new JsonObject();
        document.addProperty("device", plan.device().toString());
        document.addProperty("precision", plan.precision().label());
        document.add("engines", JsonText.array(plan.engines(), engine -> new JsonPrimitive(engine.label())));
        document.addProperty("prompt_tokens", plan.promptTokens());
        document.addProperty("output_tokens", plan.outputTokens());
        document.addProperty("repeats", plan.repeats());
        document.addProperty("seed", plan.seed());
        document.add("available_bytes", available.isPresent()
                ? new JsonPrimitive(available.getAsLong())
                : JsonNull.INSTANCE);
        document.add("points", JsonText.array(points, PlanView::object));
        return JsonText.of(document);
    }

    private static JsonObject object(PlannedPoint planned) {
        JsonObject object = new JsonObject();
        MemoryEstimate memory = planned.memory();
        object.addProperty("model", planned.point().model().config().name());
        object.addProperty("weights", planned.point().model().weights().describe());
        object.addProperty("engine", planned.point().engine().label());
        object.addProperty("batch", planned.point().batch());
        object.addProperty("replicas", planned.point().placement().replicas());
        object.addProperty("replica_mode", planned.point().placement().mode().label());
        object.addProperty("group", planned.point().placement().mixed() ? planned.point().modelLabel() : null);
        object.addProperty("weights_bytes", memory.weights());
        object.addProperty("kv_cache_bytes", memory.kvCache());
        object.addProperty("activations_bytes", memory.activations());
        object.addProperty("reserve_bytes", memory.reserve());
        object.addProperty("needed_bytes", memory.total());
        object.addProperty("will_run", planned.obstacle().isEmpty());
        object.add("skipped_because", planned.obstacle().isPresent()
                ? new JsonPrimitive(planned.obstacle().get())
                : JsonNull.INSTANCE);
        return object;
    }

    /** A table with its notes, and that nothing was done. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(table(points));
        lines.add("prompt " + plan.promptTokens() + " + output " + plan.outputTokens() + " tokens, " + plan.precision()
                + ", engine " + plan.engines().stream().map(EngineKind::label).collect(Collectors.joining(", "))
                + " on "
                + plan.device() + ", which has "
                + (available.isPresent()
                        ? FitCheck.gibibytes(available.getAsLong()) + " available"
                        : "an unknown amount of memory"));
        lines.add("nothing was run or stored");
        return lines;
    }

    /** What each point needs and whether it will run, with notes on those that will not. */
    static List<String> table(List<PlannedPoint> points) {
        Notes notes = new Notes();
        TextTable table = new TextTable().left("Model")
                .right("Batch")
                .left("Replicas");
        boolean engines = points.stream().map(planned -> planned.point().engine()).distinct().count() > 1;
        if (engines) {
            table.left("Engine");
        }
        table.right("Weights\nMiB")
                .right("KV cache\nMiB")
                .right("Activations\nMiB")
                .right("Reserve\nMiB")
                .right("Needed\nMiB")
                .left("Verdict");
        for (PlannedPoint planned : points) {
            MemoryEstimate memory = planned.memory();
            Point point = planned.point();
            List<String> cells = new ArrayList<>(List.of(point.modelLabel(),
                    point.placement().mixed() ? "" : Quantity.count(point.batch()), point.placement().label()));
            if (engines) {
                cells.add(point.engine().label());
            }
            cells.addAll(List.of(
                    Quantity.mebibytes(memory.weights()), Quantity.mebibytes(memory.kvCache()),
                    Quantity.mebibytes(memory.activations()), Quantity.mebibytes(memory.reserve()),
                    Quantity.mebibytes(memory.total()),
                    planned.obstacle().map(reason -> "skipped " + notes.mark(reason)).orElse("runs")));
            table.row(cells);
        }
        List<String> lines = new ArrayList<>(List.of(table.render(), ""));
        lines.addAll(notes.lines());
        return lines;
    }
}
