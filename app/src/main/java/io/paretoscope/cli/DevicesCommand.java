package io.paretoscope.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.PrecisionReport;
import io.paretoscope.opt.Precision;
import io.paretoscope.workbench.EngineBench;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
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
        try (CloseOnExit<EngineBench> bench = new CloseOnExit<>(parts.workbenches().openEngines(download))) {
            devices = bench.get().devices();
        }
        if (json) {
            JsonObject document = new JsonObject();
            document.add("devices", JsonText.array(devices, DevicesCommand::object));
            console.document(JsonText.of(document));
        } else {
            table(devices);
        }
        return ExitCode.SUCCESS;
    }

    private static JsonObject object(DeviceReport device) {
        JsonObject object = new JsonObject();
        object.addProperty("id", device.id().toString());
        object.addProperty("name", device.name());
        object.addProperty("usable", device.usable());
        object.add("obstacle", text(device.obstacle()));
        object.add("total_memory_bytes", number(device.totalBytes()));
        object.add("free_memory_bytes", number(device.freeBytes()));
        object.add("context_bytes", number(device.contextBytes()));
        object.add("libtorch", text(Optional.of(device.library()).filter(library -> !library.isBlank())));
        object.add("precisions", JsonText.array(device.precisions(), DevicesCommand::object));
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

    private void table(List<DeviceReport> devices) {
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
        notes.lines().forEach(console::line);
    }
}
