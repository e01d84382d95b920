package io.paretoscope.checkpoint;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/** Whatever happens to a file, opening it gives its tensors or one line that says what is wrong. */
class DamagedFilesTest {
    private static final int TRIALS = 400;
    private static final List<StoredTensor> TENSORS = Tensors.of(Tensors.TINY_CONFIG);

    @TempDir
    Path temp;

    enum Victim {
        CONFIG("config.json"),
        SAFETENSORS("model.safetensors"),
        TORCH("pytorch_model.bin"),
        INDEX("model.safetensors.index.json");

        private final String file;

        Victim(String file) {
            this.file = file;
        }

        /** A folder that holds this file and what it needs. */
        void write(Path folder) throws IOException {
            Tensors.folder(folder, Tensors.TINY_CONFIG, "shard.safetensors", SafetensorsBytes.of(TENSORS));
            switch (this) {
                case CONFIG, SAFETENSORS ->
                    Files.write(folder.resolve("model.safetensors"), SafetensorsBytes.of(TENSORS));
                case TORCH -> Files.write(folder.resolve(file), TorchBytes.of(TENSORS));
                case INDEX -> {
                    JsonObject map = new JsonObject();
                    TENSORS.forEach(tensor -> map.addProperty(tensor.spec().name(), "shard.safetensors"));
                    JsonObject index = new JsonObject();
                    index.add("weight_map", map);
                    Files.writeString(folder.resolve(file), index.toString());
                }
            }
        }
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bad = good.clone();
        switch (random.nextInt(4)) {
            case 0 -> bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            case 1 -> Arrays.fill(bad, random.nextInt(bad.length / 2), bad.length / 2 + random.nextInt(bad.length / 2),
                    (byte) random.nextInt(256));
            default -> {
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return bad;
    }

    @ParameterizedTest
    @EnumSource
    void damageGivesOneLineOrTensors(Victim victim) throws IOException {
        Path folder = temp.resolve("model");
        victim.write(folder);
        byte[] good = Files.readAllBytes(folder.resolve(victim.file));
        assertEquals(Tensors.valuesByName(TENSORS), Tensors.read(folder));
        int refused = 0;
        for (int seed = 0; seed < TRIALS; seed++) {
            Files.write(folder.resolve(victim.file), damaged(good, new Random(seed)));
            try {
                Tensors.read(folder);
            } catch (IOException e) {
                String message = Tensors.oneLine(e);
                assertTrue(message.contains(folder.toString()), "seed " + seed + ": " + message);
                refused++;
            } catch (RuntimeException | Error e) {
                fail("seed " + seed, e);
            }
        }
        assertTrue(refused > TRIALS / 4, refused + " of " + TRIALS + " refused: the damage must be felt");
    }

    /** Every byte of a pickle, and every single one of its bits: nothing but tensors or a refusal. */
    @ParameterizedTest
    @EnumSource(names = "TORCH")
    void everyBitOfThePickleMayFlip(Victim victim) throws IOException {
        byte[] pickle = PickleBytes.stateDict(List.of(TorchTensor.of(TENSORS.getFirst(), "0")));
        for (int bit = 0; bit < pickle.length * 8; bit++) {
            byte[] flipped = pickle.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                PickleReader.read(flipped, victim.file);
            } catch (IOException e) {
                Tensors.oneLine(e);
            } catch (RuntimeException | Error e) {
                fail("bit " + bit + " of " + new String(pickle, StandardCharsets.ISO_8859_1), e);
            }
        }
    }
}
