package io.paretoscope.telemetry;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Energy of the CPU's packages by RAPL, as Linux shows it under {@code /sys/class/powercap}; AMD's processors have the same
 * files, under Intel's name. Only whole packages are counted: cores and memory controllers are parts of them.
 */
final class CpuSource implements TelemetrySource {
    private static final Path POWERCAP = Path.of("/sys/class/powercap");
    private static final String NAME = "RAPL";

    private final List<RaplPackage> packages;
    private final Map<Quantity, String> unavailable = new EnumMap<>(Quantity.class);

    private CpuSource(List<RaplPackage> packages, Optional<String> obstacle) {
        this.packages = List.copyOf(packages);
        for (Quantity quantity : GpuQuantities.BESIDE_ENERGY) {
            unavailable.put(quantity, quantity == Quantity.POWER_INSTANT || quantity == Quantity.POWER_AVERAGE
                    ? "a CPU counts energy, and gives no power"
                    : "a quantity of GPUs");
        }
        obstacle.ifPresent(reason -> unavailable.put(Quantity.ENERGY, reason));
    }

    /** Reads a small file of the system. */
    @FunctionalInterface
    interface SmallFile {
        String read(Path file) throws IOException;
    }

    /** This machine's CPU. */
    static CpuSource open() {
        return open(POWERCAP, Files::readString);
    }

    /** The CPU whose files are in that folder. */
    static CpuSource open(Path powercap, SmallFile files) {
        if (!Files.isDirectory(powercap)) {
            return absent("there is no " + powercap
                    + ": this system, or its container, does not show the energy of its CPU (RAPL)");
        }
        List<RaplPackage> found = new ArrayList<>();
        // Zones within a package have a second number: intel-rapl:0:1.
        try (DirectoryStream<Path> zones = Files.newDirectoryStream(powercap, "intel-rapl:*")) {
            for (Path zone : zones) {
                Path name = zone.resolve("name");
                if (Files.exists(name) && files.read(name).startsWith("package")) {
                    found.add(RaplPackage.of(zone, files));
                }
            }
        } catch (AccessDeniedException e) {
            return absent(missingPermission(Path.of(String.valueOf(e.getFile()))));
        } catch (IOException | NumberFormatException e) {
            return absent("the energy of the CPU (RAPL) cannot be read: " + e.getMessage());
        }
        if (found.isEmpty()) {
            return absent("no intel-rapl package in " + powercap + ": the CPU, or its hypervisor, has no RAPL");
        }
        return new CpuSource(found, Optional.empty());
    }

    private static CpuSource absent(String reason) {
        return new CpuSource(List.of(), Optional.of(reason));
    }

    private static String missingPermission(Path file) {
        String present = "";
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            present = " (it has " + PosixFilePermissions.toString(attributes.permissions()) + ", owner "
                    + attributes.owner().getName() + ")";
        } catch (IOException | UnsupportedOperationException e) {
            // The folder above it is closed too.
        }
        return "this user lacks permission to read " + file + present + ": as root, chmod a+r " + file;
    }

    @Override
    public List<Probe> probes() {
        if (packages.isEmpty()) {
            return List.of();
        }
        Series series = new Series(Quantity.ENERGY, packages.stream()
                .map(RaplPackage::file)
                .map(Path::toString)
                .collect(Collectors.joining(" + ")));
        return List.of(new Probe() {
            @Override
            public Pace pace() {
                return Pace.POWER;
            }

            @Override
            public List<Series> series() {
                return List.of(series);
            }

            @Override
            public void read(Readings into) {
                double joules = 0;
                for (RaplPackage one : packages) {
                    try {
                        joules += one.joules();
                    } catch (AccessDeniedException e) {
                        into.absent(0, missingPermission(one.file()));
                        return;
                    } catch (IOException | NumberFormatException e) {
                        into.absent(0, one.file() + " cannot be read: " + e.getMessage());
                        return;
                    }
                }
                into.value(0, joules);
            }
        });
    }

    @Override
    public Map<Quantity, String> unavailable() {
        return Map.copyOf(unavailable);
    }

    @Override
    public Map<String, Fact> facts() {
        Map<String, Fact> facts = new LinkedHashMap<>();
        String obstacle = unavailable.get(Quantity.ENERGY);
        facts.put(NAME, obstacle == null
                ? new Fact.Known(packages.size() + (packages.size() == 1 ? " package" : " packages"))
                : new Fact.Unavailable(obstacle));
        return facts;
    }

    @Override
    public Processes processes() {
        return new Processes.Unavailable("the CPU's energy counters do not tell processes");
    }

    @Override
    public void close() {}
}
