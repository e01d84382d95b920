package io.paretoscope.window;

import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.Objects;
import javafx.scene.Scene;
import javafx.scene.image.Image;

/** The style sheets and pictures that are packed with the product. */
final class WindowStyle {
    private static final String ASSETS = "/io/paretoscope/assets/";
    private static final List<String> SHEETS = List.of("style/controls-bridge.css", "style/window.css",
            "style/icons.css");
    private static final List<Integer> ICON_SIZES = List.of(16, 32, 48, 64, 128, 256);

    private WindowStyle() {}

    static void apply(Scene scene) {
        scene.getStylesheets().setAll(SHEETS.stream().map(sheet -> asset(sheet).toExternalForm()).toList());
    }

    /** The product's icon in every size that window systems ask for. */
    static List<Image> icons() {
        return ICON_SIZES.stream().map(size -> {
            InputStream png = WindowStyle.class.getResourceAsStream(ASSETS + "icons/paretoscope-" + size + ".png");
            return new Image(Objects.requireNonNull(png, "missing from the build: icon of " + size));
        }).toList();
    }

    private static URL asset(String name) {
        return Objects.requireNonNull(WindowStyle.class.getResource(ASSETS + name),
                () -> "missing from the build: " + name);
    }
}
