package io.paretoscope.cli;

import com.google.gson.JsonObject;
import io.paretoscope.store.StoredRun;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What replicas brought in a stored run. */
@Command(name = "replicas", sortOptions = false, description = "Compare the replicas of a stored run: the same sequences on the device in "
        + "one engine or in several, the same batch in one or in each of several, and different models side by side "
        + "against each alone.")
final class ReplicasCommand implements Callable<Integer> {
    private final CliParts parts;
    private final Console console;

    @Mixin
    private final RunChoice choice = new RunChoice();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    ReplicasCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandFailure {
        StoredRun run = choice.read(parts, console);
        ReplicaView view = new ReplicaView(run.results());
        if (json) {
            JsonObject document = new JsonObject();
            document.addProperty("run_id", run.summary().id());
            view.json().asMap().forEach(document::add);
            console.document(JsonText.of(document));
            return ExitCode.SUCCESS;
        }
        List<String> lines = view.lines();
        if (lines.isEmpty()) {
            throw new CommandFailure("run " + run.summary().id() + " has no two measured points that differ in their "
                    + "replicas alone; 'paretoscope sweep --replicas 1,2,4' makes such", null);
        }
        lines.forEach(console::line);
        return ExitCode.SUCCESS;
    }
}
