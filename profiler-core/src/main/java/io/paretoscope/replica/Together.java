package io.paretoscope.replica;

import io.paretoscope.worker.WorkerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Has several workers do something at once, and waits for all of them, for so long and no longer. One that fails or does not
 * answer ends the wait for all: whoever asked then kills them, which ends what is still under way.
 */
final class Together {
    private Together() {}

    /** What one of them does. */
    @FunctionalInterface
    interface Task<T> {
        T run() throws WorkerException;
    }

    /** What is to be done when one does not answer: its process has to go, so that the task's thread ends too. */
    @FunctionalInterface
    interface Unresponsive {
        /** Ends it; says which it was. */
        String end(int index);
    }

    /**
     * Runs all tasks, each on a platform thread of its own, since a task may pin it.
     *
     * @param doing what they do, for the message
     * @param limit for each of them
     * @return their results, in order
     * @throws WorkerException the first failure; the others may still be under way
     */
    static <T> List<T> run(String doing, Duration limit, Unresponsive unresponsive, List<Task<T>> tasks)
            throws WorkerException {
        List<CompletableFuture<T>> answers = new ArrayList<>();
        CompletableFuture<T> failed = new CompletableFuture<>();
        for (int i = 0; i < tasks.size(); i++) {
            Task<T> task = tasks.get(i);
            CompletableFuture<T> answer = new CompletableFuture<>();
            answers.add(answer);
            Thread.ofPlatform().name("replica-" + i).daemon().start(() -> {
                try {
                    answer.complete(task.run());
                } catch (WorkerException | RuntimeException | Error e) {
                    answer.completeExceptionally(e);
                    failed.completeExceptionally(e);
                }
            });
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        try {
            CompletableFuture.anyOf(all, failed).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            List<String> who = unanswered(answers).stream().map(unresponsive::end).toList();
            throw new WorkerException(String.join(", ", who) + " did not answer within " + limit.toSeconds()
                    + " s while " + doing + (who.size() == 1 ? " and was ended" : " and were ended"), e);
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkerException("interrupted while " + doing, e);
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static <T> List<Integer> unanswered(List<CompletableFuture<T>> answers) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (!answers.get(i).isDone()) {
                open.add(i);
            }
        }
        return open;
    }

    private static WorkerException failure(ExecutionException e) {
        Throwable root = e;
        while ((root instanceof ExecutionException || root instanceof CompletionException)
                && root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof WorkerException known) {
            return known;
        }
        return new WorkerException(Optional.ofNullable(root.getMessage()).orElse(root.toString()), root);
    }
}
