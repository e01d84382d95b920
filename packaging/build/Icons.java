import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The product's icon in the form that each system asks for, out of the same pictures that the window has. */
final class Icons {
    private static final List<Integer> SIZES = List.of(16, 32, 48, 64, 128, 256);
    /** Types of an icon family that hold PNG, by their width. */
    private static final Map<Integer, String> FAMILY = new LinkedHashMap<>(
            Map.of(16, "icp4", 32, "icp5", 64, "icp6", 128, "ic07", 256, "ic08"));
    private static final int ICO_HEADER = 6;
    private static final int ICO_ENTRY = 16;
    private static final int ICNS_HEADER = 8;

    private Icons() {}

    /** Makes them of the files {@code paretoscope-WIDTH.png}. */
    static void make(Path pictures, Path out) throws IOException {
        Files.createDirectories(out);
        Map<Integer, byte[]> bySize = new LinkedHashMap<>();
        for (int size : SIZES) {
            bySize.put(size, Files.readAllBytes(pictures.resolve("paretoscope-" + size + ".png")));
        }
        Files.write(out.resolve("paretoscope.png"), bySize.get(256));
        Files.write(out.resolve("paretoscope.ico"), ico(bySize));
        Files.write(out.resolve("paretoscope.icns"), icns(bySize));
    }

    /** The one for a system. */
    static Path of(String system, Path icons) {
        return icons.resolve("paretoscope." + switch (system) {
            case "linux" -> "png";
            case "macos" -> "icns";
            default -> "ico";
        });
    }

    /** A header, an entry for each picture with its place in the file, and the pictures. */
    private static byte[] ico(Map<Integer, byte[]> pictures) {
        int offset = ICO_HEADER + ICO_ENTRY * pictures.size();
        ByteBuffer file = ByteBuffer
                .allocate(offset + pictures.values().stream().mapToInt(picture -> picture.length).sum())
                .order(ByteOrder.LITTLE_ENDIAN);
        file.putShort((short) 0).putShort((short) 1).putShort((short) pictures.size());
        List<byte[]> behind = new ArrayList<>();
        for (Map.Entry<Integer, byte[]> picture : pictures.entrySet()) {
            // 256 does not fit into its byte and is written as 0.
            byte width = (byte) (picture.getKey() % 256);
            file.put(width).put(width).put((byte) 0).put((byte) 0).putShort((short) 1).putShort((short) 32);
            file.putInt(picture.getValue().length).putInt(offset);
            offset += picture.getValue().length;
            behind.add(picture.getValue());
        }
        behind.forEach(file::put);
        return file.array();
    }

    /** Blocks of type, length and picture in a block of their own. */
    private static byte[] icns(Map<Integer, byte[]> pictures) throws IOException {
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(blocks);
        for (Map.Entry<Integer, String> type : FAMILY.entrySet()) {
            byte[] picture = pictures.get(type.getKey());
            out.writeBytes(type.getValue());
            out.writeInt(ICNS_HEADER + picture.length);
            out.write(picture);
        }
        ByteBuffer file = ByteBuffer.allocate(ICNS_HEADER + blocks.size());
        file.put("icns".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).putInt(ICNS_HEADER + blocks.size());
        return file.put(blocks.toByteArray()).array();
    }
}
