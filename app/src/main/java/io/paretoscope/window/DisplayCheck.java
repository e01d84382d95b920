package io.paretoscope.window;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether a window can be opened, found out without JavaFX: its toolkit starts once in a process, and where that fails it
 * stays broken.
 */
final class DisplayCheck {
    /** An X server that does not answer for so long is not there. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, String> environment;
    private final String operatingSystem;
    private final String platform;

    /**
     * Of the given process.
     *
     * @param environment its environment variables
     * @param operatingSystem its {@code os.name}
     * @param platform its {@code glass.platform}, JavaFX's window system; empty for the system's own
     */
    DisplayCheck(Map<String, String> environment, String operatingSystem, String platform) {
        this.environment = environment;
        this.operatingSystem = operatingSystem;
        this.platform = platform;
    }

    /** Of this process. */
    static DisplayCheck ofThisProcess() {
        return new DisplayCheck(System.getenv(), System.getProperty("os.name", ""),
                System.getProperty("glass.platform", ""));
    }

    /** Why no window can be opened, in one line; empty where nothing is in the way. */
    Optional<String> obstacle() {
        if (platform.toLowerCase(Locale.ROOT).equals("headless")
                || !operatingSystem.toLowerCase(Locale.ROOT).contains("linux")) {
            return Optional.empty();
        }
        String display = environment.getOrDefault("DISPLAY", "");
        if (display.isBlank()) {
            boolean wayland = !environment.getOrDefault("WAYLAND_DISPLAY", "").isBlank();
            return Optional.of(wayland
                    ? "no display: DISPLAY is not set, and on Wayland JavaFX needs XWayland"
                    : "no display: DISPLAY is not set");
        }
        return missing("libgtk-3.so.0", "GTK 3 (package libgtk-3-0)")
                .or(() -> missing("libXtst.so.6", "the X test library (package libxtst6)"))
                .or(() -> unreachable(display));
    }

    private static Optional<String> missing(String library, String name) {
        return library(library).isPresent()
                ? Optional.empty()
                : Optional.of("no " + name + ": " + library + " cannot be loaded");
    }

    /** Loads for good, as JavaFX is about to do: GTK does not bear being unloaded. */
    private static Optional<SymbolLookup> library(String name) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Connects to the X server on a thread of its own, since a server behind a silent network never answers. */
    private static Optional<String> unreachable(String display) {
        Optional<SymbolLookup> x11 = library("libX11.so.6");
        if (x11.isEmpty()) {
            return Optional.of("no X11 (package libx11-6): libX11.so.6 cannot be loaded");
        }
        String refused = "no display: cannot open DISPLAY " + display;
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("display-check").start(() -> {
            try {
                answer.complete(opens(x11.get(), display));
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) ? Optional.empty() : Optional.of(refused);
        } catch (TimeoutException e) {
            return Optional.of(refused + " (no answer for " + PATIENCE.toSeconds() + " s)");
        } catch (ExecutionException e) {
            return Optional.of(refused + " (" + Problem.messageOf(e) + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(refused + " (interrupted)");
        }
    }

    private static boolean opens(SymbolLookup x11, String display) throws Throwable {
        Linker linker = Linker.nativeLinker();
        var open = linker.downcallHandle(x11.find("XOpenDisplay").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        var close = linker.downcallHandle(x11.find("XCloseDisplay").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment connection = (MemorySegment) open.invokeExact(arena.allocateFrom(display));
            if (connection.equals(MemorySegment.NULL)) {
                return false;
            }
            int ignored = (int) close.invokeExact(connection);
            return true;
        }
    }
}
