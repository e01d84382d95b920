package io.paretoscope.worker;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.WindowRule;
import java.util.List;

/**
 * An engine of a worker on this machine.
 *
 * @param worker the process
 * @param number of the engine there
 */
record EngineAt(WorkerProcess worker, int number) implements RemoteEngine {
    @Override
    public RemoteEngine fork(List<Integer> cpus) throws WorkerException {
        return new EngineAt(worker,
                worker.await(service().fork(new WorkerService.ForkRequest(number, cpus))).engine());
    }

    @Override
    public EngineUse configure(int batch, int maxTokens) throws WorkerException {
        return worker.await(service().configure(new WorkerService.ConfigureRequest(number, batch, maxTokens))).use();
    }

    @Override
    public StepTimes run(long seed, int promptTokens, int outputTokens) throws WorkerException {
        return worker.await(
                service().run(new WorkerService.RunRequest(number, seed, promptTokens, outputTokens)));
    }

    @Override
    public TimedWindow measure(long seed, int promptTokens, int outputTokens, WindowRule rule)
            throws WorkerException {
        return here(worker.await(service().measure(request(seed, promptTokens, outputTokens, rule))));
    }

    @Override
    public HeldWindow arm(long seed, int promptTokens, int outputTokens, WindowRule rule) throws WorkerException {
        WorkerService.MeasureRequest request = request(seed, promptTokens, outputTokens, rule);
        worker.await(service().arm(request));
        return new HeldWindow() {
            @Override
            public void untilMet() throws WorkerException {
                worker.await(service().begin(request));
            }

            @Override
            public TimedWindow end() throws WorkerException {
                return here(worker.await(service().end(number)));
            }
        };
    }

    @Override
    public AnswerCheck checkAnswers(long seed, int promptTokens, int outputTokens) throws WorkerException {
        WorkerService.AnswersReply reply = worker
                .await(service().checkAnswers(new WorkerService.RunRequest(number, seed,
                        promptTokens, outputTokens)));
        if (reply.difference() != null) {
            return new AnswerCheck.Differed(reply.difference());
        }
        return reply.unchecked() != null
                ? new AnswerCheck.NotChecked(reply.unchecked())
                : new AnswerCheck.Agreed(reply.sequences(), reply.tokens(), reply.nearTies());
    }

    private WorkerService.MeasureRequest request(long seed, int promptTokens, int outputTokens, WindowRule rule) {
        return new WorkerService.MeasureRequest(number, seed, promptTokens, outputTokens, rule);
    }

    /** The window by this process's clock. */
    private TimedWindow here(TimedWindow there) throws WorkerException {
        return there.shifted(worker.clock().offsetNanos());
    }

    private WorkerService service() {
        return worker.service();
    }
}
