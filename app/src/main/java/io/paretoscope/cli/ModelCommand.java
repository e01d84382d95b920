package io.paretoscope.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.paretoscope.download.HubModel;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches trained weights. */
@Command(name = "model", description = "Fetch trained weights from the Hugging Face hub into its cache, where --checkpoint finds them.", footer = {
    "",
    "download  fetches configuration and weights; what a broken download has left is gone on with, and every file is checked",
    "", "The cache is the one of Hugging Face's own tools (HF_HUB_CACHE, HF_HOME); HF_ENDPOINT names a mirror."})
final class ModelCommand implements Callable<Integer> {
    private static final String DOWNLOAD = "download";
    private static final Pattern REPOSITORY = Pattern
            .compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}");

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ACTION", description = "download.")
    private String action = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "NAME", description = "Such as opt-125m or facebook/opt-125m.")
    private List<String> names = List.of();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    ModelCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (!action.equals(DOWNLOAD)) {
            throw wrong("'" + action + "' is not an action: must be download");
        }
        List<String> repositories = names.stream().map(this::repository).toList();
        JsonArray models = new JsonArray();
        List<String> lines = new ArrayList<>();
        for (String repository : repositories) {
            HubModel.Fetched fetched = fetch(repository);
            JsonObject model = new JsonObject();
            model.addProperty("model", repository);
            model.addProperty("folder", fetched.snapshot().toString());
            model.addProperty("bytes", fetched.bytes());
            models.add(model);
            lines.add(repository + " is in " + fetched.snapshot() + "; run it with --checkpoint " + repository);
        }
        if (json) {
            JsonObject document = new JsonObject();
            document.add("models", models);
            console.document(JsonText.of(document));
        } else {
            lines.forEach(console::line);
        }
        return ExitCode.SUCCESS;
    }

    private HubModel.Fetched fetch(String repository) throws IOException {
        try (DownloadBar bar = new DownloadBar(console, repository)) {
            return parts.models().fetch(repository, bar);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody interrupts a command", e);
        }
    }

    private String repository(String name) {
        return OptCatalog.find(name)
                .map(model -> "facebook/" + model.name())
                .or(() -> Optional.of(name).filter(given -> REPOSITORY.matcher(given).matches()))
                .orElseThrow(
                        () -> wrong("'" + name + "' is no model: give one of "
                                + OptCatalog.models().stream().map(OptConfig::name).collect(Collectors.joining(", "))
                                + ", or organisation and name such as facebook/opt-125m"));
    }

    private RuntimeException wrong(String message) {
        return Usage.wrong(spec, new IllegalArgumentException(message));
    }
}
