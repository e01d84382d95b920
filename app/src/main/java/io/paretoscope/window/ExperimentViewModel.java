package io.paretoscope.window;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.PlannedPoint;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.SweepDefaults;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** What is to be measured: the fields of a plan, and what they amount to. Everything here runs on the screen's thread. */
final class ExperimentViewModel {
    private static final String LOOKING = "looking for devices";

    private final Background background;
    private final ConfigReader configs;
    private final SweepPlan initial;

    private final ObservableList<ModelChoiceViewModel> models = FXCollections.observableArrayList();
    private final Input<List<Integer>> batchSizes;
    private final Input<Integer> promptTokens;
    private final Input<Integer> outputTokens;
    private final ProtocolViewModel protocol;
    private final ReplicationViewModel replication;
    private final Input<Long> seed;
    private final ObservableList<DeviceReport> devices = FXCollections.observableArrayList();
    private final ObjectProperty<Optional<DeviceReport>> device = new SimpleObjectProperty<>(Optional.empty());
    private final ReadOnlyStringWrapper devicesProblem = new ReadOnlyStringWrapper(LOOKING);
    private final ObservableList<PrecisionChoice> precisions = FXCollections.observableArrayList();
    private final ObjectProperty<Precision> precision;
    private final List<EngineChoice> engines;
    private final ReadOnlyStringWrapper checkpointProblem = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<PlanState> plan = new ReadOnlyObjectWrapper<>(
            new PlanState.Incomplete(LOOKING));

    /**
     * Begins with the known sizes and the fields of {@code initial}.
     *
     * @param configs reads checkpoint folders
     */
    ExperimentViewModel(SweepPlan initial, ConfigReader configs, Background background) {
        this.initial = initial;
        this.configs = configs;
        this.background = background;
        batchSizes = new Input<>(
                // A plan of groups alone has none; these count only once a model is chosen beside them.
                InputText.ofNumbers(initial.batchSizes().isEmpty() ? SweepDefaults.BATCH_SIZES : initial.batchSizes()),
                InputText::batchSizes);
        promptTokens = new Input<>("" + initial.promptTokens(), text -> InputText.wholeNumber("prompt length", text));
        outputTokens = new Input<>("" + initial.outputTokens(), text -> InputText.wholeNumber("output length", text));
        protocol = new ProtocolViewModel(initial.protocol());
        replication = new ReplicationViewModel(initial.replication(), initial.seed());
        seed = new Input<>("" + initial.seed(), InputText::seed);
        precision = new SimpleObjectProperty<>(initial.precision());
        engines = Arrays.stream(EngineKind.values())
                .map(kind -> new EngineChoice(kind, initial.device(), initial.engines()))
                .toList();
        for (OptConfig config : OptCatalog.models()) {
            ModelSource synthetic = new ModelSource(config, new WeightsRef.Synthetic(initial.seed()));
            Optional<ModelSource> planned = initial.models()
                    .stream()
                    .filter(source -> source.config().equals(config)
                            && source.weights() instanceof WeightsRef.Synthetic)
                    .findFirst();
            add(new ModelChoiceViewModel(planned.orElse(synthetic), planned.isPresent()));
        }
        initial.models()
                .stream()
                .filter(source -> models.stream().noneMatch(choice -> choice.source().equals(source)))
                .forEach(source -> add(new ModelChoiceViewModel(source, true)));
        inputs().forEach(input -> input.meaning().subscribe(ignored -> update()));
        protocol.order().subscribe(ignored -> update());
        replication.meaning().subscribe(ignored -> update());
        device.subscribe(chosen -> {
            protocol.energy(chosen.map(report -> !report.id().isCpu()).orElse(false));
            replication.device(chosen);
            chosen.ifPresent(report -> engines.forEach(choice -> choice.on(report.id())));
            offerPrecisions();
        });
        precision.subscribe(ignored -> update());
        engines.forEach(choice -> choice.chosen().subscribe(ignored -> update()));
        update();
    }

    /** All models to choose from. */
    ObservableList<ModelChoiceViewModel> models() {
        return models;
    }

