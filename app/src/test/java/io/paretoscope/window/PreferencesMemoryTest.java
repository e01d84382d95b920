package io.paretoscope.window;

import io.paretoscope.window.WindowState.Bounds;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.prefs.AbstractPreferences;
import java.util.prefs.BackingStoreException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PreferencesMemoryTest {

    /** Preferences that are kept nowhere. */
    private static final class Kept extends AbstractPreferences {
        private final Map<String, String> values = new HashMap<>();
        private final boolean broken;

        Kept(boolean broken) {
            super(null, "");
            this.broken = broken;
        }

        @Override
        protected void putSpi(String key, String value) {
            values.put(key, value);
        }

        @Override
        protected @Nullable String getSpi(String key) {
            return values.get(key);
        }

        @Override
        protected void removeSpi(String key) {
            values.remove(key);
        }

        @Override
        protected void removeNodeSpi() {
            values.clear();
        }

        @Override
        protected String[] keysSpi() {
            return values.keySet().toArray(String[]::new);
        }

        @Override
        protected String[] childrenNamesSpi() {
            return new String[0];
        }

        @Override
        protected AbstractPreferences childSpi(String name) {
            throw new UnsupportedOperationException("no children here");
        }

        @Override
        protected void syncSpi() {}

        @Override
        protected void flushSpi() throws BackingStoreException {
            if (broken) {
                throw new BackingStoreException("disk full");
            }
        }
    }

    @Test
    void whatIsSavedIsLoaded() {
        PreferencesMemory memory = new PreferencesMemory(new Kept(false));
        WindowState state = new WindowState(Theme.DARK, Optional.of(new Bounds(10, 20, 800, 600)), true, false, "LARGE",
                new WindowState.Layout(400, OptionalDouble.of(300), 0.4, "DECIDE", "OLDEST",
                        Map.of("itl_p99_ms", true, "mean_power_w", false)));
        memory.save(state);
        assertEquals(state, memory.load());
    }

    @Test
    void atFirstThereIsNothing() {
        assertEquals(WindowState.FIRST, new PreferencesMemory(new Kept(false)).load());
    }

    @Test
    void preferencesThatCannotBeWrittenDoNotDisturb() {
        PreferencesMemory memory = new PreferencesMemory(new Kept(true));
        memory.save(WindowState.FIRST);
        assertEquals(WindowState.FIRST, memory.load());
    }
}
