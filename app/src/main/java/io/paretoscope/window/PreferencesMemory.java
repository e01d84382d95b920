package io.paretoscope.window;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.prefs.BackingStoreException;
import java.util.prefs.Preferences;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the window's state in the user's Java preferences. */
public final class PreferencesMemory implements WindowMemory {
    private static final Logger LOG = LoggerFactory.getLogger(PreferencesMemory.class);

    private final Preferences node;

    /** In the node of this product. */
    public PreferencesMemory() {
        this(Preferences.userRoot().node("io/paretoscope/window"));
    }

    PreferencesMemory(Preferences node) {
        this.node = node;
    }

    @Override
    public WindowState load() {
        Theme theme = node.get("theme", Theme.LIGHT.name()).equals(Theme.DARK.name()) ? Theme.DARK : Theme.LIGHT;
        WindowState.Bounds bounds = new WindowState.Bounds(node.getDouble("x", Double.NaN),
                node.getDouble("y", Double.NaN), node.getDouble("width", Double.NaN),
                node.getDouble("height", Double.NaN));
        boolean known = Double.isFinite(bounds.x()) && Double.isFinite(bounds.y()) && bounds.width() > 0
                && bounds.height() > 0;
        return new WindowState(theme, known ? Optional.of(bounds) : Optional.empty(),
                node.getBoolean("maximised", false), node.getBoolean("telemetry", WindowState.FIRST.telemetry()),
                node.get("textSize", WindowState.FIRST.textSize()),
                layout());
    }

    private WindowState.Layout layout() {
        WindowState.Layout first = WindowState.Layout.FIRST;
        double history = node.getDouble("historyWidth", Double.NaN);
        Map<String, Boolean> columns = new HashMap<>();
        for (String entry : node.get("columns", "").split(",", -1)) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                columns.put(entry.substring(0, equals), Boolean.valueOf(entry.substring(equals + 1)));
            }
        }
        return new WindowState.Layout(node.getDouble("experimentWidth", first.experimentWidth()),
                Double.isNaN(history) ? OptionalDouble.empty() : OptionalDouble.of(history),
                node.getDouble("chartShare", first.chartShare()), node.get("page", first.page()),
                node.get("order", first.order()), columns);
    }

    private void save(WindowState.Layout layout) {
        node.putDouble("experimentWidth", layout.experimentWidth());
        layout.historyWidth().ifPresent(width -> node.putDouble("historyWidth", width));
        node.putDouble("chartShare", layout.chartShare());
        node.put("page", layout.page());
        node.put("order", layout.order());
        node.put("columns", layout.columns()
                .entrySet()
                .stream()
                .map(column -> column.getKey() + "=" + column.getValue())
                .sorted()
                .collect(Collectors.joining(",")));
    }

    @Override
    public void save(WindowState state) {
        node.put("theme", state.theme().name());
        state.bounds().ifPresent(bounds -> {
            node.putDouble("x", bounds.x());
            node.putDouble("y", bounds.y());
            node.putDouble("width", bounds.width());
            node.putDouble("height", bounds.height());
        });
        node.putBoolean("maximised", state.maximised());
        node.putBoolean("telemetry", state.telemetry());
        node.put("textSize", state.textSize());
        save(state.layout());
        try {
            node.flush();
        } catch (BackingStoreException e) {
            LOG.info("the window's place was not kept: {}", e.getMessage());
        }
    }
}
