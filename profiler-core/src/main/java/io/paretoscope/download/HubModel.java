package io.paretoscope.download;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.paretoscope.checkpoint.HubCache;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A model on the Hugging Face hub, and its way into the cache that all of Hugging Face's tools share: content under
 * {@code blobs/CHECKSUM}, links to it under {@code snapshots/COMMIT}, and last of all {@code refs/main}, so that a model is
 * found there only when it is whole.
 *
 * @see <a href="https://huggingface.co/docs/huggingface_hub/guides/manage-cache">the cache's layout</a>
 * @see <a href="https://huggingface.co/docs/hub/api">the hub's interface</a>
 */
public final class HubModel {
    /** The hub itself. */
    public static final URI HUB = URI.create("https://huggingface.co");

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final String CONFIG = "config.json";
    private static final Pattern SAFETENSORS_SHARD = Pattern.compile("model-\\d{5}-of-\\d{5}\\.safetensors");
    private static final Pattern TORCH_SHARD = Pattern.compile("pytorch_model-\\d{5}-of-\\d{5}\\.bin");

    private final URI hub;
    private final String repository;
    private final FileDownload downloads;
    private final Patience patience;

    /**
     * A model.
     *
     * @param hub the hub, or a mirror with the same interface
     * @param repository organisation and name, such as {@code facebook/opt-125m}
     */
    public HubModel(URI hub, String repository, Patience patience) {
        this.hub = hub;
        this.repository = repository;
        this.patience = patience;
        this.downloads = new FileDownload(patience);
    }

    /**
     * The hub that an environment names: {@code HF_ENDPOINT}, or else the hub itself.
     *
     * @throws DownloadException where it is not an address, or {@code HF_HUB_OFFLINE} forbids to ask any
     */
    public static URI hub(Map<String, String> environment) throws DownloadException {
        String offline = environment.getOrDefault("HF_HUB_OFFLINE", "");
        if (!offline.isBlank() && !offline.equals("0")) {
            throw new DownloadException("HF_HUB_OFFLINE is set: nothing is fetched; unset it", null);
        }
        String endpoint = environment.getOrDefault("HF_ENDPOINT", "");
        if (endpoint.isBlank()) {
            return HUB;
        }
        return FileDownload.address("HF_ENDPOINT", endpoint, HUB);
    }

    /**
     * What the hub has of it.
     *
     * @param commit the one that {@code main} stands for
     * @param files configuration and weights, in one form
     */
    private record Listing(String commit, List<FileDownload.Wanted> files) {}

    /**
     * What was fetched.
     *
     * @param snapshot the folder that holds configuration and weights
     * @param bytes of all files
     */
    public record Fetched(Path snapshot, long bytes) {}

