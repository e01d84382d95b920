package io.paretoscope.window;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Replication;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;

/** How many replicas run at once and how they share the device: the fields of a {@link Replication}. */
final class ReplicationViewModel {
    private final Replication initial;
    private final long weightsSeed;
    private final Input<List<Integer>> counts;
    private final List<ReplicaModeChoice> modes;
    private final Input<OptionalInt> mpsThreads;
    private final BooleanProperty pinned;
    private final Input<List<List<Part>>> groups;
    private final ReadOnlyStringWrapper mpsThreadsObstacle = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper mpsThreadsProblem = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper modesProblem = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Input.Meaning<Replication>> meaning = new ReadOnlyObjectWrapper<>(
            new Input.Meaning<>(Optional.of(Replication.NONE), ""));
    private Optional<DeviceReport> device = Optional.empty();

    /**
     * Begins with {@code initial}.
     *
     * @param weightsSeed seeds the synthetic weights of models that are named in a group and not in {@code initial}
     */
    ReplicationViewModel(Replication initial, long weightsSeed) {
        this.initial = initial;
        this.weightsSeed = weightsSeed;
        counts = new Input<>(InputText.ofNumbers(initial.counts()), InputText::replicaCounts);
        modes = Arrays.stream(ReplicaMode.values())
                .map(mode -> new ReplicaModeChoice(mode, initial.modes().contains(mode)))
                .toList();
        mpsThreads = new Input<>(
                initial.mpsThreadPercentage().isPresent() ? "" + initial.mpsThreadPercentage().getAsInt() : "",
                InputText::mpsThreads);
        pinned = new SimpleBooleanProperty(initial.pinned());
        groups = new Input<>(InputText.ofGroups(initial.groups()), text -> InputText.groups(text, this::model));
        Stream.of(counts, mpsThreads, groups).forEach(input -> input.meaning().subscribe(_ -> update()));
        modes.forEach(choice -> choice.chosen().subscribe(_ -> update()));
        pinned.subscribe(_ -> update());
        update();
    }

    /** Numbers of replicas of each model and batch. */
    Input<List<Integer>> counts() {
        return counts;
    }

    /** Every way of sharing a device. */
    List<ReplicaModeChoice> modes() {
        return modes;
    }

    ReplicaModeChoice mode(ReplicaMode mode) {
        return modes.stream().filter(choice -> choice.mode() == mode).findFirst().orElseThrow();
    }

    /** Percent of the GPU's threads that mode mps leaves to each replica; empty for all of them. */
    Input<OptionalInt> mpsThreads() {
        return mpsThreads;
    }

    /** Why that has no meaning now; empty where it has. */
    ReadOnlyStringProperty mpsThreadsObstacle() {
        return mpsThreadsObstacle.getReadOnlyProperty();
    }

    /** What is wrong with it; empty where nothing is, or where it has no meaning. */
    ReadOnlyStringProperty mpsThreadsProblem() {
        return mpsThreadsProblem.getReadOnlyProperty();
    }

    /** Whether each replica is kept on processor cores of its own. */
    BooleanProperty pinned() {
        return pinned;
    }

    /** Different models side by side. */
    Input<List<List<Part>>> groups() {
        return groups;
    }

    /** What is wrong with the modes that are chosen; empty where nothing is. */
    ReadOnlyStringProperty modesProblem() {
        return modesProblem.getReadOnlyProperty();
    }

    /** What the fields amount to, or what is wrong with the first of them. */
    ReadOnlyObjectProperty<Input.Meaning<Replication>> meaning() {
        return meaning.getReadOnlyProperty();
    }

    /** Every count in every mode that the device offers; none while something is wrong. */
    List<Placement> placements() {
        return meaning.get()
                .value()
                .stream()
                .flatMap(all -> all.modes().stream())
                .filter(mode -> mode(mode).obstacle().get().isEmpty())
                .flatMap(mode -> counts.value().stream().flatMap(List::stream).map(count -> Placement.of(count, mode)))
                .toList();
    }

    /** They are to share that device. Modes that it does not offer stay chosen, and are said to be a problem. */
    void device(Optional<DeviceReport> newDevice) {
        device = newDevice;
        modes.forEach(choice -> choice.obstacle(obstacle(choice.mode())));
        update();
    }

    private String obstacle(ReplicaMode mode) {
        return mode.needsGpu() && device.map(report -> report.id().isCpu()).orElse(false)
                ? "needs an NVIDIA GPU"
                : "";
    }

    /** A model of the first plan keeps its weights; any other has synthetic ones. */
    private ModelSource model(String name) {
        return initial.groups()
                .stream()
                .flatMap(List::stream)
                .map(Part::model)
                .filter(model -> model.config().name().equals(name))
                .findFirst()
                .orElseGet(() -> new ModelSource(OptCatalog.get(name), new WeightsRef.Synthetic(weightsSeed)));
    }

    /** Those that are chosen; those of the first plan keep their order. */
    private List<ReplicaMode> chosenModes() {
        return modes.stream()
                .filter(choice -> choice.chosen().get())
                .map(ReplicaModeChoice::mode)
                .sorted(Comparator.comparingInt(
                        mode -> initial.modes().contains(mode) ? initial.modes().indexOf(mode) : modes.size()))
                .toList();
    }

    private void update() {
        boolean mps = mode(ReplicaMode.MPS).chosen().get();
        mpsThreadsObstacle.set(mps ? "" : "replica mode mps is not chosen");
        mpsThreadsProblem.set(mps ? problem(mpsThreads) : "");
        modesProblem.set(problemOfModes());
        meaning.set(evaluate(mps));
    }

    private String problemOfModes() {
        if (chosenModes().isEmpty()) {
            return "no replica mode: choose streams or processes";
        }
        return modes.stream()
                .filter(choice -> choice.chosen().get() && !choice.obstacle().get().isEmpty())
                .map(choice -> choice.mode() + " " + choice.obstacle().get() + ", its points will be skipped")
                .collect(Collectors.joining("; "));
    }

    private Input.Meaning<Replication> evaluate(boolean mps) {
        List<ReplicaMode> chosen = chosenModes();
        Optional<String> wrong = Stream
                .of(problem(counts), chosen.isEmpty() ? modesProblem.get() : "", mpsThreadsProblem.get(),
                        problem(groups))
                .filter(problem -> !problem.isEmpty())
                .findFirst();
        return wrong.<Input.Meaning<Replication>>map(problem -> new Input.Meaning<>(Optional.empty(), problem))
                .orElseGet(() -> new Input.Meaning<>(Optional.of(new Replication(counts.value().orElseThrow(), chosen,
                        mps ? mpsThreads.value().orElseThrow() : OptionalInt.empty(), pinned.get(),
                        groups.value().orElseThrow())), ""));
    }

    private static String problem(Input<?> input) {
        return input.meaning().get().problem();
    }
}
