package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a sweep is to measure. The same plan gives the same points in the same order wherever it is run from.
 *
 * @param models the models, in the order in which they run
 * @param batchSizes the batch sizes, in the order in which they run; each at least 1, none twice
 * @param promptTokens tokens of each prompt
 * @param outputTokens tokens that each sequence generates, the first of them from prefill
 * @param precision the format of weights and activations
 * @param device where to run
 * @param engines the kinds of engine that are asked for, in the order in which they run; none twice
 * @param seed seeds the prompts, so that every point of every run sees the same
 * @param protocol how each point is measured
 * @param replication how many replicas run at once, and how they share the device
 */
public record SweepPlan(List<ModelSource> models, List<Integer> batchSizes, int promptTokens, int outputTokens,
        Precision precision, DeviceId device, List<EngineKind> engines, long seed, Protocol protocol,
        Replication replication) {

    /** More repeats than any median needs; the times of all of them are held in memory and stored. */
    public static final int MOST_REPEATS = 10_000;

    /**
     * Checks the plan as a whole.
     *
     * @throws IllegalArgumentException saying in one line what is wrong and what would be right
     */
    public SweepPlan {
        models = List.copyOf(models);
        batchSizes = List.copyOf(batchSizes);
        engines = List.copyOf(engines);
        boolean groupsAlone = !replication.groups().isEmpty() && models.isEmpty() && batchSizes.isEmpty();
        if (models.isEmpty() && !groupsAlone) {
            throw new IllegalArgumentException("a sweep needs at least one model");
        }
        if (batchSizes.isEmpty() && !groupsAlone) {
            throw new IllegalArgumentException("a sweep needs at least one batch size");
        }
        for (int batch : batchSizes) {
            if (batch < 1) {
                throw new IllegalArgumentException("batch size " + batch + ": must be at least 1");
            }
        }
        if (batchSizes.stream().distinct().count() != batchSizes.size()) {
            throw new IllegalArgumentException("a batch size is listed twice: " + batchSizes);
        }
        List<String> labels = models.stream().map(model -> model.config().name()).toList();
        if (labels.stream().distinct().count() != labels.size()) {
            throw new IllegalArgumentException("a model is listed twice: " + labels);
        }
        check(engines, device);
        atLeastOne("prompt length", promptTokens);
        atLeastOne("output length", outputTokens);
        for (ModelSource model : allModels(models, replication)) {
            int positions = model.config().positions();
            if ((long) promptTokens + outputTokens > positions) {
                throw new IllegalArgumentException("prompt " + promptTokens + " + output " + outputTokens
                        + " tokens exceed the " + positions + " positions of " + model.config().name());
            }
        }
    }

    /** A plan with the device's own kind of engine. */
    public SweepPlan(List<ModelSource> models, List<Integer> batchSizes, int promptTokens, int outputTokens,
            Precision precision, DeviceId device, long seed, Protocol protocol, Replication replication) {
        this(models, batchSizes, promptTokens, outputTokens, precision, device,
                List.of(EngineKind.defaultFor(device)), seed, protocol, replication);
    }

    /** A plan with the device's own kind of engine, without replicas. */
    public SweepPlan(List<ModelSource> models, List<Integer> batchSizes, int promptTokens, int outputTokens,
            Precision precision, DeviceId device, long seed, Protocol protocol) {
        this(models, batchSizes, promptTokens, outputTokens, precision, device, seed, protocol, Replication.NONE);
    }

    /**
     * A plan with the device's own kind of engine, without replicas, whose points are measured {@code repeats} times, by
     * {@link Protocol#of}.
     */
    public SweepPlan(List<ModelSource> models, List<Integer> batchSizes, int promptTokens, int outputTokens,
            Precision precision, DeviceId device, long seed, int repeats) {
        this(models, batchSizes, promptTokens, outputTokens, precision, device, seed, Protocol.of(repeats));
    }

    /** Every model that the plan loads, groups counted, each once. */
    public List<ModelSource> allModels() {
        return allModels(models, replication);
    }

    private static List<ModelSource> allModels(List<ModelSource> models, Replication replication) {
        return Stream
                .concat(models.stream(),
                        replication.groups().stream().flatMap(List::stream).map(Part::model))
                .distinct()
                .toList();
    }

    /** Windows of each point. */
    public int repeats() {
        return protocol.repeats();
    }

    private static void check(List<EngineKind> engines, DeviceId device) {
        if (engines.isEmpty()) {
            throw new IllegalArgumentException("a sweep needs at least one engine");
        }
        if (engines.stream().distinct().count() != engines.size()) {
            throw new IllegalArgumentException("an engine is listed twice: " + engines);
        }
        engines.stream().flatMap(engine -> engine.obstacleOn(device).stream()).findFirst().ifPresent(obstacle -> {
            throw new IllegalArgumentException(obstacle);
        });
    }

    private static void atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " " + value + ": must be at least 1");
        }
    }

    /**
     * The points in the order in which they run: model by model, engine by engine, mode by mode, replicas by replicas, so that
     * each group of replicas is loaded once; then the groups, engine by engine. One replica is the same as streams and as processes: it is measured once.
     */
    public List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (ModelSource model : models) {
            engines.forEach(engine -> addReplicas(points, model, engine));
        }
        for (List<Part> group : replication.groups()) {
            engines.forEach(engine -> addGroup(points, group, engine));
        }
        return List.copyOf(points);
    }

    private void addReplicas(List<Point> points, ModelSource model, EngineKind engine) {
        boolean alone = false;
        for (ReplicaMode mode : replication.modes()) {
            for (int count : replication.counts()) {
                Placement placement = placement(count, mode, List.of());
                if (!placement.alone() || !alone) {
                    batchSizes.forEach(batch -> points.add(point(points.size(), model, batch, engine, placement)));
                }
                alone |= placement.alone();
            }
        }
    }

    private void addGroup(List<Point> points, List<Part> group, EngineKind engine) {
        for (Part part : group) {
            boolean there = points.stream()
                    .anyMatch(point -> point.placement().alone() && point.model().equals(part.model())
                            && point.batch() == part.batch() && point.engine() == engine);
            if (!there) {
                points.add(point(points.size(), part.model(), part.batch(), engine, Placement.ALONE));
            }
        }
        Part first = group.getFirst();
        for (ReplicaMode mode : replication.modes()) {
            points.add(point(points.size(), first.model(), first.batch(), engine,
                    placement(first.replicas(), mode, group.subList(1, group.size()))));
        }
    }

    private Placement placement(int replicas, ReplicaMode mode, List<Part> companions) {
        if (replicas == 1 && companions.isEmpty() && !mode.needsGpu()) {
            return Placement.ALONE;
        }
        return new Placement(replicas, mode, replication.threadPercentage(mode), companions);
    }

    private Point point(int ordinal, ModelSource model, int batch, EngineKind engine, Placement placement) {
        return new Point(ordinal, model, batch, promptTokens, outputTokens, precision, device, engine, placement);
    }
}
