package io.paretoscope.libtorch;

/** Which libtorch a worker gets, and why. */
public sealed interface EngineChoice {
    /** Why it is this one, in words that follow a colon. */
    String reason();

    /**
     * What the user's environment says; nothing is changed.
     *
     * @param variable that says it
     * @param value what it says
     */
    record OfEnvironment(String variable, String value) implements EngineChoice {
        @Override
        public String reason() {
            return variable + "=" + value + " is set, which goes before what is installed";
        }
    }

    /** One that is installed. */
    record Installed(InstalledEngine engine, String reason) implements EngineChoice {}

    /** None: the one that was asked for is not there or is damaged. */
    record Unusable(String reason) implements EngineChoice {}

    /** The one for the CPU that comes with the program, or for a GPU whatever DJL has in its cache. */
    record BuiltIn(String reason) implements EngineChoice {}
}
