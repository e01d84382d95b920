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
    ADD_CHECKPOINT("Shortcut+O", "Add a checkpoint folder"),
    TELEMETRY("Shortcut+M", "Show or hide live telemetry"),
    SELF_TEST("Shortcut+K", "Self-test of this device"),
    RESET_ZOOM("Shortcut+0", "Show everything in the charts again"),
    SWITCH_THEME("Shortcut+D", "Switch between light and dark"),
    REFRESH("F5", "Read the list of runs anew"),
    HELP("F1", "Show these shortcuts"),
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
