package io.paretoscope.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.OwnKernels;
import io.paretoscope.engine.PrecisionReport;
import io.paretoscope.opt.Precision;
import io.paretoscope.telemetry.MigInstances;
import io.paretoscope.workbench.EngineBench;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the devices of this machine. */
@Command(name = "devices", description = "List the devices of this machine, the libtorch in use on each and the precisions offered "
        + "there; where one is not offered, why, and what to do. Tries each device, which takes some seconds.")
final class DevicesCommand implements Callable<Integer> {
    private final CliParts parts;
    private final Console console;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Option(names = "--download", description = "Let DJL fetch the CUDA build of libtorch (about 2.5 GB) for a GPU that has none yet. "
            + "Nothing is fetched without it.")
    private boolean download;

    DevicesCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() {
        List<DeviceReport> devices;
        Map<DeviceId, MigInstances> mig = new HashMap<>();
        try (CloseOnExit<EngineBench> bench = new CloseOnExit<>(parts.workbenches().openEngines(download))) {
            devices = bench.get().devices();
            for (DeviceReport device : devices) {
                mig.put(device.id(), bench.get().migInstances(device.id()));
            }
        }
        if (json) {
            JsonObject document = new JsonObject();
            document.add("devices", JsonText.array(devices, device -> object(device, mig.get(device.id()))));
            console.document(JsonText.of(document));
        } else {
            table(devices, mig);
        }
        return ExitCode.SUCCESS;
    }

    private static JsonObject object(DeviceReport device, @Nullable MigInstances mig) {
        JsonObject object = new JsonObject();
        object.addProperty("id", device.id().toString());
        object.addProperty("name", device.name());
        object.addProperty("usable", device.usable());
        object.add("obstacle", text(device.obstacle()));
        object.add("total_memory_bytes", number(device.totalBytes()));
        object.add("free_memory_bytes", number(device.freeBytes()));
        object.add("context_bytes", number(device.contextBytes()));
        object.add("libtorch", text(Optional.of(device.library()).filter(library -> !library.isBlank())));
        object.addProperty("own_kernels", device.ownKernels() instanceof OwnKernels.Available);
        object.add("own_kernels_obstacle", text(device.ownKernels() instanceof OwnKernels.Unavailable(String reason)
                ? Optional.of(reason)
                : Optional.empty()));
        object.add("mig_instances", mig instanceof MigInstances.Listed(String ignored, var instances)
                ? JsonText.array(instances, DevicesCommand::object)
                : new JsonArray());
        object.add("mig_obstacle", text(mig instanceof MigInstances.None(String reason)
                ? Optional.of(reason)
                : Optional.empty()));
        object.add("precisions", JsonText.array(device.precisions(), DevicesCommand::object));
        return object;
    }

    private static JsonObject object(MigInstances.Instance instance) {
        JsonObject object = new JsonObject();
        object.addProperty("uuid", instance.uuid());
        object.addProperty("name", instance.name());
        object.add("memory_bytes", number(instance.memoryBytes()));
        object.add("multiprocessors", instance.multiprocessors().isPresent()
                ? new JsonPrimitive(instance.multiprocessors().getAsInt())
                : JsonNull.INSTANCE);
        return object;
    }

    private static JsonObject object(PrecisionReport report) {
        JsonObject object = new JsonObject();
        object.addProperty("precision", report.precision().label());
        object.addProperty("offered", report.obstacle().isEmpty());
        object.add("obstacle", text(report.obstacle()));
        return object;
    }

    private static JsonElement text(Optional<String> text) {
        return text.isPresent() ? new JsonPrimitive(text.get()) : JsonNull.INSTANCE;
    }

    private static JsonElement number(OptionalLong number) {
        return number.isPresent() ? new JsonPrimitive(number.getAsLong()) : JsonNull.INSTANCE;
    }

    private void table(List<DeviceReport> devices, Map<DeviceId, MigInstances> mig) {
        Notes notes = new Notes();
        TextTable table = new TextTable().left("Device").left("Name").right("Memory").right("Free");
        for (Precision precision : Precision.values()) {
            table.left(precision.label());
        }
        for (DeviceReport device : devices) {
            List<String> cells = new ArrayList<>(List.of(device.id().toString(), device.name(),
                    Quantity.bytes(device.totalBytes()), Quantity.bytes(device.freeBytes())));
            for (Precision precision : Precision.values()) {
                cells.add(device.obstacleTo(precision).map(reason -> "no " + notes.mark(reason)).orElse("yes"));
            }
            table.row(cells);
        }
        console.line(table.render());
        console.line("");
        for (DeviceReport device : devices) {
            console.line(device.id() + ": "
                    + (device.library().isBlank() ? "no libtorch in use" : device.library()));
        }
        for (DeviceReport device : devices) {
            if (!device.id().isCpu() && device.usable()) {
                console.line(device.id() + ", own kernels: " + switch (device.ownKernels()) {
                    case OwnKernels.Available _ -> "yes";
                    case OwnKernels.Unavailable(String reason) -> "no, because " + reason;
                });
            }
        }
        for (DeviceReport device : devices) {
            if (mig.get(device.id()) instanceof MigInstances.Listed(String ignored, var instances)) {
                instances.forEach(instance -> console.line(device.id() + ", MIG instance: " + instance.name() + ", "
                        + Quantity.bytes(instance.memoryBytes()) + ", " + instance.uuid()));
            }
        }
        notes.lines().forEach(console::line);
    }
}
