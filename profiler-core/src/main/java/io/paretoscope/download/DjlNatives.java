package io.paretoscope.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The builds of libtorch that DJL's makers publish: {@code VERSION/files.txt} lists all, a line each of the form
 * {@code cu128/linux-x86_64/native/lib/libtorch.so.gz}. They publish no checksums; every file is compressed by gzip, whose own
 * checksum and length tell damage, and comes over https.
 */
public final class DjlNatives {
    /** Where they are published. */
    public static final URI PUBLISHED = URI.create("https://publish.djl.ai/pytorch");
    /** Environment variable that names a mirror. */
    public static final String MIRROR_VARIABLE = "PARETOSCOPE_ENGINE_URL";

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final Pattern LINE = Pattern
            .compile("(?<flavor>cu\\d{3})/(?<classifier>[a-z0-9_-]+)/native/lib/(?<file>[^/]+)\\.gz");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]*");
    private static final int BUFFER_BYTES = 1 << 20;

    private final URI base;
    private final String version;
    private final Patience patience;
    private final FileDownload downloads;

    /**
     * Those of one version.
     *
     * @param base where they are published, or a mirror with the same names
     * @param version of libtorch, such as {@code 2.7.1}
     */
    public DjlNatives(URI base, String version, Patience patience) {
        this.base = base;
        this.version = version;
        this.patience = patience;
        this.downloads = new FileDownload(patience);
    }

    /**
     * Where to fetch them: what {@value #MIRROR_VARIABLE} names, or else where they are published.
     *
     * @throws DownloadException where it is not an address
     */
    public static URI address(Map<String, String> environment) throws DownloadException {
        String mirror = environment.getOrDefault(MIRROR_VARIABLE, "");
        if (mirror.isBlank()) {
            return PUBLISHED;
        }
        return FileDownload.address(MIRROR_VARIABLE, mirror, PUBLISHED);
    }

    /** Of libtorch. */
    public String version() {
        return version;
    }

    /** Where they come from. */
    public URI source() {
        return URI.create(base + "/" + version);
    }

    /**
     * One build.
     *
     * @param flavor such as {@code cu128}
     * @param files its libraries
     */
    public record Listing(String flavor, List<Library> files) {
        /** Of all, as they are fetched. */
        public long bytes() {
            return files.stream().mapToLong(Library::bytes).sum();
        }
    }

    /**
     * One compressed library.
     *
     * @param name of the library
     * @param uri where it is
     * @param bytes its length, compressed
     */
    public record Library(String name, URI uri, long bytes) {}

    /**
     * Asks what there is for a system: the newest CUDA flavor of those that {@code fits} accepts, and how long its files are.
     *
     * @param classifier the system, such as {@code linux-x86_64}
     * @throws DownloadException where it cannot be asked, or there is none
     */
    public Listing list(String classifier, Predicate<String> fits) throws DownloadException, InterruptedException {
        URI index = URI.create(source() + "/files.txt");
        HttpResponse<String> response = send(HttpRequest.newBuilder(index), index,
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != OK) {
            throw new DownloadException(index + " answered " + response.statusCode()
                    + (response.statusCode() == NOT_FOUND
                            ? ": nothing is published there for libtorch " + version
                            : "; try again later"),
                    null);
        }
        List<Matcher> lines = response.body()
                .lines()
                .map(line -> LINE.matcher(line.strip()))
                .filter(matcher -> matcher.matches() && matcher.group("classifier").equals(classifier))
                .toList();
        List<String> flavors = lines.stream().map(line -> line.group("flavor")).distinct().sorted().toList();
        String flavor = flavors.stream()
                .filter(fits)
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new DownloadException(index + " has no CUDA build for " + classifier
                        + " that fits the JNI library that is built in"
                        + (flavors.isEmpty() ? "" : ", but " + String.join(", ", flavors)), null));
        List<Library> files = new ArrayList<>();
        for (Matcher line : lines) {
            if (line.group("flavor").equals(flavor)) {
                files.add(library(line));
            }
        }
        return new Listing(flavor, List.copyOf(files));
    }

    private Library library(Matcher line) throws DownloadException, InterruptedException {
        String name = URLDecoder.decode(line.group("file"), StandardCharsets.UTF_8);
        URI uri = URI.create(source() + "/" + line.group());
        if (!FILE_NAME.matcher(name).matches()) {
            throw new DownloadException(source() + "/files.txt names '" + name + "', which is no name of a library",
                    null);
        }
        HttpResponse<Void> response = send(
                HttpRequest.newBuilder(uri).method("HEAD", HttpRequest.BodyPublishers.noBody()), uri,
                HttpResponse.BodyHandlers.discarding());
        OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        if (response.statusCode() != OK || length.isEmpty()) {
            throw new DownloadException(uri + (response.statusCode() == OK
                    ? " tells no length"
                    : " answered " + response.statusCode()) + "; try again later", null);
        }
        return new Library(name, uri, length.getAsLong());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, URI uri, HttpResponse.BodyHandler<T> body)
            throws DownloadException, InterruptedException {
        try {
            return downloads.client().send(request.timeout(patience.connect()).build(), body);
        } catch (IOException e) {
            throw new DownloadException(uri + " does not answer ("
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                    + "): see to the network, or install from files that another machine has fetched", e);
        }
    }

    /**
     * Fetches and unpacks what is not there yet. A library appears in {@code libraries} whole; what is half fetched lies in
     * {@code work}, from which the next try goes on.
     *
     * @param work a folder for this listing alone; emptied where it holds another
     * @param progress hears of the whole, compressed
     * @throws DownloadException where it cannot be had; what was fetched so far is kept unless it is damaged
     */
    public void fetch(Listing listing, Path work, Path libraries, Progress progress)
            throws DownloadException, InterruptedException {
        try {
            begin(listing, work, libraries);
            long before = 0;
            for (Library library : listing.files()) {
                long base = before;
                Path target = libraries.resolve(library.name());
                if (!Files.exists(target)) {
                    Path compressed = work.resolve(library.name() + ".gz");
                    downloads.fetch(
                            new FileDownload.Wanted(library.name(), library.uri(), library.bytes(), Optional.empty()),
                            compressed, (_, done, _) -> progress.at("fetching", base + done, listing.bytes()));
                    unpack(library, compressed, target);
                }
                before += library.bytes();
                progress.at("fetching", before, listing.bytes());
            }
        } catch (DownloadException e) {
            throw e;
        } catch (IOException e) {
            throw new DownloadException("libtorch " + version + " cannot be kept in " + work + " (" + e.getMessage()
                    + "); what was fetched whole is kept", e);
        }
    }

    /** What another build has left must not be mixed with this one. */
    private static void begin(Listing listing, Path work, Path libraries) throws IOException {
        Path written = work.resolve("listing.txt");
        String text = listing.toString();
        if (!Files.exists(written) || !Files.readString(written).equals(text)) {
            for (Path folder : List.of(libraries, work)) {
                if (Files.exists(folder)) {
                    try (Stream<Path> files = Files.list(folder)) {
                        for (Path file : files.filter(Files::isRegularFile).toList()) {
                            Files.delete(file);
                        }
                    }
                }
            }
            Files.createDirectories(libraries);
            Files.writeString(written, text);
        }
    }

    private static void unpack(Library library, Path compressed, Path target) throws IOException, InterruptedException {
        Path part = compressed.resolveSibling(library.name() + ".part");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(compressed), BUFFER_BYTES);
                var out = Files.newOutputStream(part)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = read(library, compressed, in, buffer); read >= 0; read = read(library, compressed, in,
                    buffer)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                out.write(buffer, 0, read);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (ZipException e) {
            throw damaged(library, compressed, e);
        } finally {
            Files.deleteIfExists(part);
        }
        Files.delete(compressed);
    }

    /** Tells what is wrong with the file from what is wrong with the disk. */
    private static int read(Library library, Path compressed, InputStream in, byte[] buffer) throws IOException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw damaged(library, compressed, e);
        }
    }

    private static DownloadException damaged(Library library, Path compressed, IOException cause) throws IOException {
        Files.delete(compressed);
        return new DownloadException(library.name() + " from " + library.uri() + " is not what its checksum says ("
                + cause.getMessage() + "): it was damaged on the way; nothing of it was kept, try again", cause);
    }
}
