package io.paretoscope.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.telemetry.Energy;
import io.paretoscope.telemetry.Fact;
import io.paretoscope.telemetry.Processes;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.SamplerStats;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What a watch of a device found, as text and as JSON. */
final class TelemetryView {
    private static final double MICROS = 1e-3;
    private static final double PERCENT = 100;
    private static final double NANOS_PER_SECOND = 1e9;

    private final DeviceId device;
    private final Map<String, Fact> facts;
    private final Processes processes;

    TelemetryView(DeviceId device, Map<String, Fact> facts, Processes processes) {
        this.device = device;
        this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        this.processes = processes;
    }

    List<String> factLines() {
        Map<String, String> all = new LinkedHashMap<>();
        facts.forEach((name, fact) -> all.put(name, fact.text()));
        all.put("processes", processText());
        int width = all.keySet().stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        all.forEach((name, text) -> lines.add(name + " ".repeat(width - name.length()) + "  " + text));
        lines.add("");
        return lines;
    }

    private String processText() {
        return switch (processes) {
            case Processes.Unavailable(String reason) -> "unavailable: " + reason;
            case Processes.Listed(List<Processes.OnDevice> listed) when listed.isEmpty() -> "none";
            case Processes.Listed(List<Processes.OnDevice> listed) -> listed.stream()
                    .map(process -> "pid " + process.pid() + " with "
                            + io.paretoscope.cli.Quantity.bytes(process.memoryBytes()))
                    .collect(Collectors.joining(", "));
        };
    }

    List<String> resultLines(TelemetryWatch watch, Map<Energy.Source, Energy> energies, SamplerStats stats) {
        TextTable table = new TextTable().left("Sampled")
                .left("Unit")
                .right("n")
                .right("Least")
                .right("Mean")
                .right("Most")
                .left("Source");
        Map<String, List<String>> absent = new LinkedHashMap<>();
        List<String> events = new ArrayList<>();
        for (Quantity quantity : Quantity.values()) {
            Optional<TelemetrySummary> found = watch.summary(quantity);
            watch.whyNot(quantity)
                    .ifPresent(reason -> absent.computeIfAbsent((found.isPresent() ? "no more: " : "unavailable: ")
                            + reason, key -> new ArrayList<>()).add(quantity.label()));
            found.ifPresent(summary -> {
                table.row(row(summary));
                if (quantity.kind() == Quantity.Kind.BITS) {
                    summary.eventShares()
                            .forEach((event, share) -> events.add(quantity.label() + ": " + event.label() + " in "
                                    + percent(share) + " of the samples"));
                }
            });
        }
        List<String> lines = new ArrayList<>();
        lines.add(table.render());
        lines.add("");
        lines.addAll(events);
        absent.forEach((reason, quantities) -> lines.add(String.join(", ", quantities) + ": " + reason));
        lines.add("");
        energies.forEach((source, energy) -> lines.add("energy of the " + seconds(watch)
                + " within by " + source.label() + ": " + energyText(watch, energy)));
        lines.add(samplingText(stats));
        return lines;
    }

    private static List<String> row(TelemetrySummary summary) {
        Quantity quantity = summary.series().quantity();
        boolean gauge = quantity.kind() == Quantity.Kind.GAUGE;
        boolean bits = quantity.kind() == Quantity.Kind.BITS;
        return List.of(quantity.label(), quantity.unit(), io.paretoscope.cli.Quantity.count(summary.samples()),
                bits ? "" : number(summary.least()), gauge ? number(summary.mean()) : "",
                bits ? "" : number(summary.most()), summary.series().source());
    }

