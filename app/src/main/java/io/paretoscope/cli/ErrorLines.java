package io.paretoscope.cli;

import io.paretoscope.sweep.RunLogException;
import io.paretoscope.worker.WorkerException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says each error in one line, in place of picocli's page of usage and stack traces. */
final class ErrorLines {
    private final Console console;

    ErrorLines(Console console) {
        this.console = console;
    }

    /** Wrong usage: what is wrong, and where to read what would be right. */
    int usage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        console.note(name + ": " + usageMessage(e, command));
        console.note("try '" + name + " --help'");
        return ExitCode.USAGE;
    }

    /** Something failed while a command ran. */
    int failure(Exception e, CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        switch (e) {
            case CommandFailure failure -> console.note(name + ": " + oneLine(failure));
            case WorkerException failure -> console.note(name + ": " + oneLine(failure));
            case RunLogException failure -> console.note(name + ": " + oneLine(failure));
            case IOException failure -> console.note(name + ": " + describe(failure));
            case UncheckedIOException failure when failure.getCause() != null ->
                console.note(name + ": " + describe(failure.getCause()));
            default -> {
                console.note(name + ": internal error: " + e + " (this is a fault of paretoscope; see below)");
                LoggerFactory.getLogger(ErrorLines.class).error("internal error", e);
            }
        }
        return ExitCode.FAILURE;
    }

    /** An error of the file system in one line: the JDK's own messages are often no more than a path. */
    static String describe(IOException e) {
        String reason = switch (e) {
            case NoSuchFileException missing -> "no such file or folder";
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException exists -> "exists already";
            case NotDirectoryException file -> "not a folder";
            case FileSystemException other -> other.getReason();
            default -> null;
        };
        if (e instanceof FileSystemException inFile && inFile.getFile() != null && reason != null) {
            return inFile.getFile() + ": " + reason;
        }
        return e instanceof FileNotFoundException ? "not found: " + oneLine(e) : oneLine(e);
    }

    private static String usageMessage(ParameterException e, CommandLine command) {
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
            String first = unmatched.getUnmatched().getFirst();
            if (first.startsWith("-")) {
                String alike = String.join(", ", unmatched.getSuggestions());
                return "unknown option '" + first + "'" + (alike.isEmpty() ? "" : "; alike: " + alike);
            }
            if (!command.getSubcommands().isEmpty()) {
                return "unknown command '" + first + "': one of "
                        + String.join(", ", command.getSubcommands().keySet());
            }
            return "unexpected argument '" + first + "'";
        }
        return oneLine(e);
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank()
                ? e.getClass().getSimpleName()
                : message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
