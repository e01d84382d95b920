package io.paretoscope.window;

import java.util.Arrays;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is drawn of many samples and of few. */
class StripCanvasTest {
    private static final int WIDTH = 200;
    private static final int HEIGHT = 60;

    @BeforeAll
    static void startToolkit() {
        WindowSnapshot.startToolkit();
    }

    /** A picture of so many samples at 20, but for one at 100 in the middle. */
    private static WritableImage peak(int samples) {
        long[] nanos = new long[samples];
        double[] values = new double[samples];
        Arrays.setAll(nanos, i -> i * 1_000L);
        Arrays.fill(values, 20);
        values[samples / 2] = 100;
        return WindowSnapshot.onScreen(() -> {
            StripCanvas canvas = new StripCanvas(HEIGHT);
            Scene scene = new Scene(canvas, WIDTH, HEIGHT);
            canvas.style(Theme.LIGHT.charts());
            canvas.scale(100);
            canvas.applyCss();
            canvas.layout();
            canvas.draw(nanos, values, samples, 0, nanos[samples - 1], Bands.NONE);
            return scene.snapshot(null);
        });
    }

    private static boolean isLine(Color color) {
        return color.getBlue() > color.getRed() + 0.3;
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 12_000})
    void aPeakOfOneSampleIsDrawn(int samples) {
        WritableImage image = peak(samples);
        boolean drawn = false;
        for (int x = WIDTH / 2 - 3; x <= WIDTH / 2 + 3; x++) {
            drawn |= isLine(image.getPixelReader().getColor(x, 14));
        }
        assertTrue(drawn);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 12_000})
    void theCurveHasNoGap(int samples) {
        WritableImage image = peak(samples);
        int gaps = 0;
        for (int x = 1; x < WIDTH - 1; x++) {
            boolean drawn = false;
            for (int y = 5; y < HEIGHT - 1; y++) {
                drawn |= isLine(image.getPixelReader().getColor(x, y));
            }
            gaps += drawn ? 0 : 1;
        }
        assertEquals(0, gaps);
    }
}
