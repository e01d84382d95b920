package io.paretoscope.cli;

/** Exit codes of the command line. */
final class ExitCode {
    static final int SUCCESS = 0;
    /** Tried and failed. */
    static final int FAILURE = 1;
    /** The command line, or a plan or checkpoint that it names, is wrong; nothing was run. */
    static final int USAGE = 2;
    /** Ended by Ctrl-C, as shells number it: 128 + SIGINT. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
