package io.paretoscope.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Files to import, and requests about them. */
public final class ForeignFiles {
    /** When everything is imported. */
    public static final Instant NOW = Instant.parse("2026-11-23T08:15:30.123456789Z");

    private ForeignFiles() {}

    /** The published series of vLLM, whole, as a file in {@code folder}. */
    public static Path published(Path folder) {
        Path file = folder.resolve("vllm-h100-opt.csv");
        try (InputStream in = Objects
                .requireNonNull(ForeignFiles.class.getResourceAsStream("/io/paretoscope/foreign/vllm-h100-opt.csv"))) {
            Files.copy(in, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request of options, each as {@code --map a=b}. */
    public static ForeignReader.Request request(String... options) {
        List<String> all = Arrays.asList(options);
        return new ForeignReader.Request(
                some(all, "--format ").stream().map(ForeignFormat::parse).findFirst(),
                ColumnChoice.parse(some(all, "--map "), some(all, "--set ")),
                some(all, "--where ").stream().map(RowFilter::parse).toList(),
                some(all, "--title ").stream().findFirst());
    }

    private static List<String> some(List<String> options, String option) {
        return options.stream()
                .filter(one -> one.startsWith(option))
                .map(one -> one.substring(option.length()))
                .toList();
    }

    /** The background study of OPT-1.3B and OPT-2.7B in the published series. */
    public static ForeignRun background(Path folder) {
        try {
            return ForeignReader.read(published(folder), request("--where study=background"), NOW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one with that batch. */
    public static ForeignPoint at(ForeignRun run, int batch) {
        return run.points()
                .stream()
                .filter(point -> point.batch().isPresent() && point.batch().getAsInt() == batch)
                .findFirst()
                .orElseThrow();
    }
}
