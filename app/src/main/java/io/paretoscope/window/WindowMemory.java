package io.paretoscope.window;

/** Keeps how the window was left. Losing it costs the user nothing but a habit, so it never throws. */
public interface WindowMemory {
    /** What was kept last, or {@link WindowState#FIRST}. */
    WindowState load();

    /** Keeps {@code state}. */
    void save(WindowState state);
}
