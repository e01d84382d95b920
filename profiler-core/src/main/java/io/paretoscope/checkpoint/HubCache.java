package io.paretoscope.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cache in which Hugging Face's tools keep downloaded models:
 * {@code models--ORGANISATION--NAME/snapshots/COMMIT/} holds the files, {@code refs/main} the commit.
 *
 * @param folder the cache
 * @see <a href="https://huggingface.co/docs/huggingface_hub/guides/manage-cache">its layout</a>
 */
public record HubCache(Path folder) {
    private static final Pattern COMMIT = Pattern.compile("[0-9A-Za-z]{1,64}");
    private static final String REPOSITORY_PREFIX = "models--";

    /** The cache that the environment of this process and the user's home name. */
    public static HubCache ofThisMachine() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /**
     * The cache that an environment names: {@code HF_HUB_CACHE}, else {@code HF_HOME/hub}, else
     * {@code XDG_CACHE_HOME/huggingface/hub}, else {@code .cache/huggingface/hub} in {@code home}.
     */
    public static HubCache of(Map<String, String> environment, Path home) {
        Path cache = folder(environment.get("HF_HUB_CACHE"), home);
        if (cache != null) {
            return new HubCache(cache);
        }
        Path own = folder(environment.get("HF_HOME"), home);
        if (own != null) {
            return new HubCache(own.resolve("hub"));
        }
        Path all = folder(environment.get("XDG_CACHE_HOME"), home);
        return new HubCache((all == null ? home.resolve(".cache") : all).resolve("huggingface", "hub"));
    }

    private static @Nullable Path folder(@Nullable String value, Path home) {
        if (value == null || value.isBlank()) {
            return null;
        }
        return value.equals("~") || value.startsWith("~/")
                ? home.resolve(value.substring(1).replaceFirst("^/", ""))
                : Path.of(value);
    }

    /**
     * Where a model's snapshots would lie, whether or not they do.
     *
     * @param repository organisation and name, such as {@code facebook/opt-125m}
     */
    public Path repositoryFolder(String repository) {
        return folder.resolve(REPOSITORY_PREFIX + repository.replace("/", "--"));
    }

    /** The model's name that a folder below some cache belongs to; empty for any other folder. */
    static String modelOf(Path snapshot) {
        Path snapshots = snapshot.getParent();
        Path repository = snapshots == null ? null : snapshots.getParent();
        if (snapshots == null || repository == null || repository.getFileName() == null
                || !snapshots.endsWith("snapshots")) {
            return "";
        }
        String name = repository.getFileName().toString();
        return name.startsWith(REPOSITORY_PREFIX) ? name.substring(name.lastIndexOf("--") + 2) : "";
    }

    /**
     * The snapshot that is in use: the one that {@code refs/main} names, or the only one.
     *
     * @param repositoryFolder an existing {@code models--…} folder
     * @throws IOException of one line, where there is none or it cannot be told which
     */
    static Path snapshot(Path repositoryFolder) throws IOException {
        Path main = repositoryFolder.resolve("refs", "main");
        Path snapshots = repositoryFolder.resolve("snapshots");
        if (Files.isRegularFile(main)) {
            String commit = Files.size(main) > 1000
                    ? ""
                    : new String(Files.readAllBytes(main),
                            StandardCharsets.UTF_8).strip();
            if (!COMMIT.matcher(commit).matches()) {
                throw new IOException(main + ": expected a commit, not " + Quoted.of(commit));
            }
            Path snapshot = snapshots.resolve(commit);
            if (!Files.isDirectory(snapshot)) {
                throw new IOException(
                        snapshot + ": no such folder, though refs/main names it; download the model again");
            }
            return snapshot;
        }
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(snapshots)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(snapshots, Files::isDirectory)) {
                entries.forEach(found::add);
            }
        }
        if (found.size() != 1) {
            throw new IOException(snapshots + ": holds " + found.size() + " snapshots and refs/main does not say which"
                    + " to use; give the folder of one, or download the model again");
        }
        return found.getFirst();
    }
}
