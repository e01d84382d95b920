package io.paretoscope.window;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DisplayCheckTest {

    private static Optional<String> obstacle(Map<String, String> environment, String system, String platform) {
        return new DisplayCheck(environment, system, platform).obstacle();
    }

    @Test
    void linuxWithoutADisplayHasNoWindow() {
        assertEquals(Optional.of("no display: DISPLAY is not set"), obstacle(Map.of(), "Linux", ""));
    }

    @Test
    void waylandAloneIsNotEnough() {
        assertEquals(Optional.of("no display: DISPLAY is not set, and on Wayland JavaFX needs XWayland"),
                obstacle(Map.of("WAYLAND_DISPLAY", "wayland-0"), "Linux", ""));
    }

    @Test
    void aDisplayThatNobodyServesIsAnObstacle() {
        assertTrue(obstacle(Map.of("DISPLAY", "127.0.0.1:7777"), "Linux", "").isPresent());
    }

    @Test
    void theHeadlessPlatformNeedsNoDisplay() {
        assertEquals(Optional.empty(), obstacle(Map.of(), "Linux", "Headless"));
    }

    @Test
    void otherSystemsAlwaysHaveADisplay() {
        assertEquals(Optional.empty(), obstacle(Map.of(), "Windows 11", ""));
    }
}
