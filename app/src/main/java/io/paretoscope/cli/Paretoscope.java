package io.paretoscope.cli;

import io.paretoscope.analysis.plan.PlanFrame;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.workbench.GroupSpec;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The command line: its sub-commands, and the window where none is named. */
@Command(name = "paretoscope", header = "Finds out how a small language model is best served on the device in front of you.", description = {
    "",
    "Without a command it opens the window. Where there can be none (no display, no GTK) it says so, runs the default sweep "
            + "in the terminal and leaves the chart (PNG) and the points (CSV) in the current folder.",
    ""}, footer = {"", "Exit codes: 0 success; 1 failure; 2 wrong usage (nothing was run); 130 ended by Ctrl-C.",
        "Results go to standard output; progress, notes and errors go to standard error."})
public final class Paretoscope implements Callable<Integer> {
    /** System property from which the log configuration takes its level. */
    static final String LOG_LEVEL = "paretoscope.log.level";

    private final CliParts parts;
    private final Console console;

    private Paretoscope(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    /** Runs one command line and returns its exit code. */
    public static int run(CliParts parts, Console console, String... args) {
        int exitCode = commandLine(parts, console).execute(args);
        // A PrintStream keeps its failures to itself until it is asked.
        if (console.out().checkError()) {
            console.note(
                    "paretoscope: not all results could be written to standard output (is the disk full, or did its "
                            + "reader end?)");
            return exitCode == ExitCode.SUCCESS ? ExitCode.FAILURE : exitCode;
        }
        return exitCode;
    }

    static CommandLine commandLine(CliParts parts, Console console) {
        ErrorLines errors = new ErrorLines(console);
        CommandLine line = new CommandLine(new Paretoscope(parts, console))
                .addSubcommand(new ModelsCommand(console))
                .addSubcommand(new ModelCommand(parts, console))
                .addSubcommand(new EngineCommand(parts, console))
                .addSubcommand(new DevicesCommand(parts, console))
                .addSubcommand(new GenerateCommand(parts, console))
                .addSubcommand(new SweepCommand(parts, console))
                .addSubcommand(new RunsCommand(parts, console))
                .addSubcommand(new ImportCommand(parts, console))
                .addSubcommand(new CompareCommand(parts, console))
                .addSubcommand(new FrontierCommand(parts, console))
                .addSubcommand(new KneeCommand(parts, console))
                .addSubcommand(new AdviseCommand(parts, console))
                .addSubcommand(new RooflineCommand(parts, console))
                .addSubcommand(new FindingsCommand(parts, console))
                .addSubcommand(new PredictCommand(parts, console))
                .addSubcommand(new PlanCommand(parts, console))
                .addSubcommand(new ReplicasCommand(parts, console))
                .addSubcommand(new ExportCommand(parts, console))
                .addSubcommand(new AnnotateCommand(parts, console))
                .addSubcommand(new StoreCommand(parts, console))
                .addSubcommand(new TelemetryCommand(parts, console))
                .addSubcommand(new SelfTestCommand(parts, console))
                .addSubcommand(new BenchCommand(parts, console));
        line.registerConverter(DeviceId.class, saying(DeviceId::parse));
        line.registerConverter(Precision.class, saying(Precision::parse));
        line.registerConverter(EngineKind.class, saying(EngineKind::parse));
        line.registerConverter(Protocol.Order.class, saying(Protocol.Order::parse));
        line.registerConverter(Double.class, new NumberConverter());
        line.registerConverter(IntList.class, new IntList.Converter());
        line.registerConverter(double.class, new NumberConverter());
        line.registerConverter(MetricLimit.class, new MetricLimit.Converter());
        line.registerConverter(GroupSpec.class, saying(GroupSpec::parse));
        line.registerConverter(RunName.class, saying(RunName::parse));
        line.registerConverter(DemandSpec.class, saying(DemandSpec::parse));
        line.registerConverter(PlanFrame.Objective.class, saying(PlanFrame.Objective::parse));
        line.registerConverter(NameList.class, new NameList.Converter());
        line.registerConverter(Path.class, new PathConverter());
        ITypeConverter<Integer> integers = number(Integer::valueOf, Integer.MAX_VALUE);
        line.registerConverter(Integer.class, integers);
        line.registerConverter(int.class, integers);
        line.registerConverter(long.class, number(Long::valueOf, Long.MAX_VALUE));
        line.registerConverter(Long.class, number(Long::valueOf, Long.MAX_VALUE));
        Stream.concat(Stream.of(line), line.getSubcommands().values().stream())
                .forEach(command -> command.getCommandSpec()
                        .mixinStandardHelpOptions(true)
                        .versionProvider(new Version()));
        line.setOut(new PrintWriter(console.out(), true, console.out().charset()));
        line.setErr(new PrintWriter(console.err(), true, console.err().charset()));
        line.setUsageHelpWidth(100);
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler((e, args) -> errors.usage(e));
        line.setExecutionExceptionHandler((e, command, result) -> errors.failure(e, command));
        return line;
    }

    private static <T extends Number> ITypeConverter<T> number(Function<String, T> parser, T most) {
        return value -> {
            try {
                return parser.apply(value.strip());
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + value + "' is not a whole number up to " + most);
            }
        };
    }

    private static final class NumberConverter implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            try {
                double number = Double.parseDouble(value.strip());
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new TypeConversionException("'" + value + "' is not a number, such as 5 or 0.5");
        }
    }

    private static final class PathConverter implements ITypeConverter<Path> {
        @Override
        public Path convert(String value) {
            if (value.isBlank()) {
                throw new TypeConversionException("it is empty, expected a path");
            }
            try {
                return Path.of(value);
            } catch (InvalidPathException e) {
                throw new TypeConversionException("not a path: " + e.getReason());
            }
        }
    }

    /** A converter that passes on the parser's own one-line message. */
    private static <T> ITypeConverter<T> saying(Function<String, T> parser) {
        return value -> {
            try {
                return parser.apply(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    @Option(names = {"-v",
        "--verbose"}, scope = ScopeType.INHERIT, description = "Log what is going on to standard error.")
    void verbose(boolean on) {
        if (on) {
            System.setProperty(LOG_LEVEL, "INFO");
        }
    }

    @Override
    public Integer call() throws Exception {
        Optional<String> obstacle = parts.window().open();
        if (obstacle.isEmpty()) {
            return ExitCode.SUCCESS;
        }
        console.note("no window: " + obstacle.get());
        console.note("running the default sweep in this terminal instead; 'paretoscope --help' lists the commands");
        return new TerminalFallback(parts, console).run();
    }
}
