package io.paretoscope.engine;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Rounds the float32 tensors of a safetensors file to bfloat16. */
final class Bfloat16Copy {
    private Bfloat16Copy() {}

    static void write(Path source, Path target) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(source)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[Math.toIntExact(in.getLong())];
        in.get(header);
        JsonObject json = JsonParser.parseString(new String(header, StandardCharsets.UTF_8)).getAsJsonObject();
        for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
            if (!entry.getKey().equals("__metadata__")) {
                JsonObject tensor = entry.getValue().getAsJsonObject();
                tensor.addProperty("dtype", "BF16");
                for (int i = 0; i < 2; i++) {
                    long offset = tensor.getAsJsonArray("data_offsets").get(i).getAsLong();
                    tensor.getAsJsonArray("data_offsets").set(i, new com.google.gson.JsonPrimitive(offset / 2));
                }
            }
        }
        byte[] newHeader = json.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(8 + newHeader.length + in.remaining() / 2)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(newHeader.length).put(newHeader);
        while (in.hasRemaining()) {
            int bits = in.getInt();
            // To nearest, ties to even.
            out.putShort((short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16));
        }
        Files.write(target, out.array());
    }
}
