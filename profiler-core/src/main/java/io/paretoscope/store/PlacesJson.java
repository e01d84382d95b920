package io.paretoscope.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.sweep.JointWindow;
import java.util.ArrayList;
import java.util.List;

/** Where replicas ran, as JSON; and the windows of their repeats in one row. */
final class PlacesJson {
    private PlacesJson() {}

    static JsonArray of(List<ReplicaPlace> places) {
        JsonArray array = new JsonArray();
        for (ReplicaPlace place : places) {
            JsonArray cpus = new JsonArray();
            place.cpus().forEach(cpus::add);
            JsonObject object = new JsonObject();
            object.addProperty("part", place.part());
            object.addProperty("process", place.process());
            object.add("cpus", cpus);
            array.add(object);
        }
        return array;
    }

    /** Reads what {@link #of} wrote; of nothing, the one place of a point from before there were replicas. */
    static List<ReplicaPlace> places(JsonArray array) {
        if (array.isEmpty()) {
            return List.of(ReplicaPlace.ANYWHERE);
        }
        List<ReplicaPlace> places = new ArrayList<>();
        for (JsonElement element : array) {
            JsonObject object = element.getAsJsonObject();
            places.add(new ReplicaPlace(object.get("part").getAsInt(), object.get("process").getAsInt(),
                    object.getAsJsonArray("cpus").asList().stream().map(JsonElement::getAsInt).toList()));
        }
        return List.copyOf(places);
    }

    /** Repeat by repeat, and within a repeat replica by replica. */
    static List<TimedWindow> inOneRow(List<JointWindow> windows) {
        return windows.stream().flatMap(window -> window.replicas().stream()).toList();
    }

    /**
     * Undoes {@link #inOneRow}.
     *
     * @throws IllegalStateException where a repeat lacks a replica
     */
    static List<JointWindow> repeats(List<TimedWindow> row, int replicas) {
        if (row.size() % replicas != 0) {
            throw new IllegalStateException(row.size() + " windows of " + replicas + " replicas");
        }
        List<JointWindow> windows = new ArrayList<>();
        for (int from = 0; from < row.size(); from += replicas) {
            windows.add(new JointWindow(row.subList(from, from + replicas)));
        }
        return windows;
    }
}
