package io.paretoscope.download;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A server with the hub's interface on this machine, which can be told to break off, to redirect, and to send wrong bytes. */
public final class FakeHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final HttpServer server;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<String> large = new ArrayList<>();
    /** Requests for content, as path and range. */
    public final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    /** How many further answers end after half of what they promise. */
    int breaks;
    /** How many further answers are of a server in trouble. */
    int troubles;
    boolean redirects;
    boolean withoutRanges;
    boolean wrongBytes;
    boolean silent;
    private final CountDownLatch closed = new CountDownLatch(1);
    int listStatus = 200;

    public FakeHub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/models/", this::list);
        server.createContext("/", this::file);
        server.start();
    }

    public URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** A small file, which git keeps itself. */
    public void put(String name, byte[] content) {
        files.put(name, content.clone());
    }

    /** A file in large file storage. */
    public void putLarge(String name, byte[] content) {
        put(name, content);
        large.add(name);
    }

    public static String sha(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            Arrays.stream(parts).forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void list(HttpExchange exchange) throws IOException {
        JsonObject model = new JsonObject();
        model.addProperty("sha", COMMIT);
        JsonArray siblings = new JsonArray();
        files.forEach((name, content) -> {
            JsonObject file = new JsonObject();
            file.addProperty("rfilename", name);
            file.addProperty("size", content.length);
            file.addProperty("blobId",
                    sha("SHA-1", ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII), content));
            if (large.contains(name)) {
                JsonObject storage = new JsonObject();
                storage.addProperty("sha256", sha("SHA-256", content));
                storage.addProperty("size", content.length);
                file.add("lfs", storage);
            }
            siblings.add(file);
        });
        model.add("siblings", siblings);
        byte[] body = model.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(listStatus, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private void file(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (redirects && !path.startsWith("/elsewhere/")) {
                exchange.getResponseHeaders().add("Location", address() + "/elsewhere" + path);
                exchange.sendResponseHeaders(302, -1);
                return;
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                tellLength(exchange, files.get(path.substring(path.lastIndexOf('/') + 1)));
                return;
            }
            String range = exchange.getRequestHeaders().getFirst("Range");
            asked.add(path.substring(path.lastIndexOf('/') + 1) + (range == null ? "" : " " + range));
            byte[] content = files.get(path.substring(path.lastIndexOf('/') + 1));
            if (troubles > 0) {
                troubles--;
                exchange.sendResponseHeaders(503, -1);
            } else if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                answer(exchange, content.clone(), range);
            }
        }
    }

    private static void tellLength(HttpExchange exchange, byte @Nullable [] content) throws IOException {
        if (content != null) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(content.length));
        }
        exchange.sendResponseHeaders(content == null ? 404 : 200, -1);
    }

    private void answer(HttpExchange exchange, byte[] content, @Nullable String range)
            throws IOException {
        if (wrongBytes) {
            content[content.length - 1]++;
        }
        int from = 0;
        int status = 200;
        if (range != null && !withoutRanges) {
            from = Integer.parseInt(range.replace("bytes=", "").replace("-", ""));
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            status = 206;
        }
        byte[] part = Arrays.copyOfRange(content, from, content.length);
        exchange.sendResponseHeaders(status, part.length);
        int sent = part.length;
        if (breaks > 0) {
            breaks--;
            sent = part.length / 2;
        }
        exchange.getResponseBody().write(part, 0, sent);
        exchange.getResponseBody().flush();
        if (silent) {
            silent = false;
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
