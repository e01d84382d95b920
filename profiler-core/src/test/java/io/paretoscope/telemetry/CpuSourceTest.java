package io.paretoscope.telemetry;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** RAPL, on folders laid out as the kernel does. */
class CpuSourceTest {
    @TempDir
    Path powercap;

    private Path zone(String folder, String name, long microjoules) throws IOException {
        Path zone = Files.createDirectory(powercap.resolve(folder));
        Files.writeString(zone.resolve("name"), name + "\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), "262143328850\n");
        energy(zone, microjoules);
        return zone;
    }

    private static void energy(Path zone, long microjoules) throws IOException {
        Files.writeString(zone.resolve("energy_uj"), microjoules + "\n");
    }

    private CpuSource source() {
        return CpuSource.open(powercap, Files::readString);
    }

    private static Readings read(CpuSource source) {
        Readings readings = new Readings(1);
        source.probes().getFirst().read(readings);
        return readings;
    }

    @Test
    void packagesAreAddedUpAndTheirPartsAreNot() throws IOException {
        Path first = zone("intel-rapl:0", "package-0", 1_000_000);
        Path second = zone("intel-rapl:1", "package-1", 5_000_000);
        zone("intel-rapl:0:0", "core", 400_000);
        zone("intel-rapl:2", "psys", 9_000_000);
        CpuSource source = source();
        energy(first, 3_000_000);
        energy(second, 5_500_000);
        assertEquals(2.5, read(source).value(0), 1e-9);
        assertEquals("2 packages", Objects.requireNonNull(source.facts().get("RAPL")).text());
    }

    @Test
    void aCounterThatWentRoundGoesOn() throws IOException {
        Path zone = zone("intel-rapl:0", "package-0", 262_143_328_000L);
        CpuSource source = source();
        energy(zone, 149);
        assertEquals((850 + 1 + 149) * 1e-6, read(source).value(0), 1e-12);
    }

    @Test
    void itNamesItsFile() throws IOException {
        Path zone = zone("intel-rapl:0", "package-0", 0);
        assertEquals(List.of(new Series(Quantity.ENERGY, zone.resolve("energy_uj").toString())),
                source().probes().getFirst().series());
    }

    @Test
    void aMissingPermissionIsNamedWithItsFileAndWhatToDo() throws IOException {
        Path file = zone("intel-rapl:0", "package-0", 0).resolve("energy_uj");
        CpuSource source = CpuSource.open(powercap, path -> {
            if (path.equals(file)) {
                throw new AccessDeniedException(path.toString());
            }
            return Files.readString(path);
        });
        String reason = String.valueOf(source.unavailable().get(Quantity.ENERGY));
        assertTrue(reason.startsWith("this user lacks permission to read " + file + " (it has rw")
                && reason.endsWith(": as root, chmod a+r " + file), reason);
        assertEquals(List.of(), source.probes());
    }

    @Test
    void aPermissionThatIsTakenAwayMidwayIsAReason() throws IOException {
        Path zone = zone("intel-rapl:0", "package-0", 0);
        CpuSource source = source();
        Files.delete(zone.resolve("energy_uj"));
        assertTrue(String.valueOf(read(source).reason(0)).startsWith(zone.resolve("energy_uj") + " cannot be read"));
    }

    @Test
    void aSystemWithoutTheFolderSaysSo() {
        assertTrue(String.valueOf(CpuSource.open(powercap.resolve("none"), Files::readString)
                .unavailable()
                .get(Quantity.ENERGY)).startsWith("there is no " + powercap.resolve("none")));
    }

    @Test
    void aFolderWithoutPackagesSaysSo() {
        assertEquals("no intel-rapl package in " + powercap + ": the CPU, or its hypervisor, has no RAPL",
                source().unavailable().get(Quantity.ENERGY));
    }

    @Test
    void thisMachineGivesEnergyOrAReason() {
        try (CpuSource source = CpuSource.open()) {
            assertEquals(source.probes().isEmpty(), source.unavailable().containsKey(Quantity.ENERGY));
        }
    }
}