    Input<List<Integer>> batchSizes() {
        return batchSizes;
    }

    Input<Integer> promptTokens() {
        return promptTokens;
    }

    Input<Integer> outputTokens() {
        return outputTokens;
    }

    /** How each point is measured. */
    ProtocolViewModel protocol() {
        return protocol;
    }

    /** How many replicas run at once. */
    ReplicationViewModel replication() {
        return replication;
    }

    Input<Long> seed() {
        return seed;
    }

    /** All devices, those that cannot be used included. */
    ObservableList<DeviceReport> devices() {
        return devices;
    }

    /** The device to run on; empty until devices are known. */
    ObjectProperty<Optional<DeviceReport>> device() {
        return device;
    }

    /** The device turned out to tell its energy, or not to: windows are longer where energy counts. */
    void energyTold(boolean told) {
        protocol.energy(told);
        update();
    }

    /** Why there is no device to choose yet; empty where there is. */
    ReadOnlyStringProperty devicesProblem() {
        return devicesProblem.getReadOnlyProperty();
    }

    /** Every precision, with what keeps the device from offering it. */
    ObservableList<PrecisionChoice> precisions() {
        return precisions;
    }

    ObjectProperty<Precision> precision() {
        return precision;
    }

    /** Every kind of engine. */
    List<EngineChoice> engines() {
        return engines;
    }

    /** Why the last checkpoint folder was not taken; empty where it was. */
    ReadOnlyStringProperty checkpointProblem() {
        return checkpointProblem.getReadOnlyProperty();
    }

    /** What all of it amounts to. */
    ReadOnlyObjectProperty<PlanState> plan() {
        return plan.getReadOnlyProperty();
    }

    /** The devices have been found. The one that the first plan names is chosen, or else the first that can be used. */
    void devicesFound(List<DeviceReport> found) {
        devices.setAll(found);
        devicesProblem.set(found.isEmpty() ? "no device was found" : "");
        device.set(found.stream()
                .filter(report -> report.id().equals(initial.device()) && report.usable())
                .findFirst()
                .or(() -> found.stream().filter(DeviceReport::usable).findFirst())
                .or(() -> found.stream().findFirst()));
        update();
    }

    /** The devices could not be found. */
    void devicesFailed(String reason) {
        devicesProblem.set(reason);
        update();
    }

    /**
     * Takes the model in {@code folder}, with its trained weights, and chooses it in place of any other of its name: a plan
     * has each name once.
     */
    void addCheckpoint(Path folder) {
        checkpointProblem.set("");
        background.run(() -> configs.read(folder), config -> {
            ModelSource source = new ModelSource(config, new WeightsRef.Stored(folder.toString()));
            models.stream()
                    .filter(choice -> choice.source().config().name().equals(config.name()))
                    .forEach(choice -> choice.chosen().set(false));
            models.removeIf(choice -> choice.source().weights().equals(source.weights()));
            add(new ModelChoiceViewModel(source, true));
            update();
        }, failure -> checkpointProblem.set(Problem.messageOf(failure)));
    }

    /** Fills in the powers of two up to {@code largest}. */
    void batchesUpTo(long largest) {
        List<Integer> powers = Stream.iterate(1, power -> power <= largest, power -> power * 2).limit(31).toList();
        batchSizes.text().set(InputText.ofNumbers(powers));
    }

    /** The largest batch that fits for every chosen model that fits at all; empty where none does or nobody knows. */
    OptionalLong largestCommonBatch() {
        return models.stream()
                .filter(choice -> choice.chosen().get())
                .map(choice -> choice.fit().get())
                .filter(Fit.UpTo.class::isInstance)
                .mapToLong(fit -> ((Fit.UpTo) fit).largestOfAll())
                .min();
    }

    private void add(ModelChoiceViewModel choice) {
        choice.chosen().subscribe(ignored -> update());
        models.add(choice);
    }