    /**
     * Fetches configuration and weights; what is there already is not fetched again. Blocks until all is there.
     *
     * @throws DownloadException where it cannot be had; what was fetched so far is kept, and the model is not in the cache
     */
    public Fetched download(HubCache cache, Progress progress) throws DownloadException, InterruptedException {
        Listing listing = list();
        Path folder = cache.repositoryFolder(repository);
        try {
            Path blobs = Files.createDirectories(folder.resolve("blobs"));
            for (FileDownload.Wanted file : listing.files()) {
                downloads.fetch(file, blobs.resolve(blob(file)), progress);
            }
            // Not before: a snapshot that is the only one counts as the model.
            Path snapshot = Files.createDirectories(folder.resolve("snapshots").resolve(listing.commit()));
            for (FileDownload.Wanted file : listing.files()) {
                link(snapshot.resolve(file.name()), blobs.resolve(blob(file)));
            }
            Path refs = Files.createDirectories(folder.resolve("refs"));
            Path written = Files.writeString(refs.resolve("main.incomplete"), listing.commit());
            Files.move(written, refs.resolve("main"), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return new Fetched(snapshot, listing.files().stream().mapToLong(FileDownload.Wanted::bytes).sum());
        } catch (DownloadException e) {
            throw e;
        } catch (IOException e) {
            throw new DownloadException(repository + " cannot be kept in " + folder + ": " + e.getClass()
                    .getSimpleName() + " " + e.getMessage() + "; HF_HUB_CACHE names another folder", e);
        }
    }

    /** A file's name in the cache is what it hashes to; the hub tells that of every file. */
    private static String blob(FileDownload.Wanted file) {
        return file.checksum().orElseThrow().hex();
    }

    private static void link(Path name, Path blob) throws IOException {
        Path target = Path.of("..", "..", "blobs", blob.getFileName().toString());
        try {
            Files.createSymbolicLink(name, target);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isSymbolicLink(name) || !Files.readSymbolicLink(name).equals(target)) {
                Files.delete(name);
                link(name, blob);
            }
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Windows allows links to few; Hugging Face's own tools put the file itself there then.
            Files.copy(blob, name, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Listing list() throws DownloadException, InterruptedException {
        URI address = URI.create(hub + "/api/models/" + repository + "/revision/main?blobs=true");
        try {
            HttpResponse<String> response = downloads.client()
                    .send(HttpRequest.newBuilder(address).timeout(patience.connect()).build(),
                            HttpResponse.BodyHandlers.ofString());
            return switch (response.statusCode()) {
                case OK -> listing(JsonParser.parseString(response.body()).getAsJsonObject());
                case UNAUTHORIZED, NOT_FOUND -> throw new DownloadException("there is no model " + repository + " on "
                        + hub + ", or not for everybody", null);
                default -> throw new DownloadException(
                        address + " answered " + response.statusCode() + "; try again later", null);
            };
        } catch (DownloadException e) {
            throw e;
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            throw new DownloadException(address + " answered with something else than a list of files: "
                    + e.getMessage(), e);
        } catch (IOException e) {
            throw new DownloadException(hub + " does not answer (" + (e.getMessage() == null
                    ? e.getClass().getSimpleName()
                    : e.getMessage()) + "): see to the network, or copy the model's folder from another machine", e);
        }
    }

    private Listing listing(JsonObject model) throws DownloadException {
        String commit = text(model, "sha", COMMIT);
        Map<String, JsonObject> files = new LinkedHashMap<>();
        for (JsonElement sibling : model.getAsJsonArray("siblings")) {
            files.put(sibling.getAsJsonObject().get("rfilename").getAsString(), sibling.getAsJsonObject());
        }
        List<FileDownload.Wanted> wanted = new ArrayList<>();
        for (String name : names(files)) {
            JsonObject file = Objects.requireNonNull(files.get(name));
            JsonObject large = file.has("lfs") && file.get("lfs").isJsonObject() ? file.getAsJsonObject("lfs") : null;
            Checksum checksum = large == null
                    ? new Checksum(Checksum.Kind.GIT_BLOB, text(file, "blobId", HASH))
                    : new Checksum(Checksum.Kind.SHA_256, text(large, "sha256", HASH));
            wanted.add(new FileDownload.Wanted(name,
                    URI.create(hub + "/" + repository + "/resolve/" + commit + "/" + name),
                    (large == null ? file : large).get("size").getAsLong(), Optional.of(checksum)));
        }
        return new Listing(commit, wanted);
    }

    /** Configuration and weights in the first of the forms that checkpoints are read from. */
    private List<String> names(Map<String, JsonObject> files) throws DownloadException {
        if (!files.containsKey(CONFIG)) {
            throw new DownloadException(repository + " has no " + CONFIG + " on " + hub + ": it is no model of"
                    + " transformers", null);
        }
        List<Predicate<String>> forms = List.of("model.safetensors"::equals,
                name -> name.equals("model.safetensors.index.json") || SAFETENSORS_SHARD.matcher(name).matches(),
                "pytorch_model.bin"::equals,
                name -> name.equals("pytorch_model.bin.index.json") || TORCH_SHARD.matcher(name).matches());
        for (Predicate<String> form : forms) {
            List<String> weights = files.keySet().stream().filter(form).sorted().toList();
            if (!weights.isEmpty()) {
                List<String> all = new ArrayList<>(List.of(CONFIG));
                all.addAll(weights);
                return all;
            }
        }
        throw new DownloadException(repository + " has no weights as safetensors or PyTorch files on " + hub, null);
    }

    private String text(JsonObject object, String key, Pattern form) throws DownloadException {
        JsonElement value = object.get(key);
        String text = value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
        if (!form.matcher(text).matches()) {
            throw new DownloadException(hub + " tells no usable " + key + " of " + repository + ", but '" + text + "'",
                    null);
        }
        return text;
    }
}