    private static String number(double value) {
        return io.paretoscope.cli.Quantity.number(value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", PERCENT * share);
    }

    private static String seconds(TelemetryWatch watch) {
        return String.format(Locale.ROOT, "%.1f s", watch.energyWindow().toNanos() / NANOS_PER_SECOND);
    }

    private static String energyText(TelemetryWatch watch, Energy energy) {
        return switch (energy) {
            case Energy.Joules(double joules, Energy.Source source, int samples) -> String.format(Locale.ROOT,
                    "%s J, %s W on average (%d %s)", number(joules),
                    number(joules / (watch.energyWindow().toNanos() / NANOS_PER_SECOND)), samples,
                    source == Energy.Source.COUNTER ? "ticks" : "samples");
            case Energy.Unavailable(String reason) -> "unavailable: " + reason;
        };
    }

    private static String samplingText(SamplerStats stats) {
        return String.format(Locale.ROOT,
                "sampling: %d rounds every %.0f ms, late by %.0f µs (median) and %.0f µs (99 %%), a round takes %.0f µs "
                        + "(median); %s of one core",
                stats.rounds(), stats.periodNanos() / 1e6, stats.latenessMedianNanos() * MICROS,
                stats.latenessP99Nanos() * MICROS, stats.roundMedianNanos() * MICROS, percent(stats.cpuShare()));
    }

    JsonObject json(TelemetryWatch watch, Map<Energy.Source, Energy> energies, SamplerStats stats) {
        JsonObject document = new JsonObject();
        document.addProperty("device", device.toString());
        document.addProperty("seconds", watch.time().toNanos() / NANOS_PER_SECOND);
        JsonObject known = new JsonObject();
        facts.forEach((name, fact) -> known.add(name, object(fact)));
        document.add("facts", known);
        document.add("processes", object(processes));
        document.add("quantities", JsonText.array(List.of(Quantity.values()), quantity -> object(watch, quantity)));
        document.addProperty("energy_window_seconds", watch.energyWindow().toNanos() / NANOS_PER_SECOND);
        JsonArray all = new JsonArray();
        energies.forEach((source, energy) -> all.add(object(source, energy)));
        document.add("energy", all);
        JsonObject sampling = new JsonObject();
        sampling.addProperty("period_ns", stats.periodNanos());
        sampling.addProperty("rounds", stats.rounds());
        sampling.addProperty("lateness_median_ns", stats.latenessMedianNanos());
        sampling.addProperty("lateness_p99_ns", stats.latenessP99Nanos());
        sampling.addProperty("round_median_ns", stats.roundMedianNanos());
        sampling.addProperty("cpu_share", stats.cpuShare());
        document.add("sampling", sampling);
        return document;
    }

    private static JsonObject object(Fact fact) {
        JsonObject object = new JsonObject();
        object.add("value", fact instanceof Fact.Known(String value) ? new JsonPrimitive(value) : JsonNull.INSTANCE);
        object.add("unavailable", fact instanceof Fact.Unavailable(String reason)
                ? new JsonPrimitive(reason)
                : JsonNull.INSTANCE);
        return object;
    }

    private static JsonObject object(Processes processes) {
        JsonObject object = new JsonObject();
        switch (processes) {
            case Processes.Listed(List<Processes.OnDevice> listed) -> {
                object.add("listed", JsonText.array(listed, process -> {
                    JsonObject one = new JsonObject();
                    one.addProperty("pid", process.pid());
                    one.add("memory_bytes", number(process.memoryBytes()));
                    return one;
                }));
                object.add("unavailable", JsonNull.INSTANCE);
            }
            case Processes.Unavailable(String reason) -> {
                object.add("listed", JsonNull.INSTANCE);
                object.addProperty("unavailable", reason);
            }
        }
        return object;
    }

    private static JsonElement number(OptionalLong number) {
        return number.isPresent() ? new JsonPrimitive(number.getAsLong()) : JsonNull.INSTANCE;
    }

    private static JsonObject object(TelemetryWatch watch, Quantity quantity) {
        Optional<TelemetrySummary> found = watch.summary(quantity);
        boolean numbers = quantity.kind() != Quantity.Kind.BITS;
        JsonObject object = new JsonObject();
        object.addProperty("quantity", quantity.key());
        object.addProperty("unit", quantity.unit());
        object.addProperty("samples", found.map(TelemetrySummary::samples).orElse(0L));
        object.add("min", numbers ? number(found.map(TelemetrySummary::least)) : JsonNull.INSTANCE);
        object.add("mean", quantity.kind() == Quantity.Kind.GAUGE
                ? number(found.map(TelemetrySummary::mean))
                : JsonNull.INSTANCE);
        object.add("max", numbers ? number(found.map(TelemetrySummary::most)) : JsonNull.INSTANCE);
        if (!numbers) {
            JsonObject shares = new JsonObject();
            found.ifPresent(summary -> summary.eventShares()
                    .forEach((event, share) -> shares.addProperty(event.name().toLowerCase(Locale.ROOT), share)));
            object.add("share_of_samples", shares);
        }
        object.add("source", text(found.map(summary -> summary.series().source())));
        object.add("unavailable", text(watch.whyNot(quantity)));
        return object;
    }

    private static JsonObject object(Energy.Source source, Energy energy) {
        JsonObject object = new JsonObject();
        object.addProperty("source", source.label());
        switch (energy) {
            case Energy.Joules(double joules, Energy.Source _, int samples) -> {
                object.addProperty("joules", joules);
                object.addProperty("samples", samples);
                object.add("unavailable", JsonNull.INSTANCE);
            }
            case Energy.Unavailable(String reason) -> {
                object.add("joules", JsonNull.INSTANCE);
                object.add("samples", JsonNull.INSTANCE);
                object.addProperty("unavailable", reason);
            }
        }
        return object;
    }

    private static JsonElement number(Optional<Double> number) {
        return number.isPresent() ? new JsonPrimitive(number.get()) : JsonNull.INSTANCE;
    }

    private static JsonElement text(Optional<String> text) {
        return text.isPresent() ? new JsonPrimitive(text.get()) : JsonNull.INSTANCE;
    }
}
