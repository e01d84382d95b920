package io.paretoscope.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Points that others have published and that come with the product, so that there is something to look at, and to compare with,
 * before anything was measured: vLLM serving OPT-1.3B and OPT-2.7B on an H100 of 64 GB, from the result files of
 * <em>Mind the Memory Gap</em> (Recasens et al., 2025).
 */
public final class PublishedRun {
    /** How the run is called. */
    public static final String TITLE = "Published: vLLM on an H100 64 GB";
    /** The one-line name of where the figures are from. */
    public static final String SOURCE = "Recasens et al., Mind the Memory Gap, 2025 (arXiv 2503.08311)";

    private static final String FILE = "vllm-h100-opt.csv";
    private static final String REPOSITORY = "github.com/FerranAgulloLopez/vLLMBatchingMemoryGap";
    private static final String LICENCE = "Apache-2.0, as the fork of vLLM in which they were published";

    private PublishedRun() {}

    /**
     * The study of batch sizes, one engine on the card, with its source among its conditions.
     *
     * @param now when it is imported
     */
    public static ForeignRun read(Instant now) {
        ForeignReader.Request request = new ForeignReader.Request(Optional.of(ForeignFormat.VLLM_STUDY),
                ColumnChoice.parse(List.of(), List.of()), List.of(new RowFilter("study", "background")),
                Optional.of(TITLE));
        try (InputStream in = Objects.requireNonNull(PublishedRun.class.getResourceAsStream(FILE))) {
            ForeignRun run = ForeignReader.read(SourceFile.of(Path.of(FILE), in.readAllBytes()), request, now);
            Map<String, String> conditions = new LinkedHashMap<>();
            conditions.put("source", SOURCE);
            conditions.put("repository", REPOSITORY);
            conditions.put("licence", LICENCE);
            conditions.putAll(run.conditions());
            return new ForeignRun(run.title(), run.fileName(), run.sha256(), run.format(), run.mapping(),
                    run.importedAt(), conditions, run.points(), run.notes());
        } catch (IOException e) {
            throw new UncheckedIOException("the published figures in this program cannot be read", e);
        }
    }
}
