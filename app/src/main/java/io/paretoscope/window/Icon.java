package io.paretoscope.window;

import java.util.Locale;
import javafx.scene.layout.Region;

/** The small pictures of the window; their shapes and colours are in the style sheet. They never speak alone. */
enum Icon {
    CHECK,
    CROSS,
    SKIP,
    QUESTION,
    CLOCK,
    PLAY,
    STOP,
    FOLDER,
    IMAGE,
    TABLE,
    REFRESH,
    ALERT,
    NOTE,
    COLUMNS,
    PIN,
    AXES,
    LAYERS;

    /** A new region that draws it. */
    Region create() {
        Region region = new Region();
        region.getStyleClass().addAll("icon", "icon-" + name().toLowerCase(Locale.ROOT));
        region.setMinSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        region.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        return region;
    }
}