    private void offerPrecisions() {
        List<PrecisionChoice> choices = Arrays.stream(Precision.values())
                .map(each -> new PrecisionChoice(each, device.get().flatMap(report -> report.obstacleTo(each))))
                .toList();
        precisions.setAll(choices);
        device.get().ifPresent(report -> {
            if (report.obstacleTo(precision.get()).isPresent() && !report.offered().isEmpty()) {
                precision.set(report.offered().getFirst());
            }
        });
        update();
    }

    private void update() {
        for (ModelChoiceViewModel model : models) {
            model.update(precision.get(), fitOf(model.source()));
        }
        plan.set(evaluate());
    }

    private Fit fitOf(ModelSource model) {
        if (device.get().isEmpty()) {
            return new Fit.Unknown(lookingForDevices() ? LOOKING : "no device to fit");
        }
        if (promptTokens.value().isEmpty() || outputTokens.value().isEmpty()) {
            return new Fit.Unknown("depends on prompt and output length");
        }
        DeviceReport report = device.get().get();
        if (!report.usable()) {
            return new Fit.Unknown(report.id() + " cannot be used");
        }
        return Fit.of(model, new Fit.Load(promptTokens.value().get(), outputTokens.value().get(), precision.get(),
                chosenEngines(), replication.placements()), report);
    }

    private List<EngineKind> chosenEngines() {
        return engines.stream().filter(choice -> choice.chosen().get()).map(EngineChoice::kind).toList();
    }

    /** Whether it is still open which devices there are. */
    boolean lookingForDevices() {
        return devicesProblem.get().equals(LOOKING);
    }

    private Stream<Input<?>> inputs() {
        return Stream.concat(Stream.of(batchSizes, promptTokens, outputTokens, seed), protocol.inputs().stream());
    }

    /** Whether groups are all that is to be measured, so that batch sizes do not matter. */
    private boolean groupsAlone() {
        return replication.meaning().get().value().map(all -> !all.groups().isEmpty()).orElse(false)
                && models.stream().noneMatch(choice -> choice.chosen().get());
    }

    private PlanState evaluate() {
        boolean groupsAlone = groupsAlone();
        Optional<String> wrong = Stream
                .concat(inputs().filter(input -> !groupsAlone || !input.equals(batchSizes))
                        .map(input -> input.meaning().get().problem()),
                        Stream.of(replication.meaning().get().problem()))
                .filter(problem -> !problem.isEmpty())
                .findFirst();
        if (wrong.isPresent()) {
            return new PlanState.Incomplete(wrong.get());
        }
        if (device.get().isEmpty()) {
            return new PlanState.Incomplete(devicesProblem.get());
        }
        DeviceReport report = device.get().get();
        if (report.obstacle().isPresent()) {
            return new PlanState.Incomplete(report.id() + " cannot be used: " + report.obstacle().get());
        }
        Optional<String> imprecise = report.obstacleTo(precision.get());
        if (imprecise.isPresent()) {
            return new PlanState.Incomplete(precision.get() + " on " + report.id() + ": " + imprecise.get());
        }
        List<ModelSource> chosen = models.stream()
                .filter(choice -> choice.chosen().get())
                .map(ModelChoiceViewModel::source)
                .toList();
        try {
            SweepPlan whole = new SweepPlan(chosen, groupsAlone ? List.of() : batchSizes.value().orElseThrow(),
                    promptTokens.value().orElseThrow(), outputTokens.value().orElseThrow(),
                    precision.get(), report.id(), chosenEngines(), seed.value().orElseThrow(), protocol.value(),
                    replication.meaning().get().value().orElseThrow());
            List<PlannedPoint> points = FitCheck.check(whole, report);
            long run = points.stream().filter(point -> point.obstacle().isEmpty()).count();
            return new PlanState.Ready(whole, points, protocol.leastTime(whole.protocol(), run));
        } catch (IllegalArgumentException e) {
            return new PlanState.Incomplete(Problem.messageOf(e));
        } catch (ArithmeticException e) {
            return new PlanState.Incomplete("these lengths and batch sizes need more memory than can be counted");
        }
    }
}
