package io.paretoscope.window;

import javafx.scene.input.KeyCombination;

/** Every action that has a key. */
enum Shortcut {
    START("Shortcut+Enter", "Start the sweep"),
    STOP_AFTER_POINT("Shortcut+T", "Stop after the running point"),
    STOP_NOW("Shortcut+Shift+T", "Stop now"),
    SHOW_LIVE("Shortcut+L", "Show the running sweep"),
    EXPORT_POINTS("Shortcut+E", "Save the points as CSV"),
    EXPORT_CHART("Shortcut+Shift+E", "Save a chart, or its numbers"),
    REPORT("Shortcut+R", "Save the report of the selected run"),
    SHARE("Shortcut+S", "Share the selected run as a file"),
    TAKE("Shortcut+Shift+O", "Open a run file"),
    COPY_COMMAND("Shortcut+Shift+C", "Copy the command that repeats the selected run"),
    PIN("Shortcut+P", "Pin or release the selected runs"),
    DELETE("Shortcut+Delete", "Delete the selected runs"),
    UNDO("Shortcut+Shift+Z", "Bring back what was deleted last"),
    COMPARE("Shortcut+Shift+D", "Compare the selected runs"),
    ADD_CHECKPOINT("Shortcut+O", "Add a checkpoint folder"),
    TELEMETRY("Shortcut+M", "Show or hide live telemetry"),
    FREEZE("Shortcut+Shift+M", "Freeze live telemetry, or let it go"),
    SELF_TEST("Shortcut+K", "Self-test of this device"),
    RESET_ZOOM("Shortcut+0", "Show everything in the charts again"),
    LARGER_TEXT("Shortcut+Plus", "Larger text"),
    SMALLER_TEXT("Shortcut+Minus", "Smaller text"),
    SWITCH_THEME("Shortcut+D", "Switch between light and dark"),
    REFRESH("F5", "Read the list of runs anew"),
    HELP("F1", "Show these shortcuts; so does ? outside of fields"),
    QUIT("Shortcut+Q", "Quit");

    private final String keys;
    private final String action;

    Shortcut(String keys, String action) {
        this.keys = keys;
        this.action = action;
    }

    KeyCombination keys() {
        return KeyCombination.keyCombination(keys);
    }

    /** What it does. */
    String action() {
        return action;
    }
}
