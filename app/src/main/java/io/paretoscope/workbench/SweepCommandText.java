package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.Replication;
import io.paretoscope.sweep.SweepPlan;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command that measures a plan again, for a POSIX shell. What options cannot say (several checkpoints, a model that no
 * catalogue knows, weights of another seed than the prompts) goes into a plan file that the command writes first.
 */
public final class SweepCommandText {
    private static final String PLAN_FILE = "sweep-plan.json";

    private SweepCommandText() {}

    /** The command of {@code plan}: one line, or several where it needs a plan file. */
    public static String of(SweepPlan plan) {
        return options(plan).map(options -> "paretoscope sweep " + String.join(" ", options))
                .orElseGet(() -> "cat > " + PLAN_FILE + " <<'END'\n" + PlanJson.toJson(plan) + "\nEND\n"
                        + "paretoscope sweep --plan " + PLAN_FILE);
    }

    /** The options that say {@code plan}; empty where no options can. */
    static Optional<List<String>> options(SweepPlan plan) {
        Optional<List<String>> weights = weights(plan);
        if (weights.isEmpty() || !wholeMilliseconds(plan.protocol())
                || !plan.replication()
                        .groups()
                        .stream()
                        .flatMap(List::stream)
                        .allMatch(part -> catalogued(part, plan))) {
            return Optional.empty();
        }
        List<String> options = new ArrayList<>(weights.get());
        if (!plan.batchSizes().isEmpty()) {
            add(options, "--batch", list(plan.batchSizes()));
        }
        add(options, "--prompt", plan.promptTokens());
        add(options, "--output", plan.outputTokens());
        add(options, "--device", plan.device());
        if (!plan.engines().equals(List.of(EngineKind.defaultFor(plan.device())))) {
            add(options, "--engine", list(plan.engines().stream().map(EngineKind::label).toList()));
        }
        add(options, "--precision", plan.precision());
        addProtocol(options, plan.protocol());
        addReplication(options, plan.replication());
        if (plan.seed() != SweepDefaults.SEED) {
            add(options, "--seed", plan.seed());
        }
        return Optional.of(options);
    }

    private static Optional<List<String>> weights(SweepPlan plan) {
        List<ModelSource> models = plan.models();
        if (models.isEmpty()) {
            return Optional.of(List.of());
        }
        if (models.stream().allMatch(model -> catalogued(model, plan))) {
            return Optional.of(List.of("--model", list(models.stream().map(model -> model.config().name()).toList())));
        }
        if (models.size() == 1 && models.getFirst().weights() instanceof WeightsRef.Stored(String location)) {
            String name = models.getFirst().config().name();
            Stream<String> as = OptCatalog.find(name).isPresent() ? Stream.of("--model", name) : Stream.of();
            return Optional.of(Stream.concat(Stream.of("--checkpoint", quoted(location)), as).toList());
        }
        return Optional.empty();
    }

    private static boolean catalogued(Part part, SweepPlan plan) {
        return catalogued(part.model(), plan);
    }

    /** Whether its name and the one seed say all of it. */
    private static boolean catalogued(ModelSource model, SweepPlan plan) {
        return model.weights().equals(new WeightsRef.Synthetic(plan.seed()))
                && OptCatalog.find(model.config().name()).equals(Optional.of(model.config()));
    }

    private static boolean wholeMilliseconds(Protocol protocol) {
        return protocol.window().map(window -> window.toNanosPart() % 1_000_000 == 0).orElse(true);
    }

    private static void addProtocol(List<String> options, Protocol protocol) {
        if (protocol.repeats() != Protocol.DEFAULT_REPEATS) {
            add(options, "--repeats", protocol.repeats());
        }
        protocol.window().ifPresent(window -> add(options, "--window", seconds(window)));
        if (protocol.order() != Protocol.Order.LISTED) {
            add(options, "--order", protocol.order().label());
        }
        protocol.coolDownCelsius().ifPresent(celsius -> add(options, "--cool-down", celsius));
    }

    private static void addReplication(List<String> options, Replication replication) {
        if (!replication.counts().equals(Replication.NONE.counts())) {
            add(options, "--replicas", list(replication.counts()));
        }
        if (!replication.modes().equals(Replication.NONE.modes())) {
            add(options, "--replica-mode", list(replication.modes().stream().map(ReplicaMode::label).toList()));
        }
        replication.mpsThreadPercentage().ifPresent(percentage -> add(options, "--mps-threads", percentage));
        if (!replication.pinned()) {
            options.add("--no-pinning");
        }
        replication.groups().forEach(group -> add(options, "--group", quoted(GroupSpec.text(group))));
    }

    private static void add(List<String> options, String option, Object value) {
        options.add(option);
        options.add(value.toString());
    }

    private static String list(Collection<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String seconds(Duration window) {
        return BigDecimal.valueOf(window.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private static String quoted(String text) {
        return text.matches("[\\w./~@:,+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
