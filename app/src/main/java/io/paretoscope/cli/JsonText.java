package io.paretoscope.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.util.Collection;
import java.util.function.Function;

/** How the command line writes JSON: indented, {@code null} for what is unknown. */
final class JsonText {
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private JsonText() {}

    static String of(JsonElement element) {
        return GSON.toJson(element);
    }

    static <T> JsonArray array(Collection<T> items, Function<T, ? extends JsonElement> each) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(each.apply(item)));
        return array;
    }
}
