package io.paretoscope.cli;

import com.google.gson.JsonObject;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.FitCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the model sizes known by name. */
@Command(name = "models", description = "List the model sizes known by name, with their shapes and weights.")
final class ModelsCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    ModelsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (json) {
            JsonObject document = new JsonObject();
            document.add("models", JsonText.array(OptCatalog.models(), ModelsCommand::object));
            console.document(JsonText.of(document));
        } else {
            console.line(table());
        }
        return ExitCode.SUCCESS;
    }

    private static JsonObject object(OptConfig model) {
        JsonObject object = new JsonObject();
        object.addProperty("name", model.name());
        object.addProperty("layers", model.layers());
        object.addProperty("hidden_size", model.hidden());
        object.addProperty("heads", model.heads());
        object.addProperty("ffn_size", model.ffn());
        object.addProperty("vocabulary", model.vocabulary());
        object.addProperty("positions", model.positions());
        object.addProperty("parameters", model.parameters());
        JsonObject weights = new JsonObject();
        for (Precision precision : Precision.values()) {
            weights.addProperty(precision.label(), model.weightBytes(precision));
        }
        object.add("weights_bytes", weights);
        return object;
    }

    private static String table() {
        TextTable table = new TextTable().left("Model")
                .right("Layers")
                .right("Hidden\nsize")
                .right("Heads")
                .right("Positions\ntokens")
                .right("Parameters");
        for (Precision precision : Precision.values()) {
            table.right("Weights\n" + precision.label());
        }
        for (OptConfig model : OptCatalog.models()) {
            List<String> cells = new ArrayList<>(List.of(model.name(), Quantity.count(model.layers()),
                    Quantity.count(model.hidden()), Quantity.count(model.heads()), Quantity.count(model.positions()),
                    Quantity.count(model.parameters())));
            for (Precision precision : Precision.values()) {
                cells.add(FitCheck.gibibytes(model.weightBytes(precision)));
            }
            table.row(cells);
        }
        return table.render();
    }
}
