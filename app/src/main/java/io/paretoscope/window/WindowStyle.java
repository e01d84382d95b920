package io.paretoscope.window;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
        apply(scene, TextSize.USUAL);
    }

    /** The same with type of that size. */
    static void apply(Scene scene, TextSize size) {
        scene.getStylesheets()
                .setAll(SHEETS.stream()
                        .map(sheet -> size == TextSize.USUAL ? asset(sheet).toExternalForm() : sized(sheet, size))
                        .toList());
    }

    /** A style sheet of other sizes, as an address that holds all of it. */
    private static String sized(String sheet, TextSize size) {
        try (InputStream in = asset(sheet).openStream()) {
            String text = size.applied(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return "data:text/css;charset=UTF-8;base64,"
                    + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the style of this program cannot be read: " + sheet, e);
        }
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
