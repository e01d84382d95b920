package io.paretoscope.foreign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names the points of a file: a series is called by its model and by whatever differs between the points that were taken, and by no more. */
final class Naming {
    private static final int MOST_VALUES = 4;

    private final List<Draft> drafts;
    private final String withoutModel;
    private final Set<String> varying;

    /**
     * For those points.
     *
     * @param withoutModel how a model is called of which the file does not tell the name
     */
    Naming(List<Draft> drafts, String withoutModel) {
        this.drafts = drafts;
        this.withoutModel = withoutModel;
        this.varying = varying(drafts);
    }

    private static Set<String> varying(List<Draft> drafts) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        drafts.forEach(draft -> draft.parts().keySet().forEach(part -> values.put(part, new HashSet<>())));
        // A value that some points lack sets these apart, too.
        values.forEach((part, found) -> drafts.forEach(draft -> found.add(draft.parts().getOrDefault(part, ""))));
        values.values().removeIf(found -> found.size() < 2);
        return values.keySet();
    }

    List<ForeignPoint> points() {
        List<ForeignPoint> points = new ArrayList<>();
        Map<String, Integer> labels = new HashMap<>();
        for (Draft draft : drafts) {
            labels.merge(label(draft), 1, Integer::sum);
        }
        for (Draft draft : drafts) {
            String label = label(draft);
            points.add(new ForeignPoint(
                    labels.getOrDefault(label, 1) > 1 ? label + " (" + draft.row().place() + ")" : label,
                    base(draft) + replicas(draft), draft.batch(), draft.replicas(), draft.readings(),
                    draft.row().number(), draft.notes()));
        }
        return points;
    }

    private String base(Draft draft) {
        List<String> words = new ArrayList<>(List.of(draft.model().orElse(withoutModel)));
        draft.parts().forEach((part, text) -> {
            if (varying.contains(part)) {
                words.add(text);
            }
        });
        return String.join(", ", words);
    }

    private String label(Draft draft) {
        return base(draft) + (draft.load().isEmpty() ? "" : ", " + draft.load()) + replicas(draft);
    }

    private static String replicas(Draft draft) {
        if (draft.replicas() == 1) {
            return "";
        }
        return ", " + draft.replicas() + draft.mode().map(mode -> " × " + mode).orElse(" replicas");
    }

    /** What the file says of device, engine and load: each value once, or how many there are. */
    Map<String, String> conditions() {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        for (Draft draft : drafts) {
            draft.model().ifPresent(model -> add(values, Coordinate.MODEL.key(), model));
            for (Coordinate coordinate : List.of(Coordinate.DEVICE, Coordinate.PROMPT_LENGTH,
                    Coordinate.OUTPUT_LENGTH)) {
                text(draft, coordinate).ifPresent(text -> add(values, coordinate.key(), text));
            }
            for (String fact : draft.mapping().facts()) {
                if (draft.row().has(fact)) {
                    add(values, fact, draft.row().cell(fact));
                }
            }
        }
        Map<String, String> conditions = new LinkedHashMap<>();
        values.forEach((name, found) -> conditions.put(name.replace('_', ' '),
                found.size() <= MOST_VALUES ? String.join(", ", found) : found.size() + " different"));
        return conditions;
    }

    private static Optional<String> text(Draft draft, Coordinate coordinate) {
        return switch (draft.mapping().coordinates().get(coordinate)) {
            case null -> Optional.empty();
            case Mapping.Source.Constant(String value) -> Optional.of(value);
            case Mapping.Source.Column(String name, boolean _) ->
                draft.row().has(name) ? Optional.of(draft.row().cell(name)) : Optional.empty();
        };
    }

    private static void add(Map<String, Set<String>> values, String name, String value) {
        values.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(value);
    }
}
