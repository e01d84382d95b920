package io.paretoscope.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Fetches files of known length, and of known checksum where one is published. What is fetched so far lies in {@code NAME.incomplete} beside the target, from which
 * the next try goes on, of this process or a later one; the target appears whole and checked, or not at all.
 *
 * <p>Not for several threads at once. An interrupt ends it.
 */
final class FileDownload {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int TOO_MANY = 429;
    private static final int SERVER_FAULT = 500;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final double MIB = 1 << 20;

    private final HttpClient client;
    private final Patience patience;

    FileDownload(Patience patience) {
        this.patience = patience;
        // Never from https to http.
        this.client = HttpClient.newBuilder()
                .connectTimeout(patience.connect())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /**
     * An address that a user has named, without a slash at its end.
     *
     * @param variable in which it was named
     * @param example to show where it is none
     * @throws DownloadException where it is none
     */
    static URI address(String variable, String text, URI example) throws DownloadException {
        try {
            URI uri = URI.create(text.strip().replaceAll("/+$", ""));
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new DownloadException(variable + " is '" + text + "', expected an address such as " + example, null);
    }

    /** The same client, for what is asked beside the files. */
    HttpClient client() {
        return client;
    }

    /**
     * A file to fetch.
     *
     * @param name what to call it in messages
     * @param uri where it is
     * @param bytes its length
     * @param checksum of its content; empty where its makers publish none
     */
    record Wanted(String name, URI uri, long bytes, Optional<Checksum> checksum) {}

    /**
     * Fetches one; does nothing where the target is there already.
     *
     * @throws DownloadException where it cannot be had; what was fetched so far is kept unless it is wrong
     */
    void fetch(Wanted file, Path target, Progress progress) throws DownloadException, InterruptedException {
        if (Files.exists(target)) {
            progress.at(file.name(), file.bytes(), file.bytes());
            return;
        }
        Path part = target.resolveSibling(target.getFileName() + ".incomplete");
        try {
            checkSpace(file, part);
            if (file.bytes() == 0 && !Files.exists(part)) {
                Files.createFile(part);
            }
            int fruitless = 0;
            while (size(part) < file.bytes()) {
                long before = size(part);
                try {
                    request(file, part, progress);
                } catch (Refused e) {
                    throw new DownloadException(file.name() + " cannot be fetched from " + file.uri() + ": "
                            + e.getMessage(), e);
                } catch (Interruption e) {
                    fruitless = size(part) > before ? 1 : fruitless + 1;
                    if (fruitless >= patience.tries()) {
                        throw new DownloadException(file.name() + " could not be fetched from " + file.uri() + " in "
                                + fruitless + " tries: " + e.getMessage() + "; see to the connection and try again, "
                                + mebibytes(size(part)) + " of " + mebibytes(file.bytes()) + " are kept", e);
                    }
                    pause(fruitless);
                }
            }
            accept(file, part, target);
        } catch (DownloadException e) {
            throw e;
        } catch (IOException e) {
            throw new DownloadException(file.name() + " cannot be written to " + part + " (" + e.getMessage() + "); "
                    + mebibytes(file.bytes()) + " are needed there in all, what was fetched is kept", e);
        }
    }

    private static void checkSpace(Wanted file, Path part) throws IOException {
        long missing = file.bytes() - size(part);
        Path folder = part.toAbsolutePath().getParent();
        if (folder != null) {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < missing) {
                throw new DownloadException(file.name() + " needs " + mebibytes(missing) + " more on the disk of "
                        + folder + ", where " + mebibytes(free) + " are free", null);
            }
        }
    }

    /** The server has said that it will not. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** It broke off, and may go on. */
    private static final class Interruption extends IOException {
        private static final long serialVersionUID = 1;

        Interruption(String message) {
            super(message);
        }
    }

    private void request(Wanted file, Path part, Progress progress) throws IOException, InterruptedException {
        long have = size(part);
        HttpRequest.Builder request = HttpRequest.newBuilder(file.uri()).timeout(patience.connect());
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new Interruption(describe(e));
        }
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status == PARTIAL && continues(response, have)) {
                copy(file, body, part, have, progress);
            } else if (status == OK) {
                // It knows nothing of ranges, or the file has changed.
                Files.deleteIfExists(part);
                copy(file, body, part, 0, progress);
            } else if (status == PARTIAL || status == RANGE_NOT_SATISFIABLE) {
                Files.deleteIfExists(part);
                throw new Interruption("the server answered with another part than was asked for");
            } else if (status == TOO_MANY || status >= SERVER_FAULT) {
                throw new Interruption("the server answered " + status);
            } else {
                throw new Refused("the server answered " + status + meaning(status));
            }
        }
    }

    private static String meaning(int status) {
        return switch (status) {
            case 401, 403 -> " (it wants to know who asks, or says no)";
            case 404 -> " (there is no such file)";
            default -> "";
        };
    }

    private static boolean continues(HttpResponse<?> response, long have) {
        return response.headers()
                .firstValue("Content-Range")
                .map(range -> range.startsWith("bytes " + have + "-"))
                .orElse(false);
    }

    private void copy(Wanted file, InputStream body, Path part, long have, Progress progress) throws IOException {
        AtomicLong last = new AtomicLong(System.nanoTime());
        Thread watch = Thread.ofVirtual().name("download-watch").start(() -> watch(body, last));
        long done = have;
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = read(body, buffer); read >= 0; read = read(body, buffer)) {
                last.set(System.nanoTime());
                done += read;
                if (done > file.bytes()) {
                    break;
                }
                out.write(buffer, 0, read);
                progress.at(file.name(), done, file.bytes());
            }
        } finally {
            watch.interrupt();
        }
        if (done > file.bytes()) {
            Files.delete(part);
            throw new Refused("it is longer there than the " + file.bytes() + " bytes it should have; it has changed"
                    + " since it was listed, try again");
        }
        if (done < file.bytes()) {
            throw new Interruption("the connection broke off");
        }
    }

    /** A stream that is closed gives up waiting. */
    private void watch(InputStream body, AtomicLong last) {
        while (!Thread.currentThread().isInterrupted()) {
            long left = patience.silence().toNanos() - (System.nanoTime() - last.get());
            if (left <= 0) {
                try {
                    body.close();
                } catch (IOException e) {
                    // The reader learns of it.
                }
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    private static int read(InputStream body, byte[] buffer) throws Interruption {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new Interruption(describe(e));
        }
    }

    private static String describe(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static void accept(Wanted file, Path part, Path target) throws IOException {
        if (file.checksum().isPresent()) {
            Checksum expected = file.checksum().get();
            Checksum found = expected.of(part);
            if (!found.equals(expected)) {
                Files.delete(part);
                throw new DownloadException(file.name() + " from " + file.uri() + " has the checksum " + found.hex()
                        + " and should have " + expected.hex() + ": it was damaged on the way or replaced at its"
                        + " source; nothing of it was kept, try again", null);
            }
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private void pause(int fruitless) throws InterruptedException {
        Thread.sleep(patience.pause().multipliedBy(1L << (fruitless - 1)));
    }

    private static long size(Path part) throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MiB", bytes / MIB);
    }
}
